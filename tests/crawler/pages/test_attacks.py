"""Pages made to do harm, given to every page function: each ends in an error of ours or in records, soon and in little memory."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import PageError

MIB = 1 << 20
DIGITS = (19, 30, 4_301)  # one more than 64 bits hold, than a price has, than Python turns into a number


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def whole(case: Any) -> bytes:
    """The page as a site sends it."""
    return zipped(("table.csv", case.content)) if case.zipped else case.content


def rebuilt(case: Any, content: bytes) -> bytes:
    """A page with other contents, in a zip where the case is."""
    return zipped(("table.csv", content)) if case.zipped else content


def test_number_that_no_table_holds_is_no_value(every_kind: str, recorded: Any, reading: Any) -> None:
    read = reading(every_kind)
    for case in recorded[every_kind]:
        places = [match.span() for match in re.finditer(rb"[0-9]+(?:,[0-9]{3})*", case.content)]
        for start, end in places[:90] if not case.content.startswith(b"PK") else ():
            for digits in DIGITS:
                changed = case.content[:start] + b"9" * digits + case.content[end:]
                read(rebuilt(case, changed), case.url, case.arguments)


def test_text_of_ten_megabytes(every_kind: str, recorded: Any, reading: Any, memory: Any) -> None:
    read = reading(every_kind)
    text = b"a" * 10_000_000
    bodies = [text, b'"' + text + b'"', b'{"ID":"' + text + b'"}', b"<html><table><tr><td>" + text]
    for case in recorded[every_kind][:1]:
        words = list(re.finditer(rb"[^<>,\"'\r\n{}\[\]:=/ ]{3,}", case.content))
        middle = words[len(words) // 2]
        bodies.append(rebuilt(case, case.content[: middle.start()] + text + case.content[middle.end() :]))
        for body in bodies:
            used = memory()
            read(body, case.url, case.arguments)
            assert used.taken() < 400 * MIB


DEEP: dict[str, bytes] = {
    "lists": b"[" * 200_000,
    "closed lists": b"[" * 50_000 + b"]" * 50_000,
    "objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "blocks": b"<html>" + b"<div>" * 10_000 + b"x",
    "tables": b"<html>" + b"<table><tr><td>" * 5_000 + b"</html>",
    "elements": b"<Results>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</Results>",
    "spans": b"<html><table><tr>"
    + b"<td rowspan=65534 colspan=1000>x" * 200
    + b"</tr>"
    + b"<tr><td>y</td></tr>" * 2_000,
    "terms": b"<html><h3>" + b"<dt>x</dt>" * 20_000,
    "attributes": b"<html><p " + b"".join(b"a%d=1 " % number for number in range(5_000)) + b">",
    "columns": b"a," * 300_000,
    "rows": b"\r\n" * 100_000,
    "quotes": b'"' * 300_001,
}


@pytest.mark.parametrize("shape", DEEP)
def test_deep_and_wide_pages(shape: str, every_kind: str, recorded: Any, reading: Any, memory: Any) -> None:
    case, used = recorded[every_kind][0], memory()
    read = reading(every_kind)
    read(rebuilt(case, DEEP[shape]), case.url, case.arguments)
    read(DEEP[shape], case.url, case.arguments)
    assert used.taken() < 250 * MIB


def lying(content: bytes, said: int) -> bytes:
    """A zip whose directory and header say that a member unpacks to another size than it does."""
    body = bytearray(zipped(("a.csv", content)))
    directory = body.index(b"PK\x01\x02")
    body[directory + 24 : directory + 28] = body[22:26] = struct.pack("<I", said)
    return bytes(body)


def book_that_lies(body: bytes, part: str) -> bytes:
    """A workbook, one of whose parts unpacks to more than it says."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    said = len(parts[part])
    changed = bytearray(zipped(*(parts | {part: parts[part] + ZEROS}).items()))
    for sign, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        name = changed.index(part.encode(), changed.index(sign))
        start = changed.rindex(sign, 0, name)
        changed[start + place : start + place + 4] = struct.pack("<I", said)
    return bytes(changed)


def encrypted() -> bytes:
    """A zip whose member says that it is encrypted."""
    body = bytearray(zipped(("a.csv", b"a,b\r\n")))
    directory = body.index(b"PK\x01\x02")
    body[6] |= 1
    body[directory + 8] |= 1
    return bytes(body)


