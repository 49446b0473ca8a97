"""What a server holds and what it ought to hold, row by row, so that a load writes what differs and nothing else.

In the database of :func:`graph.neo4j.rows.database`, ``wanted_nodes`` and ``wanted_relationships`` are what the new
tables say, ``held_nodes`` and ``held_relationships`` what the server holds: identities, labels or type, and a digest.
What the server holds is known from what was kept of its last load, if no other load came between; else the server is
asked. Each row that a load writes carries its digest as ``rowDigest``.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import neo4j
import pyarrow as pa

from graph.build.tables import in_sql
from graph.neo4j.rows import Rows, node_rows, relationship_rows, version

_IDENTITIES = {"nodes": "uri", "relationships": 'type, "start", "end", key'}
_NODES = {"uri": pa.string(), "labels": pa.string(), "digest": pa.string()}
_RELATIONSHIPS = {name: pa.string() for name in ("type", "start", "end", "key", "digest")}
_READ_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a server held after its last load, kept beside the home's own stores: a folder a server."""

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
        return bool(build) and said == _said(build) and all(self._file(side).exists() for side in _IDENTITIES)

    def know(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Makes the tables of what the server holds."""
        for side in _IDENTITIES:
            connection.execute(f"CREATE TABLE held_{side} AS SELECT * FROM {in_sql(self._file(side))}")

    def keep(self, connection: duckdb.DuckDBPyConnection, build: str) -> None:
        """Keeps what the server ought to hold, which it does now."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for side in _IDENTITIES:
            target = str(self._file(side)).replace("'", "''")
            connection.execute(f"COPY wanted_{side} TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        (self.folder / "load.json").write_text(json.dumps(_said(build)), "utf-8")

    def _file(self, side: str) -> Path:
        return self.folder / f"{side}.parquet"


def _said(build: str | None) -> dict[str, str | None]:
    return {"build": build, "rows": version()}


def want(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables of what the server ought to hold."""
    nodes = " UNION ALL ".join(
        f"SELECT uri, {rows.group} AS labels, row_digest AS digest FROM ({rows.digested()})" for rows in node_rows()
    )
    relationships = " UNION ALL ".join(
        f"""SELECT {rows.group} AS type, "start", "end", {rows.merge_on or "''"} AS key, row_digest AS digest
            FROM ({rows.digested()})"""
        for rows in relationship_rows()
    )
    connection.execute(f"CREATE TABLE wanted_nodes AS {nodes}")
    connection.execute(f"CREATE TABLE wanted_relationships AS {relationships}")


def know_by_asking(connection: duckdb.DuckDBPyConnection, driver: neo4j.Driver) -> None:
    """Makes the tables of what the server holds by reading identities and digests from it."""
    nodes = """MATCH (n:Resource) RETURN n.uri,
        reduce(all = 'Resource', l IN [x IN labels(n) WHERE x <> 'Resource'] | all + ';' + l), n.rowDigest"""
    # the type stands in the text: dynamic types give wrong rows in Neo4j 2026.09
    relationships = """MATCH (s:Resource)-[r:{}]->(e:Resource)
        RETURN s.uri, e.uri, coalesce(r.key, ''), coalesce(r.rowDigest, '')"""
    with driver.session() as session:
        _fill(connection, "held_nodes", _NODES, session, [(nodes, ())])
        types = [record["type"] for record in session.run("CALL db.relationshipTypes() YIELD relationshipType AS type")]
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


def compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables ``changed_nodes`` and ``changed_relationships``: what the server lacks or holds otherwise.

    With the digest, and ``known``: whether the server holds one of that identity.
    """
    for side, identity in _IDENTITIES.items():
        connection.execute(
            f"""CREATE TABLE changed_{side} AS SELECT {identity}, w.digest AS row_digest, coalesce(h.there, false) AS known
                FROM wanted_{side} w LEFT JOIN (SELECT *, true AS there FROM held_{side}) h USING ({identity})
                WHERE h.digest IS DISTINCT FROM w.digest"""
        )


def differing(rows: Rows) -> str:
    """The query of the rows of a kind that changed, sorted, with ``group``, ``row_digest`` and ``known``."""
    grouped = f"""(SELECT *, {rows.group} AS "group" FROM ({rows.query})) n"""
    if rows.is_nodes:
        return f"""SELECT n.*, row_digest, known FROM {grouped} JOIN changed_nodes c ON c.uri = n.uri
            ORDER BY n."group", known, n.uri"""
    key = "n.key" if rows.merge_on else "''"
    return f"""SELECT n.*, row_digest, known FROM {grouped} JOIN changed_relationships c
        ON c.type = n."group" AND c."start" = n."start" AND c."end" = n."end" AND c.key = {key}
        ORDER BY n."group", known, n."start", n."end", c.key"""


# Nodes that are now of another class, with the labels that they have.
RELABELLED = """SELECT h.labels AS "group", uri FROM held_nodes h JOIN wanted_nodes w USING (uri)
    WHERE h.labels NOT IN (w.labels, 'Resource') AND h.digest IS DISTINCT FROM w.digest ORDER BY ALL"""

GONE_NODES = "SELECT uri FROM held_nodes ANTI JOIN wanted_nodes USING (uri) ORDER BY uri"

GONE_RELATIONSHIPS = """SELECT DISTINCT type AS "group", "start", "end", key
    FROM held_relationships ANTI JOIN wanted_relationships USING (type, "start", "end", key) ORDER BY ALL"""
