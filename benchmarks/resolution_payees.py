"""Payees of the review sheets with their number hidden: how many are answered right, by what the other rows print.

A part of ``benchmarks/resolution.py``.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from printed_names import YEAR, Printed
from resolution_data import DOMINANCE, WITNESSES, part

from graph.resolve.corporate_number import is_valid
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.legal_forms import FORMS
from graph.resolve.local_governments import code_of
from graph.resolve.observed import Key, Observation, ObservedNames
from graph.resolve.organization_name import SINGLE, NameParser, OrganizationName
from graph.resolve.organizations import Enough, OrganizationResolver
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.register import Register, Registered
from graph.resolve.same_name import compare
from graph.resolve.when import Period

NOTHING = Path("does-not-exist")


class OtherRows(ObservedNames):
    """What all rows but those of one project print beside names: the evidence other than the row itself."""

    def __init__(self, rows: Iterable[Printed], parser: NameParser) -> None:
        super().__init__(NOTHING)
        self.without = ""
        self._groups: dict[Key, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        parsed: dict[str, OrganizationName] = {}
        for row in rows:
            number = row.number.strip()
            if is_valid(number):
                self._names[number][row.name].add(row.group)
                if row.name not in parsed:
                    parsed[row.name] = parser.parse(row.name)
                name = parsed[row.name]
                if name.kind == SINGLE and len(name.key) > 1:
                    self._groups[name.key, name.form, name.side][number].add(row.group)
                    key = name.key, name.form, name.side
                    if key not in self._keys.setdefault(name.key, []):
                        self._keys[name.key].append(key)

    def _at(self, key: Key) -> Observation | None:
        """What the other groups print, as ``resolution_data.observations`` has it."""
        seen = {n: left for n, groups in self._groups.get(key, {}).items() if (left := groups - {self.without})}
        ranked = sorted(((n, len(groups)) for n, groups in seen.items()), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return None
        (number, most), *others = ranked
        if others and (most < WITNESSES or most < DOMINANCE * others[0][1]):
            number = ""
        elif most == 1 and min(seen[number]).startswith(f"rs{YEAR}"):
            most = 0
        return Observation(number, most, sum(count for _, count in others))

    def names_of(self, number: str) -> Counter[str]:
        """The names that other groups print with a number, by how many do."""
        return Counter({name: len(groups - {self.without}) for name, groups in self._names[number].items()})


@dataclass(frozen=True, slots=True)
class Asked:
    """A name of a payee, the number that is hidden, the group of its row, and whether the register has the name once, there."""

    name: OrganizationName
    number: str
    group: str
    held: Registered | None
    once: bool

    @property
    def is_held_out(self) -> bool:
        """Whether it is of the half of the organisations that no weight was fitted on."""
        return part(self.number) == "held-out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a name: ``where`` its number is known, ``right``, ``wrong`` or ``open``, and the number answered."""

    asked: Asked
    where: str
    outcome: str
    found: str


ONCE = "in the register, and the name is borne once there"
LACKS = "not in the register"
MISPRINTED = "wrong in the source"
TRIED = (
    Enough(0.98, 0.95), Enough(0.985, 0.95), Enough(0.988, 0.95), Enough(0.988, 0.94), Enough(), Enough(0.988, 0.92),
    Enough(0.988, 0.91), Enough(0.99, 0.92),
)  # fmt: skip


