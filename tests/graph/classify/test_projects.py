"""Functions, IT or not, owner: the conventions, on names made for the test or too general to be anybody's."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import ontology
from graph.classify import Classifier, ProjectClass, Subject
from graph.classify.information_technology import project_features
from graph.classify.owners import Owners
from graph.classify.patterns import DATA, Patterns
from graph.classify.project import project_of
from graph.classify.terms import FunctionTerms, functions_with_owners

TAG = "(情報通信技術調達等適正・効率化推進費)"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.installed()


def project(classifier: Classifier, name: str, ministry: str = "", **given: str | tuple[str, ...]) -> ProjectClass:
    return classifier.classify_project(Subject(name=name, ministry=ministry, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "ministry", "bureau", "function"),
    [
        ("不動産登記事務の運営", "法務省", "民事局", "real-estate-registration"),
        ("甲省統合LANシステム", "総務省", "大臣官房", "ministry-office-it"),
        ("人事給与システムの運用", "総務省", "大臣官房", "civil-service-personnel"),
        ("隊員の人事管理システム", "防衛省", "", "defence-personnel"),
        ("新型装置の研究", "防衛省", "防衛装備庁", "defence-research"),
        ("国際機関分担金", "外務省", "総合外交政策局", "international-organizations"),
        ("森林GISの整備", "林野庁", "", "forestry"),
        ("港湾の整備", "国土交通省", "港湾局", "ports-harbours"),
    ],
)
def test_the_task_is_told_by_name_owner_and_bureau(
    classifier: Classifier, name: str, ministry: str, bureau: str, function: str
) -> None:
    assert project(classifier, name, ministry, bureau=bureau).functions[0].id == function


def test_a_bureau_tells_the_function_where_no_term_does(classifier: Classifier) -> None:
    (first, *_) = project(classifier, "調査に必要な経費", "国土交通省", bureau="鉄道局").functions
    assert first.id == "railways"
    assert "鉄道局 (bureau)" in first.because


def test_the_name_of_a_ministry_points_to_no_function(classifier: Classifier) -> None:
    assert project(classifier, "農林水産省").functions == ()


def test_a_longer_term_silences_the_shorter_ones_in_it() -> None:
    terms = FunctionTerms([("農業者年金", "farm-income-support", 1.0), ("年金", "pensions", 1.0)])
    assert [hit.term for hit in terms.find("農業者年金事業")] == ["農業者年金"]
    assert [hit.term for hit in terms.find("年金事業")] == ["年金"]


def test_a_latin_term_does_not_stand_inside_a_longer_word() -> None:
    terms = FunctionTerms([("ODA", "development-aid", 1.0)])
    assert list(terms.find("CODA調査")) == []
    assert [hit.term for hit in terms.find("ODA調査")] == ["ODA"]


def test_every_function_of_the_scheme_has_terms_and_nothing_else_is_answered() -> None:
    functions = set(functions_with_owners())
    with (DATA / "function_terms.csv").open(encoding="utf-8", newline="") as file:
        assert {row["function"] for row in csv.DictReader(file)} == functions | {"-"}
    with (DATA / "bureaus.csv").open(encoding="utf-8", newline="") as file:
        assert {name for row in csv.DictReader(file) for name in row["functions"].split("|")} <= functions
    scheme = Path(ontology.__file__).parent / "reference" / "functions.csv"
    with scheme.open(encoding="utf-8", newline="") as file:
        divisions = {row["id"] for row in csv.DictReader(file) if row["level"] == "division"}
    assert not functions & divisions


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"台帳管理{TAG}", "yes"),
        ("台帳管理システムの運用", "yes"),
        ("地域デジタル化支援", "partly"),
        ("光ファイバ整備事業", "partly"),
        ("持続可能な食料システムの確立", "no"),
        ("専門家ネットワーク形成事業", "no"),
        ("情報セキュリティ人材の育成研修", "no"),
        ("河川改修事業", "no"),
        ("", None),
    ],
)
def test_the_name_says_whether_the_money_buys_it(classifier: Classifier, name: str, expected: str | None) -> None:
    assert project(classifier, name).is_it == expected


@pytest.mark.parametrize(
    ("name", "ministry", "bureau", "payees", "owner"),
    [
        ("道路の整備", "国土交通省", "道路局", (), "国土交通省"),
        ("観光の振興", "国土交通省観光庁", "", (), "観光庁"),
        ("商店街の支援", "経済産業省", "中小企業庁", (), "中小企業庁"),
        ("装備品の取得", "防衛省", "防衛装備庁", (), "防衛省"),
        (f"甲システム{TAG}", "デジタル庁", "戦略・組織", ("株式会社甲", "農林水産省"), "農林水産省"),
        (f"国税の申告システム{TAG}", "デジタル庁", "戦略・組織", (), "国税庁"),
        (f"政府共通プラットフォーム{TAG}", "デジタル庁", "省庁業務サービス", ("国土交通省航空局",), "デジタル庁"),
        ("公園の改修(国際観光旅客税財源)", "国土交通省観光庁", "", ("環境省",), "環境省"),
        ("道路の整備", "国土交通省", "道路局", ("総務省",), "国土交通省"),
        ("道路の整備", "", "", (), None),
    ],
)
def test_the_owner_is_whose_function_it_is_not_who_holds_the_budget(
    classifier: Classifier, name: str, ministry: str, bureau: str, payees: tuple[str, ...], owner: str | None
) -> None:
    assert project(classifier, name, ministry, bureau=bureau, payees=payees).owner == owner


def test_the_same_project_gives_the_same_class_whatever_came_before(classifier: Classifier) -> None:
    first = project(classifier, "不動産登記事務の運営", "法務省")
    project(classifier, "港湾の整備", "国土交通省")
    assert project(Classifier.installed(), "不動産登記事務の運営", "法務省") == first
    assert project(classifier, "不動産登記事務の運営", "法務省") == first


def test_how_much_of_the_text_is_about_it_is_told_by_clause_and_sentence() -> None:
    rules, owners = Patterns.read("it_rules.toml"), Owners.installed()
    text = "港を直す。/船を造る。 / 船の位置を示すシステムを運用し、港の警備を行う。/道を直す。/橋を直す。"
    single = project_features(project_of(Subject(name="港の経費", text=text), owners), rules).single
    assert "aim: clauses with a thing" not in single
    assert single["outline: clauses with a thing"] < single["outline: sentences with a thing"]
    assert single["outline: sentences with a system made"] == single["outline: sentences with a thing"]


def test_a_text_without_an_aim_of_its_own_is_all_outline() -> None:
    rules, owners = Patterns.read("it_rules.toml"), Owners.installed()
    single = project_features(project_of(Subject(name="港の経費", text="システムを運用する"), owners), rules).single
    assert single["outline: sentences with a system made"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("観測データを蓄積する「港湾データ解析システム(略称)」を長期的・安定的に整備・運用する", True),
        ("若者に向けたポータルサイトの作成", True),
        ("システムについて、専門家が道路の整備を論じる", False),
    ],
)
def test_a_system_may_stand_a_little_way_from_what_is_done_with_it(text: str, made: bool) -> None:
    rules, owners = Patterns.read("it_rules.toml"), Owners.installed()
    single = project_features(project_of(Subject(name="港の経費", text=text), owners), rules).single
    assert ("a system made" in single) == made
