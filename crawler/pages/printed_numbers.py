"""Whole numbers in cells of any length: what no table of records could hold is no number."""

from __future__ import annotations

from crawler.pages.cells import CellReader

_LONGEST = 24  # characters: eighteen digits, their commas, a sign


def whole_number(reader: CellReader, cell: str, row: int, field: str) -> int | None:
    """A whole number as :meth:`CellReader.integer` reads it; one beyond eighteen digits is noted and not used."""
    text = cell.strip()
    if len(text) > _LONGEST or sum(character.isdigit() for character in text) > 18:
        reader.fail("number", f"{field} is longer than any number here; no value taken", row, field, cell)
        return None
    return reader.integer(cell, row, field)
