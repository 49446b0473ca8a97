"""How well and how fast texts are read: prints the tables of ``docs/extraction.md``.

``python benchmarks/extraction.py`` needs ``../shared/gold`` and ``../shared/real``; the held-out figures by round that it
prints first (:mod:`first_readings`) need neither. With ``--speed`` it also times the
reading of review sheet texts, in one process and in two.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import first_readings  # noqa: E402
from annotated_texts import AnnotatedText, annotated_relations, json_lines, meets, texts  # noqa: E402

from graph.extract.confidence import Count, Reliability  # noqa: E402
from graph.extract.mention import TYPES  # noqa: E402
from graph.extract.reader import Document, Reader  # noqa: E402
from graph.extract.relations.relation import Context, Relation  # noqa: E402
from graph.resolve.reference import reference_folder  # noqa: E402

SHARED = HERE.parents[1] / "shared"
SOURCES = {
    "rs2025": "review sheets", "gbizinfo": "METI contracts", "p-portal": "portal notices", "local": "municipal awards",
    "mod": "defence contracts", "dd": "Diet and article",
}  # fmt: skip
RESAMPLES = 1000

Span = tuple[str, int, int]


@dataclass(frozen=True)
class Line:
    """An annotated text with what was read in it; ``sure`` pairs each finding's rule and confidence with being right."""

    group: str
    gold: frozenset[Span]
    found: frozenset[Span]
    sure: tuple[tuple[str, str, float, bool], ...]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", action="store_true", help="time the reading as well")
    options = parser.parse_args()
    first_readings.main()
    reader = Reader(reference_folder())
    gold = list(_gold_lines(reader))
    further = list(_further_lines(reader))
    _entities("development gold (the rules were written with it)", gold)
    _entities("further texts (the rounds), as read now", further)
    _calibration([*gold, *further])
    _relations(reader)
    if options.speed:
        _speed()


def _gold_lines(reader: Reader) -> Iterable[Line]:
    for name in ("dev_procurement", "dev_procurement_extra", "dev_diet"):
        records = list(json_lines(SHARED / "gold" / f"{name}.jsonl"))
        spans = [[(e["type"], e["start"], e["end"]) for e in record["entities"]] for record in records]
        groups = [
            next(label for prefix, label in SOURCES.items() if record["id"].startswith(prefix)) for record in records
        ]
        yield from _lines(reader, [record["text"] for record in records], spans, groups)


def _further_lines(reader: Reader) -> Iterable[Line]:
    records = list(json_lines(HERE / "extraction_entities.jsonl"))
    found = texts(SHARED / "real", (record["sha256"] for record in records))
    records = [record for record in records if record["sha256"] in found]
    spans = [[(kind, start, end) for kind, start, end in record["entities"]] for record in records]
    groups = [f"round {record['round']}" for record in records]
    yield from _lines(reader, [found[record["sha256"]] for record in records], spans, groups)


def _lines(
    reader: Reader, bodies: Sequence[str], spans: Sequence[Sequence[Span]], groups: Sequence[str]
) -> Iterable[Line]:
    readings = reader.read([Document(body) for body in bodies])
    for reading, wanted, group in zip(readings, spans, groups, strict=True):
        gold = frozenset(wanted)
        found = frozenset((m.type, m.start, m.end) for m in reading.mentions)
        sure = tuple((m.type, m.rule, m.confidence, (m.type, m.start, m.end) in gold) for m in reading.mentions)
        yield Line(group, gold, found, sure)


def _entities(title: str, lines: Sequence[Line]) -> None:
    print(f"\n## Entities, {title}: exact spans and types\n")
    print("| | annotated | precision | recall | F1 | 95 % interval |\n|---|---|---|---|---|---|")
    for kind in TYPES:
        _row(kind, lines, lambda span, kind=kind: span[0] == kind)
    for group in sorted({line.group for line in lines}):
        _row(group, [line for line in lines if line.group == group], _any)
    _row("**all**", lines, _any)


def _any(_span: Span) -> bool:
    return True


def _row(name: str, lines: Sequence[Line], keep: Callable[[Span], bool]) -> None:
    counts = [
        (
            sum(keep(span) for span in line.gold & line.found),
            sum(keep(span) for span in line.found),
            sum(keep(span) for span in line.gold),
        )
        for line in lines
    ]
    right, found, wanted = (sum(column) for column in zip(*counts, strict=True))
    if not wanted:
        return
    chance = random.Random(1)
    scores = sorted(
        _f1(*(sum(column) for column in zip(*chance.choices(counts, k=len(counts)), strict=True)))
        for _ in range(RESAMPLES)
    )
    low, high = scores[int(0.025 * RESAMPLES)], scores[int(0.975 * RESAMPLES)]
    precision = right / found if found else 0.0
    print(
        f"| {name} | {wanted} | {precision:.3f} | {right / wanted:.3f} | {100 * _f1(right, found, wanted):.1f} "
        f"| {100 * low:.1f}-{100 * high:.1f} |"
    )


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 0.0


