"""Both ways of loading put the same graph into Neo4j, sign for sign, also after one was broken off."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import neo4j
import neo4j.exceptions
import pytest

from crawler.ledger import Capture
from graph import iri
from graph.build.builds import Build
from graph.claims.model import Argument, CellEvidence, Claim, Qualifiers, TextEvidence, Thing, literal
from graph.cli.answering import tell_of_another_build
from graph.cli.console import Console
from graph.neo4j.bolt import load_bolt
from graph.neo4j.connection import connect
from graph.neo4j.errors import OfflineImportError
from graph.neo4j.loader import end_broken_off, load_embedded, loaded_build
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
    """The embedded server of this file."""
    own = EmbeddedServer(tmp_path_factory.mktemp("loader") / "home, a=b")
    yield own
    own.stop()


@pytest.fixture(params=["2026.09", "5.26 LTS"])
def driver(request: pytest.FixtureRequest, server: EmbeddedServer, tmp_path: Path) -> Iterator[neo4j.Driver]:
    """A connection to an empty Neo4j of either line; to the older one encrypted and routed, as to a cluster or Aura."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "5.26 LTS":
            for name, value in request.getfixturevalue("lts").items():
                patch.setenv(name, value)
        else:
            unseal(server)
        with connect(server.files.root.parents[1]) as opened:
            assert opened.get_server_info().agent.startswith(f"Neo4j/{request.param.split()[0]}")
            opened.execute_query("MATCH (n) DETACH DELETE n")
            yield opened


def unseal(server: EmbeddedServer) -> None:
    """Opens for writing what a load sealed."""
    if server.files.sealed.exists():
        server.files.sealed.unlink()
        server.restart()


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
    return {name: value for name, value in properties.items() if name != "rowDigest" and value != []}


def silent(*_: object) -> None:
    """Progress for nobody."""


def test_both_ways_of_loading_make_the_same_graph_of_any_text(
    server: EmbeddedServer, tmp_path: Path, tables: Path
) -> None:
    report = load_embedded(server, tables, "one")
    assert not server.files.loading.exists()
    with connect(server.files.root.parents[1]) as opened:
        imported = graph_of(opened)
        assert loaded_build(opened) == "one"
        with pytest.raises(neo4j.exceptions.ClientError, match="read-only mode"):
            opened.execute_query("MATCH (n) DETACH DELETE n")
    unseal(server)
    with connect(server.files.root.parents[1]) as opened:
        opened.execute_query("MATCH (n) DETACH DELETE n")
        over_bolt = load_bolt(opened, tables, "two", silent)
        assert graph_of(opened) == imported
        assert loaded_build(opened) == "two"
        values, _, _ = opened.execute_query("MATCH (c:Claim {predicate: 'refusesToAnswer'}) RETURN c.value AS value")
        quotes, _, _ = opened.execute_query("MATCH (e:Evidence) WHERE e.row IS NOT NULL RETURN e.quote AS quote")
        (edge,), _, _ = opened.execute_query("MATCH ()-[r:DEPENDS_ON]->() RETURN r")
    assert (report.nodes, report.relationships) == (over_bolt.nodes, over_bolt.relationships)
    assert over_bolt.written == report.written == report.nodes + report.relationships
    assert {record["value"] for record in values} == {record["quote"] for record in quotes} == set(TRICKY)
    found = edge["r"]
    assert (found["kind"], found["count"], found["unit"]) == ("usesService", 1877, "システム")
    assert found["validFrom"].iso_format() == "2024-11-30"
    assert found["knownFrom"].to_native().isoformat() == "2026-11-01T00:00:00+00:00"
    assert found["claims"] == [iri.claim(USES.identifier)]
    assert "knownThrough" not in found
    assert (found["source"], found["why"]) == (URL, f"izon why {found['key']}")


