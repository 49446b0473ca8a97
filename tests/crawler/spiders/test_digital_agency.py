"""The Digital Agency's contract tables and policy pages, crawled whole from a server that has both and loses some."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.sources import load
from crawler.spiders.digital_agency import AgencyPolicies

HOST = "/www.digital.go.jp"
LIST = f"{HOST}/procurement/proper-public-procurement"
ASSETS = "/assets/contents/node/basic_page/field_ref_resources/aaaaaaaa-0000-4000-8000-000000000001"
FORMS = ("一般競争入札・指名競争入札の別（総合評価の実施）", "随意契約によることとした会計法令の根拠条文及び理由")


class Site:
    """Pages and files by their paths; anything else is answered with the site's own page, and 404."""

    def __init__(self, answer: Callable[..., None]) -> None:
        self.pages: dict[str, bytes] = {}
        self._answer = answer

    def __call__(self, handler: Any, path: str) -> None:
        body = self.pages.get(path)
        missing = "<!DOCTYPE html><html><body><main><h1>ページが見つかりません</h1></main></body></html>".encode()
        media_type = "text/html; charset=utf-8" if "." not in path else "application/octet-stream"
        self._answer(handler, missing if body is None else body, media_type, 404 if body is None else 200)


@pytest.fixture
def site(server: Any, answer: Callable[..., None]) -> Site:
    interface = Site(answer)
    server.interfaces[HOST] = interface
    return interface


def listed(months: dict[str, str]) -> bytes:
    """The list: label → address."""
    links = "".join(f'<li><a href="{address}">{label}</a></li>' for label, address in months.items())
    contents = f"<h1>公共調達の適正化に係る情報の公表</h1><p>公表します。</p><h2>令和7年度</h2><ul>{links}</ul>"
    return f"<!DOCTYPE html><html><body><main>{contents}</main></body></html>".encode()


def csv_table(names: list[str], rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["公表"], names, *([row.get(name, "") for name in names] for row in rows)])
    return stream.getvalue().encode("utf-8-sig")


