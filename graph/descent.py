"""How our linear models are fitted: accelerated full-batch gradient steps from zero, a fixed number, so the same each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def descend(gradient: Callable[[Any], Any], size: int, rate: float, steps: int) -> Any:
    """The ``size`` weights after so many of Nesterov's steps of length ``rate`` against the gradient (arrays of floats)."""
    weights = ahead = np.zeros(size)
    for step in range(steps):
        forward = ahead - rate * gradient(ahead)
        ahead = forward + step / (step + 3) * (forward - weights)
        weights = forward
    return weights
