"""What is due: sources whose last whole crawl is longer ago than their cadence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler import sources
from crawler.crawl import CrawlArgumentError
from crawler.ledger import Ledger, Run

_AGAIN_FOR_GAPS = dt.timedelta(days=1)  # what a crawl did not get is asked for again the next day, whatever the cadence


@dataclass(frozen=True, slots=True)
class DueSource:
    """When a source is to be crawled next: at once where it never was crawled to the end."""

    source: str
    last: dt.datetime | None  # when the last crawl that came to its end began
    next: dt.datetime

    def is_due(self, now: dt.datetime) -> bool:
        """Whether it is time."""
        return self.next <= now


def due_sources(home: Path, names: Sequence[str], via: str, now: dt.datetime) -> list[DueSource]:
    """The named sources, or all that are crawled without being named, the most overdue first.

    ``via`` is the mirror ("" for the web): crawls another way do not count. Sources whose secrets are not set are left
    out. Raises :class:`~crawler.crawl.CrawlArgumentError` for an unknown source.
    """
    try:
        known = [sources.load(name) for name in names or sources.names()]
    except sources.SourceError as error:
        raise CrawlArgumentError(str(error)) from error
    chosen = [source for source in known if source.default or names]
    with Ledger(home) as ledger:
        runs = [run for run in ledger.runs() if run.finish_reason == "finished" and run.via == via]
        found = []
        for source in chosen:
            if source.missing_secrets and not via:
                continue
            last = max((run for run in runs if run.source == source.name), key=lambda run: run.id, default=None)
            found.append(_due(source, last, last is not None and _has_gaps(ledger, last), now))
    return sorted(found, key=lambda due: (due.next, due.source))


def _due(source: sources.Source, last: Run | None, has_gaps: bool, now: dt.datetime) -> DueSource:
    if last is None:
        return DueSource(source.name, None, now)
    began = dt.datetime.fromisoformat(last.started)
    cadence = dt.timedelta(days=source.cadence_days)
    return DueSource(source.name, began, began + (min(cadence, _AGAIN_FOR_GAPS) if has_gaps else cadence))


def _has_gaps(ledger: Ledger, run: Run) -> bool:
    return any(promise.held != promise.promised for promise in ledger.promises(run.id))
