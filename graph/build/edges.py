"""Claims → the edges they justify: asserted, at or above the floor; denied ones mark a conflict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph import iri
from graph.build import schema
from graph.build.known import Known
from graph.build.schema import PERIODIC
from graph.claims.model import ASSERTED, DENIED

CONFIDENCE_FLOOR = 0.5
LIKENESS = "possiblySameAs"

_VALUES = (
    "confidence", "amount", "currency", "count", "unit", "population", "fiscal_year", "share", "role", "service_types",
    "valid_from", "valid_through", "valid_precision",
)  # fmt: skip


@dataclass(slots=True)
class _Edge:
    values: dict[str, Any]
    claims: list[str]
    open: bool  # some claim of it is still said


class Edges:
    """The edges of a build, by what makes two claims speak of one edge."""

    def __init__(self) -> None:
        self._stated: dict[str, _Edge] = {}
        self._structural: set[tuple[str, str, str]] = set()
        self._denied: set[tuple[str, str, str]] = set()
        self._likenesses: dict[tuple[str, str], tuple[float, str]] = {}

    def __len__(self) -> int:
        return len(self._structural) + len(self._stated) + len(self._likenesses)

    def join(self, subject: str, predicate: str, target: str) -> None:
        """Adds an edge that no claim states: a part of a record beside the record."""
        self._structural.add((subject, predicate, target))

    def liken(self, one: str, other: str, score: float, because: str) -> None:
        """Adds that two things may be one, once for both directions; no claim states it."""
        self._likenesses[one, other] = score, because

    def add(self, row: dict[str, Any], subject: str, target: str, block: str | None, known: Known, claim: str) -> None:
        """Adds what a claim (a row of its table) says of two things; ``block`` is the IRI of its payee block."""
        triple = subject, row["predicate"], target
        if row["modality"] == DENIED and known.through is None:
            self._denied.add(triple)
        if row["modality"] != ASSERTED or row["confidence"] < CONFIDENCE_FLOOR:
            return
        parts = [*triple, row["valid_from"], row["valid_through"], block or ""]
        parts += [str(row[name] or "") for name in ("fiscal_year", "count", "unit")]
        if row["role"]:
            parts += [row["role"], row["service_types"]]
        of_contract = row["subject"]["kind"] == "contract"
        if of_contract:
            parts.append(str(row["amount"]))  # two sources of one contract: the same sum once, different sums both
        elif row["amount"] is not None:
            parts.append(known.first)  # only what was known from one time on is added up, so that a view finds it whole
        if known.through is not None:
            parts.append("superseded")  # what is no longer said is an edge of its own: amounts are not added up
        key = iri.digest(*parts)
        edge = self._stated.get(key)
        if edge is None:
            values = {name: row[name] for name in _VALUES}
            values |= {"subject": subject, "predicate": row["predicate"], "object": target, "block": block}
            values |= {"known_from": known.first, "known_through": known.through}
            self._stated[key] = _Edge(values, [claim], open=known.through is None)
            return
        values = edge.values
        edge.claims.append(claim)
        if row["amount"] is not None and not of_contract:
            values["amount"] = (values["amount"] or 0) + row["amount"]
        values["confidence"] = max(values["confidence"], row["confidence"])
        values["known_from"] = min(values["known_from"], known.first)
        if known.through is None:
            edge.open = True
        elif not edge.open:
            values["known_through"] = max(values["known_through"], known.through)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the table of edges, in the order of their keys."""
        names = schema.EDGES.names
        fixed = dict.fromkeys(names) | {"structural": True, "current": True, "conflict": False, "claims": []}
        found: dict[tuple[str, str, str], dict[str, Any]] = {triple: {} for triple in sorted(self._structural)}
        for (one, other), (score, because) in sorted(self._likenesses.items()):
            found[one, LIKENESS, other] = {"score": score, "because": because}
        for triple, more in found.items():
            ends = dict(zip(("subject", "predicate", "object"), triple, strict=True))
            yield tuple((fixed | ends | {"key": iri.digest(*triple)} | more).values())
        for key, edge in sorted(self._stated.items(), key=lambda item: item[0]):
            values = edge.values
            triple = values["subject"], values["predicate"], values["object"]
            values["key"] = key
            values["structural"] = False
            ended = values["predicate"] in PERIODIC and bool(values["valid_through"])
            values["current"] = edge.open and not ended
            values["conflict"] = triple in self._denied
            values["claims"] = sorted(edge.claims)
            values["score"] = values["because"] = None
            if edge.open:
                values["known_through"] = None
            yield tuple(map(values.__getitem__, names))
