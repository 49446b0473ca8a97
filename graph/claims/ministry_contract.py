"""Claims of the ministries' monthly contract tables (財計第2017号): supplier, price, award rate, bidders, why negotiated.

Amounts are in yen, tax as printed; a unit price is no amount. The officer who signs is left out. The table counts former
officials of the ministry among the supplier's officers (再就職の役員の数): people who went to the supplier, not from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import YEN, MinistryContract
from graph.claims.contracts import PrintedContract, buyer_argument, contract_claims, stated, supplier_argument
from graph.claims.model import Claim, Qualifiers, Thing
from graph.claims.pages import RowQuotes, Table
from graph.claims.performance import WorkReader
from graph.claims.titles import Read

VERSION = "2"
NEGOTIATED = "随意契約"
OFFICERS = "人"

COLUMNS = {
    "title": ("物品役務等の名称",),
    "date": ("契約締結日",),
    "amount": ("契約金額",),
    "buyer": ("契約担当官等",),
    "supplier": ("契約相手方",),
    "number": ("法人番号",),
    "method": ("競争の方法", "随意契約の理由"),
    "bidders": ("応札・応募者数",),
    "award_rate": ("落札率",),
    "estimated_price": ("予定価格",),
    "reason": ("随意契約の理由",),
    "reemployed": ("再就職の役員の数",),
    "end": (),
}


def ministry_contract_claims(
    record: MinistryContract, table: Table, read: Read, work_of: WorkReader
) -> Iterator[Claim | Thing]:
    """One contract; its key is what the table tells rows apart by: title, date, supplier, number, amount, ordinal."""
    key = "/".join(
        ("ministry", record.buyer, record.title, record.date_printed, record.supplier,
         record.corporate_number_printed.strip(), record.amount_printed.strip(), str(record.ordinal))
    )  # fmt: skip
    printed = PrintedContract(
        key,
        record.title,
        buyer_argument(record.buyer),
        supplier_argument(record.supplier, record.corporate_number, record.supplier_address),
        record.amount,
        YEN,
        record.date or "",
        stated(
            date=record.date,
            method=record.method or (NEGOTIATED if record.negotiated else ""),
            bidders=record.bidders,
            award_rate=record.award_rate if any(c.isdigit() for c in record.award_rate) else "",
            estimated_price=record.estimated_price,
            reason=record.reason,
            reemployed=record.reemployed_officials,
        ),
    )
    quotes = RowQuotes(table, record.row, COLUMNS)
    yield from contract_claims(printed, quotes, read, work_of)
    if record.reemployed_officials and printed.supplier and printed.buyer:
        yield Claim(
            key,
            "employsFormerOfficialsOf",
            printed.supplier,
            printed.buyer,
            quotes.fields("buyer", "supplier", "reemployed"),
            Qualifiers(
                count=record.reemployed_officials,
                unit=OFFICERS,
                valid_from=record.date or "",
                valid_precision="day" if record.date else "",
            ),
        )
