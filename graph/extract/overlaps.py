"""One reading of a text: of overlapping candidates the longest stands, of equally long ones the more specific type."""

from __future__ import annotations

from collections.abc import Iterable

from graph.extract.mention import (
    AGENCY,
    CLOUD_SERVICE,
    COUNT,
    DATE,
    FUNCTION,
    MONEY,
    PRODUCT,
    SYSTEM,
    VENDOR,
    Mention,
)  # fmt: skip

_BY_FORM = ("vendor-prefix", "vendor-suffix", "vendor-cooperative", "vendor-foreign")
_PRIORITY = (DATE, MONEY, COUNT, CLOUD_SERVICE, PRODUCT, SYSTEM, VENDOR, AGENCY, FUNCTION)


def resolve_overlaps(candidates: Iterable[Mention]) -> list[Mention]:
    """Non-overlapping mentions in text order; the same whatever order the candidates come in.

    Longest first; equally long: the type that is printed in the fewest ways (Date, Money, Count, CloudService, Product,
    System, Vendor, Agency, Function), then the higher confidence, the earlier place, the rule's name.
    """
    ranked = sorted(
        candidates,
        key=lambda m: (m.start - m.end, _PRIORITY.index(m.type), -m.confidence, m.start, m.rule, m.canonical),
    )
    firms = {(m.start, m.end) for m in ranked if m.type == VENDOR and m.rule in _BY_FORM}
    chosen: list[Mention] = []
    taken: set[int] = set()
    for mention in ranked:
        span = range(mention.start, mention.end)
        if mention.type == SYSTEM and _within_firm(firms, mention):
            continue
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(mention)
    chosen.sort(key=lambda m: m.start)
    return chosen


def _within_firm(firms: set[tuple[int, int]], system: Mention) -> bool:
    """株式会社…システム is a firm: a legal form makes what it belongs to a firm, whatever the name ends in."""
    return any(first <= system.start and system.end <= last for first, last in firms)
