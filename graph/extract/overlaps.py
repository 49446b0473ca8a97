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
    chosen: list[Mention] = []
    taken: set[int] = set()
    for mention in ranked:
        span = range(mention.start, mention.end)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(mention)
    chosen.sort(key=lambda m: m.start)
    return chosen
