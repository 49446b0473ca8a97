"""How quick the competency questions answer, over the values that their parameters take in the data of a home.

``python benchmarks/questions.py --home DIR [--most N] [--engine sparql|cypher|both] [--view DATE]`` prints a table of
milliseconds from question to rows, on warm stores. The home must be built, and for Cypher loaded. Of a parameter with more
than N values those things are taken that have most claims, and of the others a sample that depends on nothing but the
values. Questions of which no value gave a row are marked: they have no data here, and no figure.
"""

from __future__ import annotations

import argparse
import contextlib
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
from graph.neo4j.connection import connect
from graph.rdf import store, views

LIMIT = 20.0  # seconds after which a query is ended
REPEATS = 5  # of a question without parameters

Ask = Callable[[Question, Values], Result]


@dataclass
class Measured:
    """Milliseconds of the answers of one question in one engine, and how many rows they had."""

    milliseconds: list[float] = field(default_factory=list)
    rows: int = 0
    slowest: Values = field(default_factory=dict)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(ask: Ask, question: Question, sets: Sequence[Values]) -> Measured:
    """Asks each set of values once, after the first has been asked once to warm up."""
    found = Measured()
    ask(question, sets[0])
    for values in sets if question.parameters else sets * REPEATS:
        began = time.perf_counter()
        result = ask(question, values)
        took = (time.perf_counter() - began) * 1000
        if took > max(found.milliseconds, default=0.0):
            found.slowest = values
        found.milliseconds.append(took)
        found.rows += len(result.rows)
    return found


@contextlib.contextmanager
def engines(home: Home, wanted: str) -> Iterator[dict[str, Ask]]:
    """The engines of the home by name."""
    folder = store.current(home.rdf)
    assert folder is not None, f"{home.path} has no build"
    with contextlib.ExitStack() as stack:
        found: dict[str, Ask] = {}
        if wanted != "cypher":
            queries = stack.enter_context(store.Queries(folder, LIMIT))
            found["sparql"] = lambda question, values: ask_sparql(question, values, queries)
        if wanted != "sparql":
            driver = stack.enter_context(connect(home.path))
            found["cypher"] = lambda question, values: ask_cypher(question, values, driver)
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
    print(
        "| question | values held | asked | rows | engine | p50 ms | p95 ms | max ms |\n|---|---|---|---|---|---|---|---|"
    )
    with engines(home, given.engine) as asks:
        for question in load_questions().values():
            if given.numbers and question.number not in given.numbers:
                continue
            held = len(value_sets(home.published, question))
            sets = value_sets(home.published, question, given.most)
            for engine, ask in asks.items():
                found = measure(ask, question, sets) if sets else Measured()
                head = f"| {question.number} | {held:,} | {len(sets):,} | {found.rows:,} | {engine} |"
                if not found.rows:
                    print(f"{head} no data | | |", flush=True)
                    continue
                print(
                    f"{head} {found.quantile(0.5):.0f} | {found.quantile(0.95):.0f} | {max(found.milliseconds):.0f} |",
                    flush=True,
                )
    if given.engine != "cypher":
        print_view(home, given.view)


if __name__ == "__main__":
    main()
