"""What a noun phrase, a system and the words between them show: the signs that the likelihood of a task is summed from.

A sign is a short text: where it was seen, and what. Words of content are mostly replaced by N (…は、NのNを…), so that what
counts is how a sentence is built. Signs of a phrase and of a system are made once, those of a pair for each pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.mention import Mention
from graph.extract.relations.scene import Place
from graph.extract.relations.task_words import NO_TASK_END, TASK_END, VAGUE

_CONTENT = re.compile(r"[^ぁ-ん、。「」『』()・:]+")
_AFTER = 14  # characters behind a phrase or system that are looked at
_CLAUSE = re.compile(r"[^、。]{0,40}")
_STEM = re.compile(r"[^ぁ-ん、。()「」]{2}(?=[ぁ-ん、])")
_GOVERNOR = re.compile(
    r"[」』]?(?:等|など)?(?P<particle>[をがはにもでのと])(?:[^ぁ-ん、。をはが]*?に)?(?P<stem>[^ぁ-ん、。]{1,8})?"
)
_BETWEEN = ("。", "は、", "により", "ため", "を", "が", "は")

_GENERAL = re.compile("情報|システム|業務|管理|支援|事務|処理|関係|関連|提供|サービス")
_NAMING = re.compile("[一-鿿ァ-ヶーA-Za-z]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase; ``stop`` is where the enumeration ends that it is a part of, else its own end."""

    start: int
    end: int
    stop: int


def skeleton(words: str) -> str:
    """The words with what is not grammar replaced: 職業紹介の業務を行う → NのNをNう."""
    return _CONTENT.sub("N", words)


def shared(words: str, name: str) -> str:
    """The longest run of words, general ones apart, that a phrase shares with a name: 免許 of 教員免許|事務 and 免許台帳."""
    best = ""
    for part in _NAMING.findall(_GENERAL.sub(" ", words)):
        for start in range(len(part)):
            while start + len(best) < len(part) and part[start : start + len(best) + 1] in name:
                best = part[start : start + len(best) + 1]
    return best


