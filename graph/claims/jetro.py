"""Claims of awards in JETRO's database of government procurement: supplier, price, method, why negotiated.

Prices are as printed; a unit price is no amount. The body that buys stands on the list of notices, not in the entry.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import YEN, JetroAward
from graph.claims.contracts import PrintedContract, contract_claims, stated, supplier_argument
from graph.claims.model import Claim, Thing
from graph.claims.pages import SpanQuotes
from graph.claims.performance import WorkReader
from graph.claims.titles import Read

VERSION = "1"


def jetro_award_claims(record: JetroAward, text: str, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """One entry of a notice of awards; ``text`` is that of the page."""
    key = "/".join(
        ("jetro", record.list_number, record.notice_id, record.title, record.date_printed, record.supplier,
         record.amount_printed, str(record.ordinal))
    )  # fmt: skip
    printed = PrintedContract(
        key,
        record.title,
        None,
        supplier_argument(record.supplier, None, record.supplier_address),
        record.amount,
        YEN,
        record.date or "",
        stated(
            date=record.date,
            method=record.method,
            estimated_price=record.estimated_price_printed if record.estimated_price is not None else "",
            reason=record.reason,
        ),
    )
    values = {
        "title": record.title,
        "supplier": record.supplier,
        "amount": record.amount_printed,
        "date": record.date_printed,
        "method": record.method,
        "reason": record.reason,
        "estimated_price": record.estimated_price_printed,
    }
    spans = {name: _place(text, value, record) for name, value in values.items() if value}
    yield from contract_claims(printed, SpanQuotes(text, spans), read, work_of)


def _place(text: str, value: str, record: JetroAward) -> tuple[int, int]:
    """Where the entry prints a value; the whole entry where it prints it otherwise."""
    start = text.find(value, record.start, record.end)
    return (start, start + len(value)) if start >= 0 else (record.start, record.end)
