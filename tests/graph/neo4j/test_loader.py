"""Both ways of loading put the same graph into Neo4j, sign for sign, also after one was broken off."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import neo4j.exceptions
import pytest

from crawler.ledger import Capture
from graph import iri
from graph.claims.model import Argument, CellEvidence, Claim, Qualifiers, TextEvidence, Thing, literal
from graph.neo4j.connection import connect
from graph.neo4j.loader import load_bolt, load_embedded, loaded_build
from graph.neo4j.server import EmbeddedServer

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

NewCapture = Callable[..., Capture]
Publish = Callable[..., Path]
Graph = tuple[dict[str, Any], dict[Any, Any]]
URL = "https://example.jp/answer.htm"
TRICKY = [
    'a "quoted", word',
    "one\\two",
    "two\nlines\r\nand\ttabs;",
    "１８７７、「雲」",
    "\x01\x1b",
    "👩‍💻𩸽",
    "'",
    "true",
    "1",
]
USES = Claim(
    "answers/1",
    "usesService",
    Argument("system", "ガバメントクラウド"),
    Argument("service", "AWS"),
    (TextEvidence(4, 7, "AWS", "の", "を"),),
    Qualifiers(count=1877, unit="システム", valid_from="2024-11-30", valid_precision="day"),
    confidence=0.9,
)


@pytest.fixture
def tables(publish: Publish, capture: NewCapture) -> Path:
    """Claims, things and quotes with every sign that a CSV or a query could trip over."""
    statements: list[Claim | Thing] = [USES]
    for number, text in enumerate(TRICKY, start=2):
        system = Argument("system", text, scope="甲省")
        statements.append(Thing(system, text, (("person", text),)))
        statements.append(
            Claim(f"k/{text}", "refusesToAnswer", system, literal(text), (CellEvidence(number, (1, 2), text),))
        )
        statements.append(Claim(f"k/{text}", "names", system, Argument("service", "AWS"), (TextEvidence(0, 1, text),)))
    return publish([(capture(URL, "1", 1), statements)])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The server of this file; each test begins by emptying it."""
    own = EmbeddedServer(tmp_path_factory.mktemp("loader") / "home")
    yield own
    own.stop()


@pytest.fixture
def driver(server: EmbeddedServer) -> Iterator[neo4j.Driver]:
    with connect(server.files.root.parents[1]) as opened:
        opened.execute_query("MATCH (n) DETACH DELETE n")
        yield opened


def graph_of(opened: neo4j.Driver) -> Graph:
    nodes, _, _ = opened.execute_query("MATCH (n:Resource) RETURN labels(n) AS labels, properties(n) AS properties")
    edges, _, _ = opened.execute_query(
        "MATCH (s)-[r]->(o) RETURN s.uri AS s, type(r) AS type, o.uri AS o, properties(r) AS properties"
    )
    return (
        {node["properties"]["uri"]: (sorted(node["labels"]), plain(node["properties"])) for node in nodes},
        {
            (edge["s"], edge["type"], edge["o"], edge["properties"].get("key")): plain(edge["properties"])
            for edge in edges
        },
    )


def plain(properties: dict[str, Any]) -> dict[str, Any]:
    """Without the mark of the load, and without empty lists: that only Bolt keeps them is tested in the whole chain."""
    return {name: value for name, value in properties.items() if name != "build" and value != []}


