"""Interfaces in pages, crawled whole from a server that behaves like one."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from crawler.archive import Archive
from crawler.ledger import Ledger

API = "/api.example.test/api"


class Speeches:
    """Ten speeches a session, three a page; what went wrong at a position is in ``faults``."""

    def __init__(self, count: int = 10) -> None:
        self.names = [f"s{number}" for number in range(1, count + 1)]
        self.faults: dict[int, Any] = {}
        self.positions: list[int] = []
        self.parallel = 0
        self.most_parallel = 0
        self._lock = threading.Lock()

    def __call__(self, handler: Any, behind: str) -> None:
        with self._lock:
            self.parallel += 1
            self.most_parallel = max(self.most_parallel, self.parallel)
        try:
            if handler.command == "POST":
                asked = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
                start = asked["start"]
            else:
                start = int(parse_qs(behind.removeprefix("?"))["start"][0])
            self.positions.append(start)
            time.sleep(0.01)
            fault = self.faults.get(start)
            if fault is not None:
                fault(handler, start)
            else:
                self.answer(handler, start)
        finally:
            with self._lock:
                self.parallel -= 1

    def answer(self, handler: Any, start: int, **changes: Any) -> None:
        records = self.names[start - 1 : start + 2]
        following = start + 3 if start + 3 <= len(self.names) else None
        send(handler, {"total": len(self.names), "records": records, "next": following, **changes})


def send(handler: Any, document: Any, status: int = 200) -> None:
    body = json.dumps(document).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def speeches(server: Any) -> Speeches:
    interface = Speeches()
    server.interfaces[API] = interface
    return interface


def test_every_page_is_fetched_and_the_total_is_the_promise(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert report["promised"] == {("216", "pages"): (4, 4), ("216", "speeches"): (10, 10)}
    assert not report["fell_short"]
    assert speeches.positions == [1, 4, 7, 10]


def test_pages_and_slices_are_asked_for_one_at_a_time(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    report = paged.crawl(tmp_path / "home", "made_up", server.url, session="216-219")
    assert len(speeches.positions) == 16
    assert speeches.most_parallel == 1
    assert not report["fell_short"]


def test_page_that_fails_is_a_gap_of_pages_and_of_records(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    speeches.faults[7] = lambda handler, _: send(handler, {"message": "(19011) a condition is wrong"}, 400)
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert report["promised"] == {("216", "pages"): (3, 2), ("216", "speeches"): (10, 6)}
    assert report["missing"] == [
        'page 3: status 400: {"message": "(19011) a condition is wrong"}',
        "4 of 10 speeches",
    ]


def test_gap_is_asked_for_again_in_the_next_run_whatever_its_default(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    speeches.faults[7] = lambda handler, _: send(handler, {}, 400)
    paged.crawl(home, "made_up", server.url, session="217")
    speeches.faults.clear()
    report = paged.crawl(home, "made_up", server.url)
    assert report["promised"][("217", "speeches")] == (10, 10)
    assert report["promised"][("216", "speeches")] == (10, 10)
    speeches.positions.clear()
    paged.crawl(home, "made_up", server.url)
    assert len(speeches.positions) == 4


def test_slice_of_which_nothing_ever_came_is_not_asked_for_again(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    speeches.faults[1] = lambda handler, _: send(handler, {}, 404)
    paged.crawl(home, "made_up", server.url, session="999")
    speeches.faults.clear()
    assert set(paged.crawl(home, "made_up", server.url)["promised"]) == {("216", "pages"), ("216", "speeches")}


def test_last_page_without_the_promised_records_is_a_gap(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    speeches.faults[4] = lambda handler, start: speeches.answer(handler, start, next=None)
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert report["missing"] == ["4 of 10 speeches: the last page has come without them"]


def test_record_on_two_pages_counts_once(paged: Any, server: Any, speeches: Speeches, tmp_path: Path) -> None:
    speeches.faults[4] = lambda handler, start: speeches.answer(handler, start, records=["s1", "s2", "s6"])
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert report["promised"][("216", "speeches")] == (10, 8)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"next": 1}, "leads back"), ({"next": 4}, "leads back"), ({"records": []}, "empty and says that more follow")],
)
def test_paging_that_would_never_end_ends(
    changes: dict[str, Any], message: str, paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    speeches.faults[4] = lambda handler, start: speeches.answer(handler, start, **changes)
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert speeches.positions == [1, 4]
    assert any(message in missing for missing in report["missing"])


def test_page_of_html_with_status_200_is_a_gap(paged: Any, server: Any, speeches: Speeches, tmp_path: Path) -> None:
    def html(handler: Any, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "6")
        handler.end_headers()
        handler.wfile.write(b"<html>")

    speeches.faults[1] = html
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert report["promised"] == {("216", "pages"): (1, 0)}
    assert "no JSON" in report["missing"][0]


def test_total_that_grows_while_paging_is_the_last_one(
    paged: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    speeches.faults[10] = lambda handler, start: speeches.answer(handler, start, total=11)
    report = paged.crawl(tmp_path / "home", "made_up", server.url)
    assert report["promised"][("216", "speeches")] == (11, 10)


def test_questions_posted_to_one_address_are_documents_of_their_own(
    posted: Any, server: Any, speeches: Speeches, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert not posted.crawl(home, "made_up", server.url)["fell_short"]
    with Ledger(home) as ledger:
        answers = [capture for capture in ledger.captures() if capture.page_kind == "made_up"]
    assert len({capture.url for capture in answers}) == 4
    assert all("__wb_method=POST" in capture.url for capture in answers)
    payloads = [json.loads(Archive(home).payload(capture)) for capture in answers]
    assert sorted(name for payload in payloads for name in payload["records"]) == sorted(speeches.names)
    assert posted.crawl(home, "made_up", server.url)["outcomes"] == {"missing": 1, "unchanged": 4}
