"""The first careful request to a source: one page, and how it differs from what its reader expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, RedactedError
from crawler.assertions import Tally, expectations
from crawler.crawl import SourceReport, probe
from crawler.ledger import AskedRequest, Capture, Ledger, RobotsDecision
from crawler.pages import PageError, page_kind
from crawler.records import Problem
from crawler.sources import load


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What one page of a source was; ``differences`` is empty when it was all that was expected."""

    source: str
    url: str | None  # None: nothing but robots.txt was asked for
    status: int | None
    media_type: str
    length: int
    page_kind: str
    verified: str  # how far the reader of this page kind had been verified before
    robots: tuple[RobotsDecision, ...]
    records: Mapping[str, int] = field(hash=False)
    differences: tuple[str, ...]


def probe_source(home: Path, name: str, arguments: Mapping[str, str], mirror: str | None = None) -> ProbeReport:
    """Ask a source once and compare the answer with what was expected. Raises as :func:`crawler.crawl.crawl` does."""
    ran = probe(home, name, arguments, mirror)
    with Ledger(home) as ledger:
        asked = ledger.requests(ran.run) if ran.run is not None else []
        robots = tuple(ledger.robots(ran.run)) if ran.run is not None else ()
        pages = [request for request in asked if not request.url.endswith("/robots.txt")]
        capture = ledger.capture(pages[-1].capture) if pages and pages[-1].capture else None
    records: dict[str, int] = {}
    differences = [*ran.errors, *_of_requests(pages)]
    if capture is not None and capture.status == 200:
        found, records = _of_page(home, capture)
        differences += found
    return ProbeReport(
        name,
        pages[-1].url if pages else None,
        pages[-1].status if pages else None,
        capture.media_type if capture else "",
        capture.length if capture else 0,
        capture.page_kind if capture else "",
        load(name).page_kinds.get(capture.page_kind, "") if capture else "",
        robots,
        records,
        tuple(differences) or _of_run(ran, pages),
    )


def _of_run(ran: SourceReport, pages: list[AskedRequest]) -> tuple[str, ...]:
    return () if pages else (f"no page was asked for ({ran.finish_reason})",)


def _of_requests(pages: list[AskedRequest]) -> list[str]:
    found = []
    for request in pages:
        if request.error:
            found.append(f"{request.url}: {request.error}")
        elif request.status in (301, 302, 303, 307, 308):
            found.append(
                f"{request.url}: redirected (status {request.status}); the spider should ask for the new address"
            )
        elif request.status not in (200, 304):
            found.append(f"{request.url}: status {request.status}, expected 200")
    return found


def _of_page(home: Path, capture: Capture) -> tuple[list[str], dict[str, int]]:
    """What differs in a page that came, and its records by kind."""
    reader = page_kind(capture.page_kind)
    if reader is None:
        return [f"nothing reads pages of kind {capture.page_kind!r}"], {}
    tally = Tally(expectations(capture))
    records: dict[str, int] = {}
    try:
        for record in reader.parse(Archive(home).payload(capture), capture.url, capture.arguments):
            tally.add(record)
            records[record.kind] = records.get(record.kind, 0) + 1
    except RedactedError as error:
        return [str(error)], {}
    except PageError as error:
        tally.add_unreadable(Problem("error", error.code, error.message, error.file, error.row, error.field))
    first: dict[str, Problem] = {}
    for problem in tally.problems:
        first.setdefault(problem.code, problem)
    numbers = {code: sum(problem.code == code for problem in tally.problems) for code in first}
    return [
        *tally.breaches(),
        *(f"{numbers[code]} × {code}: {_place(problem)}{problem.message}" for code, problem in first.items()),
    ], dict(sorted(records.items()))


def _place(problem: Problem) -> str:
    places = [f"row {problem.row}"] * (problem.row is not None) + [str(problem.field)] * (problem.field is not None)
    return f"{', '.join(places)}: " if places else ""
