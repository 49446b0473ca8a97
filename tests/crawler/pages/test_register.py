"""Files of the register of corporate numbers that are not as they should be, and the real ones."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import open_table, register_download, register_entry
from crawler.pages.errors import PageError
from crawler.records import Problem, RegisterEntry, valid_corporate_number

FOLDER = Path(__file__).parent
URL = "https://www.houjin-bangou.nta.go.jp/download/sabun/index.html?event=download&selDlFileNo=1"
BYTES = (FOLDER / "register_entry/difference/page.csv").read_bytes()
PAGE = (FOLDER / "register_download/three_formats/page.html").read_bytes()


def error_of(body: bytes) -> PageError:
    with pytest.raises(PageError) as caught:
        list(register_entry.parse(body, URL, {}))
    return caught.value


def zip_of(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", ".", 1).replace("__", "/"), content)
    return stream.getvalue()


def test_signature_may_stand_beside_the_table() -> None:
    body = zip_of(diff_csv=BYTES, **{"diff_csv.asc": b"-----BEGIN PGP SIGNATURE-----"})
    assert next(register_entry.parse(body, URL, {})) == next(register_entry.parse(BYTES, URL, {}))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_table"),
        (b"<!DOCTYPE html><html></html>", "html_instead_of_table"),
        (b"\x81", "encoding"),
        (b'"' + b"1" * 200_000 + b'"', "csv"),
        (b"PK\x03\x04", "zip_damaged"),
        (zip_of(a_csv=BYTES, b_csv=BYTES), "zip_members"),
        (zip_of(a_txt=BYTES), "zip_members"),
        (zip_of(a_csv=BYTES, b_exe=b"x"), "zip_members"),
        (zip_of(**{"..__a_csv": BYTES}), "zip_member_name"),
        (zip_of(a_csv=b"1," * 4_000_000), "zip_too_large"),
    ],
)
def test_file_that_is_no_register(body: bytes, code: str) -> None:
    assert error_of(body).code == code


@pytest.mark.parametrize("share", [0.2, 0.7])
def test_truncated_zip(share: float) -> None:
    body = zip_of(a_csv=BYTES)
    assert error_of(body[: int(len(body) * share)]).code == "zip_damaged"


def test_row_that_was_cut_off_is_told_and_no_other_row_is_lost() -> None:
    cut = BYTES[: BYTES.index(b"\r\n", 700) - 60]
    records = list(register_entry.parse(cut, URL, {}))
    assert [(record.code, record.severity) for record in records if isinstance(record, Problem)][-1] == (
        "row_width",
        "error",
    )
    assert isinstance(records[0], RegisterEntry)


def test_table_begins_with_row_one() -> None:
    table = open_table("register_entry", BYTES, URL)
    assert table.cells(1, [table.column("法人番号"), table.column("商号又は名称")]) == ["7000012050002", "国税庁"]
    assert table.cells(4, [table.column("承継先法人番号")]) == ["9010601021385"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'id="csv-unicode"', b'id="other"', "no_format"),
        (b"doDownload(", b"doOther(", "no_files"),
        (PAGE, b" ", "html"),
    ],
)
def test_download_page_that_has_changed(old: bytes, new: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(register_download.parse(PAGE.replace(old, new), URL, {}))
    assert caught.value.code == code


@pytest.mark.parametrize(("form", "numbers"), [("csv-sjis", ["20940"]), ("xml-unicode", ["20946"])])
def test_other_formats_are_told_apart(form: str, numbers: list[str]) -> None:
    assert [file.number for file in register_download.parse(PAGE, URL, {"format": form})] == numbers


@pytest.mark.national
@pytest.mark.parametrize(
    ("name", "rows", "processes"),
    [
        ("diff_20220105", 2_367, {"01": 1422, "12": 603, "21": 226, "11": 96, "71": 15, "22": 5}),
        ("diff_20260819", 2_254, {"01": 1063, "12": 720, "21": 312, "11": 108, "71": 33, "22": 14, "13": 4}),
        ("diff_20260820", 1_991, {"01": 998, "12": 623, "21": 266, "11": 86, "71": 17, "22": 1}),
        ("diff_20260821", 2_181, {"01": 994, "12": 737, "21": 272, "11": 154, "71": 14, "22": 9, "13": 1}),
    ],
)
def test_every_row_of_real_difference_files(shared: Path, name: str, rows: int, processes: dict[str, int]) -> None:
    body = (shared / f"real/houjin/{name}.csv").read_bytes()
    records: list[Any] = list(register_entry.parse(body, URL, {}))
    assert not [record for record in records if isinstance(record, Problem)]
    assert [record.row for record in records] == list(range(1, rows + 1))
    assert Counter(record.process for record in records) == processes
    assert all(valid_corporate_number(record.corporate_number) for record in records)
    merged = [record for record in records if record.close_cause == "11"]
    assert merged
    assert all(record.closed and record.process in ("21", "71", "01", "11", "12", "22") for record in merged)
    successors = [record.successor for record in records if record.successor]
    print(f"\n{name}: {rows} rows taken, none ignored; {len(merged)} closed by merger, {len(successors)} successors")
    assert len(successors) >= 10
