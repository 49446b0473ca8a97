"""The archive: every exchange with a server as WARC records (ISO 28500, WARC 1.1), in ``archive/`` of the home.

A record is one gzip member, so a crash leaves at most the last one incomplete; it is cut off when writing starts again.
Header names are as Scrapy keeps them (Title-Case), values and repetitions as received; a body is stored with the
content encoding it came in.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.content import ContentError, decoded
from crawler.ledger import Capture, Redaction

MAXIMUM_FILE_BYTES = 256 << 20  # then the next file is begun; also what a start after a crash may have to walk

_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 20
_REDACTED = "Izon-Redacted"  # header of a tombstone: when the payload was removed

Headers = Sequence[tuple[str, str]]


class ArchiveError(Exception):
    """Raised when a capture cannot be read back from the archive, or is not what the ledger says it is."""


class RedactedError(ArchiveError):
    """Raised for a capture whose bytes were removed; the message has the day and the reason."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response, as far as they are archived."""

    url: str  # with the digest of what was posted, where something was (see document_url)
    time: str  # ISO 8601, UTC
    method: str
    request_headers: Headers
    request_body: bytes
    status: int
    response_headers: Headers
    body: bytes  # with its content encoding
    origin: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where a record lies: a file in the archive, and the offset of its gzip member."""

    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """What a walk over the whole archive found: counts, and every fault in words (none when all is well)."""

    files: int
    records: int
    captures: int
    redacted: int  # captures among them whose bytes were removed
    faults: tuple[str, ...]


def payload_digest(payload: bytes) -> str:
    """The digest of a body whose content encoding has been undone: ``sha256:`` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(payload).hexdigest()


def capture_digest(url: str, digest_of_payload: str, status: int = 200) -> str:
    """The identity of a capture: 32 hexadecimal digits of the SHA-256 of its URL and payload digest; no clock in it.

    A status other than 200 counts too, so that an error page is never taken for a page with the same bytes.
    """
    key = f"{url}\n{digest_of_payload}" + (f"\n{status}" if status != 200 else "")
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def document_url(url: str, method: str, body: bytes) -> str:
    """What names a document: its URL, for a POST with the method and a digest of what was posted as WARC tools add them.

    Two questions posted to one address have different answers, of which neither follows the other.
    """
    if method == "GET":
        return url
    digest = hashlib.sha256(body).hexdigest()[:16]
    return f"{url}{'&' if '?' in url else '?'}__wb_method={method}&__wb_post_digest={digest}"


def target_url(document: str) -> str:
    """The URL behind the name of a document: what :func:`document_url` added is taken away."""
    return re.sub(r"[?&]__wb_method=[A-Z]+&__wb_post_digest=[0-9a-f]{16}$", "", document)


