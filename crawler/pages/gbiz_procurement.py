"""gBizINFO bulk CSV of procurements (調達情報) → :class:`GbizProcurement`, amounts in yen.

Two generations of headers are read, by name: the plain one (法人番号, 受注日, 件名, 落札価格 …) and the one in terms of the
IMI vocabulary (ID-識別値, 法人活動-認定日, 法人活動-活動名称, 法人活動-金額 …).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.pages.cells import CellReader
from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid, check_size
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.printed_dates import iso_date
from crawler.pages.table import Table, read_csv
from crawler.pages.zip_member import csv_member
from crawler.records import GbizProcurement, Problem

__all__ = ["IGNORED", "VERSION", "PrintedOrder", "open_table", "parse", "procurement"]

VERSION = 2

# What we call a column → its name in the plain and in the IMI header.
_NAMES = {
    "number": ("法人番号", "ID-識別値"),
    "name": ("商号または名称", "名称-表記"),
    "address": ("登記住所", "住所-表記"),
    "date": ("受注日", "法人活動-認定日"),
    "title": ("件名", "法人活動-活動名称"),
    "amount": ("落札価格", "法人活動-金額"),
    "buyer": ("組織名", "公表組織-名称表記"),
    "note": ("備考", "備考-種別"),
    "key": ("キー情報", "キー情報"),
    "quality": ("データ品質", ""),
    "origin": ("出典元", "システム名"),
    "acquired": ("最終取得日", ""),
    "updated": ("最終更新日", "更新日時"),
}
_REQUIRED = ("number", "date", "title", "amount", "buyer")

IGNORED = {
    "データ取込頻度": "how often the database asks its source",
    "連名": "how many signed together",
    "名称-種別": "the same on every row",
    "名称-カナ表記": "in the register",
    "連絡先-種別": "contacts",
    "連絡先-電話番号": "contacts",
    "連絡先-FAX番号": "contacts",
    "関連組織-役割": "not filled in",
    "関連組織-名称": "not filled in",
    "住所-種別": "in the register",
    "住所-郵便番号": "in the register",
    "住所-都道府県": "in the register",
    "住所-市区町村": "in the register",
    "住所-町名番地等": "in the register",
    "代表者-役割": "a person",
    "代表者-表示用種別": "a person",
    "代表者-表示用氏名": "a person",
    "代表者-検索用種別": "a person",
    "代表者-検索用氏名": "a person",
    "設立日": "in the register",
    "資本金-数値": "no procurement",
    "資本金-通貨": "no procurement",
    "資本金-通貨コード": "no procurement",
    "関連人員-人数": "no procurement",
    "公表組織-ID名称": "the scheme of the identifier",
    "公表組織-ID発行者": "the scheme of the identifier",
    "公表組織-ID識別値": "an identifier that nothing else uses",
    "業種コード": "no procurement",
    "事業内容": "no procurement",
    "営業エリア-表記": "no procurement",
    "決算情報-金額": "no procurement",
    "決算情報-通貨": "no procurement",
    "決算情報-通貨コード": "no procurement",
    "法人活動-部門": "not filled in for procurements",
    "法人活動-区分-種別": "not filled in for procurements",
    "法人活動-区分-内容": "not filled in for procurements",
    "法人活動-対象": "not filled in for procurements",
    "法人活動-状況名称": "not filled in for procurements",
    "法人活動-期間開始日時": "not filled in for procurements",
    "法人活動-期間終了日時": "not filled in for procurements",
    "資格-表記": "no procurement",
}


@dataclass(frozen=True, slots=True)
class PrintedOrder:
    """The cells of one order as printed."""

    number: str
    name: str
    address: str
    date: str
    title: str
    amount: str
    buyer: str
    note: str = ""
    key: str = ""
    quality: str = ""
    origin: str = ""
    acquired: str = ""
    updated: str = ""


def open_table(body: bytes, url: str) -> Table:
    """The table of a file, alone or in a zip, individuals masked. Raises :class:`PageError`."""
    content, file = csv_member(body, url)
    table = read_csv(decode(content, file).encode(), file)
    places = _places(table.header, file)
    if "name" not in places:
        return table
    rows = [[*cells] for _, cells in table.rows()]
    reader, masked = CellReader(file), False
    for cells in rows:
        if len(cells) == len(table.header) and is_individual(
            cells[places["name"]], reader.corporate_number(cells[places["number"]], 0, "法人番号")
        ):
            cells[places["name"]], masked = INDIVIDUAL, True
    return Grid(file, [list(table.header), *rows]).table(table.header) if masked else table


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[GbizProcurement | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The orders of a file, in its order. Raises :class:`PageError`."""
    content, file = csv_member(body, file)
    lines = csv.reader(io.StringIO(decode(content, file), newline=""))
    del content
    reader, seen, row = CellReader(file), Counter[PrintedOrder](), 1
    try:
        header = next(lines, [])
        check_size(header, 1, file)
        places = _places(header, file)
        yield from _unknown_columns(header, reader)
        for row, cells in enumerate(lines, 2):
            if len(cells) != len(header):
                text = ",".join(cells)
                reader.fail("row_width", f"{len(cells)} cells, not {len(header)}; left out", row, cell=text)
            else:
                yield procurement(_printed(cells, places), row, reader, seen)
            yield from reader.take()
        if row == 1:
            reader.warn("empty_table", "the file lists no orders", 1)
            yield from reader.take()
    except csv.Error as error:
        raise PageError("csv", f"line {lines.line_num} is not CSV ({error}); fetch it again", file, row) from error


