"""Fits the weights of the function candidates' features on annotated projects (a conditional logistic model).

Deterministic: full-batch accelerated gradient steps from zero, a fixed number of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph.classify.functions import Candidate

_STEPS, _RATE, _MOMENTUM = 400, 0.05, 0.9
_SHRINK = 0.005  # pull of the weights to zero, on features scaled to unit variance
_FURTHER = 0.25  # how much a second right function counts beside the main one

Example = tuple[Sequence[Candidate], Sequence[str]]
"""The candidates of a project and its right functions, the main one first."""


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights by feature name.

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
