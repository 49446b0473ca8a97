"""Who the printed arguments turn out to be. In doubt nothing is merged.

Organisations are known by a 13-digit corporate number with a right check digit: the one that is printed, else the one
that :mod:`graph.resolve.organizations` finds for the name; where it finds none they are said to be unresolved, and words
that name nobody to be unnamed. A joint venture is none of its members, whatever number stands beside it. Services and
systems are known by the names of the reference data; a system that is not there is the one of its name among those of
the body (or document) that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph import iri
from graph.claims.model import Argument
from graph.resolve.answer import RESOLVED, UNRESOLVED, Answer
from graph.resolve.names import locality, normalise
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.reference import Names, Reference
from graph.resolve.when import Period

VERSION = "4"
REFERENCE_NAME = "a name of the reference data"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The thing that an argument is, its class, how surely, and why."""

    iri: str
    thing: str  # local name of the class
    label: str
    status: str
    score: float
    because: str
    label_en: str = ""


class Resolver:
    """Looks arguments up, each kind by its own rule; the same argument always gives the same answer."""

    def __init__(self, reference: Reference, organizations: OrganizationResolver | None = None) -> None:
        """Without ``organizations`` only printed numbers identify organisations."""
        self._reference = reference
        self._organizations = organizations
        self._rules: Mapping[str, Callable[[Argument], Resolution]] = {
            "agency": self._agency,
            "reference_organization": self._reference_organization,
            "function": self._function,
            "service": self._service,
            "system": self._system,
            "jurisdiction": self._jurisdiction,
            "project": lambda argument: _plain(iri.project(*argument.number.split("/", 1)), "Project", argument),
            "block": self._block,
            "contract": lambda argument: _plain(iri.contract(argument.number), "Contract", argument),
            "question": lambda argument: _plain(iri.question(*argument.number.split("/")), "DietQuestion", argument),
            "answer": lambda argument: _plain(iri.answer(*argument.number.split("/")), "DietAnswer", argument),
            "answered_point": lambda argument: _plain(
                iri.answered_point(*argument.number.split("/")), "AnsweredPoint", argument
            ),
        }
        self._numberless = {
            iri.reference_organization(one.identifier): one
            for one in reference.organizations.values()
            if not one.corporate_number
        }
        self._known: dict[tuple[Argument, Period | None], Resolution] = {}

    def resolve(self, argument: Argument, when: Period | None = None) -> Resolution:
        """The resolution of an argument of any kind but ``literal``; ``when`` are the days of what it stands in."""
        key = argument, when if argument.kind == "organization" else None
        known = self._known.get(key)
        if known is None:
            rule = self._rules.get(argument.kind)
            known = self._known[key] = rule(argument) if rule else self._organization(argument, when)
        return known

    def _organization(self, argument: Argument, when: Period | None) -> Resolution:
        answer = None
        if self._organizations is not None:
            answer = self._organizations.resolve(argument.printed, argument.scope, argument.number, when)
            if answer.members:
                return _unresolved(argument, locality(argument.scope), _text(answer), answer.status)
        if argument.number:
            return self._known_by(
                argument, argument.number, 1.0, "corporate number printed beside the name, check digit right"
            )
        if answer is not None and answer.corporate_number:
            return self._known_by(argument, answer.corporate_number, answer.score, _text(answer))
        if answer is not None and answer.status == RESOLVED:
            known = self._numberless.get(answer.entity)
            return _without_number(argument, answer, known)
        status = answer.status if answer is not None else UNRESOLVED
        return _unresolved(argument, locality(argument.scope), "no valid corporate number printed", status)

    def _agency(self, argument: Argument) -> Resolution:
        if self._organizations is not None:
            answer = self._organizations.body(argument.printed)
            if answer is not None and answer.corporate_number:
                return self._known_by(argument, answer.corporate_number, answer.score, _text(answer))
            if answer is not None:
                return _without_number(argument, answer)
        return _unresolved(argument, "", "the sheet prints no number for its ministry")

    def _known_by(self, argument: Argument, number: str, score: float, because: str) -> Resolution:
        known = self._reference.organizations.get("JP-" + number)
        return Resolution(
            iri.organization(number),
            "Organization",
            known.label if known else argument.printed,
            RESOLVED,
            score,
            because,
            known.label_en if known else "",
        )

    def _reference_organization(self, argument: Argument) -> Resolution:
        known = self._reference.organizations[argument.number]
        return _reference(iri.reference_organization(known.identifier), "Organization", known)

    def _function(self, argument: Argument) -> Resolution:
        known = self._reference.functions[argument.printed]
        return _reference(iri.function(known.identifier), "PublicFunction", known)

    def _jurisdiction(self, argument: Argument) -> Resolution:
        known = self._reference.jurisdictions[argument.printed]
        return _reference(iri.jurisdiction(known.identifier), "Jurisdiction", known)

    def _block(self, argument: Argument) -> Resolution:
        year, _, project = argument.number.partition("/")
        return _plain(iri.block(year, project, argument.printed), "PayeeBlock", argument)

    def _service(self, argument: Argument) -> Resolution:
        identifier = self._service_id(normalise(argument.printed))
        if identifier is None:
            slug = "unresolved-" + iri.digest(normalise(argument.printed))
            return _plain(iri.service(slug), "CloudService", argument, UNRESOLVED)
        return _reference(iri.service(identifier), "CloudService", self._reference.services[identifier])

    def _service_id(self, name: str) -> str | None:
        """The service of that name, or of the longest name that it begins with (an edition: Microsoft 365 E3)."""
        for end in range(len(name), 1, -1):
            identifier = self._reference.service_ids.get(name[:end])
            if identifier is not None:
                return identifier
        return None

    def _system(self, argument: Argument) -> Resolution:
        name = normalise(argument.printed)
        identifier = self._reference.system_ids.get(name)
        if identifier is not None:
            return _reference(iri.known_system(identifier), "InformationSystem", self._reference.systems[identifier])
        return Resolution(
            iri.system(argument.scope, name),
            "InformationSystem",
            argument.printed,
            UNRESOLVED,
            0.7,
            f"the system of this name among those of {argument.scope or 'no stated body'}",
        )


def _text(answer: Answer) -> str:
    """The reasons of an answer in one line."""
    parts = (
        f"{one.feature}: {one.known or one.printed}" + (f" ({one.rule})" if one.rule else "") for one in answer.because
    )
    return "; ".join(parts)


def _without_number(argument: Argument, answer: Answer, known: Names | None = None) -> Resolution:
    """A body that is known, though it has no number or no source that was read prints it."""
    label, label_en = (known.label, known.label_en) if known else (argument.printed, "")
    return Resolution(answer.entity, "Organization", label, RESOLVED, answer.score, _text(answer), label_en)


def _unresolved(argument: Argument, place: str, because: str, status: str = UNRESOLVED) -> Resolution:
    identity = iri.unresolved_organization(normalise(argument.printed), place)
    return Resolution(identity, "Organization", argument.printed, status, 0.0, because)


def _plain(identity: str, thing: str, argument: Argument, status: str = RESOLVED) -> Resolution:
    return Resolution(identity, thing, argument.printed, status, 1.0, "the source's own key")


def _reference(identity: str, thing: str, known: Names) -> Resolution:
    return Resolution(identity, thing, known.label, RESOLVED, 1.0, REFERENCE_NAME, known.label_en)
