"""How far a payee block is from the ministry, and whether money goes round in a circle through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.records import BlockFlow


def ranks(flows: Iterable[BlockFlow]) -> Mapping[tuple[int, str, str], tuple[int, bool]]:
    """For each (year, project, block): its rank and whether it lies on a cycle.

    Rank 1 is paid by the ministry, 2 is its subcontractor …, by the shortest way from the ministry; 0 where no row says
    how money reaches the block.
    """
    direct: dict[tuple[int, str], set[str]] = {}
    onward: dict[tuple[int, str], dict[str, set[str]]] = {}
    for flow in flows:
        project = flow.year, flow.project_id
        if flow.from_ministry:
            direct.setdefault(project, set()).add(flow.to_block)
        elif flow.from_block:
            onward.setdefault(project, {}).setdefault(flow.from_block, set()).add(flow.to_block)
    result: dict[tuple[int, str, str], tuple[int, bool]] = {}
    for project in direct.keys() | onward.keys():
        edges = onward.get(project, {})
        reached: dict[str, int] = {}
        frontier, rank = direct.get(project, set()), 1
        while frontier:
            for letter in frontier:
                reached[letter] = rank
            frontier = {child for letter in frontier for child in edges.get(letter, ()) if child not in reached}
            rank += 1
        letters = set(reached) | set(edges) | {child for children in edges.values() for child in children}
        for letter in letters:
            result[(*project, letter)] = (reached.get(letter, 0), _on_cycle(letter, edges))
    return result


def _on_cycle(start: str, edges: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    stack = list(edges.get(start, ()))
    while stack:
        letter = stack.pop()
        if letter == start:
            return True
        if letter not in seen:
            seen.add(letter)
            stack.extend(edges.get(letter, ()))
    return False
