"""Sentences that brackets do not cut, pieces that the tokenizer takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.sentences import SUDACHI_LIMIT, pieces, sentences


def _texts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_a_full_stop_in_brackets_ends_nothing() -> None:
    text = "機構（以下「機構」という。）が運用する。次の文。"
    assert _texts(text) == ["機構（以下「機構」という。）が運用する。", "次の文。"]


def test_nested_brackets_hold_together() -> None:
    text = "「重点計画（令和五年六月九日閣議決定。「計画」という。）」による。終わり"
    assert _texts(text) == ["「重点計画（令和五年六月九日閣議決定。「計画」という。）」による。", "終わり"]


def test_list_items_are_sentences_of_their_own() -> None:
    assert _texts("次のとおりである。\n　ＡＷＳ　十件\n\n　Ａｚｕｒｅ　二件") == [
        "次のとおりである。",
        "ＡＷＳ　十件",
        "Ａｚｕｒｅ　二件",
    ]


def test_an_unclosed_bracket_does_not_swallow_the_next_line() -> None:
    assert _texts("概要（未定\n本文。続き。") == ["概要（未定", "本文。", "続き。"]


def test_an_unclosed_bracket_does_not_hold_a_long_text_together() -> None:
    assert len(_texts("（" + "あ" * 5000 + "。" + "い。")) == 2


def test_pieces_are_below_the_limit_of_the_tokenizer_and_end_with_a_sentence() -> None:
    text = "これは試験である。" * 4000
    cut = [text[start:end] for start, end in pieces(text)]
    assert "".join(cut) == text
    assert len(cut) > 1
    assert all(len(piece.encode()) <= SUDACHI_LIMIT and piece.endswith("。") for piece in cut)


def test_pieces_of_a_text_without_any_stop_are_cut_between_characters() -> None:
    text = "𠮷" * 20_000
    cut = [text[start:end] for start, end in pieces(text)]
    assert "".join(cut) == text
    assert all(len(piece.encode()) <= SUDACHI_LIMIT for piece in cut)


def test_a_limit_below_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        list(pieces("あ", 3))


@given(st.text(max_size=80), st.integers(min_value=4, max_value=40))
def test_pieces_always_cover_the_text(text: str, limit: int) -> None:
    cut = [text[start:end] for start, end in pieces(text, limit)]
    assert "".join(cut) == text
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= limit for piece in cut)
