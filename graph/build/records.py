"""Records by class: the record tables as the claim modules want them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, cast

from crawler.ledger import Capture
from crawler.tables import RecordTables

R = TypeVar("R")


class Records:
    """The records of captures; of a capture that was not parsed there are none."""

    def __init__(self, tables: RecordTables) -> None:
        self._tables = tables
        self._markers = {marker.digest: marker for marker in tables.parsed()}

    def of(self, capture: Capture, kind: type[R]) -> Iterator[R]:
        """The records of one kind from one capture, in page order."""
        if self.has(capture, kind):
            yield from cast("Iterator[R]", self._tables.records(_name(kind), capture.digest))

    def has(self, capture: Capture, *kinds: type[Any]) -> bool:
        """True where the capture gave a record of one of the kinds."""
        marker = self._markers.get(capture.digest)
        return marker is not None and any(marker.counts.get(_name(kind)) for kind in kinds)

    def version(self, capture: Capture) -> str:
        """Names the page functions that read the capture, "" where none did."""
        marker = self._markers.get(capture.digest)
        return f"{marker.page_kind}@{marker.version}" if marker else ""

    def readable(self, capture: Capture) -> bool:
        """False for a capture that gave nothing but problems: a page that cannot be read takes nothing back."""
        marker = self._markers.get(capture.digest)
        if marker is None:
            return True
        return not marker.quarantined and (
            not marker.counts.get("problem") or any(kind != "problem" for kind in marker.counts)
        )

    def counts(self, captures: list[Capture]) -> dict[str, int]:
        """Records by kind over captures."""
        counts: dict[str, int] = {}
        for capture in captures:
            marker = self._markers.get(capture.digest)
            for kind, number in (marker.counts if marker else {}).items():
                counts[kind] = counts.get(kind, 0) + number
        return dict(sorted(counts.items()))


def _name(kind: type[Any]) -> str:
    return cast("str", kind.kind)
