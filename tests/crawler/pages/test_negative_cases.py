"""What goes wrong with pages of every kind, and must be told: nothing came, something else did, half of it, renamed, garbled.

A page that is not as it should be gives an error of ours, or a problem that the whole page has not; and whatever gives
other records than the whole page does so with a word. (``reference_table`` is a file of the project's own, which no
server sends, and has no records.)
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from crawler.pages import PageError
from crawler.records import Problem, Record

ERROR_PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>エラー</title></head>
<body><h1>ただいまサーバーが混み合っております</h1><p>しばらくたってから再度お試しください。</p></body></html>
""".encode()
NAME = "Renamed"


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("table.csv", content)
    return stream.getvalue()


class Kind:
    """Reads pages of a kind, and holds them against the recorded one."""

    def __init__(self, case: Any, reading: Any) -> None:
        self.case = case
        self._read = reading(case.kind)
        whole = self.read(case.content)
        assert not isinstance(whole, PageError)
        self.records = [record for record in whole if not isinstance(record, Problem)]
        self.problems = self._codes(whole)

    def read(self, content: bytes) -> list[Record] | PageError:
        return self._read(zipped(content) if self.case.zipped else content, self.case.url, self.case.arguments)

    def tells(self, found: list[Record] | PageError) -> bool:
        """Whether something is said that is not said of the whole page."""
        return isinstance(found, PageError) or bool(self._codes(found) - self.problems)

    def is_silent(self, content: bytes) -> bool:
        """Whether a changed page gives other records, and nothing is said of it."""
        found = self.read(content)
        if self.tells(found):
            return False
        return [record for record in found if not isinstance(record, Problem)] != self.records

    @staticmethod
    def _codes(found: Any) -> Counter[tuple[str, int | None, str | None]]:
        return Counter((one.code, one.row, one.field) for one in found if isinstance(one, Problem))


@pytest.fixture(scope="session")
def kinds(recorded: Any, reading: Any) -> Any:
    """The recorded pages of a kind, ready to be held against others; each is read once."""
    held: dict[str, list[Kind]] = {}

    def of(name: str) -> list[Kind]:
        if name not in held:
            held[name] = [Kind(case, reading) for case in recorded[name]]
        return held[name]

    return of


@pytest.mark.parametrize("body", [b"", b"\r\n \r\n", b"\xef\xbb\xbf"])
def test_empty_answer(every_kind: str, kinds: Any, body: bytes, reading: Any) -> None:
    for kind in kinds(every_kind) if every_kind != "reference_table" else ():
        assert kind.tells(kind.read(body))
        assert kind.tells(reading(every_kind)(body, kind.case.url, kind.case.arguments))


def test_error_page_in_its_place(every_kind: str, kinds: Any, reading: Any) -> None:
    for kind in kinds(every_kind):
        for body in (ERROR_PAGE, ERROR_PAGE.decode().encode("cp932")):
            if every_kind != "reference_table":
                assert kind.tells(reading(every_kind)(body, kind.case.url, kind.case.arguments))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.9, 0.97])
def test_page_that_was_cut_off(every_kind: str, kinds: Any, reading: Any, share: float) -> None:
    for kind in kinds(every_kind):
        whole = zipped(kind.case.content) if kind.case.zipped else kind.case.content
        cut = whole[: int(len(whole) * share)]
        cut = cut.rstrip()[:-2]  # within a row: rows that are not there are missed by nobody, half a row is
        if every_kind != "reference_table":
            found = reading(every_kind)(cut, kind.case.url, kind.case.arguments)
            assert kind.tells(found) or not kind.is_silent(cut)


@pytest.mark.parametrize("encoding", ["utf-16", "euc_jp", "iso2022_jp", "cp932", "utf-8"])
def test_page_in_another_encoding(every_kind: str, kinds: Any, encoding: str) -> None:
    for kind in kinds(every_kind):
        if not kind.case.content.startswith(b"PK") and not kind.case.content.isascii():
            text = kind.case.content.decode(encoding_of(kind.case.content))
            with suppress(UnicodeEncodeError):  # an encoding that lacks a sign of the page
                assert not kind.is_silent(text.encode(encoding)), kind.case.name


def encoding_of(content: bytes) -> str:
    """Of a recorded page."""
    for encoding in ("utf-8-sig", "cp932", "cp1252"):
        with suppress(UnicodeDecodeError):
            content.decode(encoding)
            return encoding if encoding != "utf-8-sig" or content.startswith(b"\xef\xbb\xbf") else "utf-8"
    raise AssertionError("in no encoding that a source of ours has")


@pytest.mark.parametrize(
    "declaration", [r"<meta[^>]*charset[^>]*>", r"<\?xml[^>]*\?>", r"\A\ufeff"], ids=["meta", "xml", "mark"]
)
def test_encoding_that_is_not_declared(every_kind: str, kinds: Any, declaration: str) -> None:
    for kind in kinds(every_kind):
        if not kind.case.content.startswith(b"PK"):
            encoding = encoding_of(kind.case.content)
            text = kind.case.content.decode(encoding)
            bare = re.sub(declaration, "", text, count=1, flags=re.IGNORECASE)
            assert not kind.is_silent(bare.encode(encoding.removesuffix("-sig")))


