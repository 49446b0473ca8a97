"""RS file 2-1 (予算・執行_サマリ) → :class:`ReviewBudget`: a total or an account row, by what is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.review_sheet import IGNORED_OUTSIDE_PROJECTS, SHARED_COLUMNS, SheetRow, open_table, sheet_rows
from crawler.records import Problem, ReviewBudget

__all__ = ["COLUMNS", "IGNORED", "VERSION", "open_table", "parse"]

VERSION = 1

COLUMNS = (
    *SHARED_COLUMNS,
    "予算年度",
    "当初予算（合計）",
    "補正予算（合計）",
    "前年度からの繰越し（合計）",
    "予備費等（合計）",
    "計（歳出予算現額合計）",
    "執行額（合計）",
    "執行率",
    "翌年度への繰越し(合計）",
    "翌年度要求額（合計）",
    "主な増減理由",
    "その他特記事項",
    "会計区分",
    "会計",
    "勘定",
    "当初予算",
    "第1次補正予算",
    "第2次補正予算",
    "第3次補正予算",
    "第4次補正予算",
    "第5次補正予算",
    "前年度から繰越し",
    "予備費等1",
    "予備費等2",
    "予備費等3",
    "予備費等4",
    "歳出予算現額",
    "執行額",
    "翌年度要求額",
    "要望額",
    "備考",
)

IGNORED = IGNORED_OUTSIDE_PROJECTS | {
    "シート種別": "checked, the same on every row",
    "執行率": "executed / available",
    "翌年度への繰越し(合計）": "not used: the next year's row has it as carried over",
    "主な増減理由": "free text on the change of the budget",
    "その他特記事項": "free text on the budget",
    "要望額": "a part of the amount requested",
    "備考": "free text on the account",
}

_TOTALS = slice(14, 23)  # 執行率 and 翌年度への繰越し among them
_ACCOUNT = slice(25, 28)
_ACCOUNT_AMOUNTS = slice(28, 43)
_SUPPLEMENTARY = range(29, 34)
_RESERVES = range(35, 39)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ReviewBudget | Problem]:
    """The budget rows of a sheet year, amounts in yen. Raises ``PageError``."""
    table = open_table(body, file)
    reader = CellReader(table.file)
    for line in sheet_rows(table, COLUMNS, reader, arguments):
        budget = _budget(line, reader)
        if budget is not None:
            yield budget
        yield from reader.take()
    yield from reader.take()


def _budget(line: SheetRow, reader: CellReader) -> ReviewBudget | None:
    cells, row = line.cells, line.row
    fiscal_year = reader.integer(cells[13], row, "予算年度")
    if fiscal_year is None:
        reader.fail("fiscal_year", "the row says no fiscal year; the row is left out", row, "予算年度", cells[13])
        return None
    of_account = any(cells[_ACCOUNT]) or any(cells[_ACCOUNT_AMOUNTS])
    if of_account and any(cells[_TOTALS]):
        reader.fail("row_shape", "the row has totals and amounts of an account; the row is left out", row)
        return None
    columns = (28, 34, 39, 40, 41) if of_account else (14, 16, 18, 19, 22)
    initial, carried_over, available, executed, requested = (
        reader.integer(cells[column], row, COLUMNS[column]) for column in columns
    )
    return ReviewBudget(
        year=line.year,
        project_id=line.project_id,
        fiscal_year=fiscal_year,
        account="/".join(cells[_ACCOUNT]) if of_account else "",
        initial=initial,
        supplementary=_sum(line, _SUPPLEMENTARY, reader) if of_account else reader.integer(cells[15], row, COLUMNS[15]),
        carried_over=carried_over,
        reserve=_sum(line, _RESERVES, reader) if of_account else reader.integer(cells[17], row, COLUMNS[17]),
        available=available,
        executed=executed,
        executed_printed=cells[40 if of_account else 19],
        requested=requested,
        row=row,
    )


def _sum(line: SheetRow, columns: range, reader: CellReader) -> int | None:
    amounts = [reader.integer(line.cells[column], line.row, COLUMNS[column]) for column in columns]
    return None if all(amount is None for amount in amounts) else sum(amount or 0 for amount in amounts)
