"""A second opinion whether a contract buys ICT: letter groups of its fields, weighed by a linear model.

The rules of :mod:`graph.classify.ict` know only the words they were given. The model has read every annotated contract
(``data/ict_weights.csv``, fitted by :mod:`graph.classify.fitting`) and knows how such outlines, roles and payees look.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping

from graph.classify.contract import Contract
from graph.classify.letters import Features, Weights, groups
from graph.classify.patterns import DATA

ALWAYS = "always"
_READ = 200  # characters of the outline that are read
_FIELDS = ("outline", "role", "project", "payee")


def contract_features(contract: Contract) -> Features:
    """Groups of two and three characters of the outline, of two of the other fields, the end of the head, and others."""
    single = {ALWAYS: 1.0} | {f"payee is {kind}": 1.0 for kind in sorted(contract.kinds)}
    single |= {name: 1.0 for name, so in (("booked", contract.booked), ("generic", contract.generic)) if so}
    single |= {f"end of head:{contract.head[-length:]}": 0.7 for length in (2, 3) if len(contract.head) >= length}
    letters = (
        groups("outline", contract.outline[:_READ], (2, 3), 0.35),
        groups("role", contract.role, (2,), 0.15),
        groups("project", contract.project, (2,), 0.15),
        groups("payee", contract.payee, (2,), 0.25),
    )
    return Features(single, letters)


class ContractWords:
    """The linear model."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = Weights((weights,), _FIELDS)

    @classmethod
    def installed(cls) -> ContractWords:
        """With the weights that the package ships."""
        with (DATA / "ict_weights.csv").open(encoding="utf-8", newline="") as file:
            return cls({row["feature"]: float(row["weight"]) for row in csv.DictReader(file)})

    def probability(self, contract: Contract) -> float:
        """The probability that the contract buys ICT, by its letters alone."""
        (share,) = self._weights.shares(contract_features(contract))
        return share