def phrase_signs(text: str, phrase: Phrase, mentions: Sequence[Mention], project: str) -> dict[str, str]:
    """Signs of a phrase, of what stands around it and of its enumeration, by where they were seen."""
    start, end = phrase.start, phrase.end
    words, before = text[start:end], text[max(0, start - 3) : start]
    signs = {f"end{n}": words[-n:] for n in (1, 2, 3, 4) if len(words) >= n}
    signs |= {"begin": words[:2], "length": str(min(len(words) // 3, 8)), "of": str("の" in words)}
    signs |= _behind(text, end, "after") | _behind(text, phrase.stop, "list")
    signs |= {f"before{n}": before[-n:] for n in (1, 2, 3) if len(before) >= n}
    signs |= {"listed": str(phrase.stop != end), "project": _length(shared(words, project))}
    clause = _CLAUSE.match(text, end)
    for stem in _STEM.findall(clause.group() if clause else ""):
        signs[f"clause {stem}"] = ""
    kind = "task" if TASK_END.search(words) else ""
    kind += " none" if NO_TASK_END.search(words) else ""
    signs["kind"] = kind
    signs["vague"] = str(VAGUE.search(words) is not None)
    for mention in mentions:
        if mention.start < end and start < mention.end:
            signs[f"names {mention.type}"] = "all" if (mention.start, mention.end) == (start, end) else "part"
    return signs


def _behind(text: str, at: int, where: str) -> dict[str, str]:
    """What stands behind an offset: the next characters, their skeleton, the particle with its verb."""
    after = text[at : at + _AFTER]
    signs = {f"{where}{n}": after[:n] for n in (1, 2, 3, 4, 5)}
    signs |= {f"{where} built{n}": skeleton(after)[:n] for n in (2, 3, 4, 5, 6)}
    governor = _GOVERNOR.match(after)
    if governor is not None and governor["stem"]:
        signs[f"{where} verb"] = governor["particle"] + governor["stem"][-2:]
        signs[f"{where} stem"] = governor["stem"][-2:]
    return signs


def _length(words: str) -> str:
    return str(min(len(words), 4))


def system_signs(text: str, place: Place | None, behind: int, project: str, number: int, of: int) -> dict[str, str]:
    """Signs of a system and of what stands around it; ``None`` is that of the project, which the sentence does not name.

    ``number`` counts the systems in front of it, ``of`` all of the sentence.
    """
    if place is None:
        return {"sort": "project", "of systems": str(min(of, 3))}
    sort = "named" if place.named else "spoken"
    after, before = text[behind : behind + _AFTER], text[max(0, place.start - 8) : place.start]
    name = text[place.start : place.end]
    signs = {"sort": sort, "name": name[-4:], "number": str(min(number, 3)), "of systems": str(min(of, 4))}
    signs |= {f"behind{n}": after[:n] for n in (1, 2, 3, 4, 5, 6)}
    signs |= {f"goes{n}": skeleton(after)[:n] for n in (2, 3, 4, 5)}
    signs |= {f"front{n}": before[-n:] for n in (1, 2, 3, 4) if len(before) >= n}
    signs["leads"] = skeleton(before)[-4:]
    governor = _GOVERNOR.match(after)
    if governor is not None and governor["stem"]:
        signs["governed"] = governor["particle"] + governor["stem"][:2]
    if project and (name in project or project[: len(name)] in name):
        signs["ours"] = ""
    return signs


def pair_signs(
    text: str, span: Span, phrase: dict[str, str], place: Span | None, system: dict[str, str], others: Sequence[Span],
    name: str,
) -> Iterator[str]:  # fmt: skip
    """Signs of a phrase with a system: order, distance, what stands between, and what of both goes together.

    ``place`` is the system with the bracket behind it; ``others`` are all systems so; ``name`` is what it is called.
    """
    start, end = span
    order = "project"
    kind, first, next_ = phrase["kind"], phrase["after1"], system.get("behind1", "")
    if place is not None:
        order = ">" if place[1] <= start else "<"
        between = text[place[1] : start] if order == ">" else text[end : place[0]]
        inside = sum(min(end, place[1]) <= other[0] < max(start, place[0]) for other in others if other != place)
        built = skeleton(between)
        far = (
            f"far{min(len(between) // 8, 8)}", f"commas{min(between.count('、'), 4)}", f"systems{min(inside, 3)}"
        )  # fmt: skip
        for sign in far:
            yield f"{order}{sign}"
            yield f"{order}{sign}|{next_}"
            yield f"{order}{sign}|{first}"
            yield f"{order}{sign}|{kind}"
        yield from {f"{order}has {built[at : at + n]}" for n in (2, 3) for at in range(len(built) - n + 1)}
        if len(built) <= 14:
            yield f"{order}is {built}"
        yield f"{order}from {built[:4]}"
        yield f"{order}to {built[-4:]}"
        yield from (f"{order}with {word}" for word in _BETWEEN if word in between)
        yield from {f"{order}stem {stem}" for stem in _STEM.findall(between)}
    yield f"{order}shares {_length(shared(text[start:end], name))}"
    for where in ("after1", "after2", "after built2", "after verb"):
        if where in phrase:
            told = f"{order}{where}={phrase[where]}"
            yield told
            yield f"{told}|{next_}"
            yield f"{told}|front={system.get('front1', '')}"
            yield f"{told}|{system['sort']}"
    yield f"{order}{kind}|{first}|{next_}"
    yield f"{kind}|{phrase['after2']}"
    yield f"{order}{phrase.get('end2', '')}|{first}"
    yield f"{order}{kind}|{system.get('behind2', '')}"
    yield f"{order}{kind}|front={system.get('front1', '')}"
    if "governed" in system:
        yield f"{order}{system['governed']}|{first}"
        yield f"{order}{system['governed']}|{kind}"
