"""Register of corporate numbers, Web-API version 4 → :class:`RegisterUpdate` and :class:`RegisterEntry`.

CSV in UTF-8 (``type=02``): a first row of four (最終更新年月日, 総件数, 分割番号, 分割数), then the thirty columns of the
difference files. 国税庁 法人番号システム Web-API 仕様書. Row 1 is the first row, entries begin with row 2.
"""

from __future__ import annotations

import array
import csv
import io
from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.printed_dates import iso_date
from crawler.pages.register_entry import COLUMNS, entry
from crawler.pages.table import Table, looks_like_html
from crawler.records import Problem, RegisterEntry, RegisterUpdate

__all__ = ["IGNORED", "VERSION", "open_table", "parse", "read_update"]

VERSION = 1

IGNORED = {"一連番号": "the row counted again, through the parts of an answer or in each of them: that is not known"}


def open_table(body: bytes, url: str) -> Table:
    """The rows of an answer; its columns are those of its entries. Raises :class:`PageError`."""
    read_update(body, url)
    lines = list(io.StringIO(decode(body, url), newline=""))
    reader = csv.reader(lines)
    starts = array.array("L", [0])
    try:
        starts.extend(reader.line_num for _ in reader)
    except csv.Error as error:
        raise PageError("csv", f"line {reader.line_num} is not CSV ({error}); ask again", url) from error
    return Table(url, COLUMNS, lines, starts)


def parse(
    body: bytes,
    file: str,
    arguments: Mapping[str, str | int],  # noqa: ARG001 -- every page kind has this signature
) -> Iterator[RegisterUpdate | RegisterEntry | Problem]:
    """What the answer says of itself, then its entries. Raises :class:`PageError`."""
    yield read_update(body, file)
    cells = CellReader(file)
    for row, line in enumerate(_rows(body, file), 1):
        if row > 1 and (record := entry(cells, line, row)) is not None:
            yield record
        yield from cells.take()


def read_update(body: bytes, file: str) -> RegisterUpdate:
    """The first row. Raises :class:`PageError` for an answer without it."""
    if looks_like_html(body):
        raise PageError("html_instead_of_table", "an HTML page came in place of a table", file)
    rows = _rows(body, file)
    first = next(rows, [])
    updated = iso_date(first[0]) if first else None
    numbers = [int(cell) for cell in first[1:] if cell.isascii() and cell.isdecimal() and len(cell) < 10]
    if len(first) != 4 or len(numbers) != 3 or updated is None:
        raise PageError("no_answer", f"the first row is not date, total, part and parts: {first[:4]}", file, row=1)
    total, part, parts = numbers
    return RegisterUpdate(updated, total, part, parts, sum(1 for _ in rows))


def _rows(body: bytes, file: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(decode(body, file), newline=""))
    try:
        yield from reader
    except csv.Error as error:
        raise PageError("csv", f"line {reader.line_num} is not CSV ({error}); ask again", file) from error