class Reader(threading.Thread):
    """Asks a server for its build again and again, as an analyst's program does; ``seen`` has what came, and when."""

    def __init__(self, server: EmbeddedServer) -> None:
        super().__init__(daemon=True)
        self._endpoint = server.start()
        self._ended = threading.Event()
        self.seen: list[tuple[float, str]] = []

    def run(self) -> None:
        login = self._endpoint.user, self._endpoint.password
        with neo4j.GraphDatabase.driver(self._endpoint.bolt_uri, auth=login) as driver:
            while not self._ended.is_set():
                with contextlib.suppress(neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError):
                    with driver.session() as session:
                        build = session.run("MATCH (l:IzonLoad) RETURN l.build AS build").single(strict=True)["build"]
                    self.seen.append((time.monotonic(), build))
                time.sleep(0.02)

    def see(self, build: str) -> None:
        """Waits until the build is seen, so long as anything may take."""
        end = time.monotonic() + 120
        while time.monotonic() < end and (not self.seen or self.seen[-1][1] != build):
            time.sleep(0.05)

    def end(self) -> list[str]:
        """What was seen, without repetitions."""
        self._ended.set()
        self.join()
        return [build for build, _ in itertools.groupby(build for _, build in self.seen)]


def test_readers_have_the_graph_before_until_the_new_one_is_up(
    server: EmbeddedServer, tables: Path, next_day: Path
) -> None:
    load_embedded(server, tables, "before")
    reader = Reader(server)
    reader.start()
    reader.see("before")
    begin = time.monotonic()
    report = load_embedded(server, next_day, "after")
    reader.see("after")
    assert reader.end() == ["before", "after"]
    last_before = max(moment for moment, build in reader.seen if build == "before")
    first_after = min(moment for moment, build in reader.seen if build == "after")
    made = sum(report.steps[step] for step in ("rows", "import", "start", "indexes"))
    assert last_before - begin > made - 2  # read all the time that the new one was made, but for a reading cut off
    assert first_after - last_before < 2 * report.steps["swap"] + 5  # a client takes its time to connect again


def test_a_load_that_fails_leaves_the_graph_before(
    server: EmbeddedServer, tables: Path, next_day: Path, tmp_path: Path
) -> None:
    load_embedded(server, tables, "before")
    reader = Reader(server)
    reader.start()
    reader.see("before")
    with duckdb.connect() as connection:  # edges to things that are not there
        left, entities = tmp_path / "entities.parquet", next_day / "entities.parquet"
        connection.execute(f"COPY (FROM '{entities}' LIMIT 1) TO '{left}' (FORMAT parquet)")
        left.replace(entities)
    with pytest.raises(OfflineImportError, match="missing node"):
        load_embedded(server, next_day, "after")
    assert reader.end() == ["before"]
    assert not server.files.loading.exists()


def test_what_a_killed_load_left_is_ended_but_not_a_load_that_runs(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "home")
    assert not end_broken_off(server)
    server.files.create()
    left = EmbeddedServer(server.files.loading, aside=True)
    left.start()
    with (server.files.root / "load.lock").open("a") as running:
        fcntl.flock(running, fcntl.LOCK_EX)
        assert not end_broken_off(server)
        assert left.status().running
    assert end_broken_off(server)
    assert not left.status().running
    assert not server.files.loading.exists()


class BrokenOffError(Exception):
    """Somebody pulled the plug."""


def breaking_off(after: int) -> Callable[[str, int, int], None]:
    calls = iter(range(after))

    def progress(stage: str, done: int, total: int) -> None:
        if next(calls, None) is None:
            raise BrokenOffError

    return progress


@pytest.fixture
def next_day(publish: Publish, capture: NewCapture) -> Path:
    """The tables of a day later: the answer has another text, one claim is new, most of yesterday's stand no more."""
    new = dataclasses.replace(USES, record_key="answers/2", object=Argument("service", "Google Cloud"))
    first, second = capture(URL, "1", 1), capture(URL, "2", 2)
    return publish([(first, [USES]), (second, [new])], "next-day")