def linked() -> bytes:
    """A zip whose member is a symbolic link."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("../../a.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


ZEROS = bytes(48 * MIB)
ZIPS: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: zipped(("a.csv", ZEROS)),
    "a bomb in a bomb": lambda: zipped(("a.csv", zipped(("a.csv", ZEROS)))),
    "a bomb packed by bzip2": lambda: zipped(("a.csv", ZEROS), method=zipfile.ZIP_BZIP2),
    "a bomb packed by lzma": lambda: zipped(("a.csv", ZEROS[: 16 * MIB]), method=zipfile.ZIP_LZMA),
    "a bomb that says it is small": lambda: lying(ZEROS, 10),
    "a bomb of thousands": lambda: zipped(*[(f"{number}.csv", b"a") for number in range(20_000)]),
    "a small one that says it is large": lambda: lying(b"a,b\r\n", 1 << 31),
    "an encrypted one": encrypted,
    "a link": linked,
    "a way out": lambda: zipped(("../../../../tmp/a.csv", b"a,b\r\n")),
    "a way to the root": lambda: zipped(("/etc/a.csv", b"a,b\r\n")),
    "a way out as Windows has it": lambda: zipped(("..\\..\\a.csv", b"a,b\r\n")),
    "a drive": lambda: zipped(("C:\\a.csv", b"a,b\r\n")),
}


@pytest.fixture(scope="module")
def zips() -> dict[str, bytes]:
    return {name: make() for name, make in ZIPS.items()}


def test_zip_that_means_harm_is_refused(
    every_kind: str, recorded: Any, reading: Any, memory: Any, zips: dict[str, bytes]
) -> None:
    read, case = reading(every_kind), recorded[every_kind][0]
    for name, body in zips.items():
        used = memory()
        found = read(body, case.url, case.arguments)
        harmless = isinstance(found, PageError) or all(record.kind == "problem" for record in found)
        assert harmless, name
        assert used.taken() < 40 * MIB, name


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/extra.xml"])
def test_bomb_in_a_workbook_is_not_unpacked(part: str, recorded: Any, reading: Any, memory: Any) -> None:
    case = next(case for case in recorded["ministry_contract"] if case.content.startswith(b"PK"))
    with zipfile.ZipFile(io.BytesIO(case.content)) as book:
        parts = {name: book.read(name) for name in book.namelist()} | {part: b" " * (32 * MIB)}
    body, used = zipped(*parts.items()), memory()
    del parts
    found = reading("ministry_contract")(body, case.url, case.arguments)
    assert isinstance(found, PageError)
    assert found.code == "zip_too_large"
    assert used.taken() < 16 * MIB


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_workbook_that_says_it_is_small_is_not_unpacked(part: str, recorded: Any, reading: Any, memory: Any) -> None:
    case = next(case for case in recorded["ministry_contract"] if case.content.startswith(b"PK"))
    body, used = book_that_lies(case.content, part), memory()
    found = reading("ministry_contract")(body, case.url, case.arguments)
    assert isinstance(found, PageError)
    assert found.code == "zip_damaged"
    assert used.taken() < 16 * MIB


def test_packed_body_is_not_unpacked(every_kind: str, recorded: Any, reading: Any, memory: Any) -> None:
    case, body, used = recorded[every_kind][0], gzip.compress(ZEROS), memory()
    found = reading(every_kind)(body, case.url, case.arguments)
    assert isinstance(found, PageError) or all(record.kind == "problem" for record in found)
    assert used.taken() < 40 * MIB


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


SECRET = "what no page may bring to light"


def doctypes(place: str, file: Path) -> dict[str, str]:
    """Document types whose entity ``x`` grows, or brings in what lies elsewhere."""
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghij", "bcdefghijx", strict=True)
    )
    return {
        "laughs": f"<!DOCTYPE r [{laughs}]>",
        "quadratic": f'<!DOCTYPE r [<!ENTITY x "{"a" * 100_000}">]>',
        "file": f'<!DOCTYPE r [<!ENTITY x SYSTEM "{file.as_uri()}">]>',
        "network": f'<!DOCTYPE r [<!ENTITY x SYSTEM "{place}/entity">]>',
        "elsewhere": f'<!DOCTYPE r SYSTEM "{place}/dtd" [<!ENTITY x "a">]>',
        "parameter": f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{place}/parameter"> %p; <!ENTITY x "a">]>',
    }


def with_entity(content: bytes, doctype: str, times: int) -> Iterator[bytes]:
    """A page with a document type, and its entity in place of some texts between tags."""
    text = re.sub(rb"^\s*(<\?xml[^>]*\?>|<!DOCTYPE[^>]*>)", b"", content)
    places = [match.start(1) for match in re.finditer(rb">([^<>]+)<", text)] or [len(text) // 2]
    for place in places[:: max(1, len(places) // 6)]:
        yield doctype.encode() + text[:place] + b"&x;" * times + text[place:]


def test_entities_are_neither_expanded_nor_fetched(
    every_kind: str, recorded: Any, reading: Any, memory: Any, listener: Any, tmp_path: Path
) -> None:
    read = reading(every_kind)
    place, asked = listener
    file = tmp_path / "secret.txt"
    file.write_text(SECRET, encoding="ascii")
    used = memory()
    for case in recorded[every_kind]:
        if case.content.startswith(b"PK"):
            pages = list(books_with_entity(case.content, doctypes(place, file)))
        else:
            pages = [
                rebuilt(case, page)
                for name, doctype in doctypes(place, file).items()
                for page in with_entity(case.content, doctype, 500 if name == "quadratic" else 1)
            ]
        for page in pages:
            assert SECRET not in str(read(page, case.url, case.arguments))
    assert asked == []
    assert used.taken() < 60 * MIB


def books_with_entity(body: bytes, types: dict[str, str]) -> Iterator[bytes]:
    """A workbook, each of whose parts in turn has a document type and its entity."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for doctype in types.values():
        for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
            for page in list(with_entity(parts[name], doctype, 1))[:2]:
                yield zipped(*(parts | {name: page}).items())


def test_members_of_the_same_name_and_many_of_them(every_kind: str, recorded: Any, reading: Any, memory: Any) -> None:
    case, used = recorded[every_kind][0], memory()
    names = [*(f"k{number}" for number in range(20_000)), "releases", "data", "tree", "hojin-infos", "speechRecord"]
    body = "{" + ",".join(f"{json.dumps(name)}: [{{}}]" for name in [*names, *names]) + "}"
    reading(every_kind)(body.encode(), case.url, case.arguments)
    assert used.taken() < 100 * MIB
