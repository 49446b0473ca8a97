"""What claim modules see of the page behind a record: cells by column name, members of JSON, spans of text.

How bytes become a table or a text is the crawler's knowledge; whoever starts a build hands in a :class:`Pages` that
has it. Evidence is quoted from the page itself, so that it reads the same when it is looked up again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.claims.model import CELL_SEPARATOR, CellEvidence, Evidence, TextEvidence
from graph.text.json_places import json_places


class Table(Protocol):
    """A table of a capture."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, "" for those that nobody knows."""
        ...

    def cells(self, row: int, columns: Sequence[int]) -> list[str]:
        """Raw text of the cells of a row (RFC 7111: both count from 1, the header is row 1)."""
        ...


class Pages(Protocol):
    """How the bytes of a capture are read, by the kind of page it is."""

    def table(self, page_kind: str, body: bytes) -> Table | None:
        """The table that the bytes hold, ``None`` where the kind is a text."""
        ...

    def text(self, page_kind: str, body: bytes) -> str:
        """The text that offsets of evidence count in."""
        ...


class Quotes(Protocol):
    """Evidence of one record by the names of its fields."""

    def fields(self, *names: str) -> tuple[Evidence, ...]:
        """Evidence that the fields are what the record says; a field that the page does not have is left out."""
        ...

    def part(self, name: str, text: str, start: int, end: int) -> tuple[Evidence, ...]:
        """Evidence for the characters ``start`` to ``end`` of the field's ``text``, or for the whole field."""
        ...


@dataclass(frozen=True, slots=True)
class RowQuotes:
    """A row of a table; ``columns`` has, for each field, the names that its column may have."""

    table: Table
    row: int
    columns: Mapping[str, Sequence[str]]

    def fields(self, *names: str) -> tuple[Evidence, ...]:
        """One piece of evidence with the cells in the order of the table."""
        places = sorted({place for name in names if (place := self._place(name))})
        cells = {place: cell for place in places if (cell := self._cell(place)) is not None}
        if not cells:
            return ()
        return (CellEvidence(self.row, tuple(cells), CELL_SEPARATOR.join(cells.values())),)

    def part(self, name: str, text: str, start: int, end: int) -> tuple[Evidence, ...]:
        """A part of one cell, where the cell is the text; else the cell."""
        place = self._place(name)
        if not place or self._cell(place) != text:
            return self.fields(name)
        return (CellEvidence(self.row, (place,), text[start:end], start, end),)

    def _cell(self, place: int) -> str | None:
        try:
            return self.table.cells(self.row, (place,))[0]
        except IndexError:  # the row ends before its last columns
            return None

    def _place(self, name: str) -> int:
        header = self.table.header
        return next((header.index(column) + 1 for column in self.columns.get(name, ()) if column in header), 0)


class JsonPage:
    """The text of a JSON document with the places of its members."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = json_places(text)

    def evidence(self, pointer: str) -> tuple[Evidence, ...]:
        """The member at a pointer; nothing where there is none."""
        place = self.places.get(pointer)
        return (TextEvidence.of(self.text, *place),) if place else ()


@dataclass(frozen=True, slots=True)
class JsonQuotes:
    """Members of JSON; ``pointers`` has, for each field, where it may stand: below ``base``, or from the root with ``/``."""

    page: JsonPage
    base: str
    pointers: Mapping[str, Sequence[str]]

    def fields(self, *names: str) -> tuple[Evidence, ...]:
        """A piece of evidence for each field."""
        found: list[Evidence] = []
        for name in names:
            pointers = (p if p.startswith("/") else f"{self.base}/{p}" for p in self.pointers.get(name, ()))
            found.extend(next(filter(None, map(self.page.evidence, pointers)), ()))
        return tuple(dict.fromkeys(found))

    def part(self, name: str, text: str, start: int, end: int) -> tuple[Evidence, ...]:  # noqa: ARG002 -- escapes of JSON move offsets
        """The whole member."""
        return self.fields(name)


@dataclass(frozen=True, slots=True)
class SpanQuotes:
    """Spans of a text; a field of no characters is not there. Fields that share a span are one piece of evidence."""

    text: str
    spans: Mapping[str, tuple[int, int]]

    def fields(self, *names: str) -> tuple[Evidence, ...]:
        """A piece of evidence for each field."""
        spans = dict.fromkeys(self.spans.get(name, (0, 0)) for name in names)
        return tuple(TextEvidence.of(self.text, start, end) for start, end in spans if start < end)

    def part(self, name: str, text: str, start: int, end: int) -> tuple[Evidence, ...]:
        """A part of a field."""
        first, last = self.spans.get(name, (0, 0))
        if self.text[first:last] != text:
            return self.fields(name)
        return (TextEvidence.of(self.text, first + start, first + end),)
