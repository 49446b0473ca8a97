"""Every competency question, in both engines, gives the rows that stand beside it on the example mirror.

``pytest tests/e2e/test_questions.py --update-expected`` writes the rows anew; read the difference before committing it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.answers.questions import Question, load_questions

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

Document = Callable[..., Any]
QUESTIONS = load_questions()


def cell(value: object) -> str:
    """A value as the expected rows have it; equal numbers read alike."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def rows_of(answer: dict[str, Any]) -> list[list[str]]:
    """The rows of an answer in one order, whichever engine gave them."""
    return sorted([cell(row[column]) for column in answer["columns"]] for row in answer["rows"])


def write(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([columns, *rows])


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.folder.name)
def test_both_engines_give_the_expected_rows(
    question: Question, document: Document, request: pytest.FixtureRequest
) -> None:
    answer = document("ask", str(question.number), "--engine", "both")
    assert answer["engines"] == ["sparql", "cypher"]
    path = question.folder / "expected.csv"
    if request.config.getoption("--update-expected"):
        write(path, answer["columns"], rows_of(answer))
    columns, *rows = read(path)
    assert columns == list(question.columns) == answer["columns"]
    assert rows
    assert rows_of(answer) == rows


def test_questions_of_the_design_are_there() -> None:
    assert {1, 2, 3, 8, 9, 13} <= set(QUESTIONS)


def test_shares_of_the_government_cloud_are_those_of_the_answer_and_of_the_sheet(document: Document) -> None:
    rows = document("ask", "3")["rows"]
    systems = {row["ofName"]: (row["value"], row["total"]) for row in rows if row["unit"] == "システム"}
    assert sorted(systems.values()) == [(11, 1927), (13, 1927), (26, 1927), (1877, 1927)]
    assert {row["period"] for row in rows if row["unit"] == "システム"} == {"2024-11-30"}
    yen = {(row["payeeName"], row["value"], row["total"]) for row in rows if row["unit"] == "JPY"}
    assert ("Amazon Web Services, Inc.", 11_576_938_000, 12_926_425_000) in yen
    assert {row["period"] for row in rows if row["unit"] == "JPY"} == {"FY2024"}


def test_another_sheet_year_gives_another_share(document: Document) -> None:
    newer = document("ask", "3", "--engine", "both")["rows"]
    older = document("ask", "3", "--engine", "both", "--param", "sheetYear=2024")["rows"]
    assert {row["period"] for row in older if row["unit"] == "JPY"} <= {"FY2023"}
    assert [row for row in older if row["unit"] == "システム"] == [row for row in newer if row["unit"] == "システム"]


def test_parameter_by_name_gives_the_same_as_by_iri(document: Document) -> None:
    by_name = document("ask", "2", "--param", "provider=Amazon.com, Inc.", "--engine", "both")
    by_iri = document("ask", "2", "--param", "provider=https://w3id.org/izon/id/org/US-amazon-com-inc")
    assert rows_of(by_name) == rows_of(by_iri)
    assert by_name["rows"]


def test_money_of_different_ranks_is_never_added(document: Document) -> None:
    rows = [row for row in document("ask", "1")["rows"] if row["relation"].startswith("payee")]
    places = [(row["relation"], row["organization"], row["via"]) for row in rows]
    assert {"payee, direct", "payee, re-delegated"} <= {relation for relation, _, _ in places}
    assert len(places) == len(set(places))
    by_block = [row for row in document("ask", "8")["rows"] if row["kind"] == "payee"]
    direct = sum(row["amount"] for row in by_block if row["rank"] == 1)
    listed = sum(
        row["amount"] for row in rows if row["relation"] == "payee, direct" and row["via"].endswith("rs-2025-5543")
    )
    assert direct == listed > 0
