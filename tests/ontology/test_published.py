"""What is published conforms to the shapes and uses no term that the ontology lacks."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph
import pytest
from pyshacl import validate
from rdflib import Graph

from graph import iri
from graph.build.shapes import shape_graph
from graph.home import Home
from graph.rdf import store

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"


@pytest.fixture(scope="module")
def published(example_home: Path) -> pyoxigraph.Store:
    folder = store.current(Home(example_home).rdf)
    assert folder is not None
    return pyoxigraph.Store.read_only(str(folder))


@pytest.mark.slow
@pytest.mark.neo4j
def test_claims_of_the_example_conform_to_the_shapes(published: pyoxigraph.Store) -> None:
    text = io.BytesIO()
    for graph in (iri.CLAIMS, iri.ENTITIES, iri.CURRENT):
        published.dump(text, format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.NamedNode(graph))
    data = Graph().parse(data=text.getvalue(), format="nt")
    conforms, _, report = validate(data, shacl_graph=shape_graph(ONTOLOGY / "shapes"), inference="none")
    assert conforms, report[:3000]


@pytest.mark.neo4j
def test_every_term_of_ours_in_the_data_is_defined(published: pyoxigraph.Store) -> None:
    used = {
        str(solution["term"].value)
        for text in (
            "SELECT DISTINCT ?term { GRAPH ?g { ?s ?term ?o } }",
            "SELECT DISTINCT ?term { GRAPH ?g { ?s a ?term } }",
        )
        for solution in published.query(text)
        if str(solution["term"].value).startswith(iri.NS)
    }
    assert {iri.term("paidBy"), iri.term("Claim")} <= used
    defined = {str(subject) for subject in Graph().parse(ONTOLOGY / "izon.ttl").subjects()}
    assert used <= defined
