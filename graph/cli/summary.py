"""The change summary of a build: dependency edges gained and lost, sources that fell short; kept with the build."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.standing import SourceStanding, standings
from graph.answers.changes import Changes, DependencyEdge, compare
from graph.build import builds
from graph.home import Home

_SHOWN = 50
_FILE = "changes.json"
_TEXT = "changes.txt"
_FINISHED = ("finished", "probe")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A source of which less is held than it promised, with the reasons."""

    source: str
    reasons: tuple[str, ...]

    @property
    def line(self) -> str:
        """The same for people."""
        return f"{self.source}: {'; '.join(self.reasons)}"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build changed against the one that was published before it ("" where there was none)."""

    build: str
    before: str
    changes: Changes
    fell_short: tuple[Shortfall, ...]

    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """The same for people."""
        changes = self.changes
        lines = [f"build {self.build}, after {self.before or 'none'}"]
        for name, (before, after) in (("dependency edges", changes.edges), ("claims", changes.claims)):
            lines.append(f"{name}: {after:,}" + (f" ({after - before:+,})" if self.before else ""))
        lines += _edge_lines("gained", changes.gained) + _edge_lines("lost", changes.lost)
        lines += [f"fell short: {one.line}" for one in self.fell_short]
        return lines


def publish(home: Home, made: builds.KeptBuild) -> Summary:
    """Publishes a build, with the summary of what it changes; one that is published already keeps its summary.

    Raises :class:`~graph.build.builds.BuildError`.
    """
    now = builds.published(home)
    if now == made.build and (found := summary_of(made.folder)) is not None:
        return found
    others = [one for one in builds.kept(home) if one.build.name != made.build.name]
    before = next((one for one in others if now is not None and one.build.name == now.name), None)
    changes = compare(before.folder if before else None, made.folder)
    summary = Summary(made.build.name, before.build.name if before else "", changes, tuple(shortfalls(home)))
    (made.folder / _TEXT).write_text("\n".join(summary.lines()) + "\n", encoding="utf-8")
    builds.write_json(made.folder / _FILE, summary.document())
    if now != made.build:
        builds.publish(home, made)
    return summary


def summary_of(folder: Path) -> Summary | None:
    """The summary that lies with a build's tables, ``None`` where there is none (a build of an earlier version)."""
    try:
        values = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    changes = values.pop("changes")
    return Summary(
        values["build"],
        values["before"],
        Changes(
            tuple(DependencyEdge(**edge) for edge in changes["gained"]),
            tuple(DependencyEdge(**edge) for edge in changes["lost"]),
            tuple(changes["edges"]),
            tuple(changes["claims"]),
        ),
        tuple(Shortfall(one["source"], tuple(one["reasons"])) for one in values["fell_short"]),
    )


def shortfalls(home: Home, names: Iterable[str] | None = None) -> list[Shortfall]:
    """The sources that fell short, of those named or of all: what is missing, quarantined, or did not come to its end."""
    wanted = None if names is None else set(names)
    found = [
        Shortfall(one.source, tuple(_reasons(one)))
        for one in standings(home.path, dt.datetime.now(dt.UTC))
        if wanted is None or one.source in wanted
    ]
    return [one for one in found if one.reasons]


def _reasons(source: SourceStanding) -> list[str]:
    reasons = []
    for promise in source.promises:
        if promise.held != promise.promised:
            missing = f" (missing: {', '.join(promise.missing[:_SHOWN])})" if promise.missing else ""
            reasons.append(f"{promise.slice}: {promise.held} of {promise.promised} {promise.what}{missing}")
    quarantined = [page for page in source.breaches if page.quarantined]
    reasons += [f"quarantined: {page.url}: {'; '.join(page.reasons)}" for page in quarantined[:_SHOWN]]
    if source.last_run is not None and source.finish_reason not in _FINISHED:
        reasons.append(f"the last run did not come to its end ({source.finish_reason or 'killed'})")
    return reasons


def _edge_lines(what: str, edges: tuple[DependencyEdge, ...]) -> list[str]:
    if not edges:
        return []
    more = [f"  … and {len(edges) - _SHOWN:,} more"] if len(edges) > _SHOWN else []
    return [f"{what}: {len(edges):,}", *(f"  {edge.line}" for edge in edges[:_SHOWN]), *more]
