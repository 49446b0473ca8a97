"""What a build changed: the dependency edges that it gained and lost against the one before, by ends, kind and role."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from graph.build.schema import DEPENDENCIES
from graph.build.tables import in_sql


@dataclass(frozen=True, slots=True)
class DependencyEdge:
    """A dependency by its two ends, its kind and its role ("" where no contract makes it), with the names of the ends."""

    subject: str
    kind: str
    target: str
    role: str
    subject_name: str
    target_name: str

    @property
    def line(self) -> str:
        """The edge for people."""
        line = f"{self.subject_name} {self.kind} {self.target_name}"
        return f"{line} ({self.role})" if self.role else line


@dataclass(frozen=True, slots=True)
class Changes:
    """The edges that stand in one build and not in the other, and how many claims and edges stand in each."""

    gained: tuple[DependencyEdge, ...]
    lost: tuple[DependencyEdge, ...]
    edges: tuple[int, int]  # before, after
    claims: tuple[int, int]

    def document(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)


def compare(before: Path | None, after: Path) -> Changes:
    """The changes between the tables of two builds; against nothing, every edge is new and none is listed."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.execute("SET enable_progress_bar = false")  # it would be drawn on stdout
        sides = {"after": after} | ({"before": before} if before is not None else {})
        for side, tables in sides.items():
            _open(connection, side, tables)
        if before is None:
            return Changes((), (), (0, _count(connection, "after_edges")), (0, _count(connection, "after_claims")))
        return Changes(
            _missing(connection, "after", "before"),
            _missing(connection, "before", "after"),
            (_count(connection, "before_edges"), _count(connection, "after_edges")),
            (_count(connection, "before_claims"), _count(connection, "after_claims")),
        )


def _open(connection: duckdb.DuckDBPyConnection, side: str, tables: Path) -> None:
    edges, entities, claims = (in_sql(tables / f"{name}.parquet") for name in ("edges", "entities", "claims"))
    kinds = ", ".join(f"'{kind}'" for kind in sorted(DEPENDENCIES))
    connection.execute(
        f"""CREATE TEMP TABLE {side}_edges AS
            SELECT DISTINCT subject, predicate AS kind, object AS target, coalesce(role, '') AS role
            FROM {edges} WHERE "current" AND NOT structural AND predicate IN ({kinds})"""
    )
    connection.execute(f"CREATE VIEW {side}_names AS SELECT iri, label FROM {entities}")
    connection.execute(f"CREATE VIEW {side}_claims AS SELECT 1 FROM {claims}")


def _missing(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> tuple[DependencyEdge, ...]:
    """The edges of one build that the other has not, in order."""
    rows = connection.execute(
        f"""SELECT e.*, coalesce(nullif(s.label, ''), e.subject), coalesce(nullif(t.label, ''), e.target)
            FROM (FROM {one}_edges EXCEPT FROM {other}_edges) e
            LEFT JOIN {one}_names s ON s.iri = e.subject LEFT JOIN {one}_names t ON t.iri = e.target ORDER BY ALL"""
    ).fetchall()
    return tuple(DependencyEdge(*row) for row in rows)


def _count(connection: duckdb.DuckDBPyConnection, view: str) -> int:
    ((number,),) = connection.execute(f"SELECT count(*) FROM {view}").fetchall()
    return int(number)
