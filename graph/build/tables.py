"""Parquet tables of the build: written in batches and renamed into place when whole, read row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from graph.build import schema

_BATCH = 20_000


class PublishedTable:
    """A published table, written in batches and renamed into place when whole."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.parquet"
        self._schema = schema.TABLES[name]
        self._file = pq.ParquetWriter(self._path.with_suffix(".unfinished"), self._schema, compression="zstd")
        self._rows: list[tuple[Any, ...]] = []
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._flush()
        self._file.close()
        if kind is None:
            self._path.with_suffix(".unfinished").rename(self._path)

    def add(self, row: tuple[Any, ...]) -> None:
        """Takes one row, a value a column."""
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(list(c), field.type) for c, field in zip(columns, self._schema, strict=True)]
            self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows.clear()


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a table, by column name."""
    for batch in pq.ParquetFile(path).iter_batches(batch_size=_BATCH):
        yield from batch.to_pylist()
