"""Removes the bytes of a page from the archive, for good: a correction order, a person's request.

A page is known by the digest of its payload, so every record that holds it goes, under whatever address; a tombstone
with the digest, the day and the reason takes the place of each. The WARC files are written anew beside the old ones,
under the next revision of their name (``izon-00001.1.warc.gz``); one transaction of the ledger moves every capture over
to them and notes the redaction; then the old files go. Killed anywhere and run again it comes to the same end.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.warcwriter import WARCWriter

from crawler.archive import Archive, ArchiveWriter, Location, now, payload_digest, tombstone
from crawler.content import ContentError, decoded
from crawler.ledger import Capture, Ledger, Redaction
from crawler.lock import writing
from crawler.tables import RecordTables

_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 20
_PAYLOADS = ("response", "resource")
_DIGEST = re.compile("sha256:[0-9a-f]{64}")
_NAME = re.compile(r"izon-(\d+)(?:\.(\d+))?\.warc\.gz")


class RedactionError(Exception):
    """Raised for a capture that is not held, or must not be redacted."""


@dataclass(frozen=True, slots=True)
class RedactionReport:
    """What was removed: the captures that had the bytes, how many records held them, which files were written anew."""

    redaction: Redaction
    captures: tuple[Capture, ...]
    records: int
    files: tuple[str, ...]


def redact(home: Path, identity: str, reason: str) -> RedactionReport:
    """Remove the bytes of a capture, known by its digest or by that of its payload (``sha256:…``), wherever they lie.

    Raises :class:`RedactionError` and :class:`~crawler.lock.HomeLockedError`.
    """
    with writing(home), Ledger(home) as ledger:
        digest = _payload(ledger, identity)
        redaction = ledger.redaction(digest) or Redaction(digest, now(), reason)
        sweep(home, ledger)
        with ArchiveWriter(home) as writer:  # cuts an incomplete record off
            if writer.mended is not None:
                ledger.forget_captures_from(writer.mended.warc_file, writer.mended.warc_offset)
        moved: dict[Location, Location] = {}
        records = 0
        for path in Archive(home).files():
            number, places = _rewritten(path, redaction)
            if number:
                records += number
                moved |= places
        ledger.redact(redaction, {(a.warc_file, a.warc_offset): (b.warc_file, b.warc_offset) for a, b in moved.items()})
        sweep(home, ledger)
        captures = tuple(one for one in ledger.captures() if one.payload_digest == digest)
    for capture in captures:
        RecordTables(home).forget(capture.digest)
    return RedactionReport(redaction, captures, records, tuple(sorted({place.warc_file for place in moved.values()})))


def sweep(home: Path, ledger: Ledger) -> None:
    """Remove what a redaction that was cut short left: of two revisions of a file only that which the ledger names stays."""
    archive = Archive(home)
    for path in archive.folder.glob("*.unfinished"):
        path.unlink()
    named = {capture.warc_file for capture in ledger.captures()}
    revisions: dict[str, list[Path]] = {}
    for path in archive.files():
        revisions.setdefault(path.name.partition(".")[0], []).append(path)
    for paths in revisions.values():
        if any(path.name in named for path in paths):
            for path in paths if len(paths) > 1 else ():
                if path.name not in named:
                    path.unlink()


def _payload(ledger: Ledger, identity: str) -> str:
    if _DIGEST.fullmatch(identity):
        held = [capture for capture in ledger.captures() if capture.payload_digest == identity]
    else:
        one = ledger.capture(identity)
        held = [] if one is None else [one]
    if not held:
        raise RedactionError(f"{identity}: no capture of this name is held (izon archive list)")
    if any(capture.source == "reference" for capture in held):
        raise RedactionError(f"{held[0].url}: this table comes with Izon; correct it there")
    return held[0].payload_digest


def _rewritten(path: Path, redaction: Redaction) -> tuple[int, dict[Location, Location]]:
    """Write a file without the payload under its next name; how many records had it, and where each record lies now."""
    found = _NAME.fullmatch(path.name)
    assert found is not None, path.name
    target = path.with_name(f"izon-{found[1]}.{int(found[2] or 0) + 1}.warc.gz")
    unfinished = target.with_name(f"{target.name}.unfinished")
    places: dict[Location, Location] = {}
    number = 0
    with path.open("rb") as source, unfinished.open("wb") as out:
        for offset, member in _members(source):
            places[Location(path.name, offset)] = Location(target.name, out.tell())
            record = next(ArchiveIterator(io.BytesIO(member)))
            if record.rec_type in _PAYLOADS and _digest(record) == redaction.payload_digest:
                number += 1
                WARCWriter(out, warc_version="1.1").write_record(_in_place_of(record, redaction))
            else:
                out.write(member)
        out.flush()
        os.fsync(out.fileno())
    if not number:
        unfinished.unlink()
        return 0, {}
    unfinished.rename(target)
    return number, places


def _members(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The gzip members of a file, each with the place where it begins."""
    start, member, rest = 0, b"", b""
    decompressor = zlib.decompressobj(_GZIP)
    while chunk := rest or stream.read(_CHUNK):
        decompressor.decompress(chunk)
        rest = decompressor.unused_data
        member += chunk[: len(chunk) - len(rest)]
        if decompressor.eof:
            yield start, member
            start += len(member)
            member, decompressor = b"", zlib.decompressobj(_GZIP)


def _digest(record: ArcWarcRecord) -> str:
    encoding = record.http_headers.get_header("Content-Encoding", "") if record.http_headers else ""
    try:
        return payload_digest(decoded(record.raw_stream.read(), encoding))
    except ContentError:
        return ""  # a damaged body, which no capture has


def _in_place_of(record: ArcWarcRecord, redaction: Redaction) -> ArcWarcRecord:
    headers = record.rec_headers
    kept = {
        name: value
        for name in ("WARC-Record-ID", "WARC-Date", "Izon-Document", "Izon-Origin")
        if (value := headers.get_header(name))
    }
    return tombstone(headers.get_header("WARC-Target-URI"), redaction, kept)
