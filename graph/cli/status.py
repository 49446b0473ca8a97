"""`izon status`: how each source stands, and what is held of all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from crawler.standing import SourceStanding, never_crawled, standings
from graph.answers.status import status_of
from graph.build import builds
from graph.cli.console import Console, common
from graph.cli.night import last_night
from graph.cli.summary import summary_of
from graph.home import Home

_SAMPLES = 5


@click.command("status")
@common
def status_command(home: Home, console: Console) -> None:
    """What each source promised and what is held, its age and last failure; counts; the build."""
    sources = standings(home.path, dt.datetime.now(dt.UTC))
    waiting = never_crawled(sources)
    held = status_of(home)
    night = last_night(home)
    summary = summary_of(home.published)
    document = held.document() | {
        "sources": [_document(source) for source in sources],
        "never_crawled": [{"source": name, "verified": verified} for name, verified in waiting.items()],
        "night": asdict(night) if night else None,
        "kept_builds": [one.build.name for one in builds.kept(home)],
        "changes": summary.document() if summary else None,
    }
    lines = [f"home {home.path}", *(line for source in sources for line in source_lines(source))]
    lines.append("never crawled: " + (_never(waiting) or "none"))
    lines += held.lines()
    if summary:
        lines += ["changes:", *(f"  {line}" for line in summary.lines()[: 3 + _SAMPLES])]
    console.result(document, [*lines, *(night.lines() if night else ())])


def source_lines(source: SourceStanding) -> list[str]:
    """How a source stands, for people."""
    lines = [
        (
            f"{source.source}: {source.captures} captures, last seen {source.last_seen or 'never'}{_age(source)}, last run "
            f"{source.last_run or 'never'} ({source.finish_reason or 'not ended'}), {_state(source)}"
        )
    ]
    for verified in sorted(set(source.unproven.values())):
        kinds = ", ".join(kind for kind, known in source.unproven.items() if known == verified)
        lines.append(f"  {verified}, no page of the site read yet: {kinds}")
    for promise in source.promises:
        lines.append(f"  {promise.slice}: {promise.held} of {promise.promised} {promise.what}")
        lines += _some("    missing: ", promise.missing)
        lines += _some("    not published: ", promise.not_published)
    lines += _some("  gone: ", [f"{page.url} (status {page.status} since {page.since})" for page in source.gone])
    lines += _some("  quarantined: ", [_breach(page.url, page.reasons) for page in source.breaches if page.quarantined])
    lines += _some(
        "  shortfall: ", [_breach(page.url, page.reasons) for page in source.breaches if not page.quarantined]
    )
    lines += [f"  robots.txt of {decision.host}: {decision.decision}" for decision in source.robots]
    if source.last_failure is not None:
        failure = source.last_failure
        lines.append(f"  last failure: {failure.time} {failure.url or 'the run'}: {failure.reason}")
    return lines


def _document(source: SourceStanding) -> dict[str, Any]:
    return asdict(source) | {"gaps": source.gaps, "quarantined": source.quarantined, "is_unproven": source.is_unproven}


def _state(source: SourceStanding) -> str:
    faults = []
    if source.gaps:
        faults.append(f"{source.gaps:,} missing")
    if source.quarantined:
        faults.append(f"{source.quarantined:,} quarantined")
    if source.is_unproven:
        faults.append("unproven")
    return ", ".join(faults) or "whole"


def _age(source: SourceStanding) -> str:
    return "" if not source.age_days else f" ({source.age_days} days ago)"


def _breach(url: str, reasons: Sequence[str]) -> str:
    return f"{url}: {'; '.join(reasons)}"


def _some(label: str, values: Sequence[str]) -> list[str]:
    more = len(values) - _SAMPLES
    return [label + value for value in values[:_SAMPLES]] + ([f"{label}… and {more:,} more"] if more > 0 else [])


def _never(waiting: Mapping[str, str]) -> str:
    return ", ".join(f"{name} ({verified})" for name, verified in waiting.items())
