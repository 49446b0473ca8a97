"""Tasks that no rule tells: pairs of a system and a noun phrase, by their likelihood in a small linear model.

No task overlaps one that the rules of the sentence told. The weights are fitted on annotated
sentences by ``benchmarks/tasks.py``; its probability, calibrated on sentences held out, is the relation's confidence.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from graph.extract.mention import FUNCTION, PRODUCT
from graph.extract.relations.found import Found
from graph.extract.relations.phrases import conjuncts, task_phrase
from graph.extract.relations.relation import SUPPORTS, Argument
from graph.extract.relations.scene import Place, Scene
from graph.extract.relations.signs import Phrase, Span, pair_signs, phrase_signs, system_signs
from graph.extract.relations.task_words import WORK_ON_IT, subjects

LIKELY = "likely-task"
LEAST = 0.4
"""What is less likely is not said."""

_MOST = 0.89  # surer were 33 by held-out models, 31 of them right: too few to say that they belong to the tier of 0.9

_SLOPE, _INTERCEPT = "slope of the calibration", "intercept of the calibration"
# Where a noun phrase can end: in front of a particle, a verb, a stop
_END = re.compile(
    r"(?<=[^ぁ-ん、。・:;「」『』\s/,])(?=を|が|は|に(?!係る|関する|対する|基づ|関わる)|で|も|、|。|$|と(?:い|し|す)|する|し|さ|や|等|など|及|並"
    r"|の(?:ため|際|更|一層|[^ぁ-ん、。]{1,3}化|円滑|適正|実施|[^ぁ-ん]{0,20}機能|支援|た)|」|』|\))|(?:(?<=[りきけぎみせ])|(?<=[扱払]い))(?=を|、|の|等|が|に)"
)
_FAR = 100  # characters that a phrase can be long
_NEAR = 3  # so many systems in front of a phrase and so many behind it are asked
_ANY = "any"  # a sign of every candidate: how seldom one is a task


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase at ``start`` to ``end`` of a sentence that may be a task of a system, with the signs that tell."""

    system: Argument
    start: int
    end: int
    signs: frozenset[str]


@dataclass(frozen=True)
class Likelihood:
    """Weights of signs, and the line that makes a calibrated log-odds of their sum."""

    weights: Mapping[str, float]
    slope: float = 1.0
    intercept: float = 0.0

    @classmethod
    def shipped(cls) -> Likelihood:
        """The model of the package."""
        text = resources.files("graph.extract.relations").joinpath("task_weights.csv").read_text(encoding="utf-8")
        weights = {sign: float(weight) for sign, weight in list(csv.reader(text.splitlines()))[1:]}
        return cls(weights, weights.pop(_SLOPE), weights.pop(_INTERCEPT))

    def rows(self) -> Iterator[tuple[str, float]]:
        """The model as the rows of its file."""
        yield from ((_SLOPE, self.slope), (_INTERCEPT, self.intercept), *sorted(self.weights.items()))

    def sum(self, signs: Iterable[str]) -> float:
        """The weights of some signs together, summed exactly: their order does not matter."""
        return math.fsum(self.weights.get(sign, 0.0) for sign in signs)

    def __call__(self, candidate: Candidate) -> float:
        """The probability that the system supports this task."""
        return 1 / (1 + math.exp(-self.slope * self.sum(candidate.signs) - self.intercept))


def find_likely_tasks(scene: Scene, told: Sequence[Found], likelihood: Likelihood) -> Iterator[Found]:
    """supports beside those that are ``told``, the likeliest first; no two tasks overlap."""
    taken = [_words(scene, found.object) for found in told if found.predicate == SUPPORTS]
    sure = [(likelihood(candidate), candidate) for candidate in candidates(scene)]
    for chance, candidate in chosen(sure, taken):
        task = scene.argument(FUNCTION, candidate.start, candidate.end)
        stop = max(candidate.end, (candidate.system.end or 0) - scene.offset)
        yield Found(
            candidate.system, SUPPORTS, task, candidate.start, stop, LIKELY, confidence=min(round(chance, 3), _MOST)
        )


def chosen(
    sure: Iterable[tuple[float, Candidate]], taken: Iterable[Span] = (), least: float = LEAST
) -> Iterator[tuple[float, Candidate]]:
    """The candidates with a likelihood of ``least`` or more; of those that overlap, the likeliest."""
    spans = list(taken)
    for chance, candidate in sorted(sure, key=lambda pair: (-pair[0], pair[1].start, -pair[1].end)):
        if chance >= least and not any(start < candidate.end and candidate.start < end for start, end in spans):
            spans.append((candidate.start, candidate.end))
            yield chance, candidate


@dataclass(frozen=True, slots=True)
class _Asked:
    """A system that a sentence may tell tasks of; ``place`` and ``span`` (with the bracket behind it) are the project's not."""

    argument: Argument
    signs: dict[str, str]
    place: Place | None = None
    span: Span | None = None


def candidates(scene: Scene) -> Iterator[Candidate]:
    """Each noun phrase of a sentence with the systems next to it and the project's."""
    text = scene.text
    systems = sorted(
        [place for _, place in subjects(scene)] + list(scene.bare), key=lambda place: (place.start, -place.end)
    )
    around = [(place.start, scene.behind(place)) for place in systems]
    asked = [
        _Asked(place.argument, system_signs(text, place, span[1], scene.project_name, at, len(systems)), place, span)
        for at, (place, span) in enumerate(zip(systems, around, strict=True))
    ]
    ours = []
    if scene.project is not None:
        ours = [_Asked(scene.project, system_signs(text, None, 0, "", 0, len(systems)))]
    if not asked and not ours:
        return
    for words in noun_phrases(scene):
        span = words.start, words.end
        phrase = phrase_signs(text, words, scene.mentions, scene.project_name)
        plain = [f"{where}={what}" for where, what in phrase.items()]
        front = [one for one in asked if one.place is not None and one.place.end <= span[0]]
        rest = [one for one in asked if one.place is not None and one.place.start >= span[1]]
        for one in (*front[-_NEAR:], *rest[:_NEAR], *ours):
            own = (f"system {where}={what}" for where, what in one.signs.items())
            pair = pair_signs(text, span, phrase, one.span, one.signs, around, one.argument.text)
            yield Candidate(one.argument, *span, frozenset((_ANY, *plain, *own, *pair)))


def noun_phrases(scene: Scene) -> list[Phrase]:
    """The parts of enumerations that may be tasks, in text order: no names of other things, no work on a system."""
    found: dict[int, Phrase] = {}
    for match in _END.finditer(scene.text):
        whole = task_phrase(scene.text, max(0, match.start() - _FAR), match.start())
        if whole is None or WORK_ON_IT.search(scene.text, *whole):
            continue
        for start, end in conjuncts(scene.text, *whole):
            if end - start >= 2:  # the enumeration that reaches farthest is met last
                found[end] = Phrase(min(start, found[end].start) if end in found else start, end, match.start())
    return [
        phrase
        for _, phrase in sorted(found.items())
        if not any(m.type not in (FUNCTION, PRODUCT) and m.start < phrase.end <= m.end for m in scene.mentions)
    ]


def _words(scene: Scene, argument: Argument) -> Span:
    if argument.start is None or argument.end is None:
        return 0, 0
    return argument.start - scene.offset, argument.end - scene.offset