def payees(
    rows: list[Printed],
    register: Register,
    offices: set[int],
    known: KnownNames,
    bodies: PublicBodies,
    judgements: Judgements,
    parser: NameParser,
) -> None:
    """Payees of the review sheets, each name with each of its numbers once, the number hidden."""
    evidence = OtherRows(rows, parser)
    asked = list(_asked(rows, register, parser))

    def outcomes(enough: Enough) -> list[Outcome]:
        resolver = OrganizationResolver(register, evidence, bodies, known, judgements, enough)
        return [_outcome(one, resolver, evidence, offices, parser) for one in asked]

    found = outcomes(Enough())
    print("\n## Payees with their number hidden\n")
    print("| number is | names | right | wrong | open |")
    print("|---|---|---|---|---|")
    for where in ("in the register", LACKS, MISPRINTED):
        _shares(where, [one for one in found if one.where == where])
    _shares(ONCE, [one for one in found if one.asked.once])
    _shares(f"{LACKS}, held-out half", [one for one in found if one.where == LACKS and one.asked.is_held_out])
    _shares(f"{ONCE}, held-out half", [one for one in found if one.asked.once and one.asked.is_held_out])
    print(
        "\n| rows from | bearer from | right, of names borne once | right, of numbers that the register lacks | wrong of these |"
    )
    print("|---|---|---|---|---|")
    for enough in TRIED:
        tried = found if enough == Enough() else outcomes(enough)
        once, lacks = [one for one in tried if one.asked.once], [one for one in tried if one.where == LACKS]
        shares = _share(once, "right"), _share(lacks, "right"), _share(lacks, "wrong")
        print(f"| {enough.rows} | {enough.bearer} | {' | '.join(f'{share:.2%}' for share in shares)} |")
    doubtful = [one for one in found if one.where == MISPRINTED]
    print(
        "\nWrong in the source: the number printed is another organisation's by the register or by most other rows, "
        f"and the name has another number: {len(doubtful)}, of them"
    )
    for one in doubtful[:60]:
        names = evidence.names_of(one.asked.number)
        bearer = one.asked.held.name if one.asked.held else names.most_common(1)[0][0] if names else "nobody seen"
        print(f"  {one.asked.name.printed}  {one.asked.number}  is {bearer}")
    wrong = [one for one in found if one.outcome == "wrong" and one.where != MISPRINTED]
    print(f"\nAnswered wrongly: {len(wrong)}, of them:")
    for one in random.Random(0).sample(wrong, min(15, len(wrong))):
        print(f"  {one.asked.name.printed}  printed {one.asked.number}  answered {one.found}")


def _asked(rows: Iterable[Printed], register: Register, parser: NameParser) -> Iterator[Asked]:
    """Each distinct name with each of its numbers, in their order."""
    groups: dict[tuple[str, str], str] = {}
    for row in rows:
        number = row.number.strip()
        if row.source == f"rs{YEAR}" and is_valid(number):
            groups.setdefault((row.name, number), row.group)
    for (printed, number), group in sorted(groups.items()):
        name, held = parser.parse(printed), register.by_number(number)
        once = False
        if held is not None and name.kind == SINGLE:
            bearers = [b.number for b in register.find(name.key, name.full, others=False) if b.exact]
            once = bearers == [number]
        yield Asked(name, number, group, held, once)


def _outcome(
    asked: Asked, resolver: OrganizationResolver, evidence: OtherRows, offices: set[int], parser: NameParser
) -> Outcome:
    evidence.without = asked.group
    found = resolver.resolve(asked.name.printed, when=Period.of_fiscal_year(int(YEAR) - 1)).corporate_number
    where = "in the register" if asked.held else LACKS
    if found != asked.number and _misprinted(asked, found, evidence, offices, parser):
        where = MISPRINTED
    return Outcome(asked, where, "open" if not found else "right" if found == asked.number else "wrong", found)


def _denied_by_structure(name: OrganizationName, number: str, found: str) -> bool:
    """Whether the digits of a number say another kind of body, where the name is known to have another number: a local
    government's number holds its code, and bodies registered under a Japanese legal form have none of those that are given
    to bodies without a registration (700150…)."""
    if not found or found == number:
        return False
    is_local = bool(code_of(found)) and not name.branch and not name.aliases
    return is_local or (name.form in FORMS and number[1:7] == "700150")


def _misprinted(asked: Asked, found: str, evidence: OtherRows, offices: set[int], parser: NameParser) -> bool:
    """Whether a printed number is another organisation's: the register or most other rows give it another name, and the
    name another number; or its digits say that no body of this kind has it, or that no registry office gave it."""
    name, number = asked.name, asked.number
    if not found:
        return False
    if _denied_by_structure(name, number, found):
        return True
    if name.form in FORMS and int(number[1:5]) not in offices:
        return True
    if asked.held is not None:
        other = asked.held.name
    else:
        names = evidence.names_of(number)
        other = names.most_common(1)[0][0] if names else ""
        alike = sum(count for one, count in names.items() if compare(name, parser.parse(one)).same)
        if names.total() - alike < WITNESSES or alike * DOMINANCE > names.total():
            return False
    return not compare(name, parser.parse(other)).same


def _share(outcomes: Sequence[Outcome], outcome: str) -> float:
    return sum(one.outcome == outcome for one in outcomes) / max(1, len(outcomes))


def _shares(label: str, outcomes: Sequence[Outcome]) -> None:
    shares = (_share(outcomes, outcome) for outcome in ("right", "wrong", "open"))
    print(f"| {label} | {len(outcomes):,} | {' | '.join(f'{share:.2%}' for share in shares)} |")
