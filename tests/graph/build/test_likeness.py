"""Systems that may be one: an edge with score and reason, gone or merged by a judgement, back when it is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crawler.ledger import Capture
from graph import iri
from graph.build import partition
from graph.build.partition import Partition
from graph.build.publish import Publisher
from graph.claims.model import Argument, Claim, TextEvidence
from graph.rdf import nquads
from graph.resolve.judgements import NEGATIVE, POSITIVE, UNDONE, UNSURE, JudgementError
from graph.resolve.reference import Reference
from graph.resolve.resolver import Resolver
from graph.resolve.system_judgements import SystemJudgement, SystemJudgements, append, read

NewCapture = Callable[..., Capture]
Published = Callable[[Sequence[SystemJudgement]], Path]
FUNCTION = Argument("function", "tax-e-filing")
HALL, DOT = (
    Argument("system", name, scope="法務省")
    for name in ("登記供託オンライン申請システム", "登記・供託オンライン申請システム")
)
FAR, FIRST, SECOND = (
    Argument("system", name, scope="法務省")
    for name in ("入管システム", "第一期検察総合情報管理システム", "第二期検察総合情報管理システム")
)
ELAWS = Argument("system", "法制執務業務支援システム（ｅ－ＬＡＷＳ）等", scope="総務省")
KNOWN = iri.known_system("e-laws")


def identity(system: Argument) -> str:
    return Resolver(Reference.load()).resolve(system).iri


def judged(one: str, other: str, verdict: str) -> SystemJudgement:
    return SystemJudgement(one, other, verdict, "a tester", "2026-11-27")


@pytest.fixture
def published(tmp_path: Path, capture: NewCapture) -> Published:
    claims = [
        Claim(f"answers/{number}", "supportedBySystem", FUNCTION, system, (TextEvidence(number, number + 1, "の"),))
        for number, system in enumerate((HALL, DOT, DOT, FAR, FIRST, SECOND, ELAWS, Argument("system", "e-LAWS")))
    ]
    partition.write(tmp_path / "part", claims)
    part = Partition(capture("https://example.jp/answer.htm", "1", 1), tmp_path / "part", "test@1")

    def make(decisions: Sequence[SystemJudgement]) -> Path:
        file = tmp_path / "reference" / "system_judgements.csv"
        file.unlink(missing_ok=True)
        for decision in decisions:
            append(file, decision)
        reference = Reference.load()
        standing = SystemJudgements.load(file, map(iri.known_system, reference.systems))
        tables = tmp_path / f"published-{len(list(tmp_path.glob('published-*')))}"
        Publisher(tables, Resolver(reference), (), standing).publish([part], {}, lambda *_: None)
        return tables

    return make


def likenesses(tables: Path) -> list[dict[str, Any]]:
    return [row for row in pq.read_table(tables / "edges.parquet").to_pylist() if row["predicate"] == "possiblySameAs"]


def systems(tables: Path) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(tables / "entities.parquet").to_pylist()
    return {row["iri"]: row for row in rows if row["thing"] == "InformationSystem"}


def text(tables: Path) -> str:
    nquads.write(tables, tables / "build.nq")
    return (tables / "build.nq").read_text(encoding="utf-8")


def test_near_names_are_likened_once_with_score_and_reason_and_stay_apart(published: Published) -> None:
    tables = published([])
    (edge,) = [row for row in likenesses(tables) if identity(DOT) in (row["subject"], row["object"])]
    assert {edge["subject"], edge["object"]} == {identity(HALL), identity(DOT)}
    assert edge["subject"] < edge["object"]
    assert (edge["score"], edge["because"]) == (0.95, "the same name but for spelling")
    assert edge["structural"]
    assert edge["claims"] == []
    assert {identity(HALL), identity(DOT)} <= set(systems(tables))


def test_generations_and_far_names_are_not_likened(published: Published) -> None:
    ends = {end for row in likenesses(published([])) for end in (row["subject"], row["object"])}
    assert ends.isdisjoint(map(identity, (FAR, FIRST, SECOND)))


def test_both_directions_score_and_reason_stand_in_the_rdf(published: Published) -> None:
    tables = published([])
    quads = text(tables)
    for edge in likenesses(tables):
        likeness = iri.likeness(edge["object"], edge["subject"])
        assert f"<{edge['subject']}> <{iri.term('possiblySameAs')}> <{edge['object']}>" in quads
        for end in (edge["subject"], edge["object"]):
            assert f"<{likeness}> <{iri.term('likens')}> <{end}>" in quads
        assert f'<{likeness}> <{iri.term("score")}> "{edge["score"]}"' in quads
    assert iri.term("dependsOn") + "> <" + identity(HALL) in quads, "a likeness is no dependency, the claim is one"


def test_different_takes_the_edge_away_and_undone_brings_it_back(published: Published) -> None:
    before = text(published([]))
    different = judged(identity(DOT), identity(HALL), NEGATIVE)
    after = published([different])
    assert identity(DOT) not in {end for row in likenesses(after) for end in (row["subject"], row["object"])}
    assert {identity(HALL), identity(DOT)} <= set(systems(after))
    assert text(published([different, judged(identity(HALL), identity(DOT), UNDONE)])) == before


def test_same_makes_one_of_two_and_undone_restores_both(published: Published) -> None:
    before = text(published([]))
    same = judged(identity(HALL), identity(DOT), POSITIVE)
    after = published([same])
    left = {identity(HALL), identity(DOT)} & set(systems(after))
    assert left == {min(identity(HALL), identity(DOT))}
    (one,) = left
    assert systems(after)[one]["label"] == DOT.printed, "the name that is printed more often"
    assert systems(after)[one]["alternatives"] == [HALL.printed]
    assert one not in {end for row in likenesses(after) for end in (row["subject"], row["object"])}
    claims = pq.read_table(after / "claims.parquet").to_pylist()
    assert len([claim for claim in claims if claim["object"] == one]) == 3
    assert text(published([same, judged(identity(DOT), identity(HALL), UNDONE)])) == before


def test_what_is_the_same_as_a_system_of_the_reference_data_is_that_one(published: Published) -> None:
    (edge,) = [row for row in likenesses(published([])) if KNOWN in (row["subject"], row["object"])]
    assert {edge["subject"], edge["object"]} == {KNOWN, identity(ELAWS)}
    after = published([judged(identity(ELAWS), KNOWN, POSITIVE)])
    assert identity(ELAWS) not in systems(after)
    assert systems(after)[KNOWN]["label"] == "法制執務業務支援システム"
    assert systems(after)[KNOWN]["status"] == "resolved"


def test_unsure_leaves_the_edge(published: Published) -> None:
    undecided = published([judged(identity(HALL), identity(DOT), UNSURE)])
    assert likenesses(undecided) == likenesses(published([]))


def test_decisions_hold_for_all_that_are_one() -> None:
    decisions = [judged("a", "b", POSITIVE), judged("c", "b", POSITIVE), judged("c", "x", NEGATIVE)]
    standing = SystemJudgements(decisions, known=["b"])
    assert [standing.canonical(one) for one in "abcx"] == ["b", "b", "b", "x"]
    assert standing.are_two("x", "a")
    assert not SystemJudgements([*decisions, judged("x", "c", UNDONE)]).are_two("x", "a")


def test_a_contradiction_is_refused() -> None:
    with pytest.raises(JudgementError, match="judged two"):
        SystemJudgements([judged("a", "b", POSITIVE), judged("b", "c", POSITIVE), judged("a", "c", NEGATIVE)])


def test_a_verdict_that_is_none_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "system_judgements.csv"
    append(file, judged("a", "b", "perhaps"))
    with pytest.raises(JudgementError, match="line 2: verdict 'perhaps'"):
        read(file)