def workbook(names: list[str], rows: list[dict[str, str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in (["公表"], names, *([row.get(name, "") for name in names] for row in rows)):
        sheet.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_tables_of_the_list_and_of_earlier_years(site: Site, server: Any, crawled: Any, case_bytes: Any) -> None:
    book, page = (
        case_bytes("ministry_contract/competitive_workbook"),
        case_bytes("contract_files/months_twins_and_pdf"),
    )
    negotiated = csv_table(["件名", "契約締結日", "契約の相手方の商号又は名称", "契約金額"], [])
    site.pages["/procurement/proper-public-procurement"] = page
    site.pages["/procurement/proper-public-procurement/2024"] = listed({"令和6年4月分": f"{ASSETS}/0000000e/old.xlsx"})
    site.pages[f"{ASSETS}/0000000a/20250610_procurement_proper_table_01.xlsx"] = book
    site.pages[f"{ASSETS}/0000000e/old.xlsx"] = book
    site.pages[f"{ASSETS}/0000000c/20250610_procurement_proper_table_02.csv"] = negotiated
    run = crawled("digital_agency_contracts", server.url)
    assert run.promised == {("all", "index"): (1, 1), ("all", "lists"): (1, 1), ("all", "files"): (3, 3)}
    assert not run.fell_short
    assert len(run.records("ministry_contract")) == 6
    assert len(run.records("published_file")) == 5
    assert not [path for path, _ in server.asked if path.endswith(".pdf")]


def test_table_that_is_gone_and_one_with_another_header(site: Site, server: Any, crawled: Any) -> None:
    stranger = csv_table(["件名", "いつ", "だれと", "いくら"], [{"件名": "窓口予約システムの運用"}])
    site.pages["/procurement/proper-public-procurement"] = listed(
        {"4月": f"{ASSETS}/1/a.csv", "5月": f"{ASSETS}/2/b.csv"}
    )
    site.pages[f"{ASSETS}/1/a.csv"] = stranger
    run = crawled("digital_agency_contracts", server.url)
    assert run.promised[("all", "files")] == (2, 1)
    assert run.missing == [f"{ASSETS}/2/b.csv: status 404"]
    assert run.records("ministry_contract") == []
    (told,) = [one for one in run.records("problem") if one.code == "header"]
    assert "missing ['契約相手方', '契約締結日', '契約金額']" in told.message


def test_table_that_is_corrected_is_another_file_of_the_list(site: Site, server: Any, crawled: Any) -> None:
    names = ["件名", "契約締結日", "契約の相手方の商号又は名称", "法人番号", "契約金額"]
    row = dict(zip(names, ["運用", "令和7年4月1日", "株式会社甲", "6010601062093", "100"], strict=True))
    site.pages["/procurement/proper-public-procurement"] = listed({"4月": f"{ASSETS}/1/a.csv"})
    site.pages[f"{ASSETS}/1/a.csv"] = csv_table(names, [row])
    assert not crawled("digital_agency_contracts", server.url).fell_short
    site.pages["/procurement/proper-public-procurement"] = listed({"4月": f"{ASSETS}/2/a.csv"})
    site.pages[f"{ASSETS}/2/a.csv"] = csv_table(names, [row | {"契約金額": "110"}])
    run = crawled("digital_agency_contracts", server.url)
    assert run.promised == {
        ("all", "index"): (1, 1),
        ("all", "files"): (1, 1),
        ("all", "pages no longer listed"): (1, 1),  # the old file is there still
    }
    assert sorted(one.amount for one in run.records("ministry_contract")) == [100, 110]


def test_pages_of_both_policies(site: Site, server: Any, crawled: Any, case_bytes: Any) -> None:
    index, news = case_bytes("policy_index/cloud"), case_bytes("policy_page/headings_lists_and_contacts")
    site.pages |= {
        "/policies/gov_cloud": index,
        "/policies/local_governments": index.replace(b"gov_cloud", b"local_governments"),
        "/news/5b1f7c6e-0000-4000-8000-000000000001": news,
        "/policies/gov_cloud/municipalities": news,
    }
    run = crawled("digital_agency_policies", server.url)
    assert [run.promised[topic, "index"] for topic in AgencyPolicies.topics] == [(1, 1), (1, 1)]
    pages = [run.promised[topic, "pages"] for topic in AgencyPolicies.topics]
    assert [sum(numbers) for numbers in zip(*pages, strict=True)] == [3, 2]  # news that both list are promised once
    assert run.missing == ["/policies/local_governments/municipalities: status 404"]
    titles = [page.title for page in run.records("policy_page")]
    assert sorted(titles) == ["ガバメントクラウド"] * 2 + ["対象サービスの決定"] * 2
    assert len(server.asked_for("/news/5b1f7c6e-0000-4000-8000-000000000001")) == 1
    assert len(run.records("policy_section")) == 2 * 4 + 2 * 7


def test_other_topics_are_refused_before_anything_is_asked() -> None:
    with pytest.raises(SpiderArgumentError, match="gov_cloud, local_governments"):
        AgencyPolicies(topic="mynumber")


@pytest.mark.parametrize(
    ("source", "url", "kind"),
    [
        (
            "digital_agency_contracts",
            "https://www.digital.go.jp/procurement/proper-public-procurement",
            "contract_files",
        ),
        (
            "digital_agency_contracts",
            f"https://www.digital.go.jp{ASSETS}/0000000a/20250610_procurement_proper_table_01.xlsx",
            "ministry_contract",
        ),
        ("digital_agency_policies", "https://www.digital.go.jp/policies/gov_cloud", "policy_index"),
        ("digital_agency_policies", "https://www.digital.go.jp/policies/gov_cloud/municipalities", "policy_page"),
    ],
)
def test_pages_added_by_hand_are_known_by_their_addresses(source: str, url: str, kind: str) -> None:
    found = load(source).page_of(url)
    assert found is not None
    assert found[0] == kind


@pytest.mark.national
def test_real_rows_in_monthly_tables_of_the_common_form(shared: Path, site: Site, server: Any, crawled: Any) -> None:
    lines = (shared / "real/ministry_contracts/mod_atla_it_contracts.jsonl").read_text(encoding="utf-8").splitlines()
    months: dict[tuple[str, bool], list[dict[str, str]]] = defaultdict(list)
    for row in map(json.loads, lines):
        months[row["_file"], FORMS[1] in row].append(row)
    addresses = {}
    for number, ((file, negotiated), rows) in enumerate(sorted(months.items())):
        names = [*dict.fromkeys(name for row in rows for name in row if name[0] != "_" and "ISO" not in name)]
        assert FORMS[negotiated] in names
        form = "xlsx" if number % 2 else "csv"
        address = addresses[Path(file).stem] = f"{ASSETS}/{number:08x}/{number:02}.{form}"
        site.pages[address] = (workbook if number % 2 else csv_table)(names, rows)
    site.pages["/procurement/proper-public-procurement"] = listed(addresses)
    run = crawled("digital_agency_contracts", server.url)
    assert run.promised[("all", "files")] == (len(months), len(months))
    contracts = run.records("ministry_contract")
    print(f"\n{len(contracts)} contracts of {len(months)} tables")
    assert len(contracts) == len(lines) == 1_480
    assert sum(contract.negotiated for contract in contracts) == sum(FORMS[1] in line for line in lines)
    assert {one.code for one in run.records("problem")} <= {"supplier_not_named", "individual_masked"}
