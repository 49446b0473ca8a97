"""What a server holds and what it ought to hold, row by row, so that a load writes what differs and nothing else.

What it ought to hold the new tables say. What it holds is said by the tables of its last load, which are kept, if no other
load came between; else by the server, which is asked. Of each row that either says the database of
:func:`graph.neo4j.rows.database` gets two numbers: one of its identity, one of all that it says. Texts are read again only of
what differs. Each row that a load writes carries its digest as ``rowDigest``, for those who must ask the server.

Two rows with one number cost a needless write. That one that is gone has the number of one that is there, and so stays,
happens in one of a hundred million loads of two million rows.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import neo4j
import pyarrow as pa

from graph.build.tables import in_sql, sql_text
from graph.neo4j.rows import Rows, derive, node_rows, relationship_rows, version

_SIDES = ("nodes", "relationships")
_NODES = {"uri": pa.string(), "labels": pa.string(), "digest": pa.string()}
_RELATIONSHIPS = {name: pa.string() for name in ("type", "start", "end", "key", "digest")}
_READ_ROWS = 50_000
_Mark = Literal["mark", "digest"]
_BEFORE = "before"  # the schema of what a load before was made from


@dataclass(frozen=True, slots=True)
class Kept:
    """The tables of a server's last load, kept beside the home's own stores: a folder a server.

    They are the published ones under another name (hard links) as long as those are there.
    """

    folder: Path

    @classmethod
    def of(cls, folder: Path, driver: neo4j.Driver) -> Kept:
        """What is kept of the server that ``driver`` is connected to, under ``folder``."""
        (record,) = driver.execute_query("CALL db.info() YIELD id RETURN id").records
        return cls(folder / "".join(sign for sign in str(record["id"]) if sign.isalnum()))

    def knows(self, build: str | None) -> bool:
        """Whether it is of the build, loaded by rows of today's form, and whole."""
        try:
            said = json.loads((self.folder / "load.json").read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return False
        whole = all(self._marks(side).exists() for side in _SIDES)
        return bool(build) and whole and said == _said(build, self._tables())

    def keep(self, connection: duckdb.DuckDBPyConnection, tables: Path, build: str, holding: Holding) -> None:
        """Keeps what the server was loaded from; ``holding`` is what it was compared with."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "marks").mkdir(parents=True)
        for path in tables.glob("*.parquet"):
            _share(path.resolve(), self.folder / path.name)
        for side in _SIDES:
            marks = f"FROM wanted_{side}" if holding.marked_by == "mark" else _wanted(side, "mark")
            connection.execute(f"COPY ({marks}) TO {sql_text(self._marks(side))} (FORMAT parquet, COMPRESSION lz4_raw)")
        (self.folder / "load.json").write_text(json.dumps(_said(build, self._tables())), "utf-8")

    def know(self, connection: duckdb.DuckDBPyConnection) -> Holding:
        """Makes known to the database what the server holds."""
        connection.execute(f"CREATE SCHEMA {_BEFORE}")
        for name in self._tables():
            path = self.folder / f"{name}.parquet"
            connection.execute(f"CREATE VIEW {_BEFORE}.{name} AS SELECT * FROM {in_sql(path)}")
        derive(connection, _BEFORE)
        for side in _SIDES:
            connection.execute(f"CREATE TABLE held_{side} AS SELECT * FROM {in_sql(self._marks(side))}")
        return Holding(_nodes("mark"), _relationships("mark"), "mark", _BEFORE)

    def _marks(self, side: str) -> Path:
        return self.folder / "marks" / f"{side}.parquet"

    def _tables(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.parquet"))


def _said(build: str | None, tables: list[str]) -> dict[str, object]:
    return {"build": build, "rows": version(), "tables": tables, "duckdb": duckdb.__version__}


def _share(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, target)


@dataclass(frozen=True, slots=True)
class Holding:
    """Queries of what a server holds, with ``identity`` and ``mark`` (numbers) of each row."""

    nodes: str  # uri, labels
    relationships: str  # type, start, end, key
    marked_by: _Mark  # which property of Rows the mark was made of
    schema: str = "main"  # where the queries' tables are

    def of(self, side: str) -> str:
        """The query of a side: ``nodes`` or ``relationships``."""
        return self.nodes if side == "nodes" else self.relationships

    def recall(self, connection: duckdb.DuckDBPyConnection, side: str, table: str) -> None:
        """Makes ``table`` of the texts of what has one of the identities in ``table_identities``."""
        (some,) = connection.execute(f"SELECT count(*) > 0 FROM {table}_identities").fetchall()[0]
        found = f"SEMI JOIN main.{table}_identities USING (identity)" if some else "LIMIT 0"
        connection.execute(f"SET schema = '{self.schema}'")
        try:
            connection.execute(
                f"CREATE TABLE main.{table} AS SELECT * EXCLUDE (identity, mark) FROM ({self.of(side)}) {found}"
            )
        finally:
            connection.execute("SET schema = 'main'")


def _nodes(mark: _Mark) -> str:
    return " UNION ALL ".join(
        f"""SELECT uri, {rows.group} AS labels, hash({rows.identity}) AS identity, {_mark(rows, mark)} AS mark
            FROM ({rows.query})"""
        for rows in node_rows()
    )


def _relationships(mark: _Mark) -> str:
    return " UNION ALL ".join(
        f"""SELECT {rows.group} AS type, "start", "end", {rows.merge_on or "''"} AS key, hash({rows.identity}) AS identity,
            {_mark(rows, mark)} AS mark FROM ({rows.query})"""
        for rows in relationship_rows()
    )


def _wanted(side: str, mark: _Mark) -> str:
    query = _nodes(mark) if side == "nodes" else _relationships(mark)
    return _marks_of(side, query)


def _marks_of(side: str, query: str) -> str:
    labels = ", labels" if side == "nodes" else ""
    return f"SELECT identity, mark{labels} FROM ({query})"


def _mark(rows: Rows, mark: _Mark) -> str:
    return rows.mark if mark == "mark" else f"hash({rows.digest})"


def know_by_asking(connection: duckdb.DuckDBPyConnection, driver: neo4j.Driver) -> Holding:
    """Makes known to the database what the server holds by reading identities and digests from it."""
    nodes = """MATCH (n:Resource) RETURN n.uri,
        reduce(all = 'Resource', l IN [x IN labels(n) WHERE x <> 'Resource'] | all + ';' + l), n.rowDigest"""
    # the type stands in the text: dynamic types give wrong rows in Neo4j 2026.09
    relationships = """MATCH (s:Resource)-[r:{}]->(e:Resource)
        RETURN s.uri, e.uri, coalesce(r.key, ''), coalesce(r.rowDigest, '')"""
    with driver.session() as session:
        _fill(connection, "asked_nodes", _NODES, session, [(nodes, ())])
        types = [record["type"] for record in session.run("CALL db.relationshipTypes() YIELD relationshipType AS type")]
        queries = [(relationships.format(quoted(name)), (name,)) for name in types]
        _fill(connection, "asked_relationships", _RELATIONSHIPS, session, queries)
    marked = "SELECT *, hash({}) AS identity, hash(digest) AS mark FROM asked_{}"
    ends = 'type, "start", "end", key'
    holding = Holding(marked.format("uri", "nodes"), marked.format(ends, "relationships"), "digest")
    for side in _SIDES:
        connection.execute(f"CREATE TABLE held_{side} AS {_marks_of(side, holding.of(side))}")
    return holding


def quoted(name: str) -> str:
    """A label or type as Cypher writes it."""
    return "`" + name.replace("`", "``") + "`"


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, pa.DataType],
    session: neo4j.Session,
    queries: Sequence[tuple[str, tuple[str, ...]]],
) -> None:
    schema = pa.schema(list(columns.items()))
    names = ", ".join(f'"{name}" VARCHAR' for name in columns)
    connection.execute(f"CREATE TABLE {table} ({names})")
    for text, constants in queries:
        for rows in _read(session, text):
            read = pa.table(
                [pa.array([*constants, *row][place] for row in rows) for place in range(len(schema))], schema=schema
            )
            connection.register("read_rows", read)
            connection.execute(f"INSERT INTO {table} SELECT * FROM read_rows")
            connection.unregister("read_rows")


def _read(session: neo4j.Session, text: str) -> Iterator[list[list[str]]]:
    result = session.run(neo4j.Query(text, timeout=0))  # 0: without the server's own limit
    while rows := [record.values() for record in result.fetch(_READ_ROWS)]:
        yield rows


def compare(connection: duckdb.DuckDBPyConnection, holding: Holding, *, full: bool) -> None:
    """Makes the tables of what the server lacks or holds otherwise, and of what it holds and ought not to.

    ``changed_nodes`` and ``changed_relationships`` have the identity, and ``known``: whether the server holds one of it; of a
    ``full`` load they have every row. ``gone_nodes``, ``gone_relationships`` and ``relabelled`` have the texts.
    """
    for side in _SIDES:
        connection.execute(f"CREATE TABLE wanted_{side} AS {_wanted(side, holding.marked_by)}")
        connection.execute(
            f"""CREATE TABLE changed_{side} AS SELECT DISTINCT w.identity, h.identity IS NOT NULL AS known
                FROM wanted_{side} w LEFT JOIN held_{side} h USING (identity) WHERE {full} OR h.mark IS DISTINCT FROM w.mark"""
        )
        connection.execute(
            f"CREATE TABLE gone_{side}_identities AS SELECT identity FROM held_{side} ANTI JOIN wanted_{side} USING (identity)"
        )
        holding.recall(connection, side, f"gone_{side}")
    connection.execute(
        f"""CREATE TABLE relabelled_identities AS SELECT h.identity FROM held_nodes h JOIN wanted_nodes w USING (identity)
            WHERE h.labels NOT IN (w.labels, 'Resource') AND ({full} OR h.mark IS DISTINCT FROM w.mark)"""
    )
    holding.recall(connection, "nodes", "relabelled")


def differing(rows: Rows) -> str:
    """The query of the rows of a kind that changed, sorted, with ``group``, ``row_digest`` and ``known``."""
    side = "nodes" if rows.is_nodes else "relationships"
    order = "uri" if rows.is_nodes else ", ".join(['"start"', '"end"', *([rows.merge_on] if rows.merge_on else [])])
    return f"""SELECT *, {rows.digest} AS row_digest
        FROM (SELECT *, {rows.group} AS "group", hash({rows.identity}) AS identity FROM ({rows.query}))
        JOIN changed_{side} USING (identity) ORDER BY "group", known, {order}"""


# Nodes that are now of another class, with the labels that they have.
RELABELLED = 'SELECT DISTINCT labels AS "group", uri FROM relabelled ORDER BY ALL'

GONE_NODES = "SELECT DISTINCT uri FROM gone_nodes ORDER BY uri"

GONE_RELATIONSHIPS = 'SELECT DISTINCT type AS "group", "start", "end", key FROM gone_relationships ORDER BY ALL'
