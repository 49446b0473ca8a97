"""The commands about change: what stops without a provider, and which dependencies two days differ by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from graph.answers.dependencies import Dependencies, Edge, load
from graph.answers.removals import find_removable, removed_by
from graph.answers.things import ThingNotFoundError
from graph.answers.what_if import (
    DEGRADED,
    NEEDED,
    NEEDED_TO_ESTABLISH,
    NOT_ESTABLISHED,
    OUTCOMES,
    RUN,
    STOPS,
    UNKNOWN,
    UNTOUCHED,
    Scenario,
    established,
)
from graph.answers.what_if import what_if as scenario_of
from graph.cli import answering
from graph.cli.console import WRONG_USE, Console, common
from graph.home import Home

_DAY = click.DateTime(["%Y-%m-%d"])
_SHOWN = 40  # lines a part


@click.command("what-if")
@click.option("--without", "names", multiple=True, required=True, metavar="IRI|NAME", help="What is gone; repeatable.")
@click.option("--as-of", "on", type=_DAY, metavar="DATE", help="On a day in the world, by printed periods and years.")
@click.option("--known", type=_DAY, metavar="DATE", help="As it was known by the end of that day.")
@click.option("--alone", is_flag=True, help="An organisation alone, without what it controls.")
@common
def what_if(
    home: Home, console: Console, names: Sequence[str], on: datetime | None, known: datetime | None, alone: bool
) -> None:
    """What stops, is degraded or is unknown without a provider, service, product or jurisdiction."""
    answering.published_build(home, console)
    try:
        things = [find_removable(home.published, name) for name in names]
    except ThingNotFoundError as error:
        console.fail(str(error), WRONG_USE)
    graph = load(home.published, _day(on), _day(known))
    scenario = scenario_of(graph, removed_by(graph, things, alone=alone))
    functions = list(graph.of_class("PublicFunction"))
    document = scenario_document(graph, scenario, things, functions)
    console.result(document, scenario_lines(document))


@click.command("diff")
@click.argument("first", type=_DAY, metavar="DATE")
@click.argument("second", type=_DAY, metavar="DATE")
@click.option("--known", is_flag=True, help="By what was known on the two days, not by what held in the world.")
@common
def diff(home: Home, console: Console, first: datetime, second: datetime, known: bool) -> None:
    """Dependency edges gained and lost between two days."""
    answering.published_build(home, console)
    before, after = (
        load(home.published, None, day.date()) if known else load(home.published, day.date()) for day in (first, second)
    )
    lost, gained = _difference(before, after), _difference(after, before)
    document = {
        "first": first.date().isoformat(),
        "second": second.date().isoformat(),
        "by": "known" if known else "world",
        "gained": [_edge_document(after, edge) for edge in gained],
        "lost": [_edge_document(before, edge) for edge in lost],
        "kept": len(_keys(before) & _keys(after)),
    }
    days = f"between {document['first']} and {document['second']}"
    lines = [
        f"{len(gained)} dependencies gained, {len(lost)} lost, {document['kept']} kept {days}",
        *(f"+ {_edge_line(after, edge)}" for edge in gained[:_SHOWN]),
        *(f"- {_edge_line(before, edge)}" for edge in lost[:_SHOWN]),
    ]
    console.result(document, lines)


def scenario_document(
    graph: Dependencies, scenario: Scenario, things: Sequence[str], functions: Sequence[str]
) -> dict[str, Any]:
    """A scenario as JSON: functions by outcome with path, frontier and money; what is apart; what was counted."""
    outcomes: dict[str, list[dict[str, Any]]] = {outcome: [] for outcome in OUTCOMES if outcome != UNTOUCHED}
    known = established(graph)
    untouched: list[str] = []
    not_established: list[str] = []
    for function in functions:
        outcome = scenario.outcome(function)
        if outcome == UNTOUCHED:
            (untouched if function in known else not_established).append(function)
            continue
        found = scenario.affected[function]
        outcomes[outcome].append(
            {
                "function": function,
                "name": graph.names[function],
                "frontier": found.frontier,
                "path": [_edge_document(graph, edge) for edge in scenario.path(function)],
                "money": _money(edge for edge in found.because if edge.kind == "performedBy"),
            }
        )
    for listed in outcomes.values():
        listed.sort(key=lambda one: (one["frontier"], one["name"], one["function"]))
    contracts = (
        edge
        for edge in graph.edges
        if edge.kind == "performedBy" and edge.role == RUN and graph.classes.get(edge.subject) == "Contract"
    )
    return {
        "without": [{"iri": thing, "name": graph.names.get(thing, thing)} for thing in things],
        "removed": len(scenario.removed),
        "counts": {outcome: len(listed) for outcome, listed in outcomes.items()}
        | {UNTOUCHED: len(untouched), NOT_ESTABLISHED: len(not_established)},
        **outcomes,
        UNTOUCHED: untouched,
        NOT_ESTABLISHED: not_established,
        "money_of_running_contracts": _money(edge for edge in contracts if scenario.outcome(edge.target) == STOPS),
        "apart": [
            _edge_document(graph, edge)
            for edge in scenario.apart
            if graph.classes.get(edge.subject) == "PublicFunction"
        ],
        "observed": [asdict(one) | {"share": round(100 * one.count / one.total, 1)} for one in scenario.observations],
        "needed": NEEDED if outcomes[UNKNOWN] else None,
        "needed_to_establish": NEEDED_TO_ESTABLISH if not_established else None,
    }


def scenario_lines(document: dict[str, Any]) -> list[str]:
    """The same for people, frontier by frontier."""
    counts = document["counts"]
    names = ", ".join(one["name"] for one in document["without"])
    lines = [
        click.style(f"without {names} ({document['removed']} things)", bold=True),
        "functions: "
        + ", ".join(f"{counts[name]} {name}" for name in (STOPS, DEGRADED, UNKNOWN, UNTOUCHED, NOT_ESTABLISHED)),
    ]
    for outcome in (STOPS, DEGRADED, UNKNOWN):
        for one in document[outcome][:_SHOWN]:
            chain = " → ".join([one["name"], *(edge["target_name"] for edge in one["path"])])
            money = "; ".join(_money_line(sum_) for sum_ in one["money"])
            lines.append(f"  {outcome:9} {one['frontier']}  {chain}" + (f"  ({money})" if money else ""))
        if len(document[outcome]) > _SHOWN:
            lines.append(f"  … and {len(document[outcome]) - _SHOWN} more that are {outcome}")
    lines += [
        f"observed: {one['count']:,} of {one['total']:,} {one['unit']} on {one['day']} ({one['share']} %)"
        for one in document["observed"]
    ]
    if document["needed"]:
        lines.append(f"unknown would be settled by {document['needed']}")
    if document["needed_to_establish"]:
        lines.append(f"not_established would be settled by {document['needed_to_establish']}")
    lines += [f"running contracts that break: {_money_line(sum_)}" for sum_ in document["money_of_running_contracts"]]
    if document["apart"]:
        roles = Counter(edge["role"] for edge in document["apart"])
        lines.append("apart, without stopping: " + ", ".join(f"{n} {role} edges" for role, n in sorted(roles.items())))
    return lines


def _money(edges: Iterable[Edge]) -> list[dict[str, Any]]:
    """Yen by fiscal year and by how it reaches the organisation."""
    sums: Counter[tuple[int, str]] = Counter()
    for edge in edges:
        if edge.amount is not None:
            sums[edge.fiscal_year or int(edge.valid_from[:4] or 0), edge.way] += edge.amount
    return [{"year": year, "way": way, "amount": amount} for (year, way), amount in sorted(sums.items())]


def _money_line(sum_: dict[str, Any]) -> str:
    return f"{sum_['amount']:,} in {sum_['year'] or 'a year not stated'}, {sum_['way']}"


def _edge_document(graph: Dependencies, edge: Edge) -> dict[str, Any]:
    return asdict(edge) | {
        "subject_name": graph.names.get(edge.subject, edge.subject),
        "target_name": graph.names.get(edge.target, edge.target),
        "way": edge.way,
    }


def _edge_line(graph: Dependencies, edge: Edge) -> str:
    period = " – ".join(filter(None, (edge.valid_from, edge.valid_through)))
    detail = ", ".join(filter(None, (edge.role, f"FY{edge.fiscal_year}" if edge.fiscal_year else "", period)))
    line = f"{graph.names.get(edge.subject, edge.subject)} {edge.kind} {graph.names.get(edge.target, edge.target)}"
    return f"{line} ({detail})" if detail else line


def _keys(graph: Dependencies) -> set[tuple[str, str, str, str]]:
    return {(edge.subject, edge.kind, edge.target, edge.role) for edge in graph.edges}


def _difference(one: Dependencies, other: Dependencies) -> list[Edge]:
    """The edges of one that the other has not: by ends, kind and role, one of each."""
    missing = _keys(one) - _keys(other)
    found = {(e.subject, e.kind, e.target, e.role): e for e in reversed(one.edges)}
    return [found[key] for key in sorted(missing)]


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
