"""One sentence with what it names: the arguments that relations can have, pronouns and context included.

All offsets are of the sentence. Systems are named, or spoken of (本システム, 個別システム, この基盤); a system spoken of
as the one before (同システム, 同社, 同庁) is the last of its kind that the document named.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.extract.mention import AGENCY, CLOUD_SERVICE, COUNT, SYSTEM, VENDOR, Mention
from graph.extract.relations.relation import Argument
from graph.extract.systems import is_information_technology

_SPOKEN_OF = re.compile(
    r"(?:(?:本|当該?|各種?|他の?|個別|既存の?|現行の?|次期|新|新たな|この|その|[0-9一二三四五六七八九]次)(?:情報|業務)?"
    r"(?:システム|基盤|プラットフォーム|サービス(?=[はがを])|アプリ)|(?:政府情報|"
    r"各府省(?:庁)?(?:の)?(?:情報)?)システム|(?:情報|"
    r"業務)?システム(?=[はが]|上で|にて|に(?:集約|一元化|統合)|を(?:導入|整備|構築|開発)(?:し、|すること)|で(?:効率|円滑|一元|[^ぁ-ん、。はも]{0,8}(?:行|実施|処理|管理)))|データベース(?=上[にで])"
    r"|(?:認証業務用|業務用)?設備(?=に))"
)
# A system by what it is for, not by a name (既存情報システム, 一括検索サイト); not where the words run on (…システム改修)
_PLAIN = re.compile(
    r"(?<![一-鿿ァ-ヶーA-Za-z0-9・])(?!(?:情報|業務|共通|統合|技術)*基盤(?!システム))[^ぁ-ん、。()「」『』:;/\s0-9%][^ぁ-ん、。()「」『』:;/\s]{1,24}?"
    r"(?:システム|サイト|ホームページ|ポータル|アプリ|ツール|データベース|ストレージ|プラットフォーム|基盤|(?<=[一-鿿])PF|LAN|"
    r"(?:会議|提供|申請|照会|検索|通知|連携|決済|予約|認証|共有)サービス)(?!(?!等[をにでのはが、]|クラウド)[一-鿿ァ-ヶーA-Za-z0-9])"
)
# The head of an attribute, by its kind only: …を処理する|システム, …が可能となる|プラットフォーム
_BARE = re.compile(
    r"(?<=[るうたのな])(?:情報|業務|基幹|基盤|中核)?(?:システム|プラットフォーム|データベース|(?:ポータル|ウェブ|Web)?サイト|ポータル|アプリ|ツール)"
    r"(?=[をがはに、)]|の(?!利用)|と(?!いう)|等|運用|整備|構築|開発|改修|器材|で(?:ある|あり|す)|として|。|$|\([^()]{4,})"
)
_EXPLAINED_BY = re.compile(r"(?:(?:である|となる)[「『]?|\([「『]?)$")
_CLOSED = re.compile(r"[」』]?(?::[A-Za-z0-9\- ]+)?\)")
_SAME = re.compile(r"(?:同|当該)(システム|プラットフォーム|基盤|サービス|社|庁|省|府|機構|法人|センター)(?![一-鿿])")
_CLOUD = re.compile(
    r"(?:外部|パブリック・?|商用|民間)?(?:クラウド(?:・コンピューティング・)?サービス|クラウド(?:基盤環境|基盤|環境)|SaaS|PaaS|IaaS)|クラウドHSM"
    r"|(?:パブリック・?|民間)?クラウド(?=への移行|移行|化|上|導入|の(?:利|活)用|\(|利用料)"
)
_UNNAMED_PLATFORM = re.compile(
    r"(?:業務系|府省)?共通(?:基盤(?:システム)?|プラットフォーム)(?=上|に|で|へ|を)"
    r"|(?<![一-鿿ァ-ヶーA-Za-z])[^ぁ-ん、。()「」『』:;/\s]{2,20}(?:基盤(?:システム)?|プラットフォーム)(?=上[でにへの])"
)
_IT = re.compile("これ(?=(?:へ|に)(?:は)?(?:の)?移行|上で)")
PLATFORM = re.compile(
    "基盤|プラットフォーム|プラットホーム|クラウド|PF$|GSS|ガバメントソリューションサービス|統合ネットワーク"
)
_NET = re.compile("ネットワーク$|LAN$|NW$")
_UPON = re.compile("上[でにの]|での(?:運用|稼働)|(?:にて|で)(?:運用|稼働)")
BRACKETS = r"(?:\((?:[^()]|\([^()]*\))*\))?"


@dataclass(frozen=True, slots=True)
class Place:
    """An argument and where it stands in the sentence; ``named`` is false for what is only spoken of."""

    argument: Argument
    start: int
    end: int
    named: bool = True
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence and its arguments, each list in text order; ``offset`` is where the sentence begins in the document."""

    text: str
    offset: int
    systems: tuple[Place, ...]
    platforms: tuple[Place, ...]
    services: tuple[Place, ...]
    bodies: tuple[Place, ...]
    counts: tuple[Place, ...]
    mentions: tuple[Mention, ...]
    project: Argument | None
    payee: Argument | None
    ministry: Argument | None
    project_name: str = ""
    bare: tuple[Place, ...] = ()  # systems by their kind only, behind an attribute
    system_before: Argument | None = None  # the last one that earlier sentences name

    def behind(self, place: Place) -> int:
        """Offset after a place and the bracket that explains it: 補助金申請システム(jGrants)|で."""
        match = re.compile(rf"{BRACKETS}[」』]?").match(self.text, place.end)
        return match.end() if match else place.end

    def argument(self, kind: str, start: int, end: int) -> Argument:
        """An argument of the sentence by its offsets."""
        return Argument(kind, self.text[start:end], self.offset + start, self.offset + end)


