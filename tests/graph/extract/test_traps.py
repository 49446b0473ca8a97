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


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("東京都千代田区霞が関1-2-3株式会社山川電算", "株式会社山川電算"),
        ("東京都港区虎ノ門一丁目十七番一号山川電算株式会社", "山川電算株式会社"),
        ("東京都千代田区霞が関１丁目２番３号山川電算株式会社", "山川電算株式会社"),
        ("〒100-0001東京都千代田区千代田1-1（株）山川電算", "（株）山川電算"),
        ("大阪市北区梅田３丁目１番３号　北ビル　山川電算株式会社", "山川電算株式会社"),
    ],
)
def test_a_vendor_at_the_end_of_an_address_is_found_without_it(find: Find, text: str, vendor: str) -> None:
    assert [(mention.type, mention.text) for mention in find(text)] == [("Vendor", vendor)]


@pytest.mark.parametrize(
    ("text", "vendor"),
    [
        ("山川電算株式会社代表取締役社長山田太郎", "山川電算株式会社"),
        ("株式会社山川研究所代表取締役所長", "株式会社山川研究所"),
        ("一般財団法人山川協会理事長", "一般財団法人山川協会"),
        ("代表取締役株式会社山川電算", "株式会社山川電算"),
    ],
)
def test_a_title_glued_to_a_company_is_outside(of_type: OfType, text: str, vendor: str) -> None:
    assert of_type(text, "Vendor") == [vendor]


def test_old_forms_of_characters_are_read(find: Find) -> None:
    found = [
        (m.type, m.text, m.canonical) for m in find("國立國會圖書館は、株式會社國際電氣と髙﨑電算株式会社に委託した。")
    ]
    assert found == [
        ("Agency", "國立國會圖書館", "国立国会図書館"),
        ("Vendor", "株式會社國際電氣", "株式会社國際電氣"),
        ("Vendor", "髙﨑電算株式会社", "髙﨑電算株式会社"),
    ]


def test_a_company_whose_name_ends_like_a_system_is_a_company(find: Find) -> None:
    assert [(m.type, m.text) for m in find("株式会社山川アイシステム")] == [("Vendor", "株式会社山川アイシステム")]


@pytest.mark.parametrize(
    "text",
    [
        "太陽光発電システムの導入",
        "地域包括ケアシステムの構築",
        "電子内視鏡システム",
        "資源循環システムの強靱化",
        "品質マネジメントシステムの審査",
        "ＮＥＤＯ先導研究プログラム超軽量アクセラレータシステムの研究開発",
    ],
)
def test_plants_instruments_and_arrangements_are_no_systems(of_type: OfType, text: str) -> None:
    assert of_type(text, "System") == []


@pytest.mark.parametrize("text", ["第2・3回", "16式機動戦闘車", "1人1台の端末", "4システムの配備", "Plan2ライセンス"])
def test_numbers_that_count_nothing(of_type: OfType, text: str) -> None:
    assert of_type(text, "Count") == []


def test_a_tyre_is_no_date_and_a_year_before_life_is_a_fiscal_year(of_type: OfType) -> None:
    assert of_type("タイヤ225/90R17.5", "Date") == []
    assert of_type("2024年度生活環境項目", "Date") == ["2024年度"]
    assert of_type("平成十五年の十一月二十九日", "Date") == ["平成十五年の十一月二十九日"]


