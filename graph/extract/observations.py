"""Counts by service from the structure of an answer: how many systems run on which cloud service, as of when.

Answers print such figures as a list behind 次のとおりである, one service a line, or in one sentence, service and
number side by side (…が千八百七十七、…が十一). The pairing is the structure's, not a guess from nearness: between a
name and its number nothing may stand but what joins the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.mention import CLOUD_SERVICE, COUNT, DATE, SYSTEM, Mention
from graph.text.normalise import Normalised, normalise
from graph.text.numerals import NUMBER, parse_integer
from graph.text.sentences import sentences

_BRACKETS = re.compile(r"\s*(?:\((?:[^()]|\([^()]*\)){0,80}\)|「[^「」]{0,40}」)")
# What may stand between a service's name and its number.
_JOIN = re.compile(
    r"(?:[\s:：、,=\-・…|/」)]|が提供する|が|は|で|も|の|について|に関して|における|に係る|を(?:利用|"
    r"使用|活用)(?:する|し(?:て(?:い(?:る|た)|整備又は運用が行われている|整備され(?:た|ている))|た))|"
    r"(?:利用|使用)する|"
    r"当該|クラウド(?:・コンピューティング・)?サービス|クラウド(?=を)|情報システム(?:の数|"
    r"数)?(?=[がはで、\s:：])|システム(?=[がは])|システムの?数(?=[がはで、\s:：])|もの|件数|"
    r"数(?=[がはで、\s:：])|約|計|"
    r"それぞれ|上で(?:稼働|運用)し(?:ている|た)|合計){0,12}"
)
_UNIT = "件|情報システム|システム|団体|機関|自治体|業務|個|社|事業者|契約|サービス"
_NUMBER = re.compile(
    rf"(?P<number>(?>{NUMBER}))(?>(?:\s?(?P<unit>{_UNIT}))?)(?![0-9.%％年月日号条項円歳倍度割番]|パーセント|"
    rf"か月|箇月|千|万円|分の)"
)
_LEAD = re.compile(r"次の(?:とおり|通り|表|ように)|以下の(?:とおり|通り)|下記の(?:とおり|通り)|内訳は")
_POPULATION = re.compile(r"(?P<label>[一-鿿ァ-ヶー]{2,20})の(?:総|合計)?(?:数|件数)")
_AS_OF = re.compile(r"(?:時点|現在|の状況|における)")
_FURTHEST_LEAD = 600


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure: so many ``unit`` of ``population`` use ``service`` at ``date``.

    ``unit`` is the printed counter, "" where the number stands bare. ``population`` is what is counted as the lead
    sentence names it (情報システム), "" where it does not; ``scope`` the system or platform the figures are about.
    ``start`` and ``end`` quote name and number in the text as given.
    """

    service: Mention
    count: Mention
    unit: str
    date: Mention | None
    population: str
    scope: Mention | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pair:
    service: Mention
    number: str
    unit: str
    value: int
    start: int  # of the number, normalised
    end: int  # behind the unit, normalised


def observations(text: str, mentions: Sequence[Mention]) -> list[Observation]:
    """The observations of a text whose mentions were found before (offsets of both: the text as given), in text order.

    One pair alone counts only with a counter or behind a lead sentence (…次のとおりである); dates, numbers of laws,
    percentages and yen are never taken for the number.
    """
    normalised = normalise(text)
    dates = [mention for mention in mentions if mention.type == DATE]
    pairs = list(_pairs(normalised, mentions))
    found: list[Observation] = []
    for group in _groups(normalised.text, pairs, normalised):
        first = group[0]
        lead_start, lead_end = _lead(text, first.service.start, dates)
        led = _LEAD.search(text, lead_start, lead_end) is not None
        if len(group) == 1 and not led and not first.unit:
            continue
        date = _date(text, dates, lead_start, lead_end)
        population, scope = _population(text, mentions, lead_start, lead_end)
        found.extend(_observation(normalised, pair, date, population, scope) for pair in group)
    return found


def _pairs(normalised: Normalised, mentions: Sequence[Mention]) -> Iterator[_Pair]:
    text = normalised.text
    dates = {position for m in mentions if m.type == DATE for position in range(m.start, m.end)}
    covered = -1
    for mention in sorted((m for m in mentions if m.type == CLOUD_SERVICE), key=lambda m: m.start):
        if mention.start < covered:
            continue
        cursor = normalised.position(mention.end)
        while (bracket := _BRACKETS.match(text, cursor)) is not None and _gloss(bracket.group()):
            cursor = bracket.end()
        joint = _JOIN.match(text, cursor)
        assert joint is not None
        match = _NUMBER.match(text, joint.end())
        if match is None or not match["number"]:
            continue
        value = parse_integer(match["number"])
        begin, end = normalised.span(*match.span())
        if value is None or begin in dates:
            continue
        covered = end
        yield _Pair(mention, match["number"], match["unit"] or "", value, match.start(), match.end())


def _gloss(bracket: str) -> bool:
    """A bracket that only explains the name in front of it (abbreviation, provider), not one that holds the number."""
    return (
        re.search(r"以下|[A-Z]{2,}|提供|略|という", bracket) is not None
        and re.search(rf"(?:{_UNIT})\s*[)」]$", bracket) is None
    )


def _groups(text: str, pairs: Sequence[_Pair], normalised: Normalised) -> Iterator[list[_Pair]]:
    """Runs of pairs that follow each other as the items of one list do; one service stands once in a list."""
    group: list[_Pair] = []
    for pair in pairs:
        if group:
            between = text[group[-1].end : normalised.position(pair.service.start)]
            named = {member.service.canonical for member in group}
            if len(between) > 40 or "。" in between.rstrip("。\n ") or pair.service.canonical in named:
                yield group
                group = []
        group.append(pair)
    if group:
        yield group


def _lead(text: str, at: int, dates: Sequence[Mention]) -> tuple[int, int]:
    """The sentence that announces the figures at ``at``: their own up to them, or the last that announces a list."""
    spans = [(start, min(end, at)) for start, end in sentences(text[: at + 1]) if end > at - _FURTHEST_LEAD]
    if not spans:
        return at, at
    start, end = spans[-1]
    if _POPULATION.search(text, start, end) or any(start <= date.start < end for date in dates):
        return start, end
    return next((span for span in reversed(spans) if _LEAD.search(text, *span)), (start, end))


def _date(text: str, dates: Sequence[Mention], start: int, end: int) -> Mention | None:
    """The date the figures hold at: in the lead, the one that 時点, 現在 or 末 marks; else its last one."""
    inside = [date for date in dates if start <= date.start < end]
    marked = [date for date in inside if date.text.endswith("末") or _AS_OF.match(text, date.end)]
    chosen = marked or inside
    return chosen[-1] if chosen else None


def _population(text: str, mentions: Sequence[Mention], start: int, end: int) -> tuple[str, Mention | None]:
    labels = list(_POPULATION.finditer(text, start, end))
    scopes = [m for m in mentions if m.type == SYSTEM and start <= m.start < end]
    return (labels[-1]["label"] if labels else ""), (scopes[0] if scopes else None)


def _observation(
    normalised: Normalised, pair: _Pair, date: Mention | None, population: str, scope: Mention | None
) -> Observation:
    begin, end = normalised.span(pair.start, pair.end)
    printed = normalised.original[begin:end]
    count = Mention(COUNT, printed, begin, end, str(pair.value), 0.95, "observation", pair.value, pair.unit or None)
    return Observation(pair.service, count, pair.unit, date, population, scope, pair.service.start, end)