def _calibration(lines: Sequence[Line]) -> None:
    """As shipped, and with rates taken from four fifths of the lines for the last fifth."""
    print(
        "\n## Calibration of mentions, ten bins\n\n| confidence | found | mean confidence | right |\n|---|---|---|---|"
    )
    shipped = [(confidence, right) for line in lines for _, _, confidence, right in line.sure]
    error = _expected_error(shipped, show=True)
    folded: list[tuple[float, bool]] = []
    for fold in range(5):
        counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for number, line in enumerate(lines):
            if number % 5 != fold:
                for kind, rule, _, right in line.sure:
                    count = counts[kind, rule.partition("/")[0]]
                    count[0] += right
                    count[1] += 1
        learnt = Reliability.of(Count(kind, rule, *count, 0, 0) for (kind, rule), count in sorted(counts.items()))
        for number, line in enumerate(lines):
            if number % 5 == fold:
                folded.extend((learnt(kind, rule), right) for kind, rule, _, right in line.sure)
    print(
        f"\nexpected calibration error: {error:.3f} as shipped, {_expected_error(folded, show=False):.3f} over five folds"
    )


def _expected_error(pairs: Sequence[tuple[float, bool]], show: bool) -> float:
    error = 0.0
    for number in range(10):
        inside = [pair for pair in pairs if min(int(pair[0] * 10), 9) == number]
        if not inside:
            continue
        mean = sum(confidence for confidence, _ in inside) / len(inside)
        rate = sum(right for _, right in inside) / len(inside)
        error += abs(mean - rate) * len(inside) / len(pairs)
        if show:
            print(f"| {number / 10:.1f}-{(number + 1) / 10:.1f} | {len(inside)} | {mean:.3f} | {rate:.3f} |")
    return error


def _relations(reader: Reader) -> None:
    print("\n## Relations: spans that overlap, entities as found\n")
    print("| texts | annotated | precision | recall | F1 | modality right | confidence ≥ .9: found, precision |")
    print("|---|---|---|---|---|---|---|")
    per_predicate: Counter = Counter()
    lines = annotated_relations(SHARED)
    for round_ in sorted({line.round for line in lines}):
        name = f"round {round_}" if round_ else "development gold"
        per_predicate += _score(name, reader, [line for line in lines if line.round == round_])
    print("\n| predicate | right | wrong | missed |\n|---|---|---|---|")
    for predicate in sorted({predicate for predicate, _ in per_predicate}):
        print("|", predicate, *(f"| {per_predicate[predicate, what]}" for what in ("right", "wrong", "missed")), "|")


def _score(name: str, reader: Reader, lines: Sequence[AnnotatedText]) -> Counter:
    right = modal = found = sure = sure_right = 0
    per_predicate: Counter = Counter()
    wanted = [line.relations for line in lines]
    documents = [Document(line.text, Context(**line.context)) for line in lines]
    for reading, relations in zip(reader.read(documents), wanted, strict=True):
        open_ = list(reading.relations)
        found += len(open_)
        sure += sum(relation.confidence >= 0.9 for relation in open_)
        for relation in relations:
            hit = next((candidate for candidate in open_ if _same(candidate, relation)), None)
            per_predicate[relation[1], "right" if hit else "missed"] += 1
            if hit is not None:
                open_.remove(hit)
                right += 1
                modal += hit.modality == relation[3]
                sure_right += hit.confidence >= 0.9
        per_predicate.update((relation.predicate, "wrong") for relation in open_)
    total = sum(map(len, wanted))
    print(
        f"| {name} | {total} | {right / found:.3f} | {right / total:.3f} | {100 * _f1(right, found, total):.1f} "
        f"| {modal / right:.3f} | {sure}, {sure_right / sure if sure else 0:.3f} |"
    )
    return per_predicate


def _same(candidate: Relation, wanted: tuple) -> bool:
    return (
        candidate.predicate == wanted[1] and meets(candidate.subject, wanted[0]) and meets(candidate.object, wanted[2])
    )


def _speed() -> None:
    bodies = _review_sheet_texts(24_000)  # so many that the start of a process, some seconds, weighs little
    characters = sum(map(len, bodies))
    reader = Reader(reference_folder())
    begun = time.process_time()
    for _ in reader.read([Document(body) for body in bodies[:6_000]]):
        pass
    spent = time.process_time() - begun
    print("\n## Speed\n")
    print(f"one process: {sum(map(len, bodies[:6_000])) / spent:,.0f} characters a CPU second, relations included")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    lines = b"".join(json.dumps({"id": number, "text": body}).encode() + b"\n" for number, body in enumerate(bodies))
    walls = {}
    for processes in (1, 2):
        begun = time.perf_counter()
        command = [sys.executable, "-m", "graph.cli", "extract", "--processes", str(processes)]
        subprocess.run(command, input=lines, stdout=subprocess.DEVNULL, check=True, cwd=HERE.parent)
        walls[processes] = time.perf_counter() - begun
        print(
            f"izon extract --processes {processes}: {characters / walls[processes]:,.0f} characters a second of wall time, "
            "start included"
        )
    print(f"two processes give {walls[1] / walls[2]:.2f} times one")


def _review_sheet_texts(limit: int) -> list[str]:
    import csv
    import io
    import zipfile

    bodies = []
    for path in sorted((SHARED / "real" / "rs" / "2025" / "rs").glob("*1-2*.zip")):
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
            for row in csv.DictReader(io.TextIOWrapper(file, "utf-8-sig")):
                bodies.extend(
                    row[field] for field in ("事業名", "事業の目的", "現状・課題", "事業の概要") if row[field]
                )
    return bodies[:limit]


if __name__ == "__main__":
    main()
