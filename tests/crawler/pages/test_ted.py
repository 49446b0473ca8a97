"""TED's search and award notices: who won, who is not named, and answers that are none."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages import PageError, page_text, ted_award, ted_search
from crawler.pages.money import cents
from crawler.records import Problem, TedAward, TedNotice

FOLDER = Path(__file__).parent
URL = "https://ted.europa.eu/en/notice/600001-2026/xml"
NOTICE = (FOLDER / "ted_award/lots_groups_and_persons/page.xml").read_bytes()
LIST = (FOLDER / "ted_search/results/page.json").read_bytes()


def awards(body: bytes) -> list[TedAward]:
    return [record for record in ted_award.parse(body, URL, {}) if isinstance(record, TedAward)]


def error_of(module: Any, body: bytes) -> str:
    with pytest.raises(PageError) as caught:
        list(module.parse(body, URL, {}))
    return caught.value.code


def without(tag: str, body: bytes = NOTICE) -> bytes:
    return re.sub(rf"<{tag}>.*?</{tag}>".encode(), b"", body, flags=re.DOTALL)


def test_lines_stand_in_the_text_where_they_say() -> None:
    text = page_text("ted_award", NOTICE, URL)
    found = awards(NOTICE)
    assert len(found) == 4
    assert all(one.winner in text[one.start : one.end] and one.lot in text[one.start : one.end] for one in found)
    assert [text[one.end] for one in found] == ["\n"] * 4


def test_losers_owners_contacts_and_persons_are_nowhere() -> None:
    read = f"{awards(NOTICE)}{page_text('ted_award', NOTICE, URL)}"
    assert not [name for name in ("Verlierer", "Max Muster", "Erika", "erika@", "010170", "UBO") if name in read]


def test_members_of_a_group_share_one_amount() -> None:
    group = [one for one in awards(NOTICE) if one.tender == "TEN-0001"]
    assert [(one.winner, one.group_size, one.amount_cents) for one in group] == [
        ("Muster Rechenzentrum GmbH", 2, 120000050),
        ("Exemple Cloud SAS", 2, 120000050),
    ]


def test_tender_that_no_contract_names_did_not_win() -> None:
    assert {one.tender for one in awards(NOTICE) if one.lot == "LOT-0001"} == {"TEN-0001"}


def test_lot_without_contract_has_its_tenders_as_winners() -> None:
    bare = without("efac:SettledContract")
    assert {one.tender for one in awards(bare) if one.lot == "LOT-0001"} == {"TEN-0001", "TEN-0002"}


@pytest.mark.parametrize("tag", ["efac:TenderingParty", "efac:LotTender"])
def test_winner_that_is_not_named_is_told(tag: str) -> None:
    records = list(ted_award.parse(without(tag), URL, {}))
    assert [one.code for one in records if isinstance(one, Problem)].count("supplier_not_named") == 2
    assert {one.winner for one in records if isinstance(one, TedAward)} == {""}


def test_name_in_english_comes_first() -> None:
    assert awards(NOTICE)[0].buyers == ("City of Beispiel",)


def test_corrected_notice_keeps_its_identity_and_has_another_version() -> None:
    corrected = NOTICE.replace(b"<cbc:VersionID>01<", b"<cbc:VersionID>02<").replace(b"1200000.50", b"1100000.50")
    old, new = awards(NOTICE)[0], awards(corrected)[0]
    assert (old.notice_id, old.lot, old.tender) == (new.notice_id, new.lot, new.tender)
    assert (new.version, new.amount_cents) == ("02", 110000050)


def test_number_of_a_notice_without_it_is_that_of_its_address() -> None:
    assert awards(without("efac:Publication"))[0].publication_number == "600001-2026"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (NOTICE[:3000], "xml"),
        (b"<!DOCTYPE html><html><body>busy</body></html>", "html_instead_of_xml"),
        (NOTICE.replace(b'encoding="UTF-8"', b'encoding="US-ASCII"'), "xml"),
        (
            b"<TED_EXPORT xmlns='http://publications.europa.eu/resource/schema/ted/R2.0.9/publication'/>",
            "no_procurement",
        ),
        (NOTICE.replace(b"LotResult", b"LotOutcome"), "no_procurement"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + NOTICE.split(b"?>", 1)[1], "doctype"),
    ],
    ids=["nothing", "cut", "html", "encoding", "older form", "changed names", "doctype"],
)
def test_what_is_no_award_notice(body: bytes, code: str) -> None:
    assert error_of(ted_award, body) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (LIST[:300], "json"),
        (b"\xff{}", "encoding"),
        (b'{"message": "Syntax error in expert query", "error": {"type": "QUERY_SYNTAX_ERROR"}}', "api_error"),
        (b'{"notices": []}', "no_answer"),
        (b'{"notices": {}, "totalNoticeCount": 3}', "no_answer"),
        (b'{"notices": [], "totalNoticeCount": 3, "timedOut": true}', "no_answer"),
    ],
)
def test_what_is_no_answer_of_the_search(body: bytes, code: str) -> None:
    assert error_of(ted_search, body) == code


def test_answer_without_notices_is_an_answer() -> None:
    body = b'{"notices": [], "totalNoticeCount": 0, "iterationNextToken": "x", "timedOut": false}'
    assert list(ted_search.parse(body, URL, {})) == []
    assert ted_search.read_page(body, URL) == ted_search.SearchPage(0, "x")


def test_title_falls_back_to_the_language_that_is_there() -> None:
    titles = [one.title for one in ted_search.parse(LIST, URL, {}) if isinstance(one, TedNotice)]
    assert titles == ["Germany – IT services – Operation of the citizens' portal", "France – Logiciels"]


def test_search_asks_for_no_names_of_winners() -> None:
    assert not [name for name in ted_search.FIELDS if name.startswith("winner")]
    assert all(name in json.dumps(json.loads(LIST)["notices"][0]) for name in ted_search.FIELDS)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1.5", 150),
        ("-3", -300),
        ("1e3", 100000),
        ("0.001", None),
        ("", None),
        ("x", None),
        ("9" * 41, None),
        ("Infinity", None),
    ],
)
def test_hundredths(printed: str, value: int | None) -> None:
    assert cents(printed) == value


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, len(NOTICE)), content=st.binary(max_size=30))
def test_changed_notices_raise_nothing_but_our_error(place: int, content: bytes) -> None:
    body = NOTICE[:place] + content + NOTICE[place + len(content) :]
    try:
        list(ted_award.parse(body, URL, {}))
    except PageError as error:
        assert error.code  # noqa: PT017 -- either is right


def test_many_lots_take_no_long_time() -> None:
    result = re.search(rb"<efac:LotResult>.*?</efac:LotResult>", NOTICE, re.DOTALL)
    assert result is not None
    started = time.monotonic()
    found = awards(NOTICE.replace(result[0], result[0] * 2_000, 1))
    assert len(found) == 4_002
    assert [one.ordinal for one in found[:3:2]] == [0, 1]
    assert time.monotonic() - started < 20
