"""How a source stands: gaps, pages that are gone, quarantine, robots.txt, the last failure, and what is proven."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from crawler.crawl import crawl
from crawler.ledger import AskedRequest, Capture, Ledger, Promise
from crawler.parse import parse_archive
from crawler.standing import SourceStanding, never_crawled, standings

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


def standing(home: Path, source: str) -> SourceStanding:
    return next(one for one in standings(home, NOW) if one.source == source)


def test_whole_source_says_its_verification_age_and_robots(server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["rs"], {}, server.url)
    parse_archive(home)
    rs = standing(home, "rs")
    assert (rs.gaps, rs.quarantined, rs.gone, rs.last_failure) == (0, 0, (), None)
    assert (rs.verified, rs.finish_reason) == ("third-party-copy", "finished")
    assert [decision.host for decision in rs.robots] == ["rssystem.go.jp"]
    assert rs.age_days is not None
    assert rs.unproven == rs.page_kinds  # a mirror's pages prove nothing of the site
    assert "kkj" in never_crawled([rs])
    assert "rs" not in never_crawled([rs])


def test_partial_mirror_falls_short_and_is_not_quarantined(server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["rs"], {}, server.url)
    parse_archive(home)
    rs = standing(home, "rs")
    assert any("expected at least 4500" in reason for breach in rs.breaches for reason in breach.reasons)
    assert not any(breach.quarantined for breach in rs.breaches)


def test_page_that_vanished_is_gone_with_its_tombstone(server: Any, mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["sangiin_questions"], {}, server.url)
    (page,) = mirror.rglob("t216027.htm")
    page.unlink()
    crawl(home, ["sangiin_questions"], {}, server.url)
    (gone,) = standing(home, "sangiin_questions").gone
    assert gone.url.endswith("/t216027.htm")
    assert gone.status == 404
    with Ledger(home) as ledger:
        tombstone = ledger.capture(gone.tombstone)
    assert tombstone is not None
    assert tombstone.status == 404


def _served(digest: str, kind: str, day: int) -> Capture:
    time = f"2026-11-{day:02}T00:00:00Z"
    return Capture(
        digest, f"https://www.kkj.go.jp/api/?{digest}", "kkj", kind, "served", 200, "text/xml", "sha256:" + "0" * 64,
        10, time, time, None, None, "", "izon-00001.warc.gz", 0, {},
    )  # fmt: skip


def _held(ledger: Ledger, run: int, capture: Capture, outcome: str = "new") -> None:
    ledger.record_request(
        run, AskedRequest(capture.url, capture.last_seen, 200, outcome, capture.digest, None), capture
    )


def test_documentation_only_kind_is_proven_by_a_served_page_without_breach(tmp_path: Path) -> None:
    from crawler.tables import ParsedCapture, RecordTables

    with Ledger(tmp_path) as ledger:
        run = ledger.start_run("kkj", {}, "", "2026-11-20T00:00:00Z")
        _held(ledger, run, _served("a" * 32, "notice_list", 20))
        ledger.finish_run(run, "2026-11-20T00:01:00Z", "finished")
    tables = RecordTables(tmp_path)
    assert standing(tmp_path, "kkj").unproven == {"notice_list": "documentation-only"}
    tables.write_marker(ParsedCapture("a" * 32, "notice_list", 1, {}, "", ("no record",), quarantined=True))
    assert standing(tmp_path, "kkj").unproven == {"notice_list": "documentation-only"}
    assert standing(tmp_path, "kkj").quarantined == 1
    tables.write_marker(ParsedCapture("a" * 32, "notice_list", 1, {"notice": 3}))
    kkj = standing(tmp_path, "kkj")
    assert (dict(kkj.unproven), kkj.quarantined, kkj.age_days) == ({}, 0, 7)


def test_last_failure_is_the_killed_run_or_the_request_that_failed_for_good(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        killed = ledger.start_run("kkj", {}, "", "2026-11-20T00:00:00Z")
        assert "killed" in str(standing(tmp_path, "kkj").last_failure)
        ledger.finish_run(killed, "2026-11-20T00:01:00Z", "finished")
        run = ledger.start_run("kkj", {}, "", "2026-11-21T00:00:00Z")
        for url, outcome in (("u", "failed"), ("v", "failed"), ("v", "new")):
            time = "2026-11-21T00:00:01Z"
            ledger.record_request(run, AskedRequest(url, time, 503, outcome, None, None))
        ledger.finish_run(run, "2026-11-21T00:01:00Z", "finished")
    failure = standing(tmp_path, "kkj").last_failure
    assert failure is not None
    assert (failure.url, failure.reason) == ("u", "status 503")


def test_gap_of_a_slice_stays_until_a_run_fills_it_and_a_mistyped_slice_does_not(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        first = ledger.start_run("rs", {}, "", "2026-11-20T00:00:00Z")
        ledger.record_promise(first, Promise("rs", "2024", "files", 4, 3, ("5-2: status 404",)))
        typed = ledger.start_run("rs", {"year": "1999"}, "", "2026-11-21T00:00:00Z")
        ledger.record_promise(typed, Promise("rs", "1999", "files", 4, 0, ("1-2: status 404",)))
    assert [promise.slice for promise in standing(tmp_path, "rs").promises] == ["1999", "2024"]
    with Ledger(tmp_path) as ledger:
        ledger.start_run("rs", {}, "", "2026-11-22T00:00:00Z")
    rs = standing(tmp_path, "rs")
    assert ([promise.slice for promise in rs.promises], rs.gaps) == (["2024"], 1)
