"""Whole crawls, in their own process, from a folder and from a server on this machine."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive
from crawler.crawl import CrawlArgumentError, CrawlReport, crawl
from crawler.ledger import Capture, Ledger, Promise
from crawler.lock import HomeLockedError
from crawler.parse import parse_archive

FOUR = {"files": "four"}  # a year need not have the others, and most mirrors have not
RS = "rssystem.go.jp/files/2025/rs"
SANGIIN = "www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216"


def captures(home: Path) -> list[Capture]:
    with Ledger(home) as ledger:
        return list(ledger.captures())


def pages_of(home: Path) -> dict[str, str]:
    """Page kind → origin of the successful captures."""
    return {capture.page_kind: capture.origin for capture in captures(home) if capture.status == 200}


def record_types(home: Path) -> Counter[str]:
    types: Counter[str] = Counter()
    for path in Archive(home).files():
        with path.open("rb") as stream:
            types.update(record.rec_type for record in ArchiveIterator(stream))
    return types


def is_sound(home: Path) -> bool:
    """Whether the archive is whole, by our check and by warcio's."""
    archive = Archive(home)
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, archive.files())]
    return not archive.verify(captures(home)).faults and subprocess.run(command, check=False).returncode == 0


def answer_with(body: bytes, status: int = 200, **headers: str) -> Callable[[Any], None]:
    """What a local server's handler does to answer so."""

    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def missing(report: CrawlReport) -> list[str]:
    return [name for source in report.sources for promise in source.promises for name in promise.missing]


