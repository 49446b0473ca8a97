"""Fits the linear model of likely tasks. Deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph.descent import descend

_SEEN = 5  # a sign must stand in so many candidates
_SHRINK = 20.0  # pull of the weights to zero: half of their squared length, so many times
_STEPS = 400
_POWER_STEPS = 30
_SMALLEST = 0.02  # lighter weights are left out


@dataclass(frozen=True, slots=True)
class Example:
    """The signs of a candidate, whether it is a task, and how often it counts."""

    signs: Collection[str]
    right: bool
    weight: float = 1.0


def fit_weights(examples: Sequence[Example]) -> dict[str, float]:
    """Weights of signs in a logistic model, those of signs seen less than five times and the lightest left out."""
    seen = Counter(sign for example in examples for sign in example.signs)
    names = sorted(sign for sign, count in seen.items() if count >= _SEEN)
    place = {sign: at for at, sign in enumerate(names)}
    cells = [
        (at, place[sign]) for at, example in enumerate(examples) for sign in sorted(example.signs) if sign in place
    ]
    row, column = (np.array(numbers) for numbers in zip(*cells, strict=True))
    target = np.array([example.right for example in examples], dtype=float)
    counts = np.array([example.weight for example in examples])

    def sums(weights: Any) -> Any:
        return np.bincount(row, weights=weights[column], minlength=len(target))

    def gathered(errors: Any) -> Any:
        return np.bincount(column, weights=errors[row], minlength=len(names))

    longest = np.ones(len(names))
    for _ in range(_POWER_STEPS):  # towards the direction in which the examples are longest
        longest = gathered(counts * sums(longest / np.linalg.norm(longest)))
    rate = 1 / (float(np.linalg.norm(longest)) / 4 + _SHRINK)  # a logistic curve bends by a quarter at most

    def gradient(weights: Any) -> Any:
        errors = counts * (1 / (1 + np.exp(-sums(weights))) - target)
        return gathered(errors) + _SHRINK * weights

    found = zip(names, descend(gradient, len(names), rate, _STEPS), strict=True)
    return {sign: round(float(weight), 3) for sign, weight in found if abs(weight) >= _SMALLEST}


def fit_line(sums: Sequence[float], right: Sequence[bool]) -> tuple[float, float]:
    """Slope and intercept that turn sums of weights into calibrated log-odds (Newton's steps of a logistic model)."""
    matrix = np.column_stack([np.array(sums), np.ones(len(sums))])
    target, line = np.array(right, dtype=float), np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-matrix @ line))
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + 1e-6 * np.eye(2)
        line = line + np.linalg.solve(bend, matrix.T @ (target - chance))
    return round(float(line[0]), 3), round(float(line[1]), 3)
