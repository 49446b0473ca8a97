"""A row of a reference file: its cells as evidence, the thing that it is, and the days that its dates stand for."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.claims.model import CELL_SEPARATOR, Argument, CellEvidence, Qualifiers, Thing

# How far the reference data's own word for certainty goes; "unsure" stays below the floor and makes no edge.
CONFIDENCE = {"sourced": 0.95, "judged": 0.9, "known": 0.8, "unsure": 0.4, "unknown": 0.4}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a reference file with its position and the file's columns."""

    row: int
    columns: Sequence[str]
    values: Mapping[str, str]

    def cells(self, *names: str) -> tuple[CellEvidence, ...]:
        """The evidence that the named cells of this row are, with those that say where and when they were read."""
        named = [*names, "source", "as_of"]
        numbers = tuple(self.columns.index(name) + 1 for name in named)
        return (CellEvidence(self.row, numbers, CELL_SEPARATOR.join(self.values[name] for name in named)),)

    def record(self, key: str, topic: Argument) -> Thing:
        """The row as a thing that describes ``topic``."""
        row = Argument("reference_row", "", key)
        value = self.values
        properties = (
            ("recordKey", key), ("statedIn", value["source"]), ("asOf", value["as_of"]), ("certainty", value["certainty"]),
        )  # fmt: skip
        return Thing(row, key, properties, (("describes", topic),))

    def period(self, share: str = "") -> Qualifiers:
        """From the first day to the last that ``valid_from`` and ``valid_through``, given to a year, month or day, allow."""
        start, end = self.values["valid_from"], self.values["valid_through"]
        return Qualifiers(
            valid_from=first_day(start),
            valid_through=last_day(end),
            valid_precision=precision(start or end),
            share=share,
        )


def precision(date: str) -> str:
    """To what a date is given: year, month or day, "" where it is none of them."""
    return {4: "year", 7: "month", 10: "day"}.get(len(date), "")


def first_day(date: str) -> str:
    """The first day that a year, month or day stands for."""
    return date + {4: "-01-01", 7: "-01"}.get(len(date), "")


def last_day(date: str) -> str:
    """The last day that a year, month or day stands for."""
    if len(date) == 7:
        year, month = map(int, date.split("-"))
        return f"{date}-{calendar.monthrange(year, month)[1]:02}"
    return date + {4: "-12-31"}.get(len(date), "")
