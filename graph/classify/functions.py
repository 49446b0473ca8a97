"""Which public functions a project serves: candidates from terms, names and bureaus, weighed by a few learnt weights.

The candidates of one project compete (softmax); the weights are those of the features of :meth:`Candidates.features`,
not of single terms, so they carry over to terms never seen (``data/function_weights.csv``, fitted by
:mod:`graph.classify.fitting`).
"""

from __future__ import annotations

import csv
import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.classify.model import Finding
from graph.classify.owners import DEFENCE, DIGITAL_AGENCY, Owners
from graph.classify.patterns import DATA
from graph.classify.project import Project
from graph.classify.terms import FunctionTerms, functions_with_owners
from graph.classify.usage import BureauUsage

_READ = 700  # characters of the text that are read
_OPENING = 80  # the beginning of the text says what the project is for
_CYBER_OWNERS = frozenset({"内閣官房", DIGITAL_AGENCY, "総務省", "経済産業省", DEFENCE})
_OTHERWISE_IN_THE_FORCES = frozenset(
    {"cybersecurity", "civil-service-personnel"}
)  # defence-command-control, -personnel
_FORCES = re.compile("防衛|自衛|駐屯地|米軍")
_NOTHING = 0.0  # weight of the candidate that none of them is right: one word of a text alone makes no function sure
_ANY_MINISTRY, _MUNICIPAL = "各府省", "市区町村"
_BESIDE, _MOST = 0.25, 3  # further functions: at least this probability, and not more than so many in all


@dataclass(frozen=True, slots=True)
class NameRule:
    """A pattern over a project's name that points to a function, for one owner or for all."""

    pattern: re.Pattern[str]
    owner: str
    function: str


