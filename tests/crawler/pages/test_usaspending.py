"""USAspending's answers: what is taken, whose names are not, and answers that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import PageError, page_text, usaspending_award, usaspending_count
from crawler.records import FederalAward, Problem

FOLDER = Path(__file__).parent
URL = "https://api.usaspending.gov/api/v2/search/spending_by_award/"
PAGE = (FOLDER / "usaspending_award/contracts/page.json").read_bytes()
ROW = json.loads(PAGE)["results"][0]


def answer(rows: list[Any], **told: Any) -> bytes:
    return json.dumps({"results": rows, "page_metadata": {"page": 1, "hasNext": False, **told}}).encode()


def award(**values: Any) -> tuple[FederalAward, list[str]]:
    records = list(usaspending_award.parse(answer([ROW | values]), URL, {}))
    assert isinstance(records[0], FederalAward)
    return records[0], [one.code for one in records if isinstance(one, Problem)]


@pytest.mark.parametrize(
    ("printed", "cents"),
    [
        (1897682.83, 189768283),
        (4500, 450000),
        ("72178.0", 7217800),
        (-12.5, -1250),
        (0, 0),
        (None, None),
        (0.001, None),
        (float("1e300"), None),
        ("9" * 5000, None),
        ([1], None),
    ],
)
def test_amounts_in_cents(printed: Any, cents: int | None) -> None:
    assert award(**{"Award Amount": printed})[0].amount_cents == cents


@pytest.mark.parametrize("name", ["SAMPLE, JANE Q", "O'SAMPLE, JOHN", "SAMPLE-EXAMPLE, MARY ANN"])
def test_individual_is_masked_in_record_and_text(name: str) -> None:
    one, told = award(**{"Recipient Name": name})
    assert (one.recipient, told) == ("個人", ["individual_masked"])
    assert name not in page_text("usaspending_award", answer([ROW | {"Recipient Name": name}]), URL)


@pytest.mark.parametrize(
    "name", ["ACME, INC", "EXAMPLE CLOUD FEDERAL, LLC", "MULTIPLE RECIPIENTS", "REGENTS OF THE UNIVERSITY, THE"]
)
def test_organisation_is_not_masked(name: str) -> None:
    assert award(**{"Recipient Name": name}) == (award()[0].__class__(**_values(name)), [])


def _values(name: str) -> dict[str, Any]:
    one = award()[0]
    return {field: getattr(one, field) for field in one.__slots__} | {"recipient": name}


def test_where_the_next_page_begins() -> None:
    page = usaspending_award.read_page(PAGE, URL)
    assert page.cursor == {"last_record_unique_id": 349251870, "last_record_sort_value": "20341526F00014"}
    last = usaspending_award.read_page(answer([], last_record_unique_id=None, last_record_sort_value="None"), URL)
    assert (last.has_next, last.awards, last.cursor) == (False, 0, {})


def test_answer_without_awards_is_an_answer() -> None:
    assert list(usaspending_award.parse(answer([]), URL, {})) == []


def test_same_award_on_two_pages_keeps_its_identity_when_it_is_corrected() -> None:
    one, other = award()[0], award(**{"Award Amount": 2000000})[0]
    assert one.award_id == other.award_id
    assert one.amount_cents != other.amount_cents


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (PAGE[:300], "json"),
        (b"<!DOCTYPE html><html>busy</html>", "json"),
        (b"\xff\xfe", "encoding"),
        (b"[]", "json"),
        (b'{"detail": "Invalid value in filters"}', "api_error"),
        (b'{"results": []}', "no_answer"),
        (b'{"results": {}, "page_metadata": {"page": 1}}', "no_answer"),
        (b'{"results": [], "page_metadata": {"page": "one"}}', "no_answer"),
    ],
)
def test_what_is_no_page_of_awards(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(usaspending_award.parse(body, URL, {}))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "body", [b"{}", b'{"results": {"idvs": 3}}', b'{"results": {"contracts": -1}}', b'{"results": 3}']
)
def test_what_is_no_count(body: bytes) -> None:
    with pytest.raises(PageError) as caught:
        list(usaspending_count.parse(body, URL, {}))
    assert caught.value.code == "no_answer"
