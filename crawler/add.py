"""Puts pages that no spider fetched into the archive, as if their URLs had answered with them; they then parse like any other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from w3lib.url import safe_url_string

from crawler import sources
from crawler.archive import Archive, ArchiveWriter, Exchange, capture_digest, now, payload_digest
from crawler.ledger import ORIGINS, AskedRequest, Capture, Ledger
from crawler.lock import writing
from crawler.redaction import sweep


class AddError(Exception):
    """Raised for a file that cannot be added: an unknown source, host, page kind or origin."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page to add; ``time`` is when it was captured (ISO 8601, UTC), now where it is empty."""

    source: str
    url: str
    page_kind: str
    body: bytes
    media_type: str = ""
    origin: str = "copied"
    arguments: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    time: str = ""


def add_files(
    home: Path,
    source: str,
    page_kind: str,
    media_type: str,
    files: Mapping[str, bytes],
    origin: str = "copied",
    arguments: Mapping[str, str | int] | None = None,
) -> list[Capture]:
    """Archives each file under its URL, in the order of the URLs; one that the URL's latest capture already holds is left.

    Gives the captures that are new. Raises :class:`~crawler.lock.HomeLockedError` while a crawl of the home runs.
    """
    return list(
        add_pages(
            home,
            (
                Page(source, url, page_kind, body, media_type, origin, arguments or {})
                for url, body in sorted(files.items())
            ),
        )
    )


def page_to_add(source: str, url: str, body: bytes, kind: str | None, origin: str, media_type: str) -> Page:
    """The page of a file that somebody downloaded; its kind and arguments follow from the URL where they are not given.

    Raises :class:`AddError`.
    """
    try:
        metadata = sources.load(source)
    except sources.SourceError as error:
        raise AddError(str(error)) from error
    host = url.partition("://")[2].partition("/")[0]
    if host not in metadata.hosts and not metadata.any_host:
        raise AddError(f"{url}: {source} is at {', '.join(metadata.hosts)}; give the URL that the file was taken from")
    if origin not in ORIGINS:
        raise AddError(f"origin {origin!r}: expected one of {', '.join(ORIGINS)}")
    found = metadata.page_of(url)
    if kind is None and found is None:
        raise AddError(f"{url}: say with --kind what it is, one of {', '.join(metadata.page_kinds)}")
    if kind is not None and kind not in metadata.page_kinds:
        raise AddError(f"kind {kind!r}: {source} has {', '.join(metadata.page_kinds)}")
    inferred, arguments = found or ("", {})
    return Page(source, url, kind or inferred, body, media_type, origin, arguments)


def add_pages(home: Path, pages: Iterable[Page]) -> Iterator[Capture]:
    """Archives pages, each under its URL, a run a source; gives each capture that is new.

    Addresses are percent-encoded as those of a crawl are. A page that is held already from as near the site is left,
    and so is one whose bytes were redacted. Raises :class:`~crawler.lock.HomeLockedError`.
    """
    runs: dict[str, int] = {}
    with contextlib.ExitStack() as stack:
        stack.enter_context(writing(home))
        ledger = stack.enter_context(Ledger(home))
        archive: ArchiveWriter | None = None
        for given in pages:
            page = replace(given, url=safe_url_string(given.url))
            digest = payload_digest(page.body)
            held = ledger.capture(capture_digest(page.url, digest))
            if ledger.redaction(digest) is not None or (held is not None and _is_enough(home, held, page)):
                continue
            if archive is None:
                sweep(home, ledger)
                archive = stack.enter_context(ArchiveWriter(home))
            if page.source not in runs:
                runs[page.source] = ledger.start_run(page.source, {}, "file", now())
            yield _add(ledger, archive, runs[page.source], page, held)
        for run in runs.values():
            ledger.finish_run(run, now(), "finished")


def _is_enough(home: Path, held: Capture, page: Page) -> bool:
    near = ORIGINS.index(held.origin) <= ORIGINS.index(page.origin)
    return near and held.page_kind == page.page_kind and Archive(home).holds(held)


def _add(ledger: Ledger, archive: ArchiveWriter, run: int, page: Page, held: Capture | None) -> Capture:
    time = page.time or now()
    headers = [("Content-Type", page.media_type), ("Content-Length", str(len(page.body)))]
    location = archive.write(Exchange(page.url, time, "GET", [], b"", 200, headers, page.body, page.origin))
    digest = payload_digest(page.body)
    capture = Capture(
        digest=capture_digest(page.url, digest),
        url=page.url,
        source=page.source,
        page_kind=page.page_kind,
        origin=page.origin,
        status=200,
        media_type=page.media_type.partition(";")[0].strip().lower(),
        payload_digest=digest,
        length=len(page.body),
        first_seen=time,
        last_seen=time if held is None else max(time, held.last_seen),
        etag=None,
        last_modified=None,
        via="file",
        warc_file=location.warc_file,
        warc_offset=location.warc_offset,
        arguments=page.arguments,
    )
    ledger.record_request(run, AskedRequest(page.url, time, 200, "new", capture.digest, None), capture)
    return capture
