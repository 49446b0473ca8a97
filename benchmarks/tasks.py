"""How well the model of likely tasks reads sentences it was not fitted on; with --write it fits the model that ships.

    python benchmarks/tasks.py [--write]

Needs ``../shared/gold`` and ``../shared/real``. Candidates are noun phrases with systems (``graph/extract/relations/likely``),
right where an annotated ``supports`` overlaps both. Each round is read by a model fitted without it, each fifth of the
development gold by one fitted without that fifth. ``--write`` fits on everything, calibrates on what was held out, and
writes ``graph/extract/relations/task_weights.csv``.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotated_texts import Side, annotated_relations, meets
from first_readings import score_row

from graph.extract.gazetteer import Gazetteer
from graph.extract.pipeline import Extractor
from graph.extract.relations.finder import scenes
from graph.extract.relations.fitting import Example, fit_line, fit_weights
from graph.extract.relations.likely import LEAST, Candidate, Likelihood, candidates, chosen
from graph.extract.relations.relation import SUPPORTS, Context
from graph.resolve.reference import reference_folder
from graph.text.normalise import normalise

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
WEIGHTS = HERE.parent / "graph" / "extract" / "relations" / "task_weights.csv"
GOLD = "gold"
GOLD_WEIGHT = 3.0  # a candidate of the development gold counts so often
SAW_THE_READING = ("W", "X")  # annotated with the reading beside them: many tasks that it passes over are not annotated


@dataclass(frozen=True)
class Line:
    """An annotated text: what is annotated of tasks, and the candidates of each sentence with the sentence's offset."""

    round: str
    text: str
    context: Mapping[str, str | None]
    wanted: tuple[tuple[Side, Side], ...]
    sentences: tuple[tuple[int, tuple[Candidate, ...]], ...]

    def right(self) -> list[tuple[Candidate, bool | None]]:
        """Each candidate, and whether it is a task; None where a better one of the same task is, or a verb tells it."""
        told: dict[int, bool | None] = {}
        every = [(offset, candidate) for offset, inside in self.sentences for candidate in inside]
        for system, task in self.wanted:
            fitting = [
                (offset, candidate) for offset, candidate in every
                if meets(candidate.system, system) and overlap(task, candidate, offset)
            ]  # fmt: skip
            if not fitting:
                continue
            _, best = max(fitting, key=lambda pair: (overlap(task, pair[1], pair[0]), pair[1].end))
            for _, candidate in fitting:
                told.setdefault(id(candidate), None)
            told[id(best)] = None if "を" in self.text[task[1] : task[2]] else True  # type: ignore[misc]
        return [(candidate, told.get(id(candidate), False)) for _, candidate in every]

    def said(self, likelihood: Likelihood, least: float) -> Iterator[tuple[float, Candidate, int]]:
        """What the model says of the line."""
        for offset, inside in self.sentences:
            for chance, candidate in chosen(((likelihood(c), c) for c in inside), least=least):
                yield chance, candidate, offset

    def judged(self, likelihood: Likelihood, least: float = LEAST) -> list[tuple[float, Candidate, bool]]:
        """What the model says, and whether it is right: each annotated task counts once."""
        open_ = list(self.wanted)
        judged = []
        for chance, candidate, offset in self.said(likelihood, least):
            hit = next((w for w in open_ if meets(candidate.system, w[0]) and overlap(w[1], candidate, offset)), None)
            if hit is not None:
                open_.remove(hit)
            judged.append((chance, candidate, hit is not None))
        return judged


def overlap(wanted: Side, candidate: Candidate, offset: int) -> int:
    """Characters that a candidate shares with the annotated task."""
    if len(wanted) == 2:
        return 0
    return max(0, min(offset + candidate.end, wanted[2]) - max(offset + candidate.start, wanted[1]))  # type: ignore[call-overload]


