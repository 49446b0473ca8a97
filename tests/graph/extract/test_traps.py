"""What looks like a name, a date or a count and is none; what shifts offsets."""

from collections.abc import Callable

import pytest

from graph.extract.mention import Mention

Find = Callable[[str], list[Mention]]
OfType = Callable[[str, str], list[str]]


@pytest.mark.parametrize(
    "text",
    [
        "e-LAWS用公布法令XML作成",
        "ｅ－ＬＡＷＳの改修",
        "「自動車産業ポータルMARKLINES」の利用",
        "特定非営利活動法人ISAPHへの委託",
        "ソフトウェア(JAWS2024日本語)の購入",
        "株式会社さくらプランニング",
        "福島さくら農業協同組合",
        "さくらサイエンス・ハイスクール等プログラム運営支援業務",
        "夢LINE株式会社",
        "Natural Box株式会社",
        "舶用電光表示装置中継BOX換装業務",
        "LINE FILTER外4品目",
        "Dance Box Resident Program",
        "東海道ラインの設備",
        "GCP測量業務",
    ],
)
def test_no_cloud_service_is_found_inside_another_name(of_type: OfType, text: str) -> None:
    assert of_type(text, "CloudService") == []


def test_the_same_names_are_found_where_they_stand_alone(of_type: OfType) -> None:
    assert of_type("AWS環境の構築", "CloudService") == ["AWS"]
    assert of_type("SNS(LINE等)による相談", "CloudService") == ["LINE"]
    assert of_type("クラウドストレージサービスＢｏｘの調達", "CloudService") == ["Ｂｏｘ"]
    assert of_type("クラウド(AWS、さくら)の利用", "CloudService") == ["AWS", "さくら"]


def test_the_vendor_around_a_trap_is_found_whole(of_type: OfType) -> None:
    assert of_type("福島さくら農業協同組合", "Vendor") == ["福島さくら農業協同組合"]
    assert of_type("株式会社さくらプランニング", "Vendor") == ["株式会社さくらプランニング"]
    assert of_type("さくらインターネット株式会社", "Vendor") == ["さくらインターネット株式会社"]


@pytest.mark.parametrize("text", ["本省", "その他", "【本省】一式", "その他の契約", "各省庁", "省エネルギー"])
def test_no_agency_is_found_where_none_is_named(of_type: OfType, text: str) -> None:
    assert of_type(text, "Agency") == []


def test_offsets_survive_the_company_sign_and_half_width_kana(find: Find) -> None:
    text = "㈱ｶﾞｲｱが令和６年に開発したｶﾞﾊﾞﾒﾝﾄｸﾗｳﾄﾞ"
    found = {mention.type: mention for mention in find(text)}
    assert found["Date"].text == "令和６年"
    assert found["System"].text == "ｶﾞﾊﾞﾒﾝﾄｸﾗｳﾄﾞ"
    assert found["System"].canonical == "ガバメントクラウド"
    assert found["Vendor"].text == "㈱ｶﾞｲｱ"
    assert found["Vendor"].canonical == "株式会社ガイア"


@pytest.mark.parametrize(
    "text", ["平成十四年法律第百五十一号", "（令和五年厚生労働省告示第二百三十四号）", "昭和三十一年条約第二十六号"]
)
def test_the_number_of_a_law_is_neither_date_nor_count_nor_agency(find: Find, text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "97%以上",
        "約九十一・〇パーセント",
        "3年間",
        "三十三年ぶり",
        "二年連続",
        "十三か月",
        "第2回",
        "第三十六号",
        "一式",
        "1式",
        "一部",
        "六本木",
        "24時間365日",
        "3倍",
    ],
)
def test_percentages_durations_and_ordinals_are_no_counts(of_type: OfType, text: str) -> None:
    assert of_type(text, "Count") == []


def test_circled_digits_count_nothing(of_type: OfType) -> None:
    assert of_type("①件数の把握②システムの更新", "Count") == []


def test_an_amount_broken_over_two_lines_is_one_amount(find: Find) -> None:
    (money,) = find("契約金額は9,988,\n803,000円")
    assert money.canonical == "9988803000"


def test_nested_brackets_do_not_hide_names(find: Find) -> None:
    text = (
        "「重点計画（令和五年六月九日閣議決定（以下「計画」という。））」により"
        "デジタル庁（東京都）が（株）日立製作所に委託した。"
    )
    found = {(mention.type, mention.text) for mention in find(text)}
    assert {("Date", "令和五年六月九日"), ("Agency", "デジタル庁"), ("Vendor", "（株）日立製作所")} <= found


def test_a_branch_is_outside_the_vendor(of_type: OfType) -> None:
    assert of_type("株式会社大林組九州支店", "Vendor") == ["株式会社大林組"]
    assert of_type("朝日電気工業（株）静岡営業所", "Vendor") == ["朝日電気工業（株）"]


def test_a_law_named_after_a_firm_is_no_vendor(of_type: OfType) -> None:
    assert of_type("日本電信電話株式会社等に関する法律（昭和五十九年法律第八十五号）", "Vendor") == []


def test_a_title_of_a_person_is_no_agency(of_type: OfType) -> None:
    assert of_type("特許庁長官が総務大臣に述べた", "Agency") == []


def test_an_address_is_no_agency(of_type: OfType) -> None:
    assert of_type("東京都港区虎ノ門1丁目17番1号", "Agency") == []
