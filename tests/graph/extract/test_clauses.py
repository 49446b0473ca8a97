"""Relations of plain clauses: verbs of giving, taking, doing and winning work, and the particles around them."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.extract.reader import Document, Reader
from graph.extract.relations.relation import SUPPORTS

Facts = Callable[[str], set[tuple[str, str, str, str]]]


@pytest.fixture(scope="module")
def facts() -> Facts:
    reader = Reader(Path(__file__).parents[3] / "ontology" / "reference")

    def read(text: str) -> set[tuple[str, str, str, str]]:
        (reading,) = reader.read([Document(text)])
        return {(r.subject.text, r.predicate, r.object.text, r.modality) for r in reading.relations}

    return read


FIRM, OTHER = "株式会社山川電算", "谷川情報株式会社"
SYSTEM = "森林管理システム"


def _keeps(firm: str = FIRM, said: str = "asserted") -> tuple[str, str, str, str]:
    return firm, "maintains", SYSTEM, said


def _builds(firm: str = FIRM, said: str = "asserted") -> tuple[str, str, str, str]:
    return firm, "develops", SYSTEM, said


def _runs(firm: str = FIRM, said: str = "asserted") -> tuple[str, str, str, str]:
    return SYSTEM, "operatedBy", firm, said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{SYSTEM}の運用保守業務を{FIRM}に委託した。", {_keeps()}),
        (f"{SYSTEM}の運用保守を{FIRM}へ委託している。", {_keeps()}),
        (f"{SYSTEM}の運用保守業務は、{FIRM}に委託されている。", {_keeps()}),
        (
            f"林野庁は、{SYSTEM}の運用保守業務を{FIRM}に123,456円で委託した。",
            {_keeps(), (f"{SYSTEM}の運用保守業務", "buyer", "林野庁", "asserted")},
        ),
        (
            f"{FIRM}は、総務省から{SYSTEM}の設計・開発を請け負っている。",
            {_builds(), (f"{SYSTEM}の設計・開発", "buyer", "総務省", "asserted")},
        ),
        (f"{FIRM}は、{SYSTEM}の保守の委託を受けている。", {_keeps()}),
        (f"{SYSTEM}は、林野庁が{FIRM}に委託して開発した。", {_builds()}),
        (f"{SYSTEM}の運用保守業務の委託先は{FIRM}である。", {_keeps()}),
        (f"{FIRM}は{SYSTEM}の開発事業者である。", {_builds()}),
        (f"{SYSTEM}は、{FIRM}により運用されている。", {_runs()}),
    ],
)
def test_who_gives_and_who_takes_the_work(facts: Facts, text: str, expected: set[tuple[str, str, str, str]]) -> None:
    assert facts(text) == expected


def test_work_given_on(facts: Facts) -> None:
    assert facts(f"{SYSTEM}の開発を{FIRM}が受託し、一部を{OTHER}に再委託している。") == {
        _builds(),
        (FIRM, "subcontractedTo", OTHER, "asserted"),
    }
    assert facts(f"{SYSTEM}の保守業務が、{FIRM}から{OTHER}に再委託されている。") == {
        _keeps(OTHER),
        (FIRM, "subcontractedTo", OTHER, "asserted"),
    }


def test_a_contract_has_a_buyer_and_a_winner(facts: Facts) -> None:
    contract = f"{SYSTEM}の運用保守業務"
    assert facts(f"林野庁は、{contract}について、{FIRM}と契約を締結している。") == {
        (contract, "buyer", "林野庁", "asserted"),
        (contract, "awardedTo", FIRM, "asserted"),
    }
    assert facts(f"{contract}は{FIRM}が落札した。") == {(contract, "awardedTo", FIRM, "asserted")}


def test_each_clause_has_its_own_doer(facts: Facts) -> None:
    both = {_builds(), _keeps(OTHER)}
    assert facts(f"{SYSTEM}は{FIRM}が開発し、保守は{OTHER}が行っている。") == both
    assert facts(f"{SYSTEM}の構築を{FIRM}が、保守を{OTHER}が担当している。") == both
    assert facts(f"{FIRM}は{SYSTEM}の開発を担当し、{OTHER}は保守を担当している。") == both


def test_the_verb_of_an_attribute_has_its_own_doer(facts: Facts) -> None:
    assert facts(f"林野庁は、{FIRM}が開発した{SYSTEM}の運用を{OTHER}に委託した。") == {
        _builds(),
        _runs(OTHER),
        (f"{SYSTEM}の運用", "buyer", "林野庁", "asserted"),
    }
    assert facts(f"{SYSTEM}の保守を請け負っている{FIRM}が、登記情報システムの開発を受託した。") == {
        _keeps(),
        (FIRM, "develops", "登記情報システム", "asserted"),
    }


def test_an_attribute_keeps_its_denial_to_itself(facts: Facts) -> None:
    assert facts(f"{SYSTEM}の開発を行っていない{FIRM}に運用を委託した。") == {_builds(said="denied"), _runs()}
    contract = f"{SYSTEM}の運用保守業務"
    assert facts(f"{FIRM}が落札した{contract}について、林野庁は契約を締結していない。") == {
        (contract, "awardedTo", FIRM, "asserted"),
    }
    assert facts(f"{FIRM}が、登記情報システムと連携する{SYSTEM}の開発を行った。") == {_builds()}


def test_enumerations_are_shared_out(facts: Facts) -> None:
    assert facts(f"{SYSTEM}の設計、開発及び運用保守を{FIRM}及び{OTHER}に委託した。") == {
        _builds(), _keeps(), _builds(OTHER), _keeps(OTHER),
    }  # fmt: skip
    assert facts(f"登記情報システム及び{SYSTEM}の保守を{FIRM}に委託した。") == {
        _keeps(),
        (FIRM, "maintains", "登記情報システム", "asserted"),
    }


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("に委託していない。", "denied"),
        ("に委託した事実はない。", "denied"),
        ("に委託する予定である。", "planned"),
        ("に委託することとしている。", "planned"),
        ("に委託するかどうか検討する。", "supposed"),
        ("に委託した場合、費用が増える。", "supposed"),
        ("に委託したとの事実は承知していない。", "supposed"),
        ("に委託しているが、今後の在り方を検討している。", "asserted"),
        ("に委託し、費用の一部は公表していない。", "asserted"),
    ],
)
def test_modality_keeps_to_its_clause(facts: Facts, end: str, said: str) -> None:
    assert _keeps(said=said) in facts(f"{SYSTEM}の保守を{FIRM}{end}")


def test_a_public_body_runs_what_it_has(facts: Facts) -> None:
    assert facts(f"林野庁では、届出の受付を迅速に行うため、{SYSTEM}を運用している。") >= {_runs("林野庁")}
    assert facts(f"林野庁は、{SYSTEM}の運用を行っている。") == {_runs("林野庁")}
    assert facts(f"林野庁は、令和5年4月に{SYSTEM}の運用を開始し、利用されている。") == {_runs("林野庁")}
    assert facts(f"林野庁は、{SYSTEM}の開発を行っている。") == set()


def test_this_system_is_the_one_named_before(facts: Facts) -> None:
    later = f"本システムの構築は{FIRM}が担当する予定である。"
    assert facts(f"{SYSTEM}は老朽化している。{later}") == {_builds(said="planned")}
    assert facts(later) == {(FIRM, "develops", "本システム", "planned")}


@pytest.mark.parametrize(
    "text",
    [
        f"{SYSTEM}の保守は林野庁が行っている。",
        f"{SYSTEM}の在り方に関する調査研究を{FIRM}に委託した。",
        f"{SYSTEM}で使用する端末の保守を{FIRM}に委託した。",
        f"{SYSTEM}のデータを{FIRM}に提供した。",
        f"{SYSTEM}は老朽化しており、{FIRM}が記録票の印刷を受託した。",
        f"{SYSTEM}の利用者は、{OTHER}に手数料を支払い、研修を{FIRM}に委託した。",
        f"{SYSTEM}は、{FIRM}が仕様書を作成し、記録票を印刷した。",
        f"当該業務を{FIRM}に委託した。",
        f"林野庁が届出の受付を行うための基盤である{SYSTEM}の運用を行う。",
        f"林野庁は、{SYSTEM}を民間事業者が運用していると説明した。",
        f"{SYSTEM}は、{FIRM}が開発したパッケージを用いて構築された。",
        f"{SYSTEM}の更改に伴い、{FIRM}と協議を行った。",
    ],
)
def test_nothing_is_said_of_who_works_on_the_system(facts: Facts, text: str) -> None:
    assert {fact for fact in facts(text) if fact[1] != SUPPORTS} == set()


def test_the_system_between_its_platform_and_the_verb(facts: Facts) -> None:
    assert facts(f"AWS上で{SYSTEM}が稼働している。") == {(SYSTEM, "runsOn", "AWS", "asserted")}


def test_long_enumeration_is_read_in_time(facts: Facts) -> None:
    started = time.process_time()
    facts("登記情報システムの" + "運用・" * 190 + "を株式会社甲に委託した。")
    assert time.process_time() - started < 10


def test_only_and_instead(facts: Facts) -> None:
    assert facts(f"{SYSTEM}の運用保守業務を{FIRM}のみに委託した。") == {_keeps()}
    assert facts(f"{SYSTEM}の保守は、{FIRM}ではなく{OTHER}に委託した。") == {_keeps(said="denied"), _keeps(OTHER)}
    assert facts(f"{SYSTEM}の保守を{FIRM}に委託しているのではない。") == {_keeps(said="denied")}
