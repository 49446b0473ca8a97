"""The Scrapy extension that writes down every exchange: into the archive, and into the ledger."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from pathlib import Path

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response

from crawler.archive import (
    Archive,
    ArchiveWriter,
    Exchange,
    Location,
    capture_digest,
    document_url,
    now,
    payload_digest,
)
from crawler.completeness import Completeness, NoBook
from crawler.content import ContentError, decoded
from crawler.ledger import ORIGINS, AskedRequest, Capture, Ledger
from crawler.mirror import Manifest, read_manifest
from crawler.redaction import sweep

PAGE_KIND = "izon_page_kind"  # request.meta: what the spider expects the answer to be
ARGUMENTS = "izon_arguments"  # request.meta: what it asked for, as the capture keeps it
OUTCOME = "izon_outcome"  # request.meta: what the ledger says of the answer
NEW = "new"
PROBE = "probe"  # the finish reason of a run that asked for one page only
KNOWN = "izon_known"  # request.meta: the capture whose validators were sent

_ROBOTS = "robots"
_OTHER = ""
_MISSING = (404, 410)

logger = logging.getLogger(__name__)


class Recorder:
    """Owns the run: its archive writer, its ledger, its promises; open from the crawl's start to its end."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        home = Path(settings["IZON_HOME"])
        self.source: str = settings["IZON_SOURCE"]
        self.via: str = settings["IZON_MIRROR"] or ""
        self._manifest: Manifest | None = read_manifest(self.via) if self.via else None
        self.ledger = Ledger(home)
        sweep(home, self.ledger)
        self._archive = ArchiveWriter(home)
        self._reader = Archive(home)
        if self._archive.mended is not None:
            self._forget_cut_records(self._archive.mended)
        arguments: Mapping[str, str] = settings.getdict("IZON_ARGUMENTS")
        self.run = self.ledger.start_run(self.source, arguments, self.via, now())
        self.is_probe: bool = settings.getbool("IZON_PROBE")
        self.completeness = Completeness(NoBook() if self.is_probe else self.ledger, self.run, self.source)
        self._reason = "shutdown"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Scrapy's way to make an extension; connects it to the signals it lives by."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.note_reason, signals.spider_closed)
        crawler.signals.connect(recorder.close, signals.engine_stopped)
        return recorder

    def record(self, response: Response, request: Request) -> str:
        """Archive a response as it came over the wire and note the request; every status, robots.txt too.

        Gives the outcome that the ledger notes (:class:`~crawler.ledger.AskedRequest`).
        """
        exchange = self._exchange(request, response)
        known: Capture | None = request.meta.get(KNOWN)
        if response.status == 304 and known is not None:
            self._archive.write_revisit(exchange, known)
            return self._note(exchange, "unchanged", self._seen_again(known, exchange, response.headers))
        try:
            payload = decoded(response.body, _header(response.headers, "Content-Encoding") or "")
        except ContentError as error:
            self._archive.write(exchange)
            return self._note(exchange, "failed", None, str(error))
        digest_of_payload = payload_digest(payload)
        digest = capture_digest(exchange.url, digest_of_payload, response.status)
        before = self.ledger.capture(digest)
        redaction = self.ledger.redaction(digest_of_payload)
        if before is not None and redaction is None and self._as_near(before, exchange) and self._reader.holds(before):
            self._archive.write_revisit(exchange, before)
            seen = self._seen_again(before, exchange, response.headers)
            return self._note(exchange, self._outcome(exchange, "unchanged"), seen)
        if redaction is None:
            location = self._archive.write(exchange)
        else:
            location = self._archive.write_redacted(exchange, redaction)
        capture = Capture(
            digest=digest,
            url=exchange.url,
            source=self.source,
            page_kind=_page_kind(request),
            origin=exchange.origin,
            status=response.status,
            media_type=(_header(response.headers, "Content-Type") or "").partition(";")[0].strip().lower(),
            payload_digest=digest_of_payload,
            length=len(payload),
            first_seen=exchange.time,
            last_seen=exchange.time,
            etag=None if redaction else _header(response.headers, "ETag"),
            last_modified=None if redaction else _header(response.headers, "Last-Modified"),
            via=self.via,
            warc_file=location.warc_file,
            warc_offset=location.warc_offset,
            arguments=request.meta.get(ARGUMENTS, {}),
        )
        outcome = NEW if redaction is None or before is None else "unchanged"
        return self._note(exchange, self._outcome(exchange, outcome), capture)

    def record_failure(self, request: Request, outcome: str, error: str) -> None:
        """Note a request that got no answer (``failed``) or was not sent (``refused``)."""
        self.ledger.record_request(
            self.run,
            AskedRequest(document_url(request.url, request.method, request.body), now(), None, outcome, None, error),
        )

    def record_refusal(self, url: str, error: str) -> None:
        """Note an address that we were sent to and do not go to."""
        self.ledger.record_request(self.run, AskedRequest(url, now(), None, "refused", None, error))

    def holds(self, capture: Capture) -> bool:
        """Whether a capture can be read back whole."""
        return self._reader.holds(capture)

    def payload(self, capture: Capture) -> bytes:
        """The body of a capture of an earlier run. Raises ``ArchiveError``."""
        return self._reader.payload(capture)

    def note_reason(self, reason: str) -> None:
        """Keep Scrapy's reason for the end of the crawl."""
        self._reason = reason

    def close(self) -> None:
        """Finish the run and close archive and ledger."""
        self.completeness.close()
        self._archive.close()
        self.ledger.finish_run(self.run, now(), PROBE if self.is_probe else self._reason)
        self.ledger.close()

    def _exchange(self, request: Request, response: Response) -> Exchange:
        document = document_url(request.url, request.method, request.body)
        return Exchange(
            url=document,
            time=now(),
            method=request.method,
            request_headers=_pairs(request.headers),
            request_body=request.body,
            status=response.status,
            response_headers=_pairs(response.headers),
            body=response.body,
            origin="served" if self._manifest is None else self._manifest.origin(document),
        )

    def _outcome(self, exchange: Exchange, success: str) -> str:
        if exchange.status == 200:
            return success
        if exchange.status in _MISSING:
            held = self.ledger.latest(exchange.url)
            return "missing" if held is None or held.via != self.via else "gone"
        return "failed" if exchange.status >= 500 or exchange.status == 429 else "other"

    def _as_near(self, before: Capture, exchange: Exchange) -> bool:
        """Whether nothing is gained by keeping the bytes again: they came the same way, or from as near the site."""
        return before.via == self.via or ORIGINS.index(before.origin) <= ORIGINS.index(exchange.origin)

    def _seen_again(self, capture: Capture, exchange: Exchange, headers: Headers) -> Capture:
        if capture.via != self.via:
            return dataclasses.replace(capture, last_seen=exchange.time)
        return dataclasses.replace(
            capture,
            last_seen=exchange.time,
            origin=exchange.origin,  # a mirror's manifest may have been put right
            etag=_header(headers, "ETag") or capture.etag,
            last_modified=_header(headers, "Last-Modified") or capture.last_modified,
        )

    def _note(self, exchange: Exchange, outcome: str, capture: Capture | None, error: str | None = None) -> str:
        digest = None if capture is None else capture.digest
        request = AskedRequest(exchange.url, exchange.time, exchange.status, outcome, digest, error)
        self.ledger.record_request(self.run, request, capture)
        return outcome

    def _forget_cut_records(self, cut: Location) -> None:
        forgotten = self.ledger.forget_captures_from(cut.warc_file, cut.warc_offset)
        logger.warning(
            "%s: cut an incomplete record off at %d (the last crawl was killed); %d captures to fetch again",
            cut.warc_file,
            cut.warc_offset,
            forgotten,
        )


class ExchangeRecorder:
    """The downloader middleware next to the wire: hands every response and every failure to the :class:`Recorder`.

    An archive that cannot be written makes the request fail, so that nothing is taken that is not archived.
    """

    def __init__(self, crawler: Crawler) -> None:
        recorder = crawler.get_extension(Recorder)
        assert recorder is not None
        self._recorder = recorder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ExchangeRecorder:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Record a response, its body still encoded as on the wire."""
        request.meta[OUTCOME] = self._recorder.record(response, request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note a request that got no answer, or that robots.txt or scope forbids; retries are notes of their own."""
        outcome = "refused" if isinstance(exception, IgnoreRequest) else "failed"
        self._recorder.record_failure(request, outcome, f"{type(exception).__name__}: {exception}")


def _page_kind(request: Request) -> str:
    kind: str = request.meta.get(PAGE_KIND, _OTHER)
    return kind or (_ROBOTS if request.url.endswith("/robots.txt") else _OTHER)


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name in headers for value in headers.getlist(name)]


def _header(headers: Headers, name: str) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