def test_both_ways_of_loading_make_the_same_graph_of_any_text(
    server: EmbeddedServer, tmp_path: Path, tables: Path
) -> None:
    report = load_embedded(server, tables, tmp_path / "work", "one")
    assert not (tmp_path / "work").exists()
    with connect(server.files.root.parents[1]) as opened:
        imported = graph_of(opened)
        assert loaded_build(opened) == "one"
        with pytest.raises(neo4j.exceptions.ClientError, match="read-only mode"):
            opened.execute_query("MATCH (n) DETACH DELETE n")
    server.files.sealed.unlink()  # opened again, to fill it the other way
    server.restart()
    with connect(server.files.root.parents[1]) as opened:
        opened.execute_query("MATCH (n) DETACH DELETE n")
        over_bolt = load_bolt(opened, tables, "two", lambda *_: None)
        assert graph_of(opened) == imported
        assert loaded_build(opened) == "two"
        values, _, _ = opened.execute_query("MATCH (c:Claim {predicate: 'refusesToAnswer'}) RETURN c.value AS value")
        quotes, _, _ = opened.execute_query("MATCH (e:Evidence) WHERE e.row IS NOT NULL RETURN e.quote AS quote")
        (edge,), _, _ = opened.execute_query("MATCH ()-[r:DEPENDS_ON]->() RETURN r")
    assert (report.nodes, report.relationships) == (over_bolt.nodes, over_bolt.relationships)
    assert {record["value"] for record in values} == {record["quote"] for record in quotes} == set(TRICKY)
    found = edge["r"]
    assert (found["kind"], found["count"], found["unit"]) == ("usesService", 1877, "システム")
    assert found["validFrom"].iso_format() == "2024-11-30"
    assert found["knownFrom"].to_native().isoformat() == "2026-11-01T00:00:00+00:00"
    assert found["claims"] == [iri.claim(USES.identifier)]
    assert "knownThrough" not in found


class BrokenOffError(Exception):
    """Somebody pulled the plug."""


def breaking_off(after: int) -> Callable[[str, int, int], None]:
    calls = iter(range(after))

    def progress(stage: str, done: int, total: int) -> None:
        if next(calls, None) is None:
            raise BrokenOffError

    return progress


def test_load_that_was_broken_off_is_made_good_by_the_next(driver: neo4j.Driver, tables: Path) -> None:
    with pytest.raises(BrokenOffError):
        load_bolt(driver, tables, "one", breaking_off(3))
    assert loaded_build(driver) is None
    load_bolt(driver, tables, "one", lambda *_: None)
    whole = graph_of(driver)
    load_bolt(driver, tables, "two", lambda *_: None)
    assert graph_of(driver) == whole


def test_load_that_was_broken_off_is_not_taken_for_the_build_before(
    driver: neo4j.Driver, tables: Path, publish: Publish, capture: NewCapture
) -> None:
    load_bolt(driver, tables, "one", lambda *_: None)
    other = publish([(capture(URL, "2", 2), [dataclasses.replace(USES, record_key="answers/2")])], "other")
    with pytest.raises(BrokenOffError):
        load_bolt(driver, other, "two", breaking_off(2))
    assert loaded_build(driver) != "one"


def test_what_is_gone_from_the_tables_goes_from_the_graph(
    driver: neo4j.Driver, tables: Path, publish: Publish, capture: NewCapture
) -> None:
    smaller = publish([(capture(URL, "1", 1), [USES])], "smaller")
    load_bolt(driver, smaller, "one", lambda *_: None)
    wanted = graph_of(driver)
    load_bolt(driver, tables, "two", lambda *_: None)
    assert len(graph_of(driver)[0]) > len(wanted[0])
    load_bolt(driver, smaller, "three", lambda *_: None)
    assert graph_of(driver) == wanted


def test_uris_and_keys_are_unique_and_indexed(driver: neo4j.Driver, tables: Path) -> None:
    load_bolt(driver, tables, "one", lambda *_: None)
    constraints, _, _ = driver.execute_query("SHOW CONSTRAINTS YIELD name, type RETURN name, type")
    assert {record["name"] for record in constraints} >= {"resource_uri", "depends_on_key"}
    indexes, _, _ = driver.execute_query("SHOW INDEXES YIELD name, state RETURN name, state")
    assert {record["state"] for record in indexes} == {"ONLINE"}
    with pytest.raises(neo4j.exceptions.ConstraintError):
        driver.execute_query("CREATE (:Resource {uri: $uri})", uri=iri.service("aws"))
    found, _, _ = driver.execute_query(
        "CALL db.index.fulltext.queryNodes('names', '雲') YIELD node RETURN node.name AS name"
    )
    assert "１８７７、「雲」" in {record["name"] for record in found}
