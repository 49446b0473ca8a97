"""Tables that come as a workbook, a web page or CSV, all as rows of text: row n of the file is ``rows[n - 1]``."""

from __future__ import annotations

import array
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.pages.errors import PageError
from crawler.pages.table import MAXIMUM_COLUMNS, Table

MAXIMUM_ROWS = 1_048_576  # what a sheet of a workbook can have
MAXIMUM_CELL = 131_072  # characters; what the standard library's CSV reader takes


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a file; those of several sheets or tables follow each other and are counted through."""

    file: str
    rows: list[list[str]]

    def table(self, header: Sequence[str]) -> Table:
        """The rows as a :class:`Table` with names for its columns; its row numbers are those of the file."""
        stream = io.StringIO(newline="")
        csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(self.rows)
        lines = list(io.StringIO(stream.getvalue(), newline=""))
        reader = csv.reader(lines)
        starts = array.array("L", [0])
        starts.extend(reader.line_num for _ in reader)
        return Table(self.file, tuple(header), lines, starts)


def check_size(row: Sequence[str], number: int, file: str) -> None:
    """Raise :class:`PageError` for a row that is no row of a table: too far down, too wide, or with a huge cell."""
    if number > MAXIMUM_ROWS or len(row) > MAXIMUM_COLUMNS or any(len(cell) > MAXIMUM_CELL for cell in row):
        raise PageError(
            "table_too_large",
            f"row {number} has {len(row)} cells, the longest of {max(map(len, row), default=0)} characters; "
            f"taken are up to {MAXIMUM_ROWS} rows, {MAXIMUM_COLUMNS} columns and {MAXIMUM_CELL} characters a cell",
            file,
            row=number,
        )