def test_the_law_of_a_body_is_not_the_body(of_type: OfType) -> None:
    assert of_type("独立行政法人造幣局法第12条に基づき造幣局に指示する", "Agency") == ["造幣局"]


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("計画(令和五年六月九日一部変更苗木流通改革推進本部決定)に基づく。", "苗木流通改革推進本部"),
        ("2021年6月9日第3回国・地方苗木実現会議で決めた。", "国・地方苗木実現会議"),
        ("令和六年十月開催の第2回「苗木の流通に関する検討会」で選ばれた。", "苗木の流通に関する検討会"),
        ("８年度渡島署【森地区その３】造林", "渡島署"),
        ("収穫調査委託業務(中越署)", "中越署"),
        ("官邸に設置された苗木の取引に関する関係省庁連絡会議に報告する。", "苗木の取引に関する関係省庁連絡会議"),
        ("計画(令和五年六月九日苗木の流通に関する関係閣僚会議決定)による。", "苗木の流通に関する関係閣僚会議"),
        ("苗木事故調査委員会の調査による。", "苗木事故調査委員会"),
        ("兵庫局への示達", "兵庫局"),
        ("四国厚生支局執務室の移転", "四国厚生支局"),
        ("東京都後期高齢者医療広域連合", "東京都後期高齢者医療広域連合"),
        ("大阪府警察", "大阪府警察"),
        ("米国航空宇宙局との取決め", "米国航空宇宙局"),
    ],
)
def test_councils_and_offices_by_their_short_names(
    of_type: Callable[[str, str], list[str]], text: str, council: str
) -> None:
    assert of_type(text, "Agency") == [council]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("行政情報システムの検討業務", "System", []),
        ("次世代システムの開発を行う。", "System", []),
        ("法律雑誌等データベースの利用", "System", []),
        ("苗木の出荷データベースであるNAEDAS-Webの運用", "System", ["NAEDAS-Web"]),
        ("競争参加資格は令和７～９年度の資格による。", "Date", ["令和７～９年度"]),
        ("国民の5人に1人が利用する。", "Count", []),
        ("各学校法人からの申請に基づく。", "Vendor", []),
        ("山川製作所製分析装置の購入", "Vendor", ["山川製作所"]),
        ("一般財団法人苗木協会（以下「補助金事務局」という。）が定める。", "Vendor", ["一般財団法人苗木協会"]),
        ("ソフトウェア、ナエギバスターの購入", "Product", ["ナエギバスター"]),
        ("クラウドストレージライセンスの購入", "Product", []),
        ("営林クラウドの換装(詳細設計等)", "System", ["営林クラウド"]),
        ("民間クラウドの利用料", "System", []),
        ("苗木道路開発株式会社", "Vendor", ["苗木道路開発株式会社"]),
        ("※金額は苗木ネット企画の内数", "Vendor", ["苗木ネット企画"]),
        ("ナエギミノルタ製複合機の保守", "Vendor", ["ナエギミノルタ"]),
        ("ステンレス製の棚", "Vendor", []),
        ("苗木情報システムズ社製ソフトウェア", "Vendor", ["苗木情報システムズ社"]),
        ("NAEGI TRAVEL(バンクーバー)", "Vendor", ["NAEGI TRAVEL"]),
        ("山川設計・苗木研究所共同提案体", "Vendor", ["山川設計・苗木研究所共同提案体"]),
        ("加入者の掛金を日本苗木保険組合に払い込む。", "Vendor", ["日本苗木保険組合"]),
        ("事務費を秋田県農業会議に交付する。", "Vendor", ["秋田県農業会議"]),
        ("当該事業に(一財)苗木開発推進機構が参加する。", "Vendor", ["(一財)苗木開発推進機構"]),
        ("全国健康保険協会が運営する。", "Vendor", []),
        ("苗木株式会社苗木株式会社東支店", "Vendor", ["苗木株式会社", "苗木株式会社"]),
        ("Adobeライセンスの更新", "Vendor", ["Adobe"]),
        ("次期公開情報管理システムの設計", "System", ["公開情報管理システム"]),
        ("公開情報管理システムの設計", "System", []),
        ("インプローブド・インターフェース・システム", "System", []),
        ("電子複写機1台(NAEGI MP C8003SP)の保守", "Product", ["NAEGI MP C8003SP"]),
        ("2024年度NAEGISIMの保守権の調達", "Product", ["NAEGISIM"]),
        ("OSバージョンアップ", "Product", []),
        ("ライセンス(Naegi Forensic SMS(更新))", "Product", ["Naegi Forensic SMS"]),
        ("令和７・８・９年度の資格による。", "Date", ["令和７・８・９年度"]),
        ("入国審査官の上衣", "Function", []),
        # what a firm makes behind its name, in a title a firm's name in front of anything
        ("マイクロソフトライセンス調達業務", "Vendor", ["マイクロソフト"]),
        ("オムロン無停電電源装置ほか8点", "Vendor", ["オムロン"]),
        ("日本スポーツ協会補助", "Vendor", ["日本スポーツ協会"]),
        ("日本医師会館の会議室", "Vendor", []),
        # words of the same name behind a product or service
        ("Office365 A3 EDU Open Faculty", "CloudService", ["Office365 A3 EDU Open Faculty"]),
        ("VirusTotal Basic Bundleの調達", "Product", ["VirusTotal Basic Bundle"]),
        ("ライセンスの調達(Naegi Hammer)", "Product", ["Naegi Hammer"]),
        ("セキュアVPN(NGI)ライセンス", "Product", ["NGI"]),
        ("Zoom一式", "CloudService", ["Zoom"]),
        # what a title keeps up is one certain system, though its name is of general words
        ("2024年度安全情報システムの維持業務", "System", ["安全情報システム"]),
        ("苗木の審査システムの維持業務", "System", []),
        ("苗木事業システムで用いる", "System", ["苗木事業システム"]),
        ("ＮＧＩ２２システム搭載用", "System", ["ＮＧＩ２２システム"]),
        ("R6学術情報ネットワーク接続用", "System", ["学術情報ネットワーク"]),
        # bureaus and offices by their own names, not their heads and rooms
        ("年金部会で当時の労働基準局が判断をした。", "Agency", ["年金部会", "労働基準局"]),
        ("医薬局長表彰状の揮毫", "Agency", []),
        ("苗木労災病院の手術", "Agency", ["苗木労災病院"]),
        ("加古川学園事務室の空調", "Agency", ["加古川学園"]),
        ("沖縄県警察職員の健診", "Agency", ["沖縄県警察"]),
        ("都道府県警察職員の健診", "Agency", []),
        ("苗木課、陸自、海自及び空自の者", "Agency", ["陸自", "海自", "空自"]),
        ("空自苗木(6)局舎の新設、陸・海・空自衛隊", "Agency", []),
        ("運輸政策審議会(現交通政策審議会)の答申", "Agency", ["運輸政策審議会", "交通政策審議会"]),
        ("連絡車３台交換購入（苗木河川国道）", "Agency", ["苗木河川国道"]),
        ("一般国道管理の資料、国道の管理", "Agency", []),
        ("苗木検索サーバ一式の更改に係るハードウェア", "System", ["苗木検索サーバ"]),
        ("高分解能３Ｄイメージングシステム", "System", []),
        ("ガバメントクラウドファンディングの自治体", "System", []),
        ("競争参加資格確認書類とオンライン資格確認", "Function", ["オンライン資格確認"]),
        ("年金局長苗木一郎君の出席", "Agency", []),
        ("京都刑務所総務部用度課で確認する。", "Agency", ["京都刑務所総務部用度課"]),
        ("苗木河川国道事務所外６箇所の点検", "Agency", ["苗木河川国道事務所"]),
        ("技術研究組合苗木基盤技術研究所", "Vendor", ["技術研究組合苗木基盤技術研究所"]),
        ("苗木・苗木設計共同提案体のうち", "Vendor", ["苗木・苗木設計共同提案体"]),
        ("（資）苗木組", "Vendor", ["（資）苗木組"]),
        ("約17万体で推移し、体制を3体制とした。", "Count", ["17万体"]),
        # an observation in front of its equipment; opinion polls by what they ask about
        ("火山観測施設の点検", "Function", ["火山観測"]),
        ("温室効果ガス観測技術衛星", "Function", []),
        ("防災に関する世論調査の結果", "Function", ["防災に関する世論調査"]),
        ("医師ほか９職種国家試験の印刷", "Function", ["医師ほか９職種国家試験"]),
    ],
)
def test_what_is_and_is_no_name(
    of_type: Callable[[str, str], list[str]], text: str, kind: str, expected: list[str]
) -> None:
    assert of_type(text, kind) == expected
