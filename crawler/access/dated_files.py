"""Sources that publish a file a day, on most days, under names one can write down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.access.base import PART, PROMISED, SourceSpider
from crawler.access.slices import Dates, dates
from crawler.completeness import Promised
from crawler.pages.table import looks_like_html

_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class DatedFilesSpider(SourceSpider):
    """Fetches the file of each day.

    To write a spider of this kind
        1. inherit from ``DatedFilesSpider``; set ``name``, and ``slice_argument`` to an argument of dates (``2026-01``,
           ``2026-01-05/2026-02-10``, ``7d``; slices end with the month),
        2. set ``page_kind``, that of every file,
        3. set ``magic``: the bytes that every file begins with (``b"PK"`` for a zip),
        4. set ``longest_silence_days``: so many days without any file are a gap, and not a holiday,
        5. define :meth:`file_url`.

    A day without a file (404, or something else in its place) is noted as not published, which is no gap; a file that
    was asked for and did not come (no answer, an error of the server) is one.
    """

    page_kind: ClassVar[str]
    magic: ClassVar[bytes]
    longest_silence_days: ClassVar[int]

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._silent: dict[str, dict[dt.date, str]] = {}  # slice → day without a file → why

    def check_attributes(self) -> None:
        """As the base class, and: files have a known page kind and begin with something."""
        super().check_attributes()
        self.require(self.slice_argument is not None, "slice_argument is None, but the slices are dates")
        self.require(bool(getattr(self, "page_kind", "")), "page_kind is not set")
        self.require_page_kind(self.page_kind)
        self.require(bool(getattr(self, "magic", b"")), "magic is empty: an error page would be taken for a file")
        self.require(not looks_like_html(self.magic), "magic is the start of an HTML page")
        self.require(getattr(self, "longest_silence_days", 0) > 0, "longest_silence_days is not set")

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Dates, ...]:
        """Dates, cut at the ends of months."""
        return dates(name, text)

    def file_url(self, day: dt.date) -> str:
        """The URL of the file of a day."""
        raise NotImplementedError

    def start_slice(self, part: Any) -> Iterable[Request]:
        """One request a day."""
        promised = {day: Promised(str(part), "files", day.isoformat()) for day in part.days()}
        self.completeness.promise(promised.values())
        self._silent[str(part)] = {}
        for day, thing in promised.items():
            yield self.ask(self.file_url(day), self.page_kind, thing, part, arguments={"day": day.isoformat()})

    def arrived(self, response: Response) -> Iterator[Request]:
        """As the base class, but a file that is not published is not missed."""
        reason = self._not_published(response)
        if reason is None:
            yield from super().arrived(response)
            return
        self._wait(response.meta[PART], response.meta[PROMISED], reason)

    def _not_published(self, response: Response) -> str | None:
        if response.status in _ABSENT:
            return f"status {response.status}"
        if response.status == HTTPStatus.OK and not response.body.startswith(self.magic):
            what = "an HTML page" if looks_like_html(response.body) else f"something else ({response.body[:8]!r})"
            return f"status 200 with {what} in its place"
        return None

    def _wait(self, part: Dates, thing: Promised, reason: str) -> None:
        """Waive a day's file, unless its silence is too long: then the days of that silence are missing."""
        silent = self._silent[str(part)]
        silent[dt.date.fromisoformat(thing.name)] = reason
        run = self._silence_around(silent, dt.date.fromisoformat(thing.name))
        if len(run) < self.longest_silence_days:
            self.completeness.waive(thing, reason)
            return
        for day in run:
            missed = Promised(str(part), "files", day.isoformat())
            self.completeness.lose(missed, f"{silent[day]}, as on {len(run) - 1} days around it")

    @staticmethod
    def _silence_around(silent: dict[dt.date, str], day: dt.date) -> list[dt.date]:
        first = last = day
        while first - dt.timedelta(days=1) in silent:
            first -= dt.timedelta(days=1)
        while last + dt.timedelta(days=1) in silent:
            last += dt.timedelta(days=1)
        return list(Dates(first, last).days())
