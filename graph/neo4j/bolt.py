"""Claims → any Neo4j over Bolt: 5.26 or later, one server, a cluster or Aura.

Rows are merged on unique keys, in sorted batches; what the tables no longer hold is removed when all else is there, never
before. Only what differs from what the server holds is written (:mod:`graph.neo4j.held`), so that a load that was broken
off goes on where it stopped, one of the same rows writes nothing, and one of a day costs what the day brought.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import neo4j
import neo4j.time

from graph.neo4j import held
from graph.neo4j.held import Kept, quoted
from graph.neo4j.loader import ARRAY_DELIMITER, LoadReport, Progress, loaded_build, make_schema, stamp
from graph.neo4j.rows import CONSTRAINTS, Rows, database, node_rows, relationship_rows

BATCH = 10_000

_Row = dict[str, Any]


@dataclass(slots=True)
class _Written:
    """What the server says it did."""

    rows: int = 0
    removed: int = 0
    updates: int = 0

    def add(self, counters: neo4j.SummaryCounters) -> None:
        self.updates += (
            counters.nodes_created
            + counters.nodes_deleted
            + counters.relationships_created
            + counters.relationships_deleted
            + counters.properties_set
            + counters.labels_added
            + counters.labels_removed
        )


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows that one statement takes."""

    text: str
    rows: Sequence[Any]


def load_bolt(
    driver: neo4j.Driver,
    tables: Path,
    build: str,
    progress: Progress,
    *,
    kept: Path | None = None,
    full: bool = False,
    batch: int = BATCH,
) -> LoadReport:
    """Makes the server that ``driver`` is connected to hold the graph of ``tables``, and no other of ours.

    ``kept`` is the folder for the tables that servers were loaded from; without it, or where the server was loaded by
    somebody else since, the server is asked what it holds. ``full`` writes every row, also one that is there already.
    A statement takes ``batch`` rows.
    Nodes without the label ``Resource`` are not touched.
    """
    make_schema(driver, CONSTRAINTS)
    copy = Kept.of(kept, driver) if kept else None
    with database(tables) as connection, driver.session() as session:
        held.want(connection)
        before = loaded_build(driver)
        loaded = copy.tables_of(before) if copy and before and not full else None
        if loaded:
            held.know_by_tables(connection, loaded)
        else:
            held.know_by_asking(connection, session)
        if full:
            for table in ("held_nodes", "held_relationships"):
                connection.execute(f"UPDATE {table} SET digest = NULL")
        written = _Written()
        _write(connection, session, written, progress, batch)
        _remove(connection, session, written, progress, batch)
        make_schema(driver)
        if written.updates or before != build:
            stamp(driver, build)
        nodes, relationships = (
            connection.execute(f"SELECT count(*) FROM wanted_{side}").fetchall()[0][0]
            for side in ("nodes", "relationships")
        )
    if copy and (loaded is None or before != build):
        copy.keep(tables, build)
    return LoadReport(nodes, relationships, "bolt", build, written.rows, written.removed, written.updates)


def _write(
    connection: duckdb.DuckDBPyConnection, session: neo4j.Session, written: _Written, progress: Progress, size: int
) -> None:
    for batch in _ahead(_removals(connection, held.RELABELLED, _unlabel, size)):
        _run(session, batch, written)
    for rows in (*node_rows(), *relationship_rows()):
        done = 0
        for batch in _ahead(_batches(connection, rows, size)):
            _run(session, batch, written)
            done += len(batch.rows)
            progress(f"load {rows.name or 'things and edges'}", done, done)
        written.rows += done


def _remove(
    connection: duckdb.DuckDBPyConnection, session: neo4j.Session, written: _Written, progress: Progress, size: int
) -> None:
    for stage, query, statement in (
        ("remove relationships", held.GONE_RELATIONSHIPS, _delete_relationships),
        ("remove nodes", held.GONE_NODES, _delete_nodes),
    ):
        done = 0
        for batch in _ahead(_removals(connection, query, statement, size)):
            _run(session, batch, written)
            done += len(batch.rows)
            progress(stage, done, done)
        written.removed += done


def _run(session: neo4j.Session, batch: _Batch, written: _Written) -> None:
    if not written.updates:  # until all is there the server holds no build
        session.run("MATCH (l:IzonLoad) WHERE l.build IS NOT NULL REMOVE l.build").consume()

    def work(transaction: neo4j.ManagedTransaction) -> neo4j.SummaryCounters:
        return transaction.run(batch.text, rows=batch.rows).consume().counters

    written.add(session.execute_write(work))


