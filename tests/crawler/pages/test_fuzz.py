"""Whatever comes, a page function gives records that can be kept, or an error of ours: soon, and in bounded memory.

Recorded pages of every kind are damaged in many ways, the same ones in every run. Longer runs, and others: a script
that calls :func:`fuzz` with more examples.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = 200  # a kind and sort of damage
MEMORY = 200 << 20  # bytes that reading pages of some kilobytes may come to take, libraries included

ENCODINGS = ("utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-32", "latin-1")
NUMBERS = (
    *(b"9" * length for length in (3, 10, 18, 19, 20, 40, 4_301, 100_000)),
    b"-1",
    b"-" + b"9" * 30,
    b"1e9",
    b"1e400",
    b"0.1",
    b"00",
    b"0x1f",
    "９９９".encode(),
    "九千九百九十九".encode(),
    "²".encode(),
    "๙".encode(),
    b"0000-00-00",
    b"2024-02-30",
    b"9999-12-31T99:99:99",
    "令和元年十三月".encode(),
    "明治九十九年二月三十日".encode(),
)
TOKENS = (
    *NUMBERS,
    b"",
    b"\0",
    b'"',
    b"'",
    b",",
    b"\r\n",
    b"\r",
    b"\\",
    b"\\ud800",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\x1b$B",
    b"<",
    b">",
    b"&#0;",
    b"&#xd800;",
    b"&#x110000;",
    b"&x;",
    b"<!--",
    b"<![CDATA[",
    b"<?xml version='1.0' encoding='x'?>",
    b"</table>",
    b"</td>",
    b"<td rowspan=99999 colspan=99999>",
    b"{",
    b"[",
    b"null",
    b"true",
    b"NaN",
    b"{}",
    b"[]",
    b'""',
    "　".encode(),
    "一について".encode(),
    "\u2028".encode(),
    "\u202e".encode(),
    "𠮟".encode(),
)
OPENINGS = re.compile(rb"<[a-zA-Z][^<>]{0,40}>|[\[{(\"]")


@dataclass(frozen=True)
class Change:
    """One piece of damage: what is done, where (0 to 1), over how much (0 to 1), and with what."""

    way: str
    place: float
    length: float
    content: bytes


def _cut(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at]


def _flip(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at] + bytes([body[at] ^ (1 << length % 8)]) + body[at + 1 :] if at < len(body) else body


def _insert(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at] + content + body[at:]


def _remove(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at] + body[at + length :]


def _replace(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at] + content + body[at + max(length, len(content)) :]


def _repeat(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at] + body[at : at + length] * (2 + len(content) % 5) + body[at + length :]


def _move(body: bytes, at: int, length: int, content: bytes) -> bytes:
    return body[:at] + body[at + length : at + 2 * length] + body[at : at + length] + body[at + 2 * length :]


def _number(body: bytes, at: int, length: int, content: bytes) -> bytes:
    found = re.compile(rb"[0-9]+").search(body, at)
    number = NUMBERS[length % len(NUMBERS)]
    return body if found is None else body[: found.start()] + number + body[found.end() :]


def _word(body: bytes, at: int, length: int, content: bytes) -> bytes:
    found = re.compile(rb"[^<>,\"'\r\n{}\[\]:]+").search(body, at)
    return body if found is None else body[: found.start()] + content + body[found.end() :]


def _nest(body: bytes, at: int, length: int, content: bytes) -> bytes:
    found = OPENINGS.search(body, at)
    return (
        body if found is None else body[: found.start()] + found[0] * (2 + 40 * (length % 100)) + body[found.start() :]
    )


def _encode(body: bytes, at: int, length: int, content: bytes) -> bytes:
    text = body.decode("cp932" if at % 2 else "utf-8", "replace")
    return text.encode(ENCODINGS[length % len(ENCODINGS)], "replace")


WAYS: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "cut": _cut,
    "flip": _flip,
    "insert": _insert,
    "remove": _remove,
    "replace": _replace,
    "repeat": _repeat,
    "move": _move,
    "number": _number,
    "word": _word,
    "nest": _nest,
    "encode": _encode,
}
UNIT = st.floats(0, 1, allow_nan=False)
CHANGES = st.lists(
    st.builds(Change, st.sampled_from(sorted(WAYS)), UNIT, UNIT, st.sampled_from(TOKENS) | st.binary(max_size=12)),
    min_size=1,
    max_size=3,
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 10**9, 1 << 63, 10**40, 0.5, 1e300])
    | st.sampled_from(["", " ", "Null", "\ud800", "\0", "9" * 30, "2024-02-30", "https://[", "株式会社甲"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "", "値"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def damaged(body: bytes, changes: Sequence[Change]) -> bytes:
    """A body after some changes; where they make it grow without bound, its first two megabytes."""
    for change in changes:
        at = int(len(body) * change.place)
        length = 1 + int(len(body) * change.length**3)
        body = WAYS[change.way](body, at, length, change.content)[: 2 << 20]
    return body


def packed(content: bytes, name: str = "table.csv") -> bytes:
    """A zip of one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def repacked(body: bytes, part: int, changes: Sequence[Change]) -> bytes:
    """A zip, one of whose files is damaged; a workbook is one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in names:
            content = old.read(name)
            new.writestr(name, damaged(content, changes) if name == names[part % len(names)] else content)
    return stream.getvalue()


def whole(case: Any) -> bytes:
    """The page as a site sends it."""
    return packed(case.content) if case.zipped else case.content


def fuzz(kind: str, recorded: dict[str, list[Any]], reading: Any, examples: Any) -> None:
    """Damage the recorded pages of a kind, from outside and within their zips, splice in others, and read what is left."""
    read = reading(kind)
    cases = recorded[kind]
    others = [case for alike in recorded.values() for case in alike]

    @examples
    @given(st.sampled_from(cases), CHANGES, st.integers(0, 3), st.integers(0, 20), st.sampled_from(others), UNIT)
    def damage(case: Any, changes: list[Change], depth: int, part: int, other: Any, place: float) -> None:
        body = whole(case)
        if depth and case.zipped:
            body = packed(damaged(case.content, changes))
        elif depth and body.startswith(b"PK"):
            body = repacked(body, part, changes)
        elif part == 0:
            stranger = whole(other)
            body = body[: int(len(body) * place)] + stranger[int(len(stranger) * place) :]
        else:
            body = damaged(body, changes)
        read(body, case.url, case.arguments)

    damage()


def from_nothing(kind: str, recorded: dict[str, list[Any]], reading: Any, examples: Any) -> None:
    """Read bytes that nobody recorded, bare, in a zip, and as the rest of something that begins as the kind's pages do."""
    read = reading(kind)
    starts = [whole(case)[:length] for case in recorded[kind] for length in (0, 3, 30, 300)]

    @examples
    @given(
        st.binary(max_size=200), st.lists(st.sampled_from(TOKENS), max_size=8), st.sampled_from(starts), st.booleans()
    )
    def invent(content: bytes, tokens: list[bytes], start: bytes, zipped: bool) -> None:
        body = start + content + b"".join(tokens)
        case = recorded[kind][0]
        read(packed(body) if zipped else body, case.url, case.arguments)

    invent()


