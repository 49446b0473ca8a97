"""Sources of files and of local governments, crawled whole from a server that has faults of its own."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.add import AddError, page_to_add
from crawler.ledger import Ledger
from crawler.pages import PageError
from crawler.spiders.houjin import Register
from crawler.spiders.judgit import OldReviewSheets
from crawler.spiders.local_awards import AkitaResults
from crawler.spiders.ministry_contracts import MinistryContracts
from crawler.spiders.ocds import ReleasePackages

ATLA = "/www.mod.go.jp/atla/souhon/supply/jisseki/rakusatu"
REGISTER = "/www.houjin-bangou.nta.go.jp/download/sabun/index.html"
GBIZ = "/info.gbiz.go.jp/hojin/v2/hojin/updateInfo/procurement"
CHIBA = "/www.chiba-ep-bis.supercals.jp/ebidPPIPublish/EjPPIj"
RAW = "/raw.githubusercontent.com"


def problems(run: Any) -> set[str]:
    return {problem.code for problem in run.records("problem")}


@pytest.mark.parametrize(
    ("year", "file", "end"),
    [
        (2025, "kyoso-07", "kohyo_r07/07_kyoso-07.xlsx"),
        (2024, "zuikei-03", "kohyo_r06/06_zuikei_kijunijo-03.xlsx"),
        (2023, "kyoso-12", "kohyo_r05/05_kyoso_kijunijo-12.xlsx"),
        (2026, "kyoso-06", "kohyo_r08/08_kyoso-06.xlsx"),
    ],
)
def test_names_of_monthly_workbooks(year: int, file: str, end: str) -> None:
    assert MinistryContracts().file_url(year, file) == f"https:/{ATLA}/{end}"


def test_monthly_workbooks_and_the_months_that_are_not_there(
    server: Any, crawled: Any, case_bytes: Any, answer: Any
) -> None:
    book = case_bytes("ministry_contract/competitive_workbook")
    server.interfaces[f"{ATLA}/kohyo_r07/07_kyoso-07.xlsx"] = lambda handler, _: answer(
        handler, book, "application/zip"
    )
    page = b"<!DOCTYPE html><html><body>checking your browser</body></html>"
    server.interfaces[f"{ATLA}/kohyo_r07/07_zuikei-07.xlsx"] = lambda handler, _: answer(handler, page, "text/html")
    run = crawled("ministry_contracts", server.url, year="2025")
    assert run.promised == {("2025", "files"): (24, 1)}
    assert [contract.row for contract in run.records("ministry_contract")] == [4, 5, 6]
    assert "zuikei-07: not published: status 200 with an HTML page in its place" in run.missing
    assert sum("status 404" in reason for reason in run.missing) == 22


@pytest.mark.national
def test_mirror_of_real_workbooks(shared: Path, crawled: Any) -> None:
    run = crawled("ministry_contracts", str(shared / "mirror"), year="2024,2026")
    assert run.promised == {("2024", "files"): (24, 1), ("2026", "files"): (24, 1)}
    assert len(run.records("ministry_contract")) == 191 + 325
    with Ledger(run.home) as ledger:
        assert {capture.origin for capture in ledger.captures() if capture.page_kind == "ministry_contract"} == {
            "served"
        }


class Downloads:
    """The register's page, and the files behind it by their numbers."""

    def __init__(self, page: bytes, files: dict[str, bytes], answer: Callable[..., None]) -> None:
        self.page, self.files, self._answer = page, files, answer

    def __call__(self, handler: Any, behind: str) -> None:
        if not behind:
            self._answer(handler, self.page, "text/html")
            return
        asked = parse_qs(behind.removeprefix("?"))
        assert asked["event"] == ["download"]
        body = self.files.get(asked["selDlFileNo"][0])
        self._answer(handler, body or b"<html>error</html>", "application/zip" if body else "text/html")


def test_difference_files_of_the_register(server: Any, crawled: Any, case_bytes: Any, pages: Any, answer: Any) -> None:
    page = case_bytes("register_download/three_formats")
    table = pages.zip_of(case_bytes("register_entry/difference"), "diff.csv")
    server.interfaces[REGISTER] = Downloads(page, {"20943": table, "20936": table, "20813": table}, answer)
    run = crawled("houjin", server.url)
    assert run.promised == {("sabun", "index"): (1, 1), ("sabun", "files"): (3, 3)}  # the nationwide file is left out
    assert len(run.records("register_entry")) == 3 * 6
    assert len(run.records("register_file")) == 4


