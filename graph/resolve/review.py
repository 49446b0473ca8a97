"""What a person should decide first: open names by the money beside them in the last build, and systems that may be one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from graph.home import Home
from graph.resolve.answer import Candidate
from graph.resolve.organizations import OrganizationResolver

_ASKED = 50  # names looked up for each one shown: most open names have no candidates


@dataclass(frozen=True, slots=True)
class OpenName:
    """A name that is open, the yen that claims of the last build put beside it, and who it may be."""

    name: str
    amount: int
    candidates: tuple[Candidate, ...]


def open_names(home: Home, resolver: OrganizationResolver, limit: int) -> list[OpenName]:
    """Open names of the last build that have candidates, most money first; none before a build."""
    claims, entities = home.published / "claims.parquet", home.published / "entities.parquet"
    if not claims.exists() or not entities.exists():
        return []
    rows = duckdb.execute(
        """
        SELECT e.label, sum(coalesce(c.amount, 0)) AS amount
        FROM read_parquet(?) c JOIN read_parquet(?) e ON e.iri IN (c.subject, c.object)
        WHERE e.thing = 'Organization' AND e.status = 'unresolved'
        GROUP BY e.label ORDER BY amount DESC, e.label LIMIT ?
        """,
        [str(claims), str(entities), limit * _ASKED],
    ).fetchall()
    found = []
    for name, amount in rows:
        answer = resolver.resolve(name)
        if answer.candidates and not answer.corporate_number:
            found.append(OpenName(name, int(amount), answer.candidates))
            if len(found) == limit:
                break
    return found


@dataclass(frozen=True, slots=True)
class OpenSystems:
    """Two systems that may be one: their names and IRIs, how near the names are, and why."""

    a: str
    b: str
    score: float
    because: str
    a_iri: str
    b_iri: str


def open_systems(home: Home, limit: int) -> list[OpenSystems]:
    """Systems of the last build that may be one, nearest first; none before a build."""
    edges, entities = home.published / "edges.parquet", home.published / "entities.parquet"
    if not edges.exists() or not entities.exists():
        return []
    rows = duckdb.execute(
        """
        SELECT a.label, b.label, score, edge.because, a.iri, b.iri
        FROM read_parquet(?) edge JOIN read_parquet(?) a ON a.iri = edge.subject JOIN read_parquet(?) b ON b.iri = edge.object
        WHERE edge.score IS NOT NULL ORDER BY score DESC, a.label, b.label, a.iri, b.iri LIMIT ?
        """,
        [str(edges), str(entities), str(entities), limit],
    ).fetchall()
    return [OpenSystems(*row) for row in rows]


def system_names(home: Home, systems: Iterable[str]) -> dict[str, str]:
    """The names of those IRIs that are systems of the last build."""
    entities = home.published / "entities.parquet"
    if not entities.exists():
        return {}
    rows = duckdb.execute(
        "SELECT iri, label FROM read_parquet(?) WHERE thing = 'InformationSystem' AND iri IN (SELECT unnest(?))",
        [str(entities), list(systems)],
    ).fetchall()
    return {str(identity): str(label) for identity, label in rows}
