"""A home with all national data at hand: the mirror crawled, and everything of ``../shared/real`` that has a reader.

``python benchmarks/national_home.py HOME`` crawls ``../shared/mirror``, puts the rest into the archive in the layout of
its site (``site_pages.py``), marked as reconstructed where others have re-keyed it, and says what it took; names are
looked up in the register that is there. Then ``izon build`` and ``izon load`` as with any home. Run again it adds only
what is not there.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from annotated_texts import json_lines
from printed_names import data_folder, register_file
from site_pages import (
    akita_results,
    notice,
    notices,
    orders_file,
    speeches,
    tendering_results,
    workbook,
    zipped,
)

from crawler.add import Page, add_pages
from crawler.crawl import crawl
from crawler.pages.local_page import PREFECTURES
from crawler.spiders.local_awards import AkitaResults, ChibaResults, ShizuokaResults

CRAWLED = {
    "rs": {"year": "2024,2025"},
    "sangiin_questions": {"session": "219"},
    "shugiin_questions": {"session": "221"},
    "ministry_contracts": {"year": "2024,2026"},
}
_RAW = "https://raw.githubusercontent.com"
_AWARDS = {
    ChibaResults.system: ChibaResults.address,
    ShizuokaResults.system: ShizuokaResults.address,
    AkitaResults.system: f"{AkitaResults.address}/keiyakuSearch",
}
_SPEECHES_A_PAGE = 100


def pages(real: Path) -> Iterator[Page]:
    """Everything of the folder that has a reader and is not in the mirror."""
    yield from _orders(real / "gbizinfo")
    yield from _register(real / "houjin")
    yield from _old_sheets(real / "judgit")
    yield from _local(real / "local")
    yield from _workbooks(real / "ministry_contracts")
    yield from _notices(real / "p_portal")
    yield from _speeches(real / "kokkai")
    yield from _abroad(real)


def _page(source: str, url: str, kind: str, body: bytes, origin: str, **arguments: str | int) -> Page:
    return Page(source, url, kind, body, origin=origin, arguments=arguments)


def _orders(folder: Path) -> Iterator[Page]:
    """Orders of all ministries, without names, and those of one ministry, with them; a row that stands twice once."""
    rows = dict[tuple[str, ...], None]()
    for path in sorted((folder / "procurement").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                day = row["date_of_order"][:10]
                cells = (row["corporate_number"], "", day, row["title"], row["amount"], row["government_departments"])
                rows[(*cells, "", "")] = None
    for row in json_lines(folder / "gbiz_procurement_it_rows_meti.jsonl"):
        cells = (row["corporateNumber"], row["organization"], row["dateRaw"], row["program"], row["amountRaw"])
        rows[(*cells, row["sourceAgency"], row["notes"], row["sourceKey"])] = None
    url = "https://info.gbiz.go.jp/hojin/Download"
    yield _page("gbizinfo_bulk", url, "gbiz_procurement", orders_file(rows), "reconstructed")


def _register(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("diff_*.csv")):
        url = "https://www.houjin-bangou.nta.go.jp/download/sabun/index.html"
        address = f"{url}?event=download&selDlFileNo={path.stem.removeprefix('diff_')}"
        yield _page("houjin", address, "register_entry", zipped(path.name, path.read_bytes()), "copied")


def _old_sheets(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("*.json")):
        year, ministry, number = path.stem.split("_")
        url = f"{_RAW}/judgit/data/master/data/{year}/{ministry}/{number}.json"
        yield _page("judgit", url, "old_review_sheet", path.read_bytes(), "copied", year=int(year))


def _local(folder: Path) -> Iterator[Page]:
    months: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with gzip.open(folder / "local_awards.csv.gz", "rt", encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            months[row["src"], row["open_date"][:7]].append(row)
    for (system, month), rows in sorted(months.items()):
        rows.sort(key=lambda row: (row["open_date"], row["org"]))
        body = akita_results(rows) if system == "akita" else tendering_results(rows, len(rows))
        url = f"{_AWARDS[system]}?opened={month}"
        yield _page(f"local_awards_{system}", url, "local_award_list", body, "reconstructed", system=system)
    addresses = {
        "page_ginowan_result.html": "https://www.city.ginowan.lg.jp/soshiki/somu/7/nyuusatu/kekka/20723.html",
        "page_naha_proposal.html": "https://www.city.naha.okinawa.jp/business/touroku/1003701/1010949/1011972.html",
        "page_pref_system.html": "https://www.pref.okinawa.lg.jp/shigoto/nyusatsukeiyaku/1015342/1025074/1037587/1040867.html",
    }
    for name, url in addresses.items():
        yield _page("local_notices", url, "local_page", (folder / name).read_bytes(), "copied", site="okinawa")


def _workbooks(folder: Path) -> Iterator[Page]:
    books: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in json_lines(folder / "mod_atla_it_contracts.jsonl"):
        books[row["_file"].removeprefix("data/raw/")].append(row)
    for name, rows in sorted(books.items()):
        url = f"https://www.mod.go.jp/atla/souhon/supply/jisseki/rakusatu/{name}"
        yield _page("ministry_contracts", url, "ministry_contract", workbook(rows), "reconstructed")


def _notices(folder: Path) -> Iterator[Page]:
    texts = {row["id"]: row["detail"] for row in json_lines(folder / "notices_portal_it_full.jsonl")}
    codes = {name: f"{number:02}" for number, name in enumerate(PREFECTURES, 1)}
    days: dict[str, list[str]] = defaultdict(list)
    with (folder / "notices_portal.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            found = notice(row, codes.get(row["prefecture"], ""), texts.get(row["id"], ""))
            days[row["published_at"]].append(found)
    for day, found in sorted(days.items()):
        url = f"https://www.kkj.go.jp/api/?CFT_Issue_Date={day}/{day}&Count=1000"
        yield _page("kkj", url, "notice_list", notices(found), "reconstructed")


def _speeches(folder: Path) -> Iterator[Page]:
    with (folder / "speeches_sample.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    session = 192
    for start in range(0, len(rows), _SPEECHES_A_PAGE):
        url = f"https://kokkai.ndl.go.jp/api/speech?sessionFrom={session}&sessionTo={session}&startRecord={start + 1}"
        body = speeches(rows[start : start + _SPEECHES_A_PAGE], session, start + 1, len(rows))
        yield _page("kokkai", url, "speech_list", body, "reconstructed", session=session)


def _abroad(real: Path) -> Iterator[Page]:
    marketplace = f"{_RAW}/FedRAMP/marketplace-fedramp-gov-data/main/data.json"
    body = (real / "us" / "fedramp_marketplace_first5.json").read_bytes()
    yield _page("fedramp", marketplace, "fedramp_marketplace", body, "copied")
    inventory = f"{_RAW}/ombegov/2024-Federal-AI-Use-Case-Inventory/main/data/2024_consolidated_ai_inventory_raw_v2.csv"
    body = (real / "us" / "ai_inventory_2024_first60.csv").read_bytes()
    yield _page("ai_inventory", inventory, "ai_use_case", body, "copied", inventory=2024)
    for name in ("award", "contract"):
        url = f"{_RAW}/open-contracting/sample-data/main/fictional-example/1.1/{name}.json"
        body = (real / "ocds" / f"{name}_release_1.1.json").read_bytes()
        yield _page("ocds", url, "ocds_release_package", body, "copied")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    home = parser.parse_args().home
    data = data_folder()
    for source, arguments in CRAWLED.items():
        for line in crawl(home, [source], arguments, str(data / "mirror")).sources[0].promises:
            print(f"{source} {line.slice} {line.what}: {line.held} of {line.promised}", flush=True)
    added = Counter(page.page_kind for page in add_pages(home, pages(data / "real")))
    for kind, count in sorted(added.items()):
        print(f"{kind}: {count} pages added", flush=True)
    command = [sys.executable, "-m", "graph.cli", "reference", "add", "register", str(register_file())]
    subprocess.run([*command, "--home", str(home)], check=True)


if __name__ == "__main__":
    main()