def test_page_in_place_of_a_register_file_is_told_when_it_is_read(
    server: Any, crawled: Any, case_bytes: Any, answer: Any
) -> None:
    server.interfaces[REGISTER] = Downloads(case_bytes("register_download/three_formats"), {}, answer)
    run = crawled("houjin", server.url)
    assert "html_instead_of_table" in problems(run)


def test_register_page_that_has_changed_is_missing_itself(server: Any, crawled: Any, answer: Any) -> None:
    server.interfaces[REGISTER] = Downloads(b"<html><body><p>new design</p></body></html>", {}, answer)
    run = crawled("houjin", server.url)
    assert run.promised == {("sabun", "index"): (1, 0)}
    assert "no heading 'csv-unicode'" in run.missing[0]


def test_other_sets_of_the_register_are_refused() -> None:
    with pytest.raises(SpiderArgumentError, match="sabun, zenken"):
        Register(set="everything")


class Updates:
    """The interface of gBizINFO: two pages, and what it does where a request is not as it wants."""

    def __init__(self, first: bytes, answer: Callable[..., None]) -> None:
        self.first, self._answer = first, answer
        self.pages: list[str] = []

    def __call__(self, handler: Any, behind: str) -> None:
        asked = parse_qs(behind.removeprefix("?"))
        self.pages.append(asked["page"][0])
        if asked["page"] == ["1"]:
            self._answer(handler, self.first, "application/json")
            return
        last = {
            "totalCount": "3",
            "totalPage": "2",
            "pageNumber": "2",
            "hojin-infos": [{"corporate_number": "1020001071491", "name": "富士通株式会社", "procurement": []}],
        }
        self._answer(handler, json.dumps(last).encode(), "application/json")


def test_changes_of_procurements_page_after_page(server: Any, crawled: Any, case_bytes: Any, answer: Any) -> None:
    server.interfaces[GBIZ] = Updates(case_bytes("gbiz_update/two_corporations"), answer)
    run = crawled("gbizinfo", server.url, updated="2026-10-05/2026-10-06")
    assert run.promised == {
        ("2026-10-05/2026-10-06", "pages"): (2, 2),
        ("2026-10-05/2026-10-06", "corporations"): (3, 3),
    }
    assert server.interfaces[GBIZ].pages == ["1", "2"]
    assert len(run.records("gbiz_procurement")) == 2


def test_refusal_of_the_interface_is_told_in_its_words(server: Any, crawled: Any, answer: Any) -> None:
    refusal = b'{"message": "invalid token"}'
    server.interfaces[GBIZ] = lambda handler, _: answer(handler, refusal, "application/json", 401)
    run = crawled("gbizinfo", server.url, updated="2026-10-05")
    assert run.fell_short
    assert "invalid token" in run.missing[0]


def test_sheets_of_a_year_by_the_list_of_files(server: Any, crawled: Any, case_bytes: Any, answer: Any) -> None:
    tree, sheet = case_bytes("old_review_index/cut_off"), case_bytes("old_review_sheet/payees_in_millions")
    server.interfaces["/api.github.com/"] = lambda handler, _: answer(handler, tree, "application/json")
    server.interfaces[f"{RAW}/judgit/data/master/data/2018/財務省/0003.json"] = lambda handler, _: answer(
        handler, sheet, "text/plain"
    )
    run = crawled("judgit", server.url, sheet_year="2018")
    assert run.promised == {("2018", "index"): (1, 1), ("2018", "sheets"): (2, 1)}
    assert run.missing == ["内閣府 0036-1: status 404"]
    assert len(run.records("old_review_payee")) == 3
    assert "truncated_list" in problems(run)
    assert unquote(OldReviewSheets().index_url(2018)).startswith("https://api.github.com/repos/judgit/data/git/trees/")


