"""Cells that a spreadsheet would run as formulas, made harmless."""

from __future__ import annotations

import re

_STARTS = frozenset("=+-@\t\r")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*%?|[-+]")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula; numbers stay as they are."""
    return f"'{text}" if text[:1] in _STARTS and not _NUMBER.fullmatch(text) else text
