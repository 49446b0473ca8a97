"""Measures resolving: pairs of names, payees with their number hidden, speed, size, and what others would do.

``python benchmarks/resolution.py`` prints the tables of ``docs/resolution.md``. Pairs need only the repository; the rest
needs the real data beside the project (``benchmarks/printed_names.py``) and the register installed under ``IZON_HOME``.
"""

from __future__ import annotations

import csv
import gc
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from printed_names import data_folder, printed_rows
from resolution_data import PAIRS
from resolution_payees import NOTHING, payees
from resolution_peers import compare as compare_peers

from graph.home import Home
from graph.resolve.installed import installed_names, judgements_file, open_register, register_folder, shipped_judgements
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.lines import resolve_line
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import NameParser
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.pairs import PairJudge
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.reference import Reference
from graph.resolve.register import Register
from graph.resolve.register_arrays import Numbers
from graph.resolve.state_bodies import StateBodies

_RUNS = 3


def main() -> None:
    """Measures what can be measured here and says what cannot."""
    home = Home.at()
    register = open_register(home)
    parser = NameParser()
    known = KnownNames(installed_names(Reference.load()), parser)
    judgements = Judgements.load(shipped_judgements(), judgements_file(home))
    bodies = PublicBodies(StateBodies())
    print("## Pairs\n")
    none = Judgements([])
    judges = {"names alone": PairJudge(None, ObservedNames(NOTHING), bodies, KnownNames([], parser), none)}
    if register is not None:
        judges["with the register"] = PairJudge(register, ObservedNames(NOTHING), bodies, known, none)
        judges["as installed"] = PairJudge(register, ObservedNames(), bodies, known, judgements)
    pairs(judges)
    if register is None:
        print("\nNo register is installed (izon reference add register FILE): the rest is not measured.")
        return
    size(home)
    if not data_folder().is_dir():
        print("\nThe real data is not there: payees and speed are not measured.")
        return
    rows = [row for row in printed_rows() if row.name]
    offices = set((Numbers(register_folder(home)).all() // 10**8).tolist())  # registry offices: four digits of a number
    payees(rows, register, offices, known, bodies, judgements, parser)
    names = sorted({row.name for row in rows})
    resolver = OrganizationResolver(register, ObservedNames(), bodies, known, judgements)
    speed(names, [row.name for row in rows], resolver)
    print("\n## Others, on the held-out pairs\n")
    compare_peers(lambda a, b: judges["names alone"].judge(a, b).same, list(register.names()), names, print)


def pairs(judges: dict[str, PairJudge]) -> None:
    """Precision and recall on both parts, and right answers by kind on the held-out part."""
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    print("| evidence | part | pairs | precision | recall |")
    print("|---|---|---|---|---|")
    kinds: dict[str, dict[str, Counter[bool]]] = {}
    for name, judge in judges.items():
        kinds[name] = defaultdict(Counter)
        for half in ("train", "held-out"):
            counts: Counter[tuple[bool, bool]] = Counter()
            for row in rows:
                if row["part"] == half:
                    expected, found = row["same"] == "true", judge.judge(row["a"], row["b"]).same
                    counts[expected, found] += 1
                    if half == "held-out":
                        kinds[name][row["kind"]][expected == found] += 1
            hit, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
            precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
            print(f"| {name} | {half} | {sum(counts.values()):,} | {precision:.2%} | {recall:.2%} |")
    print(f"\n| kind (held-out) | pairs | {' | '.join(f'right, {name}' for name in judges)} |")
    print("|---|---|" + "---|" * len(judges))
    for kind in sorted(kinds["names alone"]):
        total = sum(kinds["names alone"][kind].values())
        print(f"| {kind} | {total} | {' | '.join(f'{kinds[name][kind][True]}' for name in judges)} |")


def size(home: Home) -> None:
    """Bytes on disk and the time to open."""
    folder = register_folder(home)
    total = sum(path.stat().st_size for path in folder.iterdir())
    times = [_seconds(lambda: Register(folder)) for _ in range(7)]
    register = Register(folder)
    fixed = sum(
        (folder / name).stat().st_size for name in ("bigrams.npy", "key_bucket.npy", "other_bucket.npy", "meta.json")
    )
    whole = fixed + (total - fixed) / register.organizations * 5_500_000
    print("\n## The register's index\n")
    print(
        f"{register.organizations:,} organisations, {total:,} bytes; for 5.5 million {whole:,.0f} bytes (extrapolated)"
    )
    print(f"opened in {min(times) * 1000:.1f} to {max(times) * 1000:.1f} ms")


def speed(names: list[str], printed: list[str], resolver: OrganizationResolver) -> None:
    """Names a second on one core: every distinct name once, and all rows as they are printed; the best of three runs each,
    since what else runs on a machine takes its share of the caches."""
    print("\n## Speed, one core\n")
    gc.collect()
    gc.freeze()  # the rows that the benchmark holds are none of what resolving has to look through for garbage
    sample = random.Random(0).sample(names, min(len(names), 10_000))
    seconds = min(_seconds(lambda: [resolver.resolve(name) for name in sample]) for _ in range(_RUNS))
    print(f"distinct names: {len(sample) / seconds:,.0f} a second ({len(sample):,} names)")
    lines = [json.dumps({"id": at, "name": name}, ensure_ascii=False) for at, name in enumerate(printed)]

    def answer_all() -> None:
        answer = resolve_line(resolver)  # anew, so that nothing is known from the run before
        for line in lines:
            answer(json.loads(line))

    seconds = min(_seconds(answer_all) for _ in range(_RUNS))
    print(
        f"lines of `izon resolve`, as printed by the sources, repetitions included: {len(lines) / seconds:,.0f} a second "
        f"({len(lines):,} lines, {len(names):,} names)"
    )


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds, so that what else runs on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
