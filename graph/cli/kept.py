"""Commands of the builds that are kept: what the last one changed, and the way back."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from graph.build import builds
from graph.build.clock import Clock
from graph.cli import answering, report, steps, summary
from graph.cli.console import DONE, FAILED, Console, common
from graph.cli.loading import LoadFailedError, loaded
from graph.cli.night import last_night
from graph.home import Home


@click.command()
@click.argument("build", required=False)
@common
def changes(home: Home, console: Console, build: str | None) -> None:
    """Dependency edges that a build gained and lost, and sources that fell short; the published one unless named."""
    now = answering.published_build(home, console)
    with steps.build_errors(console):
        folder = builds.find(home, build).folder if build else home.published
    found = summary.summary_of(folder)
    if found is None:
        console.fail(f"build {build or now.name} has no change summary: it was made by an earlier version")
    console.result(found.document(), found.lines())


@click.command("night")
@common
def night_command(home: Home, console: Console) -> None:
    """How the last night went; exit code 1 when it failed or was cut short."""
    night = last_night(home)
    if night is None:
        console.result(None, ["there was no night yet"])
        return
    console.result(asdict(night), night.lines())
    sys.exit(FAILED if night.outcome == "failed" or night.was_cut_short else DONE)


@click.command()
@click.argument("build", required=False)
@common
def rollback(home: Home, console: Console, build: str | None) -> None:
    """Return both stores to an earlier build: the one before, or the one named."""
    clock = Clock()
    with steps.publishing(home, console), steps.build_errors(console):
        now = builds.published(home)
        target = builds.find(home, build) if build else builds.before(home)
        try:
            with loaded(home, console, clock, target) as load:
                if now != target.build:
                    builds.publish(home, target)
        except LoadFailedError as error:
            console.fail(f"build {target.build.name} cannot take its place: {error}; Neo4j: {error.restored}")
    document = {
        "build": target.build.name,
        "build_digest": target.build.digest,
        "before": now.name if now else None,
        "load": asdict(load),
        "seconds": clock.seconds,
    }
    lines = [
        f"published: build {target.build.name}, in place of {now.name if now else 'none'}",
        *report.load_lines(load),
        "the next `izon build`, also that of a night, publishes what archive and code say by then",
    ]
    console.result(document, lines)
