"""Who does what for whom: structure, particles, enumerations, what is spoken of, the context, modality."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.extract.reader import Document, Reader
from graph.extract.relations.relation import Argument, Context, Relation

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"

Facts = Callable[..., list[tuple[str, str, str, str]]]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(REFERENCE)


@pytest.fixture(scope="session")
def relations(reader: Reader) -> Callable[..., list[Relation]]:
    def read(text: str, **context: str) -> list[Relation]:
        (reading,) = reader.read([Document(text, Context(**context))])
        for relation in reading.relations:
            for argument in (relation.subject, relation.object):
                assert (argument.start is None) == (argument.source is not None)
                if argument.start is not None:
                    assert text[argument.start : argument.end] == argument.text
        return list(reading.relations)

    return read


@pytest.fixture(scope="session")
def facts(relations: Callable[..., list[Relation]]) -> Facts:
    def read(text: str, **context: str) -> list[tuple[str, str, str, str]]:
        return [(r.subject.text, r.predicate, r.object.text, r.modality) for r in relations(text, **context)]

    return read


def test_a_title_says_what_the_payee_does(facts: Facts) -> None:
    assert facts("林野台帳管理システムの再構築に係る設計・開発及び運用保守業務　一式", payee="株式会社山川電算") == [
        ("株式会社山川電算", "develops", "林野台帳管理システム", "asserted"),
        ("株式会社山川電算", "maintains", "林野台帳管理システム", "asserted"),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "林野台帳管理システムの在り方に関する調査研究",
        "林野台帳管理システムの更改に係るプロジェクト管理支援業務",
        "林野台帳管理システムで使用する端末の賃貸借",
        "林野台帳管理システムの移設に伴う工事",
    ],
)
def test_advice_studies_and_devices_are_no_work_on_the_system(facts: Facts, title: str) -> None:
    assert facts(title, payee="株式会社山川電算") == []


def test_without_a_payee_a_title_has_no_one_who_works(facts: Facts) -> None:
    assert facts("林野台帳管理システムの運用保守業務") == []


def test_the_context_is_named_as_where_an_argument_is_from(relations: Callable[..., list[Relation]]) -> None:
    (moved,) = relations(
        "ガバメントクラウドへの移行を予定している。",
        project="林野台帳管理システム(情報通信技術調達等適正・効率化推進費)",
    )
    assert moved.subject == Argument("System", "林野台帳管理システム", source="context.project")
    assert (moved.predicate, moved.object.text, moved.modality) == ("runsOn", "ガバメントクラウド", "planned")


def test_a_platform_in_a_bracket_and_what_stands_on_it(facts: Facts) -> None:
    assert facts(
        "第二期政府共通プラットフォーム（ＡＷＳ）上に構築した林野台帳管理システムは、令和九年に終了する予定である。"
    ) == [
        ("第二期政府共通プラットフォーム", "runsOn", "ＡＷＳ", "asserted"),
        ("林野台帳管理システム", "runsOn", "第二期政府共通プラットフォーム", "asserted"),
    ]


def test_tasks_of_an_enumeration_are_told_apart(facts: Facts) -> None:
    assert facts("林野台帳管理システムは、伐採届出、保安林管理及び境界確認業務を行うシステムである。") == [
        ("林野台帳管理システム", "supports", "伐採届出", "asserted"),
        ("林野台帳管理システム", "supports", "保安林管理", "asserted"),
        ("林野台帳管理システム", "supports", "境界確認業務", "asserted"),
    ]


def test_good_qualities_are_no_tasks(facts: Facts) -> None:
    assert facts("林野台帳管理システムは、国民の利便性の向上及び行政運営の効率化を実現する。") == []


def test_the_operator_of_several_systems(facts: Facts) -> None:
    found = facts(
        "地方公共団体情報システム機構（J-LIS）が運営する林野台帳管理システム、保安林照会システムについて述べる。"
    )
    assert [fact[:3] for fact in found] == [
        ("林野台帳管理システム", "operatedBy", "地方公共団体情報システム機構"),
        ("保安林照会システム", "operatedBy", "地方公共団体情報システム機構"),
    ]


def test_the_last_giver_named_gave_the_work(facts: Facts) -> None:
    assert facts("山川電算株式会社の再々委託先（海野情報株式会社の再委託先）", payee="谷口工業株式会社") == [
        ("海野情報株式会社", "subcontractedTo", "谷口工業株式会社", "asserted")
    ]


def test_a_count_says_what_it_counts(relations: Callable[..., list[Relation]]) -> None:
    (named,) = relations("Google Cloud 11件")
    assert (named.subject.text, named.object.value, named.object.unit) == ("Google Cloud", 11, "件")
    (of,) = relations("約2,400名の職員が在籍する。")
    assert (of.subject.text, of.object.text, of.object.value) == ("職員", "2,400名", 2400)


def test_others_than_the_thing_named_are_not_counted_for_it(facts: Facts) -> None:
    assert facts("ArcGIS外３件の購入") == []


def test_who_ordered_a_contract_that_is_quoted(facts: Facts) -> None:
    found = facts("令和四年度に総務省が民間事業者に委託して実施した「電波利用状況の調査研究業務」において調査した。")
    assert found == [("電波利用状況の調査研究業務", "buyer", "総務省", "asserted")]


def test_the_same_company_and_the_same_system_are_the_ones_before(facts: Facts) -> None:
    found = facts(
        "林野台帳管理システムの整備を行う。株式会社山川電算が開発した保安林照会システムは、同社が運用している。"
    )
    assert ("保安林照会システム", "operatedBy", "株式会社山川電算", "asserted") in found


def test_a_short_name_given_by_the_text_is_followed(facts: Facts) -> None:
    found = facts(
        "林野台帳管理システム（以下「林台」という。）の更改を行う。林台はガバメントクラウドを利用していない。"
    )
    assert ("林台", "runsOn", "ガバメントクラウド", "denied") in found


@pytest.mark.parametrize(
    ("end", "modality"),
    [
        ("利用している。", "asserted"),
        ("利用していない。", "denied"),
        ("利用することとしている。", "planned"),
        ("利用しているかは把握していない。", "supposed"),
        ("利用している可能性がある。", "supposed"),
    ],
)
def test_modality_of_a_relation(facts: Facts, end: str, modality: str) -> None:
    found = facts(f"林野台帳管理システムはＡＷＳを{end}")
    assert found == [("林野台帳管理システム", "runsOn", "ＡＷＳ", modality)]


def test_the_same_document_is_read_alike_alone_and_among_others(reader: Reader) -> None:
    documents = [
        Document("林野台帳管理システムの運用保守業務", Context(payee="株式会社山川電算")),
        Document("Google Cloud 11件"),
        Document("ガバメントクラウドへの移行を予定している。", Context(project="林野台帳管理システム")),
    ]
    together = list(reader.read(documents * 40))
    alone = [next(reader.read([document])) for document in documents]
    assert together == alone * 40


def test_a_sentence_without_any_stop_is_read_in_parts(facts: Facts) -> None:
    text = "管理業務、審査事務及び" * 2000 + "林野台帳管理システムはＡＷＳを利用している"
    assert ("林野台帳管理システム", "runsOn", "ＡＷＳ", "asserted") in facts(text)


PROJECT = "森林管理システム(情報通信技術調達等適正・効率化推進費)"
FIRM = "株式会社山川電算"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("伐採許可及び植栽報告を担う森林管理システム(FMS)の機能を強化する。", ["伐採許可", "植栽報告"]),
        ("森林管理システムを活用し、伐採許可業務の効率化・合理化を図る。", ["伐採許可業務"]),
        ("森林管理システムは、営林署における伐採許可業務の基幹システムである。", ["伐採許可業務"]),
        ("森林管理システムは、伐採許可業務において必要不可欠なシステムである。", ["伐採許可業務"]),
        ("森林管理システムは、「届出管理」と「許可事務の効率化」を目的に運用している。", ["届出管理", "許可事務"]),
        ("森林管理システムは、届出の検索、統計の公表等の機能を提供するものである。", ["届出の検索", "統計の公表"]),
        ("森林管理システムは、運用・保守、脆弱性調査等を行う必要がある。", []),
    ],
)
def test_what_a_named_system_is_for(facts: Facts, text: str, expected: list[str]) -> None:
    supported = [(subject, task) for subject, predicate, task, _ in facts(text) if predicate == "supports"]
    assert supported == [("森林管理システム", task) for task in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("届出受付のためのシステムを整備する。", ("システム", "届出受付")),
        ("植栽報告が可能となるプラットフォームを構築する。", ("プラットフォーム", "植栽報告")),
        ("窓口ポータル(届出の受付を行うためのポータルサイト)の運用", ("窓口ポータル", "届出の受付")),
        ("伐採許可に係る台帳照会システムによる審査事務の実施", ("台帳照会システム", "審査事務")),
    ],
)
def test_a_system_that_is_only_spoken_of_has_tasks(facts: Facts, text: str, expected: tuple[str, str]) -> None:
    assert expected in [(subject, task) for subject, predicate, task, _ in facts(text) if predicate == "supports"]


def test_what_is_said_of_a_kind_of_system_is_said_of_its_topic(facts: Facts) -> None:
    assert [fact[:3] for fact in facts("本システムは、伐採許可業務を処理するシステムである。")] == [
        ("本システム", "supports", "伐採許可業務")
    ]


def test_what_stands_on_a_platform(facts: Facts) -> None:
    on_it = ("森林管理システム", "runsOn", "ガバメントクラウド")
    assert facts("ガバメントクラウド上の森林管理システムを診断する。") == [(*on_it, "asserted")]
    assert facts("ガバメントクラウド上に、森林管理システムを構築する。") == [(*on_it, "asserted")]
    assert facts("森林管理システムは、ガバメントクラウドへ未だ移行していない。") == [(*on_it, "denied")]
    later = "ガバメントクラウドの整備が進む中、森林管理システムはこれに移行していない。"
    assert facts(later) == [(*on_it, "denied")]


def test_who_only_uses_a_platform_does_not_run_on_it(facts: Facts) -> None:
    assert facts("ガバメントクラウドを利用する他の府省庁を診断の対象とする。", project=PROJECT) == []
    assert facts("法人共通認証基盤を活用し、申請者の負担を減らす。", project=PROJECT) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "森林管理システムの運用支援・保守及び機能拡張",
            {("develops", "森林管理システム"), ("maintains", "森林管理システム")},
        ),
        ("森林管理システムの設計・開発等工程管理支援業務", set()),
        ("森林管理システム更改に伴う台帳閲覧システムの改修", {("develops", "台帳閲覧システム")}),
        ("森林管理システムの更改に係る保守業務", {("maintains", "森林管理システム")}),
        ("森林管理システム用サーバー等の保守業務", set()),
        ("森林管理システムの構築、署名検証機能に係る機器等の借入", set()),
        ("情報システムの保守", {("maintains", "森林管理システム")}),
        ("届出受付アプリ構築業務", {("develops", "届出受付アプリ")}),
    ],
)
def test_parts_of_a_title_are_told_apart(facts: Facts, title: str, expected: set[tuple[str, str]]) -> None:
    assert {(p, o) for s, p, o, _ in facts(title, payee=FIRM, project=PROJECT) if s == FIRM} == expected


def test_what_is_offered(facts: Facts) -> None:
    assert facts("林業講習(届出台帳閲覧システム等提供)", payee=FIRM) == [
        ("届出台帳閲覧システム", "providedBy", FIRM, "asserted")
    ]


def test_counts_that_are_held_set_or_used(facts: Facts) -> None:
    assert facts("営林署(支署を含む)を約260拠点を有している。") == [("営林署", "count", "260拠点", "asserted")]
    assert facts("利用者数を2027年度に800人とする。") == [("利用者数", "count", "800人", "planned")]
    assert facts("森林管理システムの利用件数は、年間約12,000件の利用がある。") == [
        ("森林管理システム", "count", "12,000件", "asserted")
    ]


def test_who_runs_who_is_in_charge_who_orders(facts: Facts) -> None:
    assert facts("林野庁が運用するGSS以外の情報システムを診断する。") == [
        ("情報システム", "operatedBy", "林野庁", "asserted")
    ]
    assert facts("林野庁所管の国家資格等について今後検討する。") == [
        ("国家資格", "underJurisdiction", "林野庁", "asserted")
    ]
    assert facts("林野庁は伐採許可講習の実施に関して一般競争入札を実施します。") == [
        ("伐採許可講習の実施", "buyer", "林野庁", "asserted")
    ]
    assert facts("林野庁委託事業「届出窓口の構築」において検討した。") == [
        ("届出窓口の構築", "buyer", "林野庁", "asserted")
    ]


@pytest.mark.parametrize(
    ("text", "thing", "count"),
    [
        ("CHAIN OIL FILTER 3個ほか20点買入", "CHAIN OIL FILTER", "3個"),
        ("ノートパソコン(AB-12)2台外", "ノートパソコン", "2台"),
        ("苗木の出荷の通知(2023年度は1万663件)を受けた。", "通知", "1万663件"),
        ("県内の苗木生産事業者の24社が赤字であった。", "県内の苗木生産事業者", "24社"),
        ("交付件数年間約587万件の証明書を交付する。", "交付件数", "587万件"),
        ("世界70か所を超える海外拠点を活用する。", "海外拠点", "70か所"),
        ("植栽に関する研修を10件実施した。", "研修", "10件"),
    ],
)
def test_a_count_counts_what_stands_with_it(facts: Facts, text: str, thing: str, count: str) -> None:
    ((subject, predicate, number, _),) = facts(text, payee="株式会社山川電算")
    assert (predicate, number) == ("count", count)
    assert subject in thing


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("苗木の出荷量に関する調査事業における再委託", "苗木の出荷量に関する調査事業"),
        ("苗木の出荷量に関する調査業務一式（再委託）", "苗木の出荷量に関する調査業務"),
        ("再委託/苗木の出荷量に関する調査業務", "苗木の出荷量に関する調査業務"),
        ("苗木の出荷量に関する調査業務の集計部分を再委託されたもの", "苗木の出荷量に関する調査業務"),
    ],
)
def test_a_contract_is_given_on_though_no_one_says_by_whom(facts: Facts, text: str, contract: str) -> None:
    assert facts(text, payee=FIRM) == [(contract, "subcontractedTo", FIRM, "asserted")]


def test_an_office_runs_the_system_that_bears_its_name(facts: Facts) -> None:
    title = "北海道開発局行政情報システムの運用等"
    assert facts(title, payee="北海道開発局") == [
        ("北海道開発局行政情報システム", "operatedBy", "北海道開発局", "asserted")
    ]
    assert facts(title, payee="東北地方整備局") == []


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("ＡＷＳに実装した林野台帳管理システムを更新した。", "asserted"),
        ("林野台帳管理システムのクラウド移行の設計を担う。", "planned"),
    ],
)
def test_what_a_system_was_put_on_and_where_it_moves(facts: Facts, text: str, modality: str) -> None:
    ((subject, predicate, _, said),) = facts(text)
    assert (subject, predicate, said) == ("林野台帳管理システム", "runsOn", modality)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("林野台帳管理システム等の管理・運営を行っている総務省に委託する。", "総務省"),
        ("総務省管理の林野台帳管理システムを利用する。", "総務省"),
    ],
)
def test_who_runs_a_system_by_an_attribute(facts: Facts, text: str, body: str) -> None:
    assert ("林野台帳管理システム", "operatedBy", body, "asserted") in facts(text)


def test_the_work_on_what_replaces_a_system_is_work_on_it(facts: Facts) -> None:
    assert facts("次期林野台帳管理システムへの更改に係る設計・開発業務", payee=FIRM) == [
        (FIRM, "develops", "林野台帳管理システム", "asserted")
    ]


def test_an_office_gives_work_on(facts: Facts) -> None:
    assert facts("福岡県からの再委託", payee=FIRM) == [("福岡県", "subcontractedTo", FIRM, "asserted")]


def test_what_a_platform_offers_for_itself(facts: Facts) -> None:
    title = "第二期政府共通プラットフォームにおけるクラウドサービスの提供等に関する業務"
    assert facts(title, payee=FIRM) == [
        ("第二期政府共通プラットフォーム", "runsOn", "クラウドサービス", "asserted"),
        ("クラウドサービス", "providedBy", FIRM, "asserted"),
    ]
