"""The published pairs: what the benchmark promises of itself, and what the names alone must give."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from graph.resolve.corporate_number import is_valid
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import NameParser
from graph.resolve.pairs import PairJudge
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.state_bodies import StateBodies

PAIRS = Path(__file__).resolve().parents[3] / "benchmarks" / "resolution_pairs.csv"


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_no_organisation_is_on_both_sides(pairs: list[dict[str, str]]) -> None:
    parts = {
        part: {p[k] for p in pairs if p["part"] == part for k in ("number_a", "number_b")}
        for part in ("train", "held-out")
    }
    assert not parts["train"] & parts["held-out"]
    assert all(is_valid(number) for numbers in parts.values() for number in numbers)
    assert len(pairs) >= 1500


def test_pairs_say_what_their_numbers_say(pairs: list[dict[str, str]]) -> None:
    for pair in pairs:
        if pair["kind"] not in ("joint venture and member", "names nobody"):
            assert (pair["number_a"] == pair["number_b"]) is (pair["same"] == "true"), pair["id"]


def test_names_alone_are_precise_on_the_held_out_part(pairs: list[dict[str, str]]) -> None:
    parser = NameParser()
    nothing = ObservedNames(PAIRS.parent / "none.csv")
    judge = PairJudge(None, nothing, PublicBodies(StateBodies()), KnownNames([], parser), Judgements([]))
    counts: Counter[tuple[bool, bool]] = Counter()
    for pair in pairs:
        if pair["part"] == "held-out":
            found = judge.judge(pair["a"], pair["b"]).same
            counts[pair["same"] == "true", found] += 1
    hit, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
    assert hit / (hit + wrong) >= 0.995
    assert hit / (hit + missed) >= 0.9  # the rest are renamed: no name says so
