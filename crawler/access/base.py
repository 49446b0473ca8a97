"""What every spider of ours does: knows its source, asks for pages by kind, and keeps its promises' books."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from http import HTTPStatus
from typing import Any, ClassVar

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.completeness import Completeness, Promised
from crawler.pages import page_kind
from crawler.recorder import ARGUMENTS, PAGE_KIND, Recorder
from crawler.sources import Source, SourceError, load

PROMISED = "izon_promised"  # request.meta: the Promised that an answer settles

_MAXIMUM_SLICES = 500


class IncoherentSpiderError(Exception):
    """Raised at construction when a spider's attributes contradict each other or the source's metadata."""


class SpiderArgumentError(Exception):
    """Raised at construction for an argument (``-a``) that the spider does not take or cannot read."""


class SourceSpider(scrapy.Spider):
    """The common base of our access patterns; do not inherit from it directly.

    Every spider
        1. has a ``name`` that is a file of ``crawler/sources``,
        2. says in ``slice_argument`` which of the source's arguments cuts the work into slices (a year, a session):
           the argument may be one number, a list (``216,217``) or a range (``216-219``).

    Arguments are those of the source's metadata, with its defaults.
    """

    name: str
    slice_argument: ClassVar[str]

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.source = self._source()
        self.allowed_domains = list(self.source.hosts)
        self.check_attributes()
        unknown = sorted(name for name in arguments if self.source.argument(name) is None)
        if unknown:
            taken = ", ".join(argument.name for argument in self.source.arguments)
            raise SpiderArgumentError(f"{self.name} takes no argument {', '.join(unknown)}; it takes {taken}")
        default = self.source.argument(self.slice_argument)
        assert default is not None
        self.slices = numbers(self.slice_argument, arguments.get(self.slice_argument, default.default))
        self._completeness: Completeness | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_: Any, **kwargs: Any) -> SourceSpider:
        """Scrapy's way to make a spider. Raises the errors of construction."""
        spider = cls(**kwargs)
        spider._set_crawler(crawler)
        return spider

    def check_attributes(self) -> None:
        """Raise :class:`IncoherentSpiderError` for attributes that cannot work; subclasses add theirs."""
        self.require(hasattr(self, "slice_argument"), "slice_argument is not set")
        self.require(
            self.source.argument(self.slice_argument) is not None,
            f"slice_argument {self.slice_argument!r} is no argument in the source's metadata",
        )

    def require(self, condition: bool, message: str) -> None:
        """Raise :class:`IncoherentSpiderError` with a message unless a condition holds."""
        if not condition:
            raise IncoherentSpiderError(f"{type(self).__name__}: {message}")

    def require_page_kind(self, kind: str) -> None:
        """Require that a page kind is in the source's metadata and that page functions read it."""
        self.require(kind in self.source.page_kinds, f"page kind {kind!r} is not in crawler/sources/{self.name}.toml")
        self.require(page_kind(kind) is not None, f"there is no module crawler/pages/{kind}.py")

    @property
    def completeness(self) -> Completeness:
        """The books of this run; there once the crawl has begun."""
        if self._completeness is None:
            recorder = self.crawler.get_extension(Recorder)
            assert recorder is not None, "the spider runs without the add-on crawler.addon.IzonAddon"
            self._completeness = recorder.completeness
        return self._completeness

    async def start(self) -> AsyncIterator[Request]:
        """The first requests: those of each slice, in order."""
        for part in self.slices:
            for request in self.start_slice(part):
                yield request

    def start_slice(self, part: int) -> Iterable[Request]:
        """The first requests of a slice; they promise what is known before anything has been asked."""
        raise NotImplementedError

    def ask(self, url: str, kind: str, promised: Promised, **arguments: str | int) -> Request:
        """A request for a page of a kind, whose answer settles a promise; ``arguments`` stay with the capture."""
        return Request(
            url,
            callback=self.arrived,
            errback=self.failed,
            meta={PAGE_KIND: kind, ARGUMENTS: arguments, PROMISED: promised},
        )

    def arrived(self, response: Response) -> Iterator[Request]:
        """Settle the promise of an answer; go on from it when it is the page that was promised."""
        promised: Promised = response.meta[PROMISED]
        reason = self.absence(response)
        if reason is not None:
            self.completeness.lose(promised, reason)
            return
        self.completeness.hold(promised)
        yield from self.follow(response)

    def failed(self, failure: Failure) -> None:
        """Settle the promise of a request that got no answer or was not sent."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        reason = (
            f"status {error.response.status}" if isinstance(error, HttpError) else str(error) or type(error).__name__
        )
        self.completeness.lose(request.meta[PROMISED], reason)

    def absence(self, response: Response) -> str | None:
        """Why an answer is not the page that was asked for; ``None`` when it is. Subclasses look at the body too."""
        if response.status != HTTPStatus.OK:
            return f"status {response.status}"
        return None if response.body else "the answer is empty"

    def follow(self, response: Response) -> Iterable[Request]:  # noqa: ARG002 - for subclasses
        """What to ask for after a page; nothing, unless a subclass says so."""
        return ()

    @classmethod
    def _source(cls) -> Source:
        try:
            return load(getattr(cls, "name", ""))
        except SourceError as error:
            raise IncoherentSpiderError(f"{cls.__name__}: {error}") from error


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
