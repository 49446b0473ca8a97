"""Claims of the procurement portal's awards (調達ポータル 落札実績): supplier, price, buyer, method.

Prices are as the portal has them: whether tax is in them is not said.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import YEN, Award
from graph.claims.contracts import PrintedContract, buyer_argument, contract_claims, stated, supplier_argument
from graph.claims.model import Claim, Thing
from graph.claims.pages import RowQuotes, Table
from graph.claims.performance import WorkReader
from graph.claims.titles import Read

VERSION = "1"

COLUMNS = {
    "title": ("調達案件名称",),
    "date": ("落札決定日",),
    "amount": ("落札価格",),
    "buyer": ("府省コード",),
    "method": ("入札方式コード",),
    "supplier": ("商号又は名称",),
    "number": ("法人番号",),
    "end": (),
}


def award_claims(record: Award, table: Table, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """One award; its key is case number, date, corporate number, price and ordinal, as the portal tells them apart."""
    key = "/".join(
        ("p_portal", record.case_number, record.date or "", record.corporate_number_printed.strip(),
         record.amount_printed, str(record.ordinal))
    )  # fmt: skip
    printed = PrintedContract(
        key,
        record.title,
        buyer_argument(record.ministry),
        supplier_argument(record.supplier, record.corporate_number),
        record.amount,
        YEN,
        record.date or "",
        stated(date=record.date, method=record.method),
    )
    yield from contract_claims(printed, RowQuotes(table, record.row, COLUMNS), read, work_of)
