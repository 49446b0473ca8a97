"""Claims → any Neo4j over Bolt: 5.26 or later, one server, a cluster or Aura.

Rows come in sorted batches. Nodes are merged on ``uri``; so are relationships on their ends and ``key`` where the server
holds them already, and those that it does not hold are created. What the tables no longer hold is removed when all else
is there, never before. Only what differs from what the server holds is written (:mod:`graph.neo4j.held`), so that a load
that was broken off goes on where it stopped, one of the same rows writes nothing, and one of a day costs what the day
brought.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import neo4j
import neo4j.time

from graph.neo4j import held
from graph.neo4j.held import Kept, quoted
from graph.neo4j.loader import ARRAY_DELIMITER, LoadReport, Progress, loaded_build, make_schema, stamp
from graph.neo4j.rows import CONSTRAINTS, Rows, node_rows, relationship_rows, row_database

BATCH = 10_000
SENDERS = 2  # batches that the server works on at once

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows that one statement takes."""

    text: str
    rows: Sequence[Any]
    at_once: int = 1  # how many such batches the server can work on without waiting for one another's locks


class _Sender:
    """Sends batches, and counts what the server says it did. From the first on the server holds no build."""

    def __init__(self, driver: neo4j.Driver) -> None:
        self._driver = driver
        self._begun = False
        self.updates = 0

    def send(self, batches: Iterator[_Batch], told: Callable[[int], None]) -> int:
        """Sends all and returns when the server has them; gives how many rows there were.

        ``told`` hears how many have come so far. What it raises, or a batch that fails, ends the rest.
        """
        done = 0
        coming: deque[tuple[Future[neo4j.SummaryCounters], int]] = deque()
        with ThreadPoolExecutor(SENDERS) as pool:
            for batch in batches:  # each is made while the server works on those before
                while len(coming) >= batch.at_once:
                    done += self._come(*coming.popleft())
                    told(done)
                coming.append((pool.submit(self._run, batch), len(batch.rows)))
            while coming:
                done += self._come(*coming.popleft())
                told(done)
        return done

    def _run(self, batch: _Batch) -> neo4j.SummaryCounters:
        if not self._begun:
            self._driver.execute_query("MATCH (l:IzonLoad) WHERE l.build IS NOT NULL REMOVE l.build")
            self._begun = True
        text = neo4j.Query(batch.text, timeout=0)  # 0: without the server's own limit
        return self._driver.execute_query(text, rows=batch.rows).summary.counters

    def _come(self, batch: Future[neo4j.SummaryCounters], rows: int) -> int:
        counters = batch.result()
        self.updates += (
            counters.nodes_created
            + counters.nodes_deleted
            + counters.relationships_created
            + counters.relationships_deleted
            + counters.properties_set
            + counters.labels_added
            + counters.labels_removed
        )
        return rows


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

    ``kept`` is the folder for what servers hold; without it, or where the server was loaded by somebody else since, the
    server is asked. ``full`` writes every row, also one that is there already. A statement takes ``batch`` rows.
    Nodes without the label ``Resource`` are not touched.
    """
    make_schema(driver, CONSTRAINTS)
    copy = Kept.of(kept, driver) if kept else None
    with row_database(tables) as connection:
        before = loaded_build(driver)
        known = copy if copy and copy.knows(before) and not full else None
        holding = known.know(connection) if known else held.know_by_asking(connection, driver)
        held.compare(connection, holding, full=full)
        sender = _Sender(driver)
        written = _write(connection, sender, progress, batch)
        removed = _remove(connection, sender, progress, batch)
        make_schema(driver)
        if sender.updates or before != build:
            stamp(driver, build)
        if copy and not (known and before == build):
            copy.keep(connection, tables, build, holding)
        nodes, relationships = (
            connection.execute(f"SELECT count(*) FROM wanted_{side}").fetchall()[0][0]
            for side in ("nodes", "relationships")
        )
    return LoadReport(nodes, relationships, "bolt", build, written, removed, sender.updates)


def _write(connection: duckdb.DuckDBPyConnection, sender: _Sender, progress: Progress, size: int) -> int:
    sender.send(_removals(connection, held.RELABELLED, _unlabel, size), lambda _: None)
    return sum(
        sender.send(
            itertools.chain.from_iterable(_batches(connection, rows, size) for rows in kinds), _telling(progress, stage)
        )
        for stage, kinds in (("load nodes", node_rows()), ("load relationships", relationship_rows()))
    )


def _remove(connection: duckdb.DuckDBPyConnection, sender: _Sender, progress: Progress, size: int) -> int:
    return sum(
        sender.send(_removals(connection, query, statement, size), _telling(progress, stage))
        for stage, query, statement in (
            ("remove relationships", held.GONE_RELATIONSHIPS, _delete_relationships),
            ("remove nodes", held.GONE_NODES, _delete_nodes),
        )
    )


def _telling(progress: Progress, stage: str) -> Callable[[int], None]:
    return lambda done: progress(stage, done, done)


def _batches(connection: duckdb.DuckDBPyConnection, rows: Rows, size: int) -> Iterator[_Batch]:
    cursor = connection.cursor().execute(held.differing(rows))
    names = [column[0] for column in cursor.description or ()]
    group, known = names.index("group"), names.index("known")
    maps = _Maps(rows, names)
    start, end = (0, 0) if rows.is_nodes else (names.index("start"), names.index("end"))
    while read := cursor.fetchmany(size):
        for (name, is_known), of_group in itertools.groupby(read, key=lambda row: (row[group], row[known])):
            members = list(of_group)
            if rows.is_nodes:
                yield _Batch(_merge_nodes(name), maps.of(members), SENDERS)
                continue
            ends: list[tuple[Any, ...]] = [(row[start], row[end]) for row in members]
            if rows.types:
                ends = [(*two, one) for two, one in zip(ends, maps.of(members), strict=True)]
            if is_known:
                yield _Batch(_merge_relationships(name, rows.merge_on), ends)
            else:
                yield _Batch(_create_relationships(name, rows), ends, SENDERS)


class _Maps:
    """Makes the properties that the driver sends of rows of one kind."""

    def __init__(self, rows: Rows, names: list[str]) -> None:
        types = {"uri": "string"} | rows.types if rows.is_nodes else rows.types
        self._columns = [(name, names.index(name), _converter(kind)) for name, kind in types.items()]
        self._columns.append(("rowDigest", names.index("row_digest"), None))

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


_ENDS = "UNWIND $rows AS row MATCH (s:Resource {uri: row[0]}) MATCH (e:Resource {uri: row[1]})"


def _merge_relationships(name: str, key: str) -> str:
    if not key:
        return f"{_ENDS} MERGE (s)-[:{quoted(name)}]->(e)"
    return f"{_ENDS} MERGE (s)-[r:{quoted(name)} {{{key}: row[2].{key}}}]->(e) SET r = row[2]"


def _create_relationships(name: str, rows: Rows) -> str:
    return f"{_ENDS} CREATE (s)-[r:{quoted(name)}]->(e)" + (" SET r = row[2]" if rows.types else "")


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
    return (  # WITH keeps the planner from looking through all relationships of one end
        "UNWIND $rows AS row MATCH (s:Resource {uri: row.start}) MATCH (e:Resource {uri: row.end}) "
        f"WITH s, e, row.key AS key MATCH (s)-[r:{quoted(name)}]->(e) WHERE coalesce(r.key, '') = key DELETE r"
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
