"""Sources that list what they have: an index page a slice, and a page behind each entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.access.base import PART, PROMISED, SourceSpider
from crawler.archive import ArchiveError
from crawler.completeness import Promised
from crawler.ledger import Capture
from crawler.pages import PageError
from crawler.recorder import NEW, OUTCOME, PAGE_KIND

DELISTED = "pages no longer listed"  # what is promised of them: that they are looked at once more


@dataclass(frozen=True, slots=True)
class Detail:
    """One page that an index promises: of what sort, its name among them, its URL and what reads it.

    ``entry`` is what else the index prints of it (a title, a state, a day): where that changes, the page may have too. A
    page that changes without its index showing it (what is still awaited) is not ``is_settled``.
    """

    what: str
    name: str
    url: str
    page_kind: str
    arguments: tuple[tuple[str, str | int], ...]
    entry: str = ""
    is_settled: bool = True


class IndexThenDetailSpider(SourceSpider):
    """Fetches the index of each slice, then every page that it lists.

    To write a spider of this kind
        1. inherit from ``IndexThenDetailSpider``; set ``name`` and ``slice_argument`` (see :class:`SourceSpider`),
        2. set ``index_kind``, the page kind of an index, and ``detail_kinds``, those of the pages behind it,
        3. define :meth:`index_url`,
        4. define :meth:`details`, which reads an index with its page function and gives what it lists; a further page
           of the index is a :class:`Detail` of the index's own kind,
        5. where entries leave the index in time and their pages do not (a feed), set ``is_rolling``.

    The length of the list is the promise. An index that does not come or cannot be read is missing itself, so a
    slice without an index never looks complete.

    A page that we hold is asked for again with the validators that came with it. Where none came, the lists are compared
    instead: one that the index lists as it did when the page came is not asked for before ``recheck_days`` of the
    source's metadata have passed.

    A page that the index listed last time and lists no more is asked for once more: one that is gone gets its tombstone,
    and is not missed.
    """

    index_kind: ClassVar[str]
    detail_kinds: ClassVar[tuple[str, ...]]
    is_rolling: ClassVar[bool] = False

    def check_attributes(self) -> None:
        """As the base class, and: index and details have page kinds that are known and not the same."""
        super().check_attributes()
        self.require(bool(getattr(self, "index_kind", "")), "index_kind is not set")
        self.require(
            bool(getattr(self, "detail_kinds", ())), "detail_kinds is empty: there is nothing behind the index"
        )
        self.require(self.index_kind not in self.detail_kinds, "index_kind is among detail_kinds")
        for kind in (self.index_kind, *self.detail_kinds):
            self.require_page_kind(kind)

    def index_url(self, part: Any) -> str:
        """The URL of the index of a slice."""
        raise NotImplementedError

    def details(self, body: bytes, url: str, part: Any) -> Iterable[Detail]:
        """What an index lists. Raises ``PageError`` for a page that is no index."""
        raise NotImplementedError

    def start_slice(self, part: Any) -> Iterable[Request]:
        """The index."""
        index = Promised(str(part), "index", self.index_url(part))
        self.completeness.promise([index])
        yield self.ask(index.name, self.index_kind, index, part)

    def follow(self, response: Response) -> Iterator[Request]:
        """From an index, every page that it lists; from those, nothing."""
        if response.meta[PAGE_KIND] != self.index_kind:
            return
        index: Promised = response.meta[PROMISED]
        try:
            listed = list(self.details(response.body, response.url, response.meta[PART]))
        except PageError as error:
            self.completeness.lose(index, error.message)
            return
        promised = {detail: Promised(index.slice, detail.what, detail.name) for detail in listed}
        self.completeness.promise(promised.values())
        before = _EarlierLists(self, response)
        kept = 0
        for detail, thing in promised.items():
            if urlsplit(detail.url).hostname not in self.source.hosts:
                self.completeness.lose(thing, f"the link leads to another host ({detail.url})")
            elif self._need_not_be_asked(detail, before):
                self.completeness.hold(thing)
                kept += 1
            else:
                yield self.ask(
                    detail.url, detail.page_kind, thing, response.meta[PART], arguments=dict(detail.arguments)
                )
        if not self.is_rolling:
            yield from self._no_longer_listed(
                before.last() - frozenset(listed), listed, index.slice, response.meta[PART]
            )
        if kept:
            self.logger.info("%s: %d pages are held and listed as before; not asked for again", response.url, kept)

    def _no_longer_listed(
        self, dropped: frozenset[Detail], listed: list[Detail], part_name: str, part: Any
    ) -> Iterator[Request]:
        """Pages that are held and whose entry is gone, not only changed."""
        addresses = {detail.url for detail in listed}
        for detail in sorted(dropped, key=lambda one: (one.what, one.name, one.url)):
            answers = self.recorder.ledger.captures_of(detail.url)
            if detail.url not in addresses and answers and answers[-1].status == HTTPStatus.OK:
                thing = Promised(part_name, DELISTED, f"{detail.what} {detail.name}")
                self.completeness.promise([thing])
                yield self.ask(detail.url, detail.page_kind, thing, part, arguments=dict(detail.arguments))

    def arrived(self, response: Response) -> Iterator[Request]:
        """As the base class, but a page that is listed no more and gone is not missed."""
        thing: Promised = response.meta[PROMISED]
        if thing.what == DELISTED and response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            self.completeness.waive(thing, f"no longer listed, and status {response.status}")
            return
        yield from super().arrived(response)

    def _need_not_be_asked(self, detail: Detail, before: _EarlierLists) -> bool:
        """Whether a page is held, came without validators not long ago, and was listed then as it is now."""
        answers = self.recorder.ledger.captures_of(detail.url)
        if not answers or not detail.is_settled:
            return False
        last = answers[-1]
        age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(last.last_seen)
        return (
            last.status == HTTPStatus.OK
            and last.via == self.recorder.via
            and not (last.etag or last.last_modified)
            and age < dt.timedelta(days=self.source.recheck_days)
            and detail in before.at(last.last_seen)
            and self.recorder.holds(last)
        )


class _EarlierLists:
    """What an index listed at earlier times, without the answer that this run got unless it is the same bytes."""

    def __init__(self, spider: IndexThenDetailSpider, response: Response) -> None:
        self._spider = spider
        self._response = response
        recorder = spider.recorder
        held = [one for one in recorder.ledger.captures_of(response.url) if one.via == recorder.via]
        if response.meta.get(OUTCOME) == NEW:
            held = held[:-1]
        self._captures = sorted(
            (one for one in held if one.status == HTTPStatus.OK), key=lambda one: (one.first_seen, one.digest)
        )
        self._details: dict[str, frozenset[Detail]] = {}

    def last(self) -> frozenset[Detail]:
        """What the list said when it was last asked for before this run."""
        latest = max(self._captures, key=lambda one: (one.last_seen, one.first_seen, one.digest), default=None)
        return frozenset() if latest is None else self._of(latest)

    def at(self, time: str) -> frozenset[Detail]:
        """What the list was known to say then; nothing where no list of that time is held."""
        known = [one for one in self._captures if one.first_seen <= time]
        return self._of(known[-1]) if known else frozenset()

    def _of(self, capture: Capture) -> frozenset[Detail]:
        if capture.digest not in self._details:
            self._details[capture.digest] = self._read(capture)
        return self._details[capture.digest]

    def _read(self, capture: Capture) -> frozenset[Detail]:
        try:
            body = self._spider.recorder.payload(capture)
            return frozenset(self._spider.details(body, self._response.url, self._response.meta[PART]))
        except (ArchiveError, PageError):
            return frozenset()
