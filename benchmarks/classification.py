"""How well projects and contracts are classified: functions, IT or not, owner; service types, financing; calibration.

    python benchmarks/classification.py --sheets DIR --gold DIR [--write]

DIR of the sheets holds the zipped sheets 1-2 and 5-1, that of the gold `functions_dev.csv` and `service_types_dev.csv`. What
is fitted (weights of function candidates, letter models, scores of rules) is fitted anew in each of five folds, stratified
by set and label, with all rows of a project in one; the term lists and rules are the same in all folds, and were written
with the development gold in view. What the bureaus' money is for is counted in each fold from what its weights say of all
projects of the year, without labels.
`--write` fits on everything and writes `graph/classify/data/`: `function_weights.csv`, `bureau_usage.csv`, `it_weights.csv`,
`ict_weights.csv`, `service_scores.csv`.
"""

from __future__ import annotations

import argparse
import csv
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotated import CONTRACTS, PROJECTS, Row, Sheets

from graph.classify import NO_ICT, Classifier
from graph.classify.contract import contract_of
from graph.classify.contracts import ContractClassifier
from graph.classify.fitting import fit_functions, fit_words
from graph.classify.functions import Candidate, Functions, probabilities, used
from graph.classify.information_technology import ProjectWords, project_features
from graph.classify.model import Subject
from graph.classify.owners import Owners
from graph.classify.patterns import DATA, Patterns
from graph.classify.project import project_of
from graph.classify.scores import RuleScores
from graph.classify.service_types import service_types_of
from graph.classify.usage import BureauUsage
from graph.classify.words import ContractWords, contract_features

FOLDS = 5
FRESH = "annotated fresh"
"""Rows labelled before they were classified and used for nothing but measuring: neither fitted on nor looked at since."""
SMALLEST = 0.02  # letter weights below it are not written


@dataclass(frozen=True, slots=True)
class Measure:
    """Right answers of so many, with the Wilson interval at 95 %."""

    right: int
    of: int

    def __str__(self) -> str:
        if not self.of:
            return "–"
        share, z = self.right / self.of, 1.96
        middle = (share + z * z / (2 * self.of)) / (1 + z * z / self.of)
        half = z * math.sqrt(share * (1 - share) / self.of + z * z / (4 * self.of**2)) / (1 + z * z / self.of)
        return f"{share:.1%} ({middle - half:.1%}–{middle + half:.1%}, n={self.of})"


def measured(rows: Iterable[Row], right: Callable[[Row], bool]) -> Measure:
    answers = [right(row) for row in rows]
    return Measure(sum(answers), len(answers))


def names(rows: Sequence[tuple[str, Row]]) -> list[str]:
    """The sets, in the order in which they come."""
    return list(dict.fromkeys(name for name, _ in rows))


def of_set(rows: Sequence[tuple[str, Row]], name: str) -> list[Row]:
    """The rows of one set."""
    return [row for n, row in rows if n == name]


def folds(rows: Sequence[tuple[str, Row]], label: Callable[[Row], str]) -> dict[str, int]:
    """The fold of each row by key: projects are dealt out in turn within each set and label of their first row.

    All rows of a project, whatever their set, share a fold: its other contracts are worded alike and would tell.
    """
    dealt: Counter[tuple[str, str]] = Counter()
    of_project: dict[str, int] = {}
    for name, row in sorted(rows, key=lambda pair: (pair[0], pair[1].key)):
        project = row.labels["project_id"]
        if project not in of_project:
            of_project[project] = dealt[name, label(row)] % FOLDS
            dealt[name, label(row)] += 1
    return {f"{name} {row.key}": of_project[row.labels["project_id"]] for name, row in rows}


