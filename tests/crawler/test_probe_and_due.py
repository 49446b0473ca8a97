"""One careful request, what is due, and the command that waits for it."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler import sources
from crawler.crawl import CrawlArgumentError, crawl
from crawler.due import due_sources
from crawler.ledger import Ledger, Promise
from crawler.parse import parse_archive
from crawler.probe import ProbeReport, probe_source

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def probe(home: Path, name: str, mirror: str, **arguments: str) -> ProbeReport:
    return probe_source(home, name, arguments, mirror)


def run_of(
    home: Path, source: str, began: str, reason: str | None = "finished", via: str = "", gap: bool = False
) -> None:
    with Ledger(home) as ledger:
        run = ledger.start_run(source, {}, via, began)
        if gap:
            ledger.record_promise(run, Promise(source, "2025", "files", 4, 3, ("5-2: status 404",)))
        if reason is not None:
            ledger.finish_run(run, began, reason)


def due(home: Path, *names: str, via: str = "m") -> list[str]:
    return [one.source for one in due_sources(home, names or ("rs", "sangiin_questions"), via, NOW) if one.is_due(NOW)]


def test_probe_asks_once_and_says_that_nothing_differs(server: Any, tmp_path: Path) -> None:
    report = probe(tmp_path / "home", "sangiin_questions", server.url)
    assert [path.rpartition("/")[2] for path, _ in server.asked] == ["MANIFEST.csv", "robots.txt", "syuisyo.htm"]
    assert report.differences == ()
    assert (report.status, report.page_kind, report.verified) == (200, "question_list", "served-bytes")
    assert dict(report.records) == {"listed_question": 2}
    assert [one.host for one in report.robots] == ["www.sangiin.go.jp"]


def test_probe_names_what_differs_in_the_page(mirror: Path, pages: Any, tmp_path: Path) -> None:
    (path,) = mirror.rglob("1-2*")
    path.write_bytes(pages.sheet("review_project", header=["another", "heading"]))
    report = probe(tmp_path / "home", "rs", str(mirror))
    assert any("the page cannot be read (header" in difference for difference in report.differences)
    assert any("missing" in difference and "another" in difference for difference in report.differences)


@pytest.mark.parametrize(
    ("status", "headers", "difference"),
    [
        (404, {}, "status 404, expected 200"),
        (503, {}, "status 503, expected 200"),
        (302, {"Location": "https://elsewhere.test/"}, "another host"),
    ],
)
def test_probe_names_another_status_and_asks_no_second_time(
    status: int, headers: dict[str, str], difference: str, server: Any, tmp_path: Path
) -> None:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()

    server.answers["syuisyo.htm"] = answer
    report = probe(tmp_path / "home", "sangiin_questions", server.url)
    assert any(difference in text for text in report.differences)
    assert len(server.asked_for("syuisyo.htm")) == 1


def test_probe_that_robots_txt_forbids_says_so(mirror: Path, tmp_path: Path) -> None:
    (mirror / "rssystem.go.jp" / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    report = probe(tmp_path / "home", "rs", str(mirror))
    assert any("Forbidden by robots.txt" in difference for difference in report.differences)


def test_probe_makes_no_promise_and_counts_as_no_crawl(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    probe(home, "rs", str(mirror))
    with Ledger(home) as ledger:
        assert ledger.latest_promises("sangiin_questions") == []
        assert [run.finish_reason for run in ledger.runs()] == ["probe"]
    assert due(home, "rs", via=str(mirror)) == ["rs"]
    assert parse_archive(home).records == {"review_project": 1}


def test_probe_of_an_unknown_source_is_wrong_use(mirror: Path, tmp_path: Path) -> None:
    with pytest.raises(CrawlArgumentError, match="no source"):
        probe(tmp_path / "home", "nowhere", str(mirror))


def test_source_that_was_never_crawled_is_due(tmp_path: Path) -> None:
    assert due(tmp_path) == ["rs", "sangiin_questions"]


@pytest.mark.parametrize(
    ("began", "is_due"),
    [("2026-11-17T12:00:00Z", True), ("2026-11-17T12:00:01Z", False), ("2026-11-24T11:00:00Z", False)],
)
def test_source_is_due_when_its_cadence_has_passed(began: str, is_due: bool, tmp_path: Path) -> None:
    assert sources.load("rs").cadence_days == 7
    run_of(tmp_path, "rs", began, via="m")
    assert (due(tmp_path, "rs") == ["rs"]) is is_due


def test_crawl_with_gaps_is_due_again_the_next_day(tmp_path: Path) -> None:
    run_of(tmp_path, "rs", "2026-11-23T11:59:00Z", via="m", gap=True)
    assert due(tmp_path, "rs") == ["rs"]


@pytest.mark.parametrize(("reason", "via"), [(None, "m"), ("shutdown", "m"), ("probe", "m"), ("finished", "other")])
def test_crawl_that_did_not_end_or_went_another_way_does_not_count(
    reason: str | None, via: str, tmp_path: Path
) -> None:
    run_of(tmp_path, "rs", "2026-11-24T11:00:00Z", reason, via)
    assert due(tmp_path, "rs") == ["rs"]


def izon(*arguments: str, home: Path) -> list[str]:
    return [sys.executable, "-m", "graph.cli", *arguments, "--home", str(home)]


def call(*arguments: str, home: Path) -> tuple[int, Any]:
    done = subprocess.run(
        izon(*arguments, "--format", "json", home=home), capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None


def test_crawl_probe_ends_with_3_when_something_differs(mirror: Path, tmp_path: Path) -> None:
    code, report = call("crawl", "sangiin_questions", "--probe", "--mirror", str(mirror), home=tmp_path / "home")
    assert (code, report["differences"]) == (0, [])
    code, report = call("crawl", "rs", "--probe", "-a", "year=1999", "--mirror", str(mirror), home=tmp_path / "home")
    assert code == 3
    assert "status 404" in report["differences"][0]


@pytest.mark.parametrize(
    "arguments",
    [("--probe",), ("rs", "sangiin_questions", "--probe"), ("rs", "--since", "2026-01-01"), ("rs", "--since", "soon")],
)
def test_wrong_use_of_the_options_ends_with_2(arguments: tuple[str, ...], mirror: Path, tmp_path: Path) -> None:
    code, _ = call("crawl", *arguments, "--mirror", str(mirror), home=tmp_path / "home")
    assert code == 2


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 600  # a hang, also on a busy machine
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


SCHEDULE = "from graph.cli.scheduling import schedule; schedule()"
NOWHERE = {"IZON_NEO4J_URI": "bolt://127.0.0.1:9"}  # no Neo4j is needed to see what a failed night does


def scheduler(mirror: Path, home: Path, log: Path) -> subprocess.Popen[str]:
    """``izon schedule`` for one source, without a Neo4j; what it says on stderr goes to ``log``."""
    with log.open("w") as stream:
        return subprocess.Popen(
            [sys.executable, "-c", SCHEDULE, "rs", "--mirror", str(mirror), "--home", str(home), "--format", "json"],
            env=os.environ | NOWHERE,
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
        )


def test_schedule_spends_a_night_waits_and_stops_when_told(mirror: Path, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    child = scheduler(mirror, home, log)
    wait_for(lambda: "tried again in an hour" in log.read_text(encoding="utf-8"))
    assert "the night failed in load" in log.read_text(encoding="utf-8")
    time.sleep(1)
    assert child.poll() is None
    os.kill(child.pid, signal.SIGTERM)
    out, _ = child.communicate(timeout=60)
    assert (child.returncode, json.loads(out)) == (0, {"nights": 1, "crawls": 1, "failed": 1})


def test_schedule_that_is_interrupted_in_a_night_stops_it_in_good_order(mirror: Path, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    child = scheduler(mirror, home, log)
    wait_for(lambda: "extract: " in log.read_text(encoding="utf-8"))
    os.kill(child.pid, signal.SIGINT)
    out, _ = child.communicate(timeout=60)
    assert (child.returncode, json.loads(out)["nights"]) == (0, 0)
    night = json.loads((home / "logs" / "night.json").read_text(encoding="utf-8"))
    assert (night["outcome"], night["failed_in"], night["failure"]) == ("failed", "build", "stopped by a signal")


def test_days_since_reach_the_sources_that_are_asked_by_dates(tmp_path: Path) -> None:
    from graph.cli.scheduling import with_since

    dated = [
        name
        for name in sources.names()
        for one in sources.load(name).arguments
        if one.default.removesuffix("d") != one.default
    ]
    if not dated:
        pytest.skip("no source is asked by dates")
    (argument,) = with_since([], "2026-01-05", dated[:1])
    assert argument.endswith("=2026-01-05/")


def test_crawl_is_refused_while_another_runs_and_says_so(mirror: Path, tmp_path: Path) -> None:
    from crawler.lock import HomeLockedError, writing

    with writing(tmp_path / "home"), pytest.raises(HomeLockedError):
        crawl(tmp_path / "home", ["rs"], {}, str(mirror))
