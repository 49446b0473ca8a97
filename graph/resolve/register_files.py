"""The files a register of corporate numbers comes in: the official CSV (whole or daily difference, also zipped) and Parquet.

The official files have 30 columns and no header line (国税庁法人番号公表サイト, リソース定義書); they are UTF-8 or cp932, and a
number has as many rows as it had changes. The Parquet has the same fields by name, one row a number.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow.parquet as pq

from graph.resolve.corporate_number import is_valid

_BATCH = 50_000
_COLUMNS = 30  # of the official CSV
_PARQUET = (
    "corporate_number", "process", "change_date", "name", "kind", "prefecture", "city", "close_date", "close_cause",
    "successor", "en_name", "furigana",
)  # fmt: skip
_DELETED = "99"  # process code: the entry was made by mistake


class RegisterFileError(Exception):
    """Raised when a file is no register of corporate numbers; says what is wrong and in which row."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row: an organisation as the register had it from ``change_date`` on (dates ISO, "" where not stated)."""

    number: str
    process: str
    change_date: str
    name: str  # NFKC
    kind: str
    prefecture: str
    city: str
    close_date: str
    close_cause: str
    successor: str
    en_name: str
    furigana: str


def rows_of(path: Path) -> Iterator[RegisterRow]:
    """The rows of a register file, in the file's order.

    Raises:
        RegisterFileError: the file is neither the official CSV nor a Parquet with its fields.
    """
    if path.suffix == ".parquet":
        return _parquet_rows(path)
    if path.suffix == ".zip":
        return _zip_rows(path)
    return _csv_file(path)


def _parquet_rows(path: Path) -> Iterator[RegisterRow]:
    try:
        file = pq.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise RegisterFileError(f"{path}: not a Parquet file ({error})") from error
    missing = [name for name in _PARQUET if name not in file.schema_arrow.names]
    if missing:
        raise RegisterFileError(f"{path}: columns missing: {', '.join(missing)}")
    for batch in file.iter_batches(batch_size=_BATCH, columns=list(_PARQUET)):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row = _row(*(value or "" for value in values))
            if row is not None:
                yield row


def _zip_rows(path: Path) -> Iterator[RegisterRow]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".csv"):
                    with archive.open(name) as stream:
                        yield from _csv_rows(stream, f"{path}/{name}")
    except zipfile.BadZipFile as error:
        raise RegisterFileError(f"{path}: {error}") from error


def _csv_file(path: Path) -> Iterator[RegisterRow]:
    with path.open("rb") as stream:
        yield from _csv_rows(stream, str(path))


def _csv_rows(stream: IO[bytes], where: str) -> Iterator[RegisterRow]:
    for line, values in enumerate(csv.reader(io.StringIO("".join(_decoded(stream)), newline="")), start=1):
        if len(values) != _COLUMNS:
            raise RegisterFileError(f"{where}, row {line}: {len(values)} columns, the official file has {_COLUMNS}")
        row = _row(
            values[1], values[2], values[5], values[6], values[8], values[9], values[10], values[18], values[19],
            values[20], values[24], values[28],
        )  # fmt: skip
        if row is not None:
            yield row


def _decoded(stream: Iterable[bytes]) -> Iterator[str]:
    """Each line in the encoding it has; files were seen that mix the two."""
    for number, line in enumerate(stream):
        if number == 0:
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp932", errors="replace")


def _row(number: str, process: str, *rest: str) -> RegisterRow | None:
    if process == _DELETED or not is_valid(number):
        return None
    change_date, name, *others = rest
    return RegisterRow(number, process, change_date, unicodedata.normalize("NFKC", name).strip(), *others)
