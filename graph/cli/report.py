"""How results read: the lines and documents that the command line prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from crawler.crawl import CrawlReport, SourceReport
from graph.answers import questions as asking
from graph.answers.evidence import Why
from graph.build import builds
from graph.build.clock import Clock
from graph.build.standing import Moment
from graph.neo4j.loader import LoadReport
from graph.rdf.views import View


def source_document(report: SourceReport) -> dict[str, Any]:
    """What crawling one source gave, as JSON."""
    return asdict(report) | {
        "requests": report.requests,
        "fell_short": report.fell_short,
        "verified": report.verified,
    }


def crawl_lines(report: CrawlReport) -> list[str]:
    """What a crawl gave and what is missing."""
    lines = []
    for source in report.sources:
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(source.outcomes.items()))
        reading = " [documentation-only]" if source.verified == "documentation-only" else ""
        lines.append(f"{source.source}{reading}: {source.requests} requests ({outcomes}) in {source.seconds:.1f} s")
        for promise in source.promises:
            if promise.held != promise.promised:
                lines.append(f"  {promise.slice}: {promise.held} of {promise.promised} {promise.what}")
                lines += [f"    missing: {missing}" for missing in promise.missing[:20]]
        lines += [f"  error: {error}" for error in source.errors]
    return lines


def build_lines(made: builds.Build, clock: Clock) -> list[str]:
    """What a build made, in how many seconds and how much memory."""
    counts = made.counts
    held = counts.get("records held back", 0)
    warned = {name.partition("/")[2]: number for name, number in counts.items() if name.startswith("warnings/")}
    gate = [f"gate: {held:,} records held back; izon check lists them"] if held else []
    gate += [f"gate: {number:,} claims that deserve a look ({name})" for name, number in sorted(warned.items())]
    return [
        f"{counts['claims']:,} claims with {counts['evidence']:,} evidences about {counts['entities']:,} things; "
        f"{made.quads:,} quads; captures: "
        + ", ".join(f"{number} {origin}" for origin, number in made.captures_by_origin.items()),
        "seconds: "
        + ", ".join(f"{name} {seconds:.1f}" for name, seconds in clock.seconds.items())
        + f"; peak memory {clock.peak_bytes / 2**20:,.0f} MiB without Neo4j",
        *gate,
        f"build {made.digest}",
    ]


def load_lines(report: LoadReport) -> list[str]:
    """What was loaded into Neo4j, and how."""
    if report.way == "unchanged":
        return [f"Neo4j holds build {report.build} already"]
    return [f"Neo4j: {report.nodes:,} nodes and {report.relationships:,} relationships by {report.way}"]


def result_document(question: asking.Question, result: asking.Result) -> dict[str, Any]:
    """A question with its answer, as JSON."""
    return {
        "question": question.number,
        "title_en": question.title_en,
        "title_ja": question.title_ja,
        "columns": result.columns,
        "rows": [dict(zip(result.columns, row, strict=True)) for row in result.rows],
    }


def view_document(moment: Moment, view: View | None) -> dict[str, Any]:
    """Of which days an answer is, and how long its view took to make (0 when it was there, or none is needed)."""
    return {
        "valid": moment.valid.isoformat() if moment.valid else None,
        "known": moment.known.isoformat() if moment.known else None,
        "seconds": round(view.seconds, 1) if view else 0.0,
    }


def view_line(moment: Moment, view: View | None) -> str:
    """The same for people."""
    days = [f"as of {moment.valid}"] if moment.valid else []
    days += [f"as known on {moment.known}"] if moment.known else []
    made = f"; its view was made in {view.seconds:.1f} s" if view and view.seconds else ""
    return ", ".join(days) + made


def why_lines(claim: Why) -> list[str]:
    """A claim with its chain down to the archive."""
    qualifiers = ", ".join(f"{name} {value}" for name, value in claim.qualifiers.items())
    lines = [
        click.style(f"{claim.subject_name} {claim.predicate} {claim.object_name}", bold=True),
        f"  claim       {claim.claim}",
        f"  said        {claim.modality}, confidence {claim.confidence:g}, read by {claim.extractor}"
        + (f"; {qualifiers}" if qualifiers else ""),
        f"  record      {claim.record_key}",
        f"  known from  {claim.known_from}" + (f" through {claim.known_through}" if claim.known_through else ""),
    ]
    for link in claim.links:
        stands = "stands there" if link.verified else f"NOT FOUND, there is {link.found!r}"
        note = "" if link.origin == "served" else f"  ({link.origin}: not the publisher's own page as served)"
        lines += [
            f"  quote       {' | '.join(link.quote.split(chr(9)))}",
            f"    at        {link.selector}: {stands}",
            f"    document  {link.url}",
            f"    capture   {link.capture} of {link.captured}, {link.payload_digest}",
            f"    archive   {link.warc}, origin {link.origin}{note}",
        ]
    return lines
