"""Service types and financing: made-up outlines of the usual kinds, and the words that mislead."""

from __future__ import annotations

import pytest

from graph.classify import NO_ICT, Classifier, Subject

TAG = "(情報通信技術調達等適正・効率化推進費)"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.installed()


def types(classifier: Classifier, outline: str, payee: str = "株式会社甲乙", role: str = "", name: str = "業務") -> str:
    found = classifier.classify_contract(Subject(name=name, text=outline, role=role, payee=payee))
    return "|".join(found.types)


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        ("台帳管理システムの設計・開発及び運用・保守業務一式", "S02|S14"),
        ("台帳管理システムの機能追加業務", "S02"),
        ("台帳管理システムの保守業務", "S14"),
        ("台帳管理システムの更改に係る調達支援業務", "S15|S01"),
        ("台帳管理システムの構築に係る工程管理業務", "S01"),
        ("ヘルプデスク業務の請負", "S03"),
        ("情報システムの脆弱性診断業務", "S04"),
        ("判例データベースの利用", "S05"),
        ("統計データの分析・集計業務", "S06"),
        ("データセンターの賃貸借", "S07"),
        ("電話回線使用料", "S10"),
        ("庁内LANの構築業務", "S11"),
        ("ノート型パソコン100台の購入", "S12"),
        ("ソフトウェアライセンスの更新", "S13"),
        ("クラウドサービスの提供", "S17"),
        ("共通基盤のクラウドサービスの供給", "S17"),
        ("官報検索サービスの利用", "S05"),
        ("Slackの利用", "S19"),
        ("海外用モバイルルータの賃貸借", "S10"),
        ("短波帯受信機", "S12"),
        ("庁舎電話交換機更新工事", "S11"),
    ],
)
def test_each_kind_of_outline_has_its_service_types(classifier: Classifier, outline: str, expected: str) -> None:
    assert types(classifier, outline) == expected


@pytest.mark.parametrize(
    "outline",
    [
        "放射線治療システム一式",
        "資源循環システム構築実証事業",
        "専門家ネットワークの形成",
        "多目的誘導弾システムの性能確認試験",
        "情報セキュリティ研修の実施",
        "業務用プリンタトナーの購入",
        "デジタルサイネージ広告の実施",
        "委員謝金",
        "再生可能エネルギー設備・システム等の導入",
        "精密着陸誘導システム",
        "名簿データベースへの入力業務",
        "補助金の交付、進捗の管理",
    ],
)
def test_words_that_look_like_ict_buy_none(classifier: Classifier, outline: str) -> None:
    assert types(classifier, outline) == NO_ICT


def test_a_generic_outline_is_read_by_the_role_of_its_block(classifier: Classifier) -> None:
    assert types(classifier, "その他", "富士通株式会社", role="サーバの賃貸借") == "S12"
    assert types(classifier, "その他", "富士通株式会社", role="広報") == NO_ICT


def test_a_grant_to_a_municipality_counts_only_for_a_system(classifier: Classifier) -> None:
    assert types(classifier, "番号制度に対応するシステム改修の補助", "新潟市") == "S02"
    assert types(classifier, "保育所の整備", "新潟市") == NO_ICT


def test_a_transfer_to_a_ministry_is_no_service_unless_its_work_is_named(classifier: Classifier) -> None:
    assert types(classifier, "予算の移替え", "法務省", name=f"登記システム{TAG}") == NO_ICT
    assert types(classifier, "通関システムの運用", "財務省", name=f"通関システム{TAG}") == "S14"


@pytest.mark.parametrize(
    ("outline", "payee", "name"),
    [
        ("保健システムの強化", "甲感染症対策基金(甲ファンド)", "甲感染症対策基金拠出金"),
        ("情報システムの整備を支援する拠出金", "甲開発銀行", "甲国復興事業"),
        ("データベースの運営に係る分担金", "甲条約機構", "条約の履行"),
        ("電子政府システムの構築支援", "国際連合甲計画", "甲地域の安定化"),
    ],
)
def test_a_contribution_to_a_fund_or_a_body_between_states_buys_nothing_whatever_it_is_to_be_used_for(
    classifier: Classifier, outline: str, payee: str, name: str
) -> None:
    assert types(classifier, outline, payee, name=name) == NO_ICT


def test_a_firm_paid_under_a_contribution_and_data_sold_by_a_body_are_services(classifier: Classifier) -> None:
    assert types(classifier, "会員管理システムの保守業務", "株式会社甲乙", name="甲機関拠出金") == "S14"
    assert types(classifier, "統計データベースの利用", "国際甲機関", name="経済動向調査") == "S05"


def test_what_is_made_and_run_for_a_project_of_systems_needs_no_system_in_its_name(classifier: Classifier) -> None:
    assert types(classifier, "申告書作成コーナーの開発及び改修", name=f"申告書作成コーナー{TAG}") == "S02"
    assert types(classifier, "申告書作成コーナーの開発及び改修", name="申告書作成コーナー") == NO_ICT
    assert types(classifier, "庁舎空気調和装置の保守", name=f"申告書作成コーナー{TAG}") == NO_ICT


def test_research_on_systems_is_no_service_and_running_one_inside_research_is(classifier: Classifier) -> None:
    assert types(classifier, "運行管理システムの研究開発", "国立大学法人甲大学") == NO_ICT
    assert types(classifier, "研究用サーバの賃貸借", "甲リース株式会社", name="技術開発事業") == "S12"


@pytest.mark.parametrize(
    ("payee", "financing"),
    [
        ("株式会社JECC", True),
        ("三菱HCキャピタル株式会社", True),
        ("三井住友ファイナンス＆リース株式会社", True),
        ("富士通株式会社", False),
        ("", None),
    ],
)
def test_a_lessor_finances_a_maker_does_not_and_without_payee_it_is_open(
    classifier: Classifier, payee: str, financing: bool | None
) -> None:
    found = classifier.classify_contract(Subject(name="", text="サーバの賃貸借", payee=payee))
    assert found.financing is financing
    assert found.types == ("S12",)


def test_nothing_given_is_nothing_said(classifier: Classifier) -> None:
    found = classifier.classify_contract(Subject(name=""))
    assert found.service_types == ()
    assert not found.is_ict


def test_a_finding_says_which_word_spoke_and_how_sure_it_is(classifier: Classifier) -> None:
    (finding,) = classifier.classify_contract(Subject(name="", text="台帳管理システムの保守業務")).service_types
    assert "保守" in finding.because
    assert 0.5 < finding.score < 1