@dataclass(frozen=True, slots=True)
class Bureau:
    """The functions of a ministry's bureau, the most usual first; an empty bureau stands for the whole ministry."""

    ministry: str
    bureau: str
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A function that something points to, its features, and what pointed to it."""

    function: str
    features: Mapping[str, float]
    because: str


class Functions:
    """Finds the functions of projects."""

    def __init__(
        self,
        terms: FunctionTerms,
        rules: Sequence[NameRule],
        bureaus: Sequence[Bureau],
        owners: Owners,
        weights: Mapping[str, float],
        usage: BureauUsage,
    ) -> None:
        self._terms, self._rules, self._bureaus, self._owners = terms, rules, bureaus, owners
        self._weights, self._usage = weights, usage
        in_charge = functions_with_owners()
        self.owner_of = {function: owners.agency(body) or body for function, body in in_charge.items()}
        self._anywhere = frozenset(row["function"] for row in _rows("horizontal_functions.csv"))

    @classmethod
    def installed(cls, owners: Owners) -> Functions:
        """With the terms, rules, bureaus, weights and counts that the package ships."""
        weights = {row["feature"]: float(row["weight"]) for row in _rows("function_weights.csv")}
        usage = BureauUsage.installed()
        return cls(FunctionTerms.installed(), _name_rules(), _bureaus(), owners, weights, usage)

    def find(self, project: Project) -> tuple[Finding, ...]:
        """The functions of ``project``, most important first; none where nothing points to one."""
        candidates = used(self.candidates(project), project, self._usage)
        if not candidates:
            return ()
        scores = probabilities(candidates, self._weights)
        order = sorted(range(len(candidates)), key=lambda at: (-scores[at], candidates[at].function))
        chosen = [order[0], *(at for at in order[1:_MOST] if scores[at] >= _BESIDE)]
        return tuple(Finding(candidates[at].function, round(scores[at], 3), candidates[at].because) for at in chosen)

    def candidates(self, project: Project) -> list[Candidate]:
        """Everything that points to a function, by function id; without what :func:`used` adds."""
        features: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        because: dict[str, list[str]] = defaultdict(list)
        self._read_name(project, features, because)
        self._read_text(project, features, because)
        if project.owner != DEFENCE and not _FORCES.search(f"{project.name} {project.text}"):
            for function in [name for name in features if self.owner_of[name] == DEFENCE]:
                del features[function]  # their terms are everybody's words: 運用, 訓練, 整備
        for place, function in enumerate(self._usual(project)):
            features[function]["bureau"] += 1 / (1 + place) if place < 4 else 0.2
            features[function]["bureau lists it"] = 1.0
            because[function].append(f"{project.bureau or project.owner} (bureau)")
        return [
            Candidate(function, self._with_owner(project, function, found), "; ".join(dict.fromkeys(because[function])))
            for function, found in sorted(features.items())
        ]

    def _read_name(
        self, project: Project, features: dict[str, dict[str, float]], because: dict[str, list[str]]
    ) -> None:
        for hit in self._terms.find(project.name):
            inside = hit.start < len(project.main)
            shared = len(hit.functions) ** 0.3  # a term of many functions says less
            for function, strength in hit.functions.items():
                found = features[function]
                weight = strength * len(hit.term) ** 0.7 / shared * (1.0 if inside else 0.5)
                found["name"] += weight
                found["longest in name"] = max(found["longest in name"], weight)
                if inside:
                    found["late in name"] = max(found["late in name"], hit.end / len(project.main))
                    found["early in name"] = max(found["early in name"], 1 - hit.start / len(project.main))
                else:
                    found["in bracket"] = max(found["in bracket"], strength)
                if len(hit.term) <= 2:
                    found["short term"] = 1.0
                because[function].append(f"{hit.term} (name)")
        for rule in self._rules:
            match = rule.pattern.search(project.name) or rule.pattern.search(project.main)
            if match is not None and rule.owner in ("", project.owner):
                features[rule.function]["name rule"] += 1
                if rule.owner:
                    features[rule.function]["name rule of the owner"] = 1.0
                because[rule.function].append(f"{match.group()} (name)")

    def _read_text(
        self, project: Project, features: dict[str, dict[str, float]], because: dict[str, list[str]]
    ) -> None:
        seen: dict[str, int] = defaultdict(int)
        for hit in self._terms.find(project.text[:_READ]):
            seen[hit.term] += 1
            if seen[hit.term] > 2:
                continue
            for function, strength in hit.functions.items():
                weight = strength * len(hit.term) ** 0.7 / len(hit.functions) ** 0.3 / seen[hit.term]
                features[function]["opening" if hit.start < _OPENING else "text"] += weight
                because[function].append(f"{hit.term} (text)")

    def _usual(self, project: Project) -> list[str]:
        """The functions of the owner's bureaus that the input names, the most usual first."""
        owner = project.owner
        if owner is None:
            return []
        budget_bureau = project.bureau if project.holder.transfer is None else ""
        parent = self._owners.parents.get(owner)
        named = [
            function
            for bureau in self._bureaus
            if (bureau.ministry == owner or bureau.ministry == parent)
            and (bureau.bureau in budget_bureau if bureau.bureau else bureau.ministry == owner)
            for function in bureau.functions
        ]
        return list(dict.fromkeys(named))

    def _with_owner(self, project: Project, function: str, found: dict[str, float]) -> dict[str, float]:
        """Adds what depends on whose project it is, and caps sums."""
        owner = None if project.holder.open else project.owner
        body, parents = self.owner_of[function], self._owners.parents
        found["name"], found["opening"], found["text"] = (
            min(found["name"], 12.0),
            min(found["opening"], 10.0),
            min(found["text"], 12.0),
        )
        found["root of name"], found["root of opening"], found["root of text"] = (
            math.sqrt(found["name"]),
            math.sqrt(found["opening"]),
            math.sqrt(found["text"]),
        )
        named, opened, listed = found["name"] > 0, found["opening"] > 0, found["bureau lists it"] > 0
        found["in name"] = float(named)
        found["name and opening"] = float(named and opened)
        found["name and bureau"] = float(named and listed)
        found["name rule alone"] = float(found["name rule"] > 0 and not named)
        found["bureau alone"] = float(listed and not (named or opened or found["text"] > 0))
        found["anywhere"] = float(function in self._anywhere)
        found["anywhere, booked"] = float(project.booked and function in self._anywhere)
        if owner is None:
            return dict(found)
        if body == owner:
            found["owner's"] = 1.0
        elif owner in (parents.get(body), body) or parents.get(owner) == body:
            found["owner's parent or bureau"] = 1.0
        elif function in self._anywhere or body == _ANY_MINISTRY:
            found["any owner's"] = 1.0
        else:
            found["another owner's"] = 1.0
        found["defence, of others"] = float(body == DEFENCE and owner != DEFENCE)
        found["of others, in defence"] = float(owner == DEFENCE and body != DEFENCE)
        cyber = function == "cybersecurity"
        forces_own = function in _OTHERWISE_IN_THE_FORCES and "政府全体" not in project.name
        found["forces have their own"] = float(forces_own and owner == DEFENCE)
        found["cyber in a field"] = float(cyber and owner not in _CYBER_OWNERS)
        found["tourism beside"] = float(function == "tourism" and owner != "観光庁")
        found["municipal"] = float(body == _MUNICIPAL)
        found["Digital Agency's own"] = float(owner == DIGITAL_AGENCY and body == DIGITAL_AGENCY)
        return dict(found)


def used(candidates: Sequence[Candidate], project: Project, usage: BureauUsage) -> list[Candidate]:
    """The candidates with how usual each is in the project's bureau as one more feature."""
    weights = usage.weights(project, [candidate.function for candidate in candidates])
    return [
        Candidate(c.function, {**c.features, "usage": weights[c.function]} if weights else c.features, c.because)
        for c in candidates
    ]


def probabilities(candidates: Iterable[Candidate], weights: Mapping[str, float]) -> list[float]:
    """The softmax of the candidates' weighted features, with a constant for none of them."""
    sums = [sum(weights.get(name, 0.0) * value for name, value in c.features.items()) for c in candidates]
    highest = max(sums, default=0.0)
    powers = [math.exp(value - highest) for value in sums]
    total = sum(powers) + math.exp(_NOTHING - highest)
    return [power / total for power in powers]


def _name_rules() -> list[NameRule]:
    entries = tomllib.loads((DATA / "name_rules.toml").read_text(encoding="utf-8"))["rule"]
    return [NameRule(re.compile(e["pattern"]), e.get("owner", ""), e["function"]) for e in entries]


def _bureaus() -> list[Bureau]:
    return [Bureau(row["ministry"], row["bureau"], tuple(row["functions"].split("|"))) for row in _rows("bureaus.csv")]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
