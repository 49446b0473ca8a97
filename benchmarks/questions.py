"""How quick the competency questions answer, over the values that their parameters take in the data of a home.

``python benchmarks/questions.py --home DIR [--most N] [--engine sparql|cypher|both] [--view DATE]`` prints a table of
milliseconds from question to rows, on warm stores: by the clock, and of the processor by the engine's process (all threads,
from ``/proc``), which is what to compare on a machine that does other work. The home must be built, and for Cypher loaded.
Of a parameter with more than N values those things are taken that have most claims, and of the others a sample that depends
on nothing but the values. Questions of which no value gave a row are marked: they have no data here, and no figure.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graph.answers.parameters import Values, value_sets
from graph.answers.questions import Question, Result, ask_cypher, ask_sparql, load_questions
from graph.build.standing import Moment
from graph.home import Home
from graph.neo4j.connection import connect, is_embedded
from graph.neo4j.server import EmbeddedServer
from graph.rdf import store, views

LIMIT = 20.0  # seconds after which a query is ended
REPEATS = 20  # of a question without parameters
WARM = 30  # answers that are not counted: plans and pages are in memory then, and Java has compiled what it runs often


@dataclass(frozen=True)
class Engine:
    """How an engine is asked, and the process that answers; 0 where it runs on another machine."""

    ask: Callable[[Question, Values], Result]
    process: int

    def processor(self) -> float:
        """Milliseconds of processor time of its process up to now, of all threads that it has."""
        if not self.process:
            return float("nan")
        threads = Path(f"/proc/{self.process}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e6


@dataclass
class Measured:
    """Milliseconds of the answers of one question in one engine, and how many rows they had."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    rows: int = 0


def quantile(milliseconds: Sequence[float], share: float) -> float:
    """The value that a share of the given ones does not exceed."""
    ordered = sorted(milliseconds)
    return ordered[math.ceil(share * len(ordered)) - 1]


def measure(engine: Engine, question: Question, sets: Sequence[Values]) -> Measured:
    """Asks each set of values once, after they have been asked before to warm up (of many, some)."""
    found = Measured()
    asked = list(sets) * (1 if question.parameters else REPEATS)
    for values in asked[:WARM]:
        engine.ask(question, values)
    for values in asked:
        spent, began = engine.processor(), time.perf_counter()
        result = engine.ask(question, values)
        found.clock.append((time.perf_counter() - began) * 1000)
        found.processor.append(engine.processor() - spent)
        found.rows += len(result.rows)
    return found


@contextlib.contextmanager
def engines(home: Home, wanted: str) -> Iterator[dict[str, Engine]]:
    """The engines of the home by name."""
    folder = store.current(home.rdf)
    assert folder is not None, f"{home.path} has no build"
    with contextlib.ExitStack() as stack:
        found: dict[str, Engine] = {}
        if wanted != "cypher":
            queries = stack.enter_context(store.Queries(folder, LIMIT))
            (child,) = multiprocessing.active_children()
            assert child.pid is not None
            found["sparql"] = Engine(lambda question, values: ask_sparql(question, values, queries), child.pid)
        if wanted != "sparql":
            driver = stack.enter_context(connect(home.path))
            pid = EmbeddedServer(home.path).start().pid if is_embedded() else 0
            found["cypher"] = Engine(lambda question, values: ask_cypher(question, values, driver), pid)
        yield found


def print_view(home: Home, day: date) -> None:
    """Makes the view of a day anew and prints what it took."""
    folder = store.current(home.rdf)
    assert folder is not None
    moment = Moment(valid=day)
    shutil.rmtree(home.views / folder.name / moment.name, ignore_errors=True)
    print(
        f"view {moment.name}: {views.view_of(folder, home.published, home.views, moment).seconds:.1f} s in SPARQL, none in Cypher"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--most", type=int, default=500)
    parser.add_argument("--engine", choices=["sparql", "cypher", "both"], default="both")
    parser.add_argument("--view", type=date.fromisoformat, default=date(2024, 6, 1), metavar="DATE")
    parser.add_argument("numbers", type=int, nargs="*", metavar="QUESTION")
    given = parser.parse_args()
    home = Home.at(given.home)
    print(f"load average {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores")
    print("| question | values held | asked | rows | engine | clock p50 | p95 | max | processor p50 | p95 | max |")
    print("|" + "---|" * 11)
    with engines(home, given.engine) as found:
        for question in load_questions().values():
            if given.numbers and question.number not in given.numbers:
                continue
            held = len(value_sets(home.published, question))
            sets = value_sets(home.published, question, given.most)
            for name, engine in found.items():
                measured = measure(engine, question, sets) if sets else Measured()
                head = f"| {question.number} | {held:,} | {len(sets):,} | {measured.rows:,} | {name} |"
                if not measured.rows:
                    print(f"{head} no data |" + " |" * 5, flush=True)
                    continue
                figures = [
                    f"{quantile(times, share):.0f}"
                    for times in (measured.clock, measured.processor)
                    for share in (0.5, 0.95, 1)
                ]
                print(f"{head} {' | '.join(figures)} |", flush=True)
    print(f"load average {os.getloadavg()[1]:.1f}")
    if given.engine != "cypher":
        print_view(home, given.view)


if __name__ == "__main__":
    main()
