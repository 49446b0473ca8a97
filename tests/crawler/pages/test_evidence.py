"""What records say can be found again in the page: cells by row and column, text by offsets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler import pages as page_functions
from crawler.pages import block_flow, page_kind, review_budget, review_payee, review_project
from crawler.pages.table import read_csv

FOLDER = Path(__file__).parent
URL = "https://example.test/file.zip"


def test_row_and_column_of_a_record_lead_back_to_its_printed_cells(pages: Any) -> None:
    body = pages.zip_of((FOLDER / "review_payee" / "block_payee_contract" / "table.csv").read_bytes())
    table = page_functions.open_table("review_payee", body, URL)
    records = json.loads((FOLDER / "review_payee" / "block_payee_contract" / "case.json").read_text())["records"]
    columns = [table.column("支出先名"), table.column("法人番号"), table.column("支出先の合計支出額")]
    payees = [record for record in records if record["kind"] == "review_payee"]
    assert payees
    for payee in payees:
        printed = [payee["name"], payee["corporate_number_printed"], payee["amount_printed"]]
        assert table.cells(payee["row"], columns) == printed


def test_header_is_row_1_and_columns_count_from_1() -> None:
    table = read_csv("\ufeff甲,乙\r\n1,2\r\n".encode(), "t.csv")
    assert table.cells(1, [1, 2]) == ["甲", "乙"]
    assert table.cells(2, [2]) == ["2"]
    assert len(table) == 2


def test_row_with_line_breaks_in_a_cell_is_one_row() -> None:
    table = read_csv(b'a,b\r\n"1\r\n2\n3",x\r\ny,z\r\n', "t.csv")
    assert table.cells(2, [1, 2]) == ["1\r\n2\n3", "x"]
    assert table.cells(3, [1]) == ["y"]


def test_empty_row_counts_as_a_row() -> None:
    table = read_csv(b"a,b\r\n\r\n1,2\r\n", "t.csv")
    assert [(row, cells) for row, cells in table.rows()] == [(2, []), (3, ["1", "2"])]
    assert table.cells(3, [1]) == ["1"]


@pytest.mark.parametrize(("row", "columns"), [(0, [1]), (3, [1]), (-1, [1]), (2, [0]), (2, [3])])
def test_cell_that_is_not_there_is_an_error_that_names_the_file(row: int, columns: list[int]) -> None:
    table = read_csv(b"a,b\r\n1,2\r\n", "t.csv")
    with pytest.raises(IndexError, match=r"t\.csv"):
        table.cells(row, columns)


@pytest.mark.parametrize("case", ["written_question/plain", "written_answer/numbered_points"])
def test_text_of_the_record_is_the_text_that_evidence_is_checked_in(case: str) -> None:
    body = (FOLDER / case / "page.htm").read_bytes()
    records = json.loads((FOLDER / case / "case.json").read_text())["records"]
    assert page_functions.page_text(case.partition("/")[0], body, URL) == records[0]["text"]


def test_points_quote_what_stands_under_their_heading() -> None:
    case = FOLDER / "written_answer" / "numbered_points"
    answer, *points = json.loads((case / "case.json").read_text())["records"]
    text = answer["text"]
    assert [text[point["start"] : point["end"]] for point in points] == [
        "お尋ねのシステムは、令和六年十一月三十日時点で、千八百七十七である。\nなお、内訳は集計していない。",
        "個別の契約については、お答えを差し控える。",
    ]
    for point in points:
        assert text[: point["start"]].endswith(point["heading"] + "\n")


@pytest.mark.parametrize("module", [review_project, review_budget, review_payee, block_flow])
def test_every_column_is_taken_or_ignored_with_a_reason(module: Any) -> None:
    assert set(module.IGNORED) <= set(module.COLUMNS)
    assert all(module.IGNORED.values())
    assert len(set(module.COLUMNS)) == len(module.COLUMNS)


@pytest.mark.parametrize(
    ("module", "file"),
    [
        (review_project, "1-2_summary_rows"),
        (review_budget, "2-1_budget_rows"),
        (review_payee, "5-1_payee_rows"),
        (block_flow, "5-2_block_rows"),
    ],
)
def test_known_header_is_the_published_one(module: Any, file: str, shared: Path) -> None:
    body = (shared / "real" / "rs" / "header_rows" / f"{file}.csv").read_bytes()
    assert read_csv(body, file).header == module.COLUMNS


@pytest.mark.parametrize("name", ["robots", "", "table", "cells", "errors", "../pages", "diet_page", "review_sheet"])
def test_what_is_no_page_kind_has_no_page_functions(name: str) -> None:
    assert page_kind(name) is None


def test_page_kind_without_a_table_says_so() -> None:
    with pytest.raises(LookupError, match="written_answer"):
        page_functions.open_table("written_answer", b"", URL)
