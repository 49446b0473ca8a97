"""The archive as one WARC file to hand on: each capture's response and request, byte for byte as they lie in the archive."""

from __future__ import annotations

import io
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from warcio.warcwriter import WARCWriter

from crawler.archive import Archive
from crawler.ledger import Ledger

_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class ExportReport:
    """How many captures an export holds, and its size in bytes."""

    captures: int
    length: int


def export_warc(home: Path, target: Path, sources: Collection[str] = ()) -> ExportReport:
    """Write the captures of some sources, or of all, into a new WARC file, by URL and time.

    Raises ``FileExistsError`` for a file that is there already.
    """
    with Ledger(home) as ledger:
        captures = [capture for capture in ledger.captures() if not sources or capture.source in sources]
    folder = Archive(home).folder
    with target.open("xb") as out:
        writer = WARCWriter(out, warc_version="1.1")
        information = {"software": "izon-graph", "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record(target.name, information))
        for capture in captures:
            with (folder / capture.warc_file).open("rb") as stream:
                stream.seek(capture.warc_offset)
                out.write(_member(stream))  # the response
                out.write(_member(stream))  # its request, which is always written behind it
        length = out.tell()
    return ExportReport(len(captures), length)


def _member(stream: io.BufferedReader) -> bytes:
    """The gzip member that begins where the stream stands; the stream then stands behind it."""
    start = stream.tell()
    decompressor = zlib.decompressobj(_GZIP)
    taken = b""
    while not decompressor.eof and (chunk := stream.read(_CHUNK)):
        decompressor.decompress(chunk)
        taken += chunk[: len(chunk) - len(decompressor.unused_data)]
    stream.seek(start + len(taken))
    return taken