def _ahead(batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """The same batches, each made while the server works on the one before."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, batches, None)
        while batch := coming.result():
            coming = pool.submit(next, batches, None)
            yield batch


def _batches(connection: duckdb.DuckDBPyConnection, rows: Rows, size: int) -> Iterator[_Batch]:
    cursor = connection.cursor().execute(held.differing(rows))
    names = [column[0] for column in cursor.description or ()]
    group = names.index("group")
    maps = _Maps(rows, names)
    start, end = (0, 0) if rows.is_nodes else (names.index("start"), names.index("end"))
    while read := cursor.fetchmany(size):
        for name, of_group in itertools.groupby(read, key=lambda row: row[group]):
            members = list(of_group)
            if rows.is_nodes:
                yield _Batch(_merge_nodes(name), maps.of(members))
            elif rows.types:
                said = zip(members, maps.of(members), strict=True)
                yield _Batch(
                    _merge_relationships(name, rows.merge_on), [(row[start], row[end], one) for row, one in said]
                )
            else:
                yield _Batch(_merge_relationships(name, ""), [(row[start], row[end]) for row in members])


class _Maps:
    """Makes the properties that the driver sends of rows of one kind."""

    def __init__(self, rows: Rows, names: list[str]) -> None:
        types = {"uri": "string"} | rows.types if rows.is_nodes else rows.types
        self._columns = [(name, names.index(name), _converter(kind)) for name, kind in types.items()]
        self._columns.append(("rowDigest", names.index("digest"), None))

    def of(self, rows: list[tuple[Any, ...]]) -> list[_Row]:
        """The properties of each row; as in the offline import, an empty text or list is none."""
        said = [one for one in self._columns if any(row[one[1]] not in (None, "") for row in rows)]
        return [
            {
                name: convert(row[place]) if convert else row[place]
                for name, place, convert in said
                if row[place] is not None and row[place] != ""
            }
            for row in rows
        ]


def _merge_nodes(labels: str) -> str:
    others = "".join(f":{quoted(label)}" for label in labels.split(";") if label != "Resource")
    return f"UNWIND $rows AS row MERGE (n:Resource {{uri: row.uri}}) SET n = row SET n{others}"


def _merge_relationships(name: str, key: str) -> str:
    match = "UNWIND $rows AS row MATCH (s:Resource {uri: row[0]}) MATCH (e:Resource {uri: row[1]}) "
    if not key:
        return f"{match} MERGE (s)-[:{quoted(name)}]->(e)"
    return f"{match} MERGE (s)-[r:{quoted(name)} {{{key}: row[2].{key}}}]->(e) SET r = row[2]"


def _removals(
    connection: duckdb.DuckDBPyConnection, query: str, statement: Callable[[str], str], size: int
) -> Iterator[_Batch]:
    cursor = connection.cursor().execute(query)
    names = [column[0] for column in cursor.description or ()]
    while read := cursor.fetchmany(size):
        rows = [dict(zip(names, row, strict=True)) for row in read]
        for name, members in itertools.groupby(rows, key=lambda row: str(row.pop("group", ""))):
            yield _Batch(statement(name), list(members))


def _unlabel(labels: str) -> str:
    others = "".join(f":{quoted(label)}" for label in labels.split(";") if label != "Resource")
    return f"UNWIND $rows AS row MATCH (n:Resource {{uri: row.uri}}) REMOVE n{others}"


def _delete_relationships(name: str) -> str:
    return (
        "UNWIND $rows AS row MATCH (s:Resource {uri: row.start}) MATCH (e:Resource {uri: row.end}) "
        f"MATCH (s)-[r:{quoted(name)}]->(e) WHERE coalesce(r.key, '') = row.key DELETE r"
    )


def _delete_nodes(_: str) -> str:
    return "UNWIND $rows AS row MATCH (n:Resource {uri: row.uri}) DETACH DELETE n"


def _converter(kind: str) -> Callable[[Any], Any] | None:
    """Makes a column's text the value that the driver sends; ``None`` where it is that already."""
    if kind == "date":
        return _remembering(neo4j.time.Date.from_iso_format)
    if kind == "datetime":
        return _remembering(neo4j.time.DateTime.from_iso_format)
    if kind == "long[]":
        return lambda text: [int(part) for part in text.split(ARRAY_DELIMITER) if part]
    if kind == "string[]":
        return lambda text: [part for part in text.split(ARRAY_DELIMITER) if part]
    return None


def _remembering(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    known: dict[str, Any] = {}  # few days and times, each in many rows

    def convert(text: str) -> Any:
        value = known.get(text)
        if value is None:
            value = known[text] = parse(text)
        return value

    return convert
