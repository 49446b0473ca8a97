"""Pages, feeds and results of local governments that are not as they should be, and real ones."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from html import escape
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import local_award_list, local_feed, local_page, open_table, page_text
from crawler.pages.errors import PageError
from crawler.records import LocalAward, LocalListing, LocalNotice, Problem
from crawler.sources import load

FOLDER = Path(__file__).parent
URL = "https://www.example.lg.jp/1.html"
CHOSEN = (FOLDER / "local_page/chosen/page.html").read_bytes()
FEED = (FOLDER / "local_feed/four_items/page.xml").read_bytes()
RESULTS = (FOLDER / "local_award_list/chiba/page.html").read_bytes()


def error_of(module: Any, body: bytes, **arguments: str) -> PageError:
    with pytest.raises(PageError) as caught:
        list(module.parse(body, URL, arguments))
    return caught.value


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "html"),
        (b"<html><body><h1>404</h1></body></html>", "no_procurement"),
        (CHOSEN.replace("業務名".encode(), "お知らせ".encode()), "no_procurement"),
        (CHOSEN[:450], "truncated_page"),
        (b"\x81\xff\x81", "encoding"),
    ],
)
def test_what_is_no_page_of_a_procurement(body: bytes, code: str) -> None:
    assert error_of(local_page, body).code == code


def test_contacts_are_in_no_record_and_no_text() -> None:
    records = list(local_page.parse(CHOSEN, URL, {}))
    for text in (repr(records), page_text("local_page", CHOSEN, URL)):
        assert "山田" not in text
        assert "098-000" not in text


def test_offsets_of_the_supplier_lead_back_to_the_text() -> None:
    award = next(record for record in local_page.parse(CHOSEN, URL, {}) if isinstance(record, LocalAward))
    assert page_text("local_page", CHOSEN, URL)[award.start : award.end] == award.supplier == "富士通株式会社"


def test_individual_who_was_chosen_is_masked() -> None:
    body = CHOSEN.replace("富士通株式会社".encode(), "山田花子".encode())
    award = next(record for record in local_page.parse(body, URL, {}) if isinstance(record, LocalAward))
    assert (award.supplier, award.start, award.end) == ("個人", 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_page_in_another_encoding(encoding: str) -> None:
    records = list(local_page.parse(CHOSEN.decode().encode(encoding), URL, {}))
    assert records == list(local_page.parse(CHOSEN, URL, {}))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "xml"),
        (b"<html></html>", "no_feed"),
        (b"<rss><channel></channel></rss>", "empty_list"),
        (FEED[:400], "xml"),
        (b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>', "no_feed"),
    ],
)
def test_what_is_no_feed(body: bytes, code: str) -> None:
    assert error_of(local_feed, body).code == code


def test_entities_of_a_feed_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
    body = f"<!DOCTYPE rss [{entities}]>".encode() + FEED.split(b"?>", 1)[1].replace(b"</title>", b"&e8;</title>", 2)
    try:
        records = list(local_feed.parse(body, URL, {}))
    except PageError:
        return
    assert len(repr(records)) < 10_000


@pytest.mark.parametrize(
    ("body", "arguments", "code"),
    [
        (RESULTS, {}, "no_system"),
        (RESULTS, {"system": "okinawa"}, "no_system"),
        (b"<html><body><p>busy</p></body></html>", {"system": "chiba"}, "no_table"),
        (b"<html><table><tr><td>x</td></tr></table></html>", {"system": "chiba"}, "header"),
        (RESULTS.replace("落札者名".encode("cp932"), "別の列".encode("cp932")), {"system": "chiba"}, "header"),
    ],
)
def test_what_is_no_list_of_results(body: bytes, arguments: dict[str, str], code: str) -> None:
    assert error_of(local_award_list, body, **arguments).code == code


def test_address_says_whose_list_it_is_where_nobody_does() -> None:
    url = "https://www.chiba-ep-bis.supercals.jp/ebidPPIPublish/EjPPIj"
    records = list(local_award_list.parse(RESULTS, url, {}))
    assert {record.prefecture for record in records if isinstance(record, LocalAward)} == {"12"}
    found = load("local_awards_chiba").page_of(url)
    assert found is not None
    assert found[0] == "local_award_list"


def test_list_without_results_is_an_answer() -> None:
    page = "<html><body><p>条件に合致したものを0件表示しています。</p><table><tr><td>x</td></tr></table></body></html>"
    assert not list(local_award_list.parse(page.encode("cp932"), URL, {"system": "chiba"}))


def test_cells_lead_back_to_the_list() -> None:
    table = open_table("local_award_list", RESULTS, URL)
    assert table.cells(3, [table.column("title"), table.column("amount")]) == [
        "庁舎の設備の改修※添付有",
        "114,730,000円",
    ]


@pytest.mark.national
def test_real_pages(shared: Path) -> None:
    folder = shared / "real/local"
    notices: dict[str, LocalNotice] = {}
    awards: list[LocalAward] = []
    for path in sorted(folder.glob("page_*.html")):
        body = path.read_bytes()
        for record in local_page.parse(body, str(path), {}):
            if isinstance(record, LocalNotice):
                notices[path.stem] = record
                text = page_text("local_page", body, str(path))
                assert text[record.text_start : record.text_end] == record.outline
            else:
                assert isinstance(record, LocalAward)
                awards.append(record)
    assert {name: (notice.buyer, notice.title, notice.updated) for name, notice in notices.items()} == {
        "page_ginowan_result": ("宜野湾市", "宜野湾市公用車管理システム導入業務", "2026-07-31"),
        "page_naha_proposal": (
            "那覇市",
            "那覇市立こども園等通信ネットワーク再構築及び維持管理業務委託",
            "2026-07-31",
        ),
        "page_pref_system": ("沖縄県", "京都府・沖縄県税務システム共同調達検討支援業務委託", "2026-07-31"),
    }
    assert notices["page_pref_system"].ceiling.startswith("合計22,000千円")
    assert [(award.supplier, award.bidders) for award in awards] == [("丸紅株式会社", 3)]
    assert not any("098-" in notice.text for notice in notices.values())


@pytest.mark.national
def test_every_item_of_the_real_feed(shared: Path) -> None:
    body = (shared / "real/local/feed_okinawa_pref.xml").read_bytes()
    listings = [record for record in local_feed.parse(body, URL, {}) if isinstance(record, LocalListing)]
    assert len(listings) == body.count(b"<item>") == 22
    assert sum(listing.is_procurement for listing in listings) == 5


@pytest.mark.national
def test_real_results_of_two_prefectures_in_the_form_of_their_lists(shared: Path) -> None:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(shared / "real/local/local_awards.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows[row["src"]].append(row)
    counted = Counter[str]()
    for system in ("chiba", "shizuoka"):
        for start in range(0, len(rows[system]), 2_000):
            part = rows[system][start : start + 2_000]
            records = list(local_award_list.parse(_list(part), URL, {"system": system}))
            awards = [record for record in records if isinstance(record, LocalAward)]
            counted.update(record.code for record in records if isinstance(record, Problem))
            assert len(awards) == len(part)
            assert [award.amount for award in awards] == [int(row["amount"]) for row in part]
            assert [award.date or "" for award in awards] == [row["open_date"] for row in part]
            assert [award.buyer for award in awards] == [row["org"] for row in part]
            counted[system] += len(awards)
    print(f"\n{dict(counted)}")
    assert (counted["chiba"], counted["shizuoka"]) == (14_034, 21_888)
    assert set(counted) <= {
        "chiba",
        "shizuoka",
        "supplier_not_named",
        "individual_masked",
        "corporate_number_check_digit",
    }


def _list(rows: list[dict[str, str]]) -> bytes:
    """A page of results with these rows: a heading wherever the body changes, dates by era, numbers below names."""
    lines = [f"<p>条件に合致したものを{len(rows):,}件表示しています。</p><table>"]
    heading = ""
    for number, row in enumerate(rows, 1):
        if row["org"] != heading:
            heading = row["org"]
            lines.append(f'<tr><td colspan="7">令和7年度　{heading}　契約課</td></tr>')
            names = ("No", "開札執行日", "案件名称", "調達区分", "入札方式", "落札者", "落札金額")
            lines.append("<tr>" + "".join(f"<th>{name}</th>" for name in names) + "</tr>")
        year, month, day = row["open_date"].split("-") if row["open_date"] else ("", "", "")
        date = f"R{int(year) - 2018:02}-{month}-{day}" if year else ""
        winner = f"{escape(row['winner_name'])}<br>法人番号 {row['corporate_no'] or '－'}"
        amount = f"{int(row['amount']):,}円"
        cells = (number, date, escape(row["name"]), row["category"], row["method"], winner, amount)
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return f"<html><meta charset='utf-8'><body>{''.join(lines)}</table></body></html>".encode()


def test_individual_is_in_no_table_of_evidence() -> None:
    table = open_table("local_award_list", RESULTS, URL)
    assert table.cells(4, [table.column("supplier")]) == ["個人"]
    assert table.cells(3, [table.column("supplier")]) == ["株式会社甲工務店\n法人番号 6010601062093"]


def test_list_of_akita_has_named_columns_though_it_has_no_header() -> None:
    body = (FOLDER / "local_award_list/akita_without_header/page.html").read_bytes()
    table = open_table("local_award_list", body, URL)
    assert table.cells(2, [table.column("title"), table.column("amount")]) == ["測量 ZC-3-001", "13,200,000"]
