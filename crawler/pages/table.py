"""Comma-separated tables, alone or as the one CSV member of a zip: rows and cells as RFC 7111 counts them."""

from __future__ import annotations

import array
import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.pages.encodings import refuse_escapes
from crawler.pages.errors import PageError

MAXIMUM_MEMBER_BYTES = 1 << 30  # the largest file of the review sheets so far is 48 MB
MAXIMUM_COLUMNS = 256  # the widest table so far has 62
MAXIMUM_RATIO = 500  # real members shrink about elevenfold; deflate cannot exceed 1032

_ZIP_MAGIC = b"PK"

# What the standard library raises for a zip that is cut off, damaged, encrypted, or packed in a way it does not know
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file in memory: its lines, and the line at which each row starts.

    Lines, not cells, are kept: file 5-1 of the review sheets then takes about 60 MB instead of five times that.
    """

    file: str
    header: tuple[str, ...]
    lines: list[str]
    starts: array.array[int]  # starts[n] is the line of row n + 1; one more entry marks the end

    def __len__(self) -> int:
        """How many rows the table has, the header included."""
        return len(self.starts) - 1

    def column(self, name: str) -> int:
        """The position of a column by its name, from 1. Raises ``ValueError`` for a column that is not there."""
        return self.header.index(name) + 1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row below the header: its number (from 2) and its cells."""
        reader = csv.reader(self.lines)
        next(reader)
        return enumerate(reader, 2)

    def cells(self, row: int, columns: Sequence[int]) -> list[str]:
        """The raw text of cells of one row; ``row`` from 1 (the header), ``columns`` from 1 (RFC 7111, section 2.3).

        Raises ``IndexError`` for a row or column that the table does not have.
        """
        if not 1 <= row <= len(self):
            raise IndexError(f"{self.file}: there is no row {row}; the table has {len(self)}")
        cells = next(csv.reader(self.lines[self.starts[row - 1] : self.starts[row]]), [])
        if not all(1 <= column <= len(cells) for column in columns):
            raise IndexError(f"{self.file}: row {row} has {len(cells)} columns, wanted {list(columns)}")
        return [cells[column - 1] for column in columns]


def read_csv(body: bytes, file: str) -> Table:
    """A table from the bytes of a CSV file in UTF-8, with or without byte order mark.

    Raises :class:`PageError` for another encoding, a broken quote, an oversized cell, a header that is missing or too
    wide for any table.
    """
    text = _decode(body, file)
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines)
    starts = array.array("L", [0])
    try:
        header = tuple(next(reader, ()))
        starts.append(reader.line_num)
        starts.extend(reader.line_num for _ in reader)
    except csv.Error as error:
        raise PageError(
            "csv", f"line {reader.line_num} is not CSV ({error}); fetch the file again", file, row=len(starts)
        ) from error
    if not any(header):
        raise PageError("empty_table", "the table has no header row; fetch the file again", file)
    if len(header) > MAXIMUM_COLUMNS:
        message = f"the header has {len(header)} columns; taken are up to {MAXIMUM_COLUMNS}"
        raise PageError("table_too_large", message, file, row=1)
    return Table(file, header, lines, starts)


def open_zip(body: bytes, url: str) -> tuple[bytes, str]:
    """The bytes of the one CSV file in a zip, and the name of the file as problems print it (``URL!member``).

    Raises :class:`PageError` for HTML in place of a zip, a truncated or damaged zip, an encrypted one, no or several
    CSV members, a member whose name leads out of the archive, and one that unpacks to more than it should.
    """
    _require_zip(body, url)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            member = _only_csv(archive, url)
            file = f"{url}!{member.filename}"
            content = read_member(archive, member)
    except ZIP_ERRORS as error:
        raise PageError("zip_damaged", f"the zip is truncated or damaged ({error}); fetch it again", url) from error
    return content, file


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member whose size has been looked at. Raises one of :data:`ZIP_ERRORS`.

    No more is unpacked than the size that the member says it has: one that is larger has another checksum.
    """
    with archive.open(member) as stream:
        return stream.read(member.file_size + 1)


def check_header(table: Table, known: Sequence[str]) -> None:
    """Compare a header with the known one.

    Raises :class:`PageError` naming the columns that are missing, unknown, there twice, or in another order: evidence
    counts columns, so a table in another order has to be read anew by people first.
    """
    if table.header == tuple(known):
        return
    missing = [name for name in known if name not in table.header]
    extra = [name for name in table.header if name not in known]
    twice = sorted({name for name in table.header if table.header.count(name) > 1})
    moved = [name for name, there in zip(known, table.header, strict=False) if name != there]
    if missing or extra or twice:
        found = (
            [f"missing {missing}"] * bool(missing)
            + [f"unknown {extra}"] * bool(extra)
            + [f"twice {twice}"] * bool(twice)
        )
        code = "header_missing_column" if missing and not extra else "header_extra_column" if not missing else "header"
    else:
        found = [f"the known columns in another order, from {moved[0]!r} on"]
        code = "header_order"
    raise PageError(
        code,
        f"the header is not the known one: {', '.join(found)}; read the new layout and extend the page function",
        table.file,
        row=1,
        field=(missing or extra or twice or moved)[0],
    )


def _decode(body: bytes, file: str) -> str:
    refuse_escapes(body, file)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        looks = "; it reads as cp932 (Shift_JIS)" if _decodes(body, "cp932") else ""
        raise PageError(
            "encoding", f"not UTF-8 at byte {error.start}{looks}; the layout says UTF-8, so nothing is guessed", file
        ) from error


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _require_zip(body: bytes, url: str) -> None:
    if body.startswith(_ZIP_MAGIC):
        return
    if looks_like_html(body):
        raise PageError(
            "html_instead_of_zip", "an HTML page came in place of a zip: the site has no file of this name", url
        )
    raise PageError("not_a_zip", f"not a zip: it starts with {body[:8]!r}; fetch it again", url)


def looks_like_html(body: bytes) -> bool:
    """Whether bytes begin as an HTML page does (what some servers send, with status 200, for a file they lack)."""
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--"))


def _only_csv(archive: zipfile.ZipFile, url: str) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        if "/" in member.filename or "\\" in member.filename or member.filename.startswith("."):
            raise PageError("zip_member_name", f"the member {member.filename!r} has a path in its name", url)
    tables = [member for member in members if member.filename.lower().endswith(".csv")]
    if len(tables) != 1 or len(members) != 1:
        names = [member.filename for member in members]
        raise PageError("zip_members", f"expected one CSV file in the zip, found {names}", url)
    (member,) = tables
    if member.file_size > MAXIMUM_MEMBER_BYTES or member.file_size > MAXIMUM_RATIO * max(member.compress_size, 1):
        raise PageError(
            "zip_too_large",
            f"the member {member.filename!r} says it unpacks from {member.compress_size} to {member.file_size} bytes",
            url,
        )
    return member
