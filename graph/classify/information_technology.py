"""Does a project's money buy IT: yes, partly, no. Decisions over name, text and payees, weighed with the letters beside.

The decisions (:func:`by_rules`) know only the words they were given. The model (:class:`ProjectWords`) has read every
annotated project (``data/it_weights.csv``, fitted by :mod:`graph.classify.fitting`): for it what the rules say is one
feature among the letter groups of name and text and what the text says is done with IT.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from graph.classify.letters import Features, Weights, groups
from graph.classify.model import InformationTechnology
from graph.classify.patterns import DATA, Patterns
from graph.classify.project import Project

_BLANK = "＊"
_OPENLY = 3  # times that the text must speak of a system being built or run to stand against a name that does not
_SELLERS = 0.5, 0.34  # share of IT sellers among the payees: most, a good part
_READ, _OPENING = 1000, 120  # characters of the text, and of its last part, that are read
_SHARE = 0.7  # value of a feature that is a share of the text
_FIELDS = ("name", "text")
_NAME_KEYS = ("surely", "made", "other", "other-for-good", "around", "made-still", "digital", "policy", "digital-study")
_WHOLE_NAME_KEYS = ("data-research", "data-people", "public-network")


def by_rules(project: Project, rules: Patterns) -> InformationTechnology:
    """The first decision that speaks."""
    return _decided(project, rules, *_blanked(project, rules))


def _blanked(project: Project, rules: Patterns) -> tuple[str, str]:
    """Name and text with the words blanked that look like IT and are not."""
    return rules.remove("it.scheme", project.name, _BLANK), rules.remove("it.scheme", project.text, _BLANK)


def _decided(project: Project, rules: Patterns, name: str, text: str) -> InformationTechnology:
    if project.booked:
        return "yes"
    if rules.has("it.surely", name):
        return "yes"
    other = rules.find("it.other", name)
    sellers, told = _sellers(project, rules)
    if rules.has("it.made", name) and other is None:
        mostly_sold_by_them = told > 0 and sellers >= _SELLERS[0]
        if not rules.has("it.around", name) or mostly_sold_by_them or rules.has("it.made-still", name):
            return "yes"
    return _in_part(project, rules, name, text, other, sellers, told)


def _in_part(
    project: Project, rules: Patterns, name: str, text: str, other: str | None, sellers: float, told: int
) -> InformationTechnology:
    if rules.has("it.data-research", project.name) and not rules.has("it.data-people", project.name):
        return "partly"
    if rules.has("it.public-network", project.name) or rules.has("it.digital-study", name):
        return "partly"
    systems = len(rules.ends("it.text-system", text))
    if other is not None:
        openly = systems >= _OPENLY and not rules.has("it.other-for-good", other)
        openly = openly or (rules.has("it.publicity", other) and rules.has("it.site-run", text))
        return "partly" if openly else "no"
    if rules.has("it.digital", name):
        return "no" if rules.has("it.policy", name) and systems < 2 else "partly"
    most, good_part = _SELLERS
    if told and sellers >= most and systems >= 2:
        return "yes"
    digital = len(rules.ends("it.text-digital", text))
    if systems >= _OPENLY or (systems >= 2 and digital >= 5) or (systems and told >= 2 and sellers >= good_part):
        return "partly"
    return "no"


def _sellers(project: Project, rules: Patterns) -> tuple[float, int]:
    """The share of IT sellers among the payees that say something, and how many do."""
    telling = [payee for payee in project.payees if not rules.has("it.no-vendor", payee)]
    if not telling:
        return 0.0, 0
    return sum(rules.has("it.vendor", payee) for payee in telling) / len(telling), len(telling)


def project_features(project: Project, rules: Patterns) -> Features:
    """What the rules say and see, the payees, things with what is done with them, their share of the text, letter groups."""
    name, text = _blanked(project, rules)
    single = {"always": 1.0, f"rules say {_decided(project, rules, name, text)}": 0.4}
    single |= {f"name has {key}": 1.0 for key in _NAME_KEYS if rules.has(f"it.{key}", name)}
    single |= {f"name has {key}": 1.0 for key in _WHOLE_NAME_KEYS if rules.has(f"it.{key}", project.name)}
    systems, digital = len(rules.ends("it.text-system", text)), len(rules.ends("it.text-digital", text))
    sellers, told = _sellers(project, rules)
    single |= {
        "systems made": min(systems, 6) / 3,
        "a system made": float(systems > 0),
        "systems made openly": float(systems >= _OPENLY),
        "digital words": min(digital, 12) / 6,
        "share of sellers": sellers,
        "sellers mostly": float(told > 0 and sellers >= _SELLERS[0]),
        "payees": min(told, 10) / 10,
        "booked": float(project.booked),
        f"owner:{project.owner}": 0.3,
    }
    single |= _done("name", name, rules, 0.45)
    single |= _done("text", text, rules, 0.3)
    aim, _, outline = text.rpartition(" / ")
    single |= _done("opening", outline[:_OPENING], rules, 0.3)
    single |= _shares("aim", aim, rules) | _shares("outline", outline, rules)
    letters = (
        groups("name", f"^{project.name}$", (2, 3, 4), 0.3),
        groups("text", project.text[:_READ], (2,), 0.17),
    )
    return Features({feature: value for feature, value in single.items() if value}, letters)


def _done(field: str, text: str, rules: Patterns, value: float) -> dict[str, float]:
    """IT things in ``text``, and what is done with them: 「システムを改修」, 「データの収集」."""
    found: Counter[str] = Counter()
    for match in rules.matches("it.thing-done", text):
        found[f"{match['thing']} {match['done']}"] += 1
        found[match["done"]] += 1
    for match in rules.matches("it.thing", text):
        found[match.group()] += 1
    return {f"{field}, {what}": value * min(count, 3) for what, count in sorted(found.items())}


def _shares(part: str, text: str, rules: Patterns) -> dict[str, float]:
    """How much of a part of the text is about IT: clauses and sentences that name an IT thing, sentences that make one."""
    clauses, sentences = rules.ends("it.clause", text), rules.ends("it.sentence", text)
    things = [match.start() for match in rules.matches("it.thing", text)]
    made = [match.start() for match in rules.matches("it.text-system", text)]
    return {
        f"{part}: clauses with a thing": _SHARE * _hit(things, clauses),
        f"{part}: sentences with a thing": _SHARE * _hit(things, sentences),
        f"{part}: sentences with a system made": _SHARE * _hit(made, sentences),
    }


def _hit(starts: Sequence[int], ends: Sequence[int]) -> float:
    """The share of the stretches that end at ``ends`` in which one of ``starts`` lies."""
    return len({bisect_left(ends, start + 1) for start in starts}) / (len(ends) + 1)


class ProjectWords:
    """Two linear models over the features of a project: whether it buys IT, and if so, whether that is all it buys."""

    def __init__(self, buys: Mapping[str, float], nothing_else: Mapping[str, float]) -> None:
        self._weights = Weights((buys, nothing_else), _FIELDS)

    @classmethod
    def installed(cls) -> ProjectWords:
        """With the weights that the package ships."""
        with (DATA / "it_weights.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return cls(
            {row["feature"]: float(row["buys"]) for row in rows},
            {row["feature"]: float(row["nothing_else"]) for row in rows},
        )

    def answer(self, project: Project, rules: Patterns) -> InformationTechnology | None:
        """The likeliest of the three; by the rules alone where there is no text; None where there is nothing at all."""
        if not project.text:
            return by_rules(project, rules) if project.name else None
        return self.likeliest(project_features(project, rules))

    def likeliest(self, features: Features) -> InformationTechnology:
        """The likeliest answer for these features."""
        some, whole = self._weights.shares(features)
        chances: dict[InformationTechnology, float] = {
            "no": 1 - some,
            "partly": some * (1 - whole),
            "yes": some * whole,
        }
        return max(chances, key=lambda answer: chances[answer])
