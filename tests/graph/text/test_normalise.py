"""Normalisation and the way back to the original characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.normalise import normalise


def test_half_width_kana_with_voiced_marks_is_one_cluster_that_quotes_back() -> None:
    original = "ｶﾞﾊﾞﾒﾝﾄｸﾗｳﾄﾞの利用"
    result = normalise(original)
    assert result.text == "ガバメントクラウドの利用"
    assert result.quote(0, 2) == "ｶﾞﾊﾞ"
    assert result.quote(0, 9) == "ｶﾞﾊﾞﾒﾝﾄｸﾗｳﾄﾞ"
    assert result.quote(9, 12) == "の利用"


def test_one_character_that_becomes_several_is_never_cut() -> None:
    result = normalise("㈱富士通と㍿日立")
    assert result.text == "(株)富士通と株式会社日立"
    assert result.quote(0, 6) == "㈱富士通"
    assert result.quote(1, 2) == "㈱"
    assert result.quote(7, 13) == "㍿日立"


def test_circled_digits_stay_and_never_become_numbers() -> None:
    assert normalise("①現行システム ⑵契約 ㈠ ²").text == "①現行システム ⑵契約 ㈠ ²"


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("ｅ－Ｔａｘ", "e-Tax"),
        ("e‐Tax", "e-Tax"),
        ("eーTax", "e-Tax"),
        ("サーバー", "サーバー"),
        ("令和５年〜令和６年", "令和5年~令和6年"),
        ("Ａｍａｚｏｎ　Ｗｅｂ", "Amazon Web"),
    ],
)
def test_dashes_waves_and_full_width_letters_take_one_form(original: str, expected: str) -> None:
    assert normalise(original).text == expected


def test_unchanged_text_needs_no_map() -> None:
    result = normalise("デジタル庁")
    assert len(result.starts) == 0
    assert result.span(1, 3) == (1, 3)


def test_position_is_the_inverse_of_span() -> None:
    result = normalise("㈱ｶﾞ社")
    assert [result.position(offset) for offset in (0, 1, 3)] == [0, 3, 4]


def test_a_range_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the normalised text"):
        normalise("庁").span(0, 2)


@given(st.text(max_size=60))
def test_every_normalised_character_quotes_original_characters_in_order(original: str) -> None:
    result = normalise(original)
    previous = 0
    for index in range(len(result.text)):
        start, end = result.span(index, index + 1)
        assert previous <= start < end <= len(original)
        previous = start
    if result.text:
        assert result.span(0, len(result.text))[1] <= len(original)
