"""Every spider whose site's rows we hold, run whole on real values in the site's own layout: each row comes out once.

The notice portal and the minutes of the Diet: ``test_kkj.py``, ``test_kokkai.py``. Review sheets and the House of
Councillors: ``../test_national.py``. Workbooks as served: ``test_file_sources.py``.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pyarrow.parquet as pq
import pytest
from site_pages import quoted, tendering_results, workbook

from crawler.pages import award, register_entry
from crawler.records import valid_corporate_number

pytestmark = pytest.mark.national
Page = Callable[[str, bytes], bytes | None]
Crawl = Callable[..., Any]


@pytest.fixture
def crawled_from(serve: Any, crawled: Any, answer: Any, tmp_path: Path) -> Iterator[Crawl]:
    """Crawls a source from a site that is one function."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    with serve(folder) as server:

        def start(source: str, page: Page, **arguments: str) -> Any:
            def respond(handler: Any, path: str) -> bool:
                body = page(path, handler.posted)
                answer(handler, body or b"", "application/octet-stream", 404 if body is None else 200)
                return True

            server.fault = respond
            return crawled(source, server.url, **arguments)

        yield start


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def codes(run: Any) -> Counter[str]:
    return Counter(problem.code for problem in run.records("problem"))


def test_updates_of_gbizinfo(shared: Path, crawled_from: Crawl) -> None:
    rows = lines_of(shared / "real/gbizinfo/gbiz_procurement_it_rows_meti.jsonl")
    corporations: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = {"corporate_number": row["corporateNumber"], "name": row["organization"], "procurement": []}
        corporations.setdefault(row["corporateNumber"], entry)["procurement"].append(
            {
                "title": row["program"],
                "amount": int(row["amountRaw"]) if row["amountRaw"] else None,
                "date_of_order": row["dateRaw"],
                "government_departments": row["sourceAgency"],
                "note": row["notes"] or "Null",
                "meta-data": {"key_field": row["sourceKey"], "source": row["sourceSystem"]},
            }
        )
    listed = list(corporations.values())

    def page(path: str, posted: bytes) -> bytes | None:
        if "updateInfo" not in path:
            return None
        number = int(dict(parse_qsl(path.partition("?")[2]))["page"])
        counts = {"totalCount": len(listed), "totalPage": -(-len(listed) // 200), "pageNumber": number}
        return json.dumps({**counts, "hojin-infos": listed[200 * (number - 1) : 200 * number]}).encode()

    run = crawled_from("gbizinfo", page, updated="2026-10")
    orders = run.records("gbiz_procurement")
    print(f"\n{len(orders)} of {len(rows)} orders of {len(listed)} corporations, problems {dict(codes(run))}")
    assert run.promised == {("2026-10", "pages"): (6, 6), ("2026-10", "corporations"): (1_098, 1_098)}
    assert len(orders) == len(rows) == 3_174
    assert sum(order.amount or 0 for order in orders) == sum(row["amount"] or 0 for row in rows)
    assert not codes(run)


def test_whole_register_by_prefecture(shared: Path, crawled_from: Crawl, pages: Any) -> None:
    batch = next(pq.ParquetFile(shared / "real/houjin/registry.parquet").iter_batches(batch_size=20_000))
    places = {
        "corporate_number": 1,
        "process": 2,
        "change_date": 5,
        "name": 6,
        "kind": 8,
        "prefecture": 9,
        "city": 10,
        "close_date": 18,
        "close_cause": 19,
        "successor": 20,
        "en_name": 24,
        "furigana": 28,
    }
    tables: dict[str, list[list[str]]] = defaultdict(list)
    for row in batch.to_pylist():
        cells = [""] * len(register_entry.COLUMNS)
        for name, place in places.items():
            cells[place] = row[name]
        table = tables[row["prefecture"] or "国外"]
        cells[0], cells[3], cells[4], cells[23], cells[29] = str(len(table) + 1), "0", row["change_date"], "1", "0"
        table.append(cells)
    files = {str(number): table for number, table in enumerate(tables.values(), 20_801)}
    items = "".join(
        f'<dt>{prefecture}</dt><dd><a href="#" onclick="return doDownload({number});">zip</a></dd>'
        for prefecture, number in zip(tables, files, strict=True)
    )
    index = f'<html><body><h2 id="csv-unicode">CSV</h2><dl>{items}</dl></body></html>'.encode()

    def page(path: str, posted: bytes) -> bytes | None:
        if not path.startswith("/www.houjin-bangou.nta.go.jp/download/zenken/index.html"):
            return None
        asked = parse_qs(path.partition("?")[2])
        return pages.zip_of(quoted(files[asked["selDlFileNo"][0]])) if asked else index

    run = crawled_from("houjin", page, set="zenken")
    entries = run.records("register_entry")
    print(f"\n{len(entries)} entries in {len(files)} files, problems {dict(codes(run))}")
    assert run.promised == {("zenken", "index"): (1, 1), ("zenken", "files"): (len(files), len(files))}
    assert len(entries) == 20_000
    assert {entry.corporate_number for entry in entries} == set(batch.column("corporate_number").to_pylist())
    assert not codes(run)


@pytest.mark.parametrize(
    ("system", "opened", "count"), [("chiba", "2025-05/2025-06", 1_828), ("shizuoka", "2024-05/2024-06", 2_200)]
)
def test_results_of_a_prefecture(shared: Path, crawled_from: Crawl, system: str, opened: str, count: int) -> None:
    rows = [row for row in rows_of(shared / "real/local/local_awards.csv.gz") if row["src"] == system]
    rows.sort(key=lambda row: (row["open_date"], row["org"]))
    searches = []

    def page(path: str, posted: bytes) -> bytes | None:
        asked = {name: values[0] for name, values in parse_qs(posted.decode()).items()}
        if "EjPPIj" not in path or "BidStDate" not in asked:
            return b"<html><body></body></html>" if "EjPPIj" in path else None
        first, last = (asked[name].replace("/", "-") for name in ("BidStDate", "BidEnDate"))
        found = [row for row in rows if first <= row["open_date"] <= last]
        searches.append((first, last))
        return tendering_results(found[: int(asked["ejMaxDisplayRowCount"])], len(found))

    run = crawled_from(f"local_awards_{system}", page, opened=opened)
    first, last = opened.split("/")
    within = [row for row in rows if first <= row["open_date"][:7] <= last]
    awards = {(one.buyer, one.title, one.date, one.amount_printed, one.ordinal) for one in run.records("local_award")}
    held = sum(held for (_, what), (_, held) in run.promised.items() if what == "awards")
    print(f"\n{held} of {len(within)} results in {len(searches)} searches, problems {dict(codes(run))}")
    assert run.missing == []
    assert held == len(within) == count
    assert {(row["org"], row["name"], row["open_date"]) for row in within} == {one[:3] for one in awards}


def award_rows(printed: list[dict[str, str]]) -> list[list[str]]:
    """Rows of the portal's awards: numbers of cases are made up, the rest is as printed."""
    ministries = {name: code for code, name in award.codes().ministries.items()}
    return [
        [
            f"{number:019}",
            row["title"],
            row["date_of_order"][:10],
            f"{row['amount']}.00" if row["amount"] else "",
            ministries.get(row["government_departments"], "W1"),
            "8002010",
            f"株式会社{number}",
            row["corporate_number"],
        ]
        for number, row in enumerate(printed)
    ]


def test_awards_of_a_year_and_of_its_days(shared: Path, crawled_from: Crawl, pages: Any) -> None:
    folder = shared / "real/gbizinfo/procurement"
    printed = [row for name in ("202009", "202010", "202012") for row in rows_of(folder / f"{name}.csv.gz")]
    rows = award_rows(printed)
    days: dict[str, list[list[str]]] = defaultdict(list)
    for row in rows:
        if row[2].startswith("2020-09"):
            days[row[2].replace("-", "")].append(row)

    def page(path: str, posted: bytes) -> bytes | None:
        name = dict(parse_qsl(path.partition("?")[2])).get("filename", "")
        if name.endswith("_all_2020.zip"):
            return pages.zip_of(b"\xef\xbb\xbf" + quoted(rows))
        found = days.get(name[-12:-4])
        return pages.zip_of(b"\xef\xbb\xbf" + quoted(found)) if found else b"<html>error</html>"

    yearly = crawled_from("p_portal_awards", page, year="2020")
    taken, wrong = yearly.records("award"), codes(yearly)["corporate_number_check_digit"]
    print(f"\n{len(taken)} of {len(rows)} awards, problems {dict(codes(yearly))}")
    assert [one.title for one in taken] == [row[1] for row in rows]
    assert wrong == sum(bool(row[7]) and not valid_corporate_number(row[7]) for row in rows)
    assert [one.row for one in taken] == list(range(1, len(rows) + 1))
    daily = crawled_from("p_portal_awards_daily", page, day="2020-09")
    of_days = [one for one in daily.records("award") if one.date and one.date.startswith("2020-09")]
    assert len(of_days) == sum(map(len, days.values())) + sum(row[2].startswith("2020-09") for row in rows)
    assert not daily.fell_short


def test_contracts_of_seventy_five_workbooks(shared: Path, crawled_from: Crawl) -> None:
    books: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in lines_of(shared / "real/ministry_contracts/mod_atla_it_contracts.jsonl"):
        books[row["_file"].removeprefix("data/raw/")].append(row)
    bodies = {name: workbook(rows) for name, rows in books.items()}
    of_forms = {name for name in bodies if "kyoso" in name or "zuikei" in name}

    def page(path: str, posted: bytes) -> bytes | None:
        return bodies.get(path.partition("/jisseki/rakusatu/")[2])

    years = sorted({2018 + int(name[7:9]) for name in of_forms})
    run = crawled_from("ministry_contracts", page, year=",".join(map(str, years)))
    contracts = run.records("ministry_contract")
    held = sum(held for _, held in run.promised.values())
    print(f"\n{len(contracts)} contracts of {held} workbooks, problems {dict(codes(run))}")
    assert held == len(of_forms)
    assert len(contracts) == sum(len(books[name]) for name in of_forms)
    assert all(contract.date for contract in contracts)
    assert set(codes(run)) <= {"supplier_not_named"}


def served(files: Mapping[str, bytes]) -> Page:
    """A site of some files, by the end of their addresses."""
    return lambda path, posted: next((body for end, body in files.items() if path.endswith(end)), None)


def test_old_review_sheets(shared: Path, crawled_from: Crawl) -> None:
    bodies = {}
    for path in sorted((shared / "real/judgit").glob("*.json")):
        year, ministry, number = path.stem.split("_")
        bodies[f"data/{year}/{ministry}/{number}.json"] = path.read_bytes()
    tree = {"tree": [{"path": name, "type": "blob"} for name in bodies], "truncated": False}
    page = served({**bodies, "recursive=1": json.dumps(tree).encode()})
    run = crawled_from("judgit", page, sheet_year="2018,2019")
    assert {part: counts for (part, what), counts in run.promised.items() if what == "sheets"} == {
        "2018": (21, 21),
        "2019": (1, 1),
    }
    assert (len(run.records("old_review_sheet")), len(run.records("old_review_payee"))) == (22, 465)


def test_lists_of_questions_of_both_houses_as_served(shared: Path, crawled_from: Crawl) -> None:
    known = json.loads((shared / "real/diet/all_questions_208_221.json").read_text(encoding="utf-8"))
    listed = {
        "sangiin": shared / "real/sangiin/list_219_syuisyo.htm",
        "shugiin": shared / "real/shugiin/list_221_kaiji221_l.htm",
    }
    for name, session, house, end in (
        ("sangiin", 219, "参議院", "syuisyo/219/syuisyo.htm"),
        ("shugiin", 221, "衆議院", "kaiji221_l.htm"),
    ):
        run = crawled_from(f"{name}_questions", served({end: listed[name].read_bytes()}), session=str(session))
        questions = {one.number: one.title for one in run.records("listed_question") if one.house == house}
        others = {one["number"]: one["title"] for one in known if (one["house"], one["session"]) == (house, session)}
        # lists grow: what another reader saw later or earlier is not all there
        both = questions.keys() & others.keys()
        print(f"\n{house} {session}: {len(questions)} listed, {len(others)} known to others, {len(both)} in both")
        assert len(both) >= 29
        assert {number: questions[number] for number in both} == {number: others[number] for number in both}
        assert run.fell_short


def test_notices_of_a_real_feed(shared: Path, crawled_from: Crawl) -> None:
    folder = shared / "real/local"
    feed, page = (folder / "feed_okinawa_pref.xml").read_bytes(), (folder / "page_pref_system.html").read_bytes()
    run = crawled_from("local_notices", served({"news.rss": feed, ".html": page}))
    assert run.promised == {("okinawa", "index"): (1, 1), ("okinawa", "pages"): (5, 5)}
    assert len(run.records("local_listing")) == 22
    assert {one.buyer for one in run.records("local_notice")} == {"沖縄県"}


def test_files_from_abroad(shared: Path, crawled_from: Crawl) -> None:
    us = shared / "real/us"
    page = served(
        {
            "data.json": (us / "fedramp_marketplace_first5.json").read_bytes(),
            "_raw_v2.csv": (us / "ai_inventory_2024_first60.csv").read_bytes(),
            "-award.json": (shared / "real/ocds/award_release_1.1.json").read_bytes(),
            "-contract.json": (shared / "real/ocds/contract_release_1.1.json").read_bytes(),
        }
    )
    raw = "https://raw.githubusercontent.com/open-contracting"
    assert len(crawled_from("fedramp", page).records("fedramp_authorization")) == 10
    assert len(crawled_from("ai_inventory", page).records("ai_use_case")) == 60
    run = crawled_from("ocds", page, package=f"{raw}/a-award.json,{raw}/a-contract.json")
    assert len(run.records("ocds_supply")) == 3
