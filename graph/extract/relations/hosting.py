"""What runs on a cloud by the outline of a contract: the system, then the cloud that is bought for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import CLOUD_SERVICE
from graph.extract.modality import ASSERTED
from graph.extract.relations.found import Found
from graph.extract.relations.relation import RUNS_ON
from graph.extract.relations.scene import PLATFORM, Place, Scene

_DONE = "設計|開発|構築|改修|更改|運用|保守|更新|データ|アプリケーション|機器|業務|等|の"
_WORK = rf"(?:等)?(?:の|に係る|に関する)?(?:(?:{_DONE})[・、]?)+(?:及び|並びに|、|・|と)"
# 補助金申請システムの|クラウドサービスライセンス調達, VDIシステム用|クラウドサービス, 設計・構築及び|クラウドサービス提供
_BOUGHT_FOR = re.compile(
    r"(?:等)?(?:の|に係る|にかかる|に関する|における|向け(?:の)?|用(?:の)?|で(?:利用|使用|活用)する"
    rf"|を(?:構成|配置|搭載)する|(?:の)?(?:開発|テスト|検証|本番|稼[働動])環境(?:の|における)?|{_WORK})?"
    r"|(?:等)?の(?:更改|更新|換装|構築|移行)\("
)
# What is no cloud that the system is on: who offers one, and moves, which other rules read
_NOT_IT = re.compile("(?:サービス)?(?:事業者|への移行|移行|化)")


def find_hosting_relations(scene: Scene) -> Iterator[Found]:
    """runsOn between a system and the cloud service that an outline names right behind it or its work."""
    if scene.payee is None or "。" in scene.text[:-1]:
        return
    for service in scene.platforms:
        if (service.named and not service.argument.text.endswith("クラウド基盤")) or _NOT_IT.match(
            scene.text, service.end
        ):
            continue
        owner = _owner(scene, service)
        if owner is not None:
            yield Found(
                owner.argument, RUNS_ON, service.argument, owner.start, service.end, "platform-bought", ASSERTED
            )


def _owner(scene: Scene, service: Place) -> Place | None:
    """The system that stands last in front of a service, if nothing but what joins them stands between."""
    before = [place for place in scene.systems if place.end <= service.start]
    last = max(before, key=lambda place: (place.end, place.start - place.end), default=None)
    if last is None or PLATFORM.search(last.argument.text) or last.argument.type == CLOUD_SERVICE:
        return None
    head = next(
        (p for p in before if p.end < last.start and scene.behind(p) > last.end), last
    )  # 補助金申請システム(jGrants)
    between = scene.text[scene.behind(head) : service.start]
    return head if _BOUGHT_FOR.fullmatch(between) else None
