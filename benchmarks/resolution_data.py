"""Makes the data that resolving and its benchmark rest on, from the numbers that the real data prints beside names.

``graph/resolve/observed_names.csv``: names whose number independent groups of rows agree on, or that one row prints.
``benchmarks/resolution_pairs.csv``: pairs of printed names with the expected answer and why, split by organisation.

Run as ``python benchmarks/resolution_data.py`` where the real data lies beside the project. The same data gives the same files.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from printed_names import YEAR, printed_rows, register_file, witnesses

from graph.resolve.legal_forms import COMPANIES
from graph.resolve.organization_name import JOINT, NOBODY, SINGLE, NameParser, OrganizationName
from graph.resolve.reference import reference_folder
from graph.resolve.spelling import light

REPOSITORY = Path(__file__).resolve().parents[1]
OBSERVED = REPOSITORY / "graph" / "resolve" / "observed_names.csv"
PAIRS = REPOSITORY / "benchmarks" / "resolution_pairs.csv"
WITNESSES = 2  # independent groups that must print a number beside a name
DOMINANCE = 5  # how many times as many as for any other number
PER_KIND = 260  # pairs of one kind, at most
PER_ORGANIZATION = 2  # pairs of one kind and organisation, at most

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two printed names with the numbers behind them and what is to be answered."""

    a: str
    b: str
    same: bool
    kind: str
    reason: str
    number_a: str
    number_b: str


def main() -> None:
    """Writes both files."""
    parser = NameParser()
    names = witnesses(printed_rows())
    observed = observations(names, parser)
    write_observed(observed)
    table = pq.read_table(register_file(), columns=["corporate_number", "name", "successor"]).to_pydict()
    register = dict(zip(table["corporate_number"], table["name"], strict=True))
    successors = {n: s for n, s in zip(table["corporate_number"], table["successor"], strict=True) if s}
    pairs = list(all_pairs(names, register, successors, parser))
    chosen = choose(pairs)
    write_pairs(chosen)
    for (part, kind, same), number in sorted(Counter((part_of(p), p.kind, p.same) for p in chosen).items()):
        print(f"{part:<8} {kind:<40} {'same' if same else 'other':<6} {number:>5}")
    print(f"{len(chosen)} pairs, {len(observed)} observed names")


def observations(names: dict[str, dict[str, set[str]]], parser: NameParser) -> dict[Key, tuple[str, int, int]]:
    """Loose name, form and side → number, witnesses for it, witnesses for others; "" where rows do not agree."""
    groups: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, numbers in names.items():
        parsed = parser.parse(name)
        if parsed.kind == SINGLE and len(parsed.key) > 1:
            for number, seen in numbers.items():
                groups[parsed.key, parsed.form, parsed.side][number] |= seen
    found = {}
    for key, numbers in groups.items():
        (number, most), *others = sorted(
            ((n, len(g)) for n, g in numbers.items()), key=lambda item: (-item[1], item[0])
        )
        second = others[0][1] if others else 0
        if most >= WITNESSES and most >= DOMINANCE * second:
            found[key] = number, most, sum(count for _, count in others)
        elif not others:
            (group,) = numbers[number]
            found[key] = number, 0 if group.startswith(f"rs{YEAR}") else 1, 0
        else:
            found[key] = "", most, sum(count for _, count in others)
    return found


def write_observed(observed: dict[Key, tuple[str, int, int]]) -> None:
    """Writes the observed names, in the order of names."""
    with OBSERVED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["key", "form", "side", "number", "sources", "others"])
        writer.writerows((*key, *value) for key, value in sorted(observed.items()))


def all_pairs(
    names: dict[str, dict[str, set[str]]], register: dict[str, str], successors: dict[str, str], parser: NameParser
) -> Iterator[Pair]:
    """Every pair that the data gives, without those that a wrong number in a source may have made."""
    bearer = _bearers(names, register, parser)
    of_number: dict[str, list[str]] = defaultdict(list)
    for name, number in bearer.items():
        of_number[number].append(name)
    for number, printed in sorted(of_number.items()):
        for a, b in itertools.combinations(sorted(printed), 2):
            one, other = parser.parse(a), parser.parse(b)
            kind = _kind_of_same(one, other, names, number)
            if kind and light(a) != light(b):
                yield Pair(a, b, True, kind, f"both printed with {number}", number, number)
    yield from _near_names(bearer, parser)
    yield from _register_namesakes(bearer, register, parser)
    yield from _controlled()
    yield from _succeeded(register, successors)
    yield from _members(names, parser)