_JOINED = re.compile(r"[」』]?(?:や|、|,|及び|、?および|、及び|並びに|・|と|とともに|又は)[「『]?")


def joined_with(scene: Scene, place: Place, among: Sequence[Place]) -> list[Place]:
    """A place and those in front of it that stand in one enumeration with it (A、B及び|C), in text order."""
    group = [place]
    for other in reversed(among):
        if other.end <= group[0].start and _joins(scene, scene.behind(other), group[0]):
            group.insert(0, other)
    return group


def _joins(scene: Scene, start: int, place: Place) -> bool:
    """Whether nothing but the word that joins stands from an offset to a place, its owner apart (及び|総務省|LAN)."""
    owner = next((body.start for body in scene.bodies if body.end == place.start), place.start)
    return any(_JOINED.fullmatch(scene.text[start:end]) for end in (place.start, owner) if start <= end)


def joined_after(scene: Scene, place: Place, among: Sequence[Place]) -> list[Place]:
    """A place and those behind it that stand in one enumeration with it, in text order."""
    group = [place]
    for other in among:
        if other.start >= scene.behind(group[-1]) and _JOINED.fullmatch(
            scene.text[scene.behind(group[-1]) : other.start]
        ):
            group.append(other)
    return group


def scene_of(
    text: str,
    offset: int,
    mentions: Sequence[Mention],
    before: Sequence[Mention],
    project: Argument | None,
    payee: Argument | None,
    ministry: Argument | None,
    project_name: str = "",
) -> Scene:
    """The scene of a sentence; ``mentions`` are its own (offsets of the document), ``before`` those of earlier ones."""
    inside = [m.moved(m.start - offset, m.end - offset, text[m.start - offset : m.end - offset]) for m in mentions]
    places = [_place(mention, offset) for mention in inside]
    taken = [(mention.start, mention.end) for mention in inside]
    outside_agencies = [(mention.start, mention.end) for mention in inside if mention.type != AGENCY]
    spoken = [
        Place(Argument(SYSTEM, match.group(), offset + match.start(), offset + match.end()), *match.span(), named=False)
        for match in _SPOKEN_OF.finditer(text)
        if _free(taken, *match.span())
    ]
    clouds = [
        Place(
            Argument(CLOUD_SERVICE, match.group(), offset + match.start(), offset + match.end()),
            *match.span(),
            named=False,
        )
        for match in _CLOUD.finditer(text)
        if _free(taken, *match.span())
    ]
    common = [
        Place(Argument(SYSTEM, match.group(), offset + match.start(), offset + match.end()), *match.span(), named=False)
        for match in _UNNAMED_PLATFORM.finditer(text)
        if _free(outside_agencies, *match.span())
    ]
    plain = [
        Place(Argument(SYSTEM, match.group(), offset + match.start(), offset + match.end()), *match.span(), named=False)
        for match in _PLAIN.finditer(text)
        if (is_information_technology(match.group()) or match.group().endswith("コンピュータシステム"))
        and _free(
            [
                *outside_agencies,
                *((p.start, p.end) for p in (*spoken, *clouds, *common) if p.argument.text != "クラウド基盤"),
            ],
            *match.span(),
        )
    ]
    bare = [
        Place(Argument(SYSTEM, match.group(), offset + match.start(), offset + match.end()), *match.span(), named=False)
        for match in _BARE.finditer(text)
        if _free([*outside_agencies, *((p.start, p.end) for p in (*spoken, *clouds, *common, *plain))], *match.span())
    ]
    same = [place for match in _SAME.finditer(text) for place in _same(match, offset, inside, before)]
    plain, places = _explaining(text, plain, places)
    same += [  # 同システム of a sentence that stands alone
        Place(Argument(SYSTEM, match.group(), offset + match.start(), offset + match.end()), *match.span(), named=False)
        for match in _SAME.finditer(text)
        if match[1] == "システム" and not any(place.start == match.start() for place in (*same, *spoken))
    ]
    systems = [place for place in [*places, *spoken, *plain, *same] if place.argument.type == SYSTEM]
    services = [place for place in [*places, *clouds] if place.argument.type == CLOUD_SERVICE]
    platforms = [
        *services,
        *common,
        *(
            place
            for place in systems
            if place.named
            and (
                PLATFORM.search(place.argument.text)
                or (_NET.search(place.argument.text) and _UPON.match(text, place.end))
            )
        ),
    ]
    for match in _IT.finditer(text):  # これに移行する: the platform named last before it
        last = next((p for p in reversed(_ordered(platforms)) if p.end <= match.start() and p.named), None)
        if last is not None and text.startswith("(", last.start - 1):  # ガバメントソリューションサービス(GSS)
            last = next((p for p in platforms if p.named and p.end == last.start - 1), last)
        if last is not None:
            platforms.append(Place(last.argument, *match.span()))
    bodies = [place for place in [*places, *same] if place.argument.type in (AGENCY, VENDOR)]
    counts = [place for place in places if place.argument.type == COUNT]
    earlier = next((mention for mention in reversed(before) if mention.type == SYSTEM), None)
    return Scene(
        text=text,
        offset=offset,
        systems=_ordered(systems),
        platforms=_ordered(platforms),
        services=_ordered(services),
        bodies=_ordered(bodies),
        counts=_ordered(counts),
        mentions=tuple(inside),
        project=project,
        payee=payee,
        ministry=ministry,
        project_name=project_name,
        bare=_ordered(bare),
        system_before=None if earlier is None else Argument(SYSTEM, earlier.text, earlier.start, earlier.end),
    )


