"""A second opinion whether a contract buys ICT: letter groups of its fields, weighed by a linear model.

The rules of :mod:`graph.classify.ict` know only the words they were given. The model has read every annotated contract
(``data/ict_weights.csv``, fitted by :mod:`graph.classify.fitting`) and knows how such outlines, roles and payees look.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping

from graph.classify.contract import Contract
from graph.classify.patterns import DATA

ALWAYS = "always"


def letter_groups(contract: Contract) -> Iterator[tuple[str, float]]:
    """Features with their values: groups of two and three characters of the outline, the end of its head, and others."""
    yield ALWAYS, 1.0
    for kind in sorted(contract.kinds):
        yield f"payee is {kind}", 1.0
    if contract.booked:
        yield "booked", 1.0
    if contract.generic:
        yield "generic", 1.0
    for name, text, lengths, value in (
        ("outline", contract.outline, (2, 3), 0.35),
        ("role", contract.role, (2,), 0.15),
        ("project", contract.project, (2,), 0.15),
        ("payee", contract.payee, (2,), 0.25),
    ):
        for length in lengths:
            groups = {text[start : start + length] for start in range(len(text) - length + 1)}
            yield from ((f"{name}:{group}", value) for group in sorted(groups))
    for length in (2, 3):
        if len(contract.head) >= length:
            yield f"end of head:{contract.head[-length:]}", 0.7


class ContractWords:
    """The linear model."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    @classmethod
    def installed(cls) -> ContractWords:
        """With the weights that the package ships."""
        with (DATA / "ict_weights.csv").open(encoding="utf-8", newline="") as file:
            return cls({row["feature"]: float(row["weight"]) for row in csv.DictReader(file)})

    def probability(self, contract: Contract) -> float:
        """The probability that the contract buys ICT, by its letters alone."""
        total = sum(self._weights.get(feature, 0.0) * value for feature, value in letter_groups(contract))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
