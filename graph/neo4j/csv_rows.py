"""The published tables as the CSV files that the import tool reads: nodes by number, relationships by the numbers of their ends.

Finding each end by its number is done here, by a join, and not by the tool, whose table of textual ids takes a third of its
time. So it is here, too, that a ``uri`` that comes twice and an end that is nowhere are found.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from graph.build.tables import sql_text
from graph.neo4j.errors import OfflineImportError
from graph.neo4j.offline_import import CsvGroup
from graph.neo4j.rows import Rows, node_rows, relationship_rows, row_database


def write_rows(tables: Path, work: Path) -> tuple[list[CsvGroup], list[CsvGroup]]:
    """Writes the rows of ``tables`` into the folder ``work``: nodes and relationships, to be imported with actual ids.

    Raises :class:`OfflineImportError` for two nodes of one ``uri``, and for a relationship from or to none.
    """
    with row_database(tables) as connection:
        _number(connection)
        nodes = [_write(connection, rows, work, "nodes") for rows in node_rows()]
        try:
            relationships = [_write(connection, rows, work, "relationships") for rows in relationship_rows()]
        except duckdb.InvalidInputException as error:
            raise OfflineImportError(str(error)) from error
    return nodes, relationships


def _number(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the table ``numbers``: each node's ``uri`` and number, from 0."""
    every = " UNION ALL ".join(f"SELECT uri FROM ({rows.query})" for rows in node_rows())
    connection.execute(f"CREATE TABLE numbers AS SELECT uri, row_number() OVER () - 1 AS node_id FROM ({every})")
    twice = connection.execute(
        "SELECT uri FROM numbers GROUP BY uri HAVING count(*) > 1 ORDER BY uri LIMIT 1"
    ).fetchone()
    if twice:
        raise OfflineImportError(f"the node {twice[0]} comes more than once in the published tables; build again")


def _write(connection: duckdb.DuckDBPyConnection, rows: Rows, work: Path, side: str) -> CsvGroup:
    path = work / f"{side}-{rows.file}"
    columns = [(name, f'"{name}"', f"{name}:{kind}") for name, kind in rows.types.items()]
    if rows.is_nodes:
        source = f"({rows.query}) JOIN numbers USING (uri)"
        columns = [("node_id", "node_id", ":ID"), ("uri", "uri", "uri:string"), *columns]
        group = ("labels", "replace(labels, ';', chr(31))", ":LABEL")
    else:
        source = (
            f"""({rows.query}) r LEFT JOIN numbers s ON s.uri = r."start" LEFT JOIN numbers e ON e.uri = r."end\""""
        )
        columns = [
            ("start", _number_of("s", "start"), ":START_ID"),
            ("end", _number_of("e", "end"), ":END_ID"),
            *columns,
        ]
        group = ("type", "type", ":TYPE")
    if not rows.name:
        columns.append(group)
    head = path.with_suffix(".header.csv")
    head.write_text(",".join(header for _, _, header in columns) + "\n", encoding="utf-8")
    wanted = ", ".join(f'{value} AS "{name}"' for name, value, _ in columns)
    connection.execute(f"COPY (SELECT {wanted} FROM {source}) TO {sql_text(path)} (FORMAT csv, HEADER false)")
    return CsvGroup(tuple(name for name in rows.name.split(";") if name), (head, path))


def _number_of(numbers: str, end: str) -> str:
    missing = f"""error('a relationship refers to the missing node ' || r."{end}" || '; build again')"""
    return f"CASE WHEN {numbers}.node_id IS NULL THEN {missing} ELSE {numbers}.node_id END"
