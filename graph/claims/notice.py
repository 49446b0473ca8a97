"""Claims of notices (官公需情報ポータル): who announces, and which systems, services and functions title and text name.

A notice is no contract yet and names no supplier: nothing of it is a dependency on a provider.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import Notice
from graph.claims.contracts import buyer_argument
from graph.claims.model import Argument, Claim, TextEvidence, Thing
from graph.claims.pages import SpanQuotes
from graph.claims.reading import named_services, named_systems
from graph.claims.titles import Read, title_claims

VERSION = "1"


def notice_claims(record: Notice, page: str, read: Read) -> Iterator[Claim | Thing]:
    """One notice; ``page`` is the text that its offsets count in."""
    notice = Argument("notice", record.title, f"kkj/{record.key}")
    key = f"kkj/{record.key}"
    yield Thing(notice, record.title, (("date", record.published),) if record.published else ())
    title_end = record.start + len(record.title)
    quotes = SpanQuotes(
        page,
        {"title": (record.start, title_end), "buyer": (title_end + 1, title_end + 1 + len(record.buyer))},
    )
    buyer = buyer_argument(record.buyer)
    if buyer is not None:
        yield Claim(key, "buyer", notice, buyer, quotes.fields("buyer"))
    yield from title_claims(key, notice, record.title, record.buyer, quotes, read)
    reading = read(record.text)
    for named in (*named_systems(reading, record.buyer), *named_services(reading)):
        evidence = TextEvidence.of(page, record.text_start + named.start, record.text_start + named.end)
        yield Claim(f"{key}/text", "names", notice, named.argument, (evidence,), confidence=named.confidence)
