"""The Oxigraph store: swapped in whole under its readers, and queries that can be ended and can only read."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.rdf.store import Queries, StoreError, current, load, plain, use


def quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody wants to hear of."""


def fill(stores: Path, build: str, *lines: str) -> Path:
    """A store whose current build holds the quads."""
    stores.mkdir(exist_ok=True)
    text = stores / "build.nq"
    text.write_text("".join(f"{line} <a:g> .\n" for line in lines), encoding="utf-8")
    load(quiet, text, stores, build)
    use(stores, build)
    folder = current(stores)
    assert folder is not None
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a hundred numbers and some odd values."""
    lines = [f'<a:{number}> <a:value> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer>' for number in range(100)]
    lines += ['<a:x> <a:is> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>']
    lines += ['<a:x> <a:name> "甲\\n\\"乙\\""@ja', '<a:x> <a:share> "97.4"^^<http://www.w3.org/2001/XMLSchema#decimal>']
    return fill(tmp_path_factory.mktemp("stores"), "one", *lines)


@pytest.fixture(scope="module")
def queries(folder: Path) -> Iterator[Queries]:
    with Queries(folder) as opened:
        yield opened


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who asks it anything."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql", asked
        server.shutdown()
        thread.join()


def test_values_are_plain(queries: Queries) -> None:
    answer = queries.select(
        "SELECT ?name ?share (7 AS ?whole) (4.0 AS ?round) (1e0 AS ?double) (true AS ?yes) (<a:b> AS ?iri) ?nothing "
        "{ <a:x> <a:name> ?name ; <a:share> ?share }"
    )
    assert list(answer.columns) == ["name", "share", "whole", "round", "double", "yes", "iri", "nothing"]
    (row,) = answer.rows
    assert list(row) == ['甲\n"乙"', 97.4, 7, 4, 1.0, True, "a:b", None]
    assert [type(value) for value in row[2:6]] == [int, int, float, bool]
    assert plain(None) is None


def test_ask_and_construct_are_answered_as_rows(queries: Queries) -> None:
    assert list(queries.select("ASK { <a:1> ?p ?o }").rows[0]) == [True]
    answer = queries.select("CONSTRUCT { ?s <a:is> ?o } WHERE { ?s <a:value> ?o FILTER(?o = 3) }")
    assert list(answer.columns) == ["subject", "predicate", "object"]
    assert [list(row) for row in answer.rows] == [["a:3", "a:is", 3]]


def test_variables_can_be_bound_from_outside(queries: Queries) -> None:
    answer = queries.select("SELECT ?s ?o { ?s <a:value> ?o }", {"s": "a:42"})
    assert [list(row) for row in answer.rows] == [["a:42", 42]]


def test_syntax_error_says_where(queries: Queries) -> None:
    with pytest.raises(StoreError, match=r"SyntaxError: .*at 2:"):
        queries.select("SELECT ?s\nWHER nonsense")
    assert queries.select("ASK { <a:1> ?p ?o }").rows  # and the next query is answered


@pytest.mark.parametrize(
    "text",
    [
        'INSERT DATA { <a:s> <a:p> "o" }',
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
        "LOAD <file:///etc/hostname>",
    ],
)
def test_updates_are_refused(queries: Queries, text: str) -> None:
    before = queries.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    with pytest.raises(StoreError, match="SyntaxError"):
        queries.select(text)
    assert queries.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == before


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o . service silent <URL> { ?s ?p ?o } }",
        "SELECT * {?s ?p 1SERVICESILENT<URL>{?a ?b ?c}}",
        "SELECT * {?s ?p ?o FILTER(?o<?b||?b>?c)SERVICE<URL>{?a ?b ?c}}",
        "ASK { ?s ?p ?o # a remark\nSERVICE <URL> { ?a ?b ?c } }",
        # the parser wants no blank around a keyword
        "PREFIX a: <URL> SELECT * {SERVICEa:x{?s ?p ?o}}",
        "PREFIX : <URL> SELECT * {SERVICE:x{?s ?p ?o}}",
        "SELECT * {<a:x> <a:is> trueSERVICE SILENT<URL>{?s ?p ?o}}",
    ],
)
def test_query_asks_no_other_server(queries: Queries, elsewhere: tuple[str, list[str]], text: str) -> None:
    url, asked = elsewhere
    with pytest.raises(StoreError):
        queries.select(text.replace("URL", url))
    assert asked == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service <http://example.com/SERVICE> ?x }",
        "PREFIX a: <a:> SELECT ?s { ?s a:service ?x ; a:the.service ?y }",
        'SELECT ?s { ?s ?p """a "SERVICE" <a:b>""" , \'SERVICE\' }',
        "SELECT ?s { ?s ?p ?o } # SERVICE <a:b> {}",
    ],
)
def test_the_word_service_in_names_texts_and_remarks_is_no_request(queries: Queries, text: str) -> None:
    queries.select(text)


def test_query_that_takes_too_long_is_ended_and_the_next_one_answered(folder: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    with Queries(folder, timeout=3) as queries:
        queries.select("ASK { ?s ?p ?o }")  # its process runs
        started = time.monotonic()
        with pytest.raises(StoreError, match="ran longer than 3 s"):
            queries.select(endless)
        assert time.monotonic() - started < 30
    with Queries(folder) as queries:
        assert list(queries.select("ASK { <a:1> ?p ?o }").rows[0]) == [True]


def test_process_that_was_killed_is_told_of_and_the_next_query_answered(folder: Path) -> None:
    with Queries(folder) as killed:
        killed._process.kill()
        killed._process.join()
        with pytest.raises(StoreError, match="was killed"):
            killed.select("ASK {}")
        assert killed.select("ASK {}").rows == [[True]]


def test_store_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with Queries(tmp_path / "store") as damaged:
        for _ in range(2):
            with pytest.raises(StoreError, match="run `izon build --full`"):
                damaged.select("ASK {}")


def test_reader_keeps_the_store_it_opened_while_another_is_swapped_in(tmp_path: Path) -> None:
    old = fill(tmp_path / "stores", "old", '<a:s> <a:p> "old"')
    with Queries(old) as reader:
        assert [list(row) for row in reader.select("SELECT ?o { ?s ?p ?o }").rows] == [["old"]]
        new = fill(tmp_path / "stores", "new", '<a:s> <a:p> "new"')
        assert new != old
        assert [list(row) for row in reader.select("SELECT ?o { ?s ?p ?o }").rows] == [["old"]]
        with Queries(new) as second:
            assert [list(row) for row in second.select("SELECT ?o { ?s ?p ?o }").rows] == [["new"]]


def test_same_build_can_be_loaded_again(tmp_path: Path) -> None:
    for value in ("one", "two"):
        folder = fill(tmp_path / "stores", "build", f'<a:s> <a:p> "{value}"')
        with Queries(folder) as queries:
            assert [list(row) for row in queries.select("SELECT ?o { ?s ?p ?o }").rows] == [[value]]


def test_file_that_is_no_nquads_leaves_the_store_in_use(tmp_path: Path) -> None:
    folder = fill(tmp_path / "stores", "good", '<a:s> <a:p> "good"')
    with pytest.raises(SyntaxError):
        fill(tmp_path / "stores", "bad", "<a:s> <a:p> no literal")
    assert current(tmp_path / "stores") == folder


def test_there_is_no_current_store_before_the_first_or_when_it_is_gone(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    (tmp_path / "current").write_text("gone", encoding="utf-8")
    assert current(tmp_path) is None
