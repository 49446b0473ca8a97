"""Ministry monthly contract table (財計第2017号) as XLSX, HTML or CSV → :class:`MinistryContract`, amounts in yen.

Rows above the first header are the title of the table and ignored. A file may hold several tables, one after the
other, as long as what they share stands in the same columns. Individuals are masked, officers' names left out.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from crawler.pages import contract_columns
from crawler.pages.cells import CellReader
from crawler.pages.contract_columns import Columns
from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid, check_size
from crawler.pages.html_grid import read_html_grid
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.printed_dates import iso_date
from crawler.pages.table import Table, looks_like_html
from crawler.pages.workbook import read_workbook
from crawler.records import MinistryContract, Problem

__all__ = ["IGNORED", "VERSION", "open_table", "parse"]

VERSION = 2

IGNORED = {
    "rows above the header": "the title of the table",
    "番号": "a running number",
    "氏名": "the officer who signs: a person",
}

_NOTHING = re.compile(r"[\s―－ー‐\-—–*＊※]*")
_WITHHELD = re.compile(r"公表|類推|非公開|公開しない|省略")
_POSTS = re.compile(r"(官|長|職|役|担当|補佐|主幹)$")
_SIGNS_FOR = re.compile(r"^(分任)?(支出負担行為|契約)担当官(代理)?$|^(分任)?(支出負担行為|契約)担当官(代理)?(?=.)")
_BODY = re.compile(r".+?(?:省|庁|院|府|委員会|裁判所)(?=.)")
_PREFECTURE = re.compile(r"\s+(?=(?:〒|北海道|東京都|京都府|大阪府|[^\s]{2,3}県|[^\s]{2,4}市))")


def open_table(body: bytes, url: str) -> Table:
    """The table of a file; its columns by the names of :mod:`crawler.pages.contract_columns`, individuals masked.

    Raises :class:`PageError`.
    """
    grid = _read(body, url)
    for number, row in enumerate(grid.rows, 1):
        columns = contract_columns.header(row, number)
        if columns is not None:
            below = grid.rows[number] if number < len(grid.rows) else []
            columns = contract_columns.second_header(columns, below) or columns
            return Grid(url, [_masked(cells, columns) for cells in grid.rows]).table(columns.names())
    raise _no_header(grid)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[MinistryContract | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The contracts of a file, in its order. Raises :class:`PageError`."""
    grid = _read(body, file)
    rows = _ContractRows(CellReader(file))
    for number, row in enumerate(grid.rows, 1):
        record = rows.read(row, number)
        if record is not None:
            yield record
        yield from rows.reader.take()
    if rows.columns is None:
        raise _no_header(grid)


def _masked(row: list[str], columns: Columns) -> list[str]:
    supplier, _ = _supplier(columns.cell(row, "契約相手方"))
    if not supplier or contract_columns.header(row, 0) is not None:
        return row
    number = CellReader("").corporate_number(columns.cell(row, "法人番号"), 0, "法人番号")
    if not is_individual(supplier, number):
        return row
    place = columns.places["契約相手方"]
    return [*row[:place], INDIVIDUAL, *row[place + 1 :]]


def _read(body: bytes, file: str) -> Grid:
    if body.startswith(b"PK"):
        return read_workbook(body, file)
    if looks_like_html(body):
        return read_html_grid(body, file)
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise PageError(
            "old_workbook", "a workbook in the form of before 2007 (.xls): save it as .xlsx and add it", file
        )
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(decode(body, file), newline=""))
    try:
        for row in reader:
            rows.append(row)
            check_size(row, len(rows), file)
    except csv.Error as error:
        raise PageError("csv", f"line {reader.line_num} is not CSV ({error}); fetch it again", file) from error
    return Grid(file, rows)


def _no_header(grid: Grid) -> PageError:
    named = max((contract_columns.known_names(row) for row in grid.rows), key=len, default=frozenset())
    return PageError(
        "header",
        f"no row is the header of a contract table: missing {contract_columns.missing(named)}, known {sorted(named)}; "
        "read the new layout and extend crawler/pages/contract_columns.py",
        grid.file,
    )


