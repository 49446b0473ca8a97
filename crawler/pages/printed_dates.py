"""Dates as tables of contracts print them: ISO, with slashes or points, by era, or as a workbook's serial number."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

# First Gregorian year of each era (元号), by kanji and by letter; year 1 is also printed 元.
_ERAS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019, "S": 1926, "H": 1989, "R": 2019}

_WESTERN = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T.*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_ERA = re.compile(r"(明治|大正|昭和|平成|令和|[SHR])(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
_SERIAL_EPOCH = dt.date(1899, 12, 30)  # ECMA-376 part 1, 18.17.4.1, with the leap day that 1900 did not have

_MARKS = re.compile(r"[※*＊]+|\s+|\((?:月|火|水|木|金|土|日)\)")


def iso_date(text: str) -> str | None:
    """The date that a cell holds, as an ISO date; ``None`` where it holds none or one the calendar has not.

    Marks of footnotes (※), blanks, days of the week and a time of day are left out.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    try:
        if match := _WESTERN.fullmatch(plain) or _COMPACT.fullmatch(plain):
            return dt.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        if match := _ERA.fullmatch(plain):
            year = _ERAS[match[1]] - 1 + (1 if match[2] == "元" else int(match[2]))
            return dt.date(year, int(match[3]), int(match[4])).isoformat()
        if match := _SERIAL.fullmatch(plain):
            return (_SERIAL_EPOCH + dt.timedelta(days=int(match[1]))).isoformat()
    except ValueError:
        return None
    return None
