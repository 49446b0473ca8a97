"""What an outline says a system runs on, and what sentences say of moves to a cloud."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.extract.reader import Document, Reader
from graph.extract.relations.relation import Context

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"
FIRM = "株式会社山川電算"
SYSTEM = "林野台帳管理システム"

Hosts = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def hosts() -> Hosts:
    """runsOn of a text: system, platform, modality."""
    reader = Reader(REFERENCE)

    def read(text: str, **context: str) -> list[tuple[str, str, str]]:
        (reading,) = reader.read([Document(text, Context(**context))])
        return [(r.subject.text, r.object.text, r.modality) for r in reading.relations if r.predicate == "runsOn"]

    return read


@pytest.mark.parametrize(
    ("outline", "cloud"),
    [
        ("2024年度林野台帳管理システムのクラウドサービスライセンス調達", "クラウドサービス"),
        ("林野台帳管理システムに関するクラウド導入及び運用保守業務等一式", "クラウド"),
        ("林野台帳管理システム用パブリッククラウドサービス一式", "パブリッククラウドサービス"),
        ("次期林野台帳管理システム設計・構築及びクラウドサービス提供業務", "クラウドサービス"),
        ("林野台帳管理システムの更改(クラウドサービス等)", "クラウドサービス"),
        ("林野台帳管理システムを配置するクラウド基盤の整備", "クラウド基盤"),
        ("林野台帳管理システムにかかるクラウド基盤環境の提供等業務", "クラウド基盤環境"),
    ],
)
def test_a_system_runs_on_the_cloud_that_is_bought_for_it(hosts: Hosts, outline: str, cloud: str) -> None:
    assert hosts(outline, payee=FIRM) == [(SYSTEM, cloud, "asserted")]


@pytest.mark.parametrize(
    "outline",
    [
        "ガバメントクラウド整備のためのクラウドサービスの提供",
        "林野台帳管理システムの要件に応じたクラウドサービス事業者の調査",
    ],
)
def test_a_platform_and_who_offers_one_run_on_nothing(hosts: Hosts, outline: str) -> None:
    assert hosts(outline, payee=FIRM) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("林野台帳管理システムのクラウド化等に係る調達支援", (SYSTEM, "クラウド", "planned")),
        ("林野台帳管理システムを「ガバメントクラウド」へ移行した。", (SYSTEM, "ガバメントクラウド", "asserted")),
        (
            "林野台帳管理システム等のパブリッククラウドサービスへの移行の調査",
            (SYSTEM, "パブリッククラウドサービス", "planned"),
        ),
        ("林野台帳管理システムについて、総務省LANでの運用を維持する。", (SYSTEM, "総務省LAN", "asserted")),
        ("林野台帳管理システムをクラウドサービス上で利用する。", (SYSTEM, "クラウドサービス", "asserted")),
    ],
)
def test_moves_and_places_of_running(hosts: Hosts, text: str, expected: tuple[str, str, str]) -> None:
    assert hosts(text) == [expected]


def test_a_part_that_moves_to_a_cloud_says_nothing_of_the_project(hosts: Hosts) -> None:
    project = "林野台帳管理システム(情報通信技術調達等適正・効率化推進費)"
    assert hosts("窓口の端末のクラウド化等により、費用を下げる。", project=project) == []
