"""List of the files of JUDGIT!'s repository (GitHub's interface for trees): which review sheets of a year there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from crawler.pages.errors import PageError
from crawler.pages.json_values import read_object
from crawler.records import Problem

VERSION = 1

_PATH = re.compile(r"data/(20\d\d)/([^/]+)/([^/]+)\.json")
_RAW = "https://raw.githubusercontent.com/judgit/data/master/"


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet that the repository has."""

    year: int
    ministry: str
    number: str  # 事業番号
    url: str


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Problem]:  # noqa: ARG001 -- every page kind has this signature
    """A problem where the list is not whole; no records. Raises :class:`PageError`."""
    document = read_object(body, file)
    if not isinstance(document.get("tree"), list):
        raise PageError("no_tree", "no list of files; look at what came", file)
    if document.get("truncated") is not False:
        yield Problem("warning", "truncated_list", "the list was cut off: sheets at its end are not known of", file)


def sheets(body: bytes, file: str, year: int) -> Iterator[ListedSheet]:
    """The sheets of a year, in the order of the list. Raises :class:`PageError` where there is none."""
    tree = read_object(body, file).get("tree")
    entries = tree if isinstance(tree, list) else []
    paths = [str(entry.get("path")) for entry in entries if isinstance(entry, dict) and entry.get("type") == "blob"]
    found = [match for match in map(_PATH.fullmatch, paths) if match is not None and int(match[1]) == year]
    if not found:
        raise PageError("empty_list", f"no sheet of {year} in the list; the years are 2015 to 2020", file)
    for match in found:
        yield ListedSheet(year, match[2], match[3], _RAW + quote(match[0]))


def page_text(body: bytes, file: str) -> str:
    """The list's JSON text. Raises :class:`PageError`."""
    read_object(body, file)
    return body.decode("utf-8-sig")
