"""The things that claims speak of: who their printed arguments are, under which names, and what their sources say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graph import iri
from graph.build import schema
from graph.build.edges import Edges
from graph.claims.model import Argument, Thing
from graph.claims.own_keys import own_resolution
from graph.resolve.answer import UNNAMED
from graph.resolve.names import normalise
from graph.resolve.resolver import REFERENCE_NAME, Resolution, Resolver
from graph.resolve.system_judgements import SystemJudgements
from graph.resolve.systems import PrintedSystem, near_systems
from graph.resolve.when import Period


@dataclass(slots=True)
class _Entity:
    resolution: Resolution
    scope: str  # who names it, as the argument says that was first
    names: dict[str, int] = field(default_factory=dict)
    properties: dict[str, str | int] = field(default_factory=dict)
    said: str = ""  # the name that its own record gives it

    @property
    def by_frequency(self) -> list[str]:
        """The printed names, most frequent first; of equals the first in code-point order."""
        return sorted(self.names, key=lambda name: (-self.names[name], name))

    @property
    def label(self) -> str:
        if self.resolution.because == REFERENCE_NAME or self.resolution.label_en:
            return self.resolution.label
        names = self.by_frequency
        return names[0] if names else self.said or self.resolution.label


class Entities:
    """Gathers the entities of a build, each under its IRI; the same statements give the same entities in any order.

    ``twins`` has, by the key of a contract that stands in two sources, the key that both go by; it is to be set first.
    """

    def __init__(self, resolver: Resolver, decisions: SystemJudgements) -> None:
        self._resolver = resolver
        self._decisions = decisions
        self.twins: Mapping[str, str] = {}
        self._entities: dict[str, _Entity] = {}

    def identify(self, argument: Argument, when: Period | None = None, within: str = "") -> str:
        """The IRI of what an argument is.

        ``when`` are the days of what it stands in; ``within`` is what words that name nobody have their meaning in, a
        payee block or a record.
        """
        if argument.kind == "contract" and argument.number in self.twins:
            argument = Argument("contract", argument.printed, self.twins[argument.number])
        resolution = own_resolution(argument) or self._resolver.resolve(argument, when)
        if resolution.thing == "InformationSystem":
            resolution = self._judged(resolution)
        if resolution.status == UNNAMED:
            resolution = replace(resolution, iri=iri.unnamed_organization(normalise(argument.printed), within))
        entity = self._entities.get(resolution.iri)
        if entity is not None and resolution.because == REFERENCE_NAME:
            entity.resolution = resolution  # what was judged to be it may have come first
        if entity is None:
            entity = self._entities[resolution.iri] = _Entity(resolution, argument.scope)
        if argument.printed and resolution.thing in ("Organization", "InformationSystem"):
            entity.names[argument.printed] = entity.names.get(argument.printed, 0) + 1
        return resolution.iri

    def describe(self, thing: Thing, edges: Edges) -> None:
        """Takes what a record says of a thing, and joins it to what the record links it with."""
        identity = self.identify(thing.argument)
        entity = self._entities[identity]
        entity.said = entity.said or thing.label
        entity.properties.update(thing.properties)
        for name, argument in thing.links:
            edges.join(identity, name, self.identify(argument))

    def note(self, identity: str, name: str, value: str | int) -> None:
        """Says something of an entity, if there is one of that IRI."""
        if identity in self._entities:
            self._entities[identity].properties[name] = value

    def liken(self, edges: Edges) -> None:
        """Adds which systems may be one, but for those that a person judged to be two."""
        systems = (
            PrintedSystem(identity, entity.label, entity.scope)
            for identity, entity in self._entities.items()
            if entity.resolution.thing == "InformationSystem"
        )
        for one, other, score, because in near_systems(systems):
            if not self._decisions.are_two(one.iri, other.iri):
                edges.liken(one.iri, other.iri, score, because)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the table of entities, by IRI."""
        for identity in sorted(self._entities):
            entity = self._entities[identity]
            resolution, label = entity.resolution, entity.label
            number = identity.rpartition("/JP-")[2] if "/org/JP-" in identity else ""
            yield (
                identity, resolution.thing, label, resolution.label_en,
                [name for name in entity.by_frequency if name != label], resolution.status, resolution.because, number,
                *(_typed(entity.properties.get(name), kind) for name, kind in schema.PROPERTIES.items()),
            )  # fmt: skip

    def counts(self) -> dict[str, int]:
        """How many entities there are of each class, and organisations of each state of resolution."""
        found: dict[str, int] = {}
        for entity in self._entities.values():
            names = [f"entities/{entity.resolution.thing}"]
            if entity.resolution.thing == "Organization":
                names.append(f"organizations/{entity.resolution.status}")
            for name in names:
                found[name] = found.get(name, 0) + 1
        return found

    def _judged(self, resolution: Resolution) -> Resolution:
        """The system that a person judged the resolved one to be."""
        same = self._decisions.canonical(resolution.iri)
        if same == resolution.iri:
            return resolution
        return replace(resolution, iri=same, because="judged to be one with another system")


def _typed(value: str | int | None, kind: type) -> str | int | bool | None:
    if value is None or value == "":
        return None
    return value == "true" if kind is bool else kind(value)
