"""RS file 1-3, and the ten files that are archived only: what is read, and files that are others than they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.pages import PageError, open_table, review_basis, review_other
from crawler.pages.review_sheet import SHARED_COLUMNS
from crawler.records import Problem, ReviewBasis
from crawler.spiders.rs import ReviewSheets

URL = "https://rssystem.go.jp/files/2025/rs/1-3.zip"
CASE = (Path(__file__).parent / "review_basis/law_and_plan/table.csv").read_bytes()


def test_cells_lead_back_to_the_file(pages: Any) -> None:
    body = pages.zip_of(CASE)
    table = open_table("review_basis", body, URL)
    columns = [table.column(name) for name in ("法令名", "計画通知名", "政策")]
    found = [one for one in review_basis.parse(body, URL, {}) if isinstance(one, ReviewBasis)]
    assert [table.cells(one.row, columns) for one in found] == [[one.law, one.plan, one.policy] for one in found]


def test_file_of_another_year_is_told(pages: Any) -> None:
    told = [one.code for one in review_basis.parse(pages.zip_of(CASE), URL, {"year": 2024}) if isinstance(one, Problem)]
    assert told == ["other_year", "row_shape"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("法令ID", "法令番号"), "header_missing_column"),
        (("計画通知名,計画通知等URL", "計画通知等URL,計画通知名"), "header_order"),
        (("計画通知名", "計画"), "header"),
    ],
)
def test_changed_header_is_refused(change: tuple[str, str], code: str, pages: Any) -> None:
    body = pages.zip_of(CASE.decode().replace(*change, 1).encode())
    with pytest.raises(PageError) as caught:
        list(review_basis.parse(body, URL, {}))
    assert caught.value.code == code


def test_every_one_of_the_fifteen_files_is_read_or_named_as_ignored() -> None:
    files = {**ReviewSheets.files, **ReviewSheets.optional_files}
    assert files.keys() == ReviewSheets.titles.keys()
    archived = [file for file, kind in files.items() if kind == "review_other"]
    assert len(archived) == 10
    reasons = " ".join(review_other.IGNORED)
    assert [file for file in archived if file not in reasons] == []


def test_archived_file_gives_no_record_and_a_stranger_is_told(pages: Any) -> None:
    header = ",".join((*SHARED_COLUMNS, "備考"))
    assert list(review_other.parse(pages.zip_of(f"\ufeff{header}\r\n".encode()), URL, {})) == []
    with pytest.raises(PageError) as caught:
        list(review_other.parse(pages.zip_of(b"a,b\r\n1,2\r\n"), URL, {}))
    assert caught.value.code == "header_missing_column"


@pytest.mark.national
def test_real_rows_of_1_3(shared: Path, pages: Any) -> None:
    rows = (shared / "real/rs/header_rows/1-3_law_rows.csv").read_bytes()
    records = list(review_basis.parse(pages.zip_of(rows), URL, {"year": 2025}))
    assert not [one for one in records if isinstance(one, Problem)]
    assert [(one.project_id, one.law_id) for one in records if isinstance(one, ReviewBasis)][:2] == [
        ("1", "322AC0000000120"),
        ("4", "503AC0000000036"),
    ]
    assert len(records) == len(rows.decode("utf-8-sig").splitlines()) - 1
