"""The slices that an argument cuts a source's work into: numbers (years, sessions), names, or dates."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

JAPAN = dt.timezone(dt.timedelta(hours=9))  # the publishers' day

_MAXIMUM_SLICES = 500
_MAXIMUM_YEARS = 30


class SpiderArgumentError(Exception):
    """Raised at construction for an argument (``-a``) that the spider does not take or cannot read."""


@dataclass(frozen=True, slots=True, order=True)
class Dates:
    """Days from the first to the last, both included.

    Its text is what :func:`dates` reads: ``2026-01`` for a whole month, ``2026-01-05`` for a day, otherwise
    ``2026-01-05/2026-01-09``.
    """

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        if self.first.day == 1 and self.last == _month_end(self.first):
            return f"{self.first:%Y-%m}"
        return f"{self.first}/{self.last}"

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[dt.date]:
        """Each day, the first one first."""
        return (self.first + dt.timedelta(days=number) for number in range(self.length))

    def halves(self) -> tuple[Dates, Dates]:
        """The earlier and the later half; there must be two days at least."""
        middle = self.first + dt.timedelta(days=self.length // 2)
        return Dates(self.first, middle - dt.timedelta(days=1)), Dates(middle, self.last)


def numbers(name: str, text: str) -> tuple[int, ...]:
    """The numbers of an argument such as ``216``, ``216,217`` or ``216-219``, sorted, each once.

    Raises :class:`SpiderArgumentError`.
    """
    found: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,6})\s*(?:-\s*([0-9]{1,6})\s*)?", part)
        if match is None:
            raise SpiderArgumentError(f"{name}={text}: expected a number, a list (216,217) or a range (216-219)")
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first >= _MAXIMUM_SLICES:
            raise SpiderArgumentError(
                f"{name}={text}: the range {part.strip()} is empty or longer than {_MAXIMUM_SLICES}"
            )
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def words(name: str, text: str) -> tuple[str, ...]:
    """The words of an argument such as ``shizuoka,chiba``, in their order, each once.

    Raises :class:`SpiderArgumentError` for an empty one.
    """
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not all(found) or len(found) > _MAXIMUM_SLICES:
        raise SpiderArgumentError(f"{name}={text}: expected a name or a list of names (one,two)")
    return found


def dates(name: str, text: str, today: dt.date | None = None) -> tuple[Dates, ...]:
    """The days of an argument, cut at the ends of months, the earliest first, none of them after today (in Japan).

    Read are ``2026-01-05``, ``2026-01``, ``2026``, ``2026-01-05/2026-02-10``, ``2026-01-05/`` (through today), ``7d``
    (the last seven days, today among them), and lists of these. Raises :class:`SpiderArgumentError`.
    """
    end = today or dt.datetime.now(JAPAN).date()
    found: set[dt.date] = set()
    for part in text.split(","):
        try:
            first, last = _range(part.strip(), end)
        except (ValueError, OverflowError) as error:
            raise SpiderArgumentError(
                f"{name}={text}: expected a day (2026-01-05), a month, a year, a range (2026-01-05/2026-02-10, "
                f"2026-01-05/) or the last days (7d): {error}"
            ) from error
        last = min(last, end)
        if last < first or first.year < last.year - _MAXIMUM_YEARS:
            raise SpiderArgumentError(
                f"{name}={text}: {part.strip()} is empty, after today ({end}) or longer than {_MAXIMUM_YEARS} years"
            )
        found.update(Dates(first, last).days())
    return tuple(_runs(sorted(found)))


def _range(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    if match := re.fullmatch(r"([0-9]{1,4})d", text):
        return today - dt.timedelta(days=int(match[1]) - 1), today
    first, sign, last = text.partition("/")
    begin, end = _period(first)
    if sign:
        end = _period(last)[1] if last else today
    return begin, end


def _period(text: str) -> tuple[dt.date, dt.date]:
    if re.fullmatch(r"[0-9]{4}", text):
        return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        begin = dt.date.fromisoformat(f"{text}-01")
        return begin, _month_end(begin)
    day = dt.date.fromisoformat(text)
    return day, day


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _runs(days: list[dt.date]) -> Iterator[Dates]:
    """Unbroken runs of days, each within one month."""
    begin = previous = days[0]
    for day in days[1:]:
        if (day - previous).days != 1 or day.month != previous.month:
            yield Dates(begin, previous)
            begin = day
        previous = day
    yield Dates(begin, previous)
