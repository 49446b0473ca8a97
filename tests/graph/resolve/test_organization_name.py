"""Printed names taken apart: what belongs to the name, what stands around it, and what names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.resolve.organization_name import JOINT, NOBODY, SINGLE, NameParser
from graph.resolve.spelling import light, loose

PARSER = NameParser()


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("㈱日立製作所", "株式会社日立製作所"),
        ("（株）日立製作所", "株式会社日立製作所"),
        ("日本電気　株式会社", "日本電気株式会社"),
        ("ﾌｼﾞﾂｳ(株)", "フジツウ株式会社"),
        ("㈲青空", "有限会社青空"),
        ("（一財）経済調査会北陸支部", "一般財団法人経済調査会"),
        ("(独)情報処理推進機構", "独立行政法人情報処理推進機構"),
        ("西鉄旅行株式会社横浜支店", "西鉄旅行株式会社"),
        ("株式会社熊谷組北陸支店", "株式会社熊谷組"),
        ("昭和設計 株式会社 沼津営業所", "昭和設計株式会社"),
        ("㈱パスコ 静岡支店", "株式会社パスコ"),
        ("三精テクノロジーズ株式会社(名古屋営業所)", "三精テクノロジーズ株式会社"),
        ("富士通株式会社 代表取締役社長 時田隆仁", "富士通株式会社"),
        ("株式会社ムトウ\n北海道札幌市北区北十一条西４丁目１番１５号", "株式会社ムトウ"),
        ("株式会社NTTデータ東京都江東区豊洲三丁目３番３号", "株式会社nttデータ"),
        ("富士通株式会社　御中", "富士通株式会社"),
        ("〒105-7508 東京都港区海岸1-7-1 ソフトバンク株式会社", "ソフトバンク株式会社"),
        ("株式会社さくらインターネット 東京都港区海岸1-7-1", "株式会社さくらインターネット"),
        ("株式会社エンジョイワークス(法人番号要確認)", "株式会社エンジョイワークス"),
        ("国立大学法人東京大学大学院農学生命科学研究科", "国立大学法人東京大学"),
        ("福島県白河市", "白河市"),
        ("岩手県教育委員会", "岩手県"),
        ("愛知県公立大学法人", "愛知県公立大学法人"),
        ("富津市管工事業（協）", "富津市管工事業協同組合"),
        ("独立行政法人大学改革支援・学位授与機構", "独立行政法人大学改革支援・学位授与機構"),
        ("公益財団法人鳥取県農業農村担い手育成機構", "公益財団法人鳥取県農業農村担い手育成機構"),
        ("株式会社読売新聞大阪本社", "株式会社読売新聞大阪本社"),
    ],
)
def test_name_is_read_with_its_legal_form_in_full(printed: str, full: str) -> None:
    parsed = PARSER.parse(printed)
    assert (parsed.kind, parsed.full) == (SINGLE, full)


@pytest.mark.parametrize(
    ("printed", "part", "value"),
    [
        ("西鉄旅行株式会社横浜支店", "branch", "横浜支店"),
        ("富士通株式会社 代表取締役社長 時田隆仁", "representative", "代表取締役社長 時田隆仁"),
        ("株式会社東芝\n東京都港区芝浦１丁目１番１号", "core", "東芝"),
        ("医療法人社団日翔会(生野愛和病院)", "aliases", ("生野愛和病院",)),
        ("沖縄JTB株式会社(旧株式会社JTB沖縄)", "former", ("株式会社jtb沖縄",)),
        ("日本電気㈱", "position", ""),
        ("日本電気㈱", "side", "after"),
        ("日本電気株式会社", "position", "after"),
    ],
)
def test_parts_around_the_name_are_kept_apart(printed: str, part: str, value: object) -> None:
    assert getattr(PARSER.parse(printed), part) == value


@pytest.mark.parametrize(
    ("printed", "members"),
    [
        ("加和太・河津特定建設工事共同企業体", ["加和太", "河津"]),
        ("南部電工株式会社・有限会社西部技建共同企業体", ["南部電工株式会社", "有限会社西部技建"]),
        ("鹿島・JAXA・芝浦工大共同体", ["鹿島", "jaxa", "芝浦工大"]),
        (
            "【代表】木構造振興株式会社、【共同】公益財団法人日本住宅・木材技術センター",
            ["木構造振興株式会社", "公益財団法人日本住宅・木材技術センター"],
        ),
        ("1大森建設株式会社、2株式会社BNGパートナーズ", ["大森建設株式会社", "株式会社bngパートナーズ"]),
    ],
)
def test_joint_ventures_are_their_members(printed: str, members: list[str]) -> None:
    parsed = PARSER.parse(printed)
    assert parsed.kind == JOINT
    assert [member.full for member in parsed.members] == members


@pytest.mark.parametrize(
    "printed",
    [
        "その他",
        "本省",
        "個人A",
        "職員G(ルワンダ)",
        "民間企業(1名)",
        "",
        "　",
        "-",
        "株式会社",
        "A社",
        "株式会社Ａ",
        "A株式会社",
        "児童扶養手当の受給者",
        "民間会社AS",
        "某D株式会社",
        "A市会計管理者",
        "特定求職者雇用開発助成金を受給している事業主B",
        "その他地方公共団体",
        "その他の市町村(保険者)",
        "雇用調整助成金を受給している事業主その他",
        "年金受給者等",
        "32都道府県後期高齢者医療広域連合",
        "各在外公館",
        "9999999999999",
        "東京都江東区有明３丁目７番１８号",
    ],
)
def test_words_that_name_nobody(printed: str) -> None:
    assert PARSER.parse(printed).kind == NOBODY


@pytest.mark.parametrize(
    "printed",
    [
        "株式会社AB",
        "各務原市",
        "神奈川県立高等",
        "株式会社デジタルA",
        "公益財団法人平等",
        "協同組合三等級会",
        "三市組合",
    ],
)
def test_names_that_only_look_like_nobodys(printed: str) -> None:
    assert PARSER.parse(printed).kind == SINGLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＮＴＴデータ", "エヌ・ティ・ティ・データ"),
        ("エヌティティデータ", "NTTデータ"),
        ("ケイディーディーアイ", "KDDI"),
        ("エス・アンド・アイ", "S&I"),
        ("エヌ・ティ・ティ・データ・アイ", "NTTデータアイ"),
        ("髙﨑澤廣", "高崎沢広"),
        ("キャノン", "キヤノン"),
        ("コンピューター・システム", "コンピュータシステム"),
        ("八千代エンジニヤリング", "八千代エンジニアリング"),
        ("佐々木", "佐佐木"),
        ("Type-I Technologies", "Ｔｙｐｅ‐Ｉ　Ｔｅｃｈｎｏｌｏｇｉｅｓ"),
    ],
)
def test_spellings_of_one_name_are_loosely_the_same(one: str, other: str) -> None:
    assert loose(light(one)) == loose(light(other))


@pytest.mark.parametrize(
    ("one", "other"), [("鹿嶋", "鹿島"), ("アイオス", "エイオス"), ("日立", "日立ハイテク"), ("ABC", "ABD")]
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert loose(light(one)) != loose(light(other))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_parsed_and_parses_the_same_twice(text: str) -> None:
    assert PARSER.parse(text) == PARSER.parse(text)


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="山川田中ァアイウーエオabc々髙﨑", min_size=2, max_size=8),
    st.sampled_from(["株式会社", "有限会社", "学校法人"]),
)
def test_register_and_sources_read_a_plain_name_alike(name: str, form: str) -> None:
    parsed = PARSER.parse(form + name)
    if parsed.kind == SINGLE and parsed.form == form:
        assert PARSER.registered(light(form + name)) == (parsed.core, parsed.form, parsed.side)


def test_a_name_that_is_spelled_plainly_is_read_as_if_it_were_not() -> None:
    for code in (*range(0x21, 0x7F), *range(0x3041, 0x3094), *range(0x30A1, 0x30F7), *range(0x4E00, 0xA000)):
        character = chr(code)
        assert light(character) == light(f" {character} ")  # a blank leaves the short way
        if character.isalnum() and not character.isascii():
            assert loose(character) == loose(f"{character}!")  # so does a sign that is no part of a word
