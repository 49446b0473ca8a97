"""Claims → the embedded Neo4j: the whole graph by the offline import tool. (Any other server: :mod:`graph.neo4j.bolt`.)"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import neo4j

from graph.build.clock import Clock
from graph.neo4j.offline_import import CsvGroup, import_full
from graph.neo4j.rows import CONSTRAINTS, INDEXES, Rows, database, node_rows, relationship_rows, version
from graph.neo4j.server import EmbeddedServer

ARRAY_DELIMITER = "\x1f"

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


def load_embedded(server: EmbeddedServer, tables: Path, work: Path, build: str) -> LoadReport:
    """Replaces the embedded server's graph by that of ``tables``; the server is stopped, filled,
    started, indexed, and started again so that its graph can only be read."""
    clock = Clock()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        with clock.stage("rows"):
            nodes, relationships = write_rows(tables, work)
        with clock.stage("import"):
            report = import_full(server, nodes, relationships, array_delimiter=ARRAY_DELIMITER)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    with clock.stage("start"):
        endpoint = server.start()
    with (
        clock.stage("indexes"),
        neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver,
    ):
        make_schema(driver)
        stamp(driver, build)
    with clock.stage("seal"):
        server.seal()
    rows = report.nodes + report.relationships
    return LoadReport(report.nodes, report.relationships, "offline import", build, rows, steps=clock.seconds)


def write_rows(tables: Path, work: Path) -> tuple[list[CsvGroup], list[CsvGroup]]:
    """Writes the rows of ``tables`` into the folder ``work`` as the import tool reads them: nodes and relationships."""
    with database(tables) as connection:
        nodes = [_write(connection, rows, work, "nodes") for rows in node_rows()]
        relationships = [_write(connection, rows, work, "relationships") for rows in relationship_rows()]
    return nodes, relationships


def make_schema(driver: neo4j.Driver, statements: Sequence[str] = (*CONSTRAINTS, *INDEXES)) -> None:
    """Makes constraints and indexes where they are missing, and waits until they answer."""
    for statement in statements:
        driver.execute_query(statement)
    driver.execute_query("CALL db.awaitIndexes(600)")


def loaded_build(driver: neo4j.Driver) -> str | None:
    """The build whose claims the server holds, ``None`` when nothing was loaded yet."""
    records, _, _ = driver.execute_query("MATCH (l:IzonLoad) WHERE l.build IS NOT NULL RETURN l.build AS build")
    return str(records[0]["build"]) if records else None


def stamp(driver: neo4j.Driver, build: str) -> None:
    """Says that the server holds the build whole, written by rows of today's form."""
    driver.execute_query("MERGE (l:IzonLoad) SET l = $stamp", stamp={"build": build, "rows": version()})


def _write(connection: duckdb.DuckDBPyConnection, rows: Rows, work: Path, side: str) -> CsvGroup:
    path = work / f"{side}-{rows.file}"
    header = [f"{name}:{kind}" for name, kind in rows.types.items()]
    if side == "nodes":
        leading = ["uri:ID"] + ([":LABEL"] if not rows.name else [])
        columns = ["uri"] + (["labels"] if not rows.name else [])
    else:
        leading = [":START_ID", ":END_ID"] + ([":TYPE"] if not rows.name else [])
        columns = ["start", "end"] + (["type"] if not rows.name else [])
    wanted = ", ".join(f'"{name}"' for name in (*columns, *rows.types))
    labels = "replace(labels, ';', chr(31)) AS labels" if "labels" in columns else ""
    source = f"SELECT * REPLACE ({labels}) FROM ({rows.query})" if labels else rows.query
    head = path.with_suffix(".header.csv")
    head.write_text(",".join((*leading, *header)) + "\n", encoding="utf-8")
    target = str(path).replace("'", "''")
    connection.execute(f"COPY (SELECT {wanted} FROM ({source})) TO '{target}' (FORMAT csv, HEADER false)")
    return CsvGroup(tuple(name for name in rows.name.split(";") if name), (head, path))
