"""What a server holds and what it ought to hold, row by row, so that a load writes what differs and nothing else.

In the database of :func:`graph.neo4j.rows.database`, ``wanted_nodes`` and ``wanted_relationships`` are what the new
tables say, ``held_nodes`` and ``held_relationships`` what the server holds: identities, labels or type, and a digest.
What the server holds is known from the tables that it was loaded from, where those were kept and no other load came
between; else the server is asked. Each row that a load writes carries its digest as ``rowDigest``.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import neo4j
import pyarrow as pa

from graph.build.tables import in_sql
from graph.neo4j.rows import Rows, node_rows, relationship_rows, version

_NODES = {"uri": pa.string(), "labels": pa.string(), "digest": pa.string()}
_RELATIONSHIPS = {name: pa.string() for name in ("type", "start", "end", "key", "digest")}
_READ_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Kept:
    """The tables that a server was last loaded from, kept beside the home's own stores: a folder a server."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, driver: neo4j.Driver) -> Kept:
        """What is kept of the server that ``driver`` is connected to, under ``folder``."""
        (record,) = driver.execute_query("CALL db.info() YIELD id RETURN id").records
        return cls(folder / "".join(sign for sign in str(record["id"]) if sign.isalnum()))

    def tables_of(self, build: str | None) -> Path | None:
        """The tables of the build, if it is the one that was loaded last, by rows of today's form."""
        try:
            said = json.loads((self.folder / "load.json").read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return self.folder / "tables" if said == _said(build) else None

    def keep(self, tables: Path, build: str) -> None:
        """Keeps the tables that were loaded; as links where the file system can, since tables are never changed in place."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "tables").mkdir(parents=True)
        for path in tables.glob("*.parquet"):
            copy = self.folder / "tables" / path.name
            try:
                os.link(path, copy)
            except OSError:
                shutil.copyfile(path, copy)
        (self.folder / "load.json").write_text(json.dumps(_said(build)), "utf-8")


def _said(build: str | None) -> dict[str, str | None]:
    return {"build": build, "rows": version()}


def want(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables of what the server ought to hold."""
    _tell(connection, "wanted", "")


def know_by_tables(connection: duckdb.DuckDBPyConnection, tables: Path) -> None:
    """Makes the tables of what the server holds from the published tables that it was loaded from."""
    connection.execute("CREATE SCHEMA loaded")
    for path in sorted(tables.glob("*.parquet")):
        connection.execute(f"CREATE VIEW loaded.{path.stem} AS SELECT * FROM {in_sql(path)}")
    _tell(connection, "held", "loaded")


def know_by_asking(connection: duckdb.DuckDBPyConnection, session: neo4j.Session) -> None:
    """Makes the tables of what the server holds by reading identities and digests from it."""
    nodes = """MATCH (n:Resource) RETURN n.uri,
        reduce(all = 'Resource', l IN [x IN labels(n) WHERE x <> 'Resource'] | all + ';' + l), n.rowDigest"""
    _fill(connection, "held_nodes", _NODES, session, [(nodes, ())])
    types = [record["type"] for record in session.run("CALL db.relationshipTypes() YIELD relationshipType AS type")]
    # the type stands in the text: dynamic types give wrong rows in Neo4j 2026.09
    relationships = """MATCH (s:Resource)-[r:{}]->(e:Resource)
        RETURN s.uri, e.uri, coalesce(r.key, ''), coalesce(r.rowDigest, '')"""
    queries = [(relationships.format(quoted(name)), (name,)) for name in types]
    _fill(connection, "held_relationships", _RELATIONSHIPS, session, queries)


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


def _tell(connection: duckdb.DuckDBPyConnection, name: str, schema: str) -> None:
    if schema:
        connection.execute(f"USE {schema}")
    nodes = " UNION ALL ".join(
        f"SELECT uri, {rows.group} AS labels, digest FROM ({rows.digested()})" for rows in node_rows()
    )
    relationships = " UNION ALL ".join(
        f"""SELECT {rows.group} AS type, "start", "end", {rows.merge_on or "''"} AS key, digest FROM ({rows.digested()})"""
        for rows in relationship_rows()
    )
    connection.execute(f"CREATE TABLE main.{name}_nodes AS {nodes}")
    connection.execute(f"CREATE TABLE main.{name}_relationships AS {relationships}")
    if schema:
        connection.execute("USE main")


def differing(rows: Rows) -> str:
    """The query of the rows that the server lacks or holds otherwise, sorted, with ``group`` and ``digest``."""
    if rows.is_nodes:
        known = "held_nodes h WHERE h.uri = n.uri AND h.digest = n.digest"
        order = "uri"
    else:
        key = rows.merge_on and "n.key"
        known = f"""held_relationships h WHERE h.type = n."group" AND h."start" = n."start" AND h."end" = n."end"
            AND h.key = {key or "''"} AND h.digest = n.digest"""
        order = '"start", "end"' + (", key" if key else "")
    return f"""SELECT * FROM (SELECT *, {rows.group} AS "group" FROM ({rows.digested()})) n
        WHERE NOT EXISTS (SELECT 1 FROM {known}) ORDER BY "group", {order}"""


# Nodes that are now of another class, with the labels that they have.
RELABELLED = """SELECT h.labels AS "group", uri FROM held_nodes h JOIN wanted_nodes w USING (uri)
    WHERE h.labels NOT IN (w.labels, 'Resource') AND h.digest IS DISTINCT FROM w.digest ORDER BY ALL"""

GONE_NODES = "SELECT uri FROM held_nodes ANTI JOIN wanted_nodes USING (uri) ORDER BY uri"

GONE_RELATIONSHIPS = """SELECT DISTINCT type AS "group", "start", "end", key
    FROM held_relationships ANTI JOIN wanted_relationships USING (type, "start", "end", key) ORDER BY ALL"""