def _bearers(names: dict[str, dict[str, set[str]]], register: dict[str, str], parser: NameParser) -> dict[str, str]:
    """Name → the one number that it surely has: nearly all rows agree, and the register gives the name to nobody else."""
    registered: dict[str, set[str]] = defaultdict(set)
    for number, name in register.items():
        registered[light(name)].add(number)
    found = {}
    for name, numbers in names.items():
        number, _ = max(numbers.items(), key=lambda item: (len(item[1]), item[0]))
        others = sum(len(seen) for other, seen in numbers.items() if other != number)
        owners = registered.get(parser.parse(name).full, set())
        if others == 0 and (not owners or number in owners) and parser.parse(name).kind == SINGLE:
            found[name] = number
    for number in set(found.values()):
        if number in register:
            found.setdefault(register[number], number)
    return found


def _kind_of_same(a: OrganizationName, b: OrganizationName, names: dict[str, dict[str, set[str]]], number: str) -> str:
    """What sort of variant two names of one number are; "" for those that only a misprinted number may have joined."""
    if a.key == b.key:
        if a.branch or b.branch or a.aliases or b.aliases:
            return "branch, office or establishment"
        if a.form != b.form:
            return "legal form left out" if not (a.form and b.form) else "legal form changed"
        if a.side != b.side and a.position and b.position:
            return ""  # one of the two is a slip: the rule of the register says another company
        return "spelling" if a.core != b.core else "shortened legal form"
    witnessed = all(
        len(names.get(one.printed, {}).get(number, ())) >= WITNESSES or one.printed not in names for one in (a, b)
    )
    if number[1:6] in ("00001", "00002"):
        return "unit of a state or local body" if witnessed else ""
    if a.key.startswith(b.key) or b.key.startswith(a.key):
        longer, shorter = sorted((a, b), key=lambda one: len(one.key), reverse=True)
        if shorter.form and shorter.form == longer.form and longer.core.startswith(shorter.core):
            return "branch, office or establishment" if shorter.form not in COMPANIES else ""
    return "renamed" if witnessed and a.form and b.form else ""


def _near_names(bearer: dict[str, str], parser: NameParser) -> Iterator[Pair]:
    """Names that differ in a letter, or of which one begins the other, with other numbers."""
    shapes: dict[str, set[str]] = defaultdict(set)
    keys: dict[str, str] = {}
    for name in bearer:
        parsed = parser.parse(name)
        if len(parsed.key) > 2 and not parsed.branch and not parsed.aliases:
            keys[name] = parsed.key
            for at in range(len(parsed.key)):
                shapes[parsed.key[:at] + "*" + parsed.key[at + 1 :]].add(name)
    for near in shapes.values():
        for a, b in itertools.combinations(sorted(near)[:6], 2):
            if bearer[a] != bearer[b] and keys[a] != keys[b]:
                yield Pair(a, b, False, "one letter differs", "printed with other numbers", bearer[a], bearer[b])
    ordered = sorted(keys, key=lambda name: (keys[name], name))
    for at, name in enumerate(ordered):
        for other in itertools.takewhile(lambda o, n=name: keys[o].startswith(keys[n]), ordered[at + 1 : at + 8]):
            if bearer[name] != bearer[other] and keys[name] != keys[other]:
                yield Pair(
                    name,
                    other,
                    False,
                    "one name begins the other",
                    "printed with other numbers",
                    bearer[name],
                    bearer[other],
                )


