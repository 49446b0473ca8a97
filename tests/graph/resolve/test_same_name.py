"""Pairs of printed names: spellings of one organisation, and names that are near and mean another."""

from __future__ import annotations

import pytest

from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import NameParser
from graph.resolve.pairs import PairJudge
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.same_name import compare
from graph.resolve.state_bodies import StateBodies

PARSER = NameParser()

SAME = [
    ("㈱日立製作所", "株式会社日立製作所"),
    ("日立製作所", "株式会社日立製作所"),
    ("日本電気㈱", "株式会社日本電気"),  # ㈱ says little about the side
    ("株式会社エヌ・ティ・ティ・データ", "ＮＴＴデータ（株）"),
    ("前田建設工業(株)北陸支店", "前田建設工業株式会社東北支店"),
    ("三精テクノロジーズ株式会社(名古屋営業所)", "三精テクノロジーズ㈱"),
    ("富士通株式会社 代表取締役社長 時田隆仁", "富士通㈱"),
    ("財団法人日本気象協会", "一般財団法人日本気象協会"),
    ("独立行政法人日本原子力研究開発機構", "国立研究開発法人日本原子力研究開発機構"),
    ("独立行政法人国立病院機構(福岡病院)", "独立行政法人国立病院機構"),
    ("学校法人成蹊学園", "学校法人成蹊学園成蹊大学"),
    ("独立行政法人国立高等専門学校機構鈴鹿工業高等専門学校", "独立行政法人国立高等専門学校機構函館工業高等専門学校"),
    ("柏市", "柏市収入役"),
    ("株式会社髙島屋", "株式会社高島屋"),
    ("沖縄JTB株式会社(旧株式会社JTB沖縄)", "株式会社JTB沖縄"),
    ("甲建設・乙組特定建設工事共同企業体", "乙組・甲建設共同企業体"),
]
OTHERS = [
    ("株式会社NTTデータ", "株式会社NTTデータグループ"),
    ("株式会社日立製作所", "株式会社日立システムズ"),
    ("富士通株式会社", "富士通Japan株式会社"),
    ("株式会社アイネット", "アイネット株式会社"),
    ("株式会社さくら", "一般社団法人さくら"),
    ("有限会社山本組", "株式会社山本組"),  # without a register
    ("鹿島市", "鹿嶋市"),
    ("株式会社NTTデータ", "株式会社NTTデータ北海道"),
    ("甲建設・乙組特定建設工事共同企業体", "株式会社甲建設"),
    ("甲建設・乙組特定建設工事共同企業体", "甲建設・丙組特定建設工事共同企業体"),
    ("松本電工株式会社ほか", "松本電工株式会社"),
    ("その他", "その他"),
    ("本省", "国土交通省"),
    ("", ""),
    ("明星電機株式会社", "明星電気株式会社"),
    ("独立行政法人国立病院機構", "独立行政法人国立高等専門学校機構函館工業高等専門学校"),
    ("株式会社読売新聞大阪本社", "株式会社読売新聞東京本社"),
]


@pytest.fixture(scope="module")
def judge() -> PairJudge:
    names = [
        ("株式会社NTTデータ", "6010601062093"),
        ("株式会社NTTデータグループ", "9010601021385"),
        ("株式会社エヌ・ティ・ティ・データ", "9010601021385"),
    ]
    return PairJudge(None, ObservedNames(), PublicBodies(StateBodies()), KnownNames(names, PARSER), Judgements([]))


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_organisation(judge: PairJudge, a: str, b: str) -> None:
    assert judge.judge(a, b).same
    assert judge.judge(b, a).same


@pytest.mark.parametrize(("a", "b"), OTHERS)
def test_names_of_two_organisations(judge: PairJudge, a: str, b: str) -> None:
    assert not judge.judge(a, b).same
    assert not judge.judge(b, a).same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("東北地方整備局", "国土交通省", True),
        ("国税庁(麹町税務署)", "財務省国税庁", True),
        ("警視庁", "東京都", True),
        ("国税庁", "財務省", False),
        ("大蔵省", "財務省", True),
    ],
)
def test_state_bodies_act_through_their_units(judge: PairJudge, a: str, b: str, same: bool) -> None:
    assert judge.judge(a, b).same is same


def test_a_renamed_organisation_is_known_by_its_number(judge: PairJudge) -> None:
    found = judge.judge("㈱エヌ・ティ・ティ・データ", "株式会社NTTデータグループ")
    assert found.same
    assert found.because[0].a == found.because[0].b == "9010601021385"


def test_verdict_names_the_features_with_both_values() -> None:
    found = compare(PARSER.parse("有限会社アーク"), PARSER.parse("株式会社アーク"))
    assert [(one.feature, one.a, one.b) for one in found.because] == [
        ("name", "アーク", "アーク"),
        ("legal form may have changed", "有限会社", "株式会社"),
    ]
    assert found.score == min(one.says for one in found.because)
