"""Which tasks a system supports: noun phrases before 行う, 処理する, 支える … behind its topic, and what it is used for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import FUNCTION
from graph.extract.relations.found import Found
from graph.extract.relations.phrases import conjuncts
from graph.extract.relations.relation import SUPPORTS
from graph.extract.relations.scene import Place, Scene, joined_with
from graph.extract.relations.task_words import (
    DOES,
    DOING,
    LEAD,
    NO_PURPOSE_END,
    RELATIVE_GAP,
    TASK_END,
    each_task,
    explained,
    has_topic,
    subjects,
    tasks_before,
)

_BY_MEANS = re.compile(r"を(?:介し|通じ|用い|使っ|利用し|活用し)て?|により")
_USED_FOR = re.compile(r"の(?:際に?(?:は)?|ために)、?$")
# 支給決定等の通知についても|政府共通基盤を活用した|オンライン化を
_ALSO = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|手続き|及び|や|、(?:および|及び)?|の|による|への|から(?=の))+(?:業務|事務|手続き?|申請|届出|請求|通知|報告|審査|受付))(?:等)?(?:について(?:は|も)|の|を)、?$"
)
# 審査支払業務(|X|の開発・運用)
_TASK_WITH = re.compile(r"(?P<tasks>(?:[^ぁ-ん、。()「」]|の){2,30}(?:業務|事務|手続))\([「『]?$")
_MADE_DIGITAL = re.compile("(?:等)?を(?:利用|活用)した(?:オンライン|電子|デジタル|システム)化")
_FEATURE = re.compile(r"(?P<task>[^ぁ-ん、。「」()]{2,})機能は、?$")
_AS_SYSTEM = re.compile(rf"を(?:[^、。をは]{{0,10}}?)(?:{DOES})[^、。]{{0,6}}?(?:府省共通|共通|基幹)?システムとして")
_OF_TASK = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|並びに|や|、|の)+(?:業務|事務|手続|申請|届出|"
    r"審査))(?:等)?(?:における|に係る|のための)[「『]?$"
)
_OWNERS = re.compile(
    r"の(?P<task>[^ぁ-ん、。()「」]{2,20}(?:業務|事務|手続))を(?:処理|実施|支援|"
    r"管理)する(?:ための)?(?:情報)?システム"
)
_FOR_WORK = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|並びに|や|、|の|に係る)+(?:業務|事務|手続|管理|審査|"
    r"処理))(?:等)?のため(?:に)?、[^。、]{0,60}$"
)
# 情報収集及び翻訳の業務について…自動化された|システム|を構築
_ABOUT_WORK = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|並びに|や|の|に係る)+(?:業務|事務|手続))(?:等)?について、?[^。、は]{0,30}$"
)
# …の申請等に係る審査において、…|システム|を利用して; 許認可に当たって、…|X|を構築
_WHEN = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|並びに|や|の|に係る|に基づく)+?(?:業務|事務|手続き?|申請|届出|審査|認可|検査|調査|登録|給付|交付|研修))(?:等)?"
    r"(?:の実施)?に(?:[当あ]た(?:って|り)|際し(?:て)?|おいて)(?:は|も)?、(?:[^。は]|は(?=[「『])){0,80}$"
)
_THEN_USED = re.compile("を(?:利用|活用|使用|用い|構築|導入|整備|提供)(?!した|する(?!こと|事|。|$))")
_DONE_WITH = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|\([^()]*\)|及び|や|、|の|までの)*(?:業務|事務|手続き?|入札|応札|行為|申請|届出|請求|予約|受付|提出|納付|決済|審査|情報連携|情報共有|相談|募集|登録|管理|評価))(?:等|など)?(?:、一連の(?:業務|"
    r"事務|手続))?(?:について)?(?:が|は|も|を)、?(?:一つの|同一の|すべて|全て)?$"
)
# …事務処理を実施できるように、…社会保険オンラインシステム|の運用; …手続の電子化を目的として|本システムを構築
_SO_THAT = re.compile(
    r"(?:を(?:[^、。をはが]{0,16}?)(?:実施|処理|執行|遂行|支え|行|支援|実現|[^ぁ-ん、。]{2}化)(?:できる|可能となる|する|る|う|える)(?:よう(?:に)?|ため(?:に)?(?!の|利用|使用|必要))|"
    r"に(?:[的適迅確円柔][確切速実滑軟]に)?対応(?:する|できる)(?:ため(?:に)?(?!の|利用|使用|必要)|よう(?:に)?)|"
    r"に(?:つなげる|資する|寄与する)ため(?:に)?(?!の|利用|使用|必要)|"
    r"が(?:行える|できる|実施できる|行われる)(?:体制|環境|仕組み)を(?:構築|整備)するため(?:に)?(?!の|利用|使用|必要)|"
    r"を(?:行う|実施する|処理する|支援する)ことを目的(?:として|に)|"
    r"(?<=[共把提管処実][有握供理施])を目的(?:として|に)|"
    r"の(?:[^。はをの]{0,12}?)(?:電子|効率|迅速|オンライン|省力|簡素|円滑)化(?:・[^ぁ-ん、。]{2,4}化)*(?:を目的(?:として|に)|を図るため(?:に)?(?!の|利用|使用|必要)))、?"
)
_BUILT_FOR = re.compile(
    r"[)」』]*(?:の(?:[^、。はを]{0,16}?)(?:運用|整備|構築|開発|導入|充実|強化|更新)|を(?:整備|構築|運用|開発|導入|設置|運営|活用))"
)
_FOR_SYSTEM = re.compile(
    r"(?P<tasks>(?:からの|[^ぁ-ん、。()「」]|及び|並びに|や|の)+(?:業務|事務|手続|申請|届出|審査|受付|"
    r"請求|管理|処理)(?:の(?:オンライン|電子|デジタル)化)?)(?:等)?のための(?:[^、。をはが]{0,40}?)$"
)
_DONE_BY = re.compile(
    r"を(?:利用|活用|使用|用い|通じ|介し)(?!した|する)|に(?:集約|一元化)|により(?:、)?(?:[^、。をはが]{0,14}?)"
    r"(?:行|実施|処理|受け?付|運用|完結)|(?:上)?(?:にて|で)(?:[^、。をはが]{0,14}?)(?:行|処理|実施|受け?付|完結|一元化|一元管理)"
)
_BUILT = re.compile("を(?:整備|構築|導入|活用|利用|開発)(?:し|すること(?:により|で|を通じて))")
_NOT_THERE = re.compile("(?:整備|構築|導入|確立|用意)(?:でき|され|し)て(?:おらず|いない|いなかった)")
_FAR = 160


def find_task_relations(scene: Scene) -> Iterator[Found]:
    """supports between the systems of a sentence (or the project's) and the tasks that its verbs are about."""
    for index, place in subjects(scene):
        yield from _behind_topic(scene, place, index)
        yield from _used_for(scene, place)
        yield from _named_for(scene, place)
    for place in scene.bare:
        yield from _used_for(scene, place)
        if _BUILT.match(scene.text, place.end):
            yield from _behind_topic(scene, place, 0)
    such = _AS_SYSTEM.search(scene.text)
    if scene.project is not None and such is not None and not has_topic(scene, such.end()):
        yield from tasks_before(scene, scene.project, such.start(), 0, such.end(), "task-as-system")


def _behind_topic(scene: Scene, place: Place, index: int) -> Iterator[Found]:
    """官庁会計システムは、…の会計事務を行う."""
    lead = LEAD.match(scene.text, scene.behind(place))
    if lead is None or (lead.group().startswith("上で") and any(p.end <= place.start for p in scene.systems)):
        return  # 本システムを|共通基盤システム|上で運用し: told of what runs on it
    if _NOT_THERE.match(scene.text, lead.end()):
        return  # …システムが整備できておらず、: what is done is done without it
    limit = min(len(scene.text), lead.end() + _FAR)
    for other in scene.systems[index + 1 :]:
        if other.start < lead.end():
            continue
        if _BY_MEANS.match(scene.text, scene.behind(other)) or (
            other.named and LEAD.match(scene.text, scene.behind(other))
        ):
            limit = min(limit, other.start)
            break
    for match in DOING.finditer(scene.text, lead.end(), limit):
        if _modifies_other(scene, place, match.end()):
            continue
        none = NO_PURPOSE_END if re.search("支え|担[いうっ]", match.group()) else None
        yield from tasks_before(scene, place.argument, match.start(), lead.end(), match.end(), "task-topic", none)


def _modifies_other(scene: Scene, place: Place, end: int) -> bool:
    """The verb belongs to another system behind it (…を処理する|NACCSの利用)."""
    return any(
        other.start >= end
        and other is not place
        and (other.named or scene.text.startswith(("は", "が"), other.end))
        and RELATIVE_GAP.fullmatch(scene.text[end : other.start])
        for other in scene.systems
    )


def _named_for(scene: Scene, place: Place) -> Iterator[Found]:
    """職業紹介業務における|受付システム; (CIS)|の税関業務を処理するシステム."""
    if (of := _OF_TASK.search(scene.text[: place.start])) and place.named:
        for first, last in conjuncts(scene.text, *of.span("tasks")):
            if TASK_END.search(scene.text[first:last]):
                task = scene.argument(FUNCTION, first, last)
                yield Found(place.argument, SUPPORTS, task, first, place.end, "task-of")
    if place.named and (owned := _OWNERS.match(scene.text, scene.behind(place))):
        task = scene.argument(FUNCTION, *owned.span("task"))
        for system in joined_with(scene, place, [p for p in scene.systems if p.named]):
            yield Found(system.argument, SUPPORTS, task, system.start, owned.end(), "task-owned")


def _used_for(scene: Scene, place: Place) -> Iterator[Found]:
    """…業務の際に、|記録文書ファイル管理システムを使用; 旅券申請機能は|マイナポータルアプリの一機能."""
    before, after = scene.text[: place.start], scene.text[scene.behind(place) :]
    # what follows is looked at first: it takes no search through all that stands before
    if re.match("を(?:使用|利用|活用)", after) and (used := _USED_FOR.search(before)):
        yield from tasks_before(scene, place.argument, used.start(), 0, place.end, "task-used-for")
    if re.match("を(?:新たに)?(?:構築|整備|導入|開発)", after) and (about := _ABOUT_WORK.search(before)):
        yield from each_task(scene, place.argument, about.span("tasks"), place.end, "task-for-work")
    if re.match(r"(?:を|により|で)、?", after) and (worked := _FOR_WORK.search(before)):
        yield from each_task(scene, place.argument, worked.span("tasks"), place.end, "task-for-work")
    if _THEN_USED.match(after) and (when := _WHEN.search(before)):
        yield from each_task(scene, place.argument, when.span("tasks"), place.end, "task-when")
    if place.named and (needed := _FOR_SYSTEM.search(before)):
        yield from each_task(scene, place.argument, needed.span("tasks"), place.end, "task-for-system")
    if _BUILT_FOR.match(after) and explained(scene, place) is place.argument:
        for so_that in _SO_THAT.finditer(before):
            yield from tasks_before(scene, place.argument, so_that.start(), 0, place.end, "task-so-that")
    if _DONE_BY.match(after) and (done := _DONE_WITH.search(before)):
        yield from each_task(scene, place.argument, done.span("tasks"), place.end, "task-done-with")
    if (
        place.named
        and re.match("(?:等)?の(?:開発|運用|整備|改修|構築)", after)
        and (within := _TASK_WITH.search(before))
    ):
        yield from each_task(scene, place.argument, within.span("tasks"), place.end, "task-of")
    if _MADE_DIGITAL.match(after) and (also := _ALSO.search(before)):
        yield from each_task(scene, place.argument, also.span("tasks"), place.end, "task-done-with")
    if re.match("の(?:一)?機能", after) and (feature := _FEATURE.search(before)):
        task = scene.argument(FUNCTION, *feature.span("task"))
        yield Found(place.argument, SUPPORTS, task, feature.start(), place.end, "task-feature")
