"""What stops, is degraded, stays untouched or is unknown when providers, services or a jurisdiction are gone.

Outcomes are worse from left to right: ``untouched`` · ``degraded`` · ``unknown`` · ``stops``. They are the least
fixpoint of these rules, so cycles end, removing more never makes anything better, and what has no path to what is
removed is untouched.

* What is removed stops. A service or product stops with its provider; an organisation that somebody else controls
  is gone with its controller only where that is asked for (:func:`everything_controlled`).
* A function or system stops when an organisation stops that performs it in the role ``run``. Builders and advisers are
  listed apart: without them it stays as it is.
* A function is as badly off as the worst of its systems and of the platforms that it is served under.
* What is passed on to a subcontractor (``subcontractedTo``) is followed nowhere: the subcontractor's own contract makes
  the function depend on it, and a contractor does not stop with one of those it pays.
* A system or service that uses one service is as badly off as that. One that uses several stops when all of them do.
  When only some do, it is ``degraded`` where a record says that it can run on the others (``alternatives``), else
  ``unknown``: that several services are on a platform is no redundancy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.answers.dependencies import Dependencies, Edge, Observation

UNTOUCHED, DEGRADED, UNKNOWN, STOPS = "untouched", "degraded", "unknown", "stops"
OUTCOMES = (UNTOUCHED, DEGRADED, UNKNOWN, STOPS)  # from good to bad
NOT_ESTABLISHED = "not_established"  # no outcome: nothing is known of what the thing runs on (:func:`established`)
RUN = "run"
NEEDED = "a record of which system runs on which service, or that says that it can run on another"
NEEDED_TO_ESTABLISH = "a contract, answer or notice that says who runs the function or its system, or on which service"

_WORSE = {outcome: number for number, outcome in enumerate(OUTCOMES)}
_ENDS = ("usesService", "providedBy", "performedBy")
_NEEDS = ("supportedBySystem", "servedUnder", "usesService", "providedBy")


@dataclass(frozen=True, slots=True)
class Affected:
    """A thing that does not go on as before: by which edges, and in which frontier (steps from what was removed)."""

    thing: str
    outcome: str
    frontier: int
    because: tuple[Edge, ...]  # the edges that break, none for what was removed


@dataclass(frozen=True, slots=True)
class Scenario:
    """The outcome of a removal. ``apart`` are edges of builders and advisers that are gone."""

    removed: tuple[str, ...]
    affected: Mapping[str, Affected]
    apart: tuple[Edge, ...]
    observations: tuple[Observation, ...]  # of services that are gone, on the platforms that use them

    def outcome(self, thing: str) -> str:
        """The outcome for any thing."""
        found = self.affected.get(thing)
        return found.outcome if found else UNTOUCHED

    def path(self, thing: str) -> tuple[Edge, ...]:
        """The edges from a thing to what was removed, along the first that breaks."""
        edges: list[Edge] = []
        seen: set[str] = set()
        while thing not in seen and (found := self.affected.get(thing)) and found.because:
            seen.add(thing)
            edges.append(found.because[0])
            thing = found.because[0].target
        return tuple(edges)


def established(graph: Dependencies) -> frozenset[str]:
    """The things of which it is known who or what they run on: a way down ends at a service or at somebody who runs it.

    Of any other thing nobody can say that it goes on as before. A system that is known by name only establishes nothing for
    its function, and neither does who builds or advises.
    """
    users = _users(graph.edges)
    waiting = [edge.subject for edge in graph.edges if edge.kind in _ENDS and _counts(edge)]
    found: set[str] = set()
    while waiting:
        thing = waiting.pop()
        if thing not in found:
            found.add(thing)
            waiting.extend(users.get(thing, ()))
    return frozenset(found)


def everything_controlled(graph: Dependencies, things: Iterable[str]) -> frozenset[str]:
    """The things with all organisations that they control, at any depth."""
    below: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.kind == "controlledBy":
            below.setdefault(edge.target, []).append(edge.subject)
    found: set[str] = set()
    waiting = list(things)
    while waiting:
        thing = waiting.pop()
        if thing not in found:
            found.add(thing)
            waiting.extend(below.get(thing, ()))
    return frozenset(found)


def under_jurisdiction(graph: Dependencies, jurisdiction: str) -> frozenset[str]:
    """The organisations that are under a jurisdiction themselves, or that one of those controls."""
    return everything_controlled(graph, (one for one, law in graph.jurisdictions if law == jurisdiction))


def what_if(
    graph: Dependencies, removed: Iterable[str], alternatives: frozenset[tuple[str, str]] = frozenset()
) -> Scenario:
    """The outcome for everything when ``removed`` is gone; ``alternatives`` are (system, service) it can run on."""
    gone = frozenset(removed)
    edges = _by_subject(graph.edges)
    above = _users(graph.edges)
    affected = {thing: Affected(thing, STOPS, 0, ()) for thing in sorted(gone)}
    frontier, step = sorted(gone), 0
    while frontier:
        step += 1
        reached = sorted({user for thing in frontier for user in above.get(thing, ()) if user not in gone})
        worse: list[Affected] = []
        for thing in reached:
            outcome, because = _outcome(edges[thing], affected, alternatives)
            before = affected.get(thing)
            if _WORSE[outcome] > _WORSE[before.outcome if before else UNTOUCHED]:
                worse.append(Affected(thing, outcome, step, because))
        affected |= {one.thing: one for one in worse}
        frontier = [one.thing for one in worse]
    lost = {thing for thing, one in affected.items() if one.outcome == STOPS}
    return Scenario(
        tuple(sorted(gone)),
        affected,
        tuple(edge for edge in graph.edges if edge.kind == "performedBy" and edge.role != RUN and edge.target in lost),
        tuple(one for one in graph.observations if one.platform in affected and one.service in lost),
    )


def _counts(edge: Edge) -> bool:
    """Whether a thing is affected through an edge at all; control is followed only where it is asked for."""
    return edge.kind in _NEEDS or (edge.kind == "performedBy" and edge.role == RUN)


def _by_subject(edges: Sequence[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        if _counts(edge):
            found.setdefault(edge.subject, []).append(edge)
    return found


def _users(edges: Sequence[Edge]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for edge in edges:
        if _counts(edge):
            found.setdefault(edge.target, set()).add(edge.subject)
    return found


def _outcome(
    edges: Sequence[Edge], affected: Mapping[str, Affected], alternatives: frozenset[tuple[str, str]]
) -> tuple[str, tuple[Edge, ...]]:
    """The worst of what a thing needs, and the edges that make it so."""
    outcomes: list[tuple[str, Edge]] = []
    services = [edge for edge in edges if edge.kind == "usesService"]
    for edge in edges:
        state = affected[edge.target].outcome if edge.target in affected else UNTOUCHED
        if edge.kind == "usesService":
            state = _of_service(edge, state, services, affected, alternatives)
        outcomes.append((state, edge))
    worst = max((state for state, _ in outcomes), key=_WORSE.__getitem__)
    return worst, tuple(edge for state, edge in outcomes if state == worst) if worst != UNTOUCHED else ()


def _of_service(
    edge: Edge,
    state: str,
    services: Sequence[Edge],
    affected: Mapping[str, Affected],
    alternatives: frozenset[tuple[str, str]],
) -> str:
    """What the loss of one of the services that a system uses means for it."""
    if state == UNTOUCHED:
        return UNTOUCHED
    others = {other.target for other in services} - {edge.target}
    left = {other for other in others if other not in affected or affected[other].outcome != STOPS}
    if not left:
        return state
    if any((edge.subject, other) in alternatives for other in left):
        return min(state, DEGRADED, key=_WORSE.__getitem__)
    return min(state, UNKNOWN, key=_WORSE.__getitem__)
