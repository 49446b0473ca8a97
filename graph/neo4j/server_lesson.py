"""What the server is run for once, so that Java can keep its classes for later starts (:mod:`graph.neo4j.startup`)."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import neo4j
import neo4j.exceptions

from graph.neo4j import java
from graph.neo4j.files import USER, ServerFiles, ensure_password, write_configuration
from graph.neo4j.ports import choose
from graph.neo4j.startup import LEARNING_SECONDS

_PAUSE_SECONDS = 0.2
_HEAP = "512m"

# What each load and question needs of the server: constraints, indexes, rows merged and read.
_LESSONS = (
    "CREATE CONSTRAINT uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE",
    "CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Resource) ON EACH [n.name]",
    "CALL db.awaitIndexes(60)",
    "UNWIND range(1, 1000) AS i MERGE (n:Resource {uri: toString(i)}) SET n.name = 'n' + i",
    "MATCH (a:Resource), (b:Resource {uri: '1'}) MERGE (a)-[r:KNOWS]->(b) SET r.since = date()",
    "MATCH (a:Resource)-[r:KNOWS]->(b) WHERE a.name STARTS WITH 'n1' RETURN b.uri, count(*), collect(a.name) ORDER BY b.uri",
)


def learn_server(library: Path, home: Path, archive: Path) -> None:
    """Runs a server of its own, which writes the archive when it stops; leaves none when the server fails."""
    files = ServerFiles.of(home)
    files.create()
    password = ensure_password(files)
    ports = choose(files.ports, any_ports=True)
    write_configuration(files, ports.bolt, ports.http)
    command = java.command(library, files, java.SERVER, _HEAP, f"-XX:AOTCacheOutput={archive}")
    command += [f"--home-dir={files.root}", f"--config-dir={files.configuration}"]
    environment = java.plain_environment(files)
    end = time.monotonic() + LEARNING_SECONDS
    with files.console.open("wb") as console:
        server = subprocess.Popen(
            command, cwd=files.root, env=environment, stdin=subprocess.DEVNULL, stdout=console, stderr=console
        )
    taught = False
    try:
        while server.poll() is None and time.monotonic() < end and not taught:
            time.sleep(_PAUSE_SECONDS)
            taught = _taught(f"bolt://127.0.0.1:{ports.bolt}", password)
        server.terminate()
        server.wait(max(1, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        taught = False
    finally:
        server.kill()
        server.wait()
    if not taught:
        archive.unlink(missing_ok=True)  # half of it, or of a server that failed


def _taught(uri: str, password: str) -> bool:
    """Whether the server answered, and has gone through the lessons."""
    try:
        with neo4j.GraphDatabase.driver(uri, auth=(USER, password)) as driver:
            driver.verify_connectivity()
            for lesson in _LESSONS:
                driver.execute_query(lesson)
    except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError):
        return False
    return True
