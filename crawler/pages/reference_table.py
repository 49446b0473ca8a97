"""A file of the project's own reference data: a table whose rows are evidence; it gives no records of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.table import Table, read_csv
from crawler.records import Record

VERSION = 1


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Record]:  # noqa: ARG001 -- every page kind has this signature
    """No records: the claims of reference data are made from its rows as they stand."""
    yield from ()


def open_table(body: bytes, file: str) -> Table:
    """The file as a table."""
    return read_csv(body, file)
