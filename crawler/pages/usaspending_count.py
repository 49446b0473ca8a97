"""USAspending, ``spending_by_award_count`` → :class:`FederalAwardCount`: how many awards a search has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.json_values import ObjectReader, read_object
from crawler.records import FederalAwardCount, Problem

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 1

IGNORED = {
    "grants": "not asked for",
    "loans": "not asked for",
    "direct_payments": "not asked for",
    "other": "not asked for",
    "messages": "advice on the interface",
    "spending_level": "awards, as asked for",
}


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[FederalAwardCount | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The count. Raises :class:`PageError` for an answer without it."""
    document = read_object(body, file)
    reader = CellReader(file)
    counts = ObjectReader(reader, document.get("results"), 0, "results")
    contracts, vehicles = counts.integer("contracts"), counts.integer("idvs")
    if contracts is None or contracts < 0:
        raise PageError("no_answer", "no number of contracts (results/contracts); look at what came", file)
    counts.leftover(IGNORED)
    yield FederalAwardCount(contracts, vehicles or 0)
    yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The answer's JSON text. Raises :class:`PageError`."""
    read_object(body, file)
    return body.decode("utf-8-sig")