class _ContractRows:
    """Reads the rows of one file, one after the other: what a row is depends on the header above it."""

    def __init__(self, reader: CellReader) -> None:
        self.reader = reader
        self.columns: Columns | None = None
        self.contracts: Counter[tuple[str, ...]] = Counter()

    def read(self, row: list[str], number: int) -> MinistryContract | None:
        columns = contract_columns.header(row, number)
        if columns is not None:
            self._take_header(columns)
            return None
        if self.columns is None:
            return None
        if number == self.columns.row + 1:
            below = contract_columns.second_header(self.columns, row)
            if below is not None:
                self.columns = below
                return None
        return self._data(row, number, self.columns)

    def _take_header(self, columns: Columns) -> None:
        if self.columns is not None and not columns.agrees_with(self.columns):
            raise PageError(
                "second_layout",
                "a second table of the file has the same columns at other places; save the tables as files of their own",
                self.reader.file,
                row=columns.row,
            )
        for name in columns.unknown:
            self.reader.warn("unknown_column", "nobody knows this column; its cells are left out", columns.row, name)
        self.columns = columns

    def _data(self, row: list[str], number: int, columns: Columns) -> MinistryContract | None:
        title, supplier, amount = (columns.cell(row, name) for name in ("物品役務等の名称", "契約相手方", "契約金額"))
        if not any(cell.strip() for cell in row):
            self.reader.warn("empty_row", "the row is empty", number)
            return None
        if not title.strip() or not (supplier.strip() or amount.strip()):
            text = next(cell for cell in row if cell.strip())
            if sum(bool(cell.strip()) for cell in row) == 1:
                self.reader.warn("note_row", "the row holds a note, no contract", number, cell=text)
            else:
                self.reader.fail("row_shape", "no title, or neither supplier nor amount; left out", number, cell=text)
            return None
        for cell in columns.beyond(row):
            self.reader.warn("leftover_cell", "the cell stands outside the known columns; left out", number, cell=cell)
        return self._contract(row, number, columns)

    def _contract(self, row: list[str], number: int, columns: Columns) -> MinistryContract:
        reader = self.reader

        def cell(name: str) -> str:
            return columns.cell(row, name)

        buyer, office = _buyer(cell("契約担当官等"))
        printed_number = cell("法人番号")
        corporate_number = None
        if not _NOTHING.fullmatch(printed_number):
            corporate_number = reader.corporate_number(printed_number, number, "法人番号")
        supplier, address = _supplier(cell("契約相手方"))
        if not supplier:
            reader.warn("supplier_not_named", "the ministry names no supplier", number, "契約相手方")
        elif is_individual(supplier, corporate_number):
            reader.warn("individual_masked", "an individual, or not known to be none: masked", number, "契約相手方")
            supplier, address = INDIVIDUAL, ""
        date_printed = cell("契約締結日")
        date = iso_date(date_printed)
        if date is None:
            reader.fail("date", "the date of the contract cannot be read", number, "契約締結日", date_printed)
        key = (cell("物品役務等の名称"), date_printed, supplier, printed_number, cell("契約金額"))
        ordinal = self.contracts[key]
        self.contracts[key] += 1
        method = cell("競争の方法")
        return MinistryContract(
            buyer=buyer,
            buyer_office=office,
            title=cell("物品役務等の名称"),
            quantity=cell("数量"),
            unit=cell("単位"),
            date=date,
            date_printed=date_printed,
            supplier=supplier,
            supplier_address=address,
            corporate_number=corporate_number,
            corporate_number_printed=printed_number,
            estimated_price=self._yen(cell("予定価格"), number, "予定価格"),
            estimated_price_printed=cell("予定価格"),
            amount=self._yen(cell("契約金額"), number, "契約金額"),
            amount_printed=cell("契約金額"),
            award_rate=cell("落札率"),
            negotiated="随意契約の理由" in columns.places,
            method=method,
            comprehensive_evaluation="総合評価" in method,
            reason=cell("随意契約の理由"),
            reemployed_officials=self._count(cell("再就職の役員の数"), number, "再就職の役員の数"),
            reemployed_officials_printed=cell("再就職の役員の数"),
            public_interest_kind=cell("公益法人の区分"),
            public_interest_jurisdiction=cell("国所管、都道府県所管の区分"),
            bidders=self._count(cell("応札・応募者数"), number, "応札・応募者数"),
            note=cell("備考"),
            ordinal=ordinal,
            row=number,
        )

    def _yen(self, cell: str, row: int, field: str) -> int | None:
        """An amount; ``None`` where it is withheld, or given a unit."""
        if _NOTHING.fullmatch(cell) or _WITHHELD.search(cell):
            return None
        plain = re.sub(r"[\s,円¥\\※*]|\(税込\)", "", unicodedata.normalize("NFKC", cell))
        if re.fullmatch(r"-?\d{1,18}(\.0+)?", plain):
            return int(plain.partition(".")[0])
        if "単価" in plain or "@" in plain or "/" in plain or re.fullmatch(r"\d+\.\d+", plain):
            self.reader.warn("unit_price", f"{field} is a unit price; no amount taken", row, field, cell)
            return None
        self.reader.fail("number", f"{field} is not a number; no value taken", row, field, cell)
        return None

    def _count(self, cell: str, row: int, field: str) -> int | None:
        if _NOTHING.fullmatch(cell):
            return None
        return self.reader.integer(re.sub(r"[人名者社]$", "", cell.strip()), row, field)


def _buyer(cell: str) -> tuple[str, str]:
    """Body and office from a cell that goes on with the officer's name and the address, both left out.

    The parts stand on lines or between blanks: title of the officer, body, office or post, name, address. What follows
    the first post is the name.
    """
    parts = [part for part in re.split(r"[\s\u3000]+", cell.strip()) if part]
    if parts and (title := _SIGNS_FOR.match(parts[0])):
        parts[0] = parts[0][title.end() :].lstrip("・、")
    kept: list[str] = []
    for part in [part for part in parts if part]:
        if len(part) < 3 and not part.endswith(("省", "庁", "局", "府", "院")):
            break
        kept.append(part)
        if _POSTS.search(part):
            break
        if not re.search(r"[省庁府院局部課室所署校館]$|センター$|機構$|委員会$|裁判所$|研究所$", part):
            kept.pop()
            break
    if not kept:
        return "", ""
    body = _BODY.match(kept[0])  # printed in one with its office
    return (body[0], kept[0][body.end() :] + "".join(kept[1:])) if body else (kept[0], "".join(kept[1:]))


def _supplier(cell: str) -> tuple[str, str]:
    """Name and address: the first line and the rest, or the parts before and after a blank and a prefecture."""
    lines = [line.strip() for line in cell.strip().splitlines() if line.strip()]
    if not lines:
        return "", ""
    if len(lines) == 1:
        lines = _PREFECTURE.split(lines[0], maxsplit=1)
    return lines[0], "\n".join(lines[1:])
