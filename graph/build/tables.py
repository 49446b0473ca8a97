"""Parquet tables of the build: written in batches and renamed into place when whole, read row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from graph.build import schema

_BATCH = 20_000


class TableWriter:
    """Rows to a Parquet file in batches, so that memory stays bounded; ``array`` makes a column of values and its type."""

    def __init__(
        self, path: Path, columns: pa.Schema, array: Callable[[list[Any], pa.DataType], pa.Array] = pa.array
    ) -> None:
        self._schema = columns
        self._array = array
        self._file = pq.ParquetWriter(path, columns, compression="zstd")
        self._rows: list[tuple[Any, ...]] = []
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._flush()
        self._file.close()

    def add(self, row: tuple[Any, ...]) -> None:
        """Takes one row, a value a column."""
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [self._array(list(c), field.type) for c, field in zip(columns, self._schema, strict=True)]
            self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows.clear()


class PublishedTable(TableWriter):
    """A published table, renamed into place when whole."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.parquet"
        super().__init__(self._path.with_suffix(".unfinished"), schema.TABLES[name])

    def __exit__(self, kind: object, *rest: object) -> None:
        super().__exit__(kind, *rest)
        if kind is None:
            self._path.with_suffix(".unfinished").rename(self._path)


def in_sql(path: Path) -> str:
    """A Parquet file as a table that DuckDB reads."""
    return f"read_parquet({sql_text(path)})"


def sql_text(value: object) -> str:
    """A text or path as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a table, by column name."""
    for batch in pq.ParquetFile(path).iter_batches(batch_size=_BATCH):
        yield from batch.to_pylist()
