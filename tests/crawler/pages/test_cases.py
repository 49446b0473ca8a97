"""Bytes in, golden records out: one test a field of every record of every case in this folder.

A case is a folder ``<page kind>/<case>`` with the bytes (``page.…``, or ``table.csv`` which is zipped first) and
``case.json``: the URL, what was asked for, and the records in order.
"""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import page_kind
from crawler.records import KINDS

FOLDER = Path(__file__).parent
CASES = sorted(path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*/case.json"))


def golden(case: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((FOLDER / case / "case.json").read_text(encoding="utf-8"))
    return values


FIELDS = [
    (case, position, field)
    for case in CASES
    for position, record in enumerate(golden(case)["records"])
    for field in record
]


@cache
def read(case: str, zipped: Any) -> list[dict[str, Any]]:
    values = golden(case)
    table = FOLDER / case / "table.csv"
    body = zipped(table.read_bytes()) if table.exists() else next((FOLDER / case).glob("page.*")).read_bytes()
    page = page_kind(case.partition("/")[0])
    assert page is not None
    records = page.parse(body, values["url"], values["arguments"])
    return [{"kind": record.kind, **dataclasses.asdict(record)} for record in records]


@pytest.mark.parametrize(("case", "position", "field"), FIELDS, ids=str)
def test_field_is_read_as_printed(case: str, position: int, field: str, pages: Any) -> None:
    record = golden(case)["records"][position]
    value = read(case, pages.zip_of)[position][field]
    assert (list(value) if isinstance(value, tuple) else value) == record[field]


@pytest.mark.parametrize("case", CASES)
def test_case_gives_these_records_and_no_others(case: str, pages: Any) -> None:
    assert [record["kind"] for record in read(case, pages.zip_of)] == [
        record["kind"] for record in golden(case)["records"]
    ]


@pytest.mark.parametrize("case", CASES)
def test_case_lists_every_field_of_its_records(case: str) -> None:
    for record in golden(case)["records"]:
        fields = {field.name for field in dataclasses.fields(KINDS[record["kind"]])}
        assert set(record) == fields | {"kind"}


def test_every_page_kind_has_a_case(every_kind: str) -> None:
    assert [case for case in CASES if case.startswith(f"{every_kind}/")]
