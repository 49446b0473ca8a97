"""What persons decided about systems whose names are near: kept as text, one line a decision, undone by one more line.

A line says that two systems (by IRI) are one (``positive``), are two (``negative``) or may be either (``unsure``);
``undone`` takes back what was decided for the pair before. The IRI of a system is made from its printed name and from who
prints it, so decisions survive new extractions and builds. Systems that are one bear the IRI of the reference data where one
of them has it, else the first in code-point order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.resolve.judgements import NEGATIVE, POSITIVE, UNDONE, JudgementError, append_line, read_lines

COLUMNS = ("one", "other", "verdict", "by", "on", "one_name", "other_name", "note")


@dataclass(frozen=True, slots=True)
class SystemJudgement:
    """One decision about two systems."""

    one: str  # IRI
    other: str  # IRI
    verdict: str
    by: str
    on: str  # ISO date
    one_name: str = ""  # for the reader of the file
    other_name: str = ""
    note: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two, in one order."""
        return (self.one, self.other) if self.one <= self.other else (self.other, self.one)


class SystemJudgements:
    """The decisions that stand, and who is who by them.

    Raises:
        JudgementError: two systems are said to be two that others make one.
    """

    def __init__(self, decisions: Iterable[SystemJudgement] = (), known: Iterable[str] = ()) -> None:
        """``known`` are the IRIs of the systems of the reference data."""
        standing: dict[tuple[str, str], SystemJudgement] = {}
        for decision in decisions:
            standing.pop(decision.pair, None)
            if decision.verdict != UNDONE:
                standing[decision.pair] = decision
        self._canonical = dict(_sets(standing.values(), frozenset(known)))
        self._two = set()
        for decision in standing.values():
            if decision.verdict == NEGATIVE:
                ends = self._ends(decision.one, decision.other)
                if ends[0] == ends[1]:
                    raise JudgementError(
                        f"{decision.one} and {decision.other} are judged two, and one by way of others"
                    )
                self._two.add(ends)

    @classmethod
    def load(cls, path: Path, known: Iterable[str] = ()) -> SystemJudgements:
        """Reads a file; one that is not there counts as empty.

        Raises:
            JudgementError: a line has a verdict that is none, or the lines contradict each other.
        """
        return cls(read(path) if path.exists() else (), known)

    def canonical(self, system: str) -> str:
        """The IRI of what a system was judged to be, its own where nothing was."""
        return self._canonical.get(system, system)

    def are_two(self, one: str, other: str) -> bool:
        """Whether two systems, or systems that were judged one with them, were judged two."""
        return self._ends(one, other) in self._two

    def _ends(self, one: str, other: str) -> tuple[str, str]:
        first, second = self.canonical(one), self.canonical(other)
        return (first, second) if first <= second else (second, first)


def _sets(decisions: Iterable[SystemJudgement], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each system that was judged one with another, with the IRI that stands for all of them."""
    together: dict[str, set[str]] = {}
    for decision in decisions:
        if decision.verdict == POSITIVE:
            merged = together.get(decision.one, {decision.one}) | together.get(decision.other, {decision.other})
            together |= dict.fromkeys(merged, merged)
    for system, members in together.items():
        yield system, min(members, key=lambda member: (member not in known, member))


def read(path: Path) -> list[SystemJudgement]:
    """The decisions of a file, in its order, undone ones included."""
    return [SystemJudgement(*values) for values in read_lines(path, COLUMNS)]


def append(path: Path, judgement: SystemJudgement) -> None:
    """Adds a decision at the end of a file, which is made where it is missing."""
    append_line(path, COLUMNS, judgement)
