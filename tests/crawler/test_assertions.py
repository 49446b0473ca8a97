"""Assertions of a source's metadata: what the site served and breaks them is archived and not used."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler import assertions, sources
from crawler.archive import ArchiveWriter, Exchange, capture_digest, payload_digest
from crawler.ledger import AskedRequest, Capture, Ledger
from crawler.parse import parse_archive
from crawler.records import Problem
from crawler.tables import ParsedCapture, RecordTables

TIME = "2026-11-24T00:00:00Z"


def parse(home: Path, kind: str, body: bytes, origin: str, via: str) -> ParsedCapture:
    """Archive a page as a crawl would and parse it."""
    url = f"https://rssystem.go.jp/{kind}"
    with ArchiveWriter(home) as archive, Ledger(home) as ledger:
        location = archive.write(Exchange(url, TIME, "GET", [], b"", 200, [], body, origin))
        payload = payload_digest(body)
        digest = capture_digest(url, payload)
        place = (location.warc_file, location.warc_offset)
        capture = Capture(
            digest, url, "rs", kind, origin, 200, "", payload, len(body), TIME, TIME, None, None, via, *place, {}
        )
        ledger.record_request(
            ledger.start_run("rs", {}, via, TIME), AskedRequest(url, TIME, 200, "new", digest, None), capture
        )
    parse_archive(home)
    marker = RecordTables(home).marker(digest)
    assert marker is not None
    return marker


def problems(home: Path, marker: ParsedCapture) -> list[Problem]:
    return [record for record in RecordTables(home).records("problem", marker.digest) if isinstance(record, Problem)]


@pytest.fixture
def asserted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets assertions of the source rs."""
    rs = sources.load("rs")

    def set_to(**changes: Any) -> None:
        nothing: dict[str, Any] = {"minimum_records": {}, "fill_rates": {}, "maximum_problems": {}}
        source = dataclasses.replace(rs, **(nothing | changes))
        monkeypatch.setattr(assertions, "load", lambda _: source)

    set_to()
    return set_to


def test_served_page_with_fewer_records_than_the_minimum_is_quarantined(
    asserted: Any, pages: Any, tmp_path: Path
) -> None:
    asserted(minimum_records={"review_payee": {"review_block": 2, "review_payee": 1}})
    marker = parse(tmp_path, "review_payee", pages.sheet("review_payee"), "served", "")
    assert marker.quarantined
    assert marker.counts == {"problem": 1}
    assert marker.breaches == ("1 records of kind review_block, expected at least 2",)
    (problem,) = problems(tmp_path, marker)
    assert (problem.severity, problem.code) == ("error", "quarantined")
    assert "expected at least 2" in problem.message
    assert RecordTables(tmp_path).table("review_payee", marker.digest).num_rows == 0


@pytest.mark.parametrize(("origin", "via"), [("reconstructed", "m"), ("copied", "m"), ("served", "m"), ("copied", "")])
def test_what_the_site_did_not_send_is_a_shortfall_and_never_quarantined(
    origin: str, via: str, asserted: Any, pages: Any, tmp_path: Path
) -> None:
    asserted(minimum_records={"review_payee": {"review_block": 2}})
    marker = parse(tmp_path, "review_payee", pages.sheet("review_payee"), origin, via)
    assert not marker.quarantined
    assert marker.counts == {"review_block": 1, "review_payee": 1, "review_contract": 1}
    assert marker.breaches == ("1 records of kind review_block, expected at least 2",)


@pytest.mark.parametrize(("rate", "held_back"), [(0.5, False), (0.6, True)])
def test_field_that_is_filled_too_rarely_quarantines(
    rate: float, held_back: bool, asserted: Any, pages: Any, tmp_path: Path
) -> None:
    asserted(fill_rates={"review_payee": {"review_payee": {"corporate_number": rate}}})
    rows = [
        pages.shared_cells + f"A,,,,,株式会社甲,{number},東京都,301,FALSE,3025000 " + "," * 8
        for number in ("6010601062093 ", "")
    ]
    marker = parse(tmp_path, "review_payee", pages.sheet("review_payee", rows), "served", "")
    assert marker.quarantined is held_back
    if held_back:
        assert marker.breaches == (
            "corporate_number is filled in 1 of 2 records of kind review_payee, expected at least 60%",
        )


def test_codes_that_are_not_known_quarantine_where_the_metadata_says_so(
    asserted: Any, pages: Any, tmp_path: Path
) -> None:
    rows = [pages.shared_cells + "A,,,,,株式会社甲,6010601062093 ,東京都,999,FALSE,3025000 " + "," * 8]
    asserted(maximum_problems={"review_payee": {"unknown_code": 0}})
    marker = parse(tmp_path, "review_payee", pages.sheet("review_payee", rows), "served", "")
    assert marker.breaches == ("1 problems unknown_code, expected at most 0",)
    assert [problem.code for problem in problems(tmp_path, marker)] == ["unknown_code", "quarantined"]


def test_served_page_that_cannot_be_read_is_quarantined(asserted: Any, tmp_path: Path) -> None:
    marker = parse(tmp_path, "review_payee", b"<!doctype html><html></html>", "served", "")
    assert marker.quarantined
    assert [problem.code for problem in problems(tmp_path, marker)] == ["html_instead_of_zip", "quarantined"]


@pytest.mark.parametrize(
    ("row", "held_back"),
    [
        ("A,,,,,株式会社甲,6010601062093 ,東京都,301,FALSE,3025000 " + "," * 8, False),
        ("A,,,,,株式会社甲,6010601062093 ,東京都,301,FALSE,three " + "," * 8, True),
        (None, True),
    ],
)
def test_page_kind_known_from_documentation_only_must_read_well_the_first_time(
    row: str | None, held_back: bool, asserted: Any, pages: Any, tmp_path: Path
) -> None:
    asserted(page_kinds={"review_payee": "documentation-only"})
    body = pages.sheet("review_payee", [] if row is None else [pages.shared_cells + row])
    marker = parse(tmp_path, "review_payee", body, "served", "")
    assert marker.quarantined is held_back
    assert all("documentation" in breach for breach in marker.breaches)
    assert bool(marker.breaches) is held_back


def test_assertion_that_changes_is_held_against_the_page_again(asserted: Any, pages: Any, tmp_path: Path) -> None:
    body = pages.sheet("review_payee")
    asserted(minimum_records={"review_payee": {"review_block": 2}})
    assert parse(tmp_path, "review_payee", body, "served", "").quarantined
    asserted(minimum_records={"review_payee": {"review_block": 1}})
    assert parse_archive(tmp_path).parsed == 1
    (marker,) = RecordTables(tmp_path).parsed()
    assert not marker.quarantined
    assert marker.counts["review_block"] == 1
