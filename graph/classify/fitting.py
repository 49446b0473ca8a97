"""Fits the two small linear models on annotated rows: candidates for functions, and contracts that buy ICT.

Deterministic: full-batch accelerated gradient steps from zero, a fixed number of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.classify.functions import Candidate
from graph.classify.letters import Features
from graph.descent import descend

_STEPS, _RATE, _MOMENTUM = 400, 0.05, 0.9
_SHRINK = 0.005  # pull of the weights to zero, on features scaled to unit variance
_FURTHER = 0.25  # how much a second right function counts beside the main one

Example = tuple[Sequence[Candidate], Sequence[str]]
"""The candidates of a project and its right functions, the main one first."""

_WORD_STEPS, _WORD_SHRINK = 300, 0.0005
_SEEN = 2  # a letter group must stand in so many contracts


def fit_functions(examples: Sequence[Example]) -> dict[str, float]:
    """Weights of the candidates' features (a conditional logistic model).

    Raises:
        ValueError: no example has a right function among its candidates.
    """
    features = sorted({name for candidates, _ in examples for c in candidates for name in c.features})
    used = [_arrays(candidates, right, features) for candidates, right in examples]
    used = [(matrix, target) for matrix, target in used if target.sum() > 0]
    if not used:
        raise ValueError("no example has a right function among its candidates")
    scale = np.concatenate([matrix for matrix, _ in used]).std(axis=0) + 1e-9
    scaled = [(matrix / scale, target / target.sum()) for matrix, target in used]
    weights, velocity = np.zeros(len(features)), np.zeros(len(features))
    for _ in range(_STEPS):
        gradient = np.zeros_like(weights)
        for matrix, target in scaled:
            sums = matrix @ weights
            powers = np.exp(sums - sums.max())
            gradient += matrix.T @ (target - powers / powers.sum())
        velocity = _MOMENTUM * velocity + gradient / len(scaled) - _SHRINK * weights
        weights = weights + _RATE * velocity
    return {name: round(float(weight), 4) for name, weight in zip(features, weights / scale, strict=True)}


def _arrays(candidates: Sequence[Candidate], right: Sequence[str], features: Sequence[str]) -> tuple[Any, Any]:
    matrix = np.array([[c.features.get(name, 0.0) for name in features] for c in candidates])
    target = np.array([1.0 if right[0] == c.function else _FURTHER if c.function in right else 0.0 for c in candidates])
    return matrix, target


def fit_words(rows: Sequence[Features], yes: Sequence[bool]) -> dict[str, float]:
    """Weights of the features of projects or contracts (a logistic model) that tell where the answer is yes."""
    named = [list(features.named()) for features in rows]
    seen = Counter(name for features in named for name, _ in features)
    names = sorted(name for name, count in seen.items() if count >= _SEEN)
    place = {name: at for at, name in enumerate(names)}
    cells = [(at, place[name], number) for at, found in enumerate(named) for name, number in found if name in place]
    row, column = np.array([cell[0] for cell in cells]), np.array([cell[1] for cell in cells])
    value = np.array([cell[2] for cell in cells])
    target, size = np.array(yes, dtype=float), len(rows)
    longest = float(np.bincount(row, weights=value**2, minlength=size).mean())
    rate = 4 / longest  # the mean curvature is a quarter of the features' squared length

    def gradient(weights: Any) -> Any:
        sums = np.bincount(row, weights=weights[column] * value, minlength=size)
        error = 1 / (1 + np.exp(-sums)) - target
        return np.bincount(column, weights=value * error[row], minlength=len(names)) / size + _WORD_SHRINK * weights

    weights = descend(gradient, len(names), rate, _WORD_STEPS)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
