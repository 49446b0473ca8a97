"""The organisations of the reference data by their names: exact spelling first, then a loose one that only one of them has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from graph.resolve.organization_name import SINGLE, NameParser, OrganizationName

K = TypeVar("K")


class KnownNames:
    """Looks corporate numbers up by names that one organisation alone bears."""

    def __init__(self, names: Iterable[tuple[str, str]], parser: NameParser) -> None:
        """``names`` are pairs of a name (present, former or English) and the corporate number of its bearer."""
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
