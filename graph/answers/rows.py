"""The claims that each row of an answer rests on: those between any two of the things that stand in it, or were asked for.

A row that quotes a document rests on the claims that were read there; one with a sum of money on those that it adds up. A
row that counts, or says what is not established, rests on no claim of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from graph import iri
from graph.answers.questions import Result
from graph.build.standing import NOW, Moment, justifies, said
from graph.build.sums import sums
from graph.neo4j.rows import database

_CLAIM = iri.BASE + "id/claim/"


def claims_of_rows(tables: Path, result: Result, asked: Iterable[object] = (), moment: Moment = NOW) -> list[list[str]]:
    """For each row, in its order, the claims it rests on at the moment; ``asked`` are the values of the parameters."""
    given = [value for value in asked if _is_thing(value)]
    found: list[list[str]] = [
        [str(value) for value in row if isinstance(value, str) and value.startswith(_CLAIM)] for row in result.rows
    ]
    pairs = [
        (number, str(value)) for number, row in enumerate(result.rows) for value in (*row, *given) if _is_thing(value)
    ]
    if not pairs:
        return found
    with database(tables) as connection:
        _insert(connection, "standing_in", ("number", "thing"), pairs)
        queries = [_between(moment), _under_projects(moment), _added_up(moment)]
        if {"quote", "url"} <= set(result.columns):
            places = result.columns.index("quote"), result.columns.index("url")
            quoted = [(number, *(str(row[place]) for place in places)) for number, row in enumerate(result.rows)]
            _insert(connection, "quoted", ("number", "quote", "url"), quoted)
            queries = [_read_there(moment)]
        for query in queries:
            for number, claim in connection.execute(query).fetchall():
                if claim not in found[number]:
                    found[number].append(str(claim))
    return found


def _between(moment: Moment) -> str:
    """Claims of which both ends stand in the row; one of a thing and itself where that stands there twice."""
    return f"""
        WITH places AS (SELECT *, row_number() OVER () AS place FROM standing_in)
        SELECT DISTINCT a.number, c.iri
        FROM places a JOIN (SELECT * FROM claims WHERE {said(moment)}) c ON c.subject = a.thing
            JOIN places b ON b.number = a.number AND b.thing = c.object AND b.place <> a.place ORDER BY ALL"""


def _under_projects(moment: Moment) -> str:
    """Payments to who stands in the row under projects whose budget holder does, and what says that it is so."""
    return f"""
        WITH standing AS (SELECT * FROM claims WHERE {justifies(moment)}),
        through AS (
            SELECT a.number, p.iri AS paid, h.iri AS held
            FROM standing_in a JOIN standing p ON p.predicate = 'paidBy' AND p.subject = a.thing
                JOIN standing h ON h.predicate = 'budgetHolder' AND h.subject = p.object
                JOIN standing_in b ON b.number = a.number AND b.thing = h.object
        )
        SELECT number, paid FROM through UNION SELECT number, held FROM through ORDER BY ALL"""


def _added_up(moment: Moment) -> str:
    """What a sum adds up that is of one thing in the row and of another."""
    return f"""
        SELECT DISTINCT a.number, unnest(s.claims)
        FROM ({sums(moment)}) s JOIN standing_in a ON a.thing = s.of_thing
            JOIN standing_in b ON b.number = a.number AND b.thing = s.organization ORDER BY ALL"""


def _read_there(moment: Moment) -> str:
    """Claims whose evidence the row quotes."""
    return f"""
        SELECT DISTINCT q.number, c.iri
        FROM quoted q JOIN documents d ON d.url = q.url JOIN evidence e ON e.document = d.iri AND e.quote = q.quote
            JOIN (SELECT iri, unnest(evidence) AS piece FROM claims WHERE {said(moment)}) c ON c.piece = e.iri
        ORDER BY ALL"""


def _insert(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]
) -> None:
    values = zip(*rows, strict=True)
    table = pa.table(dict(zip(columns, map(list, values), strict=True)))
    connection.register("given", table)
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given")


def _is_thing(value: object) -> bool:
    return isinstance(value, str) and value.startswith(iri.BASE + "id/") and not value.startswith(_CLAIM)
