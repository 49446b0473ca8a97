"""The national data: every row of the review sheets of 2025, and the Diet pages as served, through a whole crawl."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler import pages
from crawler.archive import Archive
from crawler.crawl import crawl
from crawler.ledger import Capture, Ledger
from crawler.parse import ParseReport, parse_archive
from crawler.records import NO_CORPORATE_NUMBER, valid_corporate_number
from crawler.tables import RecordTables

pytestmark = pytest.mark.national


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national")
    sources = ["rs", "sangiin_questions"]
    report = crawl(folder, sources, {"year": "2025", "session": "219"}, str(shared / "mirror"))
    assert not report.sources[0].fell_short
    return folder


@pytest.fixture(scope="module")
def parsed(home: Path) -> ParseReport:
    report = parse_archive(home)
    print(f"\nparsed {sum(report.records.values())} records in {report.seconds:.1f} s")
    return report


@pytest.fixture(scope="module")
def captures(home: Path) -> dict[str, Capture]:
    with Ledger(home) as ledger:
        return {capture.page_kind: capture for capture in ledger.captures() if capture.status == 200}


def column(home: Path, kind: str, capture: Capture, name: str) -> list[Any]:
    values: list[Any] = RecordTables(home).table(kind, capture.digest).column(name).to_pylist()
    return values


def test_every_row_of_2025_is_taken(parsed: ParseReport) -> None:
    assert {
        kind: count for kind, count in parsed.records.items() if kind.startswith(("review", "block", "indirect"))
    } == {
        "review_project": 5_794,
        "review_budget": 5_240,
        "review_block": 19_475,
        "review_payee": 74_291,
        "review_contract": 98_537,
        "block_flow": 19_303,
    }
    assert 19_475 + 74_291 + 98_537 == 192_303


def test_rows_of_the_three_kinds_are_the_rows_of_the_file_each_once(
    home: Path, parsed: ParseReport, captures: dict[str, Capture]
) -> None:
    kinds = ("review_block", "review_payee", "review_contract")
    rows = [row for kind in kinds for row in column(home, kind, captures["review_payee"], "row")]
    assert sorted(rows) == list(range(2, 192_305))


def test_corporate_numbers(home: Path, parsed: ParseReport, captures: dict[str, Capture]) -> None:
    printed: set[str] = set()
    taken: set[str] = set()
    for kind in ("review_payee", "review_contract"):
        printed |= {
            number.strip() for number in column(home, kind, captures["review_payee"], "corporate_number_printed")
        }
        taken |= set(column(home, kind, captures["review_payee"], "corporate_number")) - {None}
    printed.discard("")
    assert len(printed) == 19_017
    assert len(taken) == 18_969
    assert taken == {number for number in printed if valid_corporate_number(number)}
    assert NO_CORPORATE_NUMBER in printed - taken


def test_problems_are_the_known_traps_and_no_others(
    home: Path, parsed: ParseReport, captures: dict[str, Capture]
) -> None:
    problems = Counter(
        (problem.severity, problem.code)
        for capture in captures.values()
        if RecordTables(home).marker(capture.digest)
        for problem in RecordTables(home).records("problem", capture.digest)
    )
    assert problems == {
        ("warning", "corporate_number_placeholder"): 21_411,
        ("warning", "corporate_number_check_digit"): 111,
    }


def test_natural_keys_are_unique(home: Path, parsed: ParseReport, captures: dict[str, Capture]) -> None:
    table = RecordTables(home).table("review_payee", captures["review_payee"].digest)
    names = ["project_id", "block", "name", "corporate_number_printed", "ordinal"]
    assert table.group_by(names).aggregate([]).num_rows == table.num_rows
    table = RecordTables(home).table("review_contract", captures["review_payee"].digest)
    names = ["project_id", "block", "payee_name", "corporate_number_printed", "outline", "amount_printed", "ordinal"]
    assert table.group_by(names).aggregate([]).num_rows == table.num_rows


def test_cells_lead_back_to_the_page(home: Path, parsed: ParseReport, captures: dict[str, Capture]) -> None:
    capture = captures["review_payee"]
    table = pages.open_table("review_payee", Archive(home).payload(capture), capture.url)
    columns = [
        table.column("予算事業ID"),
        table.column("支出先名"),
        table.column("法人番号"),
        table.column("支出先の合計支出額"),
    ]
    payees = RecordTables(home).table("review_payee", capture.digest).to_pylist()
    for payee in payees[::97]:
        printed = [payee["project_id"], payee["name"], payee["corporate_number_printed"], payee["amount_printed"]]
        assert table.cells(payee["row"], columns) == printed


def test_largest_file_is_parsed_in_seconds(home: Path, captures: dict[str, Capture]) -> None:
    capture = captures["review_payee"]
    RecordTables(home).forget(capture.digest)
    started = time.process_time()
    assert parse_archive(home).parsed == 1
    seconds = time.process_time() - started
    print(f"\nparsed 192,303 rows in {seconds:.1f} s of processor time")
    assert seconds < 12  # about 3.5 on a quiet core


def test_diet_pages_as_served(home: Path, parsed: ParseReport, captures: dict[str, Capture]) -> None:
    assert parsed.records["listed_question"] == 95
    assert captures["question_list"].origin == "served"
    (question,) = RecordTables(home).table("written_question", captures["written_question"].digest).to_pylist()
    assert (question["session"], question["number"], question["date"]) == (219, 95, "2025-12-17")
    body = question["text"][question["body_start"] : question["body_end"]]
    assert body.startswith("一　木原稔内閣官房長官は")
    assert body.endswith("政府の見解を示されたい。")


def test_missing_pages_of_the_session_are_told(home: Path, parsed: ParseReport) -> None:
    with Ledger(home) as ledger:
        held = {
            promise.what: (promise.promised, promise.held)
            for promise in ledger.latest_promises("sangiin_questions")
            if promise.slice == "219"
        }
    assert held == {"index": (1, 1), "questions": (95, 1), "answers": (95, 0)}


def test_sheets_are_reconstructed_and_diet_pages_served(captures: dict[str, Capture]) -> None:
    origins = {kind: capture.origin for kind, capture in captures.items()}
    assert Counter(origins.values()) == {"reconstructed": 4, "served": 2}
