"""What the commands share that ask the published build: its engines, its answers, its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import neo4j

from crawler import pages
from crawler.archive import Archive
from crawler.ledger import Ledger
from crawler.standing import standings
from graph.answers import questions as asking
from graph.answers.coverage import Coverage, money
from graph.answers.evidence import Reader
from graph.answers.things import ThingNotFoundError, find_thing
from graph.build import builds
from graph.build.standing import NOW, Moment
from graph.cli.console import WRONG_USE, Console
from graph.home import Home
from graph.neo4j.connection import connect
from graph.neo4j.errors import Neo4jError
from graph.neo4j.loader import loaded_build
from graph.rdf import store, views


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
    except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError) as error:
        console.fail(f"Neo4j did not answer to the end: {error}. If it was stopped or is being loaded, try again.")


@contextmanager
def store_errors(console: Console) -> Iterator[None]:
    """Ends the command with the message of what went wrong between it and the RDF store."""
    try:
        yield
    except store.StoreError as error:
        console.fail(str(error))


@contextmanager
def engines(home: Home, console: Console, engine: str, view: views.View | None = None) -> Iterator[list[Any]]:
    """The engines to ask: an RDF store's queries (of the view, if one is given), a Neo4j driver, or both in this order."""
    with ExitStack() as stack:
        opened: list[Any] = []
        stack.enter_context(store_errors(console))
        if engine != "cypher":
            folder = view.folder if view else store.current(home.rdf)
            assert folder is not None
            opened.append(stack.enter_context(store.Queries(folder, graphs=view.graphs if view else ())))
        if engine != "sparql":
            stack.enter_context(neo4j_errors(console))
            driver = stack.enter_context(connect(home.path, console.fetched))
            tell_of_another_build(console, driver, builds.published(home))
            opened.append(driver)
        yield opened


def tell_of_another_build(console: Console, driver: neo4j.Driver, made: builds.Build | None) -> None:
    """Says so, on stderr, where what Neo4j answers is not about the build that is published."""
    held = loaded_build(driver)
    if made is not None and held != made.name:
        console.log(
            f"Neo4j holds {f'build {held}' if held else 'no whole build'}, not build {made.name}: run `izon load`"
        )


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
