"""What a bureau's money is usually for: counted in halves, so that a project is never its own witness."""

from __future__ import annotations

from itertools import count

import pytest

from graph.classify import Subject
from graph.classify.functions import Candidate, used
from graph.classify.owners import Owners
from graph.classify.project import Project, project_of
from graph.classify.terms import functions_with_owners
from graph.classify.usage import BureauUsage, half_of


@pytest.fixture(scope="module")
def owners() -> Owners:
    return Owners.installed()


def projects(owners: Owners, half: int, number: int, bureau: str, ministry: str = "国土交通省") -> list[Project]:
    """Projects of a bureau whose names fall in a half."""
    drawn = (project_of(Subject(f"経費{at}", ministry=ministry, bureau=bureau), owners) for at in count())
    return [next(project for project in drawn if half_of(project) == half) for _ in range(number)]


def test_the_bureaus_other_projects_make_a_function_likelier(owners: Owners) -> None:
    railways = [(project, {"railways": 0.9, "roads": 0.1}) for project in projects(owners, 0, 5, "鉄道局")]
    roads = [(project, {"roads": 1.0}) for project in projects(owners, 0, 5, "道路局")]
    usage = BureauUsage.counted((*railways, *roads))
    (asked,) = projects(owners, 1, 1, "鉄道局")
    weights = usage.weights(asked, ["railways", "roads", "forestry"])
    assert weights["railways"] == 0 > weights["roads"] > weights["forestry"]
    (elsewhere,) = projects(owners, 1, 1, "海事局")  # the owner's usage stands in for a bureau that was not seen
    weights = usage.weights(elsewhere, ["railways", "roads", "forestry"])
    assert weights["roads"] == 0 > weights["railways"] > weights["forestry"]


def test_a_project_and_its_namesakes_are_no_witnesses_for_themselves(owners: Owners) -> None:
    (project,) = projects(owners, 0, 1, "鉄道局")
    usage = BureauUsage.counted([(project, {"roads": 1.0})])
    assert usage.weights(project, ["railways", "roads"]) == {"railways": 0, "roads": 0}


def test_without_an_owner_nothing_is_said(owners: Owners) -> None:
    usage = BureauUsage.counted((project, {"roads": 1.0}) for project in projects(owners, 0, 3, "道路局"))
    candidates = [Candidate("roads", {"in name": 1.0}, "道路 (name)")]
    nobody = project_of(Subject("道路の経費"), owners)
    assert used(candidates, nobody, usage) == candidates
    for_others = project_of(Subject("道路の経費", ministry="デジタル庁", bureau="戦略・組織"), owners)
    assert used(candidates, for_others, usage) == candidates


def test_what_ships_counts_functions_of_the_scheme_and_reads_back_as_written() -> None:
    rows = list(BureauUsage.installed().rows())
    assert {half for half, *_ in rows} == {0, 1}
    assert {function for *_, function, _ in rows} <= set(functions_with_owners())
    assert rows == sorted(rows)
