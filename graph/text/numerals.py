"""Numbers as Japanese official texts print them: 1,877 · 千八百七十七 · 八二四億八六一六万二千 · 46.2兆 · 七十九・八.

Everything here expects normalised text (:mod:`graph.text.normalise`): half-width digits, commas and points.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "肆": 4, "伍": 5, "陸": 6, "漆": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

# Of the 大字 those still printed; 陸 (陸上) and others are words too, so only parse_number() reads them.
_KANJI = "〇零一二三四五六七八九壱弐参十拾百千"
_ARABIC = r"[0-9]{1,3}(?:,[ \n]{0,2}[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_GROUPED_KANJI = r"[一二三四五六七八九][〇一二三四五六七八九]{0,2}(?:、[〇一二三四五六七八九]{3})+"  # 一、八七七
_SECTION = rf"(?:{_GROUPED_KANJI}|(?:{_ARABIC})[十百千]?|[{_KANJI}]+(?:[・.][{_KANJI}]+(?=[万億兆]))?)"

NUMBER = rf"(?:{_SECTION}[万億兆])*{_SECTION}?(?:(?<=[{_KANJI}0-9])|(?<=[万億兆]))"
"""Pattern source of one number, Arabic, kanji or mixed; it matches the empty text where none stands."""


LONGEST_NUMBER = 40
"""Characters of the longest number read; a longer run of digits is a bar code or a fault, not an amount."""


def parse_number(printed: str) -> Decimal | None:
    """Value of a printed number, or ``None`` where the text is not one number from end to end.

    Takes Arabic digits with grouping commas (a line break after a comma is allowed: columns break there), kanji
    numerals with 十百千 or place by place (二〇二五), 大字, mixtures, and a decimal part (46.2兆, 七十九・八).
    """
    text = re.sub(r"[,\s]", "", printed)
    if "、" in text and re.fullmatch(_GROUPED_KANJI, text):
        text = text.replace("、", "")
    if not 0 < len(text) <= LONGEST_NUMBER:
        return None
    total = Decimal(0)
    section = ""
    last_large = None
    for character in text:
        large = _LARGE.get(character)
        if large is None:
            section += character
            continue
        if last_large is not None and large >= last_large:
            return None
        value = _section_value(section) if section else Decimal(1)
        if value is None:
            return None
        total += value * large
        section, last_large = "", large
    if not section:
        return total
    value = _section_value(section)
    return None if value is None else total + value


def parse_integer(printed: str) -> int | None:
    """Like :func:`parse_number`, but only where the value is a whole number."""
    value = parse_number(printed)
    if value is None or value != value.to_integral_value():
        return None
    return int(value)


def _section_value(section: str) -> Decimal | None:
    """Value below 万: digits place by place, or with 十百千, an Arabic number before 十百千 included (5千)."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", section):
        return Decimal(section)
    whole, point, fraction = section.replace(".", "・").partition("・")
    if point:
        digits = [_digit(character) for character in fraction]
        base = _section_value(whole)
        if base is None or not digits or None in digits:
            return None
        return base + Decimal("0." + "".join(str(digit) for digit in digits))
    if not any(character in _SMALL for character in section):
        digits = [_digit(character) for character in section]
        return None if None in digits else Decimal("".join(str(digit) for digit in digits))
    total = Decimal(0)
    pending = ""
    last_small = None
    for character in section:
        small = _SMALL.get(character)
        if small is None:
            pending += character
            continue
        if last_small is not None and small >= last_small:
            return None
        value = _section_value(pending) if pending else Decimal(1)
        if value is None:
            return None
        total += value * small
        pending, last_small = "", small
    if pending:
        value = _section_value(pending)
        if value is None:
            return None
        total += value
    return total


def _digit(character: str) -> int | None:
    if character in "0123456789":
        return int(character)
    return _DIGITS.get(character)
