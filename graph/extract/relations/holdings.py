"""What a body holds or is in charge of: data and systems (controlledBy), tasks, laws and bodies (underJurisdiction)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.extract.mention import AGENCY, VENDOR
from graph.extract.modality import ASSERTED
from graph.extract.relations.found import Found
from graph.extract.relations.relation import CONTROLLED_BY, UNDER_JURISDICTION
from graph.extract.relations.scene import Place, Scene, joined_with

# Bodies by their kind: 各府省庁|が, 他の自治体|が, 一般財団法人|が; a state or a company that no text names
_BY_KIND = re.compile(
    r"(?<![一-鿿ァ-ヶA-Za-z])(?P<body>(?:各|他の|全国の)?(?:(?:基礎|地方)?自治体|地方公共団体|市(?:区)?町村|都道府県(?:警察)?)"
    r"|各(?:府省庁?|省庁|庁|部局|行政庁|行政機関|機関|教育委員会)|政府|国|(?P<firm>(?:一般|公益)(?:財団|社団)法人))"
    r"(?=(?:等)?(?:が|において|によって|により|で(?:は)?(?:管理|運用|運営|整備|保有|所管)|の(?:保有|所有|管理|所管)))"
)
_PHRASE = (
    r"(?:及び|並びに|など|手続き|\([^()]*\)|の(?!ため|際|うち|で)|や"
    r"|な(?=[一-鿿])|に関する|に係る|[^ぁ-ん、。:;「」『』()])+"
)
_HOLDS = re.compile(
    rf"(?:等)?(?:が|の|において|で)、?(?:個別に|独自に|それぞれ|一元的に|現在|自ら)?(?:保有|所有|管理)(?:する|している|してきた)(?P<what>{_PHRASE})"
)
_DATA = re.compile(r".*(?:情報|データ|台帳|ファイル|名簿|記録|記録票|調査票)")
_IN_CHARGE = re.compile(
    rf"(?:等)?(?:が|の|において|で)?、?(?:所掌|所管)(?:する|している|の)(?:[0-9一二三四五六七八九十]+(?:つ|本|件)?の)?(?P<what>{_PHRASE})"
)
_TASK = re.compile("調査|業務|事務|手続|行政|事業|申請|届出")


def bodies_by_kind(scene: Scene) -> list[Place]:
    """Bodies of a sentence that are no mentions, since their kind only is said."""
    return [
        Place(
            scene.argument(VENDOR if match["firm"] else AGENCY, *match.span("body")), *match.span("body"), named=False
        )
        for match in _BY_KIND.finditer(scene.text)
        if not any(body.start < match.end("body") and match.start("body") < body.end for body in scene.bodies)
    ]


def find_holding_relations(scene: Scene, bodies: Iterable[Place]) -> Iterator[Found]:
    """What the bodies hold: 各行政庁が保有する|事業者情報, 医薬局で所管している|薬局機能情報提供制度."""
    bodies = sorted(bodies, key=lambda body: body.start)
    for body in bodies:
        behind = scene.behind(body)
        if (held := _HOLDS.match(scene.text, behind)) is not None:
            yield from _held(scene, body, held, bodies)
        charge = _IN_CHARGE.match(scene.text, behind) if body.argument.type == AGENCY else None
        span = None if charge is None else _before_system(scene, charge)
        if charge is not None and span is not None:
            kind = "Function" if _TASK.search(scene.text[slice(*span)]) else "Other"
            thing = scene.argument(kind, *span)
            yield Found(thing, UNDER_JURISDICTION, body.argument, body.start, charge.end(), "body-in-charge", ASSERTED)


def _held(scene: Scene, body: Place, held: re.Match[str], bodies: list[Place]) -> Iterator[Found]:
    data = _DATA.match(held["what"])
    if data is None or _names_system(scene, held):
        return
    start = held.start("what")
    thing = scene.argument("Data", start, start + data.end())
    for holder in joined_with(scene, body, bodies):
        yield Found(thing, CONTROLLED_BY, holder.argument, holder.start, held.end(), "body-holds", ASSERTED)


def _names_system(scene: Scene, match: re.Match[str]) -> bool:
    return any(p.start < match.end("what") and match.start("what") < p.end for p in scene.systems)


def _before_system(scene: Scene, match: re.Match[str]) -> tuple[int, int] | None:
    """The phrase up to a system that belongs to it (研究開発法人|等の情報システム); ``None`` where it is a system."""
    start, end = match.span("what")
    end = min([end, *(place.start for place in scene.systems if start <= place.start < end)])
    words = scene.text[start:end].rstrip("等の及びやなど")
    return (start, start + len(words)) if len(words) > 1 else None
