"""Which contracts of different sources are one: a versioned judgement, apart from the claims, that renames none of them.

Only contracts whose supplier has the same corporate number are compared, and only across sources; within a source, its
own key tells contracts apart. What decides, in this order, is equality of

1. title, date and amount;
2. title and date, where each source has one such contract: the amounts disagree;
3. title and amount, at most :data:`DAYS` days apart, where each source has one: the dates disagree;
4. date and amount, where each source has one and one title holds the other: the titles disagree.

A review sheet prints no date of a contract and sums contracts of a year, so its contracts are never joined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from graph.resolve.names import normalise

VERSION = "1"
DAYS = 31  # an award and its contract, or its publication, are seldom further apart
SHORTEST_TITLE = 6  # characters; a shorter one is in many others


@dataclass(frozen=True, slots=True)
class DatedContract:
    """What two sources may both print of a contract; ``key`` begins with the source's name."""

    key: str
    number: str
    title: str
    day: str  # ISO date
    amount: int | None

    @property
    def source(self) -> str:
        """The source whose key it is."""
        return self.key.partition("/")[0]


def same_contracts(contracts: Iterable[DatedContract]) -> Mapping[str, str]:
    """For each contract that has a twin in another source, the key of the one that stands for all of them."""
    by_supplier: dict[str, list[DatedContract]] = {}
    for contract in sorted(set(contracts), key=lambda contract: contract.key):
        if contract.number and contract.day:
            by_supplier.setdefault(contract.number, []).append(contract)
    parents: dict[str, str] = {}
    for group in by_supplier.values():
        if len({contract.source for contract in group}) > 1:
            _join(group, parents)
    return {key: root for key in sorted(parents) if (root := _root(key, parents)) != key}


def comparable_title(title: str) -> str:
    """A title without what one source prints and another leaves out: width, blanks, a final 一式."""
    return normalise(title).removesuffix("一式")


def _join(group: list[DatedContract], parents: dict[str, str]) -> None:
    for first, second in combinations(sorted({contract.source for contract in group}), 2):
        left = [contract for contract in group if contract.source == first]
        right = [contract for contract in group if contract.source == second]
        for rule, pairs in _RULES:
            left, right = _pair(left, right, rule, pairs, parents)


def _pair(
    left: list[DatedContract],
    right: list[DatedContract],
    rule: Callable[[DatedContract], Hashable],
    agrees: Callable[[list[DatedContract], list[DatedContract]], bool],
    parents: dict[str, str],
) -> tuple[list[DatedContract], list[DatedContract]]:
    """Joins what the rule finds equal; gives what is left of both sides."""
    mine, theirs = _grouped(left, rule), _grouped(right, rule)
    joined: set[str] = set()
    for value, ours in mine.items():
        others = theirs.get(value, [])
        if others and agrees(ours, others):
            for one, other in zip(ours, others, strict=False):  # equal lots: in the order of their keys
                _union(one.key, other.key, parents)
                joined |= {one.key, other.key}
    return [c for c in left if c.key not in joined], [c for c in right if c.key not in joined]


def _grouped(
    contracts: list[DatedContract], rule: Callable[[DatedContract], Hashable]
) -> dict[Hashable, list[DatedContract]]:
    groups: dict[Hashable, list[DatedContract]] = {}
    for contract in contracts:
        value = rule(contract)
        if value is not None:
            groups.setdefault(value, []).append(contract)
    return groups


def _one_each(ours: list[DatedContract], theirs: list[DatedContract]) -> bool:
    return len(ours) == len(theirs) == 1


def _near(ours: list[DatedContract], theirs: list[DatedContract]) -> bool:
    if not _one_each(ours, theirs):
        return False
    return abs((date.fromisoformat(ours[0].day) - date.fromisoformat(theirs[0].day)).days) <= DAYS


def _titles_hold(ours: list[DatedContract], theirs: list[DatedContract]) -> bool:
    if not _one_each(ours, theirs):
        return False
    short, long = sorted((comparable_title(ours[0].title), comparable_title(theirs[0].title)), key=len)
    return len(short) >= SHORTEST_TITLE and short in long


_RULES: tuple[
    tuple[Callable[[DatedContract], Hashable], Callable[[list[DatedContract], list[DatedContract]], bool]], ...
] = (
    (lambda c: (comparable_title(c.title), c.day, c.amount), lambda ours, theirs: bool(ours and theirs)),
    (lambda c: (comparable_title(c.title), c.day), _one_each),
    (lambda c: None if c.amount is None else (comparable_title(c.title), c.amount), _near),
    (lambda c: None if c.amount is None else (c.day, c.amount), _titles_hold),
)


def _root(key: str, parents: dict[str, str]) -> str:
    while parents.get(key, key) != key:
        key = parents[key]
    return key


def _union(one: str, other: str, parents: dict[str, str]) -> None:
    first, second = sorted((_root(one, parents), _root(other, parents)))
    parents[second] = first
    parents.setdefault(first, first)
