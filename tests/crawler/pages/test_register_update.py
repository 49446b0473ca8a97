"""Answers of the register's Web-API: their first row, and entries as the difference files have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.pages import PageError, open_table, register_entry, register_update
from crawler.records import Problem, RegisterEntry, RegisterUpdate

URL = "https://api.houjin-bangou.nta.go.jp/4/diff?from=2026-08-19&to=2026-08-19&type=02&divide=2"
FOLDER = Path(__file__).parent
ANSWER = (FOLDER / "register_update/second_part/page.csv").read_bytes()
FILE = (FOLDER / "register_entry/difference/page.csv").read_bytes()


def test_cells_lead_back_to_the_answer() -> None:
    table = open_table("register_update", ANSWER, URL)
    for one in register_update.parse(ANSWER, URL, {}):
        if isinstance(one, RegisterEntry):
            assert table.cells(one.row, [2, 7]) == [one.corporate_number, one.name]


def test_entries_are_those_of_a_file_with_the_same_rows() -> None:
    answer = b"2026-08-19,6,1,1\r\n" + FILE
    read = [one for one in register_update.parse(answer, URL, {}) if isinstance(one, RegisterEntry)]
    of_file = [one for one in register_entry.parse(FILE, URL, {}) if isinstance(one, RegisterEntry)]
    assert [one.corporate_number for one in read] == [one.corporate_number for one in of_file]
    assert [one.row for one in read] == [one.row + 1 for one in of_file]


def test_answer_without_changes() -> None:
    assert list(register_update.parse(b"2026-08-19,0,1,1\r\n", URL, {})) == [RegisterUpdate("2026-08-19", 0, 1, 1, 0)]


def test_row_that_was_cut_off_is_told() -> None:
    told = [one.code for one in register_update.parse(ANSWER[:-80], URL, {}) if isinstance(one, Problem)]
    assert told == ["row_width"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "no_answer"),
        (FILE, "no_answer"),  # a difference file has no such row
        (b"2026-08-19,3,1\r\n", "no_answer"),
        (b"2026-08-19,three,1,1\r\n", "no_answer"),
        (b"<!DOCTYPE html><html></html>", "html_instead_of_table"),
        (b"\x81\xff,1,1,1", "encoding"),
        (b'2026-08-19,1,1,1\r\n"' + b"a" * 200_000 + b'"', "csv"),
    ],
    ids=["nothing", "file", "three cells", "no number", "html", "encoding", "huge cell"],
)
def test_what_is_no_answer(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(register_update.parse(body, URL, {}))
    assert caught.value.code == code