class ProjectBench:
    """Functions, and IT or not, fitted per fold; the owner, which is not fitted."""

    def __init__(self, rows: Sequence[tuple[str, Row]], held: str, year: Iterable[Subject]) -> None:
        """``year`` are all projects, annotated or not."""
        owners, rules = Owners.installed(), Patterns.read("it_rules.toml")
        self.rows, self._held, functions = rows, held, Functions.installed(owners)
        self._projects = {self._key(name, row): project_of(row.subject, owners) for name, row in rows}
        self._candidates = {key: functions.candidates(project) for key, project in self._projects.items()}
        self._features = {key: project_features(project, rules) for key, project in self._projects.items()}
        everything = [project_of(subject, owners) for subject in year]
        self._year = [(project, functions.candidates(project)) for project in everything]
        self._classifier = Classifier.installed()
        self.answers: dict[str, list[tuple[str, float]]] = {}
        self.it: dict[str, str] = {}

    @staticmethod
    def _key(name: str, row: Row) -> str:
        return f"{name} {row.key}"

    def fit(self, rows: Iterable[tuple[str, Row]]) -> tuple[dict[str, float], BureauUsage]:
        """Weights without the bureaus' usage, the usage that they see in the year, and weights with it."""
        named = [(self._key(n, r), r.labels["functions"].split("|")) for n, r in rows if n != self._held]
        named = [(key, functions) for key, functions in named if functions != [""]]
        first = fit_functions([(self._candidates[key], functions) for key, functions in named])
        usage = BureauUsage.counted((project, _chances(found, first)) for project, found in self._year)
        return fit_functions([(self._used(key, usage), functions) for key, functions in named]), usage

    def _used(self, key: str, usage: BureauUsage) -> list[Candidate]:
        return used(self._candidates[key], self._projects[key], usage)

    def fit_it(self, rows: Iterable[tuple[str, Row]]) -> tuple[dict[str, float], dict[str, float]]:
        """The weights of the two linear models of IT: whether any, whether nothing else."""
        used = [(self._features[self._key(n, r)], r.labels["is_it"]) for n, r in rows if n != self._held]
        some = [(features, label) for features, label in used if label != "no"]
        return (
            fit_words([features for features, _ in used], [label != "no" for _, label in used]),
            fit_words([features for features, _ in some], [label == "yes" for _, label in some]),
        )

    def run(self) -> None:
        dealt = folds(self.rows, lambda row: row.labels["is_it"])
        for fold in range(FOLDS):
            others = [(n, r) for n, r in self.rows if dealt[self._key(n, r)] != fold]
            weights, usage = self.fit(others)
            words = ProjectWords(*self.fit_it(others))
            for name, row in self.rows:
                key = self._key(name, row)
                if dealt[key] == fold:
                    self.it[key] = words.likeliest(self._features[key])
                    chances = _chances(self._used(key, usage), weights)
                    self.answers[key] = sorted(chances.items(), key=lambda pair: (-pair[1], pair[0]))

    def table(self) -> list[str]:
        return [line for name in names(self.rows) for line in self._lines(name, of_set(self.rows, name))]

    def _lines(self, name: str, rows: list[Row]) -> list[str]:
        lines = []
        named = [row for row in rows if row.labels["functions"]]
        it = [row for row in named if row.labels["is_it"] != "no"]
        yes = [row for row in named if row.labels["is_it"] == "yes"]
        for what, part in (("IT projects (yes, partly)", it), ("IT projects (yes)", yes), ("all projects", named)):
            lines.append(f"| {name} | first function right, {what} | {self._first(name, part)} |")
            lines.append(f"| {name} | first function among the right ones, {what} | {self._among(name, part)} |")
        classes = {row.key: self._classifier.classify_project(row.subject) for row in rows}
        told = [row for row in rows if row.labels["owner"]]
        it_right = measured(rows, lambda row: self.it[self._key(name, row)] == row.labels["is_it"])
        owner_right = measured(told, lambda row: classes[row.key].owner == row.labels["owner"])
        lines.append(f"| {name} | IT: yes, partly, no | {it_right} |")
        lines.append(f"| {name} | owner | {owner_right} |")
        return lines

    def _first(self, name: str, rows: list[Row]) -> Measure:
        return measured(rows, lambda row: self._top(name, row) == row.labels["functions"].split("|")[0])

    def _among(self, name: str, rows: list[Row]) -> Measure:
        return measured(rows, lambda row: self._top(name, row) in row.labels["functions"].split("|"))

    def _top(self, name: str, row: Row) -> str:
        answers = self.answers[self._key(name, row)]
        return answers[0][0] if answers else ""

    def scored(self) -> list[tuple[float, bool]]:
        pairs = []
        for name, row in self.rows:
            answers = self.answers[self._key(name, row)]
            if answers and row.labels["functions"]:
                pairs.append((answers[0][1], answers[0][0] == row.labels["functions"].split("|")[0]))
        return pairs