def test_procurement_pages_of_a_feed(server: Any, crawled: Any, case_bytes: Any, answer: Any) -> None:
    host = "/www.pref.okinawa.lg.jp"
    feed = case_bytes("local_feed/four_items").replace(
        b"www.pref.example.lg.jp/shigoto", host[1:].encode() + b"/shigoto"
    )
    notice = case_bytes("local_page/announced")
    server.interfaces[f"{host}/news.rss"] = lambda handler, _: answer(handler, feed, "application/rss+xml")
    server.interfaces[f"{host}/shigoto/"] = lambda handler, _: answer(handler, notice, "text/html")
    run = crawled("local_notices", server.url)
    assert run.promised == {("okinawa", "index"): (1, 1), ("okinawa", "pages"): (2, 1)}
    assert "another host" in run.missing[0]  # the item that lies elsewhere
    assert [record.buyer for record in run.records("local_notice")] == ["沖縄県"]


class Tendering:
    """A tendering system that keeps its user in a session, and answers nothing without one."""

    def __init__(self, results: bytes, answer: Callable[..., None]) -> None:
        self.results, self._answer = results, answer
        self.searches: list[dict[str, list[str]]] = []
        self.started = False

    def __call__(self, handler: Any, behind: str) -> None:
        if handler.command == "GET":
            handler.send_response(200)
            handler.send_header("Set-Cookie", "JSESSIONID=abc; Path=/")
            handler.send_header("Content-Length", "6")
            handler.end_headers()
            handler.wfile.write(b"<html>")
            return
        fields = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode(), keep_blank_values=True)
        if "JSESSIONID=abc" not in handler.headers.get("Cookie", ""):
            self._answer(handler, b"<html><body><p>session timeout</p></body></html>", "text/html")
        elif fields["ejParameterID"] == ["StartPage"]:
            self.started = True
            self._answer(handler, b"<html>start", "text/html")
        else:
            assert self.started
            self.searches.append(fields)
            self._answer(handler, self.results, "text/html; charset=Shift_JIS")


def test_results_of_a_tendering_system_are_asked_for_in_its_session(
    server: Any, crawled: Any, case_bytes: Any, answer: Any
) -> None:
    whole = case_bytes("local_award_list/chiba").replace("5件".encode("cp932"), "3件".encode("cp932"))
    system = server.interfaces[CHIBA] = Tendering(whole, answer)
    run = crawled("local_awards_chiba", server.url, opened="2025-07-01/2025-07-02")
    assert [(search["BidStDate"], search["BidEnDate"], search["Nendo"]) for search in system.searches] == [
        (["2025/07/01"], ["2025/07/02"], ["2025"])
    ]
    assert run.promised["2025-07-01/2025-07-02", "awards"] == (3, 3)
    assert {award.buyer for award in run.records("local_award")} == {"千葉県", "船橋市"}


def test_answer_with_fewer_results_than_it_says_is_cut_and_the_rest_missing(
    server: Any, crawled: Any, case_bytes: Any, answer: Any
) -> None:
    system = server.interfaces[CHIBA] = Tendering(case_bytes("local_award_list/chiba"), answer)
    run = crawled("local_awards_chiba", server.url, opened="2025-07-01/2025-07-02")
    assert len(system.searches) == 3
    assert run.fell_short
    assert any("3 of 5 awards came" in reason for reason in run.missing)


