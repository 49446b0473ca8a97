"""What every spider of ours does: knows its source, asks for pages by kind, and keeps its promises' books."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.access.slices import SpiderArgumentError, numbers
from crawler.completeness import Completeness, Promised
from crawler.pages import page_kind
from crawler.recorder import ARGUMENTS, PAGE_KIND, Recorder
from crawler.sources import Source, SourceError, load

PROMISED = "izon_promised"  # request.meta: the Promised that an answer settles

PART = "izon_part"  # request.meta: the slice that a request belongs to, as the spider's read_slices gives it

EVERYTHING = "all"  # the one slice of a source that is not cut into slices


class IncoherentSpiderError(Exception):
    """Raised at construction when a spider's attributes contradict each other or the source's metadata."""


class SourceSpider(scrapy.Spider):
    """The common base of our access patterns; do not inherit from it directly.

    Every spider
        1. has a ``name`` that is a file of ``crawler/sources``,
        2. says in ``slice_argument`` which of the source's arguments cuts the work into slices (a year, a session):
           the argument may be one number, a list (``216,217``) or a range (``216-219``); ``None`` where the source is
           one piece,
        3. where its slices are no numbers, overrides :meth:`read_slices` with another function of
           :mod:`crawler.access.slices` (``words``, ``dates``).

    Arguments are those of the source's metadata, with its defaults; :meth:`argument` gives the others. Where the slice
    argument is left to its default, slices of earlier runs that have gaps are asked again besides.
    """

    name: str
    slice_argument: ClassVar[str | None]

    def __init__(self, **arguments: str) -> None:
        super().__init__()
        self.source = self._source()
        self.allowed_domains = list(self.source.hosts)
        self.check_attributes()
        unknown = sorted(name for name in arguments if self.source.argument(name) is None)
        if unknown:
            taken = ", ".join(argument.name for argument in self.source.arguments) or "none"
            raise SpiderArgumentError(f"{self.name} takes no argument {', '.join(unknown)}; it takes {taken}")
        self._given = arguments
        self.slices: tuple[Any, ...] = (EVERYTHING,)
        if self.slice_argument is not None:
            self.slices = self.read_slices(self.slice_argument, self.argument(self.slice_argument))
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
            self.slice_argument is None or self.source.argument(self.slice_argument) is not None,
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
    def recorder(self) -> Recorder:
        """Archive and ledger of this run; there once the crawl has begun."""
        recorder = self.crawler.get_extension(Recorder)
        assert recorder is not None, "the spider runs without the add-on crawler.addon.IzonAddon"
        return recorder

    @property
    def completeness(self) -> Completeness:
        """The books of this run; there once the crawl has begun."""
        if self._completeness is None:
            self._completeness = self.recorder.completeness
        return self._completeness

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """The slices that an argument names: numbers, unless a subclass says otherwise.

        The text of a slice must read as itself. Raises :class:`SpiderArgumentError`.
        """
        return numbers(name, text)

    def argument(self, name: str) -> str:
        """The value of an argument: as given, else the default of the source's metadata."""
        known = self.source.argument(name)
        self.require(known is not None, f"{name!r} is no argument in the source's metadata")
        assert known is not None
        return self._given.get(name, known.default)

    def slice_arguments(self, part: Any) -> dict[str, str | int]:
        """The slice as the arguments of a capture name it."""
        if self.slice_argument is None:
            return {}
        return {self.slice_argument: part if isinstance(part, int) else str(part)}

    async def start(self) -> AsyncIterator[Request]:
        """The first requests: those of each slice, in order, then of slices that earlier runs left with gaps."""
        for part in (*self.slices, *self._slices_with_gaps()):
            for request in self.start_slice(part):
                yield request
                if self._is_probe:
                    return

    def start_slice(self, part: Any) -> Iterable[Request]:
        """The first requests of a slice; they promise what is known before anything has been asked."""
        raise NotImplementedError

    def ask(
        self,
        url: str,
        kind: str,
        promised: Promised,
        part: Any,
        *,
        post: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        arguments: Mapping[str, str | int] | None = None,
    ) -> Request:
        """A request for a page of a kind, whose answer settles a promise; it is a POST where there is something to send.

        The slice and ``arguments`` stay with the capture, for the page function to compare with what is printed.
        """
        return Request(
            url,
            method="GET" if post is None else "POST",
            body=post,
            headers=dict(headers or {}),
            callback=self.arrived,
            errback=self.failed,
            meta={
                PAGE_KIND: kind,
                ARGUMENTS: {**self.slice_arguments(part), **(arguments or {})},
                PROMISED: promised,
                PART: part,
            },
        )

    def arrived(self, response: Response) -> Iterator[Request]:
        """Settle the promise of an answer; go on from it when it is the page that was promised."""
        promised: Promised = response.meta[PROMISED]
        reason = self.absence(response)
        if reason is not None:
            self.completeness.lose(promised, reason)
            return
        self.completeness.hold(promised)
        following = self.follow(response)
        if not self._is_probe:
            yield from following

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

    @property
    def _is_probe(self) -> bool:
        """Whether this run asks for one page and no more."""
        return self.settings.getbool("IZON_PROBE")

    def _slices_with_gaps(self) -> tuple[Any, ...]:
        if self.slice_argument is None or self.slice_argument in self._given:
            return ()
        texts = self.completeness.slices_with_gaps(self.slice_argument)
        # one at a time: a list of dates would be joined to longer slices, of which the ledger knows nothing
        parts = [part for text in texts for part in self.read_slices(self.slice_argument, text)]
        return tuple(part for part in parts if part not in self.slices)

    @classmethod
    def _source(cls) -> Source:
        try:
            return load(getattr(cls, "name", ""))
        except SourceError as error:
            raise IncoherentSpiderError(f"{cls.__name__}: {error}") from error
