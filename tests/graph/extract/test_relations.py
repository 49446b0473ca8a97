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
    assert facts(text) == [("林野台帳管理システム", "runsOn", "ＡＷＳ", "asserted")]
