"""The record tables: ``tables/records/<kind>/<capture>.parquet`` in the home, one file a record kind and capture.

A capture's tables count only when its marker ``tables/records/done/<capture>.json`` is there: it is written last.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.records import KINDS, Record, columns

_ARROW = {int: pa.int64(), str: pa.string(), bool: pa.bool_(), tuple: pa.list_(pa.string())}


@dataclass(frozen=True, slots=True)
class ParsedCapture:
    """What parsing a capture gave: how many records of each kind, by which version of its page functions.

    ``breaches`` are assertions of the source's metadata that do not hold, in words. A capture that is ``quarantined``
    for them has no records but problems: what its page said before still counts.
    """

    digest: str
    page_kind: str
    version: int
    counts: Mapping[str, int] = field(hash=False)
    expected: str = ""  # digest of the expectations that were held against it
    breaches: tuple[str, ...] = ()
    quarantined: bool = False


def schema(kind: str) -> pa.Schema:
    """The columns of a record kind, in the order of its dataclass."""
    return pa.schema([(name, _ARROW[plain]) for name, plain in columns(KINDS[kind]).items()])


class RecordTables:
    """The record tables of a home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "tables" / "records"

    def parsed(self) -> list[ParsedCapture]:
        """Every capture that has been parsed to the end, by digest."""
        markers = (self.marker(path.stem) for path in sorted((self.folder / "done").glob("*.json")))
        return [marker for marker in markers if marker is not None]

    def marker(self, digest: str) -> ParsedCapture | None:
        """The marker of one capture; ``None`` while it has not been parsed to the end."""
        try:
            values = json.loads(self._marker_path(digest).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return ParsedCapture(**values | {"breaches": tuple(values.get("breaches", ()))})

    def table(self, kind: str, digest: str) -> pa.Table:
        """The records of one kind from one capture, in page order; an empty table where it gave none.

        Raises ``LookupError`` for a capture that has not been parsed to the end.
        """
        marker = self.marker(digest)
        if marker is None:
            raise LookupError(f"capture {digest} has not been parsed; run `izon build`")
        if not marker.counts.get(kind):
            return schema(kind).empty_table()
        return pq.read_table(self.path(kind, digest), schema=schema(kind))

    def records(self, kind: str, digest: str) -> Iterator[Record]:
        """The same, as dataclasses. Raises ``LookupError`` as :meth:`table` does."""
        record = KINDS[kind]
        lists = [name for name, plain in columns(record).items() if plain is tuple]
        for batch in self.table(kind, digest).to_batches():
            for values in batch.to_pylist():
                for name in lists:
                    values[name] = tuple(values[name])
                yield record(**values)

    def path(self, kind: str, digest: str) -> Path:
        """Where the table of a kind and capture lies."""
        return self.folder / kind / f"{digest}.parquet"

    def write_marker(self, marker: ParsedCapture) -> None:
        """Say that a capture has been parsed to the end; from here on its tables are read."""
        path = self._marker_path(marker.digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(asdict(marker), ensure_ascii=False, sort_keys=True), encoding="utf-8")
        unfinished.replace(path)

    def forget(self, digest: str) -> None:
        """Drop the marker of a capture and all its tables, the marker first."""
        self._marker_path(digest).unlink(missing_ok=True)
        for kind in KINDS:
            self.path(kind, digest).unlink(missing_ok=True)

    def _marker_path(self, digest: str) -> Path:
        return self.folder / "done" / f"{digest}.json"


class RecordWriter:
    """Writes the records of one capture, a batch at a time, so that memory stays bounded however long the page is."""

    def __init__(self, tables: RecordTables, digest: str, batch_size: int = 20_000) -> None:
        self.counts: dict[str, int] = {}
        self._tables = tables
        self._digest = digest
        self._batch_size = batch_size
        self._waiting: dict[str, list[Record]] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._names = {kind: tuple(columns(record)) for kind, record in KINDS.items()}

    def add(self, record: Record) -> None:
        """Take one record."""
        waiting = self._waiting.setdefault(record.kind, [])
        waiting.append(record)
        self.counts[record.kind] = self.counts.get(record.kind, 0) + 1
        if len(waiting) >= self._batch_size:
            self._flush(record.kind)

    def finish(
        self,
        page_kind: str,
        version: int,
        expected: str = "",
        breaches: tuple[str, ...] = (),
        *,
        quarantined: bool = False,
    ) -> ParsedCapture:
        """Write what is left and the marker."""
        for kind in list(self._waiting):
            self._flush(kind)
        for kind, writer in self._writers.items():
            writer.close()
            self._unfinished(kind).replace(self._tables.path(kind, self._digest))
        counts = dict(sorted(self.counts.items()))
        marker = ParsedCapture(self._digest, page_kind, version, counts, expected, breaches, quarantined)
        self._tables.write_marker(marker)
        return marker

    def abandon(self) -> None:
        """Close and delete what was written so far; nothing is counted any more."""
        for kind, writer in self._writers.items():
            with contextlib.suppress(pa.ArrowException):
                writer.close()
            self._unfinished(kind).unlink(missing_ok=True)
        self._writers.clear()
        self._waiting.clear()
        self.counts.clear()

    def _flush(self, kind: str) -> None:
        records = self._waiting.pop(kind, [])
        if not records:
            return
        writer = self._writers.get(kind)
        if writer is None:
            self._unfinished(kind).parent.mkdir(parents=True, exist_ok=True)
            writer = pq.ParquetWriter(self._unfinished(kind), schema(kind), compression="zstd")
            self._writers[kind] = writer
        writer.write_table(_arrow(kind, self._names[kind], records))

    def _unfinished(self, kind: str) -> Path:
        return self._tables.path(kind, self._digest).with_suffix(".tmp")


def _arrow(kind: str, names: tuple[str, ...], records: list[Record]) -> pa.Table:
    fields = schema(kind)
    arrays: list[Any] = [
        pa.array([getattr(record, name) for record in records], type=fields.field(name).type) for name in names
    ]
    return pa.Table.from_arrays(arrays, schema=fields)