def _register_namesakes(bearer: dict[str, str], register: dict[str, str], parser: NameParser) -> Iterator[Pair]:
    """Names that differ in the legal form or its side only, both borne by organisations of their own."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for name in bearer:
        parsed = parser.parse(name)
        if parsed.form in COMPANIES and parsed.position and not parsed.branch:
            wanted[parsed.core].append(name)
    for number, name in sorted(register.items()):
        core, form, side = parser.registered(light(name))
        for printed in wanted.get(core, ()):
            parsed = parser.parse(printed)
            if bearer[printed] == number or form not in COMPANIES:
                continue
            if (
                form != parsed.form
                and register.get(bearer[printed])
                and light(register[bearer[printed]]) == parsed.full
            ):
                yield Pair(printed, name, False, "other legal form", "each has its own number", bearer[printed], number)
            elif form == parsed.form and side != parsed.position:
                yield Pair(
                    printed,
                    name,
                    False,
                    "legal form on the other side",
                    "each has its own number",
                    bearer[printed],
                    number,
                )


def _controlled() -> Iterator[Pair]:
    """A company and the one that controls it."""
    with (reference_folder() / "organizations.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["id"]: (row["name_ja"], row["corporate_number"]) for row in csv.DictReader(lines)}
    with (reference_folder() / "ownership.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            a, of_a = names.get(row["organization_id"], ("", ""))
            b, of_b = names.get(row["controller_id"], ("", ""))
            if of_a and of_b and of_a != of_b:
                yield Pair(a, b, False, "parent and subsidiary", "control is not identity", of_a, of_b)


def _succeeded(register: dict[str, str], successors: dict[str, str]) -> Iterator[Pair]:
    """A company that was merged away and its successor, whose name is another."""
    for number, successor in sorted(successors.items()):
        a, b = register[number], register.get(successor, "")
        if b and light(a) != light(b) and hashlib.sha256(number.encode()).digest()[0] < 12:
            yield Pair(a, b, False, "successor with its own number", "merged, not renamed", number, successor)


def _members(names: dict[str, dict[str, set[str]]], parser: NameParser) -> Iterator[Pair]:
    """A joint venture and one of its members; words that name nobody."""
    for name, numbers in sorted(names.items()):
        parsed = parser.parse(name)
        number = min(numbers)
        if parsed.kind == JOINT and len(parsed.members) > 1 and parsed.members[0].core:
            yield Pair(
                name,
                parsed.members[0].printed,
                False,
                "joint venture and member",
                "a group is none of its members",
                number,
                number,
            )
        elif parsed.kind == NOBODY and not parsed.address:
            yield Pair(name, name, False, "names nobody", "no organisation is named", number, number)


def part_of(pair: Pair) -> str:
    """``train`` or ``held-out`` by the organisations; "" for pairs that reach over both."""
    parts = {part(pair.number_a), part(pair.number_b)}
    return parts.pop() if len(parts) == 1 else ""


def part(number: str) -> str:
    """The half of the organisations that one is in."""
    return "held-out" if hashlib.sha256(number.encode()).digest()[0] % 2 else "train"


def choose(pairs: Iterable[Pair]) -> list[Pair]:
    """At most so many of each kind and organisation, chosen by a hash; pairs that reach over both parts are left out."""
    by_kind: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in set(pairs):
        if part_of(pair):
            by_kind[part_of(pair), pair.kind].append(pair)
    chosen: list[Pair] = []
    for _, found in sorted(by_kind.items()):
        taken: Counter[str] = Counter()
        kept: list[Pair] = []
        for pair in sorted(found, key=_order):
            if len(kept) < PER_KIND and max(taken[pair.number_a], taken[pair.number_b]) < PER_ORGANIZATION:
                kept.append(pair)
                taken.update({pair.number_a, pair.number_b})
        chosen += kept
    return sorted(chosen, key=lambda pair: (part_of(pair), pair.kind, *_order(pair)))


def _hash(pair: Pair) -> str:
    return hashlib.sha256(f"{pair.a}\x1f{pair.b}".encode()).hexdigest()


def _order(pair: Pair) -> tuple[str, str, str]:
    """Chance by the names, then the numbers: two names may stand for more than one pair of organisations."""
    return _hash(pair), pair.number_a, pair.number_b


def write_pairs(pairs: Sequence[Pair]) -> None:
    """Writes the benchmark."""
    with PAIRS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "part", "kind", "a", "b", "same", "reason", "number_a", "number_b"])
        for pair in pairs:
            same = "true" if pair.same else "false"
            row = (
                _hash(pair)[:12],
                part_of(pair),
                pair.kind,
                pair.a,
                pair.b,
                same,
                pair.reason,
                pair.number_a,
                pair.number_b,
            )
            writer.writerow(row)


if __name__ == "__main__":
    main()
