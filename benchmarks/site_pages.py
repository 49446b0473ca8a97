"""Pages in the layout of the sites they are of, made of rows that others have re-keyed.

``../shared/real`` has rows of sites whose own pages are not at hand. In the site's layout they go through the same page
functions and spiders as the site's pages would; what is made so is marked as reconstructed.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

Row = Mapping[str, str]


def workbook(rows: Sequence[Row]) -> bytes:
    """A ministry's monthly workbook: a title, the header, the contracts. Its bytes depend on the hour it is made in."""
    names = list(dict.fromkeys(name for row in rows for name in row if name != "_file" and "ISO" not in name))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["公共調達の適正化について（平成18年8月25日付財計第2017号）に基づく公表"])
    sheet.append(names)
    for row in rows:
        sheet.append([row.get(name, "") for name in names])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def tendering_results(rows: Iterable[Row], hits: int) -> bytes:
    """A list of results as the tendering systems of Chiba and Shizuoka print it, a heading above each body's rows."""
    lines = [f"<html><body><p>条件に合致したものを{hits}件表示しています。</p><table>"]
    names = ("No", "開札執行日", "案件名称", "調達区分", "入札方式", "落札者", "落札金額")
    heading = ""
    for number, row in enumerate(rows, 1):
        if row["org"] != heading:
            heading = row["org"]
            lines.append(f'<tr><td colspan="7">令和7年度　{heading}　契約課</td></tr>')
            lines.append("<tr>" + "".join(f"<th>{name}</th>" for name in names) + "</tr>")
        cells = (
            str(number),
            _reiwa(row["open_date"], "-"),
            escape(row["name"]),
            escape(row["category"]),
            escape(row["method"]),
            f"{escape(row['winner_name'])}<br>法人番号 {row['corporate_no'] or '－'}",
            f"{int(row['amount']):,}円",
        )
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return ("\n".join(lines) + "</table></body></html>").encode("cp932", "xmlcharrefreplace")


def akita_results(rows: Sequence[Row]) -> bytes:
    """A page of results as Akita's system prints it: thirteen columns without a header."""
    lines = []
    for number, row in enumerate(rows, 1):
        opened, amount = _reiwa(row["open_date"], "/"), f"{int(row['amount']):,}"
        cells = (
            *(str(number), row["method"], row["name"], "", "", row["category"], row["winner_name"], "", amount),
            *(opened, "", f"{row['org']}　{row['dept']}" if row["dept"] != row["org"] else row["org"], row["category"]),
        )
        lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    form = f'<form><input type="hidden" name="resultCnt" value="{len(rows)}"></form>'
    return f"<html><body>{form}<table>{''.join(lines)}</table></body></html>".encode("cp932", "xmlcharrefreplace")


def _reiwa(day: str, between: str) -> str:
    year, month, rest = day.split("-")
    return between.join((f"R{int(year) - 2018:02}", month, rest))


def orders_file(rows: Iterable[Sequence[str]]) -> bytes:
    """gBizINFO's file of all orders, zipped, in its plain header.

    Rows: number, name, day, title, amount, body, note, key.
    """
    header = ("法人番号", "商号または名称", "受注日", "件名", "落札価格", "組織名", "備考", "キー情報")
    return zipped("Chotatsujoho_UTF-8.csv", b"\xef\xbb\xbf" + quoted([header, *rows]))


def quoted(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV with every cell in quotation marks."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue().encode()


def zipped(name: str, content: bytes) -> bytes:
    """A zip of one file; the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def notice(row: Row, prefecture_code: str, text: str = "") -> str:
    """A search result of the notice portal, empty elements left out."""
    day = row["published_at"]
    key = base64.b64encode(f"search/p_portal/{day.replace('-', '/')}/{row['id']}".encode()).decode()
    elements = {
        "ResultId": "1",
        "Key": key,
        "ExternalDocumentURI": row["url"],
        "ProjectName": row["title"].strip(),
        "LgCode": prefecture_code,
        "OrganizationName": row["organization"].strip(),
        "CftIssueDate": f"{day}T00:00:00+09:00",
        "ProjectDescription": text,
    }
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items() if value)
    return f"<SearchResult>{inside}</SearchResult>"


def notices(results: Sequence[str]) -> bytes:
    """An answer of the notice portal."""
    found = f"<SearchHits>{len(results)}</SearchHits>{''.join(results)}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Results><Version>1.0</Version><SearchResults>{found}</SearchResults></Results>'
    ).encode()


def speeches(rows: Sequence[Row], session: int, first: int, total: int) -> bytes:
    """A page of speeches of the minutes' interface; ``first`` counts from 1. Identities are made up."""
    records: list[dict[str, Any]] = []
    for number, row in enumerate(rows, first):
        day = f"{row['date'][:4]}-{row['date'][4:6]}-{row['date'][6:]}"
        issue = f"1{session}00000X000{row['date']}"
        records.append(
            {
                "speechID": f"{issue}_{number:03}",
                "issueID": issue,
                "imageKind": "会議録",
                "session": session,
                "nameOfHouse": row["houses"],
                "nameOfMeeting": row["committee"],
                "issue": "",
                "date": day,
                "closing": None,
                "speechOrder": int(row["speech_order"]),
                "speaker": row["speaker"],
                "speech": row["speech_text"],
                "startPage": 1,
                "speechURL": f"https://kokkai.ndl.go.jp/txt/{issue}/{number}",
                "meetingURL": f"https://kokkai.ndl.go.jp/txt/{issue}",
                "pdfURL": None,
            }
        )
    following = first + len(rows) if first + len(rows) <= total else None
    body = {
        "numberOfRecords": total,
        "numberOfReturn": len(rows),
        "startRecord": first,
        "nextRecordPosition": following,
        "speechRecord": records,
    }
    return json.dumps(body, ensure_ascii=False).encode()
