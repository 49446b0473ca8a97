"""The published tables as files: Parquet as the build has them, or CSV for spreadsheets and databases."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from graph.build import schema
from graph.text.spreadsheet import harmless

_BATCH = 20_000  # rows in memory


def parquet_files(tables: Path, folder: Path) -> list[str]:
    """Copies each table; gives the names of the files."""
    for name in schema.TABLES:
        shutil.copyfile(tables / f"{name}.parquet", folder / f"{name}.parquet")
    return [f"{name}.parquet" for name in schema.TABLES]


def csv_files(tables: Path, folder: Path) -> list[str]:
    """Writes each table as CSV (RFC 4180, UTF-8): lists as JSON, nothing for null; gives the names of the files."""
    for name in schema.TABLES:
        file = pq.ParquetFile(tables / f"{name}.parquet")
        batches = (batch.columns for batch in file.iter_batches(batch_size=_BATCH))
        rows = (row for columns in batches for row in zip(*(c.to_pylist() for c in columns), strict=True))
        write_csv(folder / f"{name}.csv", schema.TABLES[name].names, rows)
    return [f"{name}.csv" for name in schema.TABLES]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Writes a CSV in which no cell is a formula; gives the number of rows."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([_cell(value) for value in row])
            number += 1
    return number


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else str(value)
