"""The W3C's tests of protocol, result formats and service description, as far as a read-only endpoint has them."""

from __future__ import annotations

import csv
import http.client
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph
import pytest
import rdflib
from rdflib.collection import Collection

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "conformance" / "w3c-sparql11"
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
TABLES = {"json", "xml", "csv", "tab-separated-values"}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the W3C's tests are not here ({FOLDER})")


def entries(folder: str) -> list[tuple[str, rdflib.Graph, rdflib.term.Node]]:
    """The tests of a manifest, in its order: name, manifest, entry."""
    if not (FOLDER / folder / "manifest.ttl").exists():
        return []
    manifest = rdflib.Graph().parse(FOLDER / folder / "manifest.ttl", format="turtle")
    [listed] = manifest.objects(None, MF.entries)
    return [(str(entry).rpartition("#")[2], manifest, entry) for entry in Collection(manifest, listed)]


PROTOCOL = entries("protocol")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory, publish_store: Callable[..., None], serve: Any) -> Iterator[Any]:
    """An endpoint with the dataset that the protocol's tests speak of, and a graph for each data file of the others."""
    home = tmp_path_factory.mktemp("w3c") / "home"
    quads = ""
    for number in (1, 2, 3):
        triples = (FOLDER / "protocol" / f"data{number}.nt").read_text(encoding="utf-8")
        quads += "".join(
            f"{line.removesuffix('.')} <{DATA.format(number)}> .\n" for line in triples.splitlines() if line
        )
    for data in {_file(manifest.value(manifest.value(entry, MF.action), QT.data)) for _, manifest, entry in RESULTS}:
        triples = pyoxigraph.parse(data.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE)
        graph = pyoxigraph.NamedNode(data.as_uri())
        held = [pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in triples]
        quads += (pyoxigraph.serialize(held, format=pyoxigraph.RdfFormat.N_QUADS) or b"").decode()
    publish_store(home, quads, "w3c")
    with serve(home) as running:
        yield running


@pytest.mark.parametrize(("name", "manifest", "entry"), PROTOCOL, ids=[name for name, _, _ in PROTOCOL])
def test_protocol(endpoint: Any, name: str, manifest: rdflib.Graph, entry: rdflib.term.Node) -> None:
    action = manifest.value(entry, MF.action)
    for request in Collection(manifest, manifest.value(action, HT.requests)):
        if name.startswith("update_"):
            # an update: it must be refused, so what the manifest asks of the data afterwards does not apply
            if _is_update(manifest, request):
                status, _, _ = _send(endpoint, manifest, request)
                assert status == 403
            continue
        status, media_type, body = _send(endpoint, manifest, request)
        wanted = manifest.value(request, HT.resp)
        classes = {str(code).rpartition("StatusCode")[2][0] for code in manifest.objects(wanted, MF.expectedStatus)}
        assert str(status)[0] in classes, body
        kind = str(manifest.value(wanted, MF.expectedFormat))
        if kind in ("boolean", "tabular"):
            assert any(form in media_type for form in TABLES)
        elif kind == "RDF":
            assert media_type.partition(";")[0] in GRAPHS
        truth = manifest.value(wanted, MF.expectedBoolean)
        if truth is not None:
            assert json.loads(body)["boolean"] is truth.toPython()


def _headers(manifest: rdflib.Graph, request: rdflib.term.Node) -> dict[str, str]:
    listed = manifest.value(request, HT.headers)
    return {
        str(manifest.value(header, HT.fieldName)): str(manifest.value(header, HT.fieldValue))
        for header in (Collection(manifest, listed) if listed is not None else ())
    }


def _body(manifest: rdflib.Graph, request: rdflib.term.Node) -> bytes | None:
    body = manifest.value(request, HT.body)
    if body is None:
        return None
    encoding = manifest.value(body, CNT.characterEncoding) or "UTF-8"
    return str(manifest.value(body, CNT.chars)).encode(str(encoding))


def _is_update(manifest: rdflib.Graph, request: rdflib.term.Node) -> bool:
    return (
        "update" in _headers(manifest, request).get("content-type", "")
        or (_body(manifest, request) or b"")[:7] == b"update="
    )


