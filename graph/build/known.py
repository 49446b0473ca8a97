"""When a claim was known: from the first capture that says it, through the first that no longer does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from crawler.ledger import Capture
from graph.build.partition import Partition


@dataclass(frozen=True, slots=True)
class Known:
    """When a claim of a document was first said and, when its latest capture no longer says it, since when not."""

    first: str
    through: str | None


def known_times(parts: Sequence[Partition], silent: Sequence[Capture]) -> Callable[[str], Known]:
    """When each claim of a document was known: from the first capture that says it, through the first that no longer does.

    ``silent`` are captures that say nothing: the answer that the document is not there any more, when that was its last,
    and those that were redacted.
    """
    if len(parts) == 1 and not silent:
        only = Known(parts[0].capture.first_seen, None)
        return lambda _: only
    said = [(part.capture, claim_ids(part)) for part in parts]

    def known(claim: str) -> Known:
        stating = [capture for capture, ids in said if claim in ids]
        first, last = min(c.first_seen for c in stating), max(c.last_seen for c in stating)
        others = [*silent, *(capture for capture, ids in said if claim not in ids)]
        # a capture that was there before and came back was seen again at its last sight
        ends = [c.first_seen if c.first_seen > last else c.last_seen for c in others if c.last_seen > last]
        return Known(first, min(ends, default=None))

    return known


def claim_ids(part: Partition) -> set[str]:
    """The identifiers of the claims of a capture."""
    return set(pq.read_table(part.folder / "claims.parquet", columns=["id"]).column("id").to_pylist())
