"""How sure a rule is: how often it was right on annotated texts.

``reliability.csv`` counts for each rule how often what it found was right and how often it found something: on texts at
their first reading, before any rule knew them (``first_…``), and on texts that the rules were written or corrected with,
as they are read now, which count three tenths (``gold_…``: the development gold, and for relations the rounds corrected with).
What was found is counted for the rule that would say it today. A rule seen seldom leans on its kind as a whole
(`docs/extraction.md`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

RELATION = "relation"

_LEANING = 4.0  # so many findings of its kind stand beside the rule's own
_GOLD_COUNTS = 0.3
_UNSEEN = 0.7  # the rate of a kind that was never seen


@dataclass(frozen=True, slots=True)
class Count:
    """Findings of one rule; ``kind`` is an entity type or ``relation``."""

    kind: str
    rule: str
    first_right: int
    first_found: int
    gold_right: int
    gold_found: int


@dataclass(frozen=True)
class Reliability:
    """Probability of being right, by kind and rule, and of a kind as a whole."""

    rates: Mapping[tuple[str, str], float]
    kinds: Mapping[str, float]

    @classmethod
    def of(cls, counts: Iterable[Count]) -> Reliability:
        """From the counts of all rules."""
        rows = list(counts)
        kinds = {}
        for kind in {row.kind for row in rows}:
            right = sum(row.first_right for row in rows if row.kind == kind)
            found = sum(row.first_found for row in rows if row.kind == kind)
            kinds[kind] = (right + 1) / (found + 2) if found else _UNSEEN
        rates = {}
        for row in rows:
            weight = row.first_right + _GOLD_COUNTS * row.gold_right + _LEANING * kinds[row.kind]
            rates[row.kind, row.rule] = weight / (row.first_found + _GOLD_COUNTS * row.gold_found + _LEANING)
        return cls(rates, kinds)

    @classmethod
    def measured(cls) -> Reliability:
        """From the counts that the package ships."""
        text = resources.files("graph.extract").joinpath("reliability.csv").read_text(encoding="utf-8")
        return cls.of(
            Count(
                row["kind"],
                row["rule"],
                int(row["first_right"]),
                int(row["first_found"]),
                int(row["gold_right"]),
                int(row["gold_found"]),
            )
            for row in csv.DictReader(text.splitlines())
        )

    def __call__(self, kind: str, rule: str) -> float:
        """Probability that what ``rule`` found is right; ``rule`` may name a list's entry (``cloud_service/aws``)."""
        family = rule.partition("/")[0]
        return round(self.rates.get((kind, family), self.kinds.get(kind, _UNSEEN)), 3)
