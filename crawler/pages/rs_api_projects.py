"""RS system's own interface, ``/api/projects/`` → :class:`ReviewProject`: the fields that file 1-2 has, too.

``{"count", "next", "results": [...]}``. The interface is not announced to the public; its shape is known from others.
The projects are laid out in the columns of file 1-2 and read by its reader, so that evidence is a cell here as there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid
from crawler.pages.json_values import ObjectReader, read_object
from crawler.pages.review_project import COLUMNS, projects
from crawler.pages.table import Table
from crawler.records import Problem, ReviewProject

__all__ = ["IGNORED", "VERSION", "ListPage", "ListedProject", "open_table", "parse", "read_page"]

VERSION = 1

IGNORED = {
    "is_published": "what is listed is published",
    "updated_at": "a change of the page is seen by its bytes",
    "created_at": "a change of the page is seen by its bytes",
    "last_implemented_fiscal_year": "the year of the last external review, not of spending",
    "previous_year_execution_amount": "stands in file 2-1, by account and year",
    "negative_previous_year_execution_amount_count": "stands in file 2-1, by account and year",
}


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project of the list: the interface's identifier, the sheet's number, the ministry that holds the budget."""

    identifier: str
    project_id: str
    ministry: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a page says of itself."""

    total: int
    has_next: bool
    projects: tuple[ListedProject, ...]


def open_table(body: bytes, url: str) -> Table:
    """The projects of a page in the columns of file 1-2, a row each below the header. Raises :class:`PageError`."""
    return _table(body, url, CellReader(url))


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ReviewProject | Problem]:
    """The projects of a page; ``arguments["sheet_year"]`` is the year asked for. Raises :class:`PageError`."""
    reader = CellReader(file)
    table = _table(body, file, reader)
    yield from reader.take()
    asked = {"year": arguments["sheet_year"]} if "sheet_year" in arguments else {}
    yield from projects(table, asked)


def read_page(body: bytes, file: str) -> ListPage:
    """What the page says of itself. Raises :class:`PageError` for an answer of another form."""
    document = read_object(body, file)
    total, results = document.get("count"), document.get("results")
    if not isinstance(total, int) or isinstance(total, bool) or not isinstance(results, list):
        raise PageError("no_answer", "no count, or no list of projects (results); look at what came", file)
    listed = [
        ListedProject(str(entry.get("id") or ""), _number(entry.get("project_number")), str(entry.get("ministry_name")))
        for entry in results
        if isinstance(entry, dict)
    ]
    return ListPage(total, bool(document.get("next")), tuple(one for one in listed if one.identifier))


def _table(body: bytes, file: str, reader: CellReader) -> Table:
    read_page(body, file)
    rows = [list(COLUMNS)]
    for position, members in enumerate(read_object(body, file)["results"]):
        project = ObjectReader(reader, members, position, "results")
        project.value("id")
        cells = {
            "シート種別": "レビューシート",
            "事業年度": project.text("fiscal_year"),
            "予算事業ID": _number(project.value("project_number")),
            "事業名": project.text("name"),
            "府省庁": project.text("ministry_name"),
            "事業の目的": project.text("purpose"),
            "事業の概要": project.text("overview"),
        }
        project.leftover(IGNORED)
        rows.append([cells.get(column, "") for column in COLUMNS])
    return Grid(file, rows).table(COLUMNS)


def _number(value: Any) -> str:
    """The number of a project as the files print it: without zeros before it."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text.strip().lstrip("0")
