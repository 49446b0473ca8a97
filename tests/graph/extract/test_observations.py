"""Counts by service: every shape an answer may print, and exactly as many observations as it gives figures."""

from collections.abc import Callable

import pytest

from graph.extract.mention import Mention
from graph.extract.observations import Observation, observations

Find = Callable[[str], list[Mention]]

EXPECTED = [
    ("Amazon Web Services", 1877),
    ("Google Cloud", 11),
    ("Microsoft Azure", 13),
    ("Oracle Cloud Infrastructure", 26),
]
NAMES = [
    "Ａｍａｚｏｎ　Ｗｅｂ　Ｓｅｒｖｉｃｅｓ",
    "Ｇｏｏｇｌｅ　Ｃｌｏｕｄ",
    "Ｍｉｃｒｏｓｏｆｔ　Ａｚｕｒｅ",
    "Ｏｒａｃｌｅ　Ｃｌｏｕｄ　Ｉｎｆｒａｓｔｒｕｃｔｕｒｅ",
]
KATAKANA = [
    "アマゾンウェブサービス",
    "グーグルクラウド",
    "マイクロソフト　アジュール",
    "オラクルクラウドインフラストラクチャー",
]
NUMBERS = ["千八百七十七", "十一", "十三", "二十六"]
BEFORE = (
    "一について\n　令和六年十二月十三日に提出された御質問（第二百十六回国会質問第二十七号）"
    "及びデジタル庁設置法（令和三年法律第三十六号）"
    "に関し、九十七パーセント、三億円、三年間等の数字がある。\n"
)
LEAD = (
    "　デジタル庁において運用しているガバメントクラウドについて、"
    "令和六年十一月末時点で利用されている情報システムの数をお示しすると、"
    "それぞれ次のとおりである。\n"
)
AFTER = "\n二について\n　令和七年度末までに千七百八十八団体が二十業務を移行する予定である。"


def _lines(names: list[str], numbers: list[str], joint: str = "　", unit: str = "件") -> str:
    return "\n".join(f"　{name}{joint}{number}{unit}" for name, number in zip(names, numbers, strict=True))


def _sentence(names: list[str], joint: str, unit: str) -> str:
    return "、".join(f"{name}{joint}{number}{unit}" for name, number in zip(names, NUMBERS, strict=True)) + "である。"


SHAPES = {
    "lines": LEAD + _lines(NAMES, NUMBERS),
    "katakana lines": LEAD + _lines(KATAKANA, NUMBERS),
    "number on the next line": LEAD + _lines(NAMES, NUMBERS, "\n"),
    "bare numbers": LEAD + _lines(NAMES, NUMBERS, unit=""),
    "place by place": LEAD + _lines(NAMES, ["一八七七", "一一", "一三", "二六"]),
    "grouped kanji": LEAD + _lines(NAMES, ["一、八七七", "一一", "一三", "二六"]),
    "with 一千": LEAD + _lines(NAMES, ["一千八百七十七", "十一", "十三", "二十六"]),
    "full-width digits": LEAD + _lines(NAMES, ["１，８７７", "１１", "１３", "２６"]),
    "abbreviations in brackets": LEAD
    + _lines([f"{NAMES[0]}（以下「ＡＷＳ」という。）", *NAMES[1:3], f"{NAMES[3]}（ＯＣＩ）"], NUMBERS),
    "with a total": LEAD + _lines(NAMES, NUMBERS) + "\n　合計　千九百二十七件",
    "quoted names": LEAD + _lines([f"「{name}」" for name in NAMES], NUMBERS),
    "one sentence": "　令和六年十一月末時点で、ガバメントクラウドを利用する情報システムの数は、"
    + _sentence(NAMES, "が", ""),
    "については": "　令和六年十一月末時点において、" + _sentence(NAMES, "については", "システム"),
    "を利用するもの": "　令和六年十一月末現在の情報システムの数は、" + _sentence(NAMES, "を利用しているものが", "件"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_exactly_the_four_figures(find: Find, shape: str) -> None:
    text = BEFORE + SHAPES[shape] + AFTER
    found = observations(text, find(text))
    assert [(item.service.canonical, item.count.value) for item in found] == EXPECTED
    assert {item.date.canonical if item.date else None for item in found} == {"2024-11"}


def _first(find: Find, shape: str) -> tuple[str, Observation]:
    text = BEFORE + SHAPES[shape] + AFTER
    return text, observations(text, find(text))[0]


def test_an_observation_quotes_name_and_number(find: Find) -> None:
    text, item = _first(find, "lines")
    assert text[item.start : item.end] == "Ａｍａｚｏｎ　Ｗｅｂ　Ｓｅｒｖｉｃｅｓ　千八百七十七件"
    assert text[item.count.start : item.count.end] == item.count.text == "千八百七十七件"


def test_the_lead_sentence_gives_population_and_scope(find: Find) -> None:
    _, item = _first(find, "lines")
    assert item.unit == "件"
    assert item.population == "情報システム"
    assert item.scope is not None
    assert item.scope.canonical == "ガバメントクラウド"


def test_a_bare_number_has_no_unit(find: Find) -> None:
    _, item = _first(find, "bare numbers")
    assert (item.unit, item.count.unit) == ("", None)


@pytest.mark.parametrize(
    "text",
    [
        "ＡＷＳは令和七年度に九十七パーセント、Ｇｏｏｇｌｅ　Ｃｌｏｕｄは令和五年度に採択された。",
        "ＡＷＳの利用料は三億円、Ｍｉｃｒｏｓｏｆｔ　Ａｚｕｒｅの利用料は二千万円である。",
        "ＡＷＳを三年間、Ｇｏｏｇｌｅ　Ｃｌｏｕｄを五か月利用した。",
        "ＡＷＳについては第三条による。",
    ],
)
def test_what_is_no_count_makes_no_observation(find: Find, text: str) -> None:
    assert observations(text, find(text)) == []


def test_two_lists_at_two_dates_are_both_read(find: Find) -> None:
    text = (
        "令和五年三月末時点の情報システムの数は次のとおりである。\nＡＷＳ　十件\nＧｏｏｇｌｅ　Ｃｌｏｕｄ　二件\n"
        "令和六年三月末時点の情報システムの数は次のとおりである。\nＡＷＳ　三十件\nＧｏｏｇｌｅ　Ｃｌｏｕｄ　四件"
    )
    found = observations(text, find(text))
    assert [(item.count.value, item.date.canonical if item.date else None) for item in found] == [
        (10, "2023-03"),
        (2, "2023-03"),
        (30, "2024-03"),
        (4, "2024-03"),
    ]
