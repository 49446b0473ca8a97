"""RS file 1-2 (基本情報_事業概要等) → :class:`ReviewProject`, one a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.review_sheet import SHARED_COLUMNS, SheetRow, open_table, sheet_rows
from crawler.pages.table import Table
from crawler.records import Problem, ReviewProject

__all__ = ["COLUMNS", "IGNORED", "VERSION", "open_table", "parse", "projects"]

VERSION = 1

COLUMNS = (
    *SHARED_COLUMNS,
    "事業の目的",
    "現状・課題",
    "事業の概要",
    "事業概要URL",
    "事業区分",
    "事業開始年度",
    "開始年度不明",
    "事業終了（予定）年度",
    "終了予定なし",
    "主要経費",
    "備考",
    "実施方法ー直接実施",
    "実施方法ー補助",
    "実施方法ー負担",
    "実施方法ー交付",
    "実施方法ー分担金・拠出金",
    "実施方法ーその他",
    "旧事業番号",
    "整理表表示順",
)

IGNORED = {
    "シート種別": "checked, the same on every row",
    "府省庁の建制順": "the rank of ministries, for sorting only",
    "開始年度不明": "said by an empty 事業開始年度 as well; checked",
    "整理表表示順": "for sorting only",
}

_CATEGORIES = frozenset({"前年度事業", "新規開始事業", "新規要求事業"})
_METHODS = ("direct", "subsidy", "burden", "grant", "contribution", "other")
_METHOD_COLUMNS = COLUMNS[24:30]


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ReviewProject | Problem]:
    """The projects of a sheet year; ``arguments["year"]`` is the year that was asked for. Raises ``PageError``."""
    yield from projects(open_table(body, file), arguments)


def projects(table: Table, arguments: Mapping[str, str | int]) -> Iterator[ReviewProject | Problem]:
    """The projects of a table in the columns of the file. Raises ``PageError`` for another header."""
    reader = CellReader(table.file)
    for line in sheet_rows(table, COLUMNS, reader, arguments):
        yield _project(line, reader)
        yield from reader.take()
    yield from reader.take()


def _project(line: SheetRow, reader: CellReader) -> ReviewProject:
    cells, row = line.cells, line.row
    category = cells[17]
    reader.code(category, _CATEGORIES, row, "事業区分")
    reader.boolean(cells[19], row, "開始年度不明")
    return ReviewProject(
        year=line.year,
        project_id=line.project_id,
        name=cells[3],
        ministry=cells[6],
        policy_ministry=cells[5],
        bureau=cells[7],
        department=cells[8],
        division=cells[9],
        office=cells[10],
        team=cells[11],
        unit=cells[12],
        purpose=cells[13],
        issues=cells[14],
        overview=cells[15],
        overview_url=cells[16],
        category=category,
        start_year=reader.integer(cells[18], row, "事業開始年度"),
        end_year=reader.integer(cells[20], row, "事業終了（予定）年度"),
        no_end=reader.boolean(cells[21], row, "終了予定なし"),
        major_expense=cells[22],
        remarks=cells[23],
        methods=tuple(
            method
            for method, cell, column in zip(_METHODS, cells[24:30], _METHOD_COLUMNS, strict=True)
            if cell and reader.flag(cell, row, column)
        ),
        former_numbers=cells[30],
        row=row,
    )
