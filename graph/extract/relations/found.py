"""What a rule hands on: a relation without its modality, and the words that say it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.extract.relations.relation import Argument


@dataclass(frozen=True, slots=True)
class Found:
    """A relation that ``rule`` found between ``start`` and ``end`` of a sentence, its predicate's words included.

    ``modality`` is set where the rule itself says it (…への移行 is planned), else the sentence decides; ``confidence``
    where what found it knows its own, else how often the rule was right.
    """

    subject: Argument
    predicate: str
    object: Argument
    start: int
    end: int
    rule: str
    modality: str | None = None
    confidence: float | None = None
