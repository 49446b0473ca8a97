"""What a person should decide first: open names by the money beside them in the last build, and systems that may be one."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from graph.home import Home
from graph.resolve.answer import Candidate
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.systems import NearSystems, near

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


def near_systems(home: Home, limit: int) -> list[NearSystems]:
    """Systems of the last build, each of one buyer, whose names may mean one system: nearest first; none before a build."""
    entities = home.published / "entities.parquet"
    if not entities.exists():
        return []
    query = "SELECT label FROM read_parquet(?) WHERE thing = 'InformationSystem' AND label IS NOT NULL"
    labels = [row[0] for row in duckdb.execute(query, [str(entities)]).fetchall()]
    return [pair for _, pair in zip(range(limit), near(labels), strict=False)]
