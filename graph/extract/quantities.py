"""Money, dates and counts, by regular expressions on normalised text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import COUNT, DATE, MONEY, Mention
from graph.text.dates import find_dates
from graph.text.numerals import NUMBER, parse_integer, parse_number

_CURRENCY = "円|米ドル|ドル|ユーロ|ポンド|人民元|ウォン|バーツ|ルピー"
_BEFORE = r"(?<![0-9A-Za-z.,〇一二三四五六七八九十百千万億兆])"
_MONEY = re.compile(
    rf"{_BEFORE}(?:(?P<amount>{NUMBER})余?(?P<unit>{_CURRENCY})(?!安|高|滑|相場|卓)|"
    rf"[¥\\](?P<sign>{NUMBER})(?![0-9%]))"
)
_COUNTERS = (
    "市町村|市区町村|都道府県|府省庁|府省|地方公共団体|自治体|団体|事業者|事業所|施設|機関|法人|企業|"
    "医療機関|病院|診療所|"
    "システム|サービス|ライセンス|アカウント|ユーザー?|セット|品目|職種|種類|回線|拠点|世帯|店舗|か国|カ国|ヶ国|ヵ国|箇国|"
    "箇所|か所|カ所|ヶ所|ヵ所|学校|大学|港|空港|地区|地域|区画|路線|項目|資料|基地局|クラス|チーム|"
    "グループ|コース|コマ|"
    "件|人|名|社|者|台|個|枚|点|本|冊|式|部|局|庁|校|県|市|町|村|戸|棟|隻|機|両|基|便|口|組|筆|羽|頭|"
    "匹|株|艇|台分|箱|袋|缶|室|席|床|園|館|駅|"
    "タイトル|店|艦|丁|着|足|双|脚|巻|束|通|報|票|課題|事業|案件|例|種(?![0-9])|字|語|頁|ページ|テーマ|プロジェクト|"
    "アクセス|ダウンロード|PV|番組|回(?!線)|か村|コア|体(?=[をがはのとで、。)]|ほか|外|から)"
)
_NOT_COUNT_AFTER = (
    r"(?!目|程度区分|年|月間|毎|当たり|あたり)"  # 三件目 is an ordinal, 一人当たり a rate
    # The counter begins another word: 1名古屋議定書, 12式地対艦誘導弾, 3部門
    r"(?<!名(?=古屋|護|前|称|簿|刺))(?<!式(?=地|艦|空|小銃|戦車|装|機|自|迫|対|中|多|短|近|特|"
    r"拳))(?<!本(?=部|庁|省|社|校|人|業|格|"
    r"線))(?<!点(?=検))(?<!件(?=名))(?<!社(?=会|員))"
    r"(?<!台(?=帳|風|湾))(?<!機(?=関|能|械|構|器))(?<!校(?=正|舎))(?<!基(?=本|盤|準|金|礎|"
    r"幹))(?<!口(?=座))(?<!組(?=合|織))(?<!室(?=内))"
    r"(?<!株(?=式))(?<!例(?=え|外))(?<!人(?=乗|材|事|工|口|権|件|間|物|類|文))(?<!着(?=手|工|実|"
    r"陸))(?<!通(?=信|関|行|常|報))(?<!報(?=告|酬|道))(?<!戸(?=籍|別|建))"
    r"(?<!隻(?=数))(?<!局(?=面))(?<!町(?=目))(?<!県(?=庁|立|道))(?<!市(?=立|役|場|道))"
)
_COUNT = re.compile(
    rf"(?<![0-9.,\-/〇一二三四五六七八九十百千万億兆第何])(?<![数何十百千]数)(?<!第[0-9][・、])(?P<number>{NUMBER})(?P<unit>{_COUNTERS}){_NOT_COUNT_AFTER}"
)
_LATIN = re.compile("[A-Za-z]")
_AFTER_LATIN = frozenset({"式", "台", "個", "ライセンス", "枚", "名", "本"})
_ARABIC = re.compile(r"[0-9]")
# Kanji numbers below these are words or place names more often than counts (一部, 一式, 六本木, 十二村, 一者応札).
_KANJI_UNITS = re.compile(
    r"件|人|名|社|台|団体|機関|施設|法人|企業|事業者|自治体|市町村|市区町村|都道府県|府省|校|局|か国|"
    r"箇所|システム|か所|世帯|億|店舗"
)
_WORDS = re.compile(r"一人|一名|一件|一社|一部|一式|一本|一体|一者|一人一人|一つ|一般|一種|百貨店|千葉|三重|一人ひとり")
_ITEM = re.compile("[0-9]{1,2}")
_ITEM_WORDS = frozenset(
    {
        "システム",
        "サービス",
        "事業",
        "地域",
        "施設",
        "機関",
        "企業",
        "法人",
        "団体",
        "学校",
        "大学",
        "病院",
        "港",
        "空港",
    }
)


def find_quantities(text: str) -> Iterator[Mention]:
    """Money, Date and Count mentions of a normalised text; offsets into it.

    Not counts: percentages, durations, ordinals (第二回), versions, numbers of laws, 一式.
    """
    yield from find_money(text)
    yield from find_date_mentions(text)
    yield from find_counts(text)


def find_money(text: str) -> Iterator[Mention]:
    """Amounts with their currency, without 約; canonical is whole yen, or the surface in another currency."""
    for match in _MONEY.finditer(text):
        printed = match["amount"] or match["sign"]
        if not printed or not re.search(r"[0-9〇零一二三四五六七八九十百千壱弐参]", printed):
            continue
        value = parse_number(printed)
        if value is None:
            continue
        unit = match["unit"] or "円"
        whole = int(value) if value == value.to_integral_value() else None
        canonical = str(whole) if unit == "円" and whole is not None else match.group()
        yield Mention(MONEY, match.group(), *match.span(), canonical, 0.98, "money", whole, unit)


_YEARS = re.compile(r"(?P<era>令和|平成)(?P<first>[0-9]{1,2})(?:[~〜～-]|(?:・[0-9]{1,2})*・)(?P<last>[0-9]{1,2})年度")
_ERA = {"令和": 2018, "平成": 1988}


def find_date_mentions(text: str) -> Iterator[Mention]:
    """Dates as mentions; canonical is the ISO form, the surface where the text alone does not tell the year.

    Fiscal years that share their era and their 年度 (令和7~9年度) are one mention, FY2025/FY2027.
    """
    for years in _YEARS.finditer(text):
        first, last = (_ERA[years["era"]] + int(years[name]) for name in ("first", "last"))
        yield Mention(DATE, years.group(), *years.span(), f"FY{first}/FY{last}", 0.9, "date-years")
    for match in find_dates(text):
        surface = text[match.start : match.end]
        if match.value is None:
            yield Mention(DATE, surface, match.start, match.end, surface, 0.8, "date-open")
        else:
            yield Mention(DATE, surface, match.start, match.end, match.value.iso, 0.97, "date")


def find_counts(text: str) -> Iterator[Mention]:
    """Whole numbers with their counter."""
    for match in _COUNT.finditer(text):
        printed, unit = match["number"], match["unit"]
        if not printed or (unit not in _AFTER_LATIN and _LATIN.match(text[match.start() - 1 : match.start()])):
            continue  # GRQ-59, COVID19: digits behind a letter number a thing, but CCP2式 counts
        if text.endswith(("Plan", "Ver.", "Version"), 0, match.start()):
            continue  # Plan2ライセンス
        kanji = not _ARABIC.search(printed)
        if kanji and text[match.start() - 1 : match.start()] == "数":
            continue  # 数十人
        each = re.search("[1一]人$", text[: match.start()]) and match.group() in ("1台", "一台")
        if re.match("[0-9]+人に[0-9]+人", text[match.start() :]) or re.search("[0-9]人に$", text[: match.start()]):
            continue  # 5人に1人 is a rate
        if each or text.startswith(("1人1台", "一人一台"), match.start()):
            continue  # 1人1台 is a rate
        if kanji and (_KANJI_UNITS.fullmatch(unit) is None or _WORDS.match(text, match.start())):
            continue
        if unit in ("回", "部", "本") and not _plain_count(text, match):
            continue
        if _ITEM.fullmatch(printed) and unit in _ITEM_WORDS and _numbers_an_item(text, match):
            continue
        value = parse_integer(printed)
        if value is None or (unit == "式" and value == 1):
            continue
        yield Mention(COUNT, match.group(), *match.span(), str(value), 0.92, "count", value, unit)


def _numbers_an_item(text: str, match: re.Match[str]) -> bool:
    """4システムの配備, 9地域循環型…: a digit at the head of an item numbers it, where a noun follows it."""
    before = text[: match.start()].rstrip()
    return (not before or before[-1] in "、。/・;:") and re.match(r"[一-鿿ァ-ヶの]", text[match.end() :]) is not None


def _plain_count(text: str, match: re.Match[str]) -> bool:
    """回, 部 and 本 count only when nothing shows that they form another word (3部門, 2回線, 5本部)."""
    following = text[match.end() : match.end() + 1]
    return not re.match(r"[門線隊局署課会品分目線社店]", following)
