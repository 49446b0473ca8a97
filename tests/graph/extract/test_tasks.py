"""What a system supports: purposes, means, occasions, enumerations, and what is no task."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.extract.reader import Document, Reader
from graph.extract.relations.relation import Context

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"

Tasks = Callable[..., list[tuple[str, str, str]]]
SYSTEM = "林野台帳管理システム"


@pytest.fixture(scope="module")
def tasks() -> Tasks:
    """What the systems of a text are for: system, task, modality."""
    reader = Reader(REFERENCE)

    def read(text: str, **context: str) -> list[tuple[str, str, str]]:
        (reading,) = reader.read([Document(text, Context(**context))])
        for relation in reading.relations:
            if relation.object.start is not None:
                assert text[relation.object.start : relation.object.end] == relation.object.text
        return [
            (r.subject.text, r.object.text, r.modality)
            for r in reading.relations
            if r.predicate == "supports" and r.rule != "likely-task"  # what rules find; test_likely has the model
        ]

    return read


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("林野台帳管理システムの導入を働きかけ、苗木の交付事務の標準化を進めている。", "苗木の交付事務"),
        ("苗木の交付申請についても林野台帳管理システムを活用したオンライン化を実施する。", "苗木の交付申請"),
        ("入札は林野台帳管理システムで行われ、紙での入札もできます。", "入札"),
        ("林野台帳管理システムで苗木の交付申請が行えるよう、改修を行う。", "苗木の交付申請"),
        ("苗木の出荷量の伝達において必要不可欠な林野台帳管理システムを更新する。", "苗木の出荷量の伝達"),
        ("苗木の交付業務(林野台帳管理システムの開発・運用)の重要性が増す。", "苗木の交付業務"),
        ("林野台帳管理システムを通じた苗木の交付申請が可能となっている。", "苗木の交付申請"),
        ("苗木の交付申請を主要機能として有する林野台帳管理システムを更新する。", "苗木の交付申請"),
        ("苗木の交付業務を的確に遂行するため、林野台帳管理システムの整備を行う。", "苗木の交付業務"),
        ("苗木の交付事務について自動化された林野台帳管理システムを構築する。", "苗木の交付事務"),
        ("苗木の交付事務に的確に対応するため、林野台帳管理システムの整備を行う。", "苗木の交付事務"),
        ("苗木の交付申請に係る審査において、同一の林野台帳管理システムを利用する。", "苗木の交付申請に係る審査"),
        ("苗木の交付に当たって、林野台帳管理システムを構築し、書類を減らす。", "苗木の交付"),
        ("苗木の交付申請のオンライン化のための林野台帳管理システムの普及を図る。", "苗木の交付申請のオンライン化"),
        ("苗木の交付事務を行うために使用していた林野台帳管理システムを更新する。", "苗木の交付事務"),
    ],
)
def test_words_around_a_system_tell_its_task(tasks: Tasks, text: str, task: str) -> None:
    assert [(system, task_) for system, task_, _ in tasks(text)] == [(SYSTEM, task)]


def test_two_clauses_of_tasks_lead_to_one_system(tasks: Tasks) -> None:
    text = "苗木の交付事務を行い、また、秋には伐採の許可事務も行うことが可能となる林野台帳管理システムを構築する。"
    assert [task for _, task, _ in tasks(text)] == ["苗木の交付事務", "伐採の許可事務"]


def test_a_system_that_is_not_there_supports_nothing(tasks: Tasks) -> None:
    (found,) = tasks("現状、苗木の交付事務を行うシステムがなく、紙で済ませている。")
    assert found[1:] == ("苗木の交付事務", "denied")


def test_parts_that_a_wider_word_joins_are_tasks_of_their_own(tasks: Tasks) -> None:
    text = "林野台帳管理システムは、測量図の交換若しくは共有又は伐採の届出の管理を行うためのシステムである。"
    assert [task for _, task, _ in tasks(text)] == ["測量図の交換若しくは共有", "伐採の届出の管理"]


def test_what_is_told_in_a_verb_only_is_no_named_task(tasks: Tasks) -> None:
    assert tasks("海岸の写真を発信する「林野台帳管理システム」の更新を行う。") == []


@pytest.mark.parametrize(
    "text",
    [
        "林野台帳管理システムにより、利便性を確認する。",
        "林野台帳管理システムは、更改に向けて課題を把握し、要件を確認した。",
        "林野台帳管理システムは、窓口のサービスを提供する。",
        "運用経費を管理するため、林野台帳管理システムの運用を見直す。",
    ],
)
def test_work_on_the_system_and_good_aims_are_no_tasks(tasks: Tasks, text: str) -> None:
    assert tasks(text) == []


def test_what_is_done_without_a_system_is_not_its_task(tasks: Tasks) -> None:
    text = "伐採の届出を管理する林野台帳管理システムが整備できておらず、紙での苗木の審査を実施している。"
    assert tasks(text) == [(SYSTEM, "伐採の届出", "denied")]


def test_a_negation_behind_that_is_said_of_another_noun_denies_nothing(tasks: Tasks) -> None:
    text = "伐採の届出を管理する林野台帳管理システムに関する業務等、分野にとらわれない横断的な点検を行う。"
    assert [modality for _, _, modality in tasks(text)] == ["asserted"]


def test_a_system_that_stands_alone_as_the_same_one_is_kept_as_printed(tasks: Tasks) -> None:
    assert tasks("苗木の交付申請の管理を同システムで一元化することが必要である。") == [
        ("同システム", "苗木の交付申請の管理", "planned")
    ]


def test_of_what_a_predicate_speaks_without_a_topic_only_the_project_says(tasks: Tasks) -> None:
    project = "林野台帳管理システム(情報通信技術調達等適正・効率化推進費)"
    assert tasks("営林署の行政事務等を担う基盤システムである。", project=project) == [
        ("林野台帳管理システム", "営林署の行政事務", "asserted")
    ]
