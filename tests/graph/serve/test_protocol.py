"""The SPARQL 1.1 protocol as clients see it, over HTTP against a real server."""

from __future__ import annotations

import csv
import io
import json
import socket
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rdflib

EX = "http://example.org/"
CURRENT = "https://w3id.org/izon/graph/current"
PAIR = f"SELECT ?s ?n {{ ?s <{EX}n> ?n FILTER(?n > 297) }} ORDER BY ?n"
TRIPLES = f"CONSTRUCT WHERE {{ <{EX}thing1> ?p ?o }}"
FORM = "application/x-www-form-urlencoded"


def test_a_query_is_answered_by_get_and_by_both_kinds_of_post(server: Any) -> None:
    by_get = server.query(PAIR)
    by_form = server.ask("POST", body=f"query={quote(PAIR)}", content_type=FORM)
    direct = server.ask("POST", body=PAIR, content_type="application/sparql-query; charset=UTF-8")
    for reply in (by_get, by_form, direct):
        assert reply.status == 200
        assert [row["n"]["value"] for row in reply.json["results"]["bindings"]] == ["298", "299"]
        assert reply.headers["izon-rows"] == "2"
        assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv", "text/csv"),
        ("application/json", "application/sparql-results+json"),
        ("text/turtle, application/sparql-results+json;q=0.1", "application/sparql-results+json"),
    ],
)
def test_a_table_comes_in_the_format_that_is_asked_for(server: Any, accept: str, media_type: str) -> None:
    reply = server.query(PAIR, accept=accept)
    assert reply.headers["content-type"].partition(";")[0] == media_type
    assert "accept" in reply.headers["vary"].lower()
    assert _numbers(reply.text, media_type) == ["298", "299"]


def _numbers(text: str, media_type: str) -> list[str]:
    if media_type.endswith("json"):
        return [row["n"]["value"] for row in json.loads(text)["results"]["bindings"]]
    if media_type.endswith("xml"):
        names = {"s": "http://www.w3.org/2005/sparql-results#"}
        return [str(e.text) for e in ET.fromstring(text).findall(".//s:binding[@name='n']/s:literal", names)]
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "tab" in media_type else ","))
    assert rows[0] in (["s", "n"], ["?s", "?n"])
    return [row[1] for row in rows[1:]]


@pytest.mark.parametrize(
    ("accept", "media_type", "parser"),
    [
        ("*/*", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("text/turtle;q=0.3, application/n-triples;q=0.4", "application/n-triples", "nt"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own JSON-LD parser
def test_a_graph_comes_in_the_format_that_is_asked_for(server: Any, accept: str, media_type: str, parser: str) -> None:
    reply = server.query(TRIPLES, accept=accept)
    assert reply.headers["content-type"].partition(";")[0] == media_type
    graph = rdflib.Graph().parse(data=reply.text, format=parser)
    assert [int(o) for o in graph.objects(rdflib.URIRef(f"{EX}thing1"))] == [1]


def test_a_format_that_cannot_hold_the_result_is_not_acceptable(server: Any) -> None:
    assert server.query(PAIR, accept="text/turtle").status == 406
    assert server.query(TRIPLES, accept="text/csv").status == 406
    assert server.query(PAIR, accept="image/png").status == 406
    assert server.ask(fields={"query": PAIR, "format": "ttl"}).status == 406


def test_a_format_can_be_asked_for_by_name(server: Any) -> None:
    for name, media_type in (
        ("json", "application/sparql-results+json"),
        ("tsv", "text/tab-separated-values"),
        ("other", "text/csv"),
    ):
        reply = server.ask(fields={"query": PAIR, "format": name}, accept="text/csv")
        assert reply.headers["content-type"].partition(";")[0] == media_type
    reply = server.ask(fields={"query": TRIPLES, "format": "xml"})
    assert reply.headers["content-type"] == "application/rdf+xml"


def test_the_dataset_is_the_union_unless_query_or_request_says_otherwise(server: Any) -> None:
    count = f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}n> 1 }}"
    named = f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s <{EX}n> 1 }} }}"
    other = f"{EX}graph"
    assert _one(server, count) == "2"
    assert _one(server, count, ("default-graph-uri", other)) == "1"
    assert _one(server, count, ("default-graph-uri", other), ("default-graph-uri", CURRENT)) == "2"
    assert _one(server, count, ("named-graph-uri", other)) == "0"
    assert _one(server, named, ("named-graph-uri", other)) == "1"
    assert _one(server, f"SELECT (COUNT(*) AS ?n) FROM <{other}> {{ ?s <{EX}n> 1 }}") == "1"
    assert _one(server, f"SELECT (COUNT(*) AS ?n) FROM NAMED <{other}> {{ GRAPH ?g {{ ?s <{EX}n> 1 }} }}") == "1"
    assert (
        _one(server, f"SELECT (COUNT(*) AS ?n) FROM <{CURRENT}> {{ ?s <{EX}n> 1 }}", ("default-graph-uri", other))
        == "1"
    )
    assert server.ask(fields={"query": count, "default-graph-uri": "no iri"}).status == 400


