"""Awards of the procurement portal (調達ポータル 落札実績オープンデータ) → :class:`Award`: a zip with one CSV, no header.

UTF-8 with byte order mark, CRLF, every cell quoted, eight columns in the order of :data:`COLUMNS` (落札実績オープンデータ
ファイル仕様). A yearly file holds a fiscal year as it stood at the end of last month, a daily one what was new.
A supplier without corporate number may be an individual and is masked then, in records and evidence.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.table import Table, open_zip, read_csv
from crawler.records import Award, Problem

VERSION = 1

COLUMNS = (
    "調達案件番号",
    "調達案件名称",
    "落札決定日",
    "落札価格",
    "府省コード",
    "入札方式コード",
    "商号又は名称",
    "法人番号",
)

_CASE_NUMBER = re.compile(r"[0-9]{19}")
_DATE = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_PRICE = re.compile(r"[0-9]{1,15}\.[0-9]{1,6}")
_LONGEST_PRICE = 18  # characters: fifteen digits of yen and the fraction; the state spends fewer
_MINISTRY = re.compile(r"[A-Z][0-9A-Z]")
_METHOD = re.compile(r"[0-9]{7}")


@dataclass(frozen=True, slots=True)
class Codes:
    """The code tables of the file's specification: code → what it means."""

    ministries: Mapping[str, str]  # 府省コード
    methods: Mapping[str, str]  # 入札方式コード


def codes() -> Codes:
    """The code tables (令和8年3月版)."""
    text = resources.files("crawler.sources").joinpath("p_portal_codes.json").read_text(encoding="utf-8")
    values = json.loads(text)
    return Codes(values["ministries"], values["methods"])


def open_table(body: bytes, file: str) -> Table:
    """The file as a table with names for its columns; rows count from 1, and individuals are masked as in the records.

    Raises ``PageError``.
    """
    grid = _open(body, file)
    reader = CellReader(grid.file)
    masked = [
        _masked(cells, reader.corporate_number(cells[-1], 1, COLUMNS[7])) if cells else cells for cells in grid.rows
    ]
    return Grid(grid.file, masked).table(COLUMNS)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Award | Problem]:
    """The awards of a file, amounts in yen; ``arguments`` may hold the fiscal ``year`` of a yearly file.

    Raises ``PageError``, also for a file whose columns have moved or that has gained a header.
    """
    grid = _open(body, file)
    rows = _AwardRows(CellReader(grid.file), codes())
    outside = 0
    for row, cells in enumerate(grid.rows, 1):
        award = rows.read(row, cells)
        if award is not None:
            outside += _is_outside(award.date, arguments.get("year"))
            yield award
        if rows.reader.problems:
            yield from rows.reader.take()
    if not grid.rows:
        yield Problem("warning", "empty_table", "the file has no rows", grid.file)
    if outside:
        message = f"{outside} awards were decided outside fiscal year {arguments['year']}"
        yield Problem("warning", "other_year", message, grid.file, field=COLUMNS[2])


def _masked(cells: list[str], number: str | None) -> list[str]:
    """The cells of a row, the name of an individual replaced."""
    if len(cells) != len(COLUMNS) or not is_individual(cells[6], number):
        return cells
    return [*cells[:6], INDIVIDUAL, cells[7]]


def _open(body: bytes, url: str) -> Grid:
    content, file = open_zip(body, url)
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        return Grid(file, [])
    table = read_csv(content, file)
    rows = [list(table.header), *(cells for _, cells in table.rows())]
    _check_columns(rows[0], file)
    return Grid(file, rows)


def _check_columns(first: list[str], file: str) -> None:
    """Columns without names are known by what is in them; the first row speaks for all."""
    if not set(first).isdisjoint(COLUMNS):
        raise PageError("header", "the file has gained a header; compare it and extend the page function", file, 1)
    if len(first) != len(COLUMNS):
        raise PageError(
            "columns", f"{len(first)} columns, expected {len(COLUMNS)}; read the new specification", file, 1
        )
    if _METHOD.fullmatch(first[4]) or _MINISTRY.fullmatch(first[5]) or not _CASE_NUMBER.fullmatch(first[0]):
        raise PageError("header_order", "the columns are not in the known order", file, 1, COLUMNS[4])


def _is_outside(date: str | None, year: str | int | None) -> bool:
    """Whether a day lies outside a fiscal year, which begins in April."""
    return date is not None and year is not None and not f"{year}-04-01" <= date <= f"{int(year) + 1}-03-31"


class _AwardRows:
    """Reads the rows of one file; counts equal awards, whose order in the file tells them apart."""

    def __init__(self, reader: CellReader, known: Codes) -> None:
        self.reader = reader
        self._known = known
        self._equal: Counter[tuple[str, ...]] = Counter()

    def read(self, row: int, cells: list[str]) -> Award | None:
        if len(cells) != len(COLUMNS):
            message = f"{len(cells)} cells, expected {len(COLUMNS)}; the row is left out"
            self.reader.fail("row_width", message, row, cell=",".join(cells))
            return None
        number, title, date, price, ministry, method, supplier, corporate = cells
        if not _CASE_NUMBER.fullmatch(number):
            self.reader.fail("case_number", "no number of 19 digits; the row is left out", row, COLUMNS[0], number)
            return None
        key = (number, date, corporate.strip(), price)
        ordinal = self._equal[key]
        self._equal[key] += 1
        taken = self.reader.corporate_number(corporate, row, COLUMNS[7])
        printed = _masked(cells, taken)[6]
        if printed != supplier:
            message = "an individual, or not known to be none: masked"
            self.reader.warn("individual_masked", message, row, COLUMNS[6])
        return Award(
            case_number=number,
            title=title,
            date=self._date(date, row),
            amount=self._amount(price, row),
            amount_printed=price,
            ministry_code=self.reader.code(ministry, self._known.ministries, row, COLUMNS[4]),
            ministry=self._known.ministries.get(ministry.strip(), ""),
            method_code=self.reader.code(method, self._known.methods, row, COLUMNS[5]),
            method=self._known.methods.get(method.strip(), ""),
            supplier=printed,
            corporate_number=taken,
            corporate_number_printed=corporate,
            ordinal=ordinal,
            row=row,
        )

    def _date(self, cell: str, row: int) -> str | None:
        if _DATE.fullmatch(cell):
            return cell
        self.reader.warn("date", "not a date (2026-01-05); no value taken", row, COLUMNS[2], cell)
        return None

    def _amount(self, cell: str, row: int) -> int | None:
        """Whole yen; a price with a fraction of a yen is one of many units, so no sum is taken from it."""
        if _PRICE.fullmatch(cell) and cell.partition(".")[2].strip("0"):
            self.reader.warn("unit_price", "a fraction of a yen: a unit price; no amount taken", row, COLUMNS[3], cell)
            return None
        if len(cell) > _LONGEST_PRICE:
            self.reader.fail("number", "too long for a price; no value taken", row, COLUMNS[3], cell)
            return None
        return self.reader.integer(cell, row, COLUMNS[3])
