"""What we do when a site is busy, sends us elsewhere, or says in robots.txt what it does not want."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response

from crawler.crawl import CrawlReport, crawl
from crawler.ledger import AskedRequest, Ledger, RobotsDecision
from crawler.patience import retry_after
from crawler.redirects import is_private

ANSWER = "touh/t216027.htm"


def answer_with(body: bytes, status: int = 200, **headers: str) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


class Busy:
    """Answers so the first times it is asked, then with the page; keeps the times at which it was asked."""

    def __init__(self, page: bytes, times: int, status: int, retry_after: Callable[[], str] | None = None) -> None:
        self.asked: list[float] = []
        self._page = page
        self._times = times
        self._status = status
        self._retry_after = retry_after

    def __call__(self, handler: Any) -> None:
        self.asked.append(time.monotonic())
        if len(self.asked) <= self._times:
            headers = {} if self._retry_after is None else {"Retry-After": self._retry_after()}
            answer_with(b"busy", self._status, **headers)(handler)
        else:
            answer_with(self._page)(handler)


def page_of(server: Any) -> bytes:
    (path,) = server.folder.rglob("t216027.htm")
    return path.read_bytes()


def missing(report: CrawlReport) -> list[str]:
    return [name for source in report.sources for promise in source.promises for name in promise.missing]


def requests(home: Path) -> list[AskedRequest]:
    with Ledger(home) as ledger:
        return ledger.requests(1)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_waited_for(status: int, server: Any, tmp_path: Path) -> None:
    busy = server.answers[ANSWER] = Busy(page_of(server), 1, status, lambda: "2")
    assert not crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url).fell_short
    assert busy.asked[1] - busy.asked[0] >= 2


def test_retry_after_as_a_date_is_waited_for(server: Any, tmp_path: Path) -> None:
    busy = server.answers[ANSWER] = Busy(
        page_of(server), 1, 503, lambda: email.utils.formatdate(time.time() + 3, usegmt=True)
    )
    assert not crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url).fell_short
    assert busy.asked[1] - busy.asked[0] >= 1.5


def test_retry_after_keeps_every_other_request_to_the_host_waiting(server: Any, tmp_path: Path) -> None:
    times: list[float] = []
    page = next(server.folder.rglob("s216028.htm")).read_bytes()

    def other(handler: Any) -> None:
        times.append(time.monotonic())
        answer_with(page)(handler)

    busy = server.answers["syuh/s216027.htm"] = Busy(page_of(server), 1, 429, lambda: "2")
    server.answers["robots.txt"] = answer_with(b"User-agent: *\nCrawl-delay: 0.2\n")
    server.answers["syuh/s216028.htm"] = server.answers[ANSWER] = other
    crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert len(times) == 2
    assert not any(busy.asked[0] + 0.5 < asked < busy.asked[0] + 2 for asked in times)


def test_failures_without_retry_after_are_waited_out_longer_each_time(server: Any, tmp_path: Path) -> None:
    busy = server.answers[ANSWER] = Busy(page_of(server), 3, 500)
    assert not crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url).fell_short
    first, second, third = (later - earlier for earlier, later in zip(busy.asked, busy.asked[1:], strict=False))
    assert first >= 0.1
    assert second >= 0.2
    assert third >= 0.4


def test_host_that_asks_for_longer_than_the_ceiling_is_not_asked_again(server: Any, tmp_path: Path) -> None:
    server.answers["syuisyo.htm"] = answer_with(b"", 503, Retry_After="86400")
    started = time.monotonic()
    report = crawl(tmp_path / "home", ["sangiin_questions"], {"session": "216,217"}, server.url)
    assert time.monotonic() - started < 30
    assert len(server.asked_for("syuisyo.htm")) <= 2
    assert len(missing(report)) == 2
    assert all("asks to be left alone for 86400 s" in reason for reason in missing(report))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("120", 120), ("", None), ("soon", None), ("-5", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_retry_after_reads_seconds_and_dates(text: str, seconds: float | None) -> None:
    assert retry_after(Response("https://example.test/", headers={"Retry-After": text})) == seconds


def test_retry_after_reads_a_date_to_come() -> None:
    when = email.utils.formatdate(time.time() + 100, usegmt=True)
    asked = retry_after(Response("https://example.test/", headers={"Retry-After": when}))
    assert asked is not None
    assert 95 < asked <= 100


REFUSED = {
    "https://elsewhere.test/x": "another host",
    "https://sub.www.sangiin.go.jp/x": "another host",
    "https://127.0.0.1/x": "a private address",
    "https://10.0.0.7/x": "a private address",
    "https://169.254.169.254/latest/meta-data/": "a private address",
    "https://[::1]/x": "a private address",
    "https://localhost/x": "a private address",
    "http://www.sangiin.go.jp/x": "another scheme",
    "file:///etc/passwd": "another scheme",
    "ftp://www.sangiin.go.jp/x": "another scheme",
}


def test_redirects_to_where_we_may_not_go_are_refused_and_reported(server: Any, pages: Any, tmp_path: Path) -> None:
    (path,) = server.folder.rglob("syuisyo.htm")
    path.write_bytes(pages.question_list([(number, False) for number in range(1, len(REFUSED) + 1)]))
    for number, target in enumerate(REFUSED, 1):
        server.answers[f"syuh/s216{number:03}.htm"] = answer_with(b"", 302, Location=target)
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    expected = [(target, f"redirected to {reason} ({target})") for target, reason in REFUSED.items()]
    assert sorted(missing(report)) == sorted(f"{number}: {reason}" for number, (_, reason) in enumerate(expected, 1))
    refused = [request for request in requests(tmp_path / "home") if request.outcome == "refused"]
    assert sorted((request.url, request.error) for request in refused) == sorted(expected)


def test_redirect_in_a_circle_ends_and_is_told(server: Any, tmp_path: Path) -> None:
    here = "/www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/touh"
    server.answers[ANSWER] = answer_with(b"", 302, Location=f"{here}/other.htm")
    server.answers["touh/other.htm"] = answer_with(b"", 302, Location=f"{here}/t216027.htm")
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert len(missing(report)) == 1
    assert "redirected in a circle" in missing(report)[0]


def test_redirects_without_an_end_end_and_are_told(server: Any, tmp_path: Path) -> None:
    count = iter(range(1000))

    def onwards(handler: Any, _: str = "") -> None:
        answer_with(b"", 302, Location=f"/www.sangiin.go.jp/maze/{next(count)}")(handler)

    server.answers[ANSWER] = onwards
    server.interfaces["/www.sangiin.go.jp/maze/"] = onwards
    report = crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    assert missing(report) == ["27: max redirections reached"]


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("93.184.216.34", False),
        ("www.sangiin.go.jp", False),
        ("192.168.1.1", True),
        ("fe80::1", True),
        ("a.local", True),
    ],
)
def test_private_addresses_are_known(host: str, private: bool) -> None:
    assert is_private(host) is private


@pytest.mark.parametrize(
    ("answer", "decision", "delay"),
    [
        (answer_with(b"User-agent: *\nDisallow: /x\n"), "status 200: its rules are obeyed", None),
        (
            answer_with(b"User-agent: *\nCrawl-delay: 0.5\n"),
            "its rules are obeyed, among them Crawl-delay: 0.5",
            0.5,
        ),
        (answer_with(b"", 404), "status 404: everything may be fetched", None),
        (answer_with(b"", 429), "status 429: nothing may be fetched", None),
        (answer_with(b"", 500), "status 500: nothing may be fetched", None),
    ],
)
def test_decision_on_robots_txt_is_kept_with_the_run(
    answer: Callable[[Any], None], decision: str, delay: float | None, server: Any, tmp_path: Path
) -> None:
    server.answers["robots.txt"] = answer
    crawl(tmp_path / "home", ["sangiin_questions"], {}, server.url)
    with Ledger(tmp_path / "home") as ledger:
        assert ledger.robots(1) == [RobotsDecision("www.sangiin.go.jp", decision, delay)]
