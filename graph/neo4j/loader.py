"""Claims → Neo4j: the whole graph by the offline import tool (embedded server) or over Bolt (any other server).

Over Bolt everything is merged on unique keys, in sorted batches; what the new tables no longer hold is removed at the
end, never before. Interrupted and run again it gives the same graph.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import neo4j

from graph.neo4j.offline_import import CsvGroup, ImportReport, import_full
from graph.neo4j.rows import SCHEMA, Rows, database, node_rows, relationship_rows
from graph.neo4j.server import EmbeddedServer

ARRAY_DELIMITER = "\x1f"
BATCH = 10_000

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What was loaded, and how."""

    nodes: int
    relationships: int
    way: str  # "offline import" or "bolt"
    build: str


def load_embedded(server: EmbeddedServer, tables: Path, work: Path, build: str) -> LoadReport:
    """Replaces the embedded server's graph by that of ``tables``; the server is stopped, filled,
    started, indexed, and started again so that its graph can only be read."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        connection = database(tables)
        nodes = [_write(connection, rows, work, "nodes") for rows in node_rows()]
        relationships = [_write(connection, rows, work, "relationships") for rows in relationship_rows()]
        connection.close()
        report: ImportReport = import_full(server, nodes, relationships, array_delimiter=ARRAY_DELIMITER)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    endpoint = server.start()
    with neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver:
        make_schema(driver)
        _stamp(driver, build)
    server.seal()
    return LoadReport(report.nodes, report.relationships, "offline import", build)


def load_bolt(driver: neo4j.Driver, tables: Path, build: str, progress: Progress) -> LoadReport:
    """Merges the graph of ``tables`` into the server that ``driver`` is connected to, then removes what is not in it."""
    make_schema(driver)
    driver.execute_query("MATCH (l:IzonLoad) DELETE l")  # until all is there the server holds no build
    connection = database(tables)
    nodes = relationships = 0
    for rows in node_rows():
        nodes += _merge(driver, connection, rows, build, progress)
    for rows in relationship_rows():
        relationships += _merge(driver, connection, rows, build, progress)
    connection.close()
    with driver.session() as session:
        session.run(
            "MATCH (:Resource)-[r]->(:Resource) WHERE r.build <> $build OR r.build IS NULL "
            "CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS",
            build=build,
        ).consume()
        session.run(
            "MATCH (n:Resource) WHERE n.build <> $build OR n.build IS NULL "
            "CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
            build=build,
        ).consume()
    _stamp(driver, build)
    return LoadReport(nodes, relationships, "bolt", build)


def make_schema(driver: neo4j.Driver) -> None:
    """Makes constraints and indexes where they are missing, and waits until they answer."""
    for statement in SCHEMA:
        driver.execute_query(statement)
    driver.execute_query("CALL db.awaitIndexes(300)")


def loaded_build(driver: neo4j.Driver) -> str | None:
    """The build whose claims the server holds, ``None`` when nothing was loaded yet."""
    records, _, _ = driver.execute_query("MATCH (l:IzonLoad) RETURN l.build AS build")
    return str(records[0]["build"]) if records else None


def _stamp(driver: neo4j.Driver, build: str) -> None:
    driver.execute_query("MERGE (l:IzonLoad) SET l.build = $build", build=build)


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


def _batches(connection: duckdb.DuckDBPyConnection, rows: Rows) -> Iterator[list[dict[str, Any]]]:
    order = '"uri"' if '"end"' not in rows.query or "AS uri" in rows.query else '"start", "end"'
    cursor = connection.execute(f"SELECT * FROM ({rows.query}) ORDER BY {order}")
    names = [column[0] for column in cursor.description or ()]
    while batch := cursor.fetchmany(BATCH):
        yield [dict(zip(names, values, strict=True)) for values in batch]


def _merge(
    driver: neo4j.Driver, connection: duckdb.DuckDBPyConnection, rows: Rows, build: str, progress: Progress
) -> int:
    number = 0
    for batch in _batches(connection, rows):
        payload = [_row(row, rows) for row in batch]
        for query in _merge_queries(rows, payload):
            driver.execute_query(query.text, rows=query.rows, build=build)
        number += len(batch)
        progress(f"load {rows.name or 'things and edges'}", number, number)
    return number


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    rows: list[dict[str, Any]]


def _merge_queries(rows: Rows, payload: list[dict[str, Any]]) -> Iterator[_Query]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in payload:
        groups.setdefault(row.pop("of"), []).append(row)
    for name, group in sorted(groups.items()):
        if "start" in group[0]:
            key = " {" + f"{rows.merge_on}: row.{rows.merge_on}" + "}" if rows.merge_on else ""
            yield _Query(
                f"UNWIND $rows AS row MATCH (s:Resource {{uri: row.start}}) MATCH (e:Resource {{uri: row.end}}) "
                f"MERGE (s)-[r:`{name}`{key}]->(e) SET r = row.properties, r.build = $build",
                group,
            )
        else:
            labels = ":".join(f"`{label}`" for label in name.split(";"))
            yield _Query(
                f"UNWIND $rows AS row MERGE (n:Resource {{uri: row.uri}}) "
                f"SET n = row.properties, n.uri = row.uri, n.build = $build SET n:{labels}",
                group,
            )


def _row(row: dict[str, Any], rows: Rows) -> dict[str, Any]:
    # as in the offline import, an empty list is no property
    properties = {name: _typed(row[name], kind) for name, kind in rows.types.items() if row[name] not in (None, "")}
    if "uri" in row:
        return {"uri": row["uri"], "properties": properties, "of": rows.name or row["labels"]}
    result = {"start": row["start"], "end": row["end"], "properties": properties, "of": rows.name or row["type"]}
    if rows.merge_on:
        result[rows.merge_on] = row[rows.merge_on]
    return result


def _typed(value: Any, kind: str) -> Any:
    if kind.endswith("[]"):
        parts = [part for part in value.split(ARRAY_DELIMITER) if part]
        return [int(part) for part in parts] if kind == "long[]" else parts
    if kind == "date":
        return neo4j.time.Date.from_iso_format(value)
    if kind == "datetime":
        return neo4j.time.DateTime.from_iso_format(value)
    return value
