"""The eleven review-sheet files that no claim rests on yet: looked at, so that a wrong file is told, and archived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.errors import PageError
from crawler.pages.table import Table, open_zip, read_csv
from crawler.records import Record

__all__ = ["IGNORED", "VERSION", "open_table", "parse"]

VERSION = 1

IGNORED = {"every row": "archived for later: no question is answered from these files yet"}

_SHARED = ("シート種別", "事業年度", "予算事業ID", "事業名")  # what all fifteen begin with


def open_table(body: bytes, url: str) -> Table:
    """The one CSV table in the zip. Raises :class:`PageError`."""
    return read_csv(*open_zip(body, url))


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Record]:  # noqa: ARG001 -- every page kind has this signature
    """No record; raises :class:`PageError` for a file that is none of the review sheets'."""
    table = open_table(body, file)
    missing = [name for name in _SHARED if name not in table.header]
    if missing:
        raise PageError(
            "header_missing_column",
            f"no review-sheet file: its header lacks {missing}",
            table.file,
            row=1,
            field=missing[0],
        )
    return iter(())
