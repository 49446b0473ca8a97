"""Patience: a host that is busy or failing is left alone for a while, as long as it asks for where it says so."""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
import time

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

_WAITING = (429, 503)  # statuses with which a server may say when to come back (RFC 6585, 4; RFC 9110, 15.6.4)
_LEAST_DELAY = 0.001  # a slot without any delay would not look at when it may go on

logger = logging.getLogger(__name__)


class Patience(RetryMiddleware):
    """Scrapy's retries, with all requests to the host waiting in between.

    The wait is what ``Retry-After`` says (429 and 503; seconds or a date), otherwise ``IZON_BACKOFF_SECONDS``, doubled
    with each further failure of a request, up to ``IZON_BACKOFF_CEILING``. A host that asks for more than the ceiling is
    not asked again in this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._first = crawler.settings.getfloat("IZON_BACKOFF_SECONDS")
        self._ceiling = crawler.settings.getfloat("IZON_BACKOFF_CEILING")
        self._closed: dict[str, str] = {}  # host → why it is not asked any more

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what would go to a host that wants to be left alone. Raises ``IgnoreRequest``."""
        reason = self._closed.get(urlparse_cached(request).hostname or "")
        if reason is not None:
            raise IgnoreRequest(reason)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Wait and try again after a status that says so."""
        if response.status not in self.retry_http_codes:
            return response
        host = urlparse_cached(request).hostname or ""
        asked = retry_after(response) if response.status in _WAITING else None
        if asked is not None and asked > self._ceiling:
            self._closed[host] = (
                f"status {response.status}: {host} asks to be left alone for {asked:.0f} s; crawl again after that"
            )
            logger.warning("%s", self._closed[host])
            raise IgnoreRequest(self._closed[host])
        self._hold(request, host, self._backoff(request) if asked is None else asked)
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Wait and try again after no answer."""
        if isinstance(exception, self.exceptions_to_retry):
            host = urlparse_cached(request).hostname or ""
            self._hold(request, host, self._backoff(request))
        return super().process_exception(request, exception)

    def _backoff(self, request: Request) -> float:
        failures: int = request.meta.get("retry_times", 0)
        return min(self._first * 2.0**failures, self._ceiling)

    def _hold(self, request: Request, host: str, seconds: float) -> None:
        """Let nothing go out to the host for so long: also not what waits in the downloader already."""
        engine = self.crawler.engine
        assert engine is not None
        slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
        if slot is None:
            return
        slot.delay = max(slot.delay, _LEAST_DELAY)
        slot.lastseen = max(slot.lastseen, time.monotonic() + seconds)
        logger.info("%s is left alone for %.1f s", host, seconds)


def retry_after(response: Response) -> float | None:
    """The seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3: seconds or a date); ``None`` without a readable one."""
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if when.tzinfo is None:  # "-0000": a date in UTC that says nothing of where it was written
        when = when.replace(tzinfo=dt.UTC)
    return max((when - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)
