"""What was read in a text, as the claim modules use it: mentions, and the functions whose terms stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.claims.model import Argument
from graph.extract.mention import Mention


@dataclass(frozen=True, slots=True)
class FunctionMatch:
    """A term of a public function in a text: the function's id and where the term stands."""

    function: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read."""

    mentions: tuple[Mention, ...]
    functions: tuple[FunctionMatch, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A system or service that a text names."""

    argument: Argument
    start: int
    end: int
    confidence: float


def named_systems(reading: Reading, scope: str) -> tuple[Named, ...]:
    """The information systems that the text names; ``scope`` is the body whose systems a bare name is looked up among."""
    return tuple(_named(reading, "System", "system", scope))


def named_services(reading: Reading) -> tuple[Named, ...]:
    """The cloud services that the text names."""
    return tuple(_named(reading, "CloudService", "service", ""))


def _named(reading: Reading, mention_type: str, kind: str, scope: str) -> Iterator[Named]:
    seen: set[Argument] = set()
    for mention in reading.mentions:
        if mention.type != mention_type:
            continue
        argument = Argument(kind, mention.text, scope=scope)
        if argument not in seen:  # the first mention of a thing is evidence enough of its being named
            seen.add(argument)
            yield Named(argument, mention.start, mention.end, mention.confidence)
