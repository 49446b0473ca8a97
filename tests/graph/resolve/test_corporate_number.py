"""What the digits of a corporate number say about the law that its bearer is under, held against the register."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from graph.resolve.corporate_number import from_body, is_under_japanese_law


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (10_601_062_093, True),  # a stock company
        (10_003_022_051, True),  # a limited liability company, whoever owns it
        (12_030_001, True),  # a ministry
        (700_150_104_216, False),  # Amazon Web Services, Inc.: a foreign company
        (700_150_006_052, False),  # a health insurance society: the digits do not tell it from a foreign company
    ],
)
def test_digits_of_the_kind_say_japanese_law_or_nothing(body: int, wanted: bool) -> None:
    assert is_under_japanese_law(from_body(body)) is wanted


def test_number_with_a_wrong_check_digit_says_nothing() -> None:
    assert is_under_japanese_law("6010601062093")
    assert not is_under_japanese_law("5010601062093")


def test_no_row_of_the_register_contradicts_the_digits(shared: Path) -> None:
    register = shared / "real" / "houjin" / "registry.parquet"
    if not register.is_file():
        pytest.skip(f"the register is not here ({register})")
    rows = duckdb.execute(
        """SELECT substr(corporate_number, 6, 2) IN ('01', '02', '03', '05', '12', '13', '20', '30') AS japanese,
            kind IN ('401', '499') AS other, count(*) FROM read_parquet($1) WHERE kind <> '' GROUP BY ALL ORDER BY ALL""",
        [str(register)],
    ).fetchall()
    assert [row[:2] for row in rows] == [(False, True), (True, False)]
    assert rows[1][2] == 2_201_438
