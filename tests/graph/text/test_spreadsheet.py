"""What a spreadsheet would run gets an apostrophe; numbers and words stay as they are."""

from __future__ import annotations

import pytest

from graph.text.spreadsheet import harmless


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])
def test_formula_is_no_longer_one(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-", "-5", "+81", "-1,234.5%", "富士通", "a=b"])
def test_anything_else_stays(text: str) -> None:
    assert harmless(text) == text