class Archive:
    """Reads the archive of a home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "archive"

    def files(self) -> list[Path]:
        """The WARC files, oldest first."""
        return sorted(self.folder.glob("izon-*.warc.gz"))

    def payload(self, capture: Capture) -> bytes:
        """The body of a capture, its content encoding undone; checked against the capture's digest.

        Raises :class:`ArchiveError` naming file and offset where the record is missing, damaged or another one, and
        :class:`RedactedError`.
        """
        place = f"{self.folder / capture.warc_file} at {capture.warc_offset}"
        try:
            with (self.folder / capture.warc_file).open("rb") as stream:
                record = _record_at(stream, capture.warc_offset)
                if (day := record.rec_headers.get_header(_REDACTED)) is not None:
                    raise RedactedError(f"{capture.url}: redacted on {day}: {_reason(record)}")
                url = record.rec_headers.get_header("WARC-Target-URI")
                document = record.rec_headers.get_header("Izon-Document", url)
                encoding = record.http_headers.get_header("Content-Encoding", "")
                payload = decoded(record.raw_stream.read(), encoding)
        except (OSError, EOFError, AttributeError, StopIteration, ArchiveLoadFailed, ContentError, zlib.error) as error:
            raise ArchiveError(f"{place}: no readable record ({error}); run `izon archive verify`") from error
        if document != capture.url or payload_digest(payload) != capture.payload_digest:
            raise ArchiveError(
                f"{place}: the record is not the one in the ledger ({capture.url}); run `izon archive verify`"
            )
        return payload

    def holds(self, capture: Capture) -> bool:
        """Whether a capture can be read back whole: only then need its page not be fetched or stored again."""
        try:
            self.payload(capture)
        except ArchiveError:
            return False
        return True

    def verify(self, captures: Iterable[Capture]) -> ArchiveCheck:
        """Walk every record of every file, checking block and payload digests, and read every capture back."""
        faults: list[str] = []
        records = held = redacted = 0
        for path in self.files():
            with path.open("rb") as stream:
                size = path.stat().st_size
                complete = _complete_length(stream)
                if complete < size:
                    faults.append(
                        f"{path.name}: the last record is incomplete, {size - complete} bytes of it at {complete}"
                    )
                stream.seek(0)
                for record in _records(stream, path, faults):
                    records += 1
                    if record.digest_checker.passed is False:
                        identifier = record.rec_headers.get_header("WARC-Record-ID")
                        faults.append(f"{path.name}: {identifier}: {'; '.join(record.digest_checker.problems)}")
        for capture in captures:
            held += 1
            try:
                self.payload(capture)
            except RedactedError:
                redacted += 1
            except ArchiveError as error:
                faults.append(str(error))
        return ArchiveCheck(len(self.files()), records, held, redacted, tuple(faults))


class ArchiveWriter:
    """Writes the archive of a home: one writer at a time (the crawl's lock sees to it)."""

    def __init__(self, home: Path, maximum_file_bytes: int = MAXIMUM_FILE_BYTES) -> None:
        self._archive = Archive(home)
        self._maximum = maximum_file_bytes
        self._archive.folder.mkdir(parents=True, exist_ok=True)
        self.mended = self._mend()
        files = self._archive.files()
        self._number = int(files[-1].name.split("-")[1].split(".")[0]) if files else 0
        self._stream: io.BufferedWriter | None = None
        self._writer = WARCWriter(io.BytesIO(), warc_version="1.1")
        if files and files[-1].stat().st_size < maximum_file_bytes:
            self._open(files[-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Bring everything to the disk and close the file."""
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._stream = None

    def write(self, exchange: Exchange) -> Location:
        """Write a response record and its request record; gives the place of the response."""
        headers = StatusAndHeaders(_status_line(exchange), list(exchange.response_headers), protocol="HTTP/1.1")
        response = self._writer.create_warc_record(
            target_url(exchange.url),
            "response",
            payload=io.BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=headers,
            warc_headers_dict=_warc_headers(exchange),
        )
        return self._append(response, exchange)

    def write_revisit(self, exchange: Exchange, known: Capture) -> Location:
        """Write a revisit record: the server said that nothing changed (304), or sent the same payload again."""
        with (self._archive.folder / known.warc_file).open("rb") as stream:
            original = _record_at(stream, known.warc_offset).rec_headers
        headers = StatusAndHeaders(_status_line(exchange), list(exchange.response_headers), protocol="HTTP/1.1")
        revisit = self._writer.create_revisit_record(
            target_url(exchange.url),
            original.get_header("WARC-Payload-Digest"),
            original.get_header("WARC-Target-URI"),
            original.get_header("WARC-Date"),
            http_headers=headers,
            warc_headers_dict=_warc_headers(exchange),
        )
        revisit.rec_headers.add_header("WARC-Refers-To", original.get_header("WARC-Record-ID"))
        if exchange.status == HTTPStatus.NOT_MODIFIED:
            revisit.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
        return self._append(revisit, exchange)

    def write_redacted(self, exchange: Exchange, redaction: Redaction) -> Location:
        """Write a tombstone in place of a response whose payload is redacted: it was served again."""
        return self._append(tombstone(target_url(exchange.url), redaction, _warc_headers(exchange)), exchange)

    def _append(self, response: ArcWarcRecord, exchange: Exchange) -> Location:
        stream = self._room()
        location = Location(Path(stream.name).name, stream.tell())
        path = urlsplit(target_url(exchange.url))
        target = (path.path or "/") + (f"?{path.query}" if path.query else "")
        request = self._writer.create_warc_record(
            target_url(exchange.url),
            "request",
            payload=io.BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=StatusAndHeaders(
                f"{exchange.method} {target} HTTP/1.1",
                [("Host", path.netloc), *exchange.request_headers],
                is_http_request=True,
            ),
        )
        self._writer.write_request_response_pair(request, response)
        return location

    def _room(self) -> io.BufferedWriter:
        if self._stream is not None and self._stream.tell() < self._maximum:
            return self._stream
        self.close()
        self._number += 1
        path = self._archive.folder / f"izon-{self._number:05d}.warc.gz"
        stream = self._open(path)
        information = {"software": "izon-graph", "format": "WARC File Format 1.1", "robots": "obey"}
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, information))
        return stream

    def _open(self, path: Path) -> io.BufferedWriter:
        self._stream = path.open("ab")
        self._writer.out = self._stream
        return self._stream

    def _mend(self) -> Location | None:
        """Cut an incomplete record off the last file; gives where the cut was made."""
        files = self._archive.files()
        if not files:
            return None
        with files[-1].open("r+b") as stream:
            complete = _complete_length(stream)
            if complete == files[-1].stat().st_size:
                return None
            stream.truncate(complete)
        return Location(files[-1].name, complete)


def tombstone(url: str, redaction: Redaction, headers: Mapping[str, str]) -> ArcWarcRecord:
    """The record that stands for a response whose payload was removed: its digest, the day, and the reason."""
    text = redaction.reason.encode()
    return WARCWriter(io.BytesIO(), warc_version="1.1").create_warc_record(
        url,
        "metadata",
        payload=io.BytesIO(text),
        length=len(text),
        warc_content_type="text/plain; charset=utf-8",
        warc_headers_dict={**headers, _REDACTED: redaction.redacted, "Izon-Payload-Digest": redaction.payload_digest},
    )


def now() -> str:
    """The time, as WARC and ledger print it: ISO 8601 in UTC, whole seconds."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _warc_headers(exchange: Exchange) -> dict[str, str]:
    headers = {"WARC-Date": exchange.time, "Izon-Origin": exchange.origin}
    if target_url(exchange.url) != exchange.url:
        headers["Izon-Document"] = exchange.url
    return headers


def _status_line(exchange: Exchange) -> str:
    with contextlib.suppress(ValueError):
        return f"{exchange.status} {HTTPStatus(exchange.status).phrase}"
    return str(exchange.status)


def _record_at(stream: io.BufferedReader, offset: int) -> ArcWarcRecord:
    stream.seek(offset)
    return next(ArchiveIterator(stream))


def _reason(record: ArcWarcRecord) -> str:
    text: bytes = record.raw_stream.read()
    return text.decode(errors="replace")


def _records(stream: io.BufferedReader, path: Path, faults: list[str]) -> Iterator[ArcWarcRecord]:
    iterator = ArchiveIterator(stream, check_digests=True)
    try:
        for record in iterator:
            while record.raw_stream.read(_CHUNK):
                pass  # the digests are checked at the end of the stream
            yield record
    except (ArchiveLoadFailed, EOFError, zlib.error) as error:
        faults.append(f"{path.name}: unreadable at {iterator.offset} ({error})")


def _complete_length(stream: io.BufferedIOBase) -> int:
    """The length of the whole gzip members at the start of a file: all of it, unless a writer was killed."""
    complete = position = 0
    decompressor = zlib.decompressobj(_GZIP)
    while chunk := stream.read(_CHUNK):
        while chunk:
            try:
                decompressor.decompress(chunk)
            except zlib.error:
                return complete
            rest = decompressor.unused_data
            position += len(chunk) - len(rest)
            if not decompressor.eof:
                break
            complete = position
            decompressor = zlib.decompressobj(_GZIP)
            chunk = rest
    return complete
