"""Contracts that a sentence names: who orders, announces, wins or is chosen for one, and who gives work on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import AGENCY, VENDOR
from graph.extract.modality import ASSERTED
from graph.extract.relations.found import Found
from graph.extract.relations.relation import AWARDED_TO, BUYER, SUBCONTRACTED_TO
from graph.extract.relations.scene import Place, Scene

_CONTRACT = re.compile(r"[「『](?P<quoted>[^「」『』]{4,80}|[^「」『』]*「[^「」]*」[^「」『』]*)[」』]")
_ORDERS = re.compile(
    r"[^「」。]{0,40}?(?:委託して)?(?:実施した|行った|発注した|調達した|締結した|契約した|公募した|"
    r"公告した|委託した|請け負わせた)$"
)
_ANNOUNCES = re.compile(
    r"(?:が|は)、?(?P<what>[^。「」]{4,90}?)(?:について|に関して|に関する|に係る|の|"
    r"を)(?:、)?(?:[^。「」をのに]{0,20}?)(?:一般競争入札|企画競争|公募|指名競争|随意契約|入札|意見を?招請|"
    r"調達(?:します|する|を))"
)
_ORDERED = re.compile(r"の?(?:委託|請負|発注)(?:事業|業務|調査|研究|先)*(?=[「『])")
_TAKES = re.compile(r"(?:が|に)、?(?:落札|受注|受託|請け負|委託|発注)")
_AWARDED = re.compile(r"との(?:間で)?(?:委託|請負|業務委託|随意|売買|賃貸借)?契約")
_CHOSEN = re.compile(
    r"(?P<what>(?:当該|本)?(?:補助金|委託事業|業務|事業|契約))(?:に係る|"
    r"の)[^。、]{0,14}?として[^。、]{0,14}?(?:決定|選定|採択)(?:した|された)$"
)
_TO = re.compile(r"に(?:対し(?:て)?)?、?(?:[^。、]{0,20}?)(?:再々?委託|下請)")


def find_contract_relations(scene: Scene) -> Iterator[Found]:
    """buyer, awardedTo and subcontractedTo between the bodies of a sentence and the contracts it names."""
    for body in scene.bodies:
        yield from _orders(scene, body)
        yield from _takes(scene, body)


def _orders(scene: Scene, body: Place) -> Iterator[Found]:
    """デジタル庁が…委託して実施した|「調査研究」; 内閣府は勤務時間管理システムの環境構築業務について一般競争入札を."""
    if body.argument.type != AGENCY:
        return
    behind = scene.behind(body)
    if (ordered := _ORDERED.match(scene.text, behind)) and (quoted := _CONTRACT.match(scene.text, ordered.end())):
        contract = scene.argument("Contract", *quoted.span("quoted"))
        yield Found(contract, BUYER, body.argument, body.start, quoted.end(), "body-orders", ASSERTED)
        return
    if not re.match("[がはに]", scene.text[behind:]):
        return
    for match in _CONTRACT.finditer(scene.text, behind):
        if _ORDERS.fullmatch(scene.text[behind : match.start()]) and "告示" not in match.group():
            contract = scene.argument("Contract", *match.span("quoted"))
            yield Found(contract, BUYER, body.argument, body.start, match.end(), "body-orders")
            return
    announced = _ANNOUNCES.match(scene.text, behind)
    if announced is not None and not re.match("本件|当該|次|以下|これ|それ", announced["what"]):
        contract = scene.argument("Contract", *announced.span("what"))
        yield Found(contract, BUYER, body.argument, body.start, announced.end(), "body-announces")


def _takes(scene: Scene, body: Place) -> Iterator[Found]:
    if body.argument.type != VENDOR:
        return
    text, behind = scene.text, scene.behind(body)
    chosen = _CHOSEN.search(text[: body.start])
    if chosen is not None:
        contract = scene.argument("Contract", *chosen.span("what"))
        yield Found(contract, AWARDED_TO, body.argument, chosen.start(), body.end, "body-chosen")
    if _TAKES.match(text, behind) or _AWARDED.match(text, behind):
        quoted = [match for match in _CONTRACT.finditer(text) if match.end() <= body.start + 60]
        if quoted:
            contract = scene.argument("Contract", *quoted[-1].span("quoted"))
            yield Found(contract, AWARDED_TO, body.argument, quoted[-1].start(), behind + 4, "body-takes")
    if (match := _TO.match(text, behind)) is not None:
        giver = next(
            (
                b
                for b in reversed(scene.bodies)
                if b.end <= body.start and re.match("[はが]", text[scene.behind(b) :]) and b.argument.type == VENDOR
            ),
            None,
        )
        if giver is not None:
            yield Found(giver.argument, SUBCONTRACTED_TO, body.argument, giver.start, match.end(), "body-subcontracts")
