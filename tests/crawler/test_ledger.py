"""The ledger keeps what was asked, what came and what was promised."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crawler.completeness import Completeness, Promised
from crawler.ledger import AskedRequest, Capture, Ledger, LedgerError, Promise, RobotsDecision


def capture(digest: str = "d1", **values: Any) -> Capture:
    fields: dict[str, Any] = {
        "digest": digest,
        "url": "https://example.test/a",
        "source": "rs",
        "page_kind": "review_payee",
        "origin": "copied",
        "status": 200,
        "media_type": "application/zip",
        "payload_digest": "sha256:0",
        "length": 5,
        "first_seen": "2026-01-01T00:00:00Z",
        "last_seen": "2026-01-01T00:00:00Z",
        "etag": '"a"',
        "last_modified": None,
        "via": "",
        "warc_file": "izon-00001.warc.gz",
        "warc_offset": 100,
        "arguments": {"year": 2025, "house": "参議院"},
    }
    return Capture(**fields | values)


def request(outcome: str = "new", digest: str | None = "d1") -> AskedRequest:
    return AskedRequest("https://example.test/a", "2026-01-01T00:00:00Z", 200, outcome, digest, None)


def test_capture_comes_back_with_every_field(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {"year": "2025"}, "", "2026-01-01T00:00:00Z")
        ledger.record_request(run, request(), capture())
    with Ledger(tmp_path) as ledger:
        assert list(ledger.captures()) == [capture()]
        assert ledger.capture("d1") == capture()
        assert ledger.capture("d2") is None
        assert ledger.requests(run) == [request()]


def test_capture_seen_again_keeps_when_it_was_first_seen(tmp_path: Path) -> None:
    later = dataclasses.replace(
        capture(), first_seen="2026-02-02T00:00:00Z", last_seen="2026-02-02T00:00:00Z", origin="served", etag='"b"'
    )
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        ledger.record_request(run, request(), capture())
        ledger.record_request(run, request("unchanged"), later)
        assert list(ledger.captures()) == [dataclasses.replace(later, first_seen="2026-01-01T00:00:00Z")]


def test_captures_come_by_url_then_time_then_digest_whatever_the_order_of_arrival(tmp_path: Path) -> None:
    captures = [
        capture("d4", url="https://example.test/b", first_seen="2025-01-01T00:00:00Z"),
        capture("d3", first_seen="2026-01-02T00:00:00Z"),
        capture("d2"),
        capture("d1"),
    ]
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        for one in captures:
            ledger.record_request(run, request(), one)
        assert [one.digest for one in ledger.captures()] == ["d1", "d2", "d3", "d4"]


def test_latest_is_the_last_successful_answer_of_a_url(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        ledger.record_request(run, request(), capture("d1", last_seen="2026-03-01T00:00:00Z"))
        ledger.record_request(run, request(), capture("d2", last_seen="2026-02-01T00:00:00Z"))
        ledger.record_request(run, request(), capture("d3", last_seen="2026-04-01T00:00:00Z", status=404))
        latest = ledger.latest("https://example.test/a")
        assert latest is not None
        assert latest.digest == "d1"
        assert ledger.latest("https://example.test/b") is None


def test_captures_behind_a_cut_are_forgotten(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        ledger.record_request(run, request(), capture("d1", warc_offset=99))
        ledger.record_request(run, request(), capture("d2", warc_offset=100))
        ledger.record_request(run, request(), capture("d3", warc_offset=200, warc_file="izon-00002.warc.gz"))
        assert ledger.forget_captures_from("izon-00001.warc.gz", 100) == 1
        assert [one.digest for one in ledger.captures()] == ["d1", "d3"]


def test_promises_are_what_the_latest_run_of_a_slice_found(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        first = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        ledger.record_promise(first, Promise("rs", "2024", "files", 4, 4, ()))
        ledger.record_promise(first, Promise("rs", "2025", "files", 4, 3, ("5-2: status 404",)))
        second = ledger.start_run("rs", {}, "", "2026-02-01T00:00:00Z")
        ledger.record_promise(second, Promise("rs", "2025", "files", 4, 4, ()))
        assert ledger.latest_promises("rs") == [
            Promise("rs", "2024", "files", 4, 4, ()),
            Promise("rs", "2025", "files", 4, 4, ()),
        ]
        assert [promise.held for promise in ledger.promises(first)] == [4, 3]


def test_unsettled_promise_is_missing(tmp_path: Path) -> None:
    one, two, three = (Promised("216", "answers", name) for name in ("1", "2", "3"))
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("sangiin_questions", {}, "", "2026-01-01T00:00:00Z")
        completeness = Completeness(ledger, run, "sangiin_questions")
        completeness.promise([one, two, three])
        assert ledger.promises(run)[0].held == 0
        completeness.hold(one)
        completeness.lose(two, "status 404")
        completeness.close()
        (promise,) = ledger.promises(run)
    assert (promise.promised, promise.held) == (3, 1)
    assert promise.missing == ("2: status 404", "3: no usable answer")


def test_run_that_was_killed_has_no_end(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        killed = ledger.start_run("rs", {"year": "2025"}, "/mirror", "2026-01-01T00:00:00Z")
        done = ledger.start_run("rs", {}, "", "2026-01-02T00:00:00Z")
        ledger.finish_run(done, "2026-01-02T00:00:05Z", "finished")
        runs = ledger.runs()
    assert [(run.id, run.finished, run.finish_reason) for run in runs] == [
        (killed, None, None),
        (done, "2026-01-02T00:00:05Z", "finished"),
    ]
    assert runs[0].arguments == {"year": "2025"}


def test_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(LedgerError, match="not a ledger"):
        Ledger(tmp_path)


def test_ledger_of_another_version_is_told(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="version 99"):
        Ledger(tmp_path)


def test_page_that_was_held_and_is_gone_is_named_since_its_first_404(tmp_path: Path) -> None:
    page = capture("d1", page_kind="review_payee")
    tombstone = capture("d2", page_kind="review_payee", status=404)
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        answers = [("1", 404, "d2"), ("2", 200, "d1"), ("3", 404, "d2"), ("4", 410, "d2")]
        for day, status, digest in answers:
            asked = AskedRequest(page.url, f"2026-01-0{day}T00:00:00Z", status, "x", digest, None)
            ledger.record_request(run, asked, page if digest == "d1" else tombstone)
        (gone,) = ledger.gone()
    assert (gone.url, gone.page_kind, gone.source, gone.tombstone) == (page.url, "review_payee", "rs", "d2")
    assert (gone.last_held, gone.since) == ("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")


def test_page_that_never_was_or_is_back_or_fails_is_not_gone(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        other = ledger.start_run("rs", {}, "/mirror", "2026-01-01T00:00:00Z")
        for number, (way, status) in enumerate(
            [("never", 404), ("back", 200), ("back", 404), ("back", 200), ("fails", 200), ("fails", 503)]
        ):
            one = capture(f"{way}{status}", url=way, page_kind="review_payee", status=status)
            asked = AskedRequest(way, f"2026-01-01T00:00:0{number}Z", status, "x", one.digest, None)
            ledger.record_request(run, asked, one)
        # another way to the page does not have it: that says nothing of the site
        lacking = capture("lack", url="fails", page_kind="review_payee", status=404, via="/mirror")
        ledger.record_request(other, AskedRequest("fails", "2026-01-02T00:00:00Z", 404, "x", "lack", None), lacking)
        assert ledger.gone() == []


def test_ledger_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("rs", {}, "", "2026-01-01T00:00:00Z")
        ledger.record_promise(run, Promise("rs", "2025", "files", 4, 3, ("5-2: status 404",)))
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.executescript(
        "ALTER TABLE promises DROP COLUMN not_published; DROP TABLE robots; DROP TABLE redactions;"
        "PRAGMA user_version = 1;"
    )
    connection.close()
    with Ledger(tmp_path) as ledger:
        assert ledger.latest_promises("rs") == [Promise("rs", "2025", "files", 4, 3, ("5-2: status 404",), ())]
        ledger.record_robots(run, RobotsDecision("example.test", "its rules are obeyed", None))
        assert len(ledger.robots(run)) == 1
        assert ledger.redactions() == []
