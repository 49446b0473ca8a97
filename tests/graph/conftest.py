"""What tests of resolving share: a register in the official layout, with organisations of our own."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pytest

Row = dict[str, str]
_COLUMNS = 30
_PLACES = {
    "number": 1, "process": 2, "changed": 5, "name": 6, "kind": 8, "prefecture": 9, "city": 10, "closed": 18,
    "cause": 19, "successor": 20, "english": 24, "furigana": 28,
}  # fmt: skip


@pytest.fixture(scope="session")
def official() -> Callable[[Sequence[Row]], str]:
    """A register file in the official layout from rows by short column names."""

    def text_of(rows: Sequence[Row]) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        for at, row in enumerate(rows, start=1):
            values = [str(at)] + [""] * (_COLUMNS - 1)
            for name, value in ({"process": "01", "kind": "301", "changed": "2015-10-05"} | row).items():
                values[_PLACES[name]] = value
            writer.writerow(values)
        return text.getvalue()

    return text_of
