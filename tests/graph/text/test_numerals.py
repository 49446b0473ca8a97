"""Numbers as official texts print them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.normalise import normalise
from graph.text.numerals import NUMBER, parse_integer, parse_number

PRINTED = [
    ("千八百七十七", 1877),
    ("一千八百七十七", 1877),
    ("一八七七", 1877),
    ("一、八七七", 1877),
    ("十", 10),
    ("二十六", 26),
    ("二〇", 20),
    ("八二四億八六一六万二千", 82_486_162_000),
    ("二十九兆五千八百四十億", 29_584_000_000_000),
    ("３億００８７万", 300_870_000),
    ("5万4千", 54_000),
    ("1,234千", 1_234_000),
    ("１，２３４百万", 1_234_000_000),
    ("壱万弐千", 12_000),
    ("9,988,\n803,000", 9_988_803_000),
    ("千", 1000),
    ("六百兆", 600_000_000_000_000),
]


@pytest.mark.parametrize(("printed", "value"), PRINTED)
def test_printed_number_has_its_value(printed: str, value: int) -> None:
    assert parse_integer(normalise(printed).text) == value


@pytest.mark.parametrize("printed", [printed for printed, _ in PRINTED])
def test_the_pattern_takes_the_whole_number(printed: str) -> None:
    text = normalise(printed).text
    match = re.match(NUMBER, text)
    assert match is not None
    assert match.group() == text


@pytest.mark.parametrize(
    ("printed", "value"), [("46.2兆", "46200000000000"), ("七十九・八", "79.8"), ("2.8億", "280000000")]
)
def test_decimals(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "件", "一億二兆", "十百", "1.2.3", "百件"])
def test_what_is_no_number_gives_none(printed: str) -> None:
    assert parse_number(printed) is None


def test_an_endless_run_of_digits_is_no_number() -> None:
    assert parse_number("9" * 5000) is None


def test_a_fraction_is_no_integer() -> None:
    assert parse_integer("1.5") is None


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_arabic_digits_read_back(value: int) -> None:
    assert parse_integer(f"{value:,}") == value
