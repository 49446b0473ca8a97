"""What a system is for by the words in front of it or for its kind: …を担う|X, …のための|システム, …業務の基幹システム."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from graph.extract.mention import FUNCTION
from graph.extract.modality import ASSERTED
from graph.extract.relations.found import Found
from graph.extract.relations.phrases import conjuncts, task_phrase
from graph.extract.relations.relation import SUPPORTS
from graph.extract.relations.scene import Place, Scene, joined_with
from graph.extract.relations.task_words import (
    DOING,
    LEAD,
    NO_PURPOSE_END,
    RELATIVE_GAP,
    TASK_END,
    VAGUE,
    each_task,
    explained,
    subjects,
    tasks_before,
    told_of_another,
)

# 在外公館における経理業務の|基幹システム: the words for the kind of system tell whose work it is for
_CORE_OF = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」:]|及び|および|並びに|や|、|の)+(?:業務|事務|活動|行政|手続|審査))(?:等)?"
    r"(?:(?:の|における|に係る|において)(?:重要な|中核的な|中核となる|重要)*(?:基幹|基盤|中核|業務|情報)(?:的な|となる)?(?:業務|情報)?"
    r"|(?:に(?:おいて|対し|は|とって|も)?、?(?:必要)?(?:不可欠|必要|必須|欠かせない|重要)(?:な|の)?)(?:基幹|基盤|業務|情報)?)"
    r"(?:システム|もの|基盤|ツール)(?=で|と|。|$)"
)
# 情報連携の中核となるシステムである|情報提供ネットワークシステム
_CORE_IS = re.compile(r"(?:の|における)(?:中核|基盤|基幹|中心)(?:(?:と|に)なる|的な)?(?:情報)?システムである[「『]?$")
# 資格審査システムによる|審査等事務; Web会議サービスを活用した|職業紹介の実施
_DONE_BY_IT = re.compile(
    r"(?:による|を(?:活用|利用|使用)した|を(?:用い|通じ|介し)た|の(?:活用|利用)による)(?:[効迅円適安][率速滑切正全]的?な)?(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|や|の(?!実施)|・){0,30}?(?:業務|事務|手続き?|審査|相談|紹介|申請|届出|調査|認定|納付|徴収|処理|検査|情報連携|教育|研修|決済|入札|契約|登録|受付|交付|発行|閲覧|照会|提出|通知|情報共有|監視|観測|検索|収集|分析|発信|募集|予約|公開|公表))"
    r"(?=の(?:先行)?実施|の推進|の構築|の実現|の?(?:負担の?軽減|効率化|迅速化|軽減)|を(?:[^、。をはが]{0,8}?)(?:行|実施|はじめ|推進|可能)|が可能|、|。|及び|等(?!事務|業務)|$)"
)
_MEANT_FOR = re.compile(
    r"(?:等)?(?:の(?:電子|オンライン|システム|デジタル)化に(?:伴う|向けた|係る|関する)|のための|用の|に係る|に関する|に関わる|に関連する)(?:専用の|新たな|全国共通の|統一的な|全国統一の)*$"
)
_AND_ALSO = re.compile(r"[いしえ]?(?:、|て、)(?:また、?)?(?:[^。は「」]|(?<=[にで])は){0,60}")
_NEEDED_IN = re.compile("(?:等)?に(?:おいて|は)*(?:必要不可欠|不可欠|必要|欠かせない)(?:な|の)?$")
_QUOTED_AIM = re.compile("「(?P<aim>[^「」]{3,40})」")
_AIM = re.compile("(?:「[^「」]{3,40}」(?:と|及び|や|、)?)+を目的(?:に|として|とし)")
_BETTER = re.compile("の[^ぁ-ん、。]{1,4}化$")


def find_purpose_relations(scene: Scene) -> Iterator[Found]:
    """supports between the systems of a sentence, named or only spoken of, and what the words around them say they are for."""
    places = [place for _, place in subjects(scene)]
    for place in (*places, *scene.bare):
        # …を行うために使用していた|サイト, …させるため構築された|「X」: a system that is there
        said = ASSERTED if re.search("(?:[しさ]た|れた|ていた|ている)[「『]?$", scene.text[: place.start]) else None
        yield from (dataclasses.replace(found, modality=said) for found in _in_front(scene, place))
    for place in (*scene.bare, *(place for place in scene.systems if not place.named)):
        yield from _meant_for(scene, place)
    for place in scene.systems:
        needed = _NEEDED_IN.search(scene.text, max(0, place.start - 16), place.start) if place.named else None
        if needed is not None:  # 避難指示等の情報の伝達において必要不可欠な|災害情報共有システム
            yield from tasks_before(scene, place.argument, needed.start(), 0, place.end, "task-core")
    yield from _core_of(scene)
    yield from _aims(scene)
    for place in scene.systems:
        core = _CORE_IS.search(scene.text, max(0, place.start - 24), place.start) if place.named else None
        if core is not None:
            yield from tasks_before(scene, place.argument, core.start(), 0, place.end, "task-core", NO_PURPOSE_END)
        if (by := _DONE_BY_IT.match(scene.text, scene.behind(place))) is not None:
            for system in joined_with(scene, place, scene.systems):
                yield from each_task(scene, system.argument, by.span("tasks"), by.end(), "task-done-by-it")


def _core_of(scene: Scene) -> Iterator[Found]:
    """現行システムは、在外公館における経理業務の|基幹システムである."""
    for match in _CORE_OF.finditer(scene.text):
        topic = next(
            (p for p in scene.systems if p.end <= match.start() and LEAD.match(scene.text, scene.behind(p))), None
        )
        subject = scene.project if topic is None else topic.argument
        if subject is None:
            continue
        floor = 0 if topic is None else scene.behind(topic) + 1
        phrase = task_phrase(scene.text, max(floor, match.start()), match.end("tasks"))
        for first, last in conjuncts(scene.text, *(phrase or match.span("tasks"))):
            if last - first >= 3 and not VAGUE.search(scene.text[first:last]):
                yield Found(subject, SUPPORTS, scene.argument(FUNCTION, first, last), first, match.end(), "task-core")


def _in_front(scene: Scene, place: Place) -> Iterator[Found]:
    """…の申請・発行を行う|「一元的な輸出証明書発給システム」."""
    if told_of_another(scene, place):
        return
    subject = explained(scene, place)
    if scene.text.startswith("である", place.end) and any(
        place.end < p.start <= place.end + 5 and p.named for p in scene.systems
    ):
        return  # 公的CBTシステムである|文部科学省CBTシステム: one thing
    for match in DOING.finditer(scene.text, max(0, place.start - 90), place.start):
        if RELATIVE_GAP.fullmatch(scene.text[match.end() : place.start]):
            floor = max((p.end for p in scene.systems if p.end <= match.start()), default=0)
            # デコ活を推進する|プラットフォーム: what is furthered is a task only where its words say so
            none = None if re.search("推進|促進|活性化", match.group()) else NO_PURPOSE_END
            yield from tasks_before(scene, subject, match.start(), floor, place.end, "task-relative", none)
            for first in DOING.finditer(scene.text, max(floor, match.start() - 90), match.start()):
                if _AND_ALSO.fullmatch(scene.text[first.end() : match.start()]):  # …の登録を行い、…の調整も行う|X
                    yield from tasks_before(scene, subject, first.start(), floor, place.end, "task-relative")


def _meant_for(scene: Scene, place: Place) -> Iterator[Found]:
    """情報連携のための|システム, 運転免許業務に係る|システム."""
    if told_of_another(scene, place):
        return
    meant = _MEANT_FOR.search(scene.text, max(0, place.start - 90), place.start)
    phrase = None if meant is None else task_phrase(scene.text, max(0, place.start - 90), meant.start())
    if meant is None or phrase is None:
        return
    for first, last in conjuncts(scene.text, *phrase):
        words = scene.text[first:last]
        plain = meant.group().startswith("のため") or TASK_END.search(words)
        if len(words) >= 3 and plain and not NO_PURPOSE_END.search(words) and not VAGUE.search(words):
            task = scene.argument(FUNCTION, first, last)
            yield Found(explained(scene, place), SUPPORTS, task, first, place.end, "task-meant-for")


def _aims(scene: Scene) -> Iterator[Found]:
    """本システムは、「人事関連業務の効率化」を目的に…: aims in quotation marks."""
    for match in _AIM.finditer(scene.text):
        topic = next(
            (
                p
                for p in reversed(scene.systems)
                if p.end <= match.start() and re.match("は|:", scene.text[scene.behind(p) :])
            ),
            None,
        )
        if topic is None:
            continue
        for aim in _QUOTED_AIM.finditer(scene.text, *match.span()):
            last = aim.start("aim") + len(_BETTER.sub("", aim["aim"]))
            if last - aim.start("aim") >= 3:
                task = scene.argument(FUNCTION, aim.start("aim"), last)
                yield Found(topic.argument, SUPPORTS, task, topic.start, match.end(), "task-aim")
