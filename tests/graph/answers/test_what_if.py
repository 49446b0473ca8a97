"""What stops without what: properties on generated graphs, a brute-force reference, and the semantics case by case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.ledger import Capture
from graph import iri
from graph.answers.dependencies import Dependencies, Edge, Observation, load
from graph.answers.removals import find_removable, removed_by
from graph.answers.things import ThingNotFoundError
from graph.answers.what_if import (
    DEGRADED,
    OUTCOMES,
    STOPS,
    UNKNOWN,
    UNTOUCHED,
    established,
    everything_controlled,
    under_jurisdiction,
    what_if,
)
from graph.claims.model import Argument, CellEvidence, Claim, Qualifiers, Thing

RANK = {outcome: number for number, outcome in enumerate(OUTCOMES)}
KINDS = (
    "supportedBySystem", "servedUnder", "usesService", "providedBy", "controlledBy", "performedBy", "subcontractedTo",
)  # fmt: skip


def edge(subject: str, kind: str, target: str, role: str = "", amount: int | None = None, rank: int | None = 1) -> Edge:
    return Edge(subject, kind, target, role, "", 2024, amount, "", "", rank, ("c",))


def graph(*edges: Edge, jurisdictions: tuple[tuple[str, str], ...] = (), **observed: Observation) -> Dependencies:
    things = {end for one in edges for end in (one.subject, one.target)}
    return Dependencies(
        edges, {t: t for t in things}, dict.fromkeys(things, "Thing"), jurisdictions, tuple(observed.values())
    )


NODES = st.sampled_from([f"n{number}" for number in range(7)])
EDGES = st.lists(
    st.builds(edge, NODES, st.sampled_from(KINDS), NODES, st.sampled_from(["run", "build", "advise"])), max_size=14
)
REMOVED = st.frozensets(NODES, max_size=3)
ALTERNATIVES = st.frozensets(st.tuples(NODES, NODES), max_size=4)


def reference(found: Dependencies, removed: frozenset[str], alternatives: frozenset[tuple[str, str]]) -> dict[str, int]:
    """The same rules, over all things again and again until nothing changes."""
    things = {end for one in found.edges for end in (one.subject, one.target)} | removed
    state = {thing: RANK[STOPS] if thing in removed else 0 for thing in things}
    for _ in range(len(things) * len(OUTCOMES) + 1):
        before = dict(state)
        for thing in things - removed:
            worst = 0
            used = {one.target for one in found.edges if one.subject == thing and one.kind == "usesService"}
            for one in found.edges:
                if (
                    one.subject != thing
                    or one.kind in ("controlledBy", "subcontractedTo")
                    or (one.kind == "performedBy" and one.role != "run")
                ):
                    continue
                value = before[one.target]
                if one.kind == "usesService" and value:
                    left = [other for other in used - {one.target} if before[other] != RANK[STOPS]]
                    if any((thing, other) in alternatives for other in left):
                        value = min(value, RANK[DEGRADED])
                    elif left:
                        value = min(value, RANK[UNKNOWN])
                worst = max(worst, value)
            state[thing] = max(before[thing], worst)
        if state == before:
            return state
    raise AssertionError("no fixpoint")


@settings(max_examples=300, deadline=None)
@given(EDGES, REMOVED, ALTERNATIVES)
def test_outcomes_are_those_of_brute_force(
    edges: list[Edge], removed: frozenset[str], alternatives: frozenset[tuple[str, str]]
) -> None:
    found = graph(*edges)
    scenario = what_if(found, removed, alternatives)
    expected = reference(found, removed, alternatives)
    assert {thing: RANK[scenario.outcome(thing)] for thing in expected} == expected


@settings(max_examples=150, deadline=None)
@given(EDGES, REMOVED, REMOVED, ALTERNATIVES)
def test_removing_more_never_makes_anything_better(
    edges: list[Edge], removed: frozenset[str], more: frozenset[str], alternatives: frozenset[tuple[str, str]]
) -> None:
    found = graph(*edges)
    less, all_of_it = what_if(found, removed, alternatives), what_if(found, removed | more, alternatives)
    for thing in found.names:
        assert RANK[less.outcome(thing)] <= RANK[all_of_it.outcome(thing)]


@settings(max_examples=150, deadline=None)
@given(EDGES, REMOVED)
def test_what_has_no_path_to_the_removed_is_untouched_and_what_is_touched_has_one(
    edges: list[Edge], removed: frozenset[str]
) -> None:
    found = graph(*edges)
    reaching = set(removed)
    while True:
        more = {
            e.subject for e in edges if e.target in reaching and e.kind != "controlledBy" and e.role != "x"
        } | reaching
        if more == reaching:
            break
        reaching = more
    scenario = what_if(found, removed)
    assert set(scenario.affected) <= reaching
    for thing, one in scenario.affected.items():
        path = scenario.path(thing)
        assert (one.frontier == 0) == (thing in removed) == (not path)
        if path:
            assert path[0].subject == thing
            assert all(a.target == b.subject for a, b in pairwise(path))


def test_function_is_untouched_only_where_it_is_known_what_it_runs_on() -> None:
    found = graph(
        edge("run", "performedBy", "a", "run"),
        edge("through a system", "supportedBySystem", "s"), edge("s", "usesService", "x"),
        edge("under a platform", "servedUnder", "s"),
        edge("named only", "supportedBySystem", "a name"), edge("built only", "performedBy", "a", "build"),
        edge("a", "subcontractedTo", "b", "run"), edge("a", "controlledBy", "c"),
    )  # fmt: skip
    assert established(found) == {"run", "through a system", "s", "under a platform"}


def test_contract_passed_on_stops_nobody_but_those_who_depend_on_the_subcontractor() -> None:
    found = graph(edge("f", "performedBy", "a", "run"), edge("a", "subcontractedTo", "b", "run"))
    assert what_if(found, {"b"}).outcome("f") == UNTOUCHED


@settings(max_examples=100, deadline=None)
@given(EDGES, REMOVED)
def test_what_is_affected_by_a_loss_was_established_or_is_itself_removed(
    edges: list[Edge], removed: frozenset[str]
) -> None:
    found = graph(*edges)
    ends = {one.target for one in edges if one.kind in ("usesService", "providedBy", "performedBy")}
    for thing in what_if(found, removed & ends).affected:
        assert thing in established(found) | removed | _above(edges, removed)


def _above(edges: list[Edge], removed: frozenset[str]) -> set[str]:
    """What is on a system or platform that is itself removed."""
    reached = set(removed)
    for _ in edges:
        reached |= {
            one.subject for one in edges if one.target in reached and one.kind in ("supportedBySystem", "servedUnder")
        }
    return reached


def test_function_stops_with_who_runs_it_and_not_with_who_builds_or_advises() -> None:
    found = graph(
        edge("f", "performedBy", "a", "run", 5),
        edge("f", "performedBy", "b", "build"),
        edge("g", "performedBy", "b", "advise"),
    )
    assert what_if(found, {"a"}).outcome("f") == STOPS
    without_builder = what_if(found, {"b"})
    assert (without_builder.outcome("f"), without_builder.outcome("g")) == (UNTOUCHED, UNTOUCHED)
    assert [(one.subject, one.role) for one in without_builder.apart] == [("f", "build"), ("g", "advise")]


CLOUDS = (
    edge("f", "supportedBySystem", "s"), edge("s", "usesService", "x"), edge("s", "usesService", "y"),
    edge("x", "providedBy", "p"), edge("y", "providedBy", "q"),
)  # fmt: skip


def test_losing_one_of_several_services_is_unknown_losing_all_stops() -> None:
    found = graph(*CLOUDS)
    assert [what_if(found, {"p"}).outcome(thing) for thing in "xsf"] == [STOPS, UNKNOWN, UNKNOWN]
    assert [what_if(found, {"p", "q"}).outcome(thing) for thing in "xsf"] == [STOPS, STOPS, STOPS]
    assert [step.target for step in what_if(found, {"p"}).path("f")] == ["s", "x", "p"]


def test_an_alternative_counts_only_where_a_record_says_so_and_only_while_it_stands() -> None:
    found = graph(*CLOUDS)
    assert what_if(found, {"p"}, frozenset({("s", "y")})).outcome("f") == DEGRADED
    assert what_if(found, {"p"}, frozenset({("t", "y")})).outcome("f") == UNKNOWN
    assert what_if(found, {"p", "q"}, frozenset({("s", "y")})).outcome("f") == STOPS


def test_the_observed_share_stands_beside_what_is_unknown() -> None:
    counted = Observation("s", "x", 1_877, 1_927, "システム", "2024-11-30", ("c",))
    found = graph(*CLOUDS, one=counted)
    assert what_if(found, {"p"}).observations == (counted,)
    assert what_if(found, {"q"}).observations == ()


def test_control_is_followed_where_it_is_asked_for() -> None:
    found = graph(
        edge("f", "performedBy", "sub", "run"), edge("sub", "controlledBy", "top"), edge("top", "controlledBy", "sub")
    )
    assert what_if(found, {"top"}).outcome("f") == UNTOUCHED
    assert what_if(found, everything_controlled(found, {"top"})).outcome("f") == STOPS


def test_a_jurisdiction_takes_its_organisations_and_what_they_control() -> None:
    found = graph(edge("sub", "controlledBy", "top"), jurisdictions=(("top", "US"), ("other", "JP")))
    assert under_jurisdiction(found, "US") == {"top", "sub"}


ORG = Argument("organization", "株式会社甲", "6010601062093")
FUNCTION = Argument("function", "pensions")


def performed(key: str, year: int, amount: int, start: str = "", end: str = "") -> Claim:
    return Claim(
        key, "performedBy", FUNCTION, ORG, (CellEvidence(2, (1,), key),),
        Qualifiers(amount=amount, currency="JPY", fiscal_year=None if start else year, valid_from=start,
                   valid_through=end, role="run", service_types="S14"),
    )  # fmt: skip


@pytest.fixture
def tables(publish: Callable[..., Path], capture: Callable[..., Capture]) -> Path:
    said = [
        performed("k/1", 2023, 10),
        performed("k/2", 2024, 20),
        performed("k/3", 0, 30, "2025-05-01", "2026-03-31"),
        Claim("k/4", "underJurisdiction", ORG, Argument("jurisdiction", "JP"), (CellEvidence(2, (2,), "JP"),)),
        Thing(ORG, "株式会社甲"),
    ]
    later = [performed("k/9", 2024, 99)]
    return publish([(capture("https://example.jp/1", "x", 1), said), (capture("https://example.jp/2", "y", 9), later)])


@pytest.mark.parametrize(
    ("day", "amounts"),
    [
        (date(2024, 3, 31), [10]),
        (date(2024, 4, 1), [99, 20]),  # known since different days: two edges, so that a view finds each whole
        (date(2025, 4, 30), []),
        (date(2025, 5, 1), [30]),
        (date(2026, 4, 1), []),
    ],
)
def test_on_a_day_an_edge_counts_by_its_printed_period_or_its_fiscal_year(
    tables: Path, day: date, amounts: list[int]
) -> None:
    assert [one.amount for one in load(tables, day).edges] == amounts


def test_as_known_on_a_day_only_what_was_captured_by_then_counts(tables: Path) -> None:
    assert {claim for one in load(tables, None, date(2026, 11, 8)).edges for claim in one.claims} < {
        claim for one in load(tables, None, date(2026, 11, 9)).edges for claim in one.claims
    }
    assert load(tables, None, date(2026, 10, 31)).edges == ()


def test_names_of_what_is_removed_are_found(tables: Path) -> None:
    assert find_removable(tables, "株式会社甲") == iri.organization("6010601062093")
    assert find_removable(tables, "JP-6010601062093") == iri.organization("6010601062093")
    assert find_removable(tables, "AWS") == iri.service("aws")
    with pytest.raises(ThingNotFoundError, match="乙"):
        find_removable(tables, "乙")
    found = load(tables)
    assert removed_by(found, [iri.jurisdiction("JP")], alone=False) == {iri.organization("6010601062093")}
    assert removed_by(found, [iri.organization("6010601062093")], alone=True) == {iri.organization("6010601062093")}
