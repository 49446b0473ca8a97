"""Names and the numbers that sources print beside them: evidence for who bears a name that the register does not decide.

Only what independent rows agree on counts: a number that two projects or sources print beside a name, and that hardly any
other rival. ``observed_names.csv`` is made by ``benchmarks/resolution_data.py``; names are kept in loose spelling, with the
legal form and its side, since that is how they are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph.resolve.organization_name import OrganizationName
from graph.resolve.reference import rows


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
        """What was observed of a name; of one printed without its legal form only what all its forms agree on."""
        if name.form:
            return self._numbers.get((name.key, name.form, name.side))
        own = self._numbers.get((name.key, "", ""))
        if own is not None:
            return own
        found = [self._numbers[key] for key in self._bare.get(name.key, ())]
        return found[0] if found and len({one.number for one in found}) == 1 else None

    def __len__(self) -> int:
        return len(self._numbers)
