"""Both engines give the same rows for every value that the example data holds, now and at other days; rows have claims."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import neo4j
import pytest

from crawler.archive import Archive
from crawler.ledger import Ledger
from graph.answers.evidence import Reader, why
from graph.answers.parameters import value_sets
from graph.answers.questions import Question, ask_cypher, ask_sparql, differences, load_questions
from graph.answers.rows import claims_of_rows
from graph.build.standing import NOW, Moment
from graph.cli.answering import ArchivedPages
from graph.home import Home
from graph.neo4j.connection import connect
from graph.neo4j.rows import database
from graph.rdf import store, views

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

QUESTIONS = load_questions()
EVERY = 500  # up to so many values all are asked, else a sample
SAMPLE = 150
EARLIER = Moment(valid=date(2023, 6, 1))  # the fiscal year of sheet year 2024
# Rows that say what is not known, what was counted or what there was to compare rest on no claim of their own.
WITHOUT_CLAIM = (
    "not_established",
    "compared",
    "functions with",
    "projects with",
    "payees that are",
    "cloud services whose",
    "ICT money paid",
    "suppliers with",
)


@pytest.fixture(scope="module")
def driver(example_home: Path) -> Iterator[neo4j.Driver]:
    with connect(example_home) as opened:
        yield opened


@contextmanager
def queries_at(home: Path, moment: Moment) -> Iterator[store.Queries]:
    """Queries of the store, or of the view of a moment."""
    place = Home(home)
    folder = store.current(place.rdf)
    assert folder is not None
    if moment.is_now:
        with store.Queries(folder) as queries:
            yield queries
    else:
        view = views.view_of(folder, place.published, place.views, moment)
        with store.Queries(view.folder, graphs=view.graphs) as queries:
            yield queries


@pytest.fixture(scope="module")
def now(example_home: Path) -> Iterator[store.Queries]:
    with queries_at(example_home, NOW) as queries:
        yield queries


@pytest.fixture(scope="module")
def earlier(example_home: Path) -> Iterator[store.Queries]:
    with queries_at(example_home, EARLIER) as queries:
        yield queries


def compared(
    tables: Path, question: Question, most: int, queries: store.Queries, driver: neo4j.Driver, moment: Moment
) -> int:
    """Asks both engines for the values and compares; gives the number of rows."""
    sets = value_sets(tables, question)
    rows = 0
    for values in sets if len(sets) <= most else value_sets(tables, question, min(most, SAMPLE)):
        one = ask_sparql(question, values, queries)
        assert differences(one, ask_cypher(question, values, driver, moment)) == [], values
        rows += len(one.rows)
    return rows


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.folder.name)
def test_rows_are_the_same_for_every_value(
    example_home: Path, now: store.Queries, driver: neo4j.Driver, question: Question
) -> None:
    assert compared(Home(example_home).published, question, EVERY, now, driver, NOW) > 0


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.folder.name)
def test_rows_are_the_same_on_a_day_in_the_world(
    example_home: Path, earlier: store.Queries, driver: neo4j.Driver, question: Question
) -> None:
    compared(Home(example_home).published, question, 12, earlier, driver, EARLIER)


def test_another_day_has_the_money_of_another_year(now: store.Queries, earlier: store.Queries) -> None:
    question = QUESTIONS[16]
    values = {"provider": "https://w3id.org/izon/id/org/US-amazon-com-inc"}
    years = [
        {row[question.columns.index("fiscalYear")] for row in ask_sparql(question, values, queries).rows} - {None}
        for queries in (now, earlier)
    ]
    assert years[1] == {2023} < years[0]


@pytest.mark.parametrize("days", [-400, 400])
def test_rows_are_the_same_as_known_before_and_after_the_crawl(
    example_home: Path, now: store.Queries, driver: neo4j.Driver, days: int
) -> None:
    tables = Home(example_home).published
    with database(tables) as connection:
        (first,) = connection.execute("SELECT min(known_from) FROM claims").fetchall()[0]
    moment = Moment(known=date.fromisoformat(first[:10]) + timedelta(days=days))
    with queries_at(example_home, moment) as queries:
        for number in (1, 3, 13, 16):
            question = QUESTIONS[number]
            values = {parameter.name: parameter.default for parameter in question.parameters}
            one = ask_sparql(question, values, queries)
            assert differences(one, ask_cypher(question, values, driver, moment)) == []
            if days > 0:
                assert differences(one, ask_sparql(question, values, now)) == []
            elif number != 13:  # that one counts, also where nothing is known
                assert one.rows == ()


def test_every_row_rests_on_claims_that_the_archive_proves(example_home: Path, now: store.Queries) -> None:
    tables = Home(example_home).published
    with Ledger(example_home) as ledger:
        reader = Reader(Archive(example_home), list(ledger.captures()), ArchivedPages())
    with database(tables) as connection:
        known = {str(row[0]) for row in connection.execute("SELECT iri FROM claims").fetchall()}
    for question in QUESTIONS.values():
        values = {parameter.name: parameter.default for parameter in question.parameters}
        result = ask_sparql(question, values, now)
        claims = claims_of_rows(tables, result, values.values())
        for row, rests_on in zip(result.rows, claims, strict=True):
            said = dict(zip(result.columns, row, strict=True))
            kind = str(next((said[name] for name in ("kind", "outcome", "relation") if name in said), row[0]))
            counts = kind == "printed" or kind.startswith(WITHOUT_CLAIM)
            assert bool(rests_on) != counts, (question.number, row)
            assert known.issuperset(rests_on)
        for rests_on in claims[:1] + claims[-1:]:
            for claim in rests_on[:2]:
                assert all(link.verified for one in why(tables, reader, claim) for link in one.links)


def test_sum_of_money_leads_to_the_claims_that_it_adds_up(example_home: Path, now: store.Queries) -> None:
    tables = Home(example_home).published
    with Ledger(example_home) as ledger:
        reader = Reader(Archive(example_home), list(ledger.captures()), ArchivedPages())
    found = now.select(
        "SELECT ?sum ?amount { ?sum a izon:DirectSum ; izon:amount ?amount } ORDER BY DESC(?amount) LIMIT 2"
    )
    assert found.rows
    for sum_, amount in found.rows:
        chain = why(tables, reader, str(sum_))
        assert sum(one.qualifiers["amount"] for one in chain) == amount
        assert all(link.verified for one in chain for link in one.links)