def test_a_second_load_of_the_same_rows_writes_nothing(
    driver: neo4j.Driver, tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = load_bolt(driver, tables, "one", silent, kept=tmp_path / "kept")
    for published, said in (("one", ""), ("two", "Neo4j holds build one, not build two: run `izon load`\n")):
        tell_of_another_build(Console("text"), driver, Build(published, "", 0, {}, {}, {}))
        assert capsys.readouterr().err == said
    assert first.updates > first.written == first.nodes + first.relationships
    graph = graph_of(driver)
    for kept in (tmp_path / "kept", None, tmp_path / "other"):  # known by what was kept, and by asking the server
        again = load_bolt(driver, tables, "one", silent, kept=kept)
        assert (again.written, again.removed, again.updates) == (0, 0, 0)
    assert load_bolt(driver, tables, "one", silent, full=True).written == first.written
    assert graph_of(driver) == graph


@pytest.mark.parametrize("knows", [True, False])
def test_an_increment_touches_what_changed_and_nothing_else(
    driver: neo4j.Driver, tables: Path, next_day: Path, tmp_path: Path, knows: bool
) -> None:
    kept = tmp_path / "kept" if knows else None
    load_bolt(driver, next_day, "fresh", silent)
    wanted = graph_of(driver)
    driver.execute_query("MATCH (n) DETACH DELETE n")
    load_bolt(driver, tables, "one", silent, kept=kept)
    held_nodes, held_edges = graph_of(driver)
    report = load_bolt(driver, next_day, "two", silent, kept=kept)
    nodes, edges = graph_of(driver)
    assert (nodes, edges) == wanted
    changed = [uri for uri, node in nodes.items() if held_nodes.get(uri) != node]
    changed_edges = [key for key, edge in edges.items() if held_edges.get(key, 0) != edge]
    assert report.written == len(changed) + len(changed_edges)
    assert report.removed == len(held_nodes.keys() - nodes.keys()) + len(held_edges.keys() - edges.keys())
    assert 0 < report.written < len(nodes) + len(edges)
    assert loaded_build(driver) == "two"


def test_what_a_source_no_longer_says_stays_as_superseded(driver: neo4j.Driver, tables: Path, next_day: Path) -> None:
    load_bolt(driver, tables, "one", silent)
    load_bolt(driver, next_day, "two", silent)
    records, _, _ = driver.execute_query(
        "MATCH ()-[r:DEPENDS_ON]->(s) RETURN s.nameEn AS name, r.current AS current, r.knownThrough AS through"
    )
    said = {record["name"]: (record["current"], record["through"]) for record in records}
    assert len(said) == 2
    assert said["Google Cloud"] == (True, None)
    assert said["Amazon Web Services"][0] is False
    assert said["Amazon Web Services"][1].to_native().isoformat() == "2026-11-02T00:00:00+00:00"


def test_load_that_is_broken_off_anywhere_is_made_good_by_the_next(
    driver: neo4j.Driver, tables: Path, next_day: Path, tmp_path: Path
) -> None:
    load_bolt(driver, next_day, "fresh", silent)
    wanted = graph_of(driver)
    load_bolt(driver, tables, "one", silent, kept=tmp_path / "kept")
    broken = 0
    for place in itertools.count(0, 4):  # so that each broken load begins where the one before left off, or anew
        try:
            load_bolt(driver, next_day, "two", breaking_off(place), kept=tmp_path / "kept", batch=40)
        except BrokenOffError:
            broken += 1
            assert loaded_build(driver) is None  # neither the build before nor the new one
            if broken == 1:
                assert len(graph_of(driver)[0]) > len(wanted[0])  # nothing is removed before all is there
            with contextlib.suppress(BrokenOffError):
                load_bolt(driver, tables, "one", breaking_off(place), kept=tmp_path / "kept", batch=40)
        else:
            break
    assert broken > 2
    assert loaded_build(driver) == "two"
    assert graph_of(driver) == wanted


def test_a_thing_that_is_now_of_another_class_has_one_label(driver: neo4j.Driver, tables: Path, tmp_path: Path) -> None:
    load_bolt(driver, tables, "one", silent)
    wanted = graph_of(driver)
    driver.execute_query(
        "MATCH (n:CloudService {uri: $uri}) REMOVE n:CloudService SET n:Product, n.rowDigest = 'other'",
        uri=iri.service("aws"),
    )
    report = load_bolt(driver, tables, "two", silent)
    assert report.written == 1
    assert graph_of(driver) == wanted


def test_uris_and_keys_are_unique_and_indexed(driver: neo4j.Driver, tables: Path) -> None:
    load_bolt(driver, tables, "one", silent)
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


def test_nodes_of_others_are_left_alone(driver: neo4j.Driver, tables: Path, next_day: Path) -> None:
    driver.execute_query("CREATE (:Stranger)-[:KNOWS]->(:Stranger)")
    load_bolt(driver, tables, "one", silent)
    load_bolt(driver, next_day, "two", silent)
    (record,) = driver.execute_query("MATCH (:Stranger)-[r:KNOWS]->(:Stranger) RETURN count(r) AS n").records
    assert record["n"] == 1
