"""Archive → record tables: every capture that is new, or whose page functions have a new version."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, ArchiveError
from crawler.assertions import Expectations, Tally, expectations, is_served
from crawler.ledger import Capture, Ledger
from crawler.pages import PageError, PageKind, page_kind
from crawler.records import Problem
from crawler.tables import ParsedCapture, RecordTables, RecordWriter


@dataclass(frozen=True, slots=True)
class ParseProgress:
    """How far parsing is: captures done of all that are to be parsed, and the URL at hand."""

    done: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class ParseReport:
    """What a run of :func:`parse_archive` did; ``records`` counts all tables, those of earlier runs included."""

    parsed: int
    unchanged: int
    records: Mapping[str, int] = field(hash=False)
    seconds: float


def parse_archive(home: Path, progress: Callable[[ParseProgress], None] | None = None) -> ParseReport:
    """Parse what the archive holds and the tables do not; problems become records of kind ``problem``.

    Only successful answers (status 200) of a page kind that something reads are parsed, and none that was redacted. A
    page that cannot be read gives one problem, and stops nothing else. One that the site served and that breaks an
    assertion of its source's metadata is quarantined: it gives problems only.
    """
    started = time.monotonic()
    archive, tables = Archive(home), RecordTables(home)
    with Ledger(home) as ledger:
        redacted = {one.payload_digest for one in ledger.redactions()}
        captures = [capture for capture in ledger.captures() if capture.payload_digest not in redacted]
    readable = [(capture, page) for capture in captures if (page := _page_of(capture)) is not None]
    for marker in tables.parsed():
        if marker.digest not in {capture.digest for capture, _ in readable}:
            tables.forget(marker.digest)
    waiting = [
        (capture, page)
        for capture, page in readable
        if not _is_current(tables.marker(capture.digest), page, expectations(capture))
    ]
    for done, (capture, page) in enumerate(waiting):
        if progress is not None:
            progress(ParseProgress(done, len(waiting), capture.url))
        _parse(archive, tables, capture, page)
    if progress is not None and waiting:
        progress(ParseProgress(len(waiting), len(waiting), ""))
    records: Counter[str] = Counter()
    for marker in tables.parsed():
        records.update(marker.counts)
    return ParseReport(
        len(waiting), len(readable) - len(waiting), dict(sorted(records.items())), time.monotonic() - started
    )


def _page_of(capture: Capture) -> PageKind | None:
    return page_kind(capture.page_kind) if capture.status == 200 else None


def _is_current(marker: ParsedCapture | None, page: PageKind, expected: Expectations) -> bool:
    return marker is not None and marker.version == page.VERSION and marker.expected == expected.digest


def _parse(archive: Archive, tables: RecordTables, capture: Capture, page: PageKind) -> None:
    tables.forget(capture.digest)
    writer = RecordWriter(tables, capture.digest)
    expected = expectations(capture)
    tally = Tally(expected)
    try:
        try:
            body = archive.payload(capture)
            for record in page.parse(body, capture.url, capture.arguments):
                tally.add(record)
                writer.add(record)
        except PageError as error:
            problem = Problem("error", error.code, error.message, error.file, error.row, error.field)
            tally.add_unreadable(problem)
            writer.add(problem)
        except ArchiveError as error:
            writer.add(Problem("error", "archive", str(error), capture.url))
        breaches = tally.breaches()
        quarantined = bool(breaches) and is_served(capture)
        if quarantined:
            writer.abandon()
            for problem in (*tally.problems, _quarantined(capture, breaches)):
                writer.add(problem)
        writer.finish(capture.page_kind, page.VERSION, expected.digest, breaches, quarantined=quarantined)
    except BaseException:
        writer.abandon()
        raise


def _quarantined(capture: Capture, breaches: tuple[str, ...]) -> Problem:
    message = f"no record of this page is used: {'; '.join(breaches)}; compare it with the publisher's"
    return Problem("error", "quarantined", message, capture.url)
