"""Words that tell tasks from other things, and the tasks of a noun phrase in front of a verb that names them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import FUNCTION
from graph.extract.relations.found import Found
from graph.extract.relations.phrases import conjuncts, task_phrase
from graph.extract.relations.relation import SUPPORTS, Argument
from graph.extract.relations.scene import Place, Scene

DOES = (
    r"行[いうえっわ]|実施|処理|支援(?:する|し|を)|支え|執行|遂行|担[いうっ]|実現|可能|デジタル完結|管理(?:する|し)|"
    r"一元的に管理|完結|進め|電子化|自動化|開始|受け?付け|サポート(?:する|し|を)|推進(?:する|し)|促進(?:する|し)|活性化(?:する|し)|補助(?:する|し)|履行|(?:効率|迅速|簡素|円滑|適正|省力|オンライン|デジタル)化(?:する|し)"
)
DOING = re.compile(
    rf"(?:を、?(?:[^、。をはが]{{0,24}}?)(?:{DOES})|(?<=[遂実執処][行施理])を目的(?:に|と)|も行[いうえっ]|が(?:可能|実施|確実に執行|行われ(?!ていない)|行え|できる)|"
    rf"が[^、。はが]{{0,12}}?(?:確実に執行|実施)|等?において迅速|に対応(?:し|でき|する)"
    r"|の支援をし|(?:の(?:業務|事務))?の(?:更なる|一層の|より一層の)?(?:効率|迅速|適正|円滑|簡素|電子|デジタル|オンライン|合理|省力|最適|平準|軽減|自動|一元|高速|標準)化"
    r"(?:・[^ぁ-ん、。・]{2,4}化|[、や][^ぁ-ん、。・]{2,4}化)*(?:等)?"
    r"(?:を(?:図|目的|推進|実現|進め)|に(?:資|寄与|貢献|向けた(?!検討|取組|調査))|(?=(?:及び|並びに|や|、|と)[^。をは]{2,40}化(?:等)?を(?:図|目的|推進|実現)))"
    r"|について、(?:[^、。をはが]{0,30}?)(?:管理|処理|審査|実施)(?:する|し|を行)|(?<=業務)効率化(?:等|など)?(?:を図|が(?:図|期待)|に(?:資|寄与|貢献)|を(?:目的|推進|実現))|に(?:幅広く|広く|主に)?(?:活用|利用|使用)(?:する|し、|して|され|でき)|に(?:寄与|資する|貢献|つなげる)|"
    r"(?:等)?の(?:[^ぁ-ん、。]{0,4})?(?:機能|サービス)を(?:[^、。をはが]{0,8})?(?:提供|有し|有する|備え)|を、[^、。]{0,40}?が[^、。]{0,6}?(?:執行|実施|"
    r"処理)|を[^、。]{0,6}?一体化|(?:等)?を(?:[^、。をは]{0,4})機能として(?:有し|有する|備え)|のために(?:必要)?不可欠)"
)
NO_TASK_END = re.compile(
    "(?:効率化|適正化|向上|改善|強化|運用|整備|構築|開発|保守|改修|移行|更改|見直し|推進|高度化|合理化|"
    "迅速化|簡素化|最適化|"
    "(?<!情報)(?<!情報の)提供|確保|安定|維持|標準化|充実|図|こと|もの|ため|取組|対策の検討|削減|低減|拡大|普及|促進|情報|"
    "データ|機能|環境|基盤|"
    "システム|サービス|体制|仕組み|技術|課題|検討|準備|調達|導入|機器|設備|端末|ネットワーク|(?<!情報)連携|"
    "サポート|支援|データ処理|情報処理|システム処理|状況|(?<!出力)(?<!入力)(?<!査定)(?<!事務)作業|対応|影響|責務|期間|時間|"
    "利用|活用|負担|実現|設計|必要な措置|業務改革|改革|予定|(?<!現況)(?<!状況)(?<!実態)把握|停止|設定|操作|変更|リプレース|テスト|"
    "接続|発注|(?:運用|保守|開発|改修|構築|整備|移行)業務)$"
)
TASK_END = re.compile(
    "(?:業務|事務|手続|手続き|申請|届出|登録|審査|徴収|納付|収納|賦課|算定|決定|発行|交付|給付|支給|検疫|"
    "対策|活動|調査|更新|閲覧|"
    "公開|公表|選挙|保険|年金|行政|記録|検索|照会|管理|処理|免許|検査|観測|監視|予約|受付|作業|通知|集計|分析|"
    "審議|収集|作成|編成|報告|公募|診断|企画立案|総合調整|共有|発信|照合|判定|点検|補佐|交換|送付|送信|徴税|問合せ|問い合わせ|"
    "執行|決算|会計|事業|一体化|構想|接種|健診|査証|入札|契約|採用|研修|中継|編集|交換|整理|運営|訓練|"
    "診療|教育|プロセス|"
    "手続き|相談|監督|監査|認定|許可|認可|"
    "承認|統計|予報|警報|防止|提出|還付|入力|出力|受理|審理|捜査|取締り?|警備|授受|救助|補償|助成|融資|貸付|返済|配布|配送|棚卸|貸出|返却|抽出|解析|"
    "予測|制御|指揮|統制|掲載|発表|募集|選考|採点|認証|確認|検証|回答|質問|手配|決済|精算|納入|納税|課税|積算|"
    "配信|受講|履歴作成|履歴記録|テレワーク|働き方|税|通関|戸籍|登記|旅券|取上げ|処分|評価|支払|請求|契約|開示|情報提供|情報の提供|情報連携|取得|記載|立案|データベース化|見える化|教育|一連の流れ|業務全般|伝達|周知|現況把握|状況把握|実態把握|取り?扱い)$"
)
# Behind words that say what a system is for, only these are none.
NO_PURPOSE_END = re.compile(
    "(?:効率化|適正化|向上|改善|強化|運用|整備|構築|開発|保守|改修|移行|更改|見直し|高度化|合理化|迅速化|簡素化|最適化|提供|確保|安定|維持|"
    "充実|動向|情勢|変化|ニーズ|もの|こと|ため|取組|環境|基盤|システム|サービス|体制|機能|仕組み|データ処理|情報処理|導入|課題|対応|効果|改革|目標|実現|支障|役割|役|影響|経費|費用|"
    "システム処理|情報|データ|機器|設備|端末|ネットワーク|技術|人材|オンライン化|電子化|デジタル化|自動化|者|職員|国民|企業|団体|機関|[省庁会課])$"
)
_CONDUCTED = re.compile("(?<=..)(?<!費)(?<!予算)の(?:円滑な|適正な|適切な)?(?:実施|遂行|執行)$")
_OFFERED_TOO = re.compile("(?<=..)・提供(?:への対応)?$|(?<=..)への対応$")  # 統計の作成|・提供
WORK_ON_IT = re.compile(
    "運用・保守|運用保守|運用及び保守|保守管理|運用管理|保守・運用|パッチ|障害対応|システム(?:改修|開発|構築|更改|整備)|プログラム改修|不具合"
)
# Good qualities and work in general are no tasks.
VAGUE = re.compile(
    "利便性|^(?:上記|下記|以下の|次の)|^(?:情報)?システムの|^システムに|^への|^(?:その)?他の|(?:や|及び|並びに)(?:業務|事務)$|^(?:行政|業務|事務|組織)?(?:運営|業務|"
    "事務|手続|行政|管理|処理)$|"
    "^(?:各種|一連の|当該|本|同|これらの)(?:業務|事務|手続)$|行政運営$|業務運営$|^(?:毎日|日々の|日常の?|行政)(?:業務|事務)$|^(?:登録された|必要な|各種)?情報の(?:管理|利用|共有)$|^(?:情報提供|一元管理|情報の提供)$|^(?:[円適迅的効安][^ぁ-ん]{1,2}[・・、かつな]*)+な?(?:手続|業務|事務|処理)$"
)
LEAD = re.compile(
    r"(?:により|によって|(?:等|など)?を(?:[^、。を]{0,6}?)(?:用いて|利用し(?:て)?|活用し(?:て)?|使用し(?:て)?|使って|"
    r"通じ(?:て)?|介して?|使用することにより|利用することにより|活用することにより|構築し|整備し|導入し|開発し)"
    r"|の(?:[^、。をは]{0,8})を(?:強化|改善|整備|改修|更改|運用|向上)(?:し|する(?:ことを通じて|ことにより|ことで))"
    r"|の(?:構築|整備|運用|開発)(?:・運用|・整備|及び運用)?を行(?:い|うことにより)"
    r"|に(?:入力|登録|蓄積|集約|保存|格納|掲載|集積)(?:・[一-鿿]{2})?(?:し|すること(?:で|により))"
    r"|を(?:安定的?に|円滑に)(?:稼[働動]|運用)(?:させ|し)(?:て)?|を(?:整備|構築|導入|運用|開発)すること(?:により|によって|で|を通じて)|(?:等)?の(?:導入|利用|活用)を(?:推進|促進|働きかけ)(?:し|すること(?:で|により)|)"
    r"|で(?=[^、。でをは]{2,40}が(?:行え|でき|可能))|は|では|においては?|が|:|について(?:は|も)|の[^、。をは]{0,20}?(?:運用|整備|稼働|活用|利用|導入|構築|開発|向上|強化)(?:を図ること)?により"
    r"|の(?:安定的?(?:な|稼働)?[^、。はを]{0,10})(?:実現)?は|上で)(?!た)[、,]?"
)
RELATIVE_GAP = re.compile(
    r"(?:にする|機能等?を(?:搭載した|有する|備えた|持つ)|ことを?可能|ことができる|ことのできる|ことが可能な|ことが可能となる|"
    r"ようにする|ために(?:必要(?:となる|な)|不可欠な|(?:利用|使用)(?:する|している|していた))|ための|ため、?|上で(?:必要不可欠な|不可欠な|必要な|重要な)?|う|える|る|する|できる|となる|となった|"
    r"[一-鿿ァ-ヶーA-Za-z]{0,8}(?:システム|サイト|基盤|サービス|プラットフォーム|アプリ|LAN|ネットワーク)である|"
    r"している|な|幅広い|基幹的な|標準的な|セキュアな|新たな|全国共通の|"
    r"と|一元的な|全国統一的な|府省|共通|中核的な|[「『・、])*"
)
_IS_IT = re.compile(r"(?:で(?:ある|あり|す)|として|。|$)")
_TRAILING_BRACKET = re.compile(r"(?:等)?\([^()]*\)(?:等)?$")
_OWNERS_ANY = re.compile(r"を(?:処理|実施|支援|管理|運用)する(?:ための)?(?:情報)?システムの")
_ANY = re.compile("(?:情報|業務)?システム")
_PREDICATE = re.compile("で(?:ある|あり|す)(?![「『一-鿿A-Za-z])")
_OURS = re.compile("本|当|同|この")


def subjects(scene: Scene) -> Iterator[tuple[int, Place]]:
    """The systems of a sentence that something can be told of, with their number among all of them."""
    for index, place in enumerate(scene.systems):
        if _OURS.match(place.argument.text) and any(
            p.named and p.end < place.start and scene.text.startswith("は", scene.behind(p)) for p in scene.systems
        ):
            continue  # Xは、…本システムにより: told of X
        if (
            _ANY.fullmatch(place.argument.text)
            and not place.named
            and not scene.text.startswith(("は", "が"), place.end)
            and has_topic(scene, place.start)
        ):
            continue  # Xは、…のため、システムを構築することにより: X again
        short = scene.text[place.start - 1 : place.start] == "("
        if any(p.start <= place.start < p.end or (short and p.end + 1 == place.start) for p in scene.systems[:index]):
            continue  # inside another name, or the short name behind the full one: …プラットフォーム(RESI)
        yield index, place


def has_topic(scene: Scene, before: int) -> bool:
    """Whether a system in front of an offset is the topic (…システム|は)."""
    return any(p.end < before and re.match("は|:", scene.text[scene.behind(p) :]) for p in scene.systems)


def told_of_another(scene: Scene, place: Place) -> bool:
    """本システムは…を処理する|システムである, …を行う府省共通システムとして: what is said is of the topic, or the project."""
    if place.named or not _IS_IT.match(scene.text, place.end):
        return False
    return scene.text.startswith("として", place.end) or has_topic(scene, place.start)


def explained(scene: Scene, place: Place) -> Argument:
    """サービスポータル(…を行うための|ポータルサイト): what a bracket explains is the thing in front of it."""
    if not place.named and scene.text.startswith(")", place.end):
        opened = scene.text.rfind("(", 0, place.start)
        before = next((p for p in scene.systems if p.end == opened), None)
        if before is not None:
            return before.argument
    told = not place.named and _PREDICATE.match(scene.text, place.end) is not None
    if told and scene.project is not None and not any(p.named and p.end <= place.start for p in scene.systems):
        return scene.project  # …の行政事務等を担う|基盤システムである: of what, only the project says
    return place.argument


def each_task(scene: Scene, system: Argument, span: tuple[int, int], stop: int, rule: str) -> Iterator[Found]:
    """Each part of an enumeration that is taken for tasks as it stands."""
    for first, last in conjuncts(scene.text, *span):
        if re.search("(?:年度?|以降|以来|現在|時点)$", scene.text[first:last]):
            continue
        if (last - first >= 3 or scene.text[first:last] in ("入札", "応札")) and not NO_TASK_END.search(
            scene.text[first:last]
        ):
            yield Found(system, SUPPORTS, scene.argument(FUNCTION, first, last), first, stop, rule)


def tasks_before(
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
    if WORK_ON_IT.search(scene.text[slice(*phrase)]):
        return  # 運用・保守、パッチ適用、脆弱性調査: work on the system, not what it is for
    parts = conjuncts(scene.text, *phrase)
    if len(parts) > 1 and re.search("(?:に係る|に関する|の)[^ぁ-ん]*(?:情報|データ)$", scene.text[slice(*parts[-1])]):
        return  # 指掌紋記録、遺留指掌紋記録及び処分結果記録に係る|情報: what the data are about
    for first, last in parts:
        words = _OFFERED_TOO.sub("", _CONDUCTED.sub("", _TRAILING_BRACKET.sub("", scene.text[first:last])))
        last = first + len(words)
        if system.start is not None and scene.offset + first < (system.end or 0) and system.start < scene.offset + last:
            continue
        if none is not None:
            doubtful = none.search(words) is not None
        else:
            doubtful = NO_TASK_END.search(words) is not None or TASK_END.search(words) is None
        if doubtful or VAGUE.search(words) or words.count("(") != words.count(")"):
            continue
        if len(words) < 3 and not re.fullmatch("年金|戸籍|登記|旅券|通関|検疫|税務|選挙|決裁|給与", words):
            continue
        yield Found(system, SUPPORTS, scene.argument(FUNCTION, first, last), first, stop, rule)
