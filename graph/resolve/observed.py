"""Names and the numbers that sources print beside them: evidence for who bears a name that the register does not decide.

What independent rows agree on decides: a number that two projects or sources print beside a name, and that hardly any
other rivals. What one row prints only speaks for or against a bearer that the register has. ``observed_names.csv`` is made
by ``benchmarks/resolution_data.py``; names are kept in loose spelling, with the legal form and its side, since that is how
they are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph.resolve.organization_name import OrganizationName
from graph.resolve.reference import rows

AGREEING = 2  # independent rows from which on a number is taken


@dataclass(frozen=True, slots=True)
class Observation:
    """A number that ``sources`` independent rows print beside a name, and how many print another one."""

    number: str
    sources: int
    others: int


class ObservedNames:
    """Looks observed names up."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or Path(str(resources.files("graph.resolve"))) / "observed_names.csv"
        self._numbers: dict[tuple[str, str, str], Observation] = {}
        self._bare: dict[str, list[tuple[str, str, str]]] = {}
        if path.exists():
            for row in rows(path):
                key = row["key"], row["form"], row["side"]
                self._numbers[key] = Observation(row["number"], int(row["sources"]), int(row["others"]))
                self._bare.setdefault(row["key"], []).append(key)

    def find(self, name: OrganizationName) -> Observation | None:
        """What rows agree on; of a name printed without its legal form only what all its forms agree on."""
        found = self._of(name)
        return found if found is not None and found.sources >= AGREEING else None

    def once(self, name: OrganizationName) -> str:
        """The number that a single row prints beside a name, "" where none does or more do."""
        found = self._of(name)
        return found.number if found is not None and found.sources < AGREEING else ""

    def _of(self, name: OrganizationName) -> Observation | None:
        if name.form:
            return self._numbers.get((name.key, name.form, name.side))
        own = self._numbers.get((name.key, "", ""))
        if own is not None:
            return own
        found = [self._numbers[key] for key in self._bare.get(name.key, ())]
        return found[0] if found and len({one.number for one in found}) == 1 else None

    def __len__(self) -> int:
        return len(self._numbers)