@pytest.mark.parametrize("through", ["folder", "server"])
def test_both_sources_from_a_mirror(through: str, mirror: Path, server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    report = crawl(home, [], FOUR, str(mirror) if through == "folder" else server.url)
    assert [source.source for source in report.sources] == ["rs", "sangiin_questions"]
    assert not report.fell_short
    assert missing(report) == []
    assert [source.finish_reason for source in report.sources] == ["finished", "finished"]
    assert report.sources[0].promises == (Promise("rs", "2025", "files", 4, 4, ()),)
    assert [(promise.what, promise.promised, promise.held) for promise in report.sources[1].promises] == [
        ("answers", 1, 1),
        ("index", 1, 1),
        ("questions", 2, 2),
    ]
    assert pages_of(home) == {
        "review_project": "reconstructed",
        "review_budget": "reconstructed",
        "review_payee": "reconstructed",
        "block_flow": "reconstructed",
        "question_list": "copied",
        "written_question": "copied",
        "written_answer": "served",
    }
    assert all(
        capture.url.startswith(("https://rssystem.go.jp/", "https://www.sangiin.go.jp/")) for capture in captures(home)
    )
    assert is_sound(home)


def test_what_is_archived_is_what_the_mirror_has(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["rs"], FOUR, str(mirror))
    payloads = [Archive(home).payload(capture) for capture in captures(home) if capture.status == 200]
    assert sorted(payloads) == sorted(path.read_bytes() for path in (mirror / RS).iterdir())
    assert {str(capture.arguments) for capture in captures(home) if capture.status == 200} == {"{'year': 2025}"}


def test_same_captures_through_folder_and_server(mirror: Path, server: Any, tmp_path: Path) -> None:
    for home, place in (("a", str(mirror)), ("b", server.url)):
        crawl(tmp_path / home, [], FOUR, place)
    by_folder, by_server = (
        {
            (capture.digest, capture.url, capture.page_kind, capture.origin)
            for capture in captures(tmp_path / home)
            if capture.status == 200
        }
        for home in ("a", "b")
    )
    assert by_folder == by_server


def test_crawl_gives_records(mirror: Path, tmp_path: Path) -> None:
    crawl(tmp_path / "home", [], FOUR, str(mirror))
    report = parse_archive(tmp_path / "home")
    assert report.records == {
        "answered_point": 1,
        "block_flow": 1,
        "listed_question": 2,
        "review_block": 1,
        "review_budget": 1,
        "review_contract": 1,
        "review_payee": 1,
        "review_project": 1,
        "written_answer": 1,
        "written_question": 2,
    }


@pytest.mark.parametrize("through", ["folder", "server"])
def test_second_crawl_asks_with_conditions_and_keeps_no_page_twice(
    through: str, mirror: Path, server: Any, tmp_path: Path
) -> None:
    home, place = tmp_path / "home", str(mirror) if through == "folder" else server.url
    crawl(home, [], FOUR, place)
    before, types = captures(home), record_types(home)
    server.asked.clear()
    report = crawl(home, [], FOUR, place)
    after = captures(home)
    assert not report.fell_short
    assert sum(source.outcomes.get("new", 0) for source in report.sources) == 0
    assert sum(source.outcomes["unchanged"] for source in report.sources) == 8
    assert [capture.digest for capture in after] == [capture.digest for capture in before]
    assert all(
        new.first_seen == old.first_seen and new.last_seen >= old.last_seen
        for new, old in zip(after, before, strict=True)
    )
    added = record_types(home) - types
    assert added["revisit"] >= 8
    assert "response" not in added
    if through == "server":
        assert all("if-modified-since" in headers for headers in server.asked_for(".htm") + server.asked_for(".zip"))
        assert not any("if-modified-since" in headers for headers in server.asked_for("robots.txt"))
    assert parse_archive(home).parsed == 8
    assert is_sound(home)


def test_changed_page_is_a_new_capture_beside_the_old_one(mirror: Path, pages: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["sangiin_questions"], {}, str(mirror))
    (mirror / SANGIIN / "touh" / "t216027.htm").write_bytes(pages.answer("一について<BR>\n　九個である。<BR>\n"))
    report = crawl(home, ["sangiin_questions"], {}, str(mirror))
    answers = [capture for capture in captures(home) if capture.page_kind == "written_answer"]
    assert report.sources[0].outcomes["new"] == 1
    assert len(answers) == 2
    assert len({capture.payload_digest for capture in answers}) == 2


def test_answer_that_comes_later_is_fetched_from_a_list_that_was_known(
    mirror: Path, pages: Any, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    crawl(home, ["sangiin_questions"], {}, str(mirror))
    (mirror / SANGIIN / "touh" / "t216027.htm").unlink()
    report = crawl(home, ["sangiin_questions"], {}, str(mirror))
    assert report.fell_short
    assert missing(report) == ["27: status 404"]
    assert report.sources[0].outcomes["gone"] == 1
    with Ledger(home) as ledger:
        (gone,) = ledger.gone()
    assert (gone.page_kind, gone.status) == ("written_answer", 404)
    assert (
        len([capture for capture in captures(home) if capture.page_kind == "written_answer" and capture.status == 200])
        == 1
    )


def test_list_that_is_unchanged_still_leads_to_its_pages(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    answer = mirror / SANGIIN / "touh" / "t216027.htm"
    body = answer.read_bytes()
    answer.unlink()
    assert crawl(home, ["sangiin_questions"], {}, str(mirror)).fell_short
    answer.write_bytes(body)
    report = crawl(home, ["sangiin_questions"], {}, str(mirror))
    assert not report.fell_short
    assert (report.sources[0].outcomes["new"], report.sources[0].outcomes["unchanged"]) == (1, 3)


def test_absent_file_falls_short_and_names_it(mirror: Path, tmp_path: Path) -> None:
    next((mirror / RS).glob("5-2*")).unlink()
    report = crawl(tmp_path / "home", ["rs"], FOUR, str(mirror))
    assert report.fell_short
    assert report.sources[0].promises == (Promise("rs", "2025", "files", 4, 3, ("5-2: status 404",)),)
    assert report.sources[0].errors == ()


def test_html_with_status_200_is_told_apart_from_data(mirror: Path, tmp_path: Path) -> None:
    (path,) = (mirror / RS).glob("5-1*")
    path.write_text("<!doctype html><html><body><div id=app></div></body></html>", encoding="utf-8")
    report = crawl(tmp_path / "home", ["rs"], FOUR, str(mirror))
    assert report.fell_short
    assert missing(report) == ["5-1: not published: status 200 with an HTML page in its place"]
    records = parse_archive(tmp_path / "home").records
    assert (records["problem"], records["review_project"]) == (1, 1)
    assert "review_payee" not in records


def test_year_that_the_source_does_not_have_falls_short(mirror: Path, tmp_path: Path) -> None:
    report = crawl(tmp_path / "home", ["rs"], {"year": "2024-2025", **FOUR}, str(mirror))
    assert [(promise.slice, promise.held) for promise in report.sources[0].promises] == [("2024", 0), ("2025", 4)]
    assert report.fell_short


def test_missing_list_is_missing_itself(mirror: Path, tmp_path: Path) -> None:
    report = crawl(tmp_path / "home", ["sangiin_questions"], {"session": "217"}, str(mirror))
    (promise,) = report.sources[0].promises
    assert (promise.what, promise.promised, promise.held) == ("index", 1, 0)


def test_list_of_another_layout_falls_short(mirror: Path, pages: Any, tmp_path: Path) -> None:
    (mirror / SANGIIN / "syuisyo.htm").write_bytes(pages.diet_page("<p>工事中</p>"))
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, str(mirror))
    assert report.fell_short
    assert "expected one list" in missing(report)[0]


def test_link_to_another_host_is_not_followed(mirror: Path, tmp_path: Path) -> None:
    page = mirror / SANGIIN / "syuisyo.htm"
    page.write_bytes(page.read_bytes().replace(b'"touh/', b'"https://elsewhere.test/touh/'))
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, str(mirror))
    assert "another host" in missing(report)[0]
    assert all("elsewhere" not in capture.url for capture in captures(tmp_path / "home"))


def test_redirect_to_another_host_is_not_followed(server: Any, tmp_path: Path) -> None:
    server.answers["touh/t216027.htm"] = answer_with(b"", 302, Location="https://elsewhere.test/x")
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert missing(report) == ["27: redirected to another host (https://elsewhere.test/x)"]
    assert all("elsewhere" not in capture.url for capture in captures(tmp_path / "home"))


def test_redirect_within_the_mirror_is_followed_under_the_original_host(server: Any, tmp_path: Path) -> None:
    server.answers["touh/t216027.htm"] = answer_with(b"", 302, Location=f"/{SANGIIN}/touh/moved.htm")
    body = (server.folder / SANGIIN / "touh" / "t216027.htm").read_bytes()
    (server.folder / SANGIIN / "touh" / "moved.htm").write_bytes(body)
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert missing(report) == []
    (moved,) = [capture for capture in captures(tmp_path / "home") if capture.url.endswith("moved.htm")]
    assert moved.url == f"https://{SANGIIN}/touh/moved.htm"
    assert moved.page_kind == "written_answer"


def test_robots_txt_is_honoured_and_the_refusal_is_in_the_ledger(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (mirror / "www.sangiin.go.jp" / "robots.txt").write_text(
        "User-agent: izon\nDisallow: /japanese/joho1/kousei/syuisyo/216/touh/\n"
    )
    report = crawl(home, ["sangiin_questions"], {}, str(mirror))
    assert missing(report) == ["27: Forbidden by robots.txt"]
    assert report.sources[0].outcomes["refused"] == 1
    assert "written_answer" not in pages_of(home)
    (robots,) = [capture for capture in captures(home) if capture.page_kind == "robots"]
    assert b"Disallow" in Archive(home).payload(robots)


def test_robots_txt_holds_for_all_requests_that_wait_for_it_at_once(server: Any, tmp_path: Path) -> None:
    server.answers["robots.txt"] = answer_with(b"User-agent: *\nDisallow: /files/\n")
    report = crawl(tmp_path / "home", ["rs"], FOUR, server.url)
    assert server.asked_for(".zip") == []
    assert len(missing(report)) == 4
    assert report.sources[0].outcomes == {"new": 1, "refused": 4}


def test_host_whose_robots_txt_cannot_be_fetched_is_left_alone(server: Any, tmp_path: Path) -> None:
    def drop(handler: Any) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    server.answers["robots.txt"] = drop
    report = crawl(tmp_path / "home", ["rs"], FOUR, server.url)
    assert report.sources[0].finish_reason == "finished"
    assert server.asked_for(".zip") == []
    assert len(missing(report)) == 4


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_robots_txt_that_is_not_served(status: int, allowed: bool, server: Any, tmp_path: Path) -> None:
    server.answers["robots.txt"] = answer_with(b"User-agent: *\nDisallow: /files/\n", status)
    report = crawl(tmp_path / "home", ["rs"], FOUR, server.url)
    assert report.sources[0].finish_reason == "finished"
    assert report.fell_short is not allowed
    assert bool(server.asked_for(".zip")) is allowed


def test_crawl_delay_is_kept(server: Any, tmp_path: Path) -> None:
    server.answers["robots.txt"] = answer_with(b"User-agent: *\nCrawl-delay: 0.7\n")
    started = time.monotonic()
    report = crawl(tmp_path / "home", ["rs"], FOUR, server.url)
    assert not report.fell_short
    assert time.monotonic() - started >= 4 * 0.7


def test_user_agent_says_who_asks_and_how_to_reach_them(
    server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IZON_CONTACT", "keeper@example.test")
    crawl(tmp_path / "home", ["rs"], FOUR, server.url)
    assert all(
        headers["user-agent"].startswith("Izon/")
        for _, headers in server.asked
        if "user-agent" in headers and "Izon" in headers["user-agent"]
    )
    assert all("keeper@example.test" in headers["user-agent"] for headers in server.asked_for(".zip"))
    assert not any("cookie" in headers for _, headers in server.asked)


def test_failing_page_is_tried_again_and_then_told(server: Any, tmp_path: Path) -> None:
    server.answers["touh/t216027.htm"] = answer_with(b"busy", 503)
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert missing(report) == ["27: status 503"]
    assert report.sources[0].outcomes["failed"] == len(server.asked_for("touh/t216027.htm")) == 4


def test_broken_connection_is_told(server: Any, tmp_path: Path) -> None:
    def drop(handler: Any) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    server.answers["touh/t216027.htm"] = drop
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert len(missing(report)) == 1
    with Ledger(tmp_path / "home") as ledger:
        failed = [request for request in ledger.requests(1) if request.outcome == "failed"]
    assert len(failed) == 4
    assert all(request.error and request.status is None for request in failed)


def test_lying_content_length_is_no_page(server: Any, tmp_path: Path) -> None:
    def lie(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(b"<html>")
        handler.close_connection = True

    server.answers["touh/t216027.htm"] = lie
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert report.fell_short
    assert "written_answer" not in pages_of(tmp_path / "home")


def test_gzipped_answer_is_archived_as_it_came_and_read_decoded(server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    page = (server.folder / SANGIIN / "touh" / "t216027.htm").read_bytes()
    server.answers["touh/t216027.htm"] = answer_with(
        gzip.compress(page), Content_Encoding="gzip", Content_Type="text/html"
    )
    assert not crawl(home, ["sangiin_questions"], {}, server.url).fell_short
    (answer,) = [capture for capture in captures(home) if capture.page_kind == "written_answer"]
    assert Archive(home).payload(answer) == page
    assert answer.media_type == "text/html"
    assert is_sound(home)


def test_repeated_headers_are_archived(server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    page = (server.folder / SANGIIN / "touh" / "t216027.htm").read_bytes()

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(page)))
        handler.send_header("X-Twice", "one")
        handler.send_header("X-Twice", "two")
        handler.end_headers()
        handler.wfile.write(page)

    server.answers["touh/t216027.htm"] = answer
    crawl(home, ["sangiin_questions"], {}, server.url)
    (path,) = Archive(home).files()
    with path.open("rb") as stream:
        headers = [
            record.http_headers.headers
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
            and record.rec_headers.get_header("WARC-Target-URI").endswith("t216027.htm")
        ]
    assert [value for name, value in headers[0] if name.lower() == "x-twice"] == ["one", "two"]


def test_archived_page_that_is_lost_is_fetched_again(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["rs"], FOUR, str(mirror))
    for path in Archive(home).files():
        path.unlink()
    assert not crawl(home, ["rs"], FOUR, str(mirror)).fell_short
    payloads = [Archive(home).payload(capture) for capture in captures(home) if capture.status == 200]
    assert sorted(payloads) == sorted(path.read_bytes() for path in (mirror / RS).iterdir())


def test_better_origin_replaces_a_worse_one_of_the_same_bytes(mirror: Path, server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["rs"], FOUR, str(mirror))
    (mirror / "MANIFEST.csv").write_text(f"path,origin,note\n{RS}/,served,\n")
    crawl(home, ["rs"], FOUR, server.url)
    assert set(pages_of(home).values()) == {"served"}
    assert is_sound(home)


@pytest.mark.parametrize(
    ("names", "arguments", "place", "message"),
    [
        (["nowhere"], {}, None, "no source 'nowhere'"),
        (["rs"], {"session": "216"}, None, "no argument 'session'"),
        (["rs"], {"year": "last"}, "folder", "year=last"),
        (["rs"], FOUR, "/nothing/here", "no such folder"),
        (["rs"], FOUR, "http://example.test", "on this machine"),
    ],
)
def test_wrong_use_is_told_before_anything_is_asked(
    names: list[str], arguments: dict[str, str], place: str | None, message: str, mirror: Path, tmp_path: Path
) -> None:
    with pytest.raises(CrawlArgumentError, match=message):
        crawl(tmp_path / "home", names, arguments, str(mirror) if place == "folder" else place)
    assert captures(tmp_path / "home") == []


@pytest.mark.parametrize("through", ["folder", "server"])
def test_manifest_that_cannot_be_read_is_told(through: str, mirror: Path, server: Any, tmp_path: Path) -> None:
    (mirror / "MANIFEST.csv").write_text("path,origin,note\nx,invented,\n")
    with pytest.raises(CrawlArgumentError, match="invented"):
        crawl(tmp_path / "home", ["rs"], FOUR, str(mirror) if through == "folder" else server.url)


def test_archive_that_cannot_be_written_is_told(mirror: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "archive").write_text("a file in the way")
    report = crawl(tmp_path / "home", ["rs"], FOUR, str(mirror))
    assert report.fell_short
    assert "the crawl did not start" in report.sources[0].errors[0]
    assert "archive" in report.sources[0].errors[0]


def test_second_crawl_of_a_home_at_once_is_refused(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with (home / "crawl.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(HomeLockedError, match="is running"):
            crawl(home, ["rs"], FOUR, str(mirror))
    assert not crawl(home, ["rs"], FOUR, str(mirror)).fell_short


def test_progress_counts_answers(mirror: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    crawl(
        tmp_path / "home", ["rs"], FOUR, str(mirror), lambda progress: seen.append((progress.source, progress.answers))
    )
    assert seen
    assert all(source == "rs" and answers >= 1 for source, answers in seen)


def child_of(home: Path, place: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "crawler.crawl_process", "--home", str(home), "--source", "sangiin_questions"]
    return subprocess.Popen(
        [*command, "--mirror", place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def slow_server(server: Any, pages: Any, count: int) -> None:
    """Make the list long and every question slow, so that there is a middle to stop in."""
    (server.folder / SANGIIN / "syuisyo.htm").write_bytes(
        pages.question_list([(number, False) for number in range(1, count + 1)])
    )
    body = pages.question()

    def answer(handler: Any) -> None:
        time.sleep(0.05)
        answer_with(body, Last_Modified="Tue, 24 Nov 2026 00:00:00 GMT")(handler)

    for number in range(1, count + 1):
        server.answers[f"syuh/s216{number:03}.htm"] = answer


def test_killed_crawl_loses_nothing_and_doubles_nothing(server: Any, pages: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    slow_server(server, pages, 60)
    child = child_of(home, server.url)
    wait_for(lambda: (home / "ledger.sqlite").exists() and len(server.asked_for(".htm")) > 15)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    held = {capture.digest for capture in captures(home)}
    assert held
    report = crawl(home, ["sangiin_questions"], {}, server.url)
    assert not report.fell_short
    after = captures(home)
    assert held <= {capture.digest for capture in after}
    assert len([capture for capture in after if capture.page_kind == "written_question"]) == 60
    assert len({capture.url for capture in after if capture.status == 200}) == 61
    assert is_sound(home)
    with Ledger(home) as ledger:
        assert [run.finish_reason for run in ledger.runs()] == [None, "finished"]


def test_record_that_a_crash_cut_short_is_fetched_again(mirror: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawl(home, ["rs"], FOUR, str(mirror))
    last = max(captures(home), key=lambda capture: capture.warc_offset)
    (path,) = Archive(home).files()
    with path.open("r+b") as stream:
        stream.truncate(last.warc_offset + 40)
    report = crawl(home, ["rs"], FOUR, str(mirror))
    assert not report.fell_short
    assert report.sources[0].outcomes["new"] == 1
    assert report.sources[0].outcomes["unchanged"] == 3
    payloads = [Archive(home).payload(capture) for capture in captures(home) if capture.status == 200]
    assert sorted(payloads) == sorted(path.read_bytes() for path in (mirror / RS).iterdir())
    assert is_sound(home)


def test_crawl_whose_process_is_killed_is_reported(server: Any, pages: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    slow_server(server, pages, 60)

    def kill(handler: Any) -> None:
        with Ledger(home) as ledger:
            assert ledger.runs()
        for pid in children_of(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        handler.close_connection = True

    server.answers["syuh/s216030.htm"] = kill
    report = crawl(home, ["sangiin_questions"], {}, server.url)
    assert report.fell_short
    assert report.sources[0].finish_reason == "killed"
    assert "signal 9" in report.sources[0].errors[0]
    assert report.sources[0].log
    assert missing(report)


def children_of(pid: int) -> list[int]:
    import psutil

    return [
        child.pid for child in psutil.Process(pid).children() if "crawler.crawl_process" in " ".join(child.cmdline())
    ]


def test_crawl_stops_in_good_order_when_its_parent_goes(server: Any, pages: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    slow_server(server, pages, 200)
    child = child_of(home, server.url)
    wait_for(lambda: len(server.asked_for(".htm")) > 5)
    child.communicate(timeout=30)  # closes its standard input
    with Ledger(home) as ledger:
        (run,) = ledger.runs()
    assert run.finish_reason == "shutdown"
    assert is_sound(home)


@pytest.mark.parametrize("through", ["folder", "server"])
def test_unnamed_sources_are_those_of_which_the_mirror_has_a_host(
    through: str, mirror: Path, server: Any, tmp_path: Path
) -> None:
    shutil.rmtree(mirror / "rssystem.go.jp")
    place = str(mirror) if through == "folder" else server.url
    report = crawl(tmp_path / "home", [], {"year": "2025", "session": "216"}, place)
    assert [source.source for source in report.sources] == ["sangiin_questions"]
    assert not report.fell_short


def test_mirror_without_any_source_is_told(tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    with pytest.raises(CrawlArgumentError, match="no folder of a host of any source"):
        crawl(tmp_path / "home", [], FOUR, str(tmp_path / "mirror"))


def test_named_source_is_crawled_whatever_the_mirror_has(mirror: Path, tmp_path: Path) -> None:
    shutil.rmtree(mirror / "rssystem.go.jp")
    assert crawl(tmp_path / "home", ["rs"], FOUR, str(mirror)).fell_short


def test_review_sheet_files_besides_the_four_that_are_absent_are_not_published_and_no_gap(
    mirror: Path, pages: Any, tmp_path: Path
) -> None:
    header = ["シート種別", "事業年度", "予算事業ID", "事業名", "備考"]
    other = pages.sheet("review_project", ["レビューシート,2025,11,窓口予約システム,"], header)
    (mirror / RS / "6-1_RS_2025_その他備考.zip").write_bytes(other)
    (mirror / RS / "4-1_RS_2025_点検・評価.zip").write_bytes(b"<html>no such file</html>")
    report = crawl(tmp_path / "home", ["rs"], {}, str(mirror))
    (promise,) = report.sources[0].promises
    assert not report.fell_short
    assert (promise.promised, promise.held) == (5, 5)
    assert len(promise.not_published) == 10
    assert any("4-1: not published: status 200 with an HTML page" in name for name in promise.not_published)
    next((mirror / RS).glob("5-1*")).unlink()
    assert crawl(tmp_path / "home", ["rs"], {}, str(mirror)).fell_short


def test_review_sheet_files_are_four_or_all(mirror: Path, tmp_path: Path) -> None:
    with pytest.raises(CrawlArgumentError, match="expected four or all"):
        crawl(tmp_path / "home", ["rs"], {"files": "5-1"}, str(mirror))
