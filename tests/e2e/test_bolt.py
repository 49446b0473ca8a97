"""Loading over Bolt into a Neo4j of one's own: the same graph as the offline import makes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph.neo4j.connection import connect
from graph.neo4j.server import EmbeddedServer

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

Document = Callable[..., Any]
Graph = tuple[dict[str, Any], dict[tuple[str, ...], Any]]
NOT_COMPARED = ("rowDigest",)  # what was written: only loading over Bolt needs to know


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that name an empty Neo4j, which is another home's."""
    own = EmbeddedServer(tmp_path_factory.mktemp("own") / "home")
    endpoint = own.start()
    yield {
        "IZON_NEO4J_URI": endpoint.bolt_uri,
        "IZON_NEO4J_USER": endpoint.user,
        "IZON_NEO4J_PASSWORD": endpoint.password,
    }
    own.stop()


@pytest.fixture(scope="module")
def smaller(tmp_path_factory: pytest.TempPathFactory, document: Document, example_mirror: Path) -> Path:
    """A home with a part of the example's sources."""
    home = tmp_path_factory.mktemp("smaller") / "home"
    document("crawl", "sangiin_questions", "--mirror", str(example_mirror), "-a", "session=216", home=home)
    document("build", home=home)
    return home


def graph_of(driver: neo4j.Driver) -> Graph:
    """Every node by uri with labels and properties, every relationship by ends, type and key with its properties."""
    nodes, _, _ = driver.execute_query("MATCH (n:Resource) RETURN labels(n) AS labels, properties(n) AS properties")
    edges, _, _ = driver.execute_query(
        "MATCH (s:Resource)-[r]->(o:Resource) "
        "RETURN s.uri AS s, type(r) AS type, o.uri AS o, properties(r) AS properties"
    )
    return (
        {record["properties"]["uri"]: (sorted(record["labels"]), plain(record["properties"])) for record in nodes},
        {
            (record["s"], record["type"], record["o"], record["properties"].get("key", "")): plain(record["properties"])
            for record in edges
        },
    )


def plain(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if name not in NOT_COMPARED}


def served(variables: dict[str, str]) -> Graph:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        with connect(Path("unused")) as driver:
            return graph_of(driver)


def test_graph_over_bolt_is_the_graph_of_the_offline_import(
    document: Document, example_home: Path, server: dict[str, str]
) -> None:
    loaded = document("load", environment=server)
    assert loaded["way"] == "bolt"
    with connect(example_home) as driver:
        nodes, edges = graph_of(driver)
    bolt_nodes, bolt_edges = served(server)
    assert (len(bolt_nodes), len(bolt_edges)) == (loaded["nodes"], loaded["relationships"])
    assert bolt_nodes.keys() == nodes.keys()
    assert bolt_edges.keys() == edges.keys()
    assert {uri: labels for uri, (labels, _) in bolt_nodes.items()} == {
        uri: labels for uri, (labels, _) in nodes.items()
    }


def test_properties_over_bolt_are_those_of_the_offline_import(
    document: Document, example_home: Path, server: dict[str, str]
) -> None:
    document("load", environment=server)
    with connect(example_home) as driver:
        nodes, edges = graph_of(driver)
    bolt_nodes, bolt_edges = served(server)
    assert [(bolt_nodes[uri], node) for uri, node in nodes.items() if bolt_nodes[uri] != node][:3] == []
    assert [(bolt_edges[key], edge) for key, edge in edges.items() if bolt_edges[key] != edge][:3] == []


def test_check_and_questions_hold_over_bolt(document: Document, server: dict[str, str]) -> None:
    document("load", environment=server)
    assert document("check", environment=server)["problems"] == []
    assert document("ask", "3", "--engine", "both", environment=server)["engines"] == ["sparql", "cypher"]


def test_second_load_changes_nothing(document: Document, server: dict[str, str]) -> None:
    document("load", environment=server)
    before = served(server)
    assert document("load", environment=server)["way"] == "unchanged"
    assert document("load", "--full", environment=server)["way"] == "bolt"
    assert served(server) == before


def test_what_a_build_no_longer_holds_goes_and_what_is_not_izons_stays(
    document: Document, server: dict[str, str], smaller: Path
) -> None:
    document("load", environment=server)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.items():
            patch.setenv(name, value)
        with connect(Path("unused")) as driver:
            driver.execute_query("MERGE (:Stranger {name: 'of somebody else'})")
    loaded = document("load", home=smaller, environment=server)
    nodes, edges = served(server)
    assert (len(nodes), len(edges)) == (loaded["nodes"], loaded["relationships"])
    assert not [uri for uri in nodes if "/id/project/" in uri]
    assert document("check", home=smaller, environment=server)["problems"] == []
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.items():
            patch.setenv(name, value)
        with connect(Path("unused")) as driver:
            assert driver.execute_query("MATCH (s:Stranger) RETURN count(s)").records[0].value() == 1
            driver.execute_query("MATCH (s:Stranger) DELETE s")


def test_check_says_when_another_build_is_loaded(
    document: Document, izon: Callable[..., Any], server: dict[str, str], smaller: Path
) -> None:
    document("load", home=smaller, environment=server)
    failed = izon("check", environment=server, check=False)
    assert failed.returncode == 1
    assert "run `izon load`" in failed.stderr


def test_home_that_only_ever_used_its_own_neo4j_starts_no_embedded_one(
    document: Document, server: dict[str, str], smaller: Path
) -> None:
    document("load", home=smaller, environment=server)
    assert not (smaller / "stores" / "neo4j").exists()
