"""Interfaces that answer in pages: each page says how many records there are in all and where the next page begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest, ApiSpider
from crawler.access.base import PART, PROMISED
from crawler.completeness import Promised
from crawler.pages import PageError


@dataclass(frozen=True, slots=True)
class ApiPage:
    """What a page of an answer says: the total of records, the names of those on it, and how to ask for the next."""

    total: int | None  # of the whole answer; None where the interface does not say
    records: tuple[str, ...]  # the interface's own identifiers, so that a record on two pages counts once
    next: ApiRequest | None  # None at the end


@dataclass(slots=True)
class _Answer:
    """What is known of one slice's answer."""

    asked: set[ApiRequest] = field(default_factory=set)
    total: int | None = None
    records: set[str] = field(default_factory=set)


class PagedApiSpider(ApiSpider):
    """Asks an interface for each slice page after page, one request at a time.

    To write a spider of this kind
        1. inherit from ``PagedApiSpider``; set ``name`` and ``slice_argument`` (see :class:`SourceSpider`; slices that
           are no numbers need :meth:`read_slices`),
        2. set ``page_kind``, that of every page of an answer, and ``records``, what its records are called (speeches),
        3. define :meth:`first_request`,
        4. define :meth:`read_page`, which reads total, identifiers and next position from an answer.

    The total is the promise: of ``records``, distinct identifiers are counted against it, and each page that was to be
    asked for is promised by its number. The last total counts where it changes meanwhile. A page that does not come or
    cannot be read ends its slice, whose rest is missing; so does one that leads back to where we were.
    """

    records: ClassVar[str]

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._answers: dict[str, _Answer] = {}

    def check_attributes(self) -> None:
        """As the base class, and: the records have a name of their own."""
        super().check_attributes()
        self.require(bool(getattr(self, "records", "")), "records is not set: say what the interface gives")
        self.require(self.records != "pages", "records is called pages, as the pages themselves are")

    def first_request(self, part: Any) -> ApiRequest:
        """The request for the first page of a slice."""
        raise NotImplementedError

    def read_page(self, body: bytes, asked: ApiRequest, part: Any) -> ApiPage:
        """What a page says. Raises ``PageError`` for one that cannot be read, and for an error with status 200."""
        raise NotImplementedError

    def start_slice(self, part: Any) -> Iterable[Request]:
        """The first page."""
        self._answers[str(part)] = _Answer()
        yield self._page(self.first_request(part), part)

    def follow(self, response: Response) -> Iterator[Request]:
        """The next page, where there is one."""
        part = response.meta[PART]
        thing: Promised = response.meta[PROMISED]
        answer = self._answers[thing.slice]
        try:
            page = self.read_page(response.body, response.meta[_ASKED], part)
        except PageError as error:
            self.completeness.lose(thing, error.message)
            return
        answer.total = page.total
        answer.records.update(page.records)
        self._count(thing.slice, answer, page)
        if page.next is None:
            return
        if not page.records:
            self.completeness.lose(thing, "the page is empty and says that more follow")
        elif page.next in answer.asked:
            self.completeness.lose(thing, f"the page leads back to one that was asked for ({page.next.url})")
        else:
            yield self._page(page.next, part)

    def _page(self, asked: ApiRequest, part: Any) -> Request:
        answer = self._answers[str(part)]
        answer.asked.add(asked)
        thing = Promised(str(part), "pages", f"page {len(answer.asked)}")
        self.completeness.promise([thing])
        request = self.ask(asked.url, self.page_kind, thing, part, post=asked.post, headers=asked.headers)
        request.meta[_ASKED] = asked
        return request

    def _count(self, part: str, answer: _Answer, page: ApiPage) -> None:
        held = len(answer.records)
        promised = max(held, answer.total or 0)
        last = page.next is None
        missing = [f"{promised - held} of {promised} {self.records}"] if promised > held else []
        if missing and last:
            missing = [f"{missing[0]}: the last page has come without them"]
        self.completeness.count(part, self.records, promised, held, missing)


_ASKED = "izon_asked"  # request.meta: the ApiRequest