def _explaining(text: str, plain: Sequence[Place], places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """医療情報データベースである|MID-NET, 分析ツール(|総合交通分析システム:NITAS) is one thing: the name stands for all of it."""
    kept = list(plain)
    widened = list(places)
    for number, place in enumerate(widened):
        before = _EXPLAINED_BY.search(text[: place.start]) if place.argument.type == SYSTEM else None
        word = next((p for p in kept if before is not None and p.end == before.start()), None)
        if before is None or word is None:
            continue
        end = place.end
        if before.group().startswith("("):
            closed = _CLOSED.match(text, place.end)
            if closed is None:
                continue
            end = closed.end()
        kept.remove(word)
        widened[number] = dataclasses.replace(place, start=word.start, end=end)
    return kept, widened


def _place(mention: Mention, offset: int) -> Place:
    value = mention.value if mention.type == COUNT else None
    unit = mention.unit if mention.type == COUNT else None
    argument = Argument(
        mention.type, mention.text, offset + mention.start, offset + mention.end, value=value, unit=unit
    )
    return Place(argument, mention.start, mention.end, canonical=mention.canonical)


def _free(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return all(end <= first or last <= start for first, last in taken)


def _same(match: re.Match[str], offset: int, inside: Sequence[Mention], before: Sequence[Mention]) -> list[Place]:
    """What 同システム, 同社 or 同庁 stands for: the last thing of that kind named before it."""
    word = match[1]
    for mention in reversed([*before, *(_back(m, offset) for m in inside if m.end <= match.start())]):
        fits = {
            "社": mention.type == VENDOR,
            "法人": mention.type in (VENDOR, AGENCY),
            "センター": mention.type in (VENDOR, AGENCY) and mention.text.endswith(word),
        }.get(word, (mention.type == SYSTEM) if len(word) > 2 or word == "基盤" else mention.type == AGENCY)
        if word in ("庁", "省", "府", "機構"):
            fits = mention.type == AGENCY and word in mention.text
        if word in ("プラットフォーム", "基盤"):
            fits = mention.type == SYSTEM and word in mention.text
        if fits:
            argument = Argument(mention.type, mention.text, mention.start, mention.end)
            return [Place(argument, *match.span())]
    return []


def _back(mention: Mention, offset: int) -> Mention:
    return mention.moved(mention.start + offset, mention.end + offset, mention.text)


def _ordered(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place.start, -place.end)))