def any_value(kind: str, recorded: dict[str, list[Any]], reading: Any, examples: Any) -> None:
    """Put any value at any place of a document of JSON, take members away, call them otherwise."""
    read = reading(kind)
    documents = []
    for case in recorded[kind]:
        with contextlib.suppress(ValueError):
            documents.append((case, json.loads(case.content)))
    if not documents:
        return

    @examples
    @given(st.data())
    def change(data: st.DataObject) -> None:
        case, original = data.draw(st.sampled_from(documents))
        document = json.loads(json.dumps(original))
        place: Any = document
        while isinstance(place, dict | list) and place:
            key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
            way = data.draw(st.integers(0, 5))
            if way == 0 or not isinstance(place[key], dict | list) or not place[key]:
                place[key] = data.draw(VALUES)
                break
            if way == 1:
                del place[key]
                break
            if way == 2 and isinstance(place, dict):
                place["その他"] = place.pop(key)
                break
            place = place[key]
        read(json.dumps(document).encode(), case.url, case.arguments)

    change()


BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("way", [fuzz, from_nothing, any_value])
def test_damaged_pages(
    way: Callable[..., None], every_kind: str, recorded: dict[str, list[Any]], reading: Any, memory: Any
) -> None:
    used = memory()
    way(every_kind, recorded, reading, BOUNDED)
    assert used.taken() < MEMORY


def test_reader_that_fails_is_noticed(reading: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read = reading("reference_table")

    def endless(*_: object) -> Any:
        while True:
            pass

    for failing, error in ((endless, "TooSlowError"), (lambda *_: iter([1 // 0]), "ZeroDivisionError")):
        monkeypatch.setattr(read.page, "parse", failing)
        monkeypatch.setattr(type(read), "seconds", 0.2)
        with pytest.raises(BaseException) as caught:  # noqa: PT011 - it is none of Exception's
            read(b"a,b\r\n", "https://example.test/", {})
        assert type(caught.value).__name__ == error
