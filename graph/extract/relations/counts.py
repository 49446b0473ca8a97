"""What a count counts: the thing named in front of the number or behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.extract.mention import AGENCY, CLOUD_SERVICE, COUNT, FUNCTION, PRODUCT, SYSTEM, VENDOR
from graph.extract.modality import ASSERTED, PLANNED, modality
from graph.extract.relations.found import Found
from graph.extract.relations.relation import COUNTS, Argument
from graph.extract.relations.scene import Place, Scene
from graph.text.numerals import parse_integer

_OTHERS = re.compile(r"(?:外|他|ほか|その他|うち|各|第|\(年間約?)\s?(?:約)?$")
_ABOUT = re.compile(r"(?:約|年間|計|合計|総計|延べ|およそ|最大|全国約?|全国で約?)+$")
_BEHIND = re.compile(
    r"(?:\([^()]*\))?(?:以上|超|弱|程度|余り?|を超える|に及ぶ|もの)?(?:の|(?<=る)|(?<=もの))(?P<what>[^ぁ-ん、。()「」:/]{2,24}(?:の[^ぁ-ん、。()「」:/]{1,11}[者員人社体名](?=[がはを]))?)|(?:程度|超|余り)(?P<bare>[^ぁ-ん、。()「」:/]{2,10})(?=[をがは])"
)
# 消費者事故等の|通知(2023年度は|1万663件), 事業者の|24社|が: the thing in front of a bracket or of の
_IN_BRACKET = re.compile(
    r"(?P<what>[^ぁ-ん、。()「」:/]{2,24})\((?:[^()、]{0,16}?(?:年度?|現在|時点|末|月|日)(?:で|は|には|に|の)?、?)?(?:約|計|延べ)?$"
)
_OF_THEM = re.compile(r"(?P<what>[^ぁ-ん、。()「」:/]{2,24}[者社業体関員校局所館店院人])の(?:約|計|うち)?$")
# 患者の|数|は増加傾向にあり、2020年度には|614.8万人; アクセス件数は増加傾向(2023年度|21,977,736件
_FIGURE_TOPIC = re.compile(
    r"(?P<what>[^ぁ-ん、。()「」]{0,14}(?:[^ぁ-ん、。()「」]の)?(?:件数|者数|人数|台数|回数|数))(?:は|が|も)(?:[^。はが]{0,40}?)"
    r"(?:年度?(?:末|時点)?(?:に|で|時点)?(?:は|には|では)?、?|\()(?:約|計)?$"
)
_AMOUNTS = re.compile(r"(?:以上|超)?(?:に(?:のぼ|上|達|及|増)|と(?:なっ|推|な)|で(?:あ|、)|→|\)|[、。])")
_NO_THING = re.compile("(?:年度?|%|％|実績|想定|見込み?|平均|合計|うち|割合|[0-9])$")
# 発給件数年間約|587万件|の査証: the figure says what it counts in front
_FIGURE = re.compile(r"(?P<what>[^ぁ-ん、。()「」:/,]{1,20}(?:件数|者数|人数|台数|回数|冊数))(?:は|が|、|年間|約|計)*$")
# GVPU |1個|買入, ノートPC(…)|2台|外: a title of what is bought and how many
_BOUGHT = re.compile(r"(?P<what>(?=[^。]*[A-Za-zァ-ヶ一-鿿])[^。、/「」]{2,50}?)(?:\([^()]*\))?[\s ]?$")
_BOUGHT_BEHIND = re.compile(
    r"[\s]?(?:(?:外|ほか|他)(?:[0-9]+[^ぁ-ん0-9]{1,2})?)?(?:の?(?:特別整備|整備|修理|オーバーホール|買入|購入|調達|代金|売買|製造|借入|借上)[^。]{0,12})?$"
)
_HELD = re.compile(r"(?P<what>[^ぁ-ん、。()「」]{2,20})(?:\([^()]*\))?を(?:約|計|全国に|全国)*$")
_HOLDS = re.compile("(?:を)?(?:有し|有す|保有|所有|設置|配備|整備|抱え|実施|開催|育成|養成|確保|採用|派遣)")
_IN_FRONT = re.compile(
    r"(?P<what>[^ぁ-ん、。()「」:/\s]{2,30}(?:\([^()]*\))?)"
    r"(?:の?(?:数|件数|総数))?(?:は|が|も|で|:|、|について(?:みる|見る)と)?、?(?:[^、。はが]{0,16}?(?:時点で|現在で?|末で|年度?では)、?)?$"
)
_BARE = re.compile(
    r"(?:今後)?約?(?P<number>[0-9,]{3,})(?P<note>\([^()]*\))?(?:ある|に及ぶ|もの)(?P<what>[^ぁ-ん、。()]{2,20})"
)
# 約30の社会保障等に係る|国家資格等
_ABOUT_SO_MANY = re.compile(
    r"約(?P<number>[0-9,]{2,})の(?:[^ぁ-ん、。()「」]{1,12}?(?:に係る|に関する))?(?P<what>[^ぁ-ん、。()「」0-9]{2,20}?)(?=の|等?(?:について|は|が|を|に|及び))"
)
_TSU = re.compile(r"(?P<number>[0-9一二三四五六七八九])つの(?P<what>[^ぁ-ん、。()「」]{2,20})")
_PERCENT = re.compile(
    r"(?:が|は|で|も|でも)?、?(?:約|ほぼ)?(?P<count>(?P<number>[0-9]{1,3}(?:\.[0-9]+)?)(?:%|"
    r"パーセント))(?!増|減|以下)"
)
# 登記情報提供サービスの利用件数は、…約1億件の|利用: the topic is what is counted
_USE = re.compile("利用|アクセス|ダウンロード|閲覧|登録|申請")
_USES_OF = re.compile(r"の[^ぁ-ん、。]{0,10}(?:件数|者数|回数|数)(?:は|も|が)")
_SET_TO = re.compile(r"(?P<what>[^ぁ-ん、。()「」]{2,20})を(?:[^、。をはが]{0,16}?(?:に|までに))?$")
_NO_COUNTED = re.compile("(?:上|内|中|(?<!拠)点|課題|柱)$")  # 3つの|観点
_COUNTABLE = (SYSTEM, CLOUD_SERVICE, PRODUCT, FUNCTION, AGENCY, VENDOR)
_TIME = re.compile("年間|年度|時点|現在|期間|前年比|前年|以上|今後|そのうち")


def find_count_relations(scene: Scene) -> Iterator[Found]:
    """What is counted: 約40本の|統計調査プログラム, |Amazon Web Services 1877件, 登録者数は|7,800万人."""
    for count in scene.counts:
        if _OTHERS.search(scene.text[: count.start]) or re.match(
            "の内数|以下|未満|以上を雇用|を超える(?:場合|大規模)", scene.text[count.end :]
        ):
            continue
        thing = _counted_behind(scene, count) or _counted_in_front(scene, count)
        thing = thing or _told_in_front(scene, count) or _bought(scene, count)
        if thing is not None:
            first, last = (thing[1], count.end) if thing[1] < count.start else (count.start, thing[2])
            said = PLANNED if thing[3] == "count-goal" else _said(scene.text, count.end)
            yield Found(thing[0], COUNTS, count.argument, first, last, thing[3], said)
    yield from _without_counter(scene)


def _told_in_front(scene: Scene, count: Place) -> tuple[Argument, int, int, str] | None:
    before, bracket = scene.text[: count.start], None
    if scene.text.startswith(")", count.end):
        bracket = _IN_BRACKET.search(before)
    if bracket is None and re.match("[がはをに]", scene.text[count.end :]):
        bracket = _OF_THEM.search(before)
    if bracket is None and _AMOUNTS.match(scene.text, count.end):
        figure = _FIGURE_TOPIC.search(before)
        if figure is not None:
            return _thing(scene, *figure.span("what"), "count-told")
    thing = None if bracket is None else _thing(scene, *bracket.span("what"), "count-told")
    if bracket is not None and (_NO_THING.search(bracket["what"]) or re.search("(?:年に?|毎[^ぁ-ん]?|月|週)$", before)):
        return None  # 2022年度(215万人), 総会(2年に1回)
    return None if thing is None or thing[0].type in (AGENCY, VENDOR) else thing  # A及びBの|2機関: both of them


def _bought(scene: Scene, count: Place) -> tuple[Argument, int, int, str] | None:
    """A title that names a thing and how many of it, and nothing else."""
    if scene.payee is None or not _BOUGHT_BEHIND.fullmatch(scene.text[count.end :].strip()):
        return None
    match = _BOUGHT.fullmatch(scene.text[: count.start])
    if match is None or re.search("[はがをに]|業務|契約|事業|年度|サービス|期間|年間|利用|作業|保守", match["what"]):
        return None
    return _thing(scene, *match.span("what"), "count-bought")


def _counted_behind(scene: Scene, count: Place) -> tuple[Argument, int, int, str] | None:
    match = _BEHIND.match(scene.text, count.end)
    if match is None or re.match("代金|費用|購入|調達|買入|借入|利用料|賃貸借|保守", match["what"] or ""):
        return None
    if match["bare"]:
        return _thing(scene, *match.span("bare"), "count-of")
    if _USE.fullmatch(match["what"]):
        for place in scene.systems:
            if place.end < count.start and _USES_OF.match(scene.text, scene.behind(place)):
                return place.argument, place.start, place.end, "count-of"
    figure = _FIGURE.search(scene.text[: count.start])
    if figure is not None:
        return _thing(scene, *figure.span("what"), "count-of")
    return _thing(scene, *match.span("what"), "count-of")


def _counted_in_front(scene: Scene, count: Place) -> tuple[Argument, int, int, str] | None:
    text = scene.text[: count.start]
    about = _ABOUT.search(text)
    end = about.start() if about else count.start
    for mention in reversed(scene.mentions):
        if mention.type in (CLOUD_SERVICE, PRODUCT, SYSTEM) and mention.end <= end:
            gap = scene.text[mention.end : end]
            if re.fullmatch(
                r"[\s」』)]{0,2}(?:[::、はが]|の?ライセンス|用ライセンス|[ァ-ヶーA-Za-z]{1,16}|\([^()]{0,24}\)|"
                r"へ?の[^。]{0,16}?(?:数|"
                r"件)(?:は|が)[^。]{0,20}?)?\s?",
                gap,
            ):
                argument = scene.argument(mention.type, mention.start, mention.end)
                return argument, mention.start, mention.end, "count-name"
            break
    if (held := _HELD.search(scene.text[:end])) and _HOLDS.match(scene.text, count.end):
        return _thing(scene, *held.span("what"), "count-held")
    if (goal := _SET_TO.search(scene.text[:end])) and re.match(
        "(?:程度|以上)?(?:と(?:する|し|なる)|に(?:する|増|拡大|引)|まで)", scene.text[count.end :]
    ):
        return _thing(scene, *goal.span("what"), "count-goal")
    match = _IN_FRONT.search(scene.text[:end])
    if match is None or _TIME.search(match["what"]) or match["what"].isdigit():
        return None
    bought = re.match("の(?:借入|購入|賃貸借|調達|買入|保守|納入)", scene.text[count.end :]) is not None
    if match.end("what") == end and not bought and not re.search(r"[数者人員舎庁ザ局体関村校院]$", match["what"]):
        return None  # 全国約70拠点: an adverb, not what is counted
    return _thing(scene, *match.span("what"), "count-noun")


def _thing(scene: Scene, start: int, end: int, rule: str) -> tuple[Argument, int, int, str]:
    """The mention that the words are, else the words: a task, data or something else."""
    for mention in scene.mentions:
        if mention.start < end and start < mention.end and mention.type in _COUNTABLE:
            return scene.argument(mention.type, mention.start, mention.end), mention.start, mention.end, rule
    words = scene.text[start:end]
    kind = (
        FUNCTION if re.search("調査|業務|事務|手続|プログラム$", words)
        else SYSTEM if words.endswith("システム")
        else "Data" if re.search("ファイル|データ|数$|件数|情報$", words)
        else "Other"
    )  # fmt: skip
    return scene.argument(kind, start, end), start, end, rule


def _without_counter(scene: Scene) -> Iterator[Found]:
    """Numbers that the entity types leave out but a sentence counts with: 4つの基幹統計調査, 約1400ある政府情報システム, 97%."""
    taken = [(place.start, place.end) for place in scene.counts]
    for match in (*_TSU.finditer(scene.text), *_BARE.finditer(scene.text), *_ABOUT_SO_MANY.finditer(scene.text)):
        if match["number"] in "一1" or _NO_COUNTED.search(match["what"]) or _overlaps(taken, *match.span("number")):
            continue
        end = match.end("number") + (1 if match.re is _TSU else 0)
        value = parse_integer(match["number"])
        unit = "つ" if match.re is _TSU else "システム" if match["what"].endswith("システム") else None
        count = Argument(
            COUNT, scene.text[match.start("number") : end], scene.offset + match.start("number"), scene.offset + end,
            value=value, unit=unit,
        )  # fmt: skip
        thing = _thing(scene, *match.span("what"), "count-bare")
        said = _said(scene.text, match.end())
        yield Found(thing[0], COUNTS, count, match.start("number"), match.end(), "count-bare", said)
    for place in (*scene.services, *scene.systems):
        percent = _PERCENT.match(scene.text, scene.behind(place))
        if percent is not None and place.named:
            number = percent["number"]
            value = int(number) if "." not in number else None
            count = Argument(
                COUNT, percent["count"], scene.offset + percent.start("count"), scene.offset + percent.end("count"),
                value=value, unit="%",
            )  # fmt: skip
            said = _said(scene.text, percent.end())
            yield Found(place.argument, COUNTS, count, place.start, percent.end(), "count-share", said)


def _said(text: str, end: int) -> str:
    """A figure is asserted unless the words right behind it say that it is expected, planned or denied."""
    near = re.match(r"[^、。]{0,14}", text[end:])
    return modality(near.group(), 0, 0) if near and near.group() else ASSERTED


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)