def lines() -> list[Line]:
    """The annotated lines with their candidates."""
    extractor = Extractor(Gazetteer.from_reference(reference_folder()))
    rows = annotated_relations(SHARED)
    made = []
    for row, mentions in zip(rows, extractor.mentions(row.text for row in rows), strict=True):
        normalised = normalise(row.text)

        def moved(side: Side, position: Callable[[int], int] = normalised.position) -> Side:
            return side if len(side) == 2 else (side[0], position(side[1]), position(side[2]))  # type: ignore[arg-type]

        wanted = tuple((moved(s), moved(o)) for s, predicate, o, _ in row.relations if predicate == SUPPORTS)
        sentences = tuple(
            (scene.offset, tuple(candidates(scene)))
            for scene in scenes(
                normalised, mentions, Context(**row.context), lambda name: next(extractor.mentions([name]))
            )
        )
        made.append(Line(row.round or GOLD, normalised.text, row.context, wanted, sentences))
    return made


def fitted(chosen_lines: Iterable[Line]) -> Likelihood:
    """The model of some lines, not calibrated."""
    examples = [
        Example(candidate.signs, right, GOLD_WEIGHT if line.round == GOLD else 1.0)
        for line in chosen_lines
        for candidate, right in line.right()
        if right is not None
    ]
    return Likelihood(fit_weights(examples))


def held_out(all_lines: Sequence[Line]) -> list[Likelihood]:
    """For each line the model that was fitted without its round, or without its fifth of the gold."""
    groups = [f"{GOLD}{number % 5}" if line.round == GOLD else line.round for number, line in enumerate(all_lines)]
    models = {
        group: fitted(line for line, other in zip(all_lines, groups, strict=True) if other != group)
        for group in sorted(set(groups))
    }
    return [models[group] for group in groups]


def calibration(all_lines: Sequence[Line], models: Sequence[Likelihood]) -> tuple[float, float]:
    """The line from sums to log-odds, on what held-out models say with a raw probability of 0.05 or more.

    The rounds that were annotated with the reading beside them are left out.
    """
    said = [
        (model.sum(candidate.signs), right)
        for line, model in zip(all_lines, models, strict=True)
        if _unseen(line)
        for _, candidate, right in line.judged(model, least=0.05)
    ]
    return fit_line([sum_ for sum_, _ in said], [right for _, right in said])


def _unseen(line: Line) -> bool:
    return line.round not in SAW_THE_READING


def main() -> None:
    """Prints the tables; writes the model where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="fit on everything and write the model")
    options = parser.parse_args()
    all_lines = lines()
    raw = held_out(all_lines)
    slope, intercept = calibration(all_lines, raw)
    models = [Likelihood(model.weights, slope, intercept) for model in raw]
    said = [
        [(chance, right) for chance, _, right in line.judged(model)]
        for line, model in zip(all_lines, models, strict=True)
    ]
    outcomes = [
        (line.round, (len(line.wanted), len(judged), sum(right for _, right in judged)))
        for line, judged in zip(all_lines, said, strict=True)
    ]
    print("| supports, the model alone | lines | annotated | precision | recall | F1 | 95 % interval |")
    print("|---|---|---|---|---|---|---|")
    for round_ in sorted({line.round for line in all_lines}):
        score_row(round_, [counts for of, counts in outcomes if of == round_])
    score_row("**all rounds**", [counts for of, counts in outcomes if of != GOLD])
    _bins([pair for line, judged in zip(all_lines, said, strict=True) for pair in judged if _unseen(line)])
    if options.write:
        model = Likelihood(fitted(all_lines).weights, slope, intercept)
        with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("sign", "weight"))
            writer.writerows(model.rows())
        print(f"\n{len(model.weights)} weights written to {WEIGHTS.relative_to(HERE.parent)}")


def _bins(said: Sequence[tuple[float, bool]]) -> None:
    print("\n| confidence | said | mean confidence | right |\n|---|---|---|---|")
    inside: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for chance, right in said:
        inside[min(int(chance * 10), 9)].append((chance, right))
    for number, pairs in sorted(inside.items()):
        mean, rate = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
        print(f"| {number / 10:.1f}-{(number + 1) / 10:.1f} | {len(pairs)} | {mean:.3f} | {rate:.3f} |")


if __name__ == "__main__":
    main()
