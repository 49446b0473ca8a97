"""Numerals and dates as Diet pages print them: kanji numerals, full-width digits, eras (和暦)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

_MOST_DIGITS = 9
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}

# First Gregorian year of each era (元号); year 1 is printed 元.
_ERAS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}

_NUMERAL = r"[〇一二三四五六七八九十百千0-9０-９]+"
_DATE = re.compile(rf"({'|'.join(_ERAS)})(元|{_NUMERAL})年({_NUMERAL})月({_NUMERAL})日")


def numeral(text: str) -> int:
    """The value of a numeral: ``九五``, ``九十五``, ``９５`` and ``95`` are all 95.

    Raises ``ValueError`` for what is none, and for one of more digits than anything that is counted here has.
    """
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"not a numeral: it has {len(text)} characters")
    folded = unicodedata.normalize("NFKC", text)
    if folded.isascii() and folded.isdigit():
        return int(folded)
    if text and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    return _with_units(text)


def date_in(text: str) -> str | None:
    """The first era date in a text as an ISO date; ``None`` where there is none, or none that the calendar has."""
    match = _DATE.search(text)
    if match is None:
        return None
    era, year, month, day = match.groups()
    try:
        years = 1 if year == "元" else numeral(year)
        return dt.date(_ERAS[era] + years - 1, numeral(month), numeral(day)).isoformat()
    except (ValueError, OverflowError):
        return None


def _with_units(text: str) -> int:
    total, digit = 0, None
    limit = 10_000  # a unit must be smaller than the one before it
    for character in text:
        if character in _DIGITS and digit is None:
            digit = _DIGITS[character]
        elif character in _UNITS and _UNITS[character] < limit:
            limit = _UNITS[character]
            total += limit * (1 if digit is None else digit)
            digit = None
        else:
            raise ValueError(f"not a numeral: {text!r}")
    if not text:
        raise ValueError("not a numeral: it is empty")
    return total + (digit or 0)
