"""What the bureaus' money is for, by what the classifier itself says of all projects of a year (``data/bureau_usage.csv``).

A project's bureau, and behind it the owner, make some of its candidates likelier. The projects are counted in two halves, by
a hash of the name, and each is weighed with the other half: none, and none of the same name, is its own witness.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from graph.classify.patterns import DATA
from graph.classify.project import Project

Key = tuple[int, str, str]
"""Half, owner, bureau (empty where another one's budget bureau is printed)."""

_SMALLEST = 0.05  # what is less likely in a bureau is not kept
_OWNER = 2.0  # the owner's usage counts beside the bureau's as so many projects
_NEVER = 0.002  # share of a function that neither has


class BureauUsage:
    """How many projects of each bureau serve each function: sums of probabilities."""

    def __init__(self, bureaus: Mapping[Key, Mapping[str, float]]) -> None:
        self._bureaus = bureaus
        owners: dict[tuple[int, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (half, owner, _), functions in bureaus.items():
            for function, projects in functions.items():
                owners[half, owner][function] += projects
        self._owners = {key: dict(functions) for key, functions in owners.items()}
        self._of_bureau = {key: sum(functions.values()) for key, functions in bureaus.items()}
        self._of_owner = {key: sum(functions.values()) for key, functions in self._owners.items()}

    @classmethod
    def installed(cls) -> BureauUsage:
        """The counts that the package ships."""
        bureaus: dict[Key, dict[str, float]] = defaultdict(dict)
        with (DATA / "bureau_usage.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                bureaus[int(row["half"]), row["owner"], row["bureau"]][row["function"]] = float(row["projects"])
        return cls(bureaus)

    @classmethod
    def counted(cls, projects: Iterable[tuple[Project, Mapping[str, float]]]) -> BureauUsage:
        """Counts projects, each with the probabilities of its functions."""
        bureaus: dict[Key, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for project, functions in projects:
            place = _place(project)
            if place is not None:
                for function, probability in functions.items():
                    bureaus[(half_of(project), *place)][function] += probability
        return cls(
            {
                key: {name: round(count, 2) for name, count in sorted(functions.items()) if count >= _SMALLEST}
                for key, functions in sorted(bureaus.items())
            }
        )

    def rows(self) -> Iterator[tuple[int, str, str, str, float]]:
        """Half, owner, bureau, function, projects: the lines of ``bureau_usage.csv``."""
        for key, functions in self._bureaus.items():
            yield from ((*key, function, projects) for function, projects in functions.items())

    def weights(self, project: Project, functions: Iterable[str]) -> dict[str, float]:
        """How far the share of each function in the project's bureau lies below the largest of them: logarithms, scaled.

        None where no owner is known.
        """
        place = _place(project)
        if place is None:
            return {}
        owner, bureau = place
        half = 1 - half_of(project)
        in_bureau, in_owner = self._bureaus.get((half, owner, bureau), {}), self._owners.get((half, owner), {})
        of_bureau, of_owner = self._of_bureau.get((half, owner, bureau), 0.0), self._of_owner.get((half, owner), 0.0)
        weights = {}
        for function in functions:
            behind = (in_owner.get(function, 0.0) + 0.01) / (of_owner + 3)
            share = (in_bureau.get(function, 0.0) + _OWNER * behind) / (of_bureau + _OWNER)
            weights[function] = math.log(share + _NEVER) / 3
        most = max(weights.values(), default=0.0)
        return {function: weight - most for function, weight in weights.items()}


def _place(project: Project) -> tuple[str, str] | None:
    """Owner and bureau; the bureau is that of the budget, and says nothing where the budget is another one's."""
    if project.owner is None or project.holder.open:
        return None
    return project.owner, "" if project.booked or project.holder.transfer is not None else project.bureau


def half_of(project: Project) -> int:
    """0 or 1, by a hash of the name."""
    return hashlib.sha256(project.name.encode()).digest()[-1] & 1
