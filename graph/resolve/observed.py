"""Names and the numbers that sources print beside them: evidence for who bears a name that the register does not decide.

``observed_names.csv`` is made by ``benchmarks/resolution_data.py``; names are kept in loose spelling, with the legal form and
its side, since that is how they are compared. How sure a number is: :mod:`graph.resolve.witnesses`.
"""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from graph.resolve.organization_name import OrganizationName

Key = tuple[str, str, str]  # loose name, legal form, its side
AGREEING = 2  # independent rows from which on they are said to agree


class Observation(NamedTuple):
    """A number that ``sources`` independent rows print beside a name, and how many print another one.

    ``sources`` is 0 where a single row of the sheets of 2025 prints it: rows of one year are written in one go, so that
    one alone speaks for or against a bearer and never decides. ``number`` is "" where rows do not agree.
    """

    number: str
    sources: int
    others: int


class ObservedNames:
    """Looks observed names up."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or Path(str(resources.files("graph.resolve"))) / "observed_names.csv"
        self._numbers: dict[Key, Observation] = {}
        self._keys: dict[str, list[Key]] = {}
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                next(lines)
                for key, form, side, number, sources, others in csv.reader(lines):
                    self._numbers[key, form, side] = Observation(number, int(sources), int(others))
                    self._keys.setdefault(key, []).append((key, form, side))

    def find(self, name: OrganizationName) -> Observation | None:
        """What rows agree on; of a name printed without its legal form only what all its forms agree on."""
        found = self.any(name)
        return found if found is not None and found.number and found.sources >= AGREEING else None

    def any(self, name: OrganizationName) -> Observation | None:
        """What rows print beside a name, be it one row only, or that they do not agree; a name printed without its legal
        form is looked up as in :meth:`find` unless rows print it so too."""
        own = self._at((name.key, name.form, name.side))
        if name.form or (own is not None and own.sources):
            return own
        found = [one for key in self._keys.get(name.key, ()) if (one := self._at(key)) is not None]
        if len({one.number for one in found}) == 1:
            best = max(found, key=lambda one: one.sources)
            return best if best.sources >= AGREEING else own
        return own

    def _at(self, key: Key) -> Observation | None:
        return self._numbers.get(key)

    def __len__(self) -> int:
        return len(self._numbers)
