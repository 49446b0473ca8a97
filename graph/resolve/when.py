"""The days that a contract may be of: what decides which company bore a name then."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DateError(ValueError):
    """Raised when a text is no date: it has to be a year, a month or a day (2019, 2019-04, 2019-04-01)."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last possible day, both ISO dates."""

    first: str
    last: str

    @classmethod
    def of(cls, date: str) -> Period:
        """The days of a year, a month or a day.

        Raises:
            DateError: the text is none of them.
        """
        match = _DATE.fullmatch(date.strip())
        if match is None:
            raise DateError(f"{date!r} is no year, month or day (2019, 2019-04, 2019-04-01)")
        year, month, day = match.groups()
        first, last = int(month or 1), int(month or 12)
        if (
            not 1 <= first <= 12
            or int(year) == 0
            or (day and not 1 <= int(day) <= calendar.monthrange(int(year), first)[1])
        ):
            raise DateError(f"{date!r} is no day of the calendar")
        end = int(day) if day else calendar.monthrange(int(year), last)[1]
        return cls(f"{year}-{first:02}-{day or '01'}", f"{year}-{last:02}-{end:02}")

    @classmethod
    def of_fiscal_year(cls, year: int) -> Period:
        """The fiscal year of the state that begins in April of a year, and the months after it until the sheets that
        review it are final (end of September): they print the name that a payee has by then."""
        return cls(f"{year}-04-01", f"{year + 1}-09-30")

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first} to {self.last}"
