"""Workbooks (XLSX, ECMA-376): the cells of all visible sheets as text.

Numbers are given as stored, without a final ``.0``; cells formatted as dates as ISO dates; phonetic runs
(ECMA-376 part 1, 18.4.6) are left out; formulas by the value that was last computed.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from typing import TYPE_CHECKING

from crawler.pages.errors import PageError
from crawler.pages.grid import Grid, check_size
from crawler.pages.table import ZIP_ERRORS, looks_like_html

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAXIMUM_BYTES = 256 << 20  # what a workbook may unpack to; real ones have less than 2 MB
MAXIMUM_RATIO = 200  # sheets of a real one shrink about fifteenfold
_SMALL = 1 << 20  # parts up to here may shrink as they like


def read_workbook(body: bytes, file: str) -> Grid:
    """The rows of a workbook. Raises :class:`PageError` for anything that is no sound workbook."""
    _check_parts(body, file)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which are not read
            book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
            try:
                rows = _rows([sheet for sheet in book.worksheets if sheet.sheet_state == "visible"], file)
            finally:
                book.close()
    except PageError:
        raise
    except Exception as error:  # the library lets pass whatever its parsers raise
        raise PageError(
            "workbook_damaged", f"the workbook cannot be read ({type(error).__name__}: {error}); fetch it again", file
        ) from error
    if not any(any(row) for row in rows):
        raise PageError("empty_table", "the workbook has no cells; fetch it again", file)
    return Grid(file, rows)


def _check_parts(body: bytes, file: str) -> None:
    """Before anything is unpacked: a zip, with the parts of a workbook, of sane sizes."""
    if not body.startswith(b"PK"):
        if looks_like_html(body):
            raise PageError("html_instead_of_workbook", "an HTML page came in place of a workbook", file)
        raise PageError("not_a_workbook", f"not a workbook: it starts with {body[:8]!r}", file)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _check_sizes(archive.infolist(), file)
            for part in archive.infolist():
                _check_content(archive, part)
    except ZIP_ERRORS as error:
        raise PageError(
            "zip_damaged", f"the workbook is truncated or damaged ({error}); fetch it again", file
        ) from error


def _check_sizes(parts: list[zipfile.ZipInfo], file: str) -> None:
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise PageError("not_a_workbook", "a zip, but not of a workbook: it has no [Content_Types].xml", file)
    bombs = [
        part.filename
        for part in parts
        if part.file_size > _SMALL and part.file_size > MAXIMUM_RATIO * max(part.compress_size, 1)
    ]
    size = sum(part.file_size for part in parts)
    if size > MAXIMUM_BYTES or bombs:
        raise PageError("zip_too_large", f"the workbook says it unpacks to {size} bytes {bombs}", file)


def _check_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part a piece at a time: one that is larger than it says has another checksum, which raises."""
    with archive.open(part) as stream:
        while stream.read(_SMALL):
            pass


def _rows(sheets: list[ReadOnlyWorksheet], file: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for sheet in sheets:
        sheet.reset_dimensions()  # what a sheet says of its size is not always so
        for cells in sheet.iter_rows(values_only=True):
            row = [_text(value) for value in cells]
            while row and not row[-1]:
                row.pop()
            rows.append(row)
            check_size(row, len(rows), file)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return str(value)
