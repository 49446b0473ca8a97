"""Tasks that a sentence tells in verbs: the clause that leads to a system, and what a system is said to do or to be.

The object of the relation is the words as they stand, the verb's stem included: 在留届データを管理, 外交情報を伝達.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import FUNCTION
from graph.extract.relations.found import Found
from graph.extract.relations.phrases import trimmed
from graph.extract.relations.relation import SUPPORTS, Argument
from graph.extract.relations.scene import Place, Scene
from graph.extract.relations.task_words import explained, subjects, told_of_another

_VERBS = (
    r"登録|検索|照会|閲覧|共有|収集|公表|発行|交付|集計|申請|予約|審査|徴収|納付|作成|保存|通知|判定|届出|把握|記録|管理|確認|公開|受講|出願|"
    r"発注|支払|受信|送信|入力|提出|発出|発給|紹介|分析|伝達|配信|可視化|見える化|抽出|送受信|交換|名寄せ|連結|突合|監視|検知|観測|予測|"
    r"算定|計算|保管|蓄積|掲載|表示|一元化|募集|報告|測定|支給|給付|認証|付与|付番|受領|受理|捕捉|受付|統合|集約|一本化|授受|案内|周知|発信|提供|処理|実行|解析"
)
# What is done, and to what: 全世界の在留届データを|管理, 一元的に管理; the object goes back to the last particle
_DEED = re.compile(
    r"(?P<task>(?P<what>(?![、の・やりみいに]|及び|並びに|に関する|に係る|など)(?:[^ぁ-ん、。,:;()「」『』\s]|\([^()]*\)|の(?![際下])|及び|並びに|や|と(?![しすいな])|から(?:の|(?=[^ぁ-ん]+まで))|まで|への|に(?:関する|係る|対する|基づく|必要な)|"
    r"における|など|らせ|み(?=[、をの])|り(?=[、をの])|い(?=情報)|な(?=情報|データ)|、(?=[^、。]{2,16}を)){2,60}?)を(?:[^、。をはが]{0,24}?)"
    rf"(?:(?:{_VERBS})(?:(?:・|、|及び|や)(?:一元)?[一-鿿]{{2}})*(?=する|でき|し、|し(?:て|つ|た上)|さ(?:れ|せ)|可能|することが|を行[いうっ])|取り?扱|受け?付|取りまとめ|届け?出))"
)
# Words on the system itself, its money and its makers, and aims that are no task
_NO_DEED = re.compile(
    r"(?:課題|要件|機器|仕様書?|経費|費用|コスト|予算|計画|体制|脆弱性|不具合|障害|システム|サーバー?|基盤|環境|方針|方法|品質|セキュリティ|安全性|信頼性|性能|"
    r"効果|必要性|要望|ニーズ|仕組み|機能|サービス|ネットワーク|運用|保守|改修|開発|構築|整備|設計|調達|移行|対応|こと|もの|契約|補助金|支援|"
    r"動作|稼働状況|(?:業務|作業|事務)の(?:状況|進捗)|進捗|工程|影響|状態|アプリ|ツール|サイト|ポータル|クラウド|利便性|効率性|目標|成果|リスク|共通基盤|"
    r"設備|端末|プログラム|ソフトウェア|ハードウェア|回線|場|機会|人材|事業|取組|施策)(?:等|など)?$"
)
_GIVES = re.compile("提供$")  # of what is offered only information is a task: サービスを提供 says nothing
_GIVEN = re.compile("情報|データ|統計|証明|通知|サービス情報")
_HEAD = (
    r"(?:仕組み|機能|基盤|手段|ツール|サイト|データベース|システム|ポータル|プラットフォーム|ネットワーク|インフラ|窓口|"
    r"場|もの)"
)
# …を発給する|「査証システム」, …を検索できる仕組みである|X, …を配信する基盤として|X
_FOR_IT = re.compile(
    r"[えいけ]?(?:する|できる|している|うる|る|う|可能な|可能とする|可能となる|させる)?"
    r"(?:こと(?:が|を)?(?:できる|のできる|可能な|可能とする|目的とした|目的とする)|ことのできる)?"
    r"(?:ために?(?:の)?|上で|機能等?を(?:有する|備えた|持つ|搭載した)|ようにする|際に(?:利用|使用)する|ための手段として)?、?"
    r"(?:必要不可欠[なの]|不可欠[なの]|必要[なの]|重要な|且つ|かつ|一元的な|全国統一的?な?の?|全国共通の|標準的な|基幹的な|新たな|府省共通の?|共通の|セキュアな|(?:[^ぁ-ん、。]{2,8}な))*"
    rf"(?:[^ぁ-ん、。()「」]{{0,10}}{_HEAD}(?:である|として(?:の|(?:利用|使用|整備|運用)する)?、?|となる))?[、「『(]{{0,3}}"
)
_AND = re.compile(
    r"[えいけ]?(?:し|て|する)(?:、|とともに、?|とともに、|ことで、|(?:ほか|他)、)(?:[^ぁ-ん、。を]{0,8}に|また、|併せて、?|より)?(?:[^、。をはが]{0,20}?(?:、|て))?"
)
_TOPIC = re.compile(r"(?:は|:|においては?|では)[、,]?")
_IS_SYSTEM = re.compile(
    rf"[えいけ]?(?:する|できる|している|る|う)(?:こと(?:が|を)(?:できる|可能とする|可能な|目的とした|目的とする)|ための|等の)*(?:[^、。]{{0,12}}?){_HEAD}(?:である|であり|です|。|$|として|を(?:提供|目的)|で、)|[えいけ]?(?:する|できる|う|る)ために(?:必要|不可欠|且つ|かつ|重要|な)+[^、。]{{0,12}}?{_HEAD}(?:である|であり|。|$)"
)
_ENDS = re.compile(
    r"[えいけ]?(?:を行い、|を行う|している|しており|してい|する|します|し|でき|できる)?(?:。|$|もの(?:である|。|$|で)|とともに|こと(?:、|など|等)|ことができる|ことが可能|ことを目的|ほか|他、)"
)
_CHAINS = re.compile(r"[えいけ]?(?:し|て)、")
_FAR = 120
# 書類を作成・管理し、…を行うことができる|新システム; …を収集・管理し、…共有する手段としての|情報システム
_GOES_ON = re.compile(
    r"[えいけ]?し(?:、|て)[^。はが「」]{2,70}?(?:する|できる|える|ける|う|(?<!であ)る)(?=ことができる|ことのできる|ため|手段|機能|仕組み|[「『(]|$)"
)


def find_deed_relations(scene: Scene) -> Iterator[Found]:
    """supports between the systems of a sentence and what its verbs say is done with them."""
    deeds = [match for match in _DEED.finditer(scene.text) if _is_task(match)]
    places = list(subjects(scene))
    for index, place in (*places, *((len(scene.systems), place) for place in scene.bare)):
        if scene.text.startswith("である", place.end) and any(
            place.end < p.start <= place.end + 5 and p.named for p in scene.systems
        ):
            continue  # オンラインプラットフォームである|「X」: one thing
        subject: Argument | None = place.argument
        if told_of_another(scene, place):
            subject = scene.project if scene.text.startswith("として", place.end) else None
        elif explained(scene, place) is not place.argument:
            subject = explained(scene, place)
        if subject is None:
            continue
        for match in _in_front(scene, place, deeds):
            yield _found(scene, subject, match, place.end, "deed-relative")
        for match, rule in _behind(scene, place, index, deeds):
            yield _found(scene, subject, match, match.end(), rule)


def _found(scene: Scene, subject: Argument, match: re.Match[str], stop: int, rule: str) -> Found:
    first, last = trimmed(scene.text, *match.span("task"))
    beside = re.search(
        "(?:業務|事務|手続|支援|管理|審査)(?:等)?(?:及び|並びに)(?=[^及並]+$)", scene.text[first : match.end("what")]
    )
    if beside is not None:  # 健康診断業務の支援及び|健康診断結果のデータを管理
        first += beside.end()
    return Found(subject, SUPPORTS, scene.argument(FUNCTION, first, last), first, max(stop, match.end()), rule)


def _is_task(match: re.Match[str]) -> bool:
    if _NO_DEED.search(match["what"]) or len(match["what"]) < 2:
        return False
    return not (_GIVES.search(match["task"]) and not _GIVEN.search(match["what"]))


def _in_front(scene: Scene, place: Place, deeds: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The clause that leads to a system, and those joined with it: 書類を作成・管理し、…を交換できる|新システム."""
    at = None
    for match in reversed(deeds):
        if match.end() > place.start:
            continue
        gap = scene.text[match.end() : place.start]
        if at is None and (on := _GOES_ON.match(gap)) is not None:
            gap = gap[on.end() :]
        if at is None:
            if len(gap) > 40 or not _FOR_IT.fullmatch(gap):
                return
        elif re.fullmatch("する|した|している", scene.text[match.end() : at]):
            at = match.start()  # 口座を登録する|方の情報を抽出: says which
            continue
        elif not _AND.fullmatch(scene.text[match.end() : at]):
            return
        yield match
        at = match.start()


def _behind(scene: Scene, place: Place, index: int, deeds: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """X|は、…を検索できるサイトである; X|は、…を表示し、…を公表する."""
    text, at = scene.text, scene.behind(place)
    lead = _TOPIC.match(text, at)
    if lead is None:
        return
    following = (
        p.start for p in scene.systems[index + 1 :] if p.named and re.match("[はがでにを:]", text[scene.behind(p) :])
    )
    limit = min([at + _FAR, *following])
    for match in deeds:
        if match.start() < lead.end() or match.end() > limit:
            continue
        between = text[lead.end() : match.start()]
        if "は" in between or "。" in between:
            return
        if _IS_SYSTEM.match(text, match.end()):
            yield match, "deed-is-system"
        elif place.named and (_ENDS.match(text, match.end()) or _CHAINS.match(text, match.end())):
            yield match, "deed-topic"
