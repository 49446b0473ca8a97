"""Measures resolving: pairs of names, payees with their number hidden, speed, size, and what others would do.

``python benchmarks/resolution.py`` prints the tables of ``docs/resolution.md``. Pairs need only the repository; the rest
needs the real data beside the project (``benchmarks/printed_names.py``) and the register installed under ``IZON_HOME``.
"""

from __future__ import annotations

import csv
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from printed_names import YEAR, Printed, data_folder, printed_rows
from resolution_data import DOMINANCE, PAIRS, WITNESSES
from resolution_peers import compare as compare_peers

from graph.home import Home
from graph.resolve.corporate_number import is_valid
from graph.resolve.installed import installed_names, judgements_file, open_register, register_folder, shipped_judgements
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.legal_forms import FORMS
from graph.resolve.lines import resolve_line
from graph.resolve.local_governments import code_of
from graph.resolve.observed import Observation, ObservedNames
from graph.resolve.organization_name import SINGLE, NameParser, OrganizationName
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.pairs import PairJudge
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.reference import Reference
from graph.resolve.register import Register, Registered
from graph.resolve.same_name import compare
from graph.resolve.state_bodies import StateBodies
from graph.resolve.when import Period

NOTHING = Path("does-not-exist")
Key = tuple[str, str, str]


def main() -> None:
    """Measures what can be measured here and says what cannot."""
    home = Home.at()
    register = open_register(home)
    parser = NameParser()
    known = KnownNames(installed_names(Reference.load()), parser)
    judgements = Judgements.load(shipped_judgements(), judgements_file(home))
    bodies = PublicBodies(StateBodies())
    print("## Pairs\n")
    none = Judgements([])
    judges = {"names alone": PairJudge(None, ObservedNames(NOTHING), bodies, KnownNames([], parser), none)}
    if register is not None:
        judges["with the register"] = PairJudge(register, ObservedNames(NOTHING), bodies, known, none)
        judges["as installed"] = PairJudge(register, ObservedNames(), bodies, known, judgements)
    pairs(judges)
    if register is None:
        print("\nNo register is installed (izon reference add register FILE): the rest is not measured.")
        return
    size(home)
    if not data_folder().is_dir():
        print("\nThe real data is not there: payees and speed are not measured.")
        return
    rows = [row for row in printed_rows() if row.name]
    payees(rows, register, known, bodies, judgements, parser)
    names = sorted({row.name for row in rows})
    resolver = OrganizationResolver(register, ObservedNames(), bodies, known, judgements)
    speed(names, [row.name for row in rows], resolver)
    print("\n## Others, on the held-out pairs\n")
    compare_peers(lambda a, b: judges["names alone"].judge(a, b).same, list(register.names()), names, print)


def pairs(judges: dict[str, PairJudge]) -> None:
    """Precision and recall on both parts, and right answers by kind on the held-out part."""
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    print("| evidence | part | pairs | precision | recall |")
    print("|---|---|---|---|---|")
    kinds: dict[str, dict[str, Counter[bool]]] = {}
    for name, judge in judges.items():
        kinds[name] = defaultdict(Counter)
        for part in ("train", "held-out"):
            counts: Counter[tuple[bool, bool]] = Counter()
            for row in rows:
                if row["part"] == part:
                    expected, found = row["same"] == "true", judge.judge(row["a"], row["b"]).same
                    counts[expected, found] += 1
                    if part == "held-out":
                        kinds[name][row["kind"]][expected == found] += 1
            hit, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
            precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
            print(f"| {name} | {part} | {sum(counts.values()):,} | {precision:.2%} | {recall:.2%} |")
    print(f"\n| kind (held-out) | pairs | {' | '.join(f'right, {name}' for name in judges)} |")
    print("|---|---|" + "---|" * len(judges))
    for kind in sorted(kinds["names alone"]):
        total = sum(kinds["names alone"][kind].values())
        print(f"| {kind} | {total} | {' | '.join(f'{kinds[name][kind][True]}' for name in judges)} |")


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

    def _of(self, name: OrganizationName) -> Observation | None:
        """What the other groups print: a number that hardly any rivals, or the only one."""
        numbers = self._groups.get((name.key, name.form, name.side), {})
        counts = Counter({number: len(groups - {self.without}) for number, groups in numbers.items()})
        ranked = [(n, c) for n, c in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if c]
        if not ranked:
            return None
        rest = sum(count for _, count in ranked[1:])
        second = ranked[1][1] if len(ranked) > 1 else 0
        return Observation(ranked[0][0], ranked[0][1], rest) if ranked[0][1] >= DOMINANCE * second else None

    def names_of(self, number: str) -> Counter[str]:
        """The names that other groups print with a number, by how many do."""
        return Counter({name: len(groups - {self.without}) for name, groups in self._names[number].items()})


