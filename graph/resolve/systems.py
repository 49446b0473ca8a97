"""Names of information systems that may mean one system: scored, never merged.

Two systems of one body may be spelled apart (LANシステム, LAN システム), carry their short name in parentheses (e-LAWS) or be
told apart by a number alone: 第二期 is not 第一期, and 次期 is not the one that runs. A score says how near two names are;
whoever merges needs more than that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.resolve.spelling import light, loose

NEAR = 0.75  # pairs from here on are shown
_TWO_BODIES = 0.9
_TELLING = 4  # characters of a name proper: a shorter one (LAN) tells nothing when two bodies use it

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_GENERATION = re.compile(
    r"第?([0-9一二三四五六七八九十]+)(?:期|次|世代)|(次期|次世代|新|旧|現行)(?=[^\s])|(?:ver\.?|バージョン)\s*([0-9.]+)|(?<=[a-z])(i{1,3}|iv|v)$"
)
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TAIL = re.compile(
    r"(?:等|の)?(?:一式|に係る.*|の?(?:運用|保守|開発|構築|更改|改修|整備|更新|設計|賃貸借|借入|移行|調達|利用|導入).*)$"
)


@dataclass(frozen=True, slots=True)
class SystemName:
    """What the name of a system says: the name proper, its generation, and the short names in parentheses."""

    core: str
    generation: tuple[str, ...]
    short: frozenset[str]


@dataclass(frozen=True, slots=True)
class NearSystems:
    """Two systems whose names are near, how near, and why."""

    a: str
    b: str
    score: float
    because: str


def parse(name: str) -> SystemName:
    """Takes the name of a system apart."""
    text = unicodedata.normalize("NFKC", name).casefold()
    short = frozenset(loose(light(part)) for part in _PARENTHESES.findall(text) if part.strip())
    text = _TAIL.sub("", _PARENTHESES.sub("", text).strip()) or text
    generation = tuple(
        (match[1] or match[2] or match[3] or match[4]).translate(_NUMERALS) for match in _GENERATION.finditer(text)
    )
    return SystemName(loose(light(_GENERATION.sub("", text))), generation, short)


def compare(a: SystemName, b: SystemName) -> tuple[float, str]:
    """How likely two names mean one system (0 … 1), and what says so."""
    if a.generation != b.generation:
        return 0.0, f"generation {'・'.join(a.generation) or 'none'} and {'・'.join(b.generation) or 'none'}"
    if a.core == b.core:
        return 0.95, "the same name but for spelling"
    if (a.core and a.core in b.short) or (b.core and b.core in a.short) or a.short & b.short:
        return 0.85, "the short name in parentheses"
    one, other = _pairs(a.core), _pairs(b.core)
    if not one or not other:
        return 0.0, "too short to compare"
    if _digits(a.core) != _digits(b.core):
        return 0.0, "other numbers in the name"
    return round(2 * len(one & other) / (len(one) + len(other)), 3), "pairs of characters in common"


def near(names: Iterable[str]) -> Iterator[NearSystems]:
    """Pairs of names that may mean one system, nearest first."""
    parsed = {name: parse(name) for name in sorted(set(names))}
    blocks: dict[str, list[str]] = defaultdict(list)
    for name, one in parsed.items():
        for mark in {one.core[:4], one.core[-8:], *one.short}:
            if len(mark) > 2:
                blocks[mark].append(name)
    found: dict[tuple[str, str], NearSystems] = {}
    for block in blocks.values():
        for at, a in enumerate(block[:200]):
            for b in block[at + 1 : 200]:
                if (a, b) not in found:
                    score, because = compare(parsed[a], parsed[b])
                    if score >= NEAR:
                        found[a, b] = NearSystems(a, b, score, because)
    yield from sorted(found.values(), key=lambda pair: (-pair.score, pair.a, pair.b))


@dataclass(frozen=True, slots=True)
class PrintedSystem:
    """A system with its name and the body (or document) that names it, "" for one that all name alike."""

    iri: str
    name: str
    scope: str


def near_systems(systems: Iterable[PrintedSystem]) -> Iterator[tuple[PrintedSystem, PrintedSystem, float, str]]:
    """Pairs of systems that may be one, each with a score and the reason, in the order of their IRIs.

    Systems that two bodies name are less near than those of one: LANシステム is a name that many bodies use.
    """
    of_name: dict[str, list[PrintedSystem]] = defaultdict(list)
    for system in systems:
        of_name[system.name].append(system)
    names = [(pair.a, pair.b, pair.score, pair.because) for pair in near(of_name)]
    names += [(name, name, 1.0, "the same name") for name, bearers in of_name.items() if len(bearers) > 1]
    found = []
    for a, b, score, because in names:
        for one in of_name[a]:
            for other in of_name[b]:
                if a == b and one.iri >= other.iri:
                    continue
                two_bodies = one.scope and other.scope and one.scope != other.scope
                value = round(score * _TWO_BODIES, 3) if two_bodies else score
                if value >= NEAR and not (two_bodies and len(parse(a).core) < _TELLING):
                    first, second = (one, other) if one.iri < other.iri else (other, one)
                    reason = f"{because}; two bodies name them" if two_bodies else because
                    found.append((first, second, value, reason))
    yield from sorted(found, key=lambda pair: (pair[0].iri, pair[1].iri))


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _digits(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)