def _send(endpoint: Any, manifest: rdflib.Graph, request: rdflib.term.Node) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection(endpoint.authority, timeout=60)
    path, method = str(manifest.value(request, HT.absolutePath)), str(manifest.value(request, HT.methodName))
    assert path.startswith("/sparql/")
    connection.request(method, path, _body(manifest, request), _headers(manifest, request))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.getheader("content-type", ""), body


def test_the_manifest_is_whole() -> None:
    assert len(PROTOCOL) == 34


RESULTS = [
    (f"{folder}-{name}", manifest, entry)
    for folder in ("csv-tsv-res", "json-res")
    for name, manifest, entry in entries(folder)
]
TYPES = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".srj": "application/sparql-results+json"}

# The store keeps numbers in their canonical form, and so cannot print them as they were written.
CANONICAL = {"csv-tsv-res-csv03", "csv-tsv-res-tsv03"}


@pytest.mark.parametrize(("name", "manifest", "entry"), RESULTS, ids=[name for name, _, _ in RESULTS])
def test_results(
    endpoint: Any,
    name: str,
    manifest: rdflib.Graph,
    entry: rdflib.term.Node,
) -> None:
    action = manifest.value(entry, MF.action)
    data, query = _file(manifest.value(action, QT.data)), _file(manifest.value(action, QT.query))
    wanted = _file(manifest.value(entry, MF.result))
    form = TYPES[wanted.suffix]
    fields = {"query": query.read_text(encoding="utf-8"), "default-graph-uri": data.as_uri()}
    reply = endpoint.ask(fields=fields, accept=form)
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == form
    found, expected = (_rows(text, form) for text in (reply.text, wanted.read_text(encoding="utf-8")))
    if name in CANONICAL:
        found, expected = ([_canonical(rows) for rows in one] for one in (found, expected))
    assert sorted(found, key=_sortable) == sorted(expected, key=_sortable)


def _sortable(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def _file(node: rdflib.term.Node) -> Path:
    return Path(unquote(str(node).removeprefix("file://")))


def _rows(text: str, form: str) -> list[dict[str, Any]]:
    """Rows by column, blank nodes numbered by when they come: names of them mean nothing."""
    if form.endswith("json"):
        document = json.loads(text)
        if "boolean" in document:
            return [{"boolean": document["boolean"]}]
        return [{name: _named(term) for name, term in row.items()} for row in document["results"]["bindings"]]
    delimiter, quoting = ("\t", csv.QUOTE_NONE) if "tab" in form else (",", csv.QUOTE_MINIMAL)
    header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting)
    return [
        {
            name.removeprefix("?"): "_:" if cell.startswith("_:") else cell
            for name, cell in zip(header, row, strict=True)
        }
        for row in rows
    ]


def _named(term: dict[str, str]) -> dict[str, str]:
    return {"type": "bnode"} if term["type"] == "bnode" else term


def _canonical(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(cell) for name, cell in row.items()}


def _number(cell: str) -> str:
    bare, sign, datatype = cell.partition("^^")
    try:
        return str(float(bare.strip('"')))
    except ValueError:
        return bare + sign + datatype


def test_service_description(endpoint: Any) -> None:
    reply = endpoint.ask(path="/sparql/", accept="text/turtle")
    assert reply.status == 200  # returns-rdf
    graph = rdflib.Graph().parse(data=reply.text, format="turtle")
    [service] = graph.subjects(SD.endpoint, rdflib.URIRef(f"{endpoint.url}sparql/"))  # has-endpoint-triple
    # conforms-to-schema: domains and ranges of the vocabulary
    assert (service, rdflib.RDF.type, SD.Service) in graph
    assert set(graph.objects(service, SD.supportedLanguage)) <= {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
    features = {SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery}
    assert set(graph.objects(service, SD.feature)) <= features
    [dataset] = graph.objects(service, SD.defaultDataset)
    assert (dataset, rdflib.RDF.type, SD.Dataset) in graph
    [default] = graph.objects(dataset, SD.defaultGraph)
    assert (default, rdflib.RDF.type, SD.Graph) in graph
    named = list(graph.objects(dataset, SD.namedGraph))
    assert {str(graph.value(one, SD.name)) for one in named} >= {DATA.format(number) for number in (1, 2, 3)}
    for one in named:
        assert (one, rdflib.RDF.type, SD.NamedGraph) in graph
        assert (graph.value(one, SD.graph), rdflib.RDF.type, SD.Graph) in graph
