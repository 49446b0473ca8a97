"""Noun phrases that name tasks: where one begins in front of its verb, and what an enumeration falls into."""

from __future__ import annotations

import re

# A phrase: nouns joined by の, 、, 及び …; any other hiragana ends it.
_JOIN = (
    r"(?<=[0-9])つの|への|の|、|及び|および|並びに|ならびに|又は|または|もしくは|若しくは|や|と(?![いしす])|に係る|に関する|"
    r"に関わる|における|に対する|"
    r"に基づく|に基づいた|それに(?:かか|係)る|による|に必要な|[一-鿿]的な|(?:適正|適切|迅速|円滑|正確|確実|的確|安全)"
    r"(?:(?:かつ|・|、)(?:適正|適切|迅速|円滑|正確|確実|的確|効率的|公正))*な|"
    r"からの|から(?=[^ぁ-ん]+[^。]{0,60}まで)|まで|ごと"
)
_NOUN = (
    r"[一-鿿][りしいけきえ][一-鿿][みいりしせぎれえわ]{1,2}(?=の|、|等|を|ま|及|や|・)"
    r"|手続き|取組み|問い?合わ?せ|やり取り|やりとり"
)
_PHRASE = re.compile(rf"(?:{_JOIN}|{_NOUN}|\([^()]*\)|[^ぁ-ん、,。:;()「」『』\s])+$")
_TAIL = re.compile(r"(?:等|など|、)+$")
_AFTER_ETC = re.compile(r"等(?:の(?:諸機能|各種業務|一連の業務|様々な[^ぁ-ん]+|各機能|柔軟な働き方))$")
_SERIES_END = re.compile(r"(?:等)?(?:に係る|(?<!まで)の|に関する)一連の(?:業務|事務|手続)$")
_SPLIT = re.compile(
    r"(?:や、|、|及び|および|並びに|ならびに|若しくは|又は|(?<![ぁ-ん])や|(?<=等の)(?=様々な)|(?<=業務)・(?=[^ぁ-ん、。・]{2,}(?:業務|事務|手続))|(?<=手続)・(?=[^ぁ-ん、。・]{2,}(?:業務|事務|手続))"
    r"|(?<=公開)と(?=[^ぁ-ん、。]{4,}$)|(?<=申請)と(?=[^ぁ-ん、。]{4,}$)|(?<=管理)と(?=[^ぁ-ん、。]{4,}$)|(?<=業務)と(?=[^ぁ-ん、。]{3,}(?:業務|事務|手続)$))"
)
# …等、国民生活に影響する重要な|業務; …等の第一線における様々な|警察活動: the enumeration is what is meant
_SUMMED_UP = re.compile(
    r"等(?:、|の)(?:[^、。]{0,24}?(?:重要|様々|必要|幅広|柔軟|多様|主要|膨大|大量)[^、。]{0,6}|諸|各種|各|一連の)"
    r"(?:[^ぁ-ん、。]{0,6}(?:業務|事務|活動|機能|情報|手続|働き方|データ|処理))$"
)
_WIDE = re.compile("又は|または|並びに|ならびに")
_CONDUCT = re.compile(
    r"の(?:(?:適正|円滑|効率的|効果的|迅速|適切|確実|安定的|的確)(?:か[つ]|・|、|及び)?)+な?(?:遂行|実施|執行|運営|処理)$"
)
# 会計事務|における…各種会計情報: data are no task, the work they belong to is
_DATA_OF = re.compile(r"(?P<task>[^ぁ-ん、。]{2,}(?:業務|事務|手続))における[^。]*(?:情報|データ)$")


def task_phrase(text: str, floor: int, end: int) -> tuple[int, int] | None:
    """The noun phrase in front of ``end``; the enumeration that a vague one sums up (…検疫等、…重要な業務); or the work
    whose good conduct the words are about (…業務の適正かつ効率的な遂行)."""
    listed = _SUMMED_UP.search(text[floor:end])
    if listed is not None:
        match = _PHRASE.search(text[floor : floor + listed.start()])
        return None if match is None else (floor + match.start(), floor + listed.start())
    conduct = _CONDUCT.search(text[floor:end])
    if conduct is not None:
        end = floor + conduct.start()
    match = _PHRASE.search(text[floor:end])
    if match is None:
        return None
    at = _DATA_OF.search(match.group())
    if at is not None:
        return floor + match.start(), floor + match.start() + at.end("task")
    return floor + match.start(), end


def conjuncts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of an enumeration, each a task of its own; the whole where its parts are bare words (授与、書換、再交付).

    資格管理、保険料賦課、給付業務 are three tasks; データ入力、審査、集計、公表までの業務 is one.
    """
    start, end = trimmed(text, start, end)
    phrase = text[start:end]
    parts: list[tuple[int, int]] = []
    at = start
    for match in _SPLIT.finditer(phrase):
        parts.append((at, start + match.start()))
        at = start + match.end()
    parts.append((at, end))
    cut = [trimmed(text, first, last) for first, last in parts]
    cut = [(first, last) for first, last in cut if first < last]
    lengths = [last - first for first, last in cut]
    leaning = len(cut) > 1 and min(lengths) < 4 and re.search("の|から", text[cut[0][0] : cut[0][1]])
    if len(cut) > 1 and re.search("から[^。]*まで", phrase):
        start, end = cut[0][0], cut[-1][1]
        return [(start, end - 2 if text.endswith("まで", start, end) else end)]
    if len(cut) > 1 and ((leaning and not _known_short(text, cut)) or _one_head(text, cut)):
        return _outer(text, start, end) or [(start, end)]
    return cut


def _outer(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """情報の交換若しくは共有|又は|行政文書の管理: the parts that 又は and 並びに join, each with a の of its own."""
    at = [start, *(start + m.end() for m in _WIDE.finditer(text[start:end]))]
    stop = [*(start + m.start() for m in _WIDE.finditer(text[start:end])), end]
    parts = [trimmed(text, first, last) for first, last in zip(at, stop, strict=True)]
    return parts if len(parts) > 1 and all("の" in text[first:last] for first, last in parts) else []


def _known_short(text: str, parts: list[tuple[int, int]]) -> bool:
    return all(
        last - first >= 4 or text[first:last].startswith(("年金", "戸籍", "登記", "旅券", "税"))
        for first, last in parts
    )


def _one_head(text: str, parts: list[tuple[int, int]]) -> bool:
    """教員研修コンテンツの受講や履歴記録: the second part leans on the first one's の."""
    return (
        len(parts) == 2
        and text[parts[0][1] : parts[1][0]].rstrip("等") != "、"
        and "の" in text[parts[0][0] : parts[0][1]]
        and "の" not in text[parts[1][0] : parts[1][1]]
        and parts[1][1] - parts[1][0] <= 4
        and not text.startswith("各", parts[1][0])
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The phrase without what only leads to it or sums it up (国の…, …等, …に係る一連の業務)."""
    for pattern in (_AFTER_ETC, _SERIES_END, _TAIL):
        match = pattern.search(text[start:end])
        if match is not None:
            end = start + match.start()
    lead = re.match(
        r"(?:[、・の]|等の|や|と|国の|我が国の|その他|第一線における|各府省等における|様々な)+", text[start:end]
    )
    return (start + lead.end() if lead else start), end
