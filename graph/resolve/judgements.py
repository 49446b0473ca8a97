"""What persons decided about who is who: kept as text, one line a decision, undone by one more line.

A line says that a name (in full light spelling) is (``positive``), is not (``negative``) or may or may not be (``unsure``)
the organisation of a number; ``undone`` takes back what was decided for the pair before. Judgements are about names and
numbers, not about claims or builds, so they survive every new extraction.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

POSITIVE, NEGATIVE, UNSURE, UNDONE = "positive", "negative", "unsure", "undone"
VERDICTS = (POSITIVE, NEGATIVE, UNSURE, UNDONE)
COLUMNS = ("name", "number", "verdict", "by", "on", "note")


class JudgementError(ValueError):
    """Raised when a line is no judgement; says which line of which file."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision about a name and a number."""

    name: str  # full light spelling
    number: str
    verdict: str
    by: str
    on: str  # ISO date
    note: str = ""


class Judgements:
    """The decisions that stand."""

    def __init__(self, decisions: Iterable[Judgement]) -> None:
        standing: dict[tuple[str, str], Judgement] = {}
        for one in decisions:
            if one.verdict == UNDONE:
                standing.pop((one.name, one.number), None)
            else:
                standing[one.name, one.number] = one
        self._standing = standing
        self._names = {name for name, _ in standing}
        self._positive: dict[str, Judgement] = {}
        for (name, _), one in standing.items():
            if one.verdict == POSITIVE:
                self._positive[name] = one

    @classmethod
    def load(cls, *paths: Path) -> Judgements:
        """Reads files in order; those that are not there count as empty.

        Raises:
            JudgementError: a line has a verdict that is none.
        """
        found: list[Judgement] = []
        for path in paths:
            if path.exists():
                found += read(path)
        return cls(found)

    def of(self, name: str) -> Judgement | None:
        """The positive judgement on a name."""
        return self._positive.get(name)

    def about(self, name: str) -> bool:
        """Whether any decision about a name stands."""
        return name in self._names

    def denies(self, name: str, number: str) -> bool:
        """Whether somebody decided that a name is not the organisation of a number."""
        one = self._standing.get((name, number))
        return one is not None and one.verdict == NEGATIVE

    def verdict(self, name: str, number: str) -> str:
        """What was decided of a pair, "" where nothing stands."""
        one = self._standing.get((name, number))
        return one.verdict if one else ""

    def __len__(self) -> int:
        return len(self._standing)


def read(path: Path) -> list[Judgement]:
    """The decisions of a file, in its order, undone ones included."""
    return [Judgement(*values) for values in read_lines(path, COLUMNS)]


def append(path: Path, judgement: Judgement) -> None:
    """Adds a decision at the end of a file, which is made where it is missing."""
    append_line(path, COLUMNS, judgement)


def read_lines(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """The lines of a file of decisions, each the values of ``columns``, one of them ``verdict``; what is missing is "".

    Raises:
        JudgementError: a line has a verdict that is none.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        found = []
        for number, row in enumerate(csv.DictReader(lines), start=2):
            if row.get("verdict") not in VERDICTS:
                raise JudgementError(
                    f"{path}, line {number}: verdict {row.get('verdict')!r} is none of {', '.join(VERDICTS)}"
                )
            found.append([row[column] or "" for column in columns])
    return found


def append_line(path: Path, columns: Sequence[str], decision: object) -> None:
    """Adds the attributes ``columns`` of a decision at the end of a file, which is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(columns)
        writer.writerow([getattr(decision, column) for column in columns])
