"""How each source stands: what it promised, what is held, what was lost, and how far our reading of it is verified.

From the ledger, the record tables' markers and the source's metadata. A page kind is *proven* when its reader was
written with bytes that the site sent, or has read a page that the site itself served and that held all assertions; a
source whose reader was written from documentation is never called working before that.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler import sources
from crawler.assertions import is_served
from crawler.ledger import Capture, Gone, Ledger, Promise, RobotsDecision, Run, current_captures
from crawler.tables import ParsedCapture, RecordTables

_FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Breach:
    """A page that breaks assertions of its source's metadata; quarantined where the site itself served it."""

    url: str
    capture: str
    reasons: tuple[str, ...]
    quarantined: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that did not come to its end, or a request of the last run that got no usable answer."""

    time: str
    url: str | None  # None: the run as a whole
    reason: str


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """How one source stands.

    ``page_kinds`` says how far the reader of each page kind is verified. ``promises`` are, of each slice, those of the
    latest run that asked for it. Times are ISO 8601 in UTC; ``age_days`` is how long ago the source's last answer came,
    ``None`` where nothing has come.
    """

    source: str
    verified: str | None  # None: a source without metadata (reference data)
    page_kinds: Mapping[str, str] = field(hash=False)
    unproven: Mapping[str, str] = field(hash=False)  # those of the page kinds that no page of the site has proven
    captures: int
    captures_by_origin: Mapping[str, int] = field(hash=False)
    last_seen: str
    age_days: int | None
    last_run: str | None
    finish_reason: str | None
    last_failure: Failure | None
    promises: tuple[Promise, ...]
    gone: tuple[Gone, ...]
    breaches: tuple[Breach, ...]
    robots: tuple[RobotsDecision, ...]

    @property
    def gaps(self) -> int:
        """How much of what was promised is missing."""
        return sum(promise.promised - promise.held for promise in self.promises)

    @property
    def quarantined(self) -> int:
        """How many pages are archived and not published."""
        return sum(breach.quarantined for breach in self.breaches)

    @property
    def is_unproven(self) -> bool:
        """Whether a reader that was written from documentation has not been tried on a page of the site."""
        return sources.VERIFICATIONS[0] in self.unproven.values()


def standings(home: Path, now: dt.datetime) -> list[SourceStanding]:
    """Every source of which the home holds a capture or a run, by name. ``now`` is only for ages."""
    with Ledger(home) as ledger:
        captures = list(ledger.captures())
        runs = ledger.runs()
        gone = ledger.gone()
        names = sorted({capture.source for capture in captures} | {run.source for run in runs})
        tables = RecordTables(home)
        return [
            _standing(
                name,
                ledger,
                tables,
                [capture for capture in captures if capture.source == name],
                [run for run in runs if run.source == name],
                tuple(page for page in gone if page.source == name),
                now,
            )
            for name in names
        ]


def never_crawled(held: Iterable[SourceStanding]) -> dict[str, str]:
    """The sources of which nothing is held, with how far their reading is verified."""
    seen = {standing.source for standing in held}
    return {name: sources.load(name).verified for name in sources.names() if name not in seen}


def _standing(
    name: str,
    ledger: Ledger,
    tables: RecordTables,
    captures: list[Capture],
    runs: list[Run],
    gone: tuple[Gone, ...],
    now: dt.datetime,
) -> SourceStanding:
    metadata = sources.load(name) if name in sources.names() else None
    kinds = metadata.page_kinds if metadata else {}
    pages = [capture for capture in captures if capture.status == 200 and capture.page_kind in kinds]
    markers = {capture.digest: tables.marker(capture.digest) for capture in pages}
    last = runs[-1] if runs else None
    last_seen = max((capture.last_seen for capture in captures), default="")
    return SourceStanding(
        name,
        metadata.verified if metadata else None,
        kinds,
        {kind: kinds[kind] for kind in sorted(_untried(kinds) - _proven(pages, markers))},
        len(captures),
        dict(sorted(Counter(capture.origin for capture in captures if capture.status == 200).items())),
        last_seen,
        (now - dt.datetime.fromisoformat(last_seen)).days if last_seen else None,
        last.started if last else None,
        last.finish_reason if last else None,
        _last_failure(ledger, runs),
        tuple(ledger.latest_promises(name)),
        gone,
        _breaches(pages, markers),
        tuple(ledger.robots(last.id)) if last else (),
    )


def _untried(kinds: Mapping[str, str]) -> set[str]:
    return {kind for kind, verified in kinds.items() if verified != sources.VERIFICATIONS[-1]}


def _proven(pages: list[Capture], markers: Mapping[str, ParsedCapture | None]) -> set[str]:
    return {
        page.page_kind
        for page in pages
        if is_served(page) and (marker := markers[page.digest]) is not None and not marker.breaches
    }


def _breaches(pages: list[Capture], markers: Mapping[str, ParsedCapture | None]) -> tuple[Breach, ...]:
    """Of each page the state it was last seen in."""
    return tuple(
        Breach(page.url, page.digest, marker.breaches, marker.quarantined)
        for page in current_captures(pages).values()
        if (marker := markers[page.digest]) is not None and marker.breaches
    )


def _last_failure(ledger: Ledger, runs: list[Run]) -> Failure | None:
    """The latest run that was cut short, or the last failed request of the latest run that had one."""
    for run in reversed(runs):
        if run.finish_reason not in (_FINISHED, "probe"):
            return Failure(run.finished or run.started, None, run.finish_reason or "it has no end: killed, or running")
        failed = ledger.last_failed_request(run.id)
        if failed is not None:
            return Failure(failed.asked, failed.url, failed.error or f"status {failed.status}")
    return None
