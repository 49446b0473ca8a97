"""How sure a rule is: the share of annotated rows where it was right (``data/*_scores.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from graph.classify.patterns import DATA

_PRIOR_RIGHT, _PRIOR_ALL = 4.0, 5.0  # a rule seen never or seldom is trusted at about four in five


class RuleScores:
    """The probability that a rule's answer is right."""

    def __init__(self, counts: Mapping[str, tuple[int, int]]) -> None:
        self._counts = counts

    @classmethod
    def read(cls, name: str) -> RuleScores:
        """Reads ``data/<name>``: columns rule, right, of."""
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            return cls({row["rule"]: (int(row["right"]), int(row["of"])) for row in csv.DictReader(file)})

    def __getitem__(self, rule: str) -> float:
        right, of = self._counts.get(rule, (0, 0))
        return round((right + _PRIOR_RIGHT) / (of + _PRIOR_ALL), 3)
