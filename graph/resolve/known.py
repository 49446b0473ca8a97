"""The organisations of the reference data by their names: exact spelling first, then a loose one that only one of them has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from graph.resolve.names import normalise
from graph.resolve.organization_name import SINGLE, NameParser, OrganizationName
from graph.resolve.when import Period

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that an organisation bore; dates are ISO, "" where not known."""

    name: str
    number: str
    valid_from: str
    valid_through: str

    def held_in(self, when: Period) -> bool:
        """Whether the organisation bore the name throughout some days; only where it is known when it ended."""
        return bool(self.valid_through) and self.valid_from <= when.first and when.last <= self.valid_through


class KnownNames:
    """Looks corporate numbers up by names that one organisation alone bears."""

    def __init__(
        self,
        names: Iterable[tuple[str, str]],
        parser: NameParser,
        former: Iterable[FormerName] = (),
        numberless: Iterable[tuple[str, str]] = (),
    ) -> None:
        """``names`` are pairs of a name (present, former or English) and the corporate number of its bearer; ``former``
        says of former names when they were borne; ``numberless`` are pairs of a name and the id of a bearer that has no
        corporate number."""
        ids: dict[str, set[str]] = {}
        for name, identifier in numberless:
            ids.setdefault(normalise(name), set()).add(identifier)
        self._ids = _single(ids)
        self._former: dict[tuple[str, str, str], list[FormerName]] = {}
        for one in former:
            parsed = parser.parse(one.name)
            if one.number and parsed.kind == SINGLE:
                self._former.setdefault((parsed.key, parsed.form, parsed.side), []).append(one)
        full: dict[str, set[str]] = {}
        formed: dict[tuple[str, str, str], set[str]] = {}
        bare: dict[str, set[str]] = {}
        for name, number in names:
            parsed = parser.parse(name)
            if number and parsed.kind == SINGLE:
                full.setdefault(parsed.full, set()).add(number)
                formed.setdefault((parsed.key, parsed.form, parsed.side), set()).add(number)
                bare.setdefault(parsed.key, set()).add(number)
        self._full, self._formed, self._bare = _single(full), _single(formed), _single(bare)

    def then(self, name: OrganizationName, when: Period) -> FormerName | None:
        """The only former name of this spelling that was borne throughout some days."""
        found = [one for one in self._former.get((name.key, name.form, name.side), ()) if one.held_in(when)]
        return found[0] if len({one.number for one in found}) == 1 else None

    def without_number(self, name: OrganizationName) -> str:
        """The id of the only bearer, among those without a corporate number, of a name as it is printed, "" if none."""
        return self._ids.get(normalise(name.printed), "")

    def find(self, name: OrganizationName) -> str:
        """The number of the only bearer of a name, "" where there is none or several."""
        found = self._full.get(name.full)
        if found is None and name.form:
            found = self._formed.get((name.key, name.form, name.side))
        if found is None and not name.form and len(name.key) > 2:
            found = self._bare.get(name.key)
        return found or ""


def _single(numbers: dict[K, set[str]]) -> dict[K, str]:
    return {key: next(iter(values)) for key, values in numbers.items() if len(values) == 1}