class Turning:
    """Akita's system: a session, a search, and pages that are turned; how many there are stands in hidden fields."""

    def __init__(self, rows: dict[int, list[str]], answer: Callable[..., None]) -> None:
        self.rows, self._answer = rows, answer
        self.asked: list[tuple[str, str, str]] = []

    def __call__(self, handler: Any, action: str) -> None:
        if handler.command == "GET":
            handler.send_response(200)
            handler.send_header("Set-Cookie", "JSESSIONID=abc; Path=/")
            handler.send_header("Content-Length", "6")
            handler.end_headers()
            handler.wfile.write(b"<html>")
            return
        fields = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode(), keep_blank_values=True)
        assert "JSESSIONID=abc" in handler.headers.get("Cookie", "")
        year, page = fields["nendo"][0], fields.get("curPage", ["1"])[0]
        self.asked.append((action, year, page))
        rows = self.rows.get(int(year), [])
        pages = max(1, -(-len(rows) // 100))
        told = f'<input name="resultCnt" value="{len(rows)}"><input name="hiddentotalpages" value="{pages}">'
        table = "".join(rows[(int(page) - 1) * 100 : int(page) * 100])
        body = f"<html><body><form>{told}</form><p>結果</p><table>{table}</table></body></html>"
        self._answer(handler, body.encode("cp932", "replace"), "text/html; charset=Shift_JIS")


def akita_row(number: int, title: str, supplier: str, amount: str, date: str, office: str) -> str:
    """A row of the list: thirteen cells, no header."""
    cells = (number, "一般競争", title, "秋田市", "x", "工事", supplier, "x", amount, date, date, office, "工事")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


AKITA = "/cals05.pref.akita.lg.jp/ecydeen/do/PPI/"


def test_results_that_are_turned_page_by_page(server: Any, crawled: Any, answer: Any) -> None:
    rows = [akita_row(n, f"工事その{n}", "株式会社甲", f"{n + 1:,}", "R07/05/14", "秋田市") for n in range(250)]
    system = server.interfaces[AKITA] = Turning({2025: rows}, answer)
    run = crawled("local_awards_akita", server.url, year="2024-2025")
    assert run.promised["2025", "awards"] == (250, 250)
    assert run.promised["2024", "awards"] == (0, 0)
    assert not run.fell_short
    assert [asked for asked in system.asked if asked[1] == "2025"] == [
        ("keiyakuSearch", "2025", "1"),
        ("keiyakuTurn", "2025", "2"),
        ("keiyakuTurn", "2025", "3"),
    ]
    awards = run.records("local_award")
    assert sorted(award.amount for award in awards) == list(range(1, 251))
    assert {(award.buyer, award.prefecture) for award in awards} == {("秋田市", "05")}


def test_page_that_does_not_say_how_many_there_are_ends_the_search() -> None:
    spider = AkitaResults(year="2025")
    with pytest.raises(PageError, match="does not say how many"):
        spider.read_page(b"<html><table><tr><td>x</td></tr></table></html>", spider.first_request(2025), 2025)


@pytest.mark.national
def test_real_results_of_akita(shared: Path, server: Any, crawled: Any, answer: Any) -> None:
    with gzip.open(shared / "real/local/local_awards.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        real = [row for row in csv.DictReader(stream) if row["src"] == "akita" and row["fiscal_year"] == "2025"]
    rows = []
    for number, row in enumerate(real):
        year, month, day = row["open_date"].split("-") if row["open_date"] else ("", "", "")
        date = f"R{int(year) - 2018:02}/{month}/{day}" if year else ""
        texts = (escape(row["name"]), escape(row["winner_name"]), f"{int(row['amount']):,}", date, escape(row["dept"]))
        rows.append(akita_row(number, *texts))
    server.interfaces[AKITA] = Turning({2025: rows}, answer)
    run = crawled("local_awards_akita", server.url, year="2025")
    assert run.promised["2025", "awards"] == (len(real), len(real))
    awards = run.records("local_award")
    print(f"\n{len(awards)} awards")
    assert len(awards) == len(real)
    assert sum(award.amount for award in awards) == sum(int(row["amount"]) for row in real)
    assert {one.code for one in run.records("problem")} <= {"supplier_not_named", "individual_masked", "row_shape"}


@pytest.mark.parametrize(
    ("source", "path", "case", "kind", "count"),
    [
        (
            "fedramp",
            "/FedRAMP/marketplace-fedramp-gov-data/main/data.json",
            "fedramp_marketplace/product_and_agencies",
            "fedramp_authorization",
            2,
        ),
        (
            "ai_inventory",
            "/ombegov/2024-Federal-AI-Use-Case-Inventory/main/data/2024_consolidated_ai_inventory_raw_v2.csv",
            "ai_use_case/windows_1252",
            "ai_use_case",
            2,
        ),
        (
            "ocds",
            "/open-contracting/sample-data/main/fictional-example/1.1/ocds-213czf-000-00001-05-contract.json",
            "ocds_release_package/award_and_contract",
            "ocds_supply",
            5,
        ),
    ],
)
def test_whole_files_from_abroad(
    server: Any, crawled: Any, case_bytes: Any, answer: Any, source: str, path: str, case: str, kind: str, count: int
) -> None:
    body = case_bytes(case)
    server.interfaces[RAW + path] = lambda handler, _: answer(handler, body, "text/plain; charset=utf-8")
    run = crawled(source, server.url)
    assert not run.fell_short
    assert len(run.records(kind)) == count


def test_package_of_any_publisher(server: Any, crawled: Any, case_bytes: Any, answer: Any) -> None:
    body = case_bytes("ocds_release_package/award_and_contract")
    server.interfaces["/data.example.org/2026.json"] = lambda handler, _: answer(handler, body, "application/json")
    address = "https://data.example.org/2026.json"
    run = crawled("ocds", server.url, package=f"{address},https://data.example.net/none.json")
    assert run.promised[address, "files"] == (1, 1)
    assert run.promised["https://data.example.net/none.json", "files"] == (1, 0)
    assert len(run.records("ocds_supply")) == 5


@pytest.mark.parametrize(
    "package", ["file:///etc/passwd", "data.example.org/2026.json", "https://user@example.org/a.json"]
)
def test_what_is_no_address_of_a_package_is_refused(package: str) -> None:
    with pytest.raises(SpiderArgumentError, match="expected the address of a package"):
        ReleasePackages(package=package)


def test_package_of_any_publisher_is_added_by_hand(case_bytes: Any, tmp_path: Path) -> None:
    body = case_bytes("ocds_release_package/award_and_contract")
    page = page_to_add("ocds", "https://data.example.org/2026.json", body, None, "copied", "")
    assert page.page_kind == "ocds_release_package"
    with pytest.raises(AddError, match="give the URL that the file was taken from"):
        page_to_add("fedramp", "https://data.example.org/2026.json", body, None, "copied", "")


BULK = "/info.gbiz.go.jp/hojin/Download"


def test_all_procurements_by_the_form_of_the_site(
    server: Any, crawled: Any, case_bytes: Any, pages: Any, answer: Any
) -> None:
    posted: list[dict[str, list[str]]] = []

    def download(handler: Any, _: str) -> None:
        posted.append(parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode()))
        table = case_bytes("gbiz_procurement/imi_header")
        answer(handler, pages.zip_of(table, "Chotatsujoho_UTF-8.csv"), "application/zip")

    server.interfaces[BULK] = download
    run = crawled("gbizinfo_bulk", server.url)
    assert posted == [{"downfile": ["3"], "downtype": ["zip"], "downenc": ["UTF-8"]}]
    assert run.promised == {("all", "files"): (1, 1)}
    assert len(run.records("gbiz_procurement")) > 0


def test_form_that_the_site_no_longer_takes_is_told(server: Any, crawled: Any, answer: Any) -> None:
    page = b"<!DOCTYPE html><html><body>token</body></html>"
    server.interfaces[BULK] = lambda handler, _: answer(handler, page, "text/html")
    run = crawled("gbizinfo_bulk", server.url)
    assert run.missing == ["Chotatsujoho: not published: status 200 with an HTML page in its place"]


@pytest.mark.national
def test_real_orders_in_the_bulk_file(shared: Path, server: Any, crawled: Any, pages: Any, answer: Any) -> None:
    path = shared / "real/gbizinfo/gbiz_procurement_it_rows_meti.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    fields = {
        "法人番号": "corporateNumber",
        "商号または名称": "organization",
        "キー情報": "sourceKey",
        "受注日": "dateRaw",
        "件名": "program",
        "落札価格": "amountRaw",
        "組織名": "sourceAgency",
        "備考": "notes",
        "データ品質": "dataQuality",
        "出典元": "sourceSystem",
        "最終取得日": "sourceRetrievedAt",
        "最終更新日": "sourceUpdatedAt",
    }
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([list(fields), *([row[name] for name in fields.values()] for row in rows)])
    body = pages.zip_of(stream.getvalue().encode("utf-8-sig"), "Chotatsujoho_UTF-8.csv")
    server.interfaces[BULK] = lambda handler, _: answer(handler, body, "application/zip")
    run = crawled("gbizinfo_bulk", server.url)
    orders = run.records("gbiz_procurement")
    print(f"\n{len(orders)} orders")
    assert [order.amount for order in orders] == [row["amount"] for row in rows]
    assert [order.date for order in orders] == [row["date"] for row in rows]
