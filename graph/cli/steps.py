"""The steps that several commands share: here crawler and graph meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import neo4j

from crawler import crawl as crawling
from crawler import lock, pages
from crawler.add import add_files
from crawler.archive import Archive
from crawler.ledger import Ledger
from crawler.lock import HomeLockedError
from crawler.parse import ParseProgress, ParseReport, parse_archive
from crawler.standing import Breach, standings
from graph.answers import questions as asking
from graph.answers.coverage import Coverage, money
from graph.answers.evidence import Reader
from graph.answers.things import ThingNotFoundError, find_thing
from graph.build import builds, stages
from graph.build.apart import StageError
from graph.build.clock import Clock
from graph.build.standing import NOW, Moment
from graph.cli.console import WRONG_USE, Console, pairs
from graph.cli.summary import publish
from graph.home import Home
from graph.neo4j.bolt import load_bolt
from graph.neo4j.connection import connect, is_embedded
from graph.neo4j.errors import Neo4jError
from graph.neo4j.loader import LoadReport, load_embedded, loaded_build
from graph.neo4j.rows import version
from graph.neo4j.server import EmbeddedServer
from graph.rdf import store, views
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
    return stages.make(home, clock, console.progress, ArchivedPages(), again=full), parsed


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
    made = published_build(home, console)
    with neo4j_errors(console):
        return load_build(home, console, clock, made, home.published, full=full)


def load_build(
    home: Home, console: Console, clock: Clock, made: builds.Build, tables: Path, *, full: bool
) -> LoadReport:
    """Loads a build from its tables into Neo4j unless it is there. Raises :class:`~graph.neo4j.errors.Neo4jError`."""
    with clock.stage("load"):
        if is_embedded():
            form = f"{made.name} {version()}"
            if not full and home.loaded.exists() and home.loaded.read_text(encoding="utf-8") == form:
                return LoadReport(0, 0, "unchanged", made.name)
            loaded = load_embedded(EmbeddedServer(home.path, console.fetched), tables, made.name)
            home.loaded.write_text(form, encoding="utf-8")
            return loaded
        with connect(home.path, console.fetched) as driver:
            if not full and loaded_build(driver) == made.name:
                return LoadReport(0, 0, "unchanged", made.name)
            return load_bolt(driver, tables, made.name, console.progress, kept=home.loaded_over_bolt, full=full)


def published_build(home: Home, console: Console) -> builds.Build:
    """The build that is published; ends the command when there is none."""
    made = builds.published(home)
    if made is None:
        console.fail(f"{home.path} has no build: run `izon build` (or `izon run`) first")
    return made


@contextmanager
def neo4j_errors(console: Console) -> Iterator[None]:
    """Ends the command with the message of what went wrong between it and Neo4j."""
    try:
        yield
    except Neo4jError as error:
        console.fail(str(error))


@contextmanager
def engines(home: Home, console: Console, engine: str, view: views.View | None = None) -> Iterator[list[Any]]:
    """The engines to ask: an RDF store's queries (of the view, if one is given), a Neo4j driver, or both in this order."""
    engines: list[Any] = []
    if engine == "cypher":
        with neo4j_errors(console), connect(home.path, console.fetched) as driver:
            yield [driver]
        return
    folder = store.current(home.rdf)
    assert folder is not None
    graphs = view.graphs if view else ()
    with store.Queries(view.folder if view else folder, graphs=graphs) as queries:
        engines.append(queries)
        if engine == "sparql":
            yield engines
            return
        with neo4j_errors(console), connect(home.path, console.fetched) as driver:
            yield [*engines, driver]


def values_for(question: asking.Question, given: dict[str, str], engine: Any, console: Console) -> dict[str, str | int]:
    """The question's parameters with the given values; the engine knows the names of things."""
    try:
        return asking.values_of(question, given, lambda thing, name: find_thing(engine, thing, name))
    except (asking.QuestionError, ThingNotFoundError) as error:
        console.fail(str(error), WRONG_USE)


def coverage_of(home: Home, moment: Moment) -> Coverage:
    """What an answer of the home rests on."""
    promises = [promise for one in standings(home.path, dt.datetime.now(dt.UTC)) for promise in one.promises]
    held = sum(promise.held for promise in promises)
    return Coverage(sum(promise.promised for promise in promises), held, money(home.published, moment))


def view_of(home: Home, console: Console, moment: Moment) -> views.View:
    """The view of another day, made where it is not there yet."""
    folder = store.current(home.rdf)
    assert folder is not None
    console.progress("view", 0, 1)
    return views.view_of(folder, home.published, home.views, moment)


def answers_to(
    question: asking.Question,
    given: dict[str, str],
    engines: Sequence[Any],
    console: Console,
    moment: Moment = NOW,
) -> list[asking.Result]:
    """The question's answer from each engine; of the RDF store's view where the engines were opened with one."""
    values = values_for(question, given, engines[0], console)
    results = []
    for engine in engines:
        try:
            if isinstance(engine, store.Queries):
                results.append(asking.ask_sparql(question, values, engine))
            else:
                results.append(asking.ask_cypher(question, values, engine, moment))
        except store.StoreError as error:
            console.fail(f"question {question.number} in SPARQL: {error}")
        except neo4j.exceptions.Neo4jError as error:
            console.fail(f"question {question.number} in Cypher: {error}")
    return results


class ArchivedPages:
    """The crawler's page functions, as evidence asks for them."""

    def table(self, page_kind: str, body: bytes) -> pages.Table | None:
        """The table that the bytes hold, ``None`` where the kind is a text."""
        return pages.open_table(page_kind, body, page_kind) if pages.is_table(page_kind) else None

    def text(self, page_kind: str, body: bytes) -> str:
        """The text that offsets of evidence count in."""
        return pages.page_text(page_kind, body, page_kind)


def reader(home: Home) -> Reader:
    """Reads the archive again for evidence."""
    with Ledger(home.path) as ledger:
        captures = list(ledger.captures())
        redacted = {one.payload_digest for one in ledger.redactions()}
    return Reader(Archive(home.path), captures, ArchivedPages(), redacted)


def text_of(given: str, console: Console) -> str:
    """A query's text, from the file behind an @."""
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8")
    except OSError as error:
        console.fail(f"{given[1:]}: {error.strerror}", WRONG_USE)
