"""Files of awards that are not as they should be, and real awards in the official shape."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import award, open_table
from crawler.pages.errors import PageError
from crawler.records import Award, Problem, valid_corporate_number

TABLE = Path(__file__).parent / "award" / "lots_persons_and_unit_prices" / "table.csv"
URL = "https://api.p-portal.go.jp/all.zip"
ROW = ["0000000000000496653", "甲", "2025-04-01", "31389000.00", "W1", "8004030", "株式会社乙", "6010601062093"]


def file_of(*rows: list[str]) -> bytes:
    """A file as the portal has it: UTF-8 with byte order mark, CRLF, every cell quoted, no header."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def with_cell(column: int, cell: str) -> list[str]:
    return [*ROW[:column], cell, *ROW[column + 1 :]]


def read(body: bytes, **arguments: int) -> tuple[list[Award], list[tuple[str, int | None]]]:
    records = list(award.parse(body, URL, arguments))
    awards = [record for record in records if isinstance(record, Award)]
    return awards, [(record.code, record.row) for record in records if isinstance(record, Problem)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (file_of(list(award.COLUMNS), ROW), "header"),
        (file_of(ROW[:7]), "columns"),
        (file_of([*ROW, "1"]), "columns"),
        (file_of([*ROW[:4], ROW[5], ROW[4], *ROW[6:]]), "header_order"),
        (file_of([*ROW[1:], ROW[0]]), "header_order"),
        (file_of(ROW).decode("utf-8-sig").encode("cp932"), "encoding"),
        (('"' + "".join(map(str, range(40_000))) + '"').encode(), "csv"),
    ],
)
def test_file_whose_columns_have_changed_is_refused(content: bytes, code: str, pages: Any) -> None:
    with pytest.raises(PageError) as caught:
        read(pages.zip_of(content))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_a_zip"),
        (b"<!DOCTYPE html><html></html>", "html_instead_of_zip"),
        (b"PK\x03\x04", "zip_damaged"),
    ],
)
def test_what_came_in_place_of_a_zip(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        read(body)
    assert caught.value.code == code


def test_truncated_zip(pages: Any) -> None:
    body = pages.zip_of(file_of(ROW, ROW))
    with pytest.raises(PageError) as caught:
        read(body[: len(body) // 2])
    assert caught.value.code == "zip_damaged"


def test_file_without_rows_is_a_warning(pages: Any) -> None:
    assert read(pages.zip_of(b"\xef\xbb\xbf")) == ([], [("empty_table", None)])


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (2, "2025/04/01", "date"),
        (2, "2025-13-01", "date"),
        (2, "", "date"),
        (3, "0.55", "unit_price"),
        (3, "約百万", "number"),
        (3, "9" * 30, "number"),
        (4, "ZZ", "unknown_code"),
        (5, "9999999", "unknown_code"),
        (7, "6010601062094", "corporate_number_check_digit"),
        (7, "601060106209", "corporate_number_form"),
    ],
)
def test_value_that_is_not_as_it_should_be_is_told(column: int, cell: str, code: str, pages: Any) -> None:
    awards, problems = read(pages.zip_of(file_of(ROW, with_cell(column, cell))))
    assert (len(awards), problems) == (2, [(code, 2)])


@pytest.mark.parametrize("row", [ROW[:7], [*ROW, ""], with_cell(0, "496653"), []])
def test_row_that_is_no_award_is_left_out_and_told(row: list[str], pages: Any) -> None:
    awards, problems = read(pages.zip_of(file_of(ROW, row, ROW)))
    assert [one.row for one in awards] == [1, 3]
    assert problems == [("case_number" if len(row) == 8 else "row_width", 2)]


@pytest.mark.parametrize(
    ("price", "amount"),
    [("31389000.00", 31389000), ("31389000", 31389000), ("0.00", 0), ("", None), ("12.50", None)],
)
def test_price(price: str, amount: int | None, pages: Any) -> None:
    (one,), _ = read(pages.zip_of(file_of(with_cell(3, price))))
    assert (one.amount, one.amount_printed) == (amount, price)


@pytest.mark.parametrize(
    ("name", "number", "masked"),
    [
        ("山田　花子", "", True),
        ("個人事業主　山田花子", "", True),
        ("株式会社甲", "", False),
        ("甲・乙共同企業体", "", False),
        ("山田　花子", "6010601062093", False),
        ("", "", False),
    ],
)
def test_individual_without_a_corporate_number_is_masked(name: str, number: str, masked: bool, pages: Any) -> None:
    body = pages.zip_of(file_of([*ROW[:6], name, number]))
    (one,), problems = read(body)
    assert one.supplier == ("個人" if masked else name)
    assert (("individual_masked", 1) in problems) == masked
    assert open_table("award", body, URL).cells(1, [7]) == [one.supplier]


def test_awards_that_are_equal_in_all_that_tells_them_apart_are_counted(pages: Any) -> None:
    rows = [ROW, ROW, with_cell(3, "1.00"), with_cell(2, "2025-04-02"), with_cell(7, ""), ROW, with_cell(1, "丙")]
    awards, _ = read(pages.zip_of(file_of(*rows)))
    assert [one.ordinal for one in awards] == [0, 1, 0, 0, 0, 2, 3]


def test_awards_outside_the_fiscal_year_are_counted(pages: Any) -> None:
    rows = [with_cell(2, date) for date in ("2025-03-31", "2025-04-01", "2026-03-31", "2026-04-01")]
    assert read(pages.zip_of(file_of(*rows)), year=2025)[1] == [("other_year", None)]
    assert read(pages.zip_of(file_of(*rows[1:3])), year=2025)[1] == []


def test_rows_count_from_1_as_the_file_has_no_header(pages: Any) -> None:
    body = pages.zip_of(TABLE.read_bytes())
    table = open_table("award", body, URL)
    awards, _ = read(body)
    columns = [table.column("調達案件番号"), table.column("落札価格"), table.column("法人番号")]
    assert [one.row for one in awards] == [1, 2, 3, 4]
    for one in awards:
        assert table.cells(one.row, columns) == [one.case_number, one.amount_printed, one.corporate_number_printed]


def test_code_tables_are_those_of_the_specification() -> None:
    known = award.codes()
    assert (len(known.ministries), len(known.methods)) == (53, 16)
    assert (known.ministries["W1"], known.methods["8002040"]) == ("デジタル庁", "一般競争入札・総合評価")


@pytest.mark.national
def test_real_awards_in_the_official_shape_are_all_taken(shared: Path, pages: Any) -> None:
    codes = {name: code for code, name in award.codes().ministries.items()}
    total = masked = 0
    for path in sorted((shared / "real" / "gbizinfo" / "procurement").glob("2020*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
            printed = list(csv.DictReader(stream))
        rows = [
            [
                f"{number:019}",
                row["title"],
                row["date_of_order"][:10],
                f"{row['amount']}.00" if row["amount"] else "",
                codes.get(row["government_departments"], "W1"),
                "8002010",
                f"株式会社{number}" if number % 50 else "山田　太郎",
                row["corporate_number"] if number % 50 else "",
            ]
            for number, row in enumerate(printed)
        ]
        awards, problems = read(pages.zip_of(file_of(*rows)))
        assert [one.row for one in awards] == list(range(1, len(rows) + 1))
        assert [one.title for one in awards] == [row["title"] for row in printed]
        assert [one.amount_printed for one in awards] == [row[3] for row in rows]
        wrong = sum(bool(row[7]) and not valid_corporate_number(row[7]) for row in rows)
        assert {code for code, _ in problems} <= {"individual_masked", "corporate_number_check_digit", "date", "number"}
        assert sum(code.startswith("corporate") for code, _ in problems) == wrong
        total += len(awards)
        masked += sum(one.supplier == "個人" for one in awards)
    print(f"\n{total} real awards, {masked} masked")
    assert total > 5000
