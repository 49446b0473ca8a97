"""State bodies and their units, by name: which body with a corporate number acts when a bureau, office or institute is printed.

A regional bureau has no number of its own; what it pays or receives stands under its ministry's. Bodies under a ministry
with a number of their own (国税庁, 気象庁) are apart from it; ``parent`` leads up. The numbers are those that the review
sheets print beside the names or the register has; of a body whose number no source that was read prints (特許庁) the
number stays "" and a slug identifies it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph import iri
from graph.resolve.organization_name import OrganizationName
from graph.resolve.reference import reference_folder, rows
from graph.resolve.spelling import light


@dataclass(frozen=True, slots=True)
class StateBody:
    """A body of the state (or one that, like it, acts through units without numbers)."""

    number: str
    name: str
    parent: str  # number of the body above it, "" where none
    valid_from: str
    note: str
    slug: str  # identifies a body without a number, else ""

    @property
    def entity(self) -> str:
        """The IRI of the body."""
        return iri.organization(self.number) if self.number else iri.reference_organization(f"JP-{self.slug}")


@dataclass(frozen=True, slots=True)
class FoundBody:
    """The body that a printed name means: itself, or a unit of it, or a body that it succeeded."""

    body: StateBody
    unit: str  # "" where the body itself is named
    predecessor: str  # the former body that is named, "" where none


class StateBodies:
    """Looks state bodies up; one instance is enough for a process."""

    def __init__(self, folder: Path | None = None) -> None:
        """Reads ``state_bodies.csv`` of the reference data and the predecessors beside this module, or both in ``folder``."""
        bodies = folder or reference_folder()
        folder = folder or Path(str(resources.files("graph.resolve")))
        self._bodies: dict[str, StateBody] = {}
        self._names: dict[str, StateBody] = {}
        self._units: list[tuple[re.Pattern[str], StateBody]] = []
        for row in rows(bodies / "state_bodies.csv"):
            body = StateBody(row["number"], row["name"], row["parent"], row["valid_from"], row["note"], row["slug"])
            if body.number:
                self._bodies[body.number] = body
            for name in (body.name, *filter(None, row["aliases"].split("|"))):
                self._names[light(name)] = body
            if row["unit_pattern"]:
                self._units.append((re.compile(f"(?:{light(row['unit_pattern'])})"), body))
        self._predecessors: Mapping[str, str] = {
            light(row["name"]): row["successor_number"]
            for row in rows(folder / "predecessors.csv")
            if row["successor_number"]
        }
        self._longest = sorted(self._names, key=len, reverse=True)
        self._begins = re.compile("|".join(map(re.escape, self._longest)))
        self._any_unit = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in self._units))

    def body(self, number: str) -> StateBody | None:
        """The body with a number."""
        return self._bodies.get(number)

    def find(self, name: OrganizationName) -> FoundBody | None:
        """The body that a parsed name without legal form means, ``None`` where it is none of the state's."""
        if name.form or not name.core:
            return None
        unit = "・".join((name.branch, *name.aliases)).strip("・")
        body = self._names.get(name.core)
        if body is not None:
            inner = self._inner(unit, body)
            return inner or FoundBody(body, unit, "")
        former = self._predecessors.get(name.core)
        if former is not None:
            return FoundBody(self._bodies[former], unit, name.core)
        whole = name.core + name.branch
        for text in dict.fromkeys((name.core, whole)):
            if self._any_unit.fullmatch(text):
                body = next(of for pattern, of in self._units if pattern.fullmatch(text))
                return FoundBody(body, whole, "")
        begins = self._begins.match(name.core)
        if begins is not None:
            rest = name.core[begins.end() :]
            body = self._names[begins.group()]
            inner = self._inner(rest, body)
            if inner is not None:
                return inner
            if self._is_unit(rest, body) or _OFFICE.fullmatch(rest) or _OFFICER.fullmatch(rest):
                return FoundBody(body, rest + unit, "")
        return None

    def _inner(self, unit: str, body: StateBody) -> FoundBody | None:
        """A body with a number of its own that is printed behind the one above it (財務省国税庁)."""
        found = self._names.get(unit)
        if found is None or found.parent != (body.number or body.parent):
            return None
        return FoundBody(found, "", "")

    def _is_unit(self, rest: str, body: StateBody) -> bool:
        return any(of is body and pattern.fullmatch(rest) for pattern, of in self._units)


# Internal offices of any ministry: 大臣官房会計課, 年金局事業管理課
_OFFICE = re.compile(
    r"(?!.*(?:共済|組合|互助会|厚生会|協会|財団))(?:本省|本庁|大臣官房|官房)?[^・、\s]{0,16}(?:局|部|課|室|官房|審議官|統括官|班|係|所|院|学校|事務局|事務所|センター|会計管理者|支出官|官署)(?:長)?"
)
# The officer that acts for a body, with his or her name behind it: 防衛装備庁長官石川武, 調達事業部総括装備調達官…
_OFFICER = re.compile(
    r"(?:長官|大臣|委員長|事務総長|[^・、]{2,16}(?:官|局長|部長|課長|所長|室長|次長|総括官|支出官))[^・、会社]{0,10}"
)
