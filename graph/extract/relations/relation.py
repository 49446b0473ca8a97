"""A relation: who does what for whom, as a text says it, between two things it names.

Predicates are those of the development gold: ``supports`` (system, task), ``runsOn`` (system, platform or service),
``providedBy`` (service or system, provider), ``operatedBy`` (system, operator), ``maintains`` and ``develops`` (vendor,
system), ``subcontractedTo`` (contract or vendor that gives the work on, vendor), ``buyer`` (contract, agency),
``awardedTo`` (contract, vendor), ``count`` (what is counted, Count), ``controlledBy`` and ``underJurisdiction``
(a thing, the body that controls it or that it belongs to).
"""

from __future__ import annotations

from dataclasses import dataclass

SUPPORTS = "supports"
RUNS_ON = "runsOn"
PROVIDED_BY = "providedBy"
OPERATED_BY = "operatedBy"
MAINTAINS = "maintains"
DEVELOPS = "develops"
SUBCONTRACTED_TO = "subcontractedTo"
BUYER = "buyer"
AWARDED_TO = "awardedTo"
COUNTS = "count"
CONTROLLED_BY = "controlledBy"
UNDER_JURISDICTION = "underJurisdiction"

PREDICATES = (
    SUPPORTS, RUNS_ON, PROVIDED_BY, OPERATED_BY, MAINTAINS, DEVELOPS, SUBCONTRACTED_TO, BUYER, AWARDED_TO, COUNTS,
    CONTROLLED_BY, UNDER_JURISDICTION,
)  # fmt: skip

PROJECT, MINISTRY, PAYEE = "context.project", "context.ministry", "context.payee"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside a text: the project it belongs to, the ministry that holds the project, the payee."""

    project: str | None = None
    ministry: str | None = None
    payee: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """One side of a relation, either at ``start`` to ``end`` of the text or, with ``source``, from the context.

    ``type`` is an entity type, or ``Contract``, ``Data`` or ``Other`` for what the entity types do not hold (a contract,
    the things that a count counts). ``value`` and ``unit`` stand with a Count only; ``unit`` is the printed counter.
    """

    type: str
    text: str
    start: int | None = None
    end: int | None = None
    source: str | None = None
    value: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a text. ``rule`` names the rule that found it, ``predicate_start`` and ``predicate_end`` its words."""

    subject: Argument
    predicate: str
    object: Argument
    modality: str
    confidence: float
    rule: str
