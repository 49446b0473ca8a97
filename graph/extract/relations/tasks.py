"""Which tasks a system supports: noun phrases before 行う, 処理する, 支える …, in front of a system or behind its topic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import FUNCTION
from graph.extract.relations.found import Found
from graph.extract.relations.phrases import conjuncts, task_phrase, trimmed
from graph.extract.relations.relation import SUPPORTS, Argument
from graph.extract.relations.scene import Place, Scene, joined_with

_DOES = (
    r"行[いうえっわ]|実施|処理|支援(?:する|し|を)|支え|執行|遂行|担[いうっ]|実現|可能|デジタル完結|管理(?:する|し)|"
    r"一元的に管理|完結|進め|電子化|自動化|開始|受け?付け|サポート(?:する|し|を)"
)
_DOING = re.compile(
    rf"(?:を(?:[^、。をはが]{{0,24}}?)(?:{_DOES})|が(?:可能|実施|確実に執行|行われ(?!ていない)|できる)|"
    rf"が[^、。はが]{{0,12}}?(?:確実に執行|実施)|等?において迅速|に対応(?:し|でき|する)"
    r"|の支援をし|(?:の(?:業務|事務))?の(?:更なる|一層の|より一層の)?(?:効率|迅速|適正|円滑|簡素|電子|デジタル|オンライン|合理|省力|最適|平準|軽減|自動|一元|高速)化"
    r"(?:・[^ぁ-ん、。・]{2,4}化|[、や][^ぁ-ん、。・]{2,4}化)*(?:等)?"
    r"(?:を(?:図|目的|推進|実現)|に(?:資|寄与|貢献)|(?=(?:及び|並びに|や|、|と)[^。をは]{2,40}化(?:等)?を(?:図|目的|推進|実現)))"
    r"|に(?:幅広く|広く|主に)?(?:活用|利用|使用)(?:する|し、|して|され|でき)|に(?:寄与|資する|貢献|つなげる)|"
    r"(?:等)?の(?:[^ぁ-ん、。]{0,4})?(?:機能|サービス)を(?:[^、。をはが]{0,8})?(?:提供|有し|有する|備え)|を、[^、。]{0,40}?が[^、。]{0,6}?(?:執行|実施|"
    r"処理)|を[^、。]{0,6}?一体化|のために(?:必要)?不可欠)"
)
_NO_TASK_END = re.compile(
    "(?:効率化|適正化|向上|改善|強化|運用|整備|構築|開発|保守|改修|移行|更改|見直し|推進|高度化|合理化|"
    "迅速化|簡素化|最適化|"
    "提供|確保|安定|維持|標準化|充実|図|こと|もの|ため|取組|対策の検討|削減|低減|拡大|普及|促進|情報|"
    "データ|機能|環境|基盤|"
    "システム|サービス|体制|仕組み|技術|課題|検討|準備|調達|導入|機器|設備|端末|ネットワーク|連携|"
    "サポート|支援|データ処理|情報処理|システム処理|状況|(?<!出力)(?<!入力)(?<!査定)(?<!事務)作業|対応|影響|責務|期間|時間|"
    "利用|活用|負担|実現|設計|必要な措置|業務改革|改革|予定|把握|停止|設定|操作|変更|リプレース|テスト|"
    "接続|発注|(?:運用|保守|開発|改修|構築|整備|移行)業務)$"
)
_TASK_END = re.compile(
    "(?:業務|事務|手続|手続き|申請|届出|登録|審査|徴収|納付|収納|賦課|算定|決定|発行|交付|給付|支給|検疫|"
    "対策|活動|調査|更新|閲覧|"
    "公開|公表|選挙|保険|年金|行政|記録|検索|照会|管理|処理|免許|検査|観測|監視|予約|受付|作業|通知|集計|分析|"
    "審議|収集|作成|編成|報告|公募|診断|企画立案|総合調整|共有|発信|照合|判定|点検|補佐|交換|送付|送信|徴税|問合せ|問い合わせ|"
    "執行|決算|会計|事業|一体化|構想|接種|健診|査証|入札|契約|採用|研修|中継|編集|交換|整理|運営|訓練|"
    "診療|教育|プロセス|"
    "手続き|相談|監督|監査|認定|許可|認可|"
    "承認|統計|予報|警報|防止|提出|還付|入力|出力|受理|審理|捜査|取締り?|警備|救助|補償|助成|融資|貸付|返済|配布|配送|棚卸|貸出|返却|抽出|解析|"
    "予測|制御|指揮|統制|掲載|発表|募集|選考|採点|認証|確認|検証|回答|質問|手配|決済|精算|納入|納税|課税|積算|"
    "配信|受講|履歴作成|履歴記録|テレワーク|働き方|税|通関|戸籍|登記|旅券|取上げ|処分|評価|支払|請求|契約|開示)$"
)
# Behind words that say what a system is for, only these are none.
_NO_PURPOSE_END = re.compile(
    "(?:効率化|適正化|向上|改善|強化|運用|整備|構築|開発|保守|改修|移行|更改|見直し|高度化|合理化|迅速化|簡素化|最適化|提供|確保|安定|維持|"
    "充実|もの|こと|ため|取組|環境|基盤|システム|サービス|体制|機能|仕組み|データ処理|情報処理|導入|課題|対応|効果|改革|目標|実現|支障|役割|影響|"
    "システム処理|情報|データ|機器|設備|端末|ネットワーク|技術|人材|オンライン化|電子化|デジタル化|自動化|者|職員|国民|企業|団体|機関|[省庁会課])$"
)
_CONDUCTED = re.compile("(?<=..)の(?:円滑な|適正な|適切な)?(?:実施|遂行|執行)$")
_WORK_ON_IT = re.compile(
    "運用・保守|運用保守|保守・運用|パッチ|障害対応|システム(?:改修|開発|構築|更改|整備)|プログラム改修|不具合"
)
# Good qualities and work in general are no tasks.
_VAGUE = re.compile(
    "利便性|^への|^(?:その)?他の|(?:や|及び|並びに)(?:業務|事務)$|^(?:行政|業務|事務|組織)?(?:運営|業務|"
    "事務|手続|行政|管理|処理)$|"
    "^(?:各種|一連の|当該|本|同|これらの)(?:業務|事務|手続)$|行政運営$|業務運営$|^(?:毎日|日々の|日常の?|行政)(?:業務|事務)$|^(?:登録された|必要な|各種)?情報の(?:管理|利用|共有)$"
)
_LEAD = re.compile(
    r"(?:により|によって|(?:等|など)?を(?:[^、。を]{0,6}?)(?:用いて|利用し(?:て)?|活用し(?:て)?|使用し(?:て)?|使って|"
    r"通じ(?:て)?|介して?|使用することにより|利用することにより|活用することにより|構築し|整備し|導入し)"
    r"|の(?:[^、。をは]{0,8})を(?:強化|改善|整備|改修|更改|運用)(?:し|する(?:ことを通じて|ことにより|ことで))"
    r"|の(?:構築|整備|運用|開発)(?:・運用|・整備|及び運用)?を行(?:い|うことにより)"
    r"|は|では|においては?|が|:|について(?:は|も)|の[^、。をは]{0,20}?(?:運用|整備|稼働|活用|利用|導入)(?:を図ること)?により"
    r"|の(?:安定的?(?:な|稼働)?[^、。はを]{0,10})(?:実現)?は|上で)[、,]?"
)
_BY_MEANS = re.compile(r"を(?:介し|通じ|用い|使っ|利用し|活用し)て?|により")
_RELATIVE_GAP = re.compile(
    r"(?:機能等?を(?:搭載した|有する|備えた|持つ)|ことを?可能|ことができる|ことのできる|ことが可能な|"
    r"ようにする|ための|ため、?|上で(?:必要不可欠な|不可欠な|必要な|重要な)?|う|える|る|する|できる|となる|となった|"
    r"[一-鿿ァ-ヶーA-Za-z]{0,8}(?:システム|サイト|基盤|サービス|プラットフォーム|アプリ)である|"
    r"している|な|幅広い|基幹的な|標準的な|セキュアな|新たな|全国共通の|"
    r"と|一元的な|全国統一的な|府省|共通|中核的な|[「『・、])*"
)
_IS_IT = re.compile(r"(?:で(?:ある|あり|す)|として|。|$)")
# 在外公館における経理業務の|基幹システム: the words for the kind of system tell whose work it is for
_CORE_OF = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」:]|及び|および|並びに|や|、|の)+(?:業務|事務|活動|行政|手続|審査))(?:等)?"
    r"(?:(?:の|における|に係る|において)(?:重要な|中核的な|中核となる|重要)*(?:基幹|基盤|中核|業務|情報)(?:的な|となる)?(?:業務|情報)?"
    r"|(?:に(?:おいて|対し|は|とって|も)?、?(?:必要)?(?:不可欠|必要|必須|欠かせない|重要)(?:な|の)?)(?:基幹|基盤|業務|情報)?)"
    r"(?:システム|もの|基盤|ツール)(?=で|と|。|$)"
)
_USED_FOR = re.compile(r"の(?:際に?(?:は)?|ために)、?$")
_FEATURE = re.compile(r"(?P<task>[^ぁ-ん、。「」()]{2,})機能は、?$")
_AS_SYSTEM = re.compile(rf"を(?:[^、。をは]{{0,10}}?)(?:{_DOES})[^、。]{{0,6}}?(?:府省共通|共通|基幹)?システムとして")
_TRAILING_BRACKET = re.compile(r"(?:等)?\([^()]*\)(?:等)?$")
_OF_TASK = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|並びに|や|、|の)+(?:業務|事務|手続|申請|届出|"
    r"審査))(?:等)?(?:における|に係る|のための)[「『]?$"
)
_OWNERS = re.compile(
    r"の(?P<task>[^ぁ-ん、。()「」]{2,20}(?:業務|事務|手続))を(?:処理|実施|支援|"
    r"管理)する(?:ための)?(?:情報)?システム"
)
_OWNERS_ANY = re.compile(r"を(?:処理|実施|支援|管理|運用)する(?:ための)?(?:情報)?システムの")
# What is done with data is a task too, where the words say that a system is for it: 権利情報を登録する|仕組み「…システム」
_WITH_DATA = re.compile(
    r"(?P<task>(?:[^ぁ-ん、。:;()「」『』\s]|の|及び|や|・|、(?=[^、。]{2,16}を)){3,40}を(?:[^、。をはが]{0,10}?)"
    r"(?:登録|検索|照会|閲覧|共有|収集|公表|発行|交付|集計|申請|予約|審査|徴収|納付|作成|保存|通知|判定|"
    r"届出|把握|記録|管理|確認|公開|受講|出願|発注|支払|受信|送信|入力|提出))"
    r"(?=する|でき|し、|し(?:て|た)|可能)"
)
_FOR_IT = re.compile(
    r"(?:する|できる)(?:ことができる|ことのできる|ことが可能な|ための|機能を有する)?(?:仕組み|"
    r"機能)?(?:である|となるよう、?)?[「(『]{0,2}"
)
_IS_SYSTEM = re.compile(
    r"(?:する|できる)(?:ことができる|ための)?(?:[^、。]{0,12}?)(?:システム|基盤|サイト|ネットワーク|"
    r"手段)(?:である|であり|。|$|として)"
)
_FOR_WORK = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|並びに|や|、|の|に係る)+(?:業務|事務|手続|管理|審査|"
    r"処理))(?:等)?のため(?:に)?、[^。、]{0,24}$"
)
_DONE_WITH = re.compile(
    r"(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|や|、|の)+(?:業務|事務|手続き?))(?:等|など)?(?:、一連の(?:業務|"
    r"事務|手続))?(?:が|は|を)、?$"
)
# …事務処理を実施できるように、…社会保険オンラインシステム|の運用; …手続の電子化を目的として|本システムを構築
_SO_THAT = re.compile(
    r"(?:を(?:[^、。をはが]{0,16}?)(?:実施|処理|執行|支え|行|支援)(?:できる|可能となる|する|る|う|える)(?:よう(?:に)?|ため(?:に)?(?!の))|"
    r"に(?:つなげる|資する|寄与する)ため(?:に)?(?!の)|"
    r"を(?:行う|実施する|処理する|支援する)ことを目的(?:として|に)|"
    r"の(?:[^。はを]{0,12}?)(?:電子化|効率化|迅速化|オンライン化)(?:を目的(?:として|に)|を図るため(?:に)?(?!の)))、?"
)
_BUILT_FOR = re.compile(r"[)」』]*(?:の(?:[^、。はを]{0,8}?)(?:運用|整備|構築)|を(?:整備|構築|運用|開発|導入))")
_FOR_SYSTEM = re.compile(
    r"(?P<tasks>(?:からの|[^ぁ-ん、。()「」]|及び|並びに|や|の)+(?:業務|事務|手続|申請|届出|審査|受付|"
    r"請求|管理|処理))(?:等)?のための(?:[^、。をはが]{0,40}?)$"
)
_OURS = re.compile("本|当|同|この")
_BUILT = re.compile("を(?:整備|構築|導入|活用|利用|開発)し")
# 資格審査システムによる|審査等事務; Web会議サービスを活用した|職業紹介の実施
_DONE_BY_IT = re.compile(
    r"(?:による|を(?:活用|利用|使用)した|を用いた)(?P<tasks>(?:[^ぁ-ん、。()「」]|及び|や|・){2,30}?(?:業務|事務|手続|審査|相談|紹介|申請|届出|調査|認定|納付|徴収|処理|検査))"
    r"(?=の実施|を(?:行|実施|はじめ)|、|。|及び|等|$)"
)
_MEANT_FOR = re.compile(
    r"(?:等)?(?:のための|に係る|に関する|に関わる)(?:専用の|新たな|全国共通の|統一的な|全国統一の)*$"
)
_QUOTED_AIM = re.compile("「(?P<aim>[^「」]{3,40})」")
_AIM = re.compile("(?:「[^「」]{3,40}」(?:と|及び|や|、)?)+を目的(?:に|として|とし)")
_BETTER = re.compile("の[^ぁ-ん、。]{1,4}化$")
_FAR = 160


def find_task_relations(scene: Scene) -> Iterator[Found]:
    """supports between the systems of a sentence (or the project's) and the tasks that its verbs are about."""
    for index, place in enumerate(scene.systems):
        if _OURS.match(place.argument.text) and any(
            p.named and p.end < place.start and scene.text.startswith("は", scene.behind(p)) for p in scene.systems
        ):
            continue  # Xは、…本システムにより: told of X
        short = scene.text[place.start - 1 : place.start] == "("
        if any(p.start <= place.start < p.end or (short and p.end + 1 == place.start) for p in scene.systems[:index]):
            continue  # inside another name, or the short name behind the full one: …プラットフォーム(RESI)
        yield from _behind_topic(scene, place, index)
        yield from _in_front(scene, place)
        yield from _used_for(scene, place)
        yield from _named_for(scene, place)
        yield from _with_data(scene, place, index)
    yield from _core_of(scene)
    for place in scene.bare:
        yield from _in_front(scene, place)
        yield from _with_data(scene, place, len(scene.systems))
        yield from _used_for(scene, place)
        if _BUILT.match(scene.text, place.end):
            yield from _behind_topic(scene, place, 0)
    for place in (*scene.bare, *(place for place in scene.systems if not place.named)):
        yield from _meant_for(scene, place)
    yield from _aims(scene)
    for place in scene.systems:
        if (by := _DONE_BY_IT.match(scene.text, scene.behind(place))) is not None:
            yield from _each(scene, place.argument, by.span("tasks"), by.end(), "task-done-by-it")
    such = _AS_SYSTEM.search(scene.text)
    if scene.project is not None and such is not None and not _has_topic(scene, such.end()):
        yield from _tasks(scene, scene.project, such.start(), 0, such.end(), "task-as-system")


def _behind_topic(scene: Scene, place: Place, index: int) -> Iterator[Found]:
    """官庁会計システムは、…の会計事務を行う."""
    lead = _LEAD.match(scene.text, scene.behind(place))
    if lead is None or (lead.group().startswith("上で") and any(p.end <= place.start for p in scene.systems)):
        return  # 本システムを|共通基盤システム|上で運用し: told of what runs on it
    limit = min(len(scene.text), lead.end() + _FAR)
    for other in scene.systems[index + 1 :]:
        if other.start < lead.end():
            continue
        if _BY_MEANS.match(scene.text, scene.behind(other)) or (
            other.named and _LEAD.match(scene.text, scene.behind(other))
        ):
            limit = min(limit, other.start)
            break
    for match in _DOING.finditer(scene.text, lead.end(), limit):
        if _modifies_other(scene, place, match.end()):
            continue
        none = _NO_PURPOSE_END if re.search("支え|担[いうっ]", match.group()) else None
        yield from _tasks(scene, place.argument, match.start(), lead.end(), match.end(), "task-topic", none)


def _has_topic(scene: Scene, before: int) -> bool:
    return any(p.end < before and re.match("は|:", scene.text[scene.behind(p) :]) for p in scene.systems)


def _modifies_other(scene: Scene, place: Place, end: int) -> bool:
    """The verb belongs to another system behind it (…を処理する|NACCSの利用)."""
    return any(
        other.start >= end
        and other is not place
        and (other.named or scene.text.startswith(("は", "が"), other.end))
        and _RELATIVE_GAP.fullmatch(scene.text[end : other.start])
        for other in scene.systems
    )


def _core_of(scene: Scene) -> Iterator[Found]:
    """現行システムは、在外公館における経理業務の|基幹システムである."""
    for match in _CORE_OF.finditer(scene.text):
        topic = next(
            (p for p in scene.systems if p.end <= match.start() and _LEAD.match(scene.text, scene.behind(p))), None
        )
        subject = scene.project if topic is None else topic.argument
        if subject is None:
            continue
        floor = 0 if topic is None else scene.behind(topic) + 1
        phrase = task_phrase(scene.text, max(floor, match.start()), match.end("tasks"))
        for first, last in conjuncts(scene.text, *(phrase or match.span("tasks"))):
            if last - first >= 3 and not _VAGUE.search(scene.text[first:last]):
                yield Found(subject, SUPPORTS, scene.argument(FUNCTION, first, last), first, match.end(), "task-core")


def _in_front(scene: Scene, place: Place) -> Iterator[Found]:
    """…の申請・発行を行う|「一元的な輸出証明書発給システム」."""
    if _told_of_another(scene, place):
        return
    subject = _explained(scene, place)
    if not place.named and any(place.end < p.start <= place.end + 5 and p.named for p in scene.systems):
        if scene.text.startswith("である", place.end):
            return  # 公的CBTシステムである|文部科学省CBTシステム: one thing
    for match in _DOING.finditer(scene.text, max(0, place.start - 90), place.start):
        if _RELATIVE_GAP.fullmatch(scene.text[match.end() : place.start]):
            floor = max((p.end for p in scene.systems if p.end <= match.start()), default=0)
            yield from _tasks(scene, subject, match.start(), floor, place.end, "task-relative", _NO_PURPOSE_END)


def _told_of_another(scene: Scene, place: Place) -> bool:
    """本システムは…を処理する|システムである, …を行う府省共通システムとして: what is said is of the topic, or the project."""
    if place.named or not _IS_IT.match(scene.text, place.end):
        return False
    return scene.text.startswith("として", place.end) or _has_topic(scene, place.start)


def _explained(scene: Scene, place: Place) -> Argument:
    """サービスポータル(…を行うための|ポータルサイト): what a bracket explains is the thing in front of it."""
    if not place.named and scene.text.startswith(")", place.end):
        opened = scene.text.rfind("(", 0, place.start)
        before = next((p for p in scene.systems if p.end == opened), None)
        if before is not None:
            return before.argument
    return place.argument


def _meant_for(scene: Scene, place: Place) -> Iterator[Found]:
    """情報連携のための|システム, 運転免許業務に係る|システム."""
    if _told_of_another(scene, place):
        return
    meant = _MEANT_FOR.search(scene.text, max(0, place.start - 90), place.start)
    phrase = None if meant is None else task_phrase(scene.text, max(0, place.start - 90), meant.start())
    if meant is None or phrase is None:
        return
    for first, last in conjuncts(scene.text, *phrase):
        words = scene.text[first:last]
        plain = meant.group().startswith("のため") or _TASK_END.search(words)
        if len(words) >= 3 and plain and not _NO_PURPOSE_END.search(words) and not _VAGUE.search(words):
            task = scene.argument(FUNCTION, first, last)
            yield Found(_explained(scene, place), SUPPORTS, task, first, place.end, "task-meant-for")


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


def _named_for(scene: Scene, place: Place) -> Iterator[Found]:
    """職業紹介業務における|受付システム; (CIS)|の税関業務を処理するシステム."""
    if (of := _OF_TASK.search(scene.text[: place.start])) and place.named:
        for first, last in conjuncts(scene.text, *of.span("tasks")):
            if _TASK_END.search(scene.text[first:last]):
                task = scene.argument(FUNCTION, first, last)
                yield Found(place.argument, SUPPORTS, task, first, place.end, "task-of")
    if place.named and (owned := _OWNERS.match(scene.text, scene.behind(place))):
        task = scene.argument(FUNCTION, *owned.span("task"))
        for system in joined_with(scene, place, [p for p in scene.systems if p.named]):
            yield Found(system.argument, SUPPORTS, task, system.start, owned.end(), "task-owned")


def _used_for(scene: Scene, place: Place) -> Iterator[Found]:
    """…業務の際に、|記録文書ファイル管理システムを使用; 旅券申請機能は|マイナポータルアプリの一機能."""
    before = scene.text[: place.start]
    if (used := _USED_FOR.search(before)) and re.match("を(?:使用|利用|活用)", scene.text[scene.behind(place) :]):
        yield from _tasks(scene, place.argument, used.start(), 0, place.end, "task-used-for")
    worked = _FOR_WORK.search(before)
    if worked and re.match(r"(?:を|により|で)、?", scene.text[scene.behind(place) :]):
        yield from _each(scene, place.argument, worked.span("tasks"), place.end, "task-for-work")
    needed = _FOR_SYSTEM.search(before)
    if needed and place.named:
        yield from _each(scene, place.argument, needed.span("tasks"), place.end, "task-for-system")
    if _BUILT_FOR.match(scene.text, scene.behind(place)) and _explained(scene, place) is place.argument:
        for so_that in _SO_THAT.finditer(before):
            yield from _tasks(scene, place.argument, so_that.start(), 0, place.end, "task-so-that")
    done = _DONE_WITH.search(before)
    if done and re.match(
        r"を(?:利用|活用|使用|用い)|により|(?:上)?で(?:[^、。をはが]{0,14}?)(?:行|処理|実施)",
        scene.text[scene.behind(place) :],
    ):
        yield from _each(scene, place.argument, done.span("tasks"), place.end, "task-done-with")
    feature = _FEATURE.search(before)
    if feature and re.match("の(?:一)?機能", scene.text[scene.behind(place) :]):
        task = scene.argument(FUNCTION, *feature.span("task"))
        yield Found(place.argument, SUPPORTS, task, feature.start(), place.end, "task-feature")


def _each(scene: Scene, system: Argument, span: tuple[int, int], stop: int, rule: str) -> Iterator[Found]:
    for first, last in conjuncts(scene.text, *span):
        if last - first >= 3 and not _NO_TASK_END.search(scene.text[first:last]):
            yield Found(system, SUPPORTS, scene.argument(FUNCTION, first, last), first, stop, rule)


def _with_data(scene: Scene, place: Place, index: int) -> Iterator[Found]:
    """…を登録する仕組み(|「…システム」), …システムは、…を検索できるサイトである."""
    subject = place.argument
    if _told_of_another(scene, place):
        if scene.project is None or not scene.text.startswith("として", place.end):
            return
        subject = scene.project
    for match in _WITH_DATA.finditer(scene.text):
        gap = scene.text[match.end() : place.start]
        before = match.end() <= place.start and _FOR_IT.fullmatch(gap)
        topic = scene.text[scene.behind(place) : scene.behind(place) + 2]
        behind = (
            match.start() >= scene.behind(place)
            and topic.startswith(("は", ":"))
            and _IS_SYSTEM.match(scene.text, match.end())
            and not any(
                p.start > place.start and p.start < match.start() and p.named for p in scene.systems[index + 1 :]
            )
        )
        if before or behind:
            first, last = trimmed(scene.text, *match.span("task"))
            task = scene.argument(FUNCTION, first, last)
            yield Found(subject, SUPPORTS, task, first, max(place.end, match.end()), "task-with-data")


def _tasks(
    scene: Scene, system: Argument, end: int, floor: int, stop: int, rule: str, none: re.Pattern[str] | None = None
) -> Iterator[Found]:
    """The tasks of the noun phrase that ends at ``end`` and begins at ``floor`` or later.

    ``none`` says which words are no task where the sentence leaves no doubt what the system is for.
    """
    floor = max([floor, *(place.end for place in scene.systems if place.named and floor < place.end <= end)])
    if _OWNERS_ANY.match(scene.text, end) and rule == "task-topic":
        return  # …の税関業務を処理するシステムの利用: another system's task
    phrase = task_phrase(scene.text, floor, end)
    if phrase is None:
        return
    if _WORK_ON_IT.search(scene.text[slice(*phrase)]):
        return  # 運用・保守、パッチ適用、脆弱性調査: work on the system, not what it is for
    parts = conjuncts(scene.text, *phrase)
    if len(parts) > 1 and re.search("(?:に係る|に関する|の)[^ぁ-ん]*(?:情報|データ)$", scene.text[slice(*parts[-1])]):
        return  # 指掌紋記録、遺留指掌紋記録及び処分結果記録に係る|情報: what the data are about
    for first, last in parts:
        words = _CONDUCTED.sub("", _TRAILING_BRACKET.sub("", scene.text[first:last]))
        last = first + len(words)
        if system.start is not None and scene.offset + first < (system.end or 0) and system.start < scene.offset + last:
            continue
        if none is not None:
            doubtful = none.search(words) is not None
        else:
            doubtful = _NO_TASK_END.search(words) is not None or _TASK_END.search(words) is None
        if doubtful or _VAGUE.search(words):
            continue
        if len(words) < 3 and not re.fullmatch("年金|戸籍|登記|旅券|通関|検疫|税務|選挙|決裁|給与", words):
            continue
        yield Found(system, SUPPORTS, scene.argument(FUNCTION, first, last), first, stop, rule)
