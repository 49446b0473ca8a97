"""Claims of gBizINFO: one order that a corporation got from a public body, from the bulk CSV or the REST interface."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import YEN, GbizProcurement
from graph.claims.contracts import PrintedContract, buyer_argument, contract_claims, stated, supplier_argument
from graph.claims.model import Claim, Thing
from graph.claims.pages import JsonPage, JsonQuotes, Quotes, RowQuotes, Table
from graph.claims.performance import WorkReader
from graph.claims.titles import Read

VERSION = "1"

# By field the names of its column in the plain and in the IMI header.
COLUMNS = {
    "title": ("件名", "法人活動-活動名称"),
    "date": ("受注日", "法人活動-認定日"),
    "amount": ("落札価格", "法人活動-金額"),
    "buyer": ("組織名", "公表組織-名称表記"),
    "supplier": ("商号または名称", "名称-表記"),
    "number": ("法人番号", "ID-識別値"),
    "end": (),
}
_MEMBERS = {
    "title": ("title",),
    "date": ("date_of_order",),
    "amount": ("amount",),
    "buyer": ("government_departments",),
    "end": (),
}


def order_claims(record: GbizProcurement, quotes: Quotes, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """One order; its key is number, date, title, amount, buyer and ordinal: a key of the database may be missing."""
    key = "/".join(
        ("gbizinfo", record.corporate_number_printed.strip(), record.date_printed, record.title,
         record.amount_printed, record.buyer, str(record.ordinal))
    )  # fmt: skip
    printed = PrintedContract(
        key,
        record.title,
        buyer_argument(record.buyer),
        supplier_argument(record.name, record.corporate_number, record.address),
        record.amount,
        YEN,
        record.date or "",
        stated(date=record.date),
    )
    yield from contract_claims(printed, quotes, read, work_of)


def row_quotes(record: GbizProcurement, table: Table) -> Quotes:
    """Evidence in the bulk CSV."""
    return RowQuotes(table, record.row, COLUMNS)


def member_quotes(record: GbizProcurement, page: JsonPage, orders: list[str]) -> Quotes:
    """Evidence in an answer of the interface; ``orders`` are the pointers of all orders in page order."""
    order = orders[record.row - 1]
    corporation = order.rpartition("/procurement/")[0]
    pointers = _MEMBERS | {"supplier": (f"{corporation}/name",), "number": (f"{corporation}/corporate_number",)}
    return JsonQuotes(page, order, pointers)


def order_pointers(page: JsonPage) -> list[str]:
    """The pointers of the orders in an answer of the interface, in page order."""
    found = [p for p in page.places if p.startswith("/hojin-infos/") and p.split("/")[3:4] == ["procurement"]]
    orders = [pointer for pointer in found if pointer.count("/") == 4]
    return sorted(orders, key=lambda pointer: tuple(int(part) for part in pointer.split("/")[2::2]))
