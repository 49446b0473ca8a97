"""The fitted weights: they learn what the examples show, the same way each time; bad data is refused by name."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from graph.classify import patterns
from graph.classify.fitting import fit_functions, fit_words
from graph.classify.functions import Candidate, probabilities
from graph.classify.letters import Features, Weights, groups
from graph.classify.patterns import PatternError, Patterns


def test_function_weights_prefer_the_feature_of_the_right_candidates() -> None:
    pair = [Candidate("a", {"in name": 1.0, "in text": 0.0}, ""), Candidate("b", {"in name": 0.0, "in text": 1.0}, "")]
    weights = fit_functions([(pair, ["a"])] * 4 + [(pair, ["b"])])
    assert weights["in name"] > weights["in text"]
    first, second = probabilities(pair, weights)
    assert first > second
    assert weights == fit_functions([(pair, ["a"])] * 4 + [(pair, ["b"])])


def test_examples_without_a_right_candidate_are_refused() -> None:
    with pytest.raises(ValueError, match="no example"):
        fit_functions([([Candidate("a", {"in name": 1.0}, "")], ["b"])])


def test_word_weights_tell_the_two_kinds_apart_and_leave_rare_groups_out() -> None:
    ict, other, once = (_outline(text) for text in ("保守", "広告", "一度"))
    weights = fit_words([ict, other, ict, other, once], [True, False, True, False, True])
    assert weights["outline:保守"] > 0 > weights["outline:広告"]
    assert "outline:一度" not in weights


def test_letters_are_weighed_as_they_were_fitted() -> None:
    found = Features({"always": 1.0, "outline: no group": 2.0}, (groups("outline", "保守保守", (2, 3), 0.5),))
    assert list(found.named()) == [
        ("always", 1.0),
        ("outline: no group", 2.0),
        *((f"outline:{group}", 0.5) for group in ("保守", "保守保", "守保", "守保守")),
    ]
    weights = {"always": -1.0, "outline:保守": 3.0, "outline:守保守": 1.0, "outline:広告": 9.0, "role:保守": 9.0}
    shares = Weights((weights, {"always": 2.0}), ("outline", "role")).shares(found)
    assert shares == pytest.approx([1 / (1 + math.exp(-(-1.0 + 3.0 * 0.5 + 1.0 * 0.5))), 1 / (1 + math.exp(-2.0))])


def _outline(text: str) -> Features:
    return Features({"always": 1.0}, (groups("outline", text, (2,), 0.4),))


@pytest.mark.parametrize(("text", "message"), [("[a]\nb = 'c'\n", "no list"), ("[a]\nb = ['(']\n", "a.b")])
def test_a_broken_pattern_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(patterns, "DATA", tmp_path)
    with pytest.raises(PatternError, match=message):
        Patterns.read("rules.toml")
