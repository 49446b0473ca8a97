"""What users of other matchers would do with the pairs of ``resolution_pairs.csv`` and with the register.

Each peer is used as its documentation shows for names of companies: rapidfuzz's ratio, the algorithms of nomenklatura that
compare names, and splink with a model of similarity whose chances are learnt from the register. What is not installed
is said and left out: ``pip install rapidfuzz nomenklatura splink pandas``, in an environment of its own, since splink wants
an older duckdb than the project.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAIRS = Path(__file__).resolve().parent / "resolution_pairs.csv"
_TRAINED_ON = 100_000  # organisations of the register that splink learns from
_SEARCHED = 5  # names looked up in the whole register by edit distance: each takes a good part of a second


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with the expected answer."""

    a: str
    b: str
    same: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a matcher did: precision and recall on the pairs, pairs a second of processor time."""

    matcher: str
    precision: float
    recall: float
    speed: float


def held_out() -> list[Pair]:
    """The pairs of the held-out part."""
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return [
            Pair(row["a"], row["b"], row["same"] == "true")
            for row in csv.DictReader(lines)
            if row["part"] == "held-out"
        ]


def outcome(matcher: str, pairs: Sequence[Pair], answers: Sequence[bool], seconds: float) -> Outcome:
    """The figures of a matcher from its answers."""
    counts = Counter((pair.same, answer) for pair, answer in zip(pairs, answers, strict=True))
    hit, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
    return Outcome(matcher, hit / max(1, hit + wrong), hit / max(1, hit + missed), len(pairs) / max(seconds, 1e-9))


def timed(matcher: str, pairs: Sequence[Pair], judge: Callable[[str, str], bool]) -> Outcome:
    """The figures of a matcher that judges pair by pair."""
    start = time.process_time()
    answers = [judge(pair.a, pair.b) for pair in pairs]
    return outcome(matcher, pairs, answers, time.process_time() - start)


def rapidfuzz(pairs: Sequence[Pair]) -> Iterator[Outcome]:
    """Edit distance, at three thresholds."""
    fuzz = importlib.import_module("rapidfuzz.fuzz")
    for threshold in (80, 90, 95):
        yield timed(f"rapidfuzz ratio ≥ {threshold}", pairs, lambda a, b, t=threshold: bool(fuzz.ratio(a, b) >= t))


def rapidfuzz_search(register_names: Sequence[str], names: Sequence[str]) -> float:
    """Names a second of processor time that rapidfuzz looks up in the whole register."""
    process, fuzz = importlib.import_module("rapidfuzz.process"), importlib.import_module("rapidfuzz.fuzz")
    sample = random.Random(1).sample(list(names), _SEARCHED)
    start = time.process_time()
    for name in sample:
        process.extractOne(name, register_names, scorer=fuzz.ratio)
    return len(sample) / (time.process_time() - start)


def nomenklatura(pairs: Sequence[Pair]) -> Iterator[Outcome]:
    """Two companies of Japan with nothing but a name, at the threshold of 0.7 that nomenklatura's users match by."""
    matching = importlib.import_module("nomenklatura.matching")
    model = importlib.import_module("followthemoney").model

    def company(identity: str, name: str) -> Any:
        properties = {"name": [name], "country": ["jp"]}
        return model.get_proxy({"id": identity, "schema": "Company", "properties": properties})

    for name in ("logic-v1", "logic-v2", "name-based", "regression-v1"):
        algorithm = matching.get_algorithm(name)
        config = algorithm.default_config()

        def judge(a: str, b: str, algorithm: Any = algorithm, config: Any = config) -> bool:
            return bool(algorithm.compare(company("a", a), company("b", b), config).score >= 0.7)

        yield timed(f"nomenklatura {name} ≥ 0.7", pairs, judge)


def splink(pairs: Sequence[Pair], register_names: Sequence[str]) -> Iterator[Outcome]:
    """A model of name similarity (Jaro-Winkler levels); how alike strangers are is learnt from the register."""
    library = importlib.import_module("splink.comparison_library")
    core = importlib.import_module("splink")
    pandas = importlib.import_module("pandas")
    sample = random.Random(2).sample(list(register_names), min(_TRAINED_ON, len(register_names)))
    left = pandas.DataFrame({"unique_id": range(len(pairs)), "pair": range(len(pairs)), "name": [p.a for p in pairs]})
    right = pandas.DataFrame({"unique_id": range(len(pairs)), "pair": range(len(pairs)), "name": [p.b for p in pairs]})
    held = pandas.DataFrame({"unique_id": range(len(pairs), len(pairs) + len(sample)), "pair": -1, "name": sample})
    held["pair"] = -1 - held.index
    tables = [pandas.concat([left, held]), right]
    settings = core.SettingsCreator(
        link_type="link_only",
        comparisons=[library.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8])],
        blocking_rules_to_generate_predictions=[core.block_on("pair")],
        probability_two_random_records_match=sum(pair.same for pair in pairs) / len(pairs),  # told, for its good
    )
    start = time.process_time()
    database = core.DuckDBAPI()
    linker = core.Linker([database.register(table) for table in tables], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    found = linker.inference.predict().as_pandas_dataframe()
    seconds = time.process_time() - start
    scored = {int(row.unique_id_l): float(row.match_probability) for row in found.itertuples()}
    for threshold in (0.5, 0.9):
        answers = [scored.get(at, 0.0) >= threshold for at in range(len(pairs))]
        yield outcome(f"splink, probability ≥ {threshold}", pairs, answers, seconds)


def compare(
    ours: Callable[[str, str], bool],
    register_names: Sequence[str],
    names: Sequence[str],
    printed: Callable[[str], None],
) -> None:
    """Prints the table of all that are installed, this project's own judge first."""
    pairs = held_out()
    printed("| matcher | precision | recall | pairs a second |")
    printed("|---|---|---|---|")
    peers: dict[str, Callable[[], Iterator[Outcome]]] = {
        "izon resolve --pairs, names alone": lambda: iter([timed("izon resolve --pairs, names alone", pairs, ours)]),
        "rapidfuzz": lambda: rapidfuzz(pairs),
        "nomenklatura": lambda: nomenklatura(pairs),
        "splink": lambda: splink(pairs, register_names),
    }
    for name, run in peers.items():
        try:
            for one in run():
                printed(f"| {one.matcher} | {one.precision:.1%} | {one.recall:.1%} | {one.speed:,.0f} |")
        except ImportError as error:
            printed(f"| {name} | not installed here ({error}) | | |")
    with contextlib.suppress(ImportError):
        printed(
            f"\nrapidfuzz against the whole register: {rapidfuzz_search(register_names, names):,.1f} names a second"
        )
