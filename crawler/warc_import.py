"""WARC files that others wrote (wget, browsers' crawlers): pages of our sources go into the archive and parse like our own."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler import sources
from crawler.add import Page, add_pages
from crawler.content import MAXIMUM_PAYLOAD_BYTES, ContentError, decoded

_CHUNK = 1 << 20
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
# the last three are what the library's parser fails with where a header is missing, or no number
_UNREADABLE = (ArchiveLoadFailed, EOFError, OSError, zlib.error, AttributeError, TypeError, ValueError)
_RESPONSES = {"response": "served", "resource": "copied"}  # record type → origin: only the first is what a site sent


class WarcImportError(Exception):
    """Raised for a file that is no WARC file, or breaks off; what came before the break is imported."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import gave: new captures by page kind, how many were held already, what was left out by reason."""

    imported: Mapping[str, int] = field(hash=False)
    held: int
    left_out: Mapping[str, int] = field(hash=False)


def import_warc(home: Path, path: Path) -> ImportReport:
    """Take every successful response of a known page of our sources, with the time at which it was captured.

    Raises :class:`WarcImportError` and :class:`~crawler.lock.HomeLockedError`.
    """
    known = [sources.load(name) for name in sources.names()]
    left_out: Counter[str] = Counter()
    imported: Counter[str] = Counter()
    seen = 0
    broken: WarcImportError | None = None

    def pages() -> Iterator[Page]:
        nonlocal seen, broken
        try:
            for record in _records(path):
                page = _page(record, known)
                if isinstance(page, str):
                    left_out[page] += 1
                else:
                    seen += 1
                    yield page
        except WarcImportError as error:
            broken = error
        except EOFError as error:
            broken = WarcImportError(f"{path}: {error}")

    for capture in add_pages(home, pages()):
        imported[capture.page_kind] += 1
    if broken is not None:
        raise WarcImportError(f"{broken}; {imported.total()} captures before that are imported")
    return ImportReport(dict(sorted(imported.items())), seen - imported.total(), dict(sorted(left_out.items())))


def _records(path: Path) -> Iterator[ArcWarcRecord]:
    count = 0
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.format != "warc":
                    raise WarcImportError(f"{path}: not a WARC file (an ARC file must be converted first)")
                count += 1
                yield record
    except _UNREADABLE as error:
        raise WarcImportError(f"{path}: cannot be read as WARC after {count} records ({error})") from error
    if not count:
        raise WarcImportError(f"{path}: there is no record in it; is it a WARC file?")


def _page(record: ArcWarcRecord, known: list[sources.Source]) -> Page | str:
    """The page of a record, or why it is left out."""
    origin = _RESPONSES.get(record.rec_type)
    if origin is None:
        return f"{record.rec_type} records"
    url = record.rec_headers.get_header("WARC-Target-URI", "").strip("<>")  # wget writes them so
    time = _TIME.match(record.rec_headers.get_header("WARC-Date") or "")
    if time is None:
        return "no time of capture"
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return f"status {status}"
    for source in known:
        if _host(url) in source.hosts and (found := source.page_of(url)) is not None:
            kind, arguments = found
            break
    else:
        return "no page of a known source"
    try:
        body = decoded(_unchunked(record, _block(record)), _header(record, "Content-Encoding"))
    except (ContentError, ValueError) as error:
        return f"a damaged body ({error})"
    return Page(
        source.name,
        url,
        kind,
        body,
        media_type=_header(record, "Content-Type"),
        origin=origin,
        arguments=arguments,
        time=f"{time[0]}Z",
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _block(record: ArcWarcRecord) -> bytes:
    """The record's body as it lies in the file.

    Raises ``EOFError`` where the file breaks off in it, and where nobody knows where it ends.
    """
    if record.rec_headers.get_header("Content-Length") is None:
        raise EOFError(f"{record.rec_headers.get_header('WARC-Record-ID')} does not say its length")
    parts, size = [], 0
    while part := record.raw_stream.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > MAXIMUM_PAYLOAD_BYTES:
            raise ValueError(f"it has more than {MAXIMUM_PAYLOAD_BYTES} bytes")
    if record.raw_stream.limit:
        raise EOFError(f"the file ends in a record that lacks {record.raw_stream.limit} bytes")
    return b"".join(parts)


def _header(record: ArcWarcRecord, name: str) -> str:
    value: str = (record.http_headers.get_header(name) if record.http_headers else None) or ""
    return value


def _unchunked(record: ArcWarcRecord, body: bytes) -> bytes:
    """A body without its chunks (RFC 9112, 7.1), where the writer kept them; some take them away and keep the header."""
    if "chunked" not in _header(record, "Transfer-Encoding").lower():
        return body
    parts: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\r\n", position)
        size = body[position:end].partition(b";")[0].strip()
        if end < 0 or not size or any(digit not in b"0123456789abcdefABCDEF" for digit in size):
            return body if not parts else _broken_chunks()
        length = int(size, 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + length])
        position = end + 2 + length + 2


def _broken_chunks() -> bytes:
    raise ValueError("its chunks break off")
