"""What bodies run, hold and are in charge of, also bodies that are named by their kind only."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.extract.reader import Document, Reader

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"
SYSTEM = "林野台帳管理システム"

Said = Callable[[str], set[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def said() -> Said:
    reader = Reader(REFERENCE)

    def read(text: str) -> set[tuple[str, str, str]]:
        (reading,) = reader.read([Document(text)])
        kept = ("operatedBy", "controlledBy", "underJurisdiction")
        return {(r.subject.text, r.predicate, r.object.text) for r in reading.relations if r.predicate in kept}

    return read


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("国が運用する林野台帳管理システムを更新する。", "国"),
        ("林野台帳管理システムは一般財団法人が運営しているところ、移管を進める。", "一般財団法人"),
        ("各部局が管理する林野台帳管理システムとの接続を行う。", "各部局"),
        ("林野台帳管理システムは、2023年度まで各都道府県において独自に運用され、機能に差があった。", "各都道府県"),
        ("林野庁で林野台帳管理システムを個別に構築・運用しており、期限が迫る。", "林野庁"),
    ],
)
def test_who_runs_a_system(said: Said, text: str, body: str) -> None:
    assert said(text) == {(SYSTEM, "operatedBy", body)}


def test_bodies_that_run_a_system_together(said: Said) -> None:
    assert said("警察庁及び林野庁で運用している林野台帳管理システムを更新する。") == {
        (SYSTEM, "operatedBy", "警察庁"),
        (SYSTEM, "operatedBy", "林野庁"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各行政庁が保有する事業者情報を集める。", ("事業者情報", "controlledBy", "各行政庁")),
        ("他の自治体が管理している記録票の情報を確認できる。", ("記録票の情報", "controlledBy", "他の自治体")),
        ("林野庁で所管している苗木情報提供制度を見直す。", ("苗木情報提供制度", "underJurisdiction", "林野庁")),
        (
            "林野庁が所管する法令及び補助金等の行政手続を見直す。",
            ("法令及び補助金等の行政手続", "underJurisdiction", "林野庁"),
        ),
    ],
)
def test_what_a_body_holds_and_is_in_charge_of(said: Said, text: str, expected: tuple[str, str, str]) -> None:
    assert said(text) == {expected}


def test_things_that_are_no_data_are_not_held(said: Said) -> None:
    assert said("国が管理する道路施設の点検を行う。") == set()
