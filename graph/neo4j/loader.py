"""Claims → the embedded Neo4j: the whole graph by the offline import tool. (Any other server: :mod:`graph.neo4j.bolt`.)"""

from __future__ import annotations

import contextlib
import fcntl
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import neo4j

from graph.build.clock import Clock
from graph.neo4j.csv_rows import write_rows
from graph.neo4j.offline_import import import_full
from graph.neo4j.rows import CONSTRAINTS, INDEXES, version
from graph.neo4j.server import EmbeddedServer

ARRAY_DELIMITER = "\x1f"
_NAME = re.compile(r"(?:INDEX|CONSTRAINT) (\w+) IF NOT EXISTS")  # that of a constraint is its index's too
_AT_ONCE = 2  # constraints that are made side by side

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What was loaded, and how."""

    nodes: int
    relationships: int
    way: str  # "offline import", "bolt" or "unchanged"
    build: str
    written: int = 0  # rows that differed from what the server held; all by the offline import
    removed: int = 0  # rows that the server held and the build does not
    updates: int = 0  # over Bolt: nodes, relationships, properties and labels that the server says it changed
    steps: dict[str, float] = field(default_factory=dict)  # seconds by step, of the offline import


def load_embedded(server: EmbeddedServer, tables: Path, build: str) -> LoadReport:
    """Replaces the embedded server's graph by that of ``tables``, sealed: from then on it can only be read.

    The new graph is made and indexed beside the one in use, which is read until the new one takes its place. A load that
    fails, or is killed, leaves the graph before. A second one of the same home waits.
    """
    clock = Clock()
    with _alone(server):
        made = EmbeddedServer(server.files.loading, aside=True)
        _clear(made, server)  # what a killed load left
        try:
            rows = server.files.loading / "rows"
            rows.mkdir(parents=True)
            with clock.stage("rows"):
                nodes, relationships = write_rows(tables, rows)
            with clock.stage("import"):
                report = import_full(made, nodes, relationships, array_delimiter=ARRAY_DELIMITER, id_type="actual")
            with clock.stage("start"):
                endpoint = made.start()
            with (
                clock.stage("indexes"),
                neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver,
            ):
                make_schema(driver)
                stamp(driver, build)
            with clock.stage("swap"):
                server.swap_in(made)
        finally:
            _clear(made, server)
    written = report.nodes + report.relationships
    return LoadReport(report.nodes, report.relationships, "offline import", build, written, steps=clock.seconds)


def end_broken_off(server: EmbeddedServer) -> bool:
    """Ends what a killed load left, a server of its own among it; whether there was any. A load that runs is let alone."""
    if not server.files.loading.exists():
        return False
    try:
        with _alone(server, fcntl.LOCK_NB):
            _clear(EmbeddedServer(server.files.loading, aside=True), server)
    except BlockingIOError:
        return False
    return True


def _clear(made: EmbeddedServer, server: EmbeddedServer) -> None:
    made.stop()
    shutil.rmtree(server.files.loading, ignore_errors=True)


@contextlib.contextmanager
def _alone(server: EmbeddedServer, how: int = 0) -> Iterator[None]:
    server.files.create()
    with (server.files.root / "load.lock").open("a") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX | how)  # given up by the kernel when this process ends, however it ends
        yield


def make_schema(driver: neo4j.Driver, statements: Sequence[str] = (*INDEXES, *CONSTRAINTS)) -> None:
    """Makes constraints and indexes where they are missing, side by side, and waits until they answer.

    A statement returns when a constraint holds, but of an index as soon as it is begun.
    """
    records, _, _ = driver.execute_query("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    there = {record["name"] for record in records}
    missing = [statement for statement in statements if _NAME.findall(statement)[0] not in there]
    if not missing:
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(driver.execute_query, missing))
    driver.execute_query("CALL db.awaitIndexes(600)")


def loaded_build(driver: neo4j.Driver) -> str | None:
    """The build whose claims the server holds whole, by rows of today's form; ``None`` where there is none."""
    records, _, _ = driver.execute_query("MATCH (l:IzonLoad) RETURN l.build AS build, l.rows AS rows")
    held = records[0] if records else None
    return str(held["build"]) if held and held["build"] and held["rows"] == version() else None


def stamp(driver: neo4j.Driver, build: str) -> None:
    """Says that the server holds the build whole, written by rows of today's form."""
    driver.execute_query("MERGE (l:IzonLoad) SET l = $stamp", stamp={"build": build, "rows": version()})
