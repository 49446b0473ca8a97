"""The steps of making that several commands share: here crawler and graph meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler import crawl as crawling
from crawler import lock
from crawler.add import add_files
from crawler.lock import HomeLockedError
from crawler.parse import ParseProgress, ParseReport, parse_archive
from crawler.standing import Breach, standings
from graph.build import builds, stages
from graph.build.apart import StageError
from graph.build.clock import Clock
from graph.cli import answering
from graph.cli.console import WRONG_USE, Console, pairs
from graph.cli.summary import publish
from graph.home import Home
from graph.neo4j.bolt import load_bolt
from graph.neo4j.connection import connect, is_embedded
from graph.neo4j.loader import LoadReport, load_embedded, loaded_build
from graph.neo4j.rows import version
from graph.neo4j.server import EmbeddedServer
from graph.resolve.reference import FILES, reference_folder


def crawl_sources(
    home: Home,
    console: Console,
    clock: Clock,
    sources: Sequence[str],
    mirror: str | None,
    arguments: Sequence[str],
) -> crawling.CrawlReport:
    """Crawls into the archive."""

    def progress(state: crawling.CrawlProgress) -> None:
        console.progress(f"crawl {state.source}", state.answers, max(state.answers, 1))

    try:
        with clock.stage("crawl"):
            return crawling.crawl(home.path, sources, pairs(arguments), mirror, progress)
    except crawling.CrawlArgumentError as error:
        console.fail(str(error), WRONG_USE)
    except HomeLockedError as error:
        console.fail(str(error))


def make_build(home: Home, console: Console, clock: Clock, *, full: bool) -> tuple[builds.KeptBuild, ParseReport]:
    """Archives the reference data, parses what is new and builds beside what is published.

    Raises :class:`~graph.build.builds.BuildError`, :class:`~graph.build.apart.StageError` and
    :class:`~crawler.lock.HomeLockedError`.
    """
    builds.limit()  # a wrong setting is told before the work, not after it
    if full:
        stages.forget(home)
    add_files(
        home.path,
        "reference",
        "reference_table",
        "text/csv",
        {stages.REFERENCE_URL + name: (reference_folder() / name).read_bytes() for name in FILES},
    )

    def progress(state: ParseProgress) -> None:
        console.progress("parse", state.done, state.total)

    with clock.stage("parse"):
        parsed = parse_archive(home.path, progress)
    return stages.make(home, clock, console.progress, answering.ArchivedPages(), again=full), parsed


def build_home(home: Home, console: Console, clock: Clock, *, full: bool) -> tuple[builds.Build, ParseReport]:
    """Builds, and publishes what was built."""
    with build_errors(console):
        made, parsed = make_build(home, console, clock, full=full)
        publish(home, made)
    return made.build, parsed


@contextmanager
def publishing(home: Home, console: Console) -> Iterator[None]:
    """Holds the home's tables and stores; ends the command when another process holds them."""
    try:
        with lock.publishing(home.path):
            yield
    except HomeLockedError as error:
        console.fail(str(error))


@contextmanager
def build_errors(console: Console) -> Iterator[None]:
    """Ends the command with the message of what a build, or what holds the home's locks, has to say."""
    try:
        yield
    except (builds.BuildError, StageError, HomeLockedError) as error:
        console.fail(str(error))


def held_back(home: Home, sources: Sequence[str]) -> list[Breach]:
    """The pages of the sources that are quarantined: archived, and not published."""
    standing = standings(home.path, dt.datetime.now(dt.UTC))
    return [page for one in standing if one.source in sources for page in one.breaches if page.quarantined]


def load_home(home: Home, console: Console, clock: Clock, *, full: bool) -> LoadReport:
    """Loads the published build into Neo4j unless it is there."""
    made = answering.published_build(home, console)
    with answering.neo4j_errors(console):
        return load_build(home, console, clock, made, home.published, full=full)


def load_build(
    home: Home, console: Console, clock: Clock, made: builds.Build, tables: Path, *, full: bool
) -> LoadReport:
    """Loads a build from its tables into Neo4j unless it is there. Raises :class:`~graph.neo4j.errors.Neo4jError`."""
    with clock.stage("load"):
        if is_embedded():
            if not full and embedded_holds(home, made):
                return LoadReport(0, 0, "unchanged", made.name)
            loaded = load_embedded(EmbeddedServer(home.path, console.fetched), tables, made.name)
            home.loaded.write_text(_form(made), encoding="utf-8")
            return loaded
        with connect(home.path, console.fetched) as driver:
            if not full and loaded_build(driver) == made.name:
                return LoadReport(0, 0, "unchanged", made.name)
            return load_bolt(driver, tables, made.name, console.progress, kept=home.loaded_over_bolt, full=full)


def embedded_holds(home: Home, made: builds.Build) -> bool:
    """Whether the embedded server holds the build, by rows of today's form."""
    return home.loaded.exists() and home.loaded.read_text(encoding="utf-8") == _form(made)


def _form(made: builds.Build) -> str:
    return f"{made.name} {version()}"
