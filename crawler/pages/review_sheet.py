"""What all files of the administrative project review (行政事業レビュー, RS) share: a CSV in a zip, first columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.pages.cells import CellReader
from crawler.pages.table import Table, check_header, open_zip, read_csv

SHEET_KINDS = frozenset({"レビューシート"})

SHARED_COLUMNS = (
    "シート種別",
    "事業年度",
    "予算事業ID",
    "事業名",
    "府省庁の建制順",
    "政策所管府省庁",
    "府省庁",
    "局・庁",
    "部",
    "課",
    "室",
    "班",
    "係",
)

# Each file repeats these of the project; they are taken from file 1-2 alone.
IGNORED_OUTSIDE_PROJECTS = {
    "事業名": "taken from file 1-2",
    "府省庁の建制順": "the rank of ministries, for sorting only",
    "政策所管府省庁": "taken from file 1-2",
    "府省庁": "taken from file 1-2",
    "局・庁": "taken from file 1-2",
    "部": "taken from file 1-2",
    "課": "taken from file 1-2",
    "室": "taken from file 1-2",
    "班": "taken from file 1-2",
    "係": "taken from file 1-2",
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet: its number in the file, whose project it is, its cells in the order of the known header."""

    row: int
    year: int
    project_id: str
    cells: Sequence[str]


def open_table(body: bytes, url: str) -> Table:
    """The table in a downloaded RS zip. Raises :class:`crawler.pages.errors.PageError`."""
    content, file = open_zip(body, url)
    return read_csv(content, file)


def sheet_rows(
    table: Table, known: Sequence[str], reader: CellReader, arguments: Mapping[str, str | int]
) -> Iterator[SheetRow]:
    """The rows of a sheet that can be used; what is wrong with the others is noted in ``reader``.

    ``arguments["year"]``, where given, is the sheet year that was asked for. Raises :class:`PageError` for a header
    that is not the known one.
    """
    check_header(table, known)
    asked = arguments.get("year")
    width = len(known)
    years: dict[str, int] = {}  # a file has one year, printed on every row
    if len(table) == 1:
        reader.warn("empty_table", "the file has no rows below its header", 1)
    for row, cells in table.rows():
        if len(cells) != width:
            _note_width(reader, row, cells, width)
            continue
        printed_year = cells[1]
        if printed_year not in years:
            year = reader.integer(printed_year, row, "事業年度")
            if year is None:
                reader.fail("year", "the row says no sheet year; the row is left out", row, "事業年度", printed_year)
                continue
            if asked is not None and year != int(asked):
                reader.warn("other_year", f"the file was asked for {asked}", row, "事業年度", printed_year)
            years[printed_year] = year
        project_id = cells[2].strip()
        if not project_id:
            reader.fail("project_id", "the row names no project; the row is left out", row, "予算事業ID", cells[2])
            continue
        if cells[0] not in SHEET_KINDS:
            reader.code(cells[0], SHEET_KINDS, row, "シート種別")
        yield SheetRow(row, years[printed_year], project_id, cells)


def _note_width(reader: CellReader, row: int, cells: list[str], width: int) -> None:
    if not cells:
        reader.warn("empty_row", "the row is empty", row)
        return
    reader.fail(
        "row_width", f"the row has {len(cells)} cells, not {width}; the row is left out", row, cell=",".join(cells)
    )
