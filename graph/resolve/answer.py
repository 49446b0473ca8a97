"""Who a printed name is: the answer, the features that made it, and the candidates where it stays open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from graph import iri
from graph.resolve.names import locality
from graph.resolve.organization_name import OrganizationName
from graph.resolve.spelling import light

RESOLVED = "resolved"
UNRESOLVED = "unresolved"
UNNAMED = "unnamed"  # words that name nobody (その他), or somebody and others that they do not name (…ほか)


class Reason(NamedTuple):
    """One feature of an answer: what was compared, the printed value and the known one, and the rule or person behind it."""

    feature: str
    printed: str
    known: str
    rule: str = ""


class Candidate(NamedTuple):
    """An organisation that the name may mean, with what tells it from the others."""

    corporate_number: str
    name: str
    place: str
    score: float
    because: str


class Answer(NamedTuple):
    """Who a printed name is. ``corporate_number`` is "" while it is open; ``entity`` is "" where nobody is named."""

    entity: str
    corporate_number: str
    score: float
    because: tuple[Reason, ...]
    candidates: tuple[Candidate, ...] = ()
    status: str = UNRESOLVED
    members: tuple[Answer, ...] = ()


def resolved(number: str, score: float, because: Iterable[Reason]) -> Answer:
    """The answer that a name is the organisation of a number."""
    return Answer(iri.organization(number), number, score, tuple(because), status=RESOLVED)


def open_entity(name: OrganizationName, address: str) -> str:
    """The IRI of what a name stands for while it is open."""
    return iri.unresolved_organization(light(name.printed) if not name.core else name.full, locality(address))
