"""The dependency graph at a date, from the published tables: what scenarios and differences are computed on.

Without a date it is what stands now (edges marked ``current``). At a date in the world an edge counts that holds then:
by its printed days, else by the fiscal year (April to March) whose money it is. As known at a time, an edge counts
whose claim was known by then and not yet superseded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph import iri
from graph.build.edges import CONFIDENCE_FLOOR
from graph.build.schema import DEPENDENCIES
from graph.neo4j.rows import database


@dataclass(frozen=True, slots=True)
class Edge:
    """A dependency: ``amount`` in yen of a fiscal year; ``role`` where a contract makes it."""

    subject: str
    kind: str  # sub-property of dependsOn
    target: str
    role: str
    service_types: str
    fiscal_year: int | None
    amount: int | None
    valid_from: str
    valid_through: str
    rank: int | None  # of the payee block: 1 direct, 0 not stated; None where no block is printed
    claims: tuple[str, ...]

    @property
    def way(self) -> str:
        """How the money reaches the organisation; sums of different ways are never added."""
        if self.rank is None:
            return "contract"
        return {0: "way not stated", 1: "direct"}.get(self.rank, "re-delegated")


@dataclass(frozen=True, slots=True)
class Observation:
    """A count of users of a service on a platform, with the whole it was counted in."""

    platform: str
    service: str
    count: int
    total: int
    unit: str
    day: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The edges, the names and classes of things, jurisdictions of organisations, and counts on platforms."""

    edges: tuple[Edge, ...]
    names: dict[str, str]
    classes: dict[str, str]
    jurisdictions: tuple[tuple[str, str], ...]  # organisation, jurisdiction
    observations: tuple[Observation, ...]

    def of_class(self, thing: str) -> Iterator[str]:
        """The things of a class, in order."""
        return (identity for identity, name in sorted(self.classes.items()) if name == thing)


_COLUMNS = (
    "subject, predicate, object, role, service_types, fiscal_year, amount, valid_from, valid_through, rank, claims"
)


def load(tables: Path, on: date | None = None, known: date | None = None) -> Dependencies:
    """The dependencies that stand, or that held on the day ``on`` (as known by the end of the day ``known``)."""
    source = "edges" if known is None else _AS_KNOWN
    kinds = ", ".join(f"'{kind}'" for kind in sorted(DEPENDENCIES))
    where, parameters = _standing(on, known)
    with database(tables) as connection:
        edges = tuple(
            Edge(s, p, o, role or "", types or "", year, amount, first or "", last or "", rank, tuple(claims))
            for s, p, o, role, types, year, amount, first, last, rank, claims in connection.execute(
                f"""SELECT {_COLUMNS} FROM {source} LEFT JOIN (SELECT iri AS block_iri, coalesce(rank, 0) AS rank
                    FROM entities WHERE thing = 'PayeeBlock') ON block = block_iri
                    WHERE predicate IN ({kinds}) AND {where} ORDER BY key""",
                parameters,
            ).fetchall()
        )
        law = connection.execute(
            f"SELECT DISTINCT subject, object FROM {source} WHERE predicate = 'underJurisdiction' AND {where} ORDER BY ALL",
            parameters,
        ).fetchall()
        counts = connection.execute(
            f"""SELECT DISTINCT subject, object, "count", unit, population, valid_from, claims FROM {source}
                WHERE predicate = 'observedCount' AND "count" IS NOT NULL AND {where.replace(_WORLD, "true")}
                ORDER BY ALL""",
            {name: value for name, value in parameters.items() if name not in ("day", "year")},
        ).fetchall()
        things = connection.execute("SELECT iri, thing, label FROM entities").fetchall()
    return Dependencies(
        edges,
        {str(identity): str(label or identity) for identity, _, label in things},
        {str(identity): str(thing) for identity, thing, _ in things},
        tuple((str(s), str(o)) for s, o in law),
        tuple(_observations(counts)),
    )


# What was known by a time stands in the claims: an edge adds up claims of different times.
_AS_KNOWN = """(
    SELECT subject, predicate, object, role, service_types, fiscal_year, valid_from, valid_through, block, "count", unit,
        population, if(starts_with(subject, $contracts), max(amount), sum(amount)) AS amount,
        list(iri ORDER BY iri) AS claims, min(iri) AS key
    FROM claims
    WHERE modality = 'asserted' AND confidence >= $floor AND object IS NOT NULL
        AND known_from < $after AND (known_through IS NULL OR known_through >= $after)
    GROUP BY subject, predicate, object, role, service_types, fiscal_year, valid_from, valid_through, block, "count", unit,
        population)"""
_WORLD = (
    "(CASE WHEN coalesce(valid_from, '') = '' AND coalesce(valid_through, '') = '' AND fiscal_year IS NOT NULL "
    "THEN fiscal_year = $year ELSE coalesce(valid_from, '') <= $day "
    "AND (coalesce(valid_through, '') = '' OR valid_through >= $day) END)"
)


def _standing(on: date | None, known: date | None) -> tuple[str, dict[str, Any]]:
    """SQL that holds for an edge that counts, and its parameters."""
    parameters: dict[str, Any] = {}
    conditions = ["NOT structural" if known is None else "true"]
    if on is None:
        conditions.append('"current"' if known is None else "coalesce(valid_through, '') = ''")
    else:
        conditions.append(_WORLD)
        parameters |= {"day": on.isoformat(), "year": on.year if on.month > 3 else on.year - 1}
    if known is not None:
        parameters |= {
            "after": f"{known.isoformat()}T24",
            "floor": CONFIDENCE_FLOOR,
            "contracts": iri.BASE + "id/contract/",
        }
    elif on is not None:
        conditions.append("known_through IS NULL")
    return " AND ".join(conditions), parameters


def _observations(rows: list[tuple[Any, ...]]) -> Iterator[Observation]:
    totals: dict[tuple[Any, ...], int] = {}
    for platform, _, count, unit, population, day, _ in rows:
        key = platform, unit, population, day
        totals[key] = totals.get(key, 0) + count
    for platform, service, count, unit, population, day, claims in rows:
        total = totals[platform, unit, population, day]
        yield Observation(platform, service, count, total, unit, day or "", tuple(claims))
