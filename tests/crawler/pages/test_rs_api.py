"""Answers of the RS system's own interface, read as the files are: what is a value, what is withheld, what is no answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import PageError, open_table, page_kind, rs_api_edges, rs_api_payees, rs_api_projects
from crawler.records import Problem, ReviewBlock, ReviewContract, ReviewEdge, ReviewNode, ReviewPayee

FOLDER = Path(__file__).parent
URL = "https://rssystem.go.jp/api/projects/x/payment-groups/"
BLOCKS = (FOLDER / "rs_api_payees/blocks/page.json").read_bytes()
PROJECTS = (FOLDER / "rs_api_projects/two/page.json").read_bytes()
WHOSE = {"sheet_year": 2026, "project": "14"}


def test_cells_of_payees_stand_where_file_5_1_has_them() -> None:
    table = open_table("rs_api_payees", BLOCKS, URL)
    for record in rs_api_payees.parse(BLOCKS, URL, WHOSE):
        if isinstance(record, ReviewPayee):
            cells = table.cells(record.row, (14, 19, 20, 24))
            assert cells == [record.block, record.name, record.corporate_number_printed, record.amount_printed]
        if isinstance(record, ReviewContract):
            cells = table.cells(record.row, (14, 19, 25, 26))
            assert cells == [record.block, record.payee_name, record.outline, record.amount_printed]
        if isinstance(record, ReviewBlock):
            assert table.cells(record.row, (14, 15, 17, 18)) == [
                record.block,
                record.name,
                record.role,
                record.total_printed,
            ]


def test_cells_of_projects_stand_where_file_1_2_has_them() -> None:
    table = open_table("rs_api_projects", PROJECTS, URL)
    assert table.cells(2, (3, 4, 7, 14, 16)) == [
        "14",
        "窓口予約システム（情報通信技術調達等適正・効率化推進費）",
        "デジタル庁",
        "待ち時間を\n短くする。",
        "予約を受ける仕組みを動かす。",
    ]


@pytest.mark.parametrize(
    ("values", "amount"),
    [
        ({"total_contract_amount": 100}, 100),
        ({"total_contract_amount": 0}, 0),
        ({"total_contract_amount": None}, None),
        ({"total_contract_amount": -1}, None),
        ({"total_contract_amount": 100, "negative_total_contract_amount_count": 1}, None),
        ({"total_contract_amount": "９９"}, 99),
    ],
)
def test_withheld_amount_is_no_value(values: dict[str, Any], amount: int | None) -> None:
    groups = json.loads(BLOCKS)
    groups[0]["payments"][0] |= values
    found = list(rs_api_payees.parse(json.dumps(groups).encode(), URL, WHOSE))
    assert next(one.amount for one in found if isinstance(one, ReviewPayee)) == amount


def test_nodes_and_edges_together_say_which_block_pays_which() -> None:
    edges = (FOLDER / "rs_api_edges/direct_and_passed_on/page.json").read_bytes()
    letters = {one.node_id: one.block for one in rs_api_payees.parse(BLOCKS, URL, WHOSE) if isinstance(one, ReviewNode)}
    flows = [one for one in rs_api_edges.parse(edges, URL, WHOSE) if isinstance(one, ReviewEdge)]
    assert [(letters.get(one.from_node, ""), letters[one.to_node], one.note, one.ordinal) for one in flows] == [
        ("", "A", "", 0),
        ("A", "B", "再委託", 0),
        ("A", "B", "再委託", 1),
        ("", "B", "参考", 0),
    ]


def test_project_without_payees_is_an_answer() -> None:
    told = [one.code for one in rs_api_payees.parse(b"[]", URL, WHOSE) if isinstance(one, Problem)]
    assert told == ["empty_table"]
    assert list(rs_api_edges.parse(b"[]", URL, WHOSE)) == []


def test_other_year_than_asked_for_is_told() -> None:
    told = [one.code for one in rs_api_projects.parse(PROJECTS, URL, {"sheet_year": 2025}) if isinstance(one, Problem)]
    assert told == ["leftover_member", "other_year"]


def test_edges_that_nobody_says_whose_they_are_are_refused() -> None:
    with pytest.raises(PageError) as caught:
        list(rs_api_edges.parse(b"[]", URL, {}))
    assert caught.value.code == "project_id"


@pytest.mark.parametrize("kind", ["rs_api_projects", "rs_api_payees", "rs_api_edges"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"<!DOCTYPE html><html></html>", "json"),
        (BLOCKS[:200], "json"),
        (BLOCKS.decode().encode("cp932"), "encoding"),
        (b'"text"', None),
        (b'{"detail": "Not found."}', "no_answer"),
    ],
    ids=["nothing", "html", "cut", "cp932", "text", "another object"],
)
def test_what_is_no_answer(kind: str, body: bytes, code: str | None) -> None:
    reader: Any = page_kind(kind)
    with pytest.raises(PageError) as caught:
        list(reader.parse(body, URL, WHOSE))
    assert caught.value.code == code or code is None
