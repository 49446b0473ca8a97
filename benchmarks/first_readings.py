"""What the reader found on texts that no rule knew yet: prints the held-out tables of ``docs/extraction.md``.

``python benchmarks/first_readings.py`` needs nothing beside it: ``extraction_first_readings.csv`` counts, line by line, what
was annotated, found and right when a round was read for the first time (by the reader as it was then), and of the relations
how many of those have a confidence of 0.9 or more by the rates that the package ships now. A round's rules are those
that the rounds before it left; the line after each round is read by better ones.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

RESAMPLES = 1000


@dataclass(frozen=True)
class Line:
    """Counts of one line and one type of mention or predicate."""

    round: str
    line: int
    kind: str
    name: str
    annotated: int
    found: int
    right: int
    sure_found: int
    sure_right: int


def main() -> None:
    """Prints the tables."""
    path = Path(__file__).parent / "extraction_first_readings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            Line(row["round"], int(row["line"]), row["kind"], row["name"], *(int(row[name]) for name in _COUNTS))
            for row in csv.DictReader(file)
        ]
    for kind, title in (("mention", "mentions: exact spans and types"), ("relation", "relations: spans that overlap")):
        chosen = [row for row in rows if row.kind == kind]
        print(f"\n## First readings, {title}\n")
        print("| | lines | annotated | precision | recall | F1 | 95 % interval |\n|---|---|---|---|---|---|---|")
        for round_ in sorted({row.round for row in chosen}):
            _row(f"round {round_}", [row for row in chosen if row.round == round_])
        _row("**all rounds**", chosen)
        for name in sorted({row.name for row in chosen} - {"-"}):
            _row(name, [row for row in chosen if row.name == name])
    relations = [row for row in rows if row.kind == "relation"]
    found, right = sum(row.sure_found for row in relations), sum(row.sure_right for row in relations)
    print(f"\nrelations with a confidence of 0.9 or more: {found} found, {right} right ({right / found:.3f})")


_COUNTS = ("annotated", "found", "right", "sure_found", "sure_right")


def _row(name: str, rows: Sequence[Line]) -> None:
    lines: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for index, count in enumerate((row.annotated, row.found, row.right)):
            lines[row.round, row.line][index] += count
    score_row(name, [(annotated, found, right) for _, (annotated, found, right) in sorted(lines.items())])


def score_row(name: str, counts: Sequence[tuple[int, int, int]]) -> None:
    """Prints precision, recall, F1 and its interval over lines resampled, from what each has annotated, found and right."""
    annotated, found, right = (sum(column) for column in zip(*counts, strict=True))
    chance = random.Random(1)
    scores = sorted(_f1(chance.choices(counts, k=len(counts))) for _ in range(RESAMPLES))
    print(
        f"| {name} | {len(counts)} | {annotated} | {right / found if found else 0:.3f} "
        f"| {right / annotated if annotated else 0:.3f} | {_f1(counts):.1f} "
        f"| {scores[int(0.025 * RESAMPLES)]:.0f}-{scores[int(0.975 * RESAMPLES)]:.0f} |"
    )


def _f1(counts: Iterable[tuple[int, ...]]) -> float:
    annotated, found, right = (sum(column) for column in zip(*counts, strict=True))
    return 200 * right / (annotated + found) if annotated + found else 0.0


if __name__ == "__main__":
    main()
