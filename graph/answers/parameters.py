"""The values that a question's parameters can take in the data that is held: what parity and speed are measured over.

A parameter's values are the things of its class, the sheet years, or what the question's own ``values`` selects from the
published tables (``question.toml``): parameters whose values belong together, and those whose class says too little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from graph.answers.questions import Parameter, Question
from graph.neo4j.rows import database

HEAVIEST = (
    25  # things with most claims that every sample has, at most half of it: where an answer is slow, it is slow there
)

Values = Mapping[str, str | int]


def value_sets(tables: Path, question: Question, most: int | None = None) -> list[Values]:
    """Values for all parameters of the question at once, so that every value of each stands in one set at least.

    With ``most`` and more values than that: the heaviest ones and, of the others, those whose hashes come first, which
    depends on nothing but the values. A question without parameters has one empty set, one without data none.
    """
    if not question.parameters:
        return [{}]
    with database(tables) as connection:
        columns: dict[str, list[str | int]] = {}
        if question.values:
            chosen = connection.execute(question.values)
            names = [str(column[0]) for column in chosen.description or ()]
            rows = _sampled(connection, [tuple(row) for row in chosen.fetchall()], most)
            columns |= {name: [row[place] for row in rows] for place, name in enumerate(names)}
        for parameter in question.parameters:
            if parameter.name not in columns:
                given = _sampled(connection, [(value,) for value in _of(connection, parameter)], most)
                columns[parameter.name] = [row[0] for row in given]
    if not all(columns.values()):
        return []
    longest = max(map(len, columns.values()))
    return [{name: values[number % len(values)] for name, values in columns.items()} for number in range(longest)]


def _of(connection: duckdb.DuckDBPyConnection, parameter: Parameter) -> list[str | int]:
    if parameter.name == "sheetYear":
        text = "SELECT DISTINCT sheetYear FROM entities WHERE thing = 'Project' AND sheetYear IS NOT NULL ORDER BY 1"
        return [row[0] for row in connection.execute(text).fetchall()]
    if parameter.thing in ("integer", "date", "Resource"):
        return [parameter.default]
    text = "SELECT iri FROM entities WHERE thing = $thing ORDER BY iri"
    return [row[0] for row in connection.execute(text, {"thing": parameter.thing}).fetchall()]


def _sampled(
    connection: duckdb.DuckDBPyConnection, rows: list[tuple[str | int, ...]], most: int | None
) -> list[tuple[str | int, ...]]:
    if most is None or len(rows) <= most:
        return rows
    connection.register("held", pa.table({"thing": sorted({str(row[0]) for row in rows})}))
    heavy = connection.execute(
        """SELECT thing FROM (SELECT subject AS thing FROM claims UNION ALL SELECT object FROM claims)
           SEMI JOIN held USING (thing) GROUP BY thing ORDER BY count(*) DESC, thing LIMIT $heaviest""",
        {"heaviest": min(HEAVIEST, most // 2)},
    ).fetchall()
    first = {str(row[0]) for row in heavy}
    ordered = sorted(rows, key=lambda row: (str(row[0]) not in first, _hash(row)))
    return ordered[:most]


def _hash(row: tuple[str | int, ...]) -> str:
    return hashlib.sha256("\n".join(map(str, row)).encode()).hexdigest()
