"""Puts a file that no spider fetched into the archive, as if its URL had answered with it; it then parses like any other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.archive import ArchiveWriter, Exchange, capture_digest, now, payload_digest
from crawler.ledger import AskedRequest, Capture, Ledger
from crawler.lock import writing


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
    with writing(home), Ledger(home) as ledger:
        new = {}
        for url, body in sorted(files.items()):
            held = ledger.capture(capture_digest(url, payload_digest(body)))
            if held is None:
                new[url] = body
        if not new:
            return []
        run = ledger.start_run(source, {}, "file", now())
        captures = []
        with ArchiveWriter(home) as archive:
            for url, body in new.items():
                captures.append(
                    _add(ledger, archive, run, url, body, source, page_kind, media_type, origin, arguments or {})
                )
        ledger.finish_run(run, now(), "finished")
    return captures


def _add(
    ledger: Ledger,
    archive: ArchiveWriter,
    run: int,
    url: str,
    body: bytes,
    source: str,
    page_kind: str,
    media_type: str,
    origin: str,
    arguments: Mapping[str, str | int],
) -> Capture:
    time = now()
    headers = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    location = archive.write(Exchange(url, time, "GET", [], b"", 200, headers, body, origin))
    digest = payload_digest(body)
    capture = Capture(
        digest=capture_digest(url, digest),
        url=url,
        source=source,
        page_kind=page_kind,
        origin=origin,
        status=200,
        media_type=media_type.partition(";")[0],
        payload_digest=digest,
        length=len(body),
        first_seen=time,
        last_seen=time,
        etag=None,
        last_modified=None,
        via="file",
        warc_file=location.warc_file,
        warc_offset=location.warc_offset,
        arguments=arguments,
    )
    ledger.record_request(run, AskedRequest(url, time, 200, "new", capture.digest, None), capture)
    return capture
