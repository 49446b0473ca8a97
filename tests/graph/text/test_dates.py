"""Dates: eras, kanji, fiscal years, ends of months, and what only looks like one."""

import datetime as dt

import pytest

from graph.text.dates import find_dates, parse_date
from graph.text.normalise import normalise


@pytest.mark.parametrize(
    ("printed", "iso", "precision"),
    [
        ("令和六年十一月末", "2024-11", "month"),
        ("令和６年１１月３０日", "2024-11-30", "day"),
        ("令和元年五月一日", "2019-05-01", "day"),
        ("平成三十年度", "FY2018", "fiscal-year"),
        ("昭和六十四年一月七日", "1989-01-07", "day"),
        ("明治三十二年", "1899", "year"),
        ("大正元年", "1912", "year"),
        ("2024年度末", "FY2024", "fiscal-year"),
        ("2024年度8月", "2024-08", "month"),
        ("二〇二五年", "2025", "year"),
        ("R6.6.1", "2024-06-01", "day"),
        ("R6.5月", "2024-05", "month"),
        ("H31.1", "2019-01", "month"),
        ("R7年4月1日", "2025-04-01", "day"),
        ("2024/4/1", "2024-04-01", "day"),
        ("令和6(2024)年", "2024", "year"),
        ("2029年(2029年)3月31日", "2029-03-31", "day"),
    ],
)
def test_printed_date_reads_to_iso(printed: str, iso: str, precision: str) -> None:
    value = parse_date(normalise(printed).text)
    assert value is not None
    assert (value.iso, value.precision) == (iso, precision)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("令和六年十一月末", dt.date(2024, 11, 30)),
        ("令和六年二月末", dt.date(2024, 2, 29)),
        ("2024年度末", dt.date(2025, 3, 31)),
        ("令和六年十一月", dt.date(2024, 11, 1)),
    ],
)
def test_the_end_of_a_period_resolves_to_its_last_day(printed: str, day: dt.date) -> None:
    value = parse_date(printed)
    assert value is not None
    assert value.resolved == day


@pytest.mark.parametrize(
    "text",
    [
        "平成十四年法律第百五十一号",
        "昭和三十二年厚生省令第十五号",
        "令和五年厚生労働省告示第二百三十四号",
        "昭和三十一年条約第二十六号",
        "平成三十年間",
        "1990年代",
        "3年間",
        "R3国債",
        "80年",
        "令和5年6月31日",
        "03-00330-02",
        "2/243/23",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text) == []


def test_a_full_date_before_a_document_number_is_a_date() -> None:
    text = "令和七年六月二十七日内閣衆質二一七第二九七号"
    assert [text[match.start : match.end] for match in find_dates(text)] == ["令和七年六月二十七日"]


def test_the_same_year_is_that_of_the_date_before() -> None:
    first, second = find_dates("令和七年十月から同年十二月まで")
    assert first.value is not None
    assert second.value is not None
    assert second.value.iso == "2025-12"


def test_this_year_stays_open() -> None:
    (match,) = find_dates("本年十二月二日までに")
    assert match.value is None


def test_dates_that_lost_the_sign_between_them_are_two() -> None:
    text = "(R6.3.26R9.3.31)2012年度2018年度"
    values = [match.value.iso for match in find_dates(text) if match.value]
    assert values == ["2024-03-26", "2027-03-31", "FY2012", "FY2018"]