def _one(server: Any, query: str, *graphs: tuple[str, str]) -> str:
    reply = server.ask(fields=[("query", query), *graphs])
    return reply.json["results"]["bindings"][0]["n"]["value"]


def test_a_mistake_is_told_with_line_and_column(server: Any) -> None:
    reply = server.query("SELECT *\n{ ?s ?p ?o } LIMIT x")
    assert reply.status == 400
    assert "line 2, column 20" in reply.text
    assert reply.headers["content-type"].startswith("text/plain")


def test_updates_are_refused_in_every_form(server: Any) -> None:
    update = f"INSERT DATA {{ <{EX}a> <{EX}b> 1 }}"
    assert server.ask("POST", body=update, content_type="application/sparql-update").status == 403
    assert server.ask("POST", body=f"update={quote(update)}", content_type=FORM).status == 403
    assert server.ask(fields={"update": update}).status == 400
    assert server.query(update).status == 403
    assert (
        server.ask(
            "POST", body=f"PREFIX e: <{EX}> # a comment\n{update}", content_type="application/sparql-query"
        ).status
        == 403
    )
    assert server.query(f"ASK {{ <{EX}a> ?p ?o }}").json["boolean"] is False


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_no_other_server_is_ever_asked(server: Any, silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.5)
        port = trap.getsockname()[1]
        for keyword in ("SERVICE", "service", "SeRvIcE"):
            for gap in (" ", "\n", "#\n", ""):
                query = f"SELECT * {{ {keyword}{gap}{silent}<http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
                assert server.query(query).status in (400, 403)
        server.query(f"SELECT * {{ S\\u0045RVICE {silent}<http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        server.query(f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}")
        with pytest.raises(TimeoutError):
            trap.accept()
    assert server.query('SELECT ("SERVICE" AS ?word) { }').status == 200


def test_a_worker_could_not_open_a_connection_or_a_file_if_it_wanted(server: Any) -> None:
    for worker in server.workers():
        lines = Path(f"/proc/{worker}/limits").read_text(encoding="ascii").splitlines()
        limits = dict(line.split("  ", 1) for line in lines[1:])
        assert limits["Max open files"].split()[:2] == ["0", "0"]


def test_the_limits_and_the_build_stand_in_the_headers(server: Any) -> None:
    reply = server.query(f"SELECT ?s {{ ?s <{EX}n> ?n . ?t <{EX}n> ?m }}")
    assert reply.headers["izon-row-limit"] == "1000"
    assert reply.headers["izon-truncated"] == "true"
    assert reply.headers["izon-time-limit"] == "30"
    assert reply.headers["izon-build"] == "first"
    assert len(reply.json["results"]["bindings"]) == 1000
    graph = server.query(
        f"CONSTRUCT {{ ?s <{EX}with> ?t }} {{ ?s <{EX}n> ?n . ?t <{EX}n> ?m }}", accept="application/n-triples"
    )
    assert graph.headers["izon-truncated"] == "true"
    assert len(graph.text.splitlines()) == 1000


