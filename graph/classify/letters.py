"""Linear models over letter groups: the groups of a field are weighed at one go, other features one by one.

A feature is named ``field:group`` in the files of weights and in what is fitted; here the weights lie by field, so that
no name is put together for a group that is only looked up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """The weights of linear models over the same features."""

    def __init__(self, models: Sequence[Mapping[str, float]], fields: Iterable[str]) -> None:
        """``models`` have weights by feature; ``fields`` are those of all the letter groups that are asked for."""
        known = frozenset(fields)
        self._models = range(len(models))
        self._by_field: dict[str, dict[str, tuple[float, ...]]] = {field: {} for field in (_PLAIN, *known)}
        for name in dict.fromkeys(name for model in models for name in model):
            field, colon, group = name.partition(":")
            weights = tuple(model.get(name, 0.0) for model in models)
            if colon and field in known:
                self._by_field[field][group] = weights
            else:
                self._by_field[_PLAIN][name] = weights

    def shares(self, features: Features) -> list[float]:
        """The probability of yes by each model. Sums are exact, so they do not depend on the order of a set."""
        plain = self._by_field[_PLAIN]
        parts = [([plain[name]], value) for name, value in features.single.items() if name in plain]
        for found in features.letters:
            weights = self._by_field[found.field]
            parts.append((list(filter(None, map(weights.get, found.groups))), found.value))
        return [self._share(parts, model) for model in self._models]

    @staticmethod
    def _share(parts: Iterable[tuple[list[tuple[float, ...]], float]], model: int) -> float:
        total = math.fsum(math.fsum([weights[model] for weights in hits]) * value for hits, value in parts)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