def procurement(order: PrintedOrder, row: int, reader: CellReader, seen: Counter[PrintedOrder]) -> GbizProcurement:
    """An order from its cells; ``seen`` counts equal ones. Individuals are masked."""
    number = reader.corporate_number(order.number, row, "法人番号")
    name, address = order.name, order.address
    if is_individual(name, number):
        reader.warn("individual_masked", "an individual, or not known to be none: masked", row, "商号または名称")
        name, address = INDIVIDUAL, ""
    key = PrintedOrder(order.number, "", "", order.date, order.title, order.amount, order.buyer)
    ordinal = seen[key]
    seen[key] += 1
    return GbizProcurement(
        corporate_number=number,
        corporate_number_printed=order.number,
        name=name,
        address=address,
        date=_date(order.date, row, "受注日", reader),
        date_printed=order.date,
        title=order.title,
        amount=reader.integer(order.amount, row, "落札価格"),
        amount_printed=order.amount,
        buyer=order.buyer,
        note=order.note,
        key=order.key,
        quality=order.quality,
        origin=order.origin,
        acquired=_date(order.acquired, row, "最終取得日", reader),
        updated=_date(order.updated, row, "最終更新日", reader),
        ordinal=ordinal,
        row=row,
    )


def _printed(cells: Sequence[str], places: Mapping[str, int]) -> PrintedOrder:
    return PrintedOrder(**{name: cells[places[name]] if name in places else "" for name in _NAMES})


def _places(header: Sequence[str], file: str) -> dict[str, int]:
    form = 1 if "ID-識別値" in header else 0
    twice = sorted({name for name in header if header.count(name) > 1})
    places = {ours: header.index(names[form]) for ours, names in _NAMES.items() if names[form] in header}
    missing = [_NAMES[name][form] for name in _REQUIRED if name not in places]
    if missing or twice:
        raise PageError(
            "header",
            f"the header is of neither known form: missing {missing}, twice {twice}; read the new layout and extend "
            "crawler/pages/gbiz_procurement.py",
            file,
            row=1,
            field=(missing or twice)[0],
        )
    return places


def _unknown_columns(header: Sequence[str], reader: CellReader) -> Iterator[Problem]:
    known = {name for names in _NAMES.values() for name in names} | IGNORED.keys()
    for name in header:
        if name not in known and not re.fullmatch(r".*[（(]メタデータ[)）]", name):
            reader.warn("unknown_column", "nobody knows this column; its cells are left out", 1, name)
    yield from reader.take()


def _date(cell: str, row: int, field: str, reader: CellReader) -> str | None:
    if not cell.strip():
        return None
    date = iso_date(cell)
    if date is None:
        reader.fail("date", "not a date of the calendar; no value taken", row, field, cell)
    return date
