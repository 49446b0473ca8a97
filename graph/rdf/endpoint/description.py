"""What the endpoint says of itself and its data: SPARQL 1.1 Service Description, and VoID (W3C Interest Group Note)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from graph import iri
from graph.rdf.endpoint.results import RDF_FORMATS

_RDF, _XSD, _DCT, _VOID = (iri.PREFIXES[name] for name in ("rdf", "xsd", "dct", "void"))
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = NamedNode(_RDF + "type")
_INTEGER = NamedNode(_XSD + "integer")
_RESULT_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
)  # fmt: skip

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is known of the published data: the build's name, quads in all (if known), things by class IRI, and graph IRIs."""

    build: str
    quads: int | None
    things: Mapping[str, int]
    graphs: Sequence[str]
    licences: Sequence[str]  # how each source wants to be named


def description(endpoint: str, dataset: Dataset, form: str) -> bytes:
    """The service description and VoID of the endpoint at the address ``endpoint``, in an RDF format of ``results``."""
    prefixes = {name: iri.PREFIXES[name] for name in ("rdf", "xsd", "dct", "void", "izon")} | {
        "sd": _SD,
        "formats": _FORMATS,
    }
    return serialize(_triples(endpoint, dataset), format=RDF_FORMATS[form], prefixes=prefixes) or b""


def _triples(endpoint: str, dataset: Dataset) -> Iterator[Triple]:
    service, data, union, address = BlankNode("service"), BlankNode("data"), BlankNode("union"), NamedNode(endpoint)
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), address)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for form in _RESULT_FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + form))
    yield Triple(service, _sd("defaultDataset"), data)
    yield Triple(data, _TYPE, _sd("Dataset"))
    yield Triple(data, _TYPE, _void("Dataset"))
    title = "Izon: which public functions depend on which providers"
    yield Triple(data, NamedNode(_DCT + "title"), Literal(title, language="en"))
    yield Triple(
        data, NamedNode(_DCT + "title"), Literal("依存：どの公的機能がどの事業者に依存しているか", language="ja")
    )
    yield Triple(data, NamedNode(_DCT + "identifier"), Literal(dataset.build))
    for attribution in dataset.licences:
        yield Triple(data, NamedNode(_DCT + "rights"), Literal(attribution))
    yield Triple(data, _void("sparqlEndpoint"), address)
    yield Triple(data, _void("uriSpace"), Literal(iri.BASE + "id/"))
    yield Triple(data, _void("vocabulary"), NamedNode(iri.NS))
    if dataset.quads is not None:
        yield Triple(data, _void("triples"), _number(dataset.quads))
    yield Triple(data, _sd("defaultGraph"), union)
    yield Triple(union, _TYPE, _sd("Graph"))
    for number, (name, count) in enumerate(sorted(dataset.things.items())):
        partition = BlankNode(f"class{number}")
        yield Triple(data, _void("classPartition"), partition)
        yield Triple(partition, _void("class"), NamedNode(name))
        yield Triple(partition, _void("entities"), _number(count))
    for number, name in enumerate(sorted(dataset.graphs)):
        named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Triple(data, _sd("namedGraph"), named)
        yield Triple(named, _TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(name))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, _TYPE, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(_VOID + name)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=_INTEGER)
