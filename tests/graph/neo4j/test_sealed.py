"""A server that was loaded can be read and nothing else, by whoever has the password; each way to write is tried."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import neo4j
import neo4j.exceptions
import pytest

from graph.answers.questions import read_cypher
from graph.neo4j.connection import connect
from graph.neo4j.server import EmbeddedServer, Endpoint

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

COUNT = "MATCH (n) RETURN count(n) AS n"
WRITES = (
    "CREATE (:Probe)",
    "MATCH (n) SET n.name = 'other'",
    "MATCH (n) DETACH DELETE n",
    "MERGE (:Probe {name: 'new'})",
    "CREATE INDEX FOR (n:Probe) ON (n.other)",
    "DROP INDEX probes",
    "CALL db.createLabel('Other')",
    "CALL db.createProperty('other')",
)
HUNGRY = "UNWIND range(1, 100000000) AS x WITH collect(x) AS xs RETURN size(xs)"


def _driver(endpoint: Endpoint) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password))


ENDLESS = "UNWIND range(1, 1000000000000) AS x RETURN count(x)"


def test_a_sealed_server_is_read_only_for_everybody(new_server: Callable[[str], EmbeddedServer]) -> None:
    server = new_server("home")
    with _driver(server.start()) as driver:  # nothing was loaded: open for writing
        driver.execute_query("CREATE (:Probe {name: 'a'}), (:Probe {name: 'b'})")
        driver.execute_query("CREATE INDEX probes FOR (n:Probe) ON (n.name)")
        driver.execute_query("CALL db.awaitIndexes(60)")  # one that is half made cannot be finished once sealed
    endpoint = server.seal()
    with _driver(endpoint) as driver:
        for query in WRITES:
            with pytest.raises(neo4j.exceptions.ClientError, match="read-only mode"):
                driver.execute_query(query)
        with driver.session() as session, pytest.raises(neo4j.exceptions.ClientError, match="read-only mode"):
            session.run("UNWIND [1, 2] AS x CALL (x) { CREATE (:Probe) } IN TRANSACTIONS OF 1 ROW").consume()
        with driver.session() as session, pytest.raises(neo4j.exceptions.TransientError, match="more than the limit"):
            session.run(HUNGRY).consume()
        for statement in ("ALTER DATABASE neo4j SET ACCESS READ WRITE", "DROP DATABASE neo4j", "STOP DATABASE neo4j"):
            with pytest.raises(neo4j.exceptions.Neo4jError):
                driver.execute_query(statement, database_="system")
        with pytest.raises(neo4j.exceptions.ClientError):
            driver.execute_query("CALL dbms.setConfigValue('server.databases.read_only', '')")
        assert driver.execute_query(COUNT).records[0]["n"] == 2
    os.kill(endpoint.pid, signal.SIGKILL)
    while server.status().running:
        time.sleep(0.05)
    with _driver(server.start()) as driver:  # it recovers, and is still sealed
        assert driver.execute_query(COUNT).records[0]["n"] == 2
        with pytest.raises(neo4j.exceptions.ClientError, match="read-only mode"):
            driver.execute_query("CREATE (:Probe)")
    server.stop()
    server.files.unfinished_import.touch()  # as a load leaves it that was killed while the next graph took its place
    with _driver(server.start()) as driver:
        assert driver.execute_query(COUNT).records[0]["n"] == 0


@pytest.mark.parametrize(
    "query",
    [
        *WRITES[:5],
        "UNWIND [1] AS x CALL (x) { CREATE (:Probe) } IN TRANSACTIONS",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD CSV FROM 'http://127.0.0.1:1/' AS row RETURN row",
        "LOAD CSV FROM 'ftp://127.0.0.1:1/' AS row RETURN row",
        ENDLESS,
    ],
)
def test_izon_query_only_reads_and_ends_also_where_others_may_write(
    shared_server: EmbeddedServer, home: Path, query: str
) -> None:
    with connect(home) as driver:
        before = driver.execute_query(COUNT).records[0]["n"]
        with pytest.raises(neo4j.exceptions.Neo4jError) as refused:
            read_cypher(driver, query, timeout=2)
        assert driver.execute_query(COUNT).records[0]["n"] == before
    assert "/etc/passwd" not in str(refused.value) or "allow_csv_import" in str(refused.value)
