"""Linear models over letter groups: the groups of a field are weighed at one go, other features one by one.

A feature is named ``field:group`` in the files of weights and in what is fitted; here the weights lie by field, so that
most groups of a text, which have no weight, cost nothing but being cut out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

_PLAIN = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """The letter groups of a field, and the value that each has as a feature."""

    field: str
    groups: AbstractSet[str]
    value: float


@dataclass(frozen=True, slots=True)
class Features:
    """What a model sees: single features with their values, and letter groups."""

    single: Mapping[str, float]
    letters: tuple[Groups, ...]

    def named(self) -> Iterator[tuple[str, float]]:
        """All features by name, as they are fitted; in order, so that a fit sums in the same order each time."""
        yield from self.single.items()
        for found in self.letters:
            yield from ((f"{found.field}:{group}", found.value) for group in sorted(found.groups))


def groups(field: str, text: str, lengths: Iterable[int], value: float) -> Groups:
    """The groups of so many characters in ``text``."""
    found = {text[start : start + length] for length in lengths for start in range(len(text) - length + 1)}
    return Groups(field, found, value)


class Weights:
    """The weights of one linear model."""

    def __init__(self, weights: Mapping[str, float], fields: Iterable[str]) -> None:
        """``weights`` by feature; ``fields`` are those whose letter groups are weighed."""
        known = frozenset(fields)
        self._by_field: dict[str, dict[str, float]] = defaultdict(dict)
        for name, weight in weights.items():
            field, colon, group = name.partition(":")
            place = (field, group) if colon and field in known else (_PLAIN, name)
            self._by_field[place[0]][place[1]] = weight

    def share(self, features: Features) -> float:
        """The probability of yes. Sums are exact, so they do not depend on the order of a set."""
        single = self._by_field[_PLAIN]
        parts = [single.get(name, 0.0) * value for name, value in features.single.items()]
        for found in features.letters:
            weights = self._by_field[found.field]
            parts.append(math.fsum(weights[group] for group in weights.keys() & found.groups) * found.value)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, math.fsum(parts)))))
