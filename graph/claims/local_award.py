"""Claims of what prefectures and municipalities award and announce."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import YEN, LocalAward, LocalNotice
from graph.claims.contracts import PrintedContract, buyer_argument, contract_claims, stated, supplier_argument
from graph.claims.model import Argument, Claim, Thing
from graph.claims.pages import Quotes, RowQuotes, SpanQuotes, Table
from graph.claims.performance import WorkReader
from graph.claims.titles import Read, title_claims

VERSION = "1"

COLUMNS = {
    "title": ("title",),
    "date": ("date", "signed"),
    "amount": ("amount",),
    "buyer": ("office",),
    "supplier": ("supplier",),
    "number": ("supplier",),  # printed below the name
    "method": ("method",),
    "bidders": (),
    "end": (),
}


def local_award_claims(record: LocalAward, quotes: Quotes, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """One award of a local body; suppliers mostly have no number there and stay unresolved."""
    key = "/".join(
        ("local", record.prefecture, record.buyer, record.title, record.date_printed, record.supplier,
         record.amount_printed, record.url, str(record.ordinal))
    )  # fmt: skip
    printed = PrintedContract(
        key,
        record.title,
        buyer_argument(record.buyer),
        supplier_argument(record.supplier, record.corporate_number),
        record.amount,
        YEN,
        record.date or "",
        stated(date=record.date, method=record.method, bidders=record.bidders),
    )
    yield from contract_claims(printed, quotes, read, work_of)


def row_quotes(record: LocalAward, table: Table) -> Quotes:
    """Evidence in a list of results."""
    return RowQuotes(table, record.row, COLUMNS)


def page_quotes(record: LocalAward, text: str) -> Quotes:
    """Evidence on a page about one selection: each value where it first stands as printed."""
    return SpanQuotes(
        text,
        {
            "supplier": (record.start, record.end),
            "title": _span(text, record.title),
            "amount": _span(text, record.amount_printed),
            "date": _span(text, record.date_printed),
            "method": _span(text, record.method),
        },
    )


def local_notice_claims(record: LocalNotice, text: str, read: Read) -> Iterator[Claim | Thing]:
    """An announcement: what its title names. It is no contract yet."""
    notice = Argument("notice", record.title, record.url)
    properties = (("date", record.published),) if record.published else ()
    yield Thing(notice, record.title, properties)
    quotes = SpanQuotes(text, {"title": _span(text, record.title)})
    key = f"local_notice/{record.url}"
    buyer = buyer_argument(record.buyer)
    evidence = quotes.fields("title")
    if buyer is not None and evidence:
        yield Claim(key, "buyer", notice, buyer, evidence, confidence=0.9)  # the site's name, not a field of the page
    yield from title_claims(key, notice, record.title, record.buyer, quotes, read)


def _span(text: str, printed: str) -> tuple[int, int]:
    at = text.find(printed) if printed else -1
    return (at, at + len(printed)) if at >= 0 else (0, 0)