def _chances(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> dict[str, float]:
    """The probability of each candidate's function."""
    return dict(zip((c.function for c in candidates), probabilities(candidates, weights), strict=True))


class ContractBench:
    """Service types: letter model and scores of rules fitted per fold."""

    def __init__(self, rows: Sequence[tuple[str, Row]], held: str) -> None:
        self.rows, self._held, self._rules = rows, held, Patterns.read("service_rules.toml")
        self._contracts = {f"{n} {r.key}": contract_of(r.subject, self._rules) for n, r in rows}
        self.answers: dict[str, tuple[tuple[str, ...], float, bool | None]] = {}

    def fit(self, rows: Sequence[tuple[str, Row]]) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
        rows = [(name, row) for name, row in rows if name not in (FRESH, self._held)]
        features = [contract_features(self._contracts[f"{n} {r.key}"]) for n, r in rows]
        weights = fit_words(features, [r.labels["service_types"] != NO_ICT for _, r in rows])
        return weights, self._counts(rows, weights)

    def run(self) -> None:
        dealt = folds(self.rows, lambda row: row.labels["service_types"].split("|")[0])
        for fold in range(FOLDS):
            weights, counts = self.fit([(n, r) for n, r in self.rows if dealt[f"{n} {r.key}"] != fold])
            classifier = ContractClassifier(self._rules, RuleScores(counts), ContractWords(weights))
            for name, row in self.rows:
                if dealt[f"{name} {row.key}"] == fold:
                    found = classifier.classify(row.subject)
                    first = found.service_types[0].score
                    self.answers[f"{name} {row.key}"] = (found.types, first, found.financing)

    def _counts(self, rows: Sequence[tuple[str, Row]], weights: dict[str, float]) -> dict[str, tuple[int, int]]:
        classifier = ContractClassifier(self._rules, RuleScores({}), ContractWords(weights))
        right: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for name, row in rows:
            contract, labels = self._contracts[f"{name} {row.key}"], row.labels["service_types"].split("|")
            verdict, ict = classifier.verdict(contract), labels[0] != NO_ICT
            rule = f"{'ict' if verdict.ict else 'none'}: {verdict.rule}"
            seen[rule] += 1
            right[rule] += verdict.ict == ict
            if verdict.ict and ict:
                types = service_types_of(contract, self._rules)
                seen[f"type: {types.rule}"] += 1
                right[f"type: {types.rule}"] += types.ids[0] == labels[0]
                for further in types.ids[1:]:
                    seen["type beside the main one"] += 1
                    right["type beside the main one"] += further in labels
        return {rule: (right[rule], seen[rule]) for rule in sorted(seen)}

    def table(self) -> list[str]:
        return [line for name in names(self.rows) for line in self._lines(name, of_set(self.rows, name))]

    def _lines(self, name: str, rows: list[Row]) -> list[str]:
        ict = [row for row in rows if row.labels["service_types"] != NO_ICT]
        types = {row.key: self.answers[f"{name} {row.key}"][0] for row in rows}
        finance = {row.key: self.answers[f"{name} {row.key}"][2] for row in rows}
        first = {row.key: row.labels["service_types"].split("|")[0] for row in rows}
        main = measured(rows, lambda row: types[row.key][0] == first[row.key])
        buys = measured(rows, lambda row: (types[row.key][0] != NO_ICT) == (first[row.key] != NO_ICT))
        main_ict = measured(ict, lambda row: types[row.key][0] == first[row.key])
        whole = measured(ict, lambda row: "|".join(types[row.key]) == row.labels["service_types"])
        lessor = measured(rows, lambda row: ("yes" if finance[row.key] else "no") == row.labels["financing"])
        return [
            f"| {name} | main service type | {main} |",
            f"| {name} | ICT or not | {buys} |",
            f"| {name} | main service type, ICT contracts | {main_ict} |",
            f"| {name} | all service types in order, ICT contracts | {whole} |",
            f"| {name} | financing | {lessor} |",
        ]

    def scored(self) -> list[tuple[float, bool]]:
        pairs = []
        for name, row in self.rows:
            types, score, _ = self.answers[f"{name} {row.key}"]
            pairs.append((score, types[0] == row.labels["service_types"].split("|")[0]))
        return pairs


def reliability(pairs: list[tuple[float, bool]]) -> tuple[float, list[str]]:
    """The expected calibration error over ten bins, and the bins as lines of a table."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in pairs:
        bins[min(9, int(score * 10))].append((score, right))
    error, lines = 0.0, []
    for place in sorted(bins):
        scores, rights = [s for s, _ in bins[place]], [r for _, r in bins[place]]
        said, was = sum(scores) / len(scores), sum(rights) / len(rights)
        error += abs(said - was) * len(scores) / len(pairs)
        lines.append(f"| {place / 10:.1f}–{(place + 1) / 10:.1f} | {len(scores)} | {said:.2f} | {was:.2f} |")
    return error, lines


def speed(rows: Sequence[Row]) -> float:
    """Rows a CPU-second, project and contract class together."""
    classifier = Classifier.installed()
    start = time.process_time()
    for row in rows:
        classifier.classify_project(row.subject)
        classifier.classify_contract(row.subject)
    return len(rows) / (time.process_time() - start)


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--held", default="", help="a set that nothing is fitted on, such as 'annotated held'")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sheets = Sheets(options.sheets)
    projects = [("gold", row) for row in sheets.join(options.gold / "functions_dev.csv")]
    projects += [(f"annotated {row.labels['set']}", row) for row in sheets.join(PROJECTS)]
    contracts = [("gold", row) for row in sheets.join(options.gold / "service_types_dev.csv")]
    contracts += [(f"annotated {row.labels['set']}", row) for row in sheets.join(CONTRACTS)]
    of_projects = ProjectBench(projects, options.held, sheets.projects())
    of_contracts = ContractBench(contracts, options.held)
    if options.write:
        function_weights, usage = of_projects.fit(projects)
        write("function_weights.csv", ("feature", "weight"), sorted(function_weights.items()))
        write("bureau_usage.csv", ("half", "owner", "bureau", "function", "projects"), usage.rows())
        buys, nothing_else = of_projects.fit_it(projects)
        both = [(name, buys[name], nothing_else.get(name, 0.0)) for name in sorted(buys)]
        kept_it = [row for row in both if max(abs(row[1]), abs(row[2])) >= SMALLEST]
        write("it_weights.csv", ("feature", "buys", "nothing_else"), kept_it)
        weights, counts = of_contracts.fit(contracts)
        kept = sorted((name, weight) for name, weight in weights.items() if abs(weight) >= SMALLEST)
        write("ict_weights.csv", ("feature", "weight"), kept)
        write("service_scores.csv", ("rule", "right", "of"), [(rule, *count) for rule, count in counts.items()])
    of_projects.run()
    of_contracts.run()
    print("| set | what | right (95 % interval) |\n|---|---|---|")
    print("\n".join((*of_projects.table(), *of_contracts.table())))
    for what, pairs in (("functions", of_projects.scored()), ("service types", of_contracts.scored())):
        error, lines = reliability(pairs)
        print(f"\nScores of {what}: expected error {error:.3f}\n\n| score | n | said | was |\n|---|---|---|---|")
        print("\n".join(lines))
    print(f"\n{speed([row for _, row in (*projects, *contracts)]):.0f} rows a CPU-second")


if __name__ == "__main__":
    main()
