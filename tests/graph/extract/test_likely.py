"""Tasks that no rule tells: candidates, what the model says of them, and how it is fitted."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from graph.extract.reader import Document, Reader
from graph.extract.relations.fitting import Example, fit_line, fit_weights
from graph.extract.relations.likely import LEAST, LIKELY, Candidate, Likelihood, chosen, noun_phrases
from graph.extract.relations.relation import SUPPORTS, Argument, Context, Relation
from graph.extract.relations.scene import scene_of
from graph.extract.relations.signs import shared, skeleton

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"
SYSTEM = Argument("System", "林野台帳管理システム", 0, 10)

Read = Callable[..., list[Relation]]


@pytest.fixture(scope="module")
def tasks() -> Read:
    """The tasks that rules and model read in a text."""
    reader = Reader(REFERENCE)

    def read(text: str, **context: str) -> list[Relation]:
        (reading,) = reader.read([Document(text, Context(**context))])
        return [relation for relation in reading.relations if relation.predicate == SUPPORTS]

    return read


@pytest.fixture(scope="module")
def likely(tasks: Read) -> Read:
    """What the model alone says of a text."""
    return lambda text, **context: [relation for relation in tasks(text, **context) if relation.rule == LIKELY]


def test_a_task_that_no_rule_tells_has_a_likelihood_of_its_own(likely: Read) -> None:
    text = "ＡＢ林野台帳管理システムの更新により、伐採届の確認や苗木の出荷管理の迅速化を図る。"
    found = likely(text)
    assert found
    for relation in found:
        assert relation.object.start is not None
        assert text[relation.object.start : relation.object.end] == relation.object.text
        assert LEAST <= relation.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "林野台帳管理システムの運用・保守、脆弱性調査等を行う必要がある。",
        "林野台帳管理システムは林野庁が令和6年度に整備した。",
        "株式会社山川電算は林野台帳管理システムの開発を担当している。",
    ],
)
def test_work_on_a_system_and_other_names_are_no_task(likely: Read, text: str) -> None:
    assert likely(text) == []


def test_no_task_overlaps_one_that_a_rule_told(tasks: Read) -> None:
    found = tasks("林野台帳管理システムは、伐採許可業務を行うシステムであり、届出の受付のため更新が必要である。")
    spans = sorted((task.object.start or 0, task.object.end or 0) for task in found)
    assert any(relation.rule != LIKELY for relation in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_part_of_an_enumeration_knows_where_it_ends() -> None:
    text = "伐採届の確認、苗木の出荷管理及び台帳の作成を行うシステム"
    phrases = noun_phrases(scene_of(text, 0, [], [], None, None, None))
    whole = text.index("を行う")
    assert [(text[phrase.start : phrase.end], phrase.stop) for phrase in phrases] == [
        ("伐採届の確認", whole), ("苗木の出荷管理", whole), ("台帳の作成", whole), ("システム", len(text)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "name", "common"),
    [
        ("教員免許管理事務", "教員免許管理システム", "教員免許"),
        ("地図管理業務", "地図情報システム", "地図"),
        ("情報の管理業務", "国有財産情報管理システム", ""),
        ("苗木の出荷", "林野台帳システム", ""),
    ],
)
def test_a_task_shares_words_with_the_name_of_its_system(words: str, name: str, common: str) -> None:
    assert shared(words, name) == common


def test_of_overlapping_candidates_the_likeliest_stands() -> None:
    one, other, far = (Candidate(SYSTEM, *span, frozenset()) for span in ((12, 16), (14, 20), (25, 30)))
    sure = [(0.5, one), (0.7, other), (0.6, far)]
    assert [candidate for _, candidate in chosen(sure)] == [other, far]
    assert [candidate for _, candidate in chosen(sure, taken=[(19, 21)])] == [far, one]
    assert [candidate for _, candidate in chosen(sure, least=0.65)] == [other]


def test_words_of_content_are_left_out_of_a_skeleton() -> None:
    assert skeleton("職業紹介の業務を行うABCシステム(XY)") == "NのNをNうN(N)"


def test_fitted_weights_tell_the_sign_that_makes_a_task() -> None:
    examples = [Example(("any", "を行う"), True), Example(("any", "を廃止"), False)] * 500
    model = Likelihood(fit_weights(examples))
    said = [model(Candidate(SYSTEM, 0, 2, frozenset(example.signs))) for example in examples[:2]]
    assert said[0] > 0.8
    assert said[1] < 0.2
    assert fit_weights(examples) == model.weights


def test_a_sign_seen_seldom_has_no_weight() -> None:
    examples = [Example(("any",), False)] * 50 + [Example(("any", "rare"), True, weight=40.0)] * 4
    assert "rare" not in fit_weights(examples)


def test_the_fitted_line_is_calibrated() -> None:
    sums = [-2.0] * 100 + [1.0] * 100
    right = [number < 10 for number in range(100)] + [number < 80 for number in range(100)]
    slope, intercept = fit_line(sums, right)
    model = Likelihood({"low": -2.0, "high": 1.0}, slope, intercept)
    assert model(Candidate(SYSTEM, 0, 2, frozenset({"low"}))) == pytest.approx(0.1, abs=0.01)
    assert model(Candidate(SYSTEM, 0, 2, frozenset({"high"}))) == pytest.approx(0.8, abs=0.01)
    assert dict(Likelihood({"low": -2.0}, slope, intercept).rows()) == {
        "slope of the calibration": slope,
        "intercept of the calibration": intercept,
        "low": -2.0,
    }
