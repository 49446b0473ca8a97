"""Whatever comes, the page functions of file sources raise nothing but their own error, soon, and in bounded memory."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import re
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages import PageError, is_table, open_table, page_kind, page_text

FOLDER = Path(__file__).parent
KINDS = {
    "ai_use_case": {},
    "contract_files": {},
    "fedramp_marketplace": {},
    "gbiz_procurement": {},
    "gbiz_update": {},
    "jetro_award": {},
    "jetro_list": {},
    "local_award_list": {"system": "chiba"},
    "local_feed": {},
    "local_page": {},
    "ministry_contract": {},
    "ocds_release_package": {},
    "old_review_index": {},
    "old_review_sheet": {"year": 2018},
    "policy_index": {},
    "policy_page": {},
    "register_download": {},
    "register_entry": {},
    "register_update": {},
    "rs_api_edges": {"sheet_year": 2026, "project": "14"},
    "rs_api_payees": {"sheet_year": 2026, "project": "14"},
    "rs_api_projects": {"sheet_year": 2026},
    "ted_award": {},
    "ted_search": {},
    "usaspending_award": {},
    "usaspending_count": {},
}
EACH = pytest.mark.parametrize("kind", list(KINDS))
URL = "https://example.org/file"


def case_of(kind: str) -> bytes:
    folder = sorted((FOLDER / kind).iterdir())[0]
    return next(path for path in folder.iterdir() if path.name != "case.json").read_bytes()


def read(kind: str, body: bytes) -> None:
    """Both ways in which a page is read; an error of ours is an answer."""
    page: Any = page_kind(kind)
    with contextlib.suppress(PageError):
        list(page.parse(body, URL, KINDS[kind]))
    with contextlib.suppress(PageError):
        if is_table(kind):
            open_table(kind, body, URL)
        else:
            page_text(kind, body, URL)


@EACH
def test_every_kind_has_a_case(kind: str) -> None:
    assert list((FOLDER / kind).glob("*/case.json"))


@EACH
@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes(kind: str, content: bytes) -> None:
    read(kind, content)


@EACH
@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), content=st.binary(max_size=40), cut=st.booleans())
def test_changed_and_cut_pages(kind: str, place: float, content: bytes, cut: bool) -> None:
    whole = case_of(kind)
    at = int(len(whole) * place)
    read(kind, whole[:at] + content + (b"" if cut else whole[at + len(content) :]))


NUMBERS = {
    "gbiz_procurement": ("plain_header", b"46300000"),
    "gbiz_update": ("two_corporations", b"46300000"),
    "local_award_list": ("chiba", b"114,730,000"),
    "local_page": ("chosen", b"12,345,600"),
    "ministry_contract": ("negotiated_page", b"2,999,999"),
    "ocds_release_package": ("award_and_contract", b"1000000,"),
    "old_review_sheet": ("payees_in_millions", b"1977"),
    "fedramp_marketplace": ("product_and_agencies", b'"authorization": 2'),
}


@pytest.mark.parametrize("kind", list(NUMBERS))
@pytest.mark.parametrize("digits", [19, 30, 5_000, 100_000])
def test_number_that_no_table_holds_is_no_value(kind: str, digits: int) -> None:
    case, number = NUMBERS[kind]
    body = next(path for path in (FOLDER / kind / case).iterdir() if path.name != "case.json").read_bytes()
    assert number in body
    page: Any = page_kind(kind)
    changed = body.replace(number, re.sub(rb"[0-9][0-9,]*[0-9]|[0-9]", b"9" * digits, number))
    with contextlib.suppress(PageError):
        for record in page.parse(changed, URL, KINDS[kind]):
            values = [getattr(record, field.name) for field in dataclasses.fields(record)]
            assert all(abs(value) < 1 << 63 for value in values if isinstance(value, int))


JSON_KINDS = [
    "fedramp_marketplace",
    "gbiz_update",
    "jetro_list",
    "ocds_release_package",
    "old_review_index",
    "old_review_sheet",
    "rs_api_edges",
    "rs_api_payees",
    "rs_api_projects",
    "ted_search",
    "usaspending_award",
    "usaspending_count",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", JSON_KINDS)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_value_at_any_place_of_a_document(kind: str, data: Any) -> None:
    document = json.loads(case_of(kind))
    place: Any = document
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            place[key] = data.draw(VALUES)
            break
        place = inner
    read(kind, json.dumps(document).encode())


@EACH
def test_cell_of_ten_megabytes(kind: str) -> None:
    text = b"a" * 10_000_000
    for body in (b'"' + text + b'"', b'{"ID":"' + text + b'"}', b"<html><table><tr><td>" + text, text):
        started = time.monotonic()
        tracemalloc.start()
        try:
            read(kind, body)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 400_000_000
        assert time.monotonic() - started < 20


@pytest.mark.parametrize("kind", ["register_entry", "gbiz_procurement", "ministry_contract"])
def test_zip_bomb_is_not_unpacked(kind: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml" if kind == "ministry_contract" else "a.csv", b"1," * 50_000_000)
    page: Any = page_kind(kind)
    tracemalloc.start()
    try:
        with pytest.raises(PageError) as caught:
            list(page.parse(stream.getvalue(), URL, {}))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code == "zip_too_large"
    assert peak < 10_000_000


@pytest.mark.parametrize("kind", ["local_page", "local_award_list", "register_download", "ministry_contract"])
def test_deep_and_wide_pages(kind: str) -> None:
    for body in (
        b"<html>" + b"<div>" * 20_000 + b"x",
        b"<html>" + b"<table><tr><td>" * 5_000,
        b"<html><table><tr>" + b"<td rowspan=65534 colspan=1000>x" * 200 + b"</tr>" + b"<tr><td>y</td></tr>" * 2_000,
        b"<html><h3>" + b"<dt>x</dt>" * 20_000,
    ):
        started = time.monotonic()
        read(kind, body)
        assert time.monotonic() - started < 20
