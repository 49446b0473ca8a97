"""Which system is provided under which platform of the state, as a text says it (``servedUnder``).

The rules are those of ``izon extract`` (:mod:`graph.extract.relations.platforms`): ``runsOn`` between two named systems, of
which the second is a platform. That a platform has several clouds makes none of them an alternative for the system.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from graph.claims.model import ASSERTED, NONE, Argument, Claim, Evidence, Qualifiers
from graph.claims.reading import Reading
from graph.extract.confidence import Reliability
from graph.extract.mention import SYSTEM, Mention
from graph.extract.relations.finder import find_relations
from graph.extract.relations.relation import PROJECT, RUNS_ON, Context
from graph.extract.relations.relation import Argument as Side

_PLATFORM = re.compile(
    "ガバメントクラウド|ガバクラ|政府共通プラットフォーム|ガバメントソリューションサービス|GSS|共通基盤"
)
_LOOSE = "platform-uses"  # who uses a platform need not run on it: of this rule only plans are taken


@dataclass(frozen=True, slots=True)
class ServedUnder:
    """A system under a platform, and the characters of the text that say so."""

    key: str
    system: Argument
    platform: Argument
    start: int
    end: int
    modality: str
    confidence: float

    def claim(self, evidence: tuple[Evidence, ...], qualifiers: Qualifiers = NONE) -> Claim:
        """The claim with its evidence."""
        return Claim(
            self.key, "servedUnder", self.system, self.platform, evidence, qualifiers, self.modality, self.confidence
        )


def served_under(
    key: str, text: str, reading: Reading, scope: str, project: str, read: Callable[[str], Reading]
) -> Iterator[ServedUnder]:
    """What the text says; ``project`` is the name of the project whose system is meant where the text names none.

    ``scope`` is the body whose systems a bare name is looked up among.
    """
    if not any(mention.type == SYSTEM and _PLATFORM.search(mention.text) for mention in reading.mentions):
        return

    def names(name: str) -> tuple[Mention, ...]:
        return read(name).mentions if name == project else ()

    context = Context(project=project or None)
    for relation in find_relations(text, reading.mentions, context, names, _reliability()):
        platform = _named(relation.object, reading)
        if relation.predicate != RUNS_ON or platform is None or not _PLATFORM.search(platform.text):
            continue
        if relation.rule == _LOOSE and relation.modality == ASSERTED:
            continue
        if relation.subject.source == PROJECT:
            system = next((m for m in read(project).mentions if m.type == SYSTEM), None)
            start, end = platform.start, platform.end
        else:
            system = _named(relation.subject, reading)
            if system is None:
                continue
            start, end = min(system.start, platform.start), max(system.end, platform.end)
        if system is None or _PLATFORM.fullmatch(system.text):
            continue  # a platform by another of its names
        yield ServedUnder(
            key,
            Argument(SYSTEM.lower(), system.text, scope=scope),
            Argument(SYSTEM.lower(), platform.text, scope=scope),
            start,
            end,
            relation.modality,
            round(min(relation.confidence, system.confidence, platform.confidence), 3),
        )


def _named(side: Side, reading: Reading) -> Mention | None:
    """The system that an argument is a mention of; nothing for one that is only spoken of."""
    return next((m for m in reading.mentions if m.type == SYSTEM and (m.start, m.end) == (side.start, side.end)), None)


@cache
def _reliability() -> Reliability:
    return Reliability.measured()
