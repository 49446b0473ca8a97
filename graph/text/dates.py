"""Dates as official texts print them, read to ISO: eras, kanji numerals, fiscal years, ends of months.

Expects normalised text (:mod:`graph.text.normalise`). Canonical forms: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, and
``FY2024`` for a Japanese fiscal year (April to March; 会計年度, Public Finance Act art. 11).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.text.numerals import parse_integer

_ERA_BEGINS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_ERA_LETTERS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

_SMALL_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_WESTERN_YEAR = "(?:(?:1[89]|20)[0-9]{2}|[一二][〇一二三四五六七八九]{3}|千[八九]百[一二三四五六七八九十]+)"
# 令和6年(2024年)11月, 令和6(2024)年: the year said twice
_GLOSS = r"(?:\((?:(?:明治|大正|昭和|平成|令和)[0-9一二三四五六七八九十元]+|[0-9]{4})年?度?\))?"
_DATE = re.compile(
    rf"""
    (?:
      (?P<era>明治|大正|昭和|平成|令和)\ ?(?P<era_year>元|{_SMALL_NUMBER}){_GLOSS}年
    | (?<![A-Za-z0-9])(?P<letter>[MTSHR])(?P<letter_year>元|[0-9]{{1,2}})年
    | (?<![0-9.,A-Za-z〇一二三四五六七八九十])(?P<western>{_WESTERN_YEAR}){_GLOSS}年
    | (?P<relative>同年|本年|今年|昨年|去年|来年|翌年)の?(?=度?{_SMALL_NUMBER}月)
    )
    (?P<gloss>{_GLOSS})
    (?P<fiscal>度)?+
    (?!間|代|以上|以内|ぶり|生まれ)
    (?:(?:の|\ )?(?P<month>{_SMALL_NUMBER})月(?!間)
       (?:(?:の|\ )?(?P<day>{_SMALL_NUMBER})日(?!間))?
    )?
    (?P<end>末)?
    """,
    re.VERBOSE,
)
_DOTTED = re.compile(
    r"""
    (?:(?<![A-Za-z.\-/])(?<!/[0-9][0-9])(?P<letter>[MTSHR])(?P<letter_year>[0-9]{1,2})\.
      |(?<![A-Za-z0-9.\-/])(?P<western>(?:19|20)[0-9]{2})(?P<separator>[./\-]))
    \ ?(?P<month>1[0-2]|0?[1-9])
    (?:(?P<month_sign>月)|[./\-]\ ?(?P<day>3[01]|[12][0-9]|0?[1-9]))?
    (?![0-9]|[./\-][0-9]|[A-Za-z%](?![0-9]))""",
    re.VERBOSE,
)
# 平成十四年法律第百五十一号, 昭和三十二年厚生省令第十五号: the number of a law, not a date
_LAW_NUMBER = re.compile(r"[ぁ-んァ-ヶー一-鿿・]{0,25}?第[0-9〇一二三四五六七八九十百千]+号")


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date read from text.

    ``precision`` is what the text prints: ``year``, ``month``, ``day`` or ``fiscal-year``. ``first`` and ``last`` are
    the days the expression spans; ``at_end`` says that the text names the end of it (末).
    """

    iso: str
    precision: str
    first: dt.date
    last: dt.date
    at_end: bool

    @property
    def resolved(self) -> dt.date:
        """The day meant when one day is needed: the last one for 末 (令和六年十一月末 → 2024-11-30), else the first."""
        return self.last if self.at_end else self.first


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date and where it stands; ``value`` is ``None`` where the text does not tell the year (本年十二月二日)."""

    start: int
    end: int
    value: DateValue | None


def find_dates(text: str) -> list[DateMatch]:
    """All dates of a normalised text in order; numbers of laws, durations (三年間) and decades (年代) are left out."""
    found = sorted([*_find_written(text), *_find_dotted(text)], key=lambda match: (match.start, -match.end))
    kept: list[DateMatch] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def parse_date(text: str) -> DateValue | None:
    """The date that a normalised text is from end to end, or ``None``."""
    matches = find_dates(text)
    if len(matches) != 1 or (matches[0].start, matches[0].end) != (0, len(text)):
        return None
    return matches[0].value


def _find_written(text: str) -> Iterator[DateMatch]:
    known_year: int | None = None
    for match in _DATE.finditer(text):
        month, day = _small(match["month"]), _small(match["day"])
        if match["relative"]:
            # 同年 repeats the year of the date before it; 本年 is the year of the document, which is not in the text.
            year = known_year if match["relative"] == "同年" else None
        else:
            year = _year(match)
            if year is None:
                continue
            known_year = year
        year_only = month is None and not match["fiscal"] and not match["end"]
        if year_only and _LAW_NUMBER.match(text, match.end()):
            continue
        if year is None:
            yield DateMatch(match.start(), match.end(), None)
            continue
        value = _value(year, month, day, fiscal=bool(match["fiscal"]) and month is None, at_end=bool(match["end"]))
        if value is not None:
            yield DateMatch(match.start(), match.end(), value)


def _find_dotted(text: str) -> Iterator[DateMatch]:
    for match in _DOTTED.finditer(text):
        if match["western"] and match["day"] is None and match["separator"] != "/":
            continue  # 2024.4 may be a version, 2024-04 a code
        year = int(match["western"]) if match["western"] else _era_year(match["letter"], match["letter_year"])
        value = None if year is None else _value(year, int(match["month"]), _small(match["day"]), False, False)
        if value is not None:
            yield DateMatch(match.start(), match.end(), value)


def _year(match: re.Match[str]) -> int | None:
    if match["western"]:
        return parse_integer(match["western"])
    return _era_year(match["era"] or match["letter"], match["era_year"] or match["letter_year"])


def _era_year(era: str, printed: str) -> int | None:
    begins = _ERA_BEGINS[_ERA_LETTERS.get(era, era)]
    number = 1 if printed == "元" else parse_integer(printed)
    return None if number is None or not 1 <= number <= 64 else begins + number - 1


def _small(printed: str | None) -> int | None:
    return None if printed is None else parse_integer(printed)


def _value(year: int, month: int | None, day: int | None, fiscal: bool, at_end: bool) -> DateValue | None:
    """The value of calendar parts, or ``None`` where there is no such day."""
    if fiscal:
        first, last = dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
        return DateValue(f"FY{year}", "fiscal-year", first, last, at_end)
    if month is None:
        return DateValue(f"{year:04}", "year", dt.date(year, 1, 1), dt.date(year, 12, 31), at_end)
    if not 1 <= month <= 12:
        return None
    days = calendar.monthrange(year, month)[1]
    if day is None:
        first, last = dt.date(year, month, 1), dt.date(year, month, days)
        return DateValue(f"{year:04}-{month:02}", "month", first, last, at_end)
    if not 1 <= day <= days:
        return None
    exact = dt.date(year, month, day)
    return DateValue(exact.isoformat(), "day", exact, exact, at_end)
