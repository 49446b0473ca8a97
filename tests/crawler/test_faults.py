"""A server with every fault at once: what the run reports is exactly what was injected, and the rest is held."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.crawl import crawl
from crawler.ledger import Ledger

SANGIIN = "/www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216"
Answer = Callable[[Any], None]


def answer_with(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drop(handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def lie(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def trickle_and_stop(handler: Any) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"6\r\n<html>\r\n")
    handler.close_connection = True


def bomb() -> bytes:
    """A gzip stream that unpacks to 320 MiB."""
    return gzip.compress(bytes(320 << 20), 1)


@pytest.fixture(scope="module")
def packed_bomb() -> bytes:
    return bomb()


def faults(packed_bomb: bytes) -> dict[int, tuple[Answer, str]]:
    """Number of the question → what goes wrong with it, and what the reason must hold."""
    return {
        2: (answer_with(b"", 404), "status 404"),
        3: (answer_with(b"", 410), "status 410"),
        4: (answer_with(b"busy", 429, Retry_After="1"), "status 429"),
        5: (answer_with(b"busy", 503), "status 503"),
        6: (answer_with(b"broken", 500), "status 500"),
        7: (answer_with(b"no", 403), "status 403"),
        8: (answer_with(b""), "the answer is empty"),
        9: (drop, "onnection"),
        10: (lie, ""),
        11: (trickle_and_stop, ""),
        12: (answer_with(packed_bomb, Content_Encoding="gzip"), "exceeded DOWNLOAD_MAXSIZE"),
        13: (answer_with(b"no gzip at all", Content_Encoding="gzip"), "gzip"),
        14: (answer_with(b"", 302, Location=f"{SANGIIN}/syuh/s216014.htm"), "in a circle"),
        15: (answer_with(b"", 302, Location="http://169.254.169.254/"), "scheme"),
    }


def test_faults_that_were_injected_are_exactly_those_that_are_reported(
    server: Any, pages: Any, packed_bomb: bytes, tmp_path: Path
) -> None:
    injected = faults(packed_bomb)
    numbers = range(1, 21)
    (server.folder / SANGIIN[1:] / "syuisyo.htm").write_bytes(
        pages.question_list([(number, False) for number in numbers])
    )
    for number in numbers:
        server.answers[f"syuh/s216{number:03}.htm"] = (
            injected[number][0] if number in injected else answer_with(pages.question())
        )
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    (source,) = report.sources
    reported = {
        int(name): reason
        for promise in source.promises
        for name, _, reason in (missing.partition(": ") for missing in promise.missing)
    }
    assert source.finish_reason == "finished"
    assert source.errors == ()
    assert sorted(reported) == sorted(injected)
    assert {number: part for number, (_, part) in injected.items() if part not in reported[number]} == {}
    assert all(reported.values())
    with Ledger(tmp_path / "home") as ledger:
        held = [
            one for one in ledger.captures() if one.page_kind == "written_question" and one.status == 200 and one.length
        ]
        everything = list(ledger.captures())
    assert len(held) == len(numbers) - len(injected)
    assert not Archive(tmp_path / "home").verify(everything).faults


SLOW = """
title = "A slow source"
title_ja = "遅い情報源"
publisher = "nobody"
homepage = "https://slow.example.test/"
hosts = ["slow.example.test"]
licence = "none"
licence_url = "https://slow.example.test/"
terms = "made up"
attribution = "made up"
cadence_days = 1
coverage = "made up"
delay_seconds = 1.0
concurrency = 1
timeout_seconds = 1

[page_kinds]
reference_table = "served-bytes"

[minimum_records]
"""

SLOW_SPIDER = '''"""Two files."""

from crawler.access.bulk_files import BulkFilesSpider


class Slow(BulkFilesSpider):
    name = "slow"
    slice_argument = None
    files = {"slow": "reference_table", "endless": "reference_table", "quick": "reference_table"}
    magic = b"a,b"

    def file_url(self, part, file):
        return f"https://slow.example.test/{file}"
'''


def test_answer_that_takes_too_long_is_a_gap_and_the_rest_is_held(workshop: Any, server: Any, tmp_path: Path) -> None:
    workshop.add("sources/slow.toml", SLOW)
    workshop.add("spiders/slow.py", SLOW_SPIDER)

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(40):
            handler.wfile.write(b"a,b\r\n")
            handler.wfile.flush()
            time.sleep(0.1)
        handler.close_connection = True

    def slow(handler: Any) -> None:
        time.sleep(3)
        answer_with(b"a,b\r\n1,2\r\n")(handler)

    server.answers["/slow.example.test/slow"] = slow
    server.answers["/slow.example.test/endless"] = endless
    server.answers["/slow.example.test/quick"] = answer_with(b"a,b\r\n1,2\r\n")
    report = workshop.crawl(tmp_path / "home", "slow", server.url)
    assert report["promised"] == {("all", "files"): (3, 1)}
    assert sorted(missing.partition(":")[0] for missing in report["missing"]) == ["endless", "slow"]
    assert all("imeout" in missing or "longer than" in missing for missing in report["missing"])
