"""Relations with the bodies that a sentence names: who operates, provides, builds, buys, controls, is in charge."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from graph.extract.mention import AGENCY, CLOUD_SERVICE, SYSTEM, VENDOR
from graph.extract.modality import ASSERTED, PLANNED
from graph.extract.relations.clauses import ATTRIBUTE
from graph.extract.relations.found import Found
from graph.extract.relations.holdings import bodies_by_kind, find_holding_relations
from graph.extract.relations.relation import (
    CONTROLLED_BY,
    DEVELOPS,
    MAINTAINS,
    OPERATED_BY,
    PROVIDED_BY,
    UNDER_JURISDICTION,
)
from graph.extract.relations.scene import Place, Scene, joined_after, joined_with

_BY = (
    r"(?:等)?(?:が|は|の|において|により|によって|にて"
    r"|で(?=(?:現在|独自に|個別に|共同で)?(?:運用|運営|管理|整備・運用|所管|所掌)))、?"
)
_NOW = r"(?:現在|従来|独自に|共同で|自ら|一元的に|それぞれ)?"
_VERB = {
    OPERATED_BY: r"(?:(?:(?:管理|整備|構築|開発)(?:・|及び))?(?:運営|運用)(?:・管理|及び管理|管理)?|管理)",
    PROVIDED_BY: r"提供",
    DEVELOPS: r"(?:設計・|設計及び)?(?:開発|構築)",
    MAINTAINS: r"(?:運用・?)?(?:保守)",
    UNDER_JURISDICTION: r"(?:所掌|所管)",
}
_ATTRIBUTE = (
    r"(?:する|した|している|していた|してきた|されている|されて|される|された|中の)"
    r"(?:、)?(?P<gap>[^、。]{0,8}?|[^、。はがを]{2,24}に関する)$"
)
_RELATIVE = {predicate: re.compile(rf"{_BY}{_NOW}{verb}{_ATTRIBUTE}") for predicate, verb in _VERB.items()}
_TOPIC = r"(?:は|については)、?"
_FINITE = {
    predicate: re.compile(
        rf"(?:が|により|によって)、?{_NOW}{verb}(?:する|し|され|を行)|(?:において|で)、?{_NOW}{verb}(?:され|を行われ)"
    )
    for predicate, verb in _VERB.items()
}
_IS_ONE = re.compile("[^ぁ-ん、。]{0,10}(?:システム|サービス|サイト|基盤|プラットフォーム)(?:で|。)")
# 陸上自衛隊、海上自衛隊で合計5つの|発行システム|を個別に構築・運用しており
_DOES_TO = re.compile(r"(?:等)?(?:が|において|では|で|は|のそれぞれが)、?[^。、をはが]{0,30}")
_DONE = re.compile(
    r"を(?:個別に|独自に|一元的に|それぞれ|共同で|現在)?"
    r"(?:(?:構築|整備|開発|管理)(?:・|及び))?(?:運用|運営)(?:・管理)?(?:し|する)"
)
_PART_OF = re.compile(
    r"の(?:一部局|外局|内部部局|附属機関|下部組織|地方支分部局|組織|一機関)(?:である|で|として|にある|の)?"
)
_CONTROL = re.compile(
    rf"{_BY}(?:個別に|一元的に|独占的に|自ら)?(?P<what>[^。はが]{{1,40}})を(?:直接)?(?:管理|支配|保有|"
    rf"保管)(?:して|し|する)"
)
_CONTROLLED = re.compile(r"(?:の)?(?:管理下|支配下|影響下)(?:に|へ)|に(?:乗っ取ら|支配さ|管理さ)れ")
# 住基ネットワークシステム等の管理・運営を行っている|地方公共団体情報システム機構; デジタル庁管理の|GSS
_RUNS_OF = re.compile(r"(?:等)?の(?:管理・?|維持・?)?(?:運営|運用)(?:・管理)?を(?:行っている|行う|担う|担っている)$")
_KEPT_BY = re.compile("(?:管理|運営|運用)の[「『]?")
_SUBJECT_BEFORE = re.compile(
    r"(?P<what>[^ぁ-ん、。()「」・]+(?:の[^ぁ-ん、。()「」・]+|・[^ぁ-ん、。・]+)*)(?:は|が)、?[^は。]{0,24}$"
)
_RUNS_OWN = re.compile(
    r"(?:職員)?(?:により|が|において|にて)、?(?:[^、。をはが]{0,8})?(?:運用|運営)(?:・?管理)?を(?:行|実施)"
)
_DATA_BEFORE = re.compile(r"(?P<what>[^ぁ-ん、。]*(?:データ|情報|台帳))を$")
_HOLDS = re.compile("が(?:直接|一元的に)?(?:管理|保有|支配)(?:して|し|する)")
_SUBSIDIARY = re.compile(r"(?:は|が)、?$")
_OWNED = re.compile(r"の(?:完全|連結)?子会社|の傘下|が(?:過半数|全株式|株式の[^、。]{1,8})を(?:保有|取得|所有)")


def find_body_relations(scene: Scene) -> Iterator[Found]:
    """Relations of the agencies and vendors of a sentence."""
    for body in scene.bodies:
        yield from _relative(scene, body)
        yield from _finite(scene, body)
        yield from _runs_own(scene, body)
        yield from _runs_it(scene, body)
        yield from _controls(scene, body)
        for place in scene.systems:
            runs = place.end <= body.start and _RUNS_OF.fullmatch(scene.text[scene.behind(place) : body.start])
            kept = body.end <= place.start and _KEPT_BY.fullmatch(scene.text[body.end : place.start])
            if place.named and (runs or kept):
                first, last = min(place.start, body.start), max(place.end, body.end)
                yield Found(place.argument, OPERATED_BY, body.argument, first, last, "body-runs-own", ASSERTED)
    unnamed = bodies_by_kind(scene)
    for body in unnamed:
        yield from _relative(scene, body)
        yield from _finite(scene, body)
        yield from _controls(scene, body)
        if (data := _DATA_BEFORE.search(scene.text[: body.start])) and (held := _HOLDS.match(scene.text, body.end)):
            thing = scene.argument("Data", *data.span("what"))
            yield Found(thing, CONTROLLED_BY, body.argument, data.start(), held.end(), "body-controls")
    yield from _parts(scene)
    yield from find_holding_relations(scene, [*scene.bodies, *unnamed])


def _found(predicate: str, thing: Place, body: Place, start: int, end: int, rule: str) -> Found:
    if predicate in (DEVELOPS, MAINTAINS):
        return Found(body.argument, predicate, thing.argument, start, end, rule)
    return Found(thing.argument, predicate, body.argument, start, end, rule)


def _fits(predicate: str, thing: Place, body: Place) -> bool:
    if predicate in (DEVELOPS, MAINTAINS):
        return body.argument.type == VENDOR and thing.argument.type == SYSTEM
    if predicate == UNDER_JURISDICTION:
        return body.argument.type == AGENCY
    return thing.named or thing.argument.type == CLOUD_SERVICE or predicate == OPERATED_BY


def _relative(scene: Scene, body: Place) -> Iterator[Found]:
    """地方公共団体情報システム機構(J-LIS)において運営する|カード管理システム、JPKIシステム."""
    behind = scene.behind(body)
    things = sorted(
        (place for place in (*scene.systems, *scene.services, *scene.bare) if place.start >= behind),
        key=lambda place: (place.start, -place.end),
    )
    for predicate, pattern in _RELATIVE.items():
        for place in things:
            if place.start - behind > 40:
                break
            if place in scene.bare and re.match("で(?:ある|あり|す)|。|$", scene.text[place.end :]):
                continue  # NACCSは…が運営する|システムである: told of the topic
            if pattern.fullmatch(scene.text[behind : place.start].rstrip("「『")) and _fits(predicate, place, body):
                gap = re.search(_ATTRIBUTE, scene.text[behind : place.start].rstrip("「『"))
                said = PLANNED if gap is not None and re.search("予定|計画|見込", gap["gap"]) else ASSERTED
                if (other := _except(scene, place, things)) is not None:
                    place = other
                for thing in joined_after(scene, place, things):
                    for doer in joined_with(scene, body, scene.bodies):
                        found = _found(predicate, thing, doer, doer.start, thing.end, f"body-{predicate}-relative")
                        yield dataclasses.replace(found, modality=said)
                break


def _except(scene: Scene, place: Place, things: Sequence[Place]) -> Place | None:
    """デジタル庁が運用する|GSS以外の|政府情報システム: the one behind is meant."""
    match = re.compile(r"以外の").match(scene.text, scene.behind(place))
    return None if match is None else next((thing for thing in things if thing.start == match.end()), None)


def _finite(scene: Scene, body: Place) -> Iterator[Found]:
    """NACCSは|輸出入・港湾関連情報処理センター株式会社|が管理・運営する."""
    behind = scene.behind(body)
    for predicate, pattern in _FINITE.items():
        match = pattern.match(scene.text, behind)
        if match is None or predicate == UNDER_JURISDICTION:
            continue
        attribute = ATTRIBUTE.match(scene.text, match.end() - 1)
        if attribute is not None and not _IS_ONE.match(scene.text, attribute.end()):
            continue  # 富士通が開発した|パッケージを: what it did it did to something else
        for place in reversed((*scene.systems, *scene.services)):
            if place.end <= body.start and re.fullmatch(
                rf"{_TOPIC}[^。、]{{0,10}}", scene.text[scene.behind(place) : body.start]
            ):
                if _fits(predicate, place, body):
                    found = _found(predicate, place, body, place.start, match.end(), f"body-{predicate}-topic")
                    goes_on = ASSERTED if scene.text.startswith("、", match.end()) else None
                    yield dataclasses.replace(found, modality=goes_on)
                break


def _runs_own(scene: Scene, body: Place) -> Iterator[Found]:
    """デジタル庁職員により|運用管理を行い."""
    own = _RUNS_OWN.match(scene.text, scene.behind(body))
    if own is not None and scene.project is not None and not any(p.end <= body.start for p in scene.systems):
        goes_on = ASSERTED if scene.text.startswith("い、", own.end()) else None
        yield Found(scene.project, OPERATED_BY, body.argument, body.start, own.end(), "body-runs-own", goes_on)


def _runs_it(scene: Scene, body: Place) -> Iterator[Found]:
    """警察庁及び都道府県警察で|相談業務等システム|を運用しており."""
    for place in scene.systems:
        if (
            place.start >= body.end
            and _DONE.match(scene.text, scene.behind(place))
            and _DOES_TO.fullmatch(scene.text[scene.behind(body) : place.start])
        ):
            for doer in joined_with(scene, body, scene.bodies):
                yield Found(place.argument, OPERATED_BY, doer.argument, doer.start, place.end, "body-runs-it")
            return


def _controls(scene: Scene, body: Place) -> Iterator[Found]:
    match = _CONTROL.match(scene.text, scene.behind(body))
    if match is not None and re.search("データ|台帳|情報|戸籍|ファイル", match["what"]):
        yield from _data(scene, body, *match.span("what"), match.end())


def _data(scene: Scene, body: Place, start: int, end: int, stop: int) -> Iterator[Found]:
    words = re.sub(r"といった[^。]*$", "", scene.text[start:end])
    at = start
    for part in re.split(r"(?:と|、|及び|や)", words):
        if part:
            data = scene.argument("Data", at, at + len(part))
            yield Found(data, CONTROLLED_BY, body.argument, body.start, stop, "body-controls")
        at += len(part) + 1


def _parts(scene: Scene) -> Iterator[Found]:
    """内閣府の一部局である|内閣府政策統括官; 米国デジタルサービスは、…設立された|大統領府の組織."""
    for body in scene.bodies:
        match = _PART_OF.match(scene.text, scene.behind(body))
        if match is None or body.argument.type not in (AGENCY, VENDOR):
            continue
        right = next((b for b in scene.bodies if match.end() <= b.start <= match.end() + 2), None)
        left = next(
            (b for b in scene.bodies if re.match(r"は、", scene.text[scene.behind(b) :]) and b.end < body.start), None
        )
        if right is not None:
            yield Found(right.argument, UNDER_JURISDICTION, body.argument, body.start, right.end, "body-part")
        elif left is not None:
            yield Found(left.argument, UNDER_JURISDICTION, body.argument, left.start, match.end(), "body-part")
    for body in (*scene.bodies, *scene.services):
        match = _CONTROLLED.match(scene.text, scene.behind(body))
        subject = None if match is None else _SUBJECT_BEFORE.search(scene.text[: body.start])
        if match is not None and subject is not None:
            data = scene.argument("Data", *subject.span("what"))
            yield Found(data, CONTROLLED_BY, body.argument, subject.start(), match.end(), "body-controlled")
    for body in scene.bodies:
        if (match := _OWNED.match(scene.text, scene.behind(body))) is not None:
            left = next(
                (
                    b
                    for b in reversed(scene.bodies)
                    if b.end <= body.start and _SUBSIDIARY.search(scene.text[b.end : body.start][:2])
                ),
                None,
            )
            if left is not None:
                yield Found(left.argument, CONTROLLED_BY, body.argument, left.start, match.end(), "body-subsidiary")
