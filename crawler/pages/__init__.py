"""Page functions: bytes → records, and bytes → what evidence is checked against. No network, no Scrapy.

A page kind is a module of this package by that name. It has ``VERSION`` (raised when the same bytes give other
records), ``parse(body, file, arguments)`` → records, and either ``open_table(body, file)`` → :class:`Table`, where its
evidence is cells, or ``page_text(body, file)`` → the text that its offsets count in.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, cast

from crawler.pages.errors import PageError
from crawler.pages.table import Table
from crawler.records import Record

__all__ = ["PageError", "PageKind", "Table", "open_table", "page_kind", "page_text"]


class PageKind(Protocol):
    """A module of page functions."""

    VERSION: int

    def parse(self, body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Record]:
        """The records of a page; raises :class:`PageError` where the page as a whole cannot be read."""
        ...


def page_kind(name: str) -> PageKind | None:
    """The page functions of a kind; ``None`` for a kind that nothing reads (``robots``, redirects, error pages)."""
    path = f"{__name__}.{name}"
    if not re.fullmatch(r"[a-z0-9_]+", name) or importlib.util.find_spec(path) is None:
        return None
    module: Any = importlib.import_module(path)
    return cast("PageKind", module) if hasattr(module, "VERSION") and hasattr(module, "parse") else None


def open_table(kind: str, body: bytes, file: str) -> Table:
    """The table of a page whose evidence is cells. Raises :class:`PageError`, ``LookupError`` for a kind without."""
    return cast("Table", _reader(kind, "open_table")(body, file))


def page_text(kind: str, body: bytes, file: str) -> str:
    """The text of a page whose evidence is spans. Raises :class:`PageError`, ``LookupError`` for a kind without."""
    return cast("str", _reader(kind, "page_text")(body, file))


def _reader(kind: str, name: str) -> Any:
    reader = getattr(page_kind(kind), name, None)
    if reader is None:
        raise LookupError(f"page kind {kind!r} has no {name}")
    return reader


def is_table(kind: str) -> bool:
    """Whether the evidence of a page kind is cells."""
    return hasattr(page_kind(kind), "open_table")
