"""Register of corporate numbers, full and difference files (全件・差分データ) → :class:`RegisterEntry`.

A CSV of 30 columns without a header, in a zip with its signature or alone, UTF-8 or Shift_JIS (cp932): 国税庁,
リソース定義書 (法人番号公表サイト). Row 1 is the first entry.
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
from crawler.pages.table import Table
from crawler.pages.zip_member import csv_member
from crawler.records import Problem, RegisterEntry

__all__ = ["COLUMNS", "IGNORED", "VERSION", "entry", "open_table", "parse"]

VERSION = 1

COLUMNS = (
    "一連番号",
    "法人番号",
    "処理区分",
    "訂正区分",
    "更新年月日",
    "変更年月日",
    "商号又は名称",
    "商号又は名称イメージID",
    "法人種別",
    "国内所在地（都道府県）",
    "国内所在地（市区町村）",
    "国内所在地（丁目番地等）",
    "国内所在地イメージID",
    "都道府県コード",
    "市区町村コード",
    "郵便番号",
    "国外所在地",
    "国外所在地イメージID",
    "登記記録の閉鎖等年月日",
    "登記記録の閉鎖等の事由",
    "承継先法人番号",
    "変更事由の詳細",
    "法人番号指定年月日",
    "最新履歴",
    "商号又は名称（英語表記）",
    "国内所在地（都道府県）（英語表記）",
    "国内所在地（市区町村丁目番地等）（英語表記）",
    "国外所在地（英語表記）",
    "フリガナ",
    "検索対象除外",
)

IGNORED = {
    "一連番号": "the row counted again; compared with it",
    "商号又は名称イメージID": "number of a picture of the name",
    "国内所在地イメージID": "number of a picture of the address",
    "国外所在地イメージID": "number of a picture of the address",
    "国内所在地（都道府県）（英語表記）": "the address again",
    "国内所在地（市区町村丁目番地等）（英語表記）": "the address again",
    "国外所在地（英語表記）": "the address again",
}

_PROCESSES = frozenset({"01", "11", "12", "13", "21", "22", "71", "72", "81", "99"})
_LEGAL_KINDS = frozenset({"101", "201", "301", "302", "303", "304", "305", "399", "401", "499"})
_CLOSE_CAUSES = frozenset({"01", "11", "21", "31"})
_SIGNATURES = (".asc",)


def open_table(body: bytes, url: str) -> Table:
    """The table of a file; row 1 is its first entry. Raises :class:`PageError`."""
    content, file = csv_member(body, url, _SIGNATURES)
    lines = list(io.StringIO(decode(content, file), newline=""))
    reader = csv.reader(lines)
    starts = array.array("L", [0])
    try:
        starts.extend(reader.line_num for _ in reader)
    except csv.Error as error:
        raise _broken(reader.line_num, len(starts), error, file) from error
    return Table(file, COLUMNS, lines, starts)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[RegisterEntry | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The entries of a file, in its order. Raises :class:`PageError`."""
    content, file = csv_member(body, file, _SIGNATURES)
    cells = CellReader(file)
    reader = csv.reader(io.StringIO(decode(content, file), newline=""))
    del content
    row = 0
    try:
        for row, line in enumerate(reader, 1):
            record = entry(cells, line, row, sequence=str(row))
            if record is not None:
                yield record
            if cells.problems:
                yield from cells.take()
    except csv.Error as error:
        raise _broken(reader.line_num, row + 1, error, file) from error
    if row == 0:
        raise PageError("empty_table", "the file has no rows; fetch it again", file)


def _broken(line: int, row: int, error: csv.Error, file: str) -> PageError:
    return PageError("csv", f"line {line} is not CSV ({error}); fetch the file again", file, row=row)


def entry(reader: CellReader, cells: list[str], row: int, sequence: str | None = None) -> RegisterEntry | None:
    """An entry from its thirty cells; ``None`` where they are none, which the reader then notes.

    ``sequence``, where given, is the running number that the row must have.
    """
    if len(cells) != len(COLUMNS):
        text = ",".join(cells)
        reader.fail("row_width", f"the row has {len(cells)} cells, not {len(COLUMNS)}; left out", row, cell=text)
        return None
    number = reader.corporate_number(cells[1], row, COLUMNS[1])
    if number is None:
        reader.fail("corporate_number", "no corporate number; the row is left out", row, COLUMNS[1], cells[1])
        return None
    if sequence is not None and cells[0] != sequence:
        reader.warn(
            "sequence", f"the file counts this row as {cells[0]}: rows may be missing", row, COLUMNS[0], cells[0]
        )
    return RegisterEntry(
        corporate_number=number,
        process=reader.code(cells[2], _PROCESSES, row, COLUMNS[2]),
        is_correction=reader.flag(cells[3].replace("0", ""), row, COLUMNS[3]),
        updated=_date(reader, cells, 4, row),
        changed=_date(reader, cells, 5, row),
        name=cells[6],
        legal_kind=reader.code(cells[8], _LEGAL_KINDS, row, COLUMNS[8]),
        prefecture=cells[9],
        city=cells[10],
        street=cells[11],
        prefecture_code=cells[13],
        city_code=cells[14],
        postal_code=cells[15],
        address_outside=cells[16],
        closed=_date(reader, cells, 18, row),
        close_cause=reader.code(cells[19], _CLOSE_CAUSES, row, COLUMNS[19]),
        successor=reader.corporate_number(cells[20], row, COLUMNS[20]),
        change_cause=cells[21],
        assigned=_date(reader, cells, 22, row),
        is_latest=reader.flag(cells[23].replace("0", ""), row, COLUMNS[23]),
        english_name=cells[24],
        reading=cells[28],
        is_hidden=reader.flag(cells[29].replace("0", ""), row, COLUMNS[29]),
        row=row,
    )


def _date(reader: CellReader, cells: list[str], place: int, row: int) -> str | None:
    if not cells[place]:
        return None
    date = iso_date(cells[place])
    if date is None:
        reader.fail("date", "not a date of the calendar; no value taken", row, COLUMNS[place], cells[place])
    return date
