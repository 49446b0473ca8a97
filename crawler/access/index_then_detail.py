"""Sources that list what they have: an index page a slice, and a page behind each entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.access.base import PART, PROMISED, SourceSpider
from crawler.completeness import Promised
from crawler.pages import PageError
from crawler.recorder import PAGE_KIND


@dataclass(frozen=True, slots=True)
class Detail:
    """One page that an index promises: of what sort, its name among them, its URL and what reads it."""

    what: str
    name: str
    url: str
    page_kind: str
    arguments: tuple[tuple[str, str | int], ...]


class IndexThenDetailSpider(SourceSpider):
    """Fetches the index of each slice, then every page that it lists.

    To write a spider of this kind
        1. inherit from ``IndexThenDetailSpider``; set ``name`` and ``slice_argument`` (see :class:`SourceSpider`),
        2. set ``index_kind``, the page kind of an index, and ``detail_kinds``, those of the pages behind it,
        3. define :meth:`index_url`,
        4. define :meth:`details`, which reads an index with its page function and gives what it lists; a further page
           of the index is a :class:`Detail` of the index's own kind.

    The length of the list is the promise. An index that does not come or cannot be read is missing itself, so a
    slice without an index never looks complete.
    """

    index_kind: ClassVar[str]
    detail_kinds: ClassVar[tuple[str, ...]]

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
        for detail, thing in promised.items():
            if urlsplit(detail.url).hostname not in self.source.hosts:
                self.completeness.lose(thing, f"the link leads to another host ({detail.url})")
            else:
                yield self.ask(
                    detail.url, detail.page_kind, thing, response.meta[PART], arguments=dict(detail.arguments)
                )
