"""The claims that each row of an answer rests on: those between any two of the things that stand in it, or were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from graph import iri
from graph.answers.questions import Result
from graph.build.standing import NOW, Moment, said
from graph.neo4j.rows import database

_CLAIM = iri.BASE + "id/claim/"


def claims_of_rows(tables: Path, result: Result, asked: Iterable[object] = (), moment: Moment = NOW) -> list[list[str]]:
    """For each row, in its order, the standing claims it rests on; ``asked`` are the values of the question's parameters.

    A row that names one thing only (a count, a state) rests on the claims that a literal is stated of it, or on none.
    """
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
        connection.execute("CREATE TEMP TABLE standing_in (number INTEGER, thing VARCHAR)")
        _insert(connection, pairs)
        rows = connection.execute(
            f"""SELECT DISTINCT a.number, c.iri
               FROM standing_in a JOIN (SELECT * FROM claims WHERE {said(moment)}) c ON c.subject = a.thing
               JOIN standing_in b ON b.number = a.number AND b.thing = c.object ORDER BY ALL"""
        ).fetchall()
    for number, claim in rows:
        if claim not in found[number]:
            found[number].append(str(claim))
    return found


def _insert(connection: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[int, str]]) -> None:
    table = pa.table({"number": [number for number, _ in pairs], "thing": [thing for _, thing in pairs]})
    connection.register("given", table)
    connection.execute("INSERT INTO standing_in SELECT number, thing FROM given")


def _is_thing(value: object) -> bool:
    return isinstance(value, str) and value.startswith(iri.BASE + "id/") and not value.startswith(_CLAIM)
