"""RS file 5-1 (支出先_支出情報): block, payee and contract rows in one table, told apart by which cells are filled in.

======== ====================================== =================================================
row      says                                   filled in
======== ====================================== =================================================
block    the block and its total                支出先の数, ブロックの合計支出額; no 支出先名
payee    who is paid, and how much in all       支出先名, その他支出先, 支出先の合計支出額
contract what the payee is paid for             支出先名, 契約概要, 金額 …; no 支出先の合計支出額
======== ====================================== =================================================

The three repeat each other's money: never add amounts of different rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.review_sheet import IGNORED_OUTSIDE_PROJECTS, SHARED_COLUMNS, SheetRow, open_table, sheet_rows
from crawler.pages.table import Table
from crawler.records import Problem, ReviewBlock, ReviewContract, ReviewPayee

__all__ = ["COLUMNS", "IGNORED", "VERSION", "open_table", "parse", "payees"]

VERSION = 1

COLUMNS = (
    *SHARED_COLUMNS,
    "支出先ブロック番号",
    "支出先ブロック名",
    "支出先の数",
    "事業を行う上での役割",
    "ブロックの合計支出額",
    "支出先名",
    "法人番号",
    "所在地",
    "法人種別",
    "その他支出先",
    "支出先の合計支出額",
    "契約概要",
    "金額",
    "契約方式等",
    "具体的な契約方式等",
    "入札者数",
    "落札率",
    "一者応札・一者応募又は競争性のない随意契約となった理由及び改善策（支出額10億円以上）",
    "その他の契約",
)

IGNORED = IGNORED_OUTSIDE_PROJECTS | {"シート種別": "checked, the same on every row"}

_BLOCK = slice(14, 18)
_PAYEE = slice(18, 24)
_CONTRACT = slice(24, 32)

# 法人種別 of the register of corporate numbers (国税庁 法人番号公表サイト, リソース定義書, 法人種別)
_LEGAL_KINDS = frozenset({"101", "201", "301", "302", "303", "304", "305", "399", "401", "499"})

_Row = ReviewBlock | ReviewPayee | ReviewContract


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[_Row | Problem]:
    """The block, payee and contract rows of a sheet year, amounts in yen. Raises ``PageError``."""
    yield from payees(open_table(body, file), arguments)


def payees(table: Table, arguments: Mapping[str, str | int]) -> Iterator[_Row | Problem]:
    """The rows of a table in the columns of the file. Raises ``PageError`` for another header."""
    rows = _PayeeRows(CellReader(table.file))
    for line in sheet_rows(table, COLUMNS, rows.reader, arguments):
        record = rows.read(line)
        if record is not None:
            yield record
        if rows.reader.problems:
            yield from rows.reader.take()
    yield from rows.reader.take()


class _PayeeRows:
    """Reads the rows of one file; counts equal payees and equal contracts, whose order in the file tells them apart."""

    def __init__(self, reader: CellReader) -> None:
        self.reader = reader
        self.payees: Counter[tuple[str, ...]] = Counter()
        self.contracts: Counter[tuple[str, ...]] = Counter()

    def read(self, line: SheetRow) -> _Row | None:
        cells = line.cells
        if not cells[13].strip():
            self.reader.fail("block", "the row names no block; the row is left out", line.row, COLUMNS[13], cells[13])
            return None
        of_payee, of_contract = any(cells[_PAYEE]), any(cells[_CONTRACT])
        if any(cells[_BLOCK]):
            if not of_payee and not of_contract:
                return self._block(line)
        elif cells[18].strip():
            if of_contract and not cells[23]:
                return self._contract(line)
            if not of_contract and (cells[22] or cells[23]):
                return self._payee(line)
        self.reader.fail(
            "row_shape",
            "neither a block, a payee nor a contract row; the row is left out",
            line.row,
            cell=",".join(cells[13:]),
        )
        return None

    def _block(self, line: SheetRow) -> ReviewBlock:
        cells, row = line.cells, line.row
        return ReviewBlock(
            year=line.year,
            project_id=line.project_id,
            block=cells[13].strip(),
            name=cells[14],
            role=cells[16],
            payee_count=self.reader.integer(cells[15], row, COLUMNS[15]),
            total=self.reader.integer(cells[17], row, COLUMNS[17]),
            total_printed=cells[17],
            row=row,
        )

    def _payee(self, line: SheetRow) -> ReviewPayee:
        cells, row, reader = line.cells, line.row, self.reader
        block = cells[13].strip()
        key = (line.project_id, block, cells[18], cells[19].strip())
        ordinal = self.payees[key]
        self.payees[key] += 1
        return ReviewPayee(
            year=line.year,
            project_id=line.project_id,
            block=block,
            name=cells[18],
            corporate_number=reader.corporate_number(cells[19], row, COLUMNS[19]),
            corporate_number_printed=cells[19],
            address=cells[20],
            legal_kind=reader.code(cells[21], _LEGAL_KINDS, row, COLUMNS[21]),
            is_residual=reader.boolean(cells[22], row, COLUMNS[22]),
            amount=reader.integer(cells[23], row, COLUMNS[23]),
            amount_printed=cells[23],
            ordinal=ordinal,
            row=row,
        )

    def _contract(self, line: SheetRow) -> ReviewContract:
        cells, row, reader = line.cells, line.row, self.reader
        block = cells[13].strip()
        key = (line.project_id, block, cells[18], cells[19].strip(), cells[24], cells[25].strip())
        ordinal = self.contracts[key]
        self.contracts[key] += 1
        return ReviewContract(
            year=line.year,
            project_id=line.project_id,
            block=block,
            payee_name=cells[18],
            corporate_number=reader.corporate_number(cells[19], row, COLUMNS[19]),
            corporate_number_printed=cells[19],
            outline=cells[24],
            amount=reader.integer(cells[25], row, COLUMNS[25]),
            amount_printed=cells[25],
            method=cells[26],
            method_detail=cells[27],
            bidders=reader.integer(cells[28], row, COLUMNS[28]),
            award_rate=cells[29],
            reason=cells[30],
            other_contracts=cells[31],
            ordinal=ordinal,
            row=row,
        )