def test_the_same_answer_is_not_sent_again(server: Any) -> None:
    first = server.query(PAIR)
    again = server.query(PAIR, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert server.query(PAIR, accept="text/csv", if_none_match=first.headers["etag"]).status == 200
    assert "etag" not in server.query("SELECT (RAND() AS ?r) { }").headers
    once, twice = (server.query("SELECT (UUID() AS ?r) { }").text for _ in range(2))
    assert once != twice


def test_an_answer_that_came_in_pieces_is_kept_for_whoever_asks_the_same(server: Any) -> None:
    text = f"SELECT ?s ?long {{ ?s <{EX}n> ?n . ?t <{EX}n> ?m BIND('{'x' * 3000}' AS ?long) }}"
    first, second = server.query(text), server.query(text)
    assert first.headers["transfer-encoding"] == "chunked"
    assert int(second.headers["content-length"]) == len(first.body) > 3_000_000
    assert second.body == first.body
    assert second.headers["etag"] == first.headers["etag"]
    larger = text.replace("x" * 3000, "y" * 5000)
    assert [server.query(larger).headers.get("transfer-encoding") for _ in range(2)] == ["chunked", "chunked"]


def test_head_and_options_are_answered_without_a_body(server: Any) -> None:
    head = server.ask("HEAD", fields={"query": PAIR})
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(server.query(PAIR).body)
    options = server.ask("OPTIONS", origin="https://elsewhere.example", access_control_request_method="POST")
    assert options.status == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert "Content-Type" in options.headers["access-control-allow-headers"]


def test_what_is_too_large_or_no_request_is_refused(server: Any) -> None:
    assert (
        server.ask("POST", body=b"#" * (1 << 20) + b"\nASK {}", content_type="application/sparql-query").status == 413
    )
    assert server.ask(fields={"query": "ASK {} #" + "x" * 70_000}).status in (400, 414, 431)
    assert server.ask("POST", body=b"\xff\xfe", content_type="application/sparql-query").status == 400
    assert server.ask("GET", "/sparql?query=%FF").status == 400
    assert server.ask("POST", body="&".join(f"f{n}=" for n in range(300)), content_type=FORM).status == 400
    assert server.ask("DELETE").status == 405
    assert server.query("ASK {}").status == 200


def test_prefixes_are_known_and_relative_names_are_ours(server: Any) -> None:
    assert server.query("ASK { ?s rdfs:label ?label }").json["boolean"] is True
    row = server.query("SELECT (<id/org/x> AS ?iri) { }").json["results"]["bindings"][0]
    assert row["iri"]["value"] == "https://w3id.org/izon/id/org/x"


def test_columns_of_a_star_stand_as_the_query_names_them(server: Any) -> None:
    reply = server.query(f"SELECT * {{ ?thing <{EX}n> ?a }} LIMIT 1")
    assert reply.json["head"]["vars"] == ["thing", "a"]


def test_cells_that_a_spreadsheet_would_run_are_text(server: Any) -> None:
    query = "SELECT ?label { ?s rdfs:label ?label } ORDER BY ?s"
    plain = [row[0] for row in csv.reader(io.StringIO(server.query(query, accept="text/csv").text))]
    assert plain[1:] == [
        "<script>alert(1)</script>",
        '\'=HYPERLINK("http://evil.example")',
        "-",
        "-5%",
        "+81",
        "日本語\tと\nEnglish",
    ]
    reply = server.ask(fields={"query": query, "format": "excel"})
    assert reply.body.startswith(b"\xef\xbb\xbflabel\r\n")
    assert "attachment" in reply.headers["content-disposition"]
    exact = server.query(query, accept="application/sparql-results+json").json["results"]["bindings"]
    assert exact[1]["label"]["value"] == '=HYPERLINK("http://evil.example")'


def test_the_service_describes_itself(server: Any) -> None:
    for path in ("/sparql", "/void", "/.well-known/void"):
        reply = server.ask(path=path, accept="application/rdf+xml")
        graph = rdflib.Graph().parse(data=reply.text, format="xml")
        description = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        [service] = graph.subjects(rdflib.RDF.type, description.Service)
        assert graph.value(service, description.endpoint) == rdflib.URIRef(f"{server.url}sparql")
        names = {str(name) for name in graph.objects(None, description.name)}
        assert names == {CURRENT, f"{EX}graph"}