def renamed(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The page with each of its names of things called otherwise: columns, members, elements, labels."""
    encoding = encoding_of(content)
    text = content.decode(encoding)
    if text.lstrip().startswith(("{", "[")):
        names = set(_members(json.loads(text)))
        patterns = {
            name: (re.escape(json.dumps(name, ensure_ascii=False)) + r"(?=\s*:)", f'"{NAME}"') for name in names
        }
    elif text.lstrip().lower().startswith(("<?xml", "<rss", "<results")):
        names = set(re.findall(r"<([A-Za-z]\w*)", text))
        patterns = {name: (rf"(?<=[</]){name}\b", "Renamed") for name in names}
    elif text.lstrip().startswith("<"):
        names = set(re.findall(r"<(?:th|dt|h[23])\b[^>]*>([^<>]{2,30})<", text, re.IGNORECASE))
        patterns = {name: (rf"(?<=>){re.escape(name)}(?=<)", NAME) for name in names}
    else:
        names = set(text.splitlines()[0].split(","))
        first = text.partition("\n")[0]
        for name in sorted(names - {""}):
            yield name, text.replace(first, first.replace(name, NAME, 1), 1).encode(encoding)
        return
    for name, (pattern, new) in sorted(patterns.items()):
        yield name, re.sub(pattern, new, text).encode(encoding)


def _members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _members(inner)


WITHOUT_HEADINGS = {
    "award": "its columns have no names",
    "register_entry": "its columns have no names",
    "register_download": "what stands in its headings are days and prefectures",
    "local_page": "each body words its labels as it likes; the text of all of them is kept",
    "contract_files": "what stands in its headings is taken as it is printed",
    "policy_index": "what stands in its headings is taken as it is printed",
    "policy_page": "what stands in its headings is taken as it is printed",
}
# A member by which something is looked up and for which another one may stand: a text in another language.
LOOKED_UP = {"ted_search": {"eng"}}


def test_heading_that_is_called_otherwise(every_kind: str, kinds: Any) -> None:
    silent = {
        name
        for kind in kinds(every_kind)
        if not kind.case.content.startswith(b"PK") and every_kind not in WITHOUT_HEADINGS
        for name, page in renamed(kind.case.content)
        if kind.is_silent(page)
    }
    assert silent - LOOKED_UP.get(every_kind, set()) == set()


def doubled(content: bytes) -> Iterator[bytes]:
    """The page with one of its things there twice: each row, entry of a list, element or row of a table in turn."""
    encoding = encoding_of(content)
    text = content.decode(encoding)
    if text.lstrip().startswith("{"):
        document = json.loads(text)
        for entries in _lists(document):
            if entries and isinstance(entries[0], dict):
                entries.insert(0, entries[0])
                yield json.dumps(document, ensure_ascii=False).encode()
                del entries[0]
        return
    pattern = {"<": r"<(item|SearchResult|tr)\b.*?</\1>"}.get(text.lstrip()[:1], r"(?<=\n)[^\n]+\n")
    for found in list(re.finditer(pattern, text, re.DOTALL | re.IGNORECASE))[:12]:
        yield (text[: found.end()] + found[0] + text[found.end() :]).encode(encoding)


def _lists(value: Any) -> Iterator[list[Any]]:
    if isinstance(value, list):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _lists(inner)


def without_place(record: Record) -> tuple[Any, ...]:
    """A record without where it stands on the page."""
    places = ("row", "position", "start", "end")
    return (
        record.kind,
        *(value for name, value in dataclasses.asdict(record).items() if name.split("_")[-1] not in places),
    )


COUNTED = {"register_update": "the answer's own total is held against its rows by who asked"}


def test_thing_that_is_there_twice(every_kind: str, kinds: Any) -> None:
    for kind in kinds(every_kind) if every_kind not in COUNTED else ():
        for page in () if kind.case.content.startswith(b"PK") else doubled(kind.case.content):
            found = kind.read(page)
            if not kind.tells(found):
                records = [without_place(record) for record in found if not isinstance(record, Problem)]
                assert len(set(records)) == len(records), kind.case.name


EMPTIED = {
    "ai_use_case": r"(?s)\n.*",
    "block_flow": r"(?s)\r\n.*",
    "fedramp_marketplace": r'(?s)(?<="(?:Products)": \[).*?(?=\n  \])',
    "gbiz_procurement": r"(?s)\n.*",
    "local_feed": r"(?s)<item>.*</item>",
    "notice_list": r"(?s)<SearchResult>.*</SearchResult>",
    "register_download": r"(?s)<a href.*?</a>",
    "review_budget": r"(?s)\r\n.*",
    "review_payee": r"(?s)\r\n.*",
    "review_project": r"(?s)\r\n.*",
}


@pytest.mark.parametrize("name", EMPTIED)
def test_list_without_anything(name: str, kinds: Any) -> None:
    for kind in kinds(name):
        encoding = encoding_of(kind.case.content)
        content = kind.case.content.decode(encoding)
        emptied = re.sub(EMPTIED[name], "", content)
        assert emptied != content
        found = kind.read(emptied.encode(encoding))
        assert kind.tells(found), found
