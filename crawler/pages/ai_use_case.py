"""Inventory of AI use cases of US federal agencies (2024), consolidated CSV → :class:`AiUseCase`.

62 columns, in Windows-1252 as the Office of Management and Budget publishes it, or UTF-8 as copies have it. Columns are
known by the beginning of their headings, which are whole questions.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.grid import check_size
from crawler.pages.table import Table, looks_like_html, read_csv
from crawler.records import AiUseCase, Problem

__all__ = ["IGNORED", "VERSION", "open_table", "parse"]

VERSION = 2

# Field of the record → how the heading begins.
_BEGINNINGS = {
    "name": "Use Case Name",
    "agency": "Agency",
    "agency_abbreviation": "Agency Abbreviation",
    "bureau": "Bureau",
    "topic": "Use Case Topic Area",
    "commercial_product": "Is the AI use case found in the below list of general commercial AI products",
    "purpose": "What is the intended purpose and expected benefits of the AI",
    "outputs": "Describe the AI system",
    "stage": "Stage of Development",
    "impact": "Is the AI use case rights-impacting",
    "initiated": "Date Initiated",
    "implemented": "Date Implemented",
    "retired": "Date Retired",
    "development": "Was the AI system involved in this use case developed",
    "contract_identifiers": "Provide the Procurement Instrument Identifier",
    "public_service": "Which public-facing service is the AI use case supporting",
    "system": "System Name",
}
_EXACT = frozenset({"agency"})  # whose heading is the beginning of another one

IGNORED = {
    "the other headings": "questions on data, models, risks and notice: 44 of 62 in 2024; nothing here rests on them",
    "Date when Acquisition and/or Development began": "between initiation and implementation",
}
_COLUMNS = 62


def open_table(body: bytes, file: str) -> Table:
    """The table of the file. Raises :class:`PageError`."""
    return read_csv(_decode(body, file).encode(), file)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[AiUseCase | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The use cases in the order of the file. Raises :class:`PageError`."""
    lines = csv.reader(io.StringIO(_decode(body, file), newline=""))
    reader, seen, row = CellReader(file), Counter[tuple[str, ...]](), 1
    try:
        header = next(lines, [])
        check_size(header, 1, file)
        places = _places(header, file)
        if len(header) != _COLUMNS:
            reader.warn("columns", f"{len(header)} columns, known are {_COLUMNS}: compare the headings", 1)
        for row, cells in enumerate(lines, 2):
            record = _use_case(cells, len(header), places, row, reader, seen)
            if record is not None:
                yield record
            yield from reader.take()
        if row == 1:
            reader.warn("empty_table", "the inventory lists nothing", 1)
            yield from reader.take()
    except csv.Error as error:
        raise PageError("csv", f"line {lines.line_num} is not CSV ({error}); fetch it again", file, row) from error


def _decode(body: bytes, file: str) -> str:
    if looks_like_html(body):
        raise PageError("html_instead_of_table", "an HTML page came in place of the table", file)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError as error:
        raise PageError("encoding", f"neither UTF-8 nor Windows-1252 (byte {error.start})", file) from error


def _places(header: Sequence[str], file: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for field, beginning in _BEGINNINGS.items():
        found = [
            place
            for place, name in enumerate(header)
            if name.strip() == beginning or (field not in _EXACT and name.strip().startswith(beginning))
        ]
        if found:
            places[field] = found[0]
    missing = [_BEGINNINGS[field] for field in _BEGINNINGS if field not in places]
    if missing:
        message = f"the header is not the known one: missing {missing}; read the new layout and extend this module"
        raise PageError("header", message, file, row=1, field=missing[0])
    return places


def _use_case(
    cells: Sequence[str],
    width: int,
    places: Mapping[str, int],
    row: int,
    reader: CellReader,
    seen: Counter[tuple[str, ...]],
) -> AiUseCase | None:
    if len(cells) != width:
        reader.fail("row_width", f"the row has {len(cells)} cells, not {width}; left out", row, cell=",".join(cells))
        return None
    values = {field: cells[place].strip() for field, place in places.items()}
    if not values["name"] or not values["agency"]:
        reader.fail("row_shape", "no name or no agency; the row is left out", row, cell=values["name"])
        return None
    key = (values["agency"], values["bureau"], values["name"])
    ordinal = seen[key]
    seen[key] += 1
    return AiUseCase(**values, ordinal=ordinal, row=row)