def payees(
    rows: list[Printed],
    register: Register,
    known: KnownNames,
    bodies: PublicBodies,
    judgements: Judgements,
    parser: NameParser,
) -> None:
    """Payees of the review sheets, each name with each of its numbers once, the number hidden."""
    evidence = OtherRows(rows, parser)
    resolver = OrganizationResolver(register, evidence, bodies, known, judgements)
    asked: dict[tuple[str, str], str] = {}
    for row in rows:
        number = row.number.strip()
        if row.source == f"rs{YEAR}" and is_valid(number):
            asked.setdefault((row.name, number), row.group)
    spent = Period.of_fiscal_year(int(YEAR) - 1)
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    unique: Counter[str] = Counter()
    doubtful: list[tuple[str, str, str]] = []
    wrong: list[tuple[str, str, str]] = []
    for (name, number), group in sorted(asked.items()):
        evidence.without = group
        found = resolver.resolve(name, when=spent).corporate_number
        registered = register.by_number(number)
        where = "in the register" if registered else "not in the register"
        outcome = "open" if not found else "right" if found == number else "wrong"
        parsed = parser.parse(name)
        if found != number and _misprinted(parsed, number, found, registered, evidence, parser):
            bearer = registered.name if registered else evidence.names_of(number).most_common(1)[0][0]
            doubtful.append((name, number, bearer))
            where = "wrong in the source"
        shares[where][outcome] += 1
        if outcome == "wrong" and where != "wrong in the source":
            wrong.append((name, number, found))
        if registered is not None and parsed.kind == SINGLE:
            bearers = [b for b in register.find(parsed.key, parsed.full, others=False) if b.exact]
            if len(bearers) == 1 and bearers[0].number == number:
                unique[outcome] += 1
    print("\n## Payees with their number hidden\n")
    print("| number is | names | right | wrong | open |")
    print("|---|---|---|---|---|")
    for where, counts in sorted(shares.items()):
        _shares(where, counts)
    _shares("in the register, and the name is borne once there", unique)
    print(
        "\nWrong in the source: the number printed is another organisation's by the register or by most other rows, "
        f"and the name has another number: {len(doubtful)}, of them"
    )
    for name, number, bearer in doubtful[:60]:
        print(f"  {name}  {number}  is {bearer}")
    print(f"\nAnswered wrongly: {len(wrong)}, of them:")
    for name, number, found in random.Random(0).sample(wrong, min(15, len(wrong))):
        print(f"  {name}  printed {number}  answered {found}")


def _denied_by_structure(name: OrganizationName, number: str, found: str) -> bool:
    """Whether the digits of a number say another kind of body, where the name is known to have another number: a local
    government's number holds its code, and bodies registered under a Japanese legal form have none of those that are given
    to bodies without a registration (700150…)."""
    if not found or found == number:
        return False
    is_local = bool(code_of(found)) and not name.branch and not name.aliases
    return is_local or (name.form in FORMS and number[1:7] == "700150")


def _misprinted(
    name: OrganizationName,
    number: str,
    found: str,
    registered: Registered | None,
    evidence: OtherRows,
    parser: NameParser,
) -> bool:
    """Whether a printed number is another organisation's: the register or most other rows give it another name, and the
    name another number; or its structure says that no body of this kind has it."""
    if _denied_by_structure(name, number, found):
        return True
    if registered is not None:
        other = registered.name
    else:
        names = evidence.names_of(number)
        other, rows = names.most_common(1)[0] if names else ("", 0)
        alike = sum(count for one, count in names.items() if compare(name, parser.parse(one)).same)
        if rows < WITNESSES or alike * DOMINANCE > names.total():
            return False
    return bool(found) and not compare(name, parser.parse(other)).same


def _shares(label: str, counts: Counter[str]) -> None:
    total = max(1, sum(counts.values()))
    print(f"| {label} | {total:,} | {' | '.join(f'{counts[o] / total:.2%}' for o in ('right', 'wrong', 'open'))} |")


def size(home: Home) -> None:
    """Bytes on disk and the time to open."""
    folder = register_folder(home)
    total = sum(path.stat().st_size for path in folder.iterdir())
    times = [_seconds(lambda: Register(folder)) for _ in range(7)]
    register = Register(folder)
    fixed = sum(
        (folder / name).stat().st_size for name in ("bigrams.npy", "key_bucket.npy", "other_bucket.npy", "meta.json")
    )
    whole = fixed + (total - fixed) / register.organizations * 5_500_000
    print("\n## The register's index\n")
    print(
        f"{register.organizations:,} organisations, {total:,} bytes; for 5.5 million {whole:,.0f} bytes (extrapolated)"
    )
    print(f"opened in {min(times) * 1000:.1f} to {max(times) * 1000:.1f} ms")


def speed(names: list[str], printed: list[str], resolver: OrganizationResolver) -> None:
    """Names a second on one core: every distinct name once, and all rows as they are printed."""
    print("\n## Speed, one core\n")
    sample = random.Random(0).sample(names, min(len(names), 10_000))
    seconds = _seconds(lambda: [resolver.resolve(name) for name in sample])
    print(f"distinct names: {len(sample) / seconds:,.0f} a second ({len(sample):,} names)")
    lines = [json.dumps({"id": at, "name": name}, ensure_ascii=False) for at, name in enumerate(printed)]
    answer = resolve_line(resolver)
    seconds = _seconds(lambda: [answer(json.loads(line)) for line in lines])
    print(
        f"lines of `izon resolve`, as printed by the sources: {len(lines) / seconds:,.0f} a second ({len(lines):,} lines)"
    )


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds, so that what else runs on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
