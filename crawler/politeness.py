"""Politeness: ask only for what may have changed, and as robots.txt says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawler.archive import Archive
from crawler.ledger import Capture, RobotsDecision
from crawler.recorder import KNOWN, PAGE_KIND, Recorder

UNCHANGED = "unchanged"  # response.flags: the server said 304, the body is the archive's

logger = logging.getLogger(__name__)


class ConditionalRequests:
    """Sends the validators that the ledger knows; a 304 reaches the spider as the archived page."""

    def __init__(self, crawler: Crawler) -> None:
        recorder = crawler.get_extension(Recorder)
        assert recorder is not None
        self._ledger = recorder.ledger
        self._via = recorder.via
        self._archive = Archive(Path(crawler.settings["IZON_HOME"]))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ConditionalRequests:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add ``If-None-Match`` and ``If-Modified-Since``, from an earlier answer that came the same way."""
        _without_conditions(request)  # a redirected or retried request brings those of the first along
        if request.method != "GET" or PAGE_KIND not in request.meta:
            return
        known = self._ledger.latest(request.url)
        if known is None or known.via != self._via or not (known.etag or known.last_modified):
            return
        if not self._archive.holds(known):
            logger.warning("%s: the archive has lost this page; asking for it again", request.url)
            return
        request.meta[KNOWN] = known
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified

    def process_response(self, request: Request, response: Response) -> Response:
        """Put the archived body in place of a 304. Raises ``ArchiveError`` where it was lost while we asked."""
        known: Capture | None = request.meta.get(KNOWN)
        if response.status != 304 or known is None:
            return response
        body = self._archive.payload(known)
        headers = Headers({"Content-Type": known.media_type})
        response_class = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return response_class(request.url, headers=headers, body=body, flags=[UNCHANGED], request=request)


def _without_conditions(request: Request) -> None:
    request.meta.pop(KNOWN, None)
    request.headers.pop("If-None-Match", None)
    request.headers.pop("If-Modified-Since", None)


class RobotsTxt(RobotsTxtMiddleware):
    """Scrapy's middleware, with one host's requests waiting in turn for its robots.txt, and none going out without it.

    In Scrapy 2.19 all that wait at once share one Deferred, of which the first to wake takes the rules and leaves
    ``None`` for the others: "no rules", so they are let through.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: dict[str, asyncio.Lock] = {}

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules for a request. Raises ``IgnoreRequest`` where they cannot be fetched (RFC 9309, 2.3.1.4)."""
        async with self._turns.setdefault(urlparse_cached(request).netloc, asyncio.Lock()):
            parser = await super().robot_parser(request)
        if parser is None:
            note_robots(self.crawler, request, "no answer: nothing may be fetched")
            raise IgnoreRequest("robots.txt cannot be fetched, so nothing else may be")
        return parser


class RobotsStatus:
    """What robots.txt means when it is not served (RFC 9309, 2.3.1): a 4xx allows everything, a 5xx nothing.

    429 is counted with the latter: a host that wants to be left alone has not allowed anything.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsStatus:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Put the rule in place of an error page, which Scrapy would read as if it were robots.txt."""
        if not request.meta.get("dont_obey_robotstxt"):
            return response
        if response.status < 400:
            note_robots(self._crawler, request, f"status {response.status}: its rules are obeyed")
            return response
        closed = response.status >= 500 or response.status == 429
        meaning = "nothing may be fetched" if closed else "everything may be fetched"
        note_robots(self._crawler, request, f"status {response.status}: {meaning}")
        rules = b"User-agent: *\nDisallow: /\n" if closed else b""
        return response.replace(body=rules, status=200)


def note_robots(crawler: Crawler, request: Request, decision: str, crawl_delay: float | None = None) -> None:
    """Note in the ledger what this run takes a host's robots.txt to say."""
    recorder = crawler.get_extension(Recorder)
    assert recorder is not None
    host = urlparse_cached(request).netloc
    recorder.ledger.record_robots(recorder.run, RobotsDecision(host, decision, crawl_delay))


class CrawlDelay:
    """Makes a host's slot as slow as its robots.txt asks for; Scrapy reads Crawl-delay and leaves it at that."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Scrapy's way to make an extension."""
        extension = cls(crawler)
        crawler.signals.connect(extension.apply, signals.robots_parsed)
        return extension

    def apply(self, robotparser: RobotParser, request: Request) -> None:
        """Raise the delay of the slot to Crawl-delay; a shorter one than ours changes nothing."""
        asked = robotparser.crawl_delay(self._agent)
        engine = self._crawler.engine
        if asked is None or engine is None:
            return
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        delay = max(float(asked), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        known: Mapping[str, object] = downloader.per_slot_settings.get(key, {})
        # Both: the slot there is, and the one that is made anew after a minute without requests.
        downloader.per_slot_settings[key] = {**known, "delay": delay, "jitter": 0.0}
        if key in downloader.slots:
            downloader.slots[key].delay = delay
            downloader.slots[key].jitter = 0.0
        note_robots(self._crawler, request, f"its rules are obeyed, among them Crawl-delay: {asked}", float(asked))
        logger.info("robots.txt of %s asks for %s s between requests", urlparse_cached(request).hostname, delay)
