"""Claims of awards abroad: US federal contracts (USAspending) and award notices of the European Union (TED).

Sums stay in their currency; one with cents is no amount here, since amounts are whole units. Identifiers of other
countries' registers are no corporate numbers. The sum of a TED tender is that of all organisations of its group.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import FederalAward, TedAward
from graph.claims.contracts import PrintedContract, buyer_argument, contract_claims, stated, supplier_argument
from graph.claims.model import Claim, Thing
from graph.claims.pages import JsonPage, JsonQuotes, SpanQuotes
from graph.claims.performance import WorkReader
from graph.claims.titles import Read

VERSION = "1"
DOLLAR = "USD"

_FEDERAL = {
    "title": ("Description",), "supplier": ("Recipient Name",), "amount": ("Award Amount",), "buyer": ("Awarding Agency",),
    "date": ("Base Obligation Date",), "end": ("End Date",),
}  # fmt: skip


def federal_award_claims(
    record: FederalAward, page: JsonPage, read: Read, work_of: WorkReader
) -> Iterator[Claim | Thing]:
    """A US federal contract; its amount is that of its whole life."""
    printed = PrintedContract(
        f"usaspending/{record.award_id}",
        record.description or record.contract_number,
        buyer_argument(record.agency),
        supplier_argument(record.recipient, None),
        _whole(record.amount_cents),
        DOLLAR,
        record.signed or "",
        stated(date=record.signed),
        record.start or "",
        record.end or "",
    )
    pointers = _FEDERAL if record.description else _FEDERAL | {"title": ("Award ID",)}
    yield from contract_claims(printed, JsonQuotes(page, f"/{record.position}", pointers), read, work_of)


def ted_award_claims(record: TedAward, text: str, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """A winner of a lot; ``text`` is that of the notice. A lot without a winner gives nothing."""
    if not record.winner:
        return
    day = record.concluded or record.decided or ""
    printed = PrintedContract(
        f"ted/{record.publication_number}/{record.lot}/{record.tender}/{record.winner}/{record.ordinal}",
        record.title,
        None,
        supplier_argument(record.winner, None),
        _whole(record.amount_cents),
        record.currency,
        day,
        (),
    )
    line = (record.start, record.end)
    yield from contract_claims(printed, SpanQuotes(text, {"title": line, "supplier": line}), read, work_of)


def _whole(cents: int | None) -> int | None:
    return cents // 100 if cents is not None and cents % 100 == 0 else None
