"""Arguments that cut the work into slices: words and dates (numbers: test_access)."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.access.slices import Dates, SpiderArgumentError, dates, words

TODAY = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05", ["2026-01-05"]),
        ("2026-01", ["2026-01"]),
        ("2026-01-05/2026-02-10", ["2026-01-05/2026-01-31", "2026-02-01/2026-02-10"]),
        ("2025-12/2026-01", ["2025-12", "2026-01"]),
        ("2026-02-27/", ["2026-02-27/2026-02-28", "2026-03-01/2026-03-10"]),
        ("3d", ["2026-03-08/2026-03-10"]),
        ("2026", ["2026-01", "2026-02", "2026-03-01/2026-03-10"]),
        ("2026-01-07,2026-01-05,2026-01-06", ["2026-01-05/2026-01-07"]),
        ("2024-02", ["2024-02"]),
    ],
)
def test_dates_of_an_argument_end_with_the_month_and_today(text: str, expected: list[str]) -> None:
    assert [str(part) for part in dates("dates", text, TODAY)] == expected


@pytest.mark.parametrize("text", ["2026-01-05", "2026-01", "2026-01-05/2026-01-09"])
def test_dates_read_as_the_text_they_print(text: str) -> None:
    assert ",".join(str(part) for part in dates("dates", text, TODAY)) == text


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-13", "2026-02-30", "2026-04-01", "2026-02/2026-01", "1900/2026", "/2026-01", "0d", "2026-1-5"],
)
def test_argument_that_is_no_dates_is_told(text: str) -> None:
    with pytest.raises(SpiderArgumentError, match="dates="):
        dates("dates", text, TODAY)


def test_halves_of_dates_are_the_whole_and_do_not_overlap() -> None:
    (month,) = dates("dates", "2026-01", TODAY)
    pieces = [month]
    while any(piece.length > 1 for piece in pieces):
        pieces = [half for piece in pieces for half in (piece.halves() if piece.length > 1 else (piece,))]
    assert [piece.first for piece in pieces] == list(month.days())
    assert all(piece == Dates(piece.first, piece.first) for piece in pieces)


def test_words_of_an_argument_keep_their_order() -> None:
    assert words("place", "shizuoka, chiba,shizuoka") == ("shizuoka", "chiba")
    with pytest.raises(SpiderArgumentError, match="place="):
        words("place", "shizuoka,")
