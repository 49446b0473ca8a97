"""The published tables as N-Quads (the text that the build digest is of) and as Turtle, piece by piece."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph

from graph.build.stages import fixed_quads
from graph.rdf import nquads
from graph.rdf.endpoint.results import triples
from graph.resolve.reference import reference_folder


def nquads_text(tables: Path) -> Iterator[str]:
    """All quads of a build with their graphs, in the order of the build, then ontology, concepts and questions."""
    yield from nquads.text(tables)
    ontology = io.StringIO()
    nquads.ontology_quads(reference_folder().parent / "izon.ttl", ontology)
    yield ontology.getvalue()
    for lines in fixed_quads():
        yield "".join(f"{line}\n" for line in lines)


def turtle_text(tables: Path) -> Iterator[bytes]:
    """The same triples as one Turtle document; in which graph each stands is left out, since Turtle has none."""
    return triples(_triples(tables), "ttl")


def _triples(tables: Path) -> Iterator[Any]:
    for piece in nquads_text(tables):
        for quad in pyoxigraph.parse(piece, pyoxigraph.RdfFormat.N_QUADS):
            yield quad.triple
