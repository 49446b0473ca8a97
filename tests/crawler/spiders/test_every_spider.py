"""Every spider there is, run whole against a server with every fault at once: what it reports is what was injected.

Spiders are found by looking. One whose site is described in ``conftest.py`` gets each fault once, among pages that are as
they should be; a new one, until somebody describes its site, gets nothing but faults, and must say so.
"""

from __future__ import annotations

import gzip
import importlib
import inspect
import pkgutil
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

import crawler.spiders
from crawler import sources
from crawler.access.base import SourceSpider
from crawler.archive import Archive, document_url
from crawler.crawl import SourceReport, crawl
from crawler.ledger import AskedRequest, Ledger
from crawler.parse import parse_archive
from crawler.records import Problem
from crawler.tables import RecordTables


def spiders() -> dict[str, type[SourceSpider]]:
    """Every spider by its name."""
    found: dict[str, type[SourceSpider]] = {}
    for _, module, _ in pkgutil.iter_modules(crawler.spiders.__path__):
        for _, one in inspect.getmembers(importlib.import_module(f"crawler.spiders.{module}"), inspect.isclass):
            if issubclass(one, SourceSpider) and hasattr(one, "name") and one.name in sources.names():
                found[one.name] = one
    return found


def send(handler: Any, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with one page, and how the reason must read; "" where the page comes in the end."""

    act: Callable[[Any, bytes, int], None]  # handler, what should have come, which attempt this is
    reason: str


def drop(handler: Any, *_: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def lie(handler: Any, *_: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"PK")
    handler.close_connection = True


def stop_in_a_chunk(handler: Any, *_: Any) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"ff\r\nPK")
    handler.close_connection = True


def status(number: int, **headers: str) -> Fault:
    return Fault(lambda handler, *_: send(handler, b"no", number, **headers), f"status {number}")


def after(attempts: int, act: Callable[..., None]) -> Fault:
    """Goes wrong at first, and then comes."""

    def answer(handler: Any, good: bytes, attempt: int) -> None:
        if attempt < attempts:
            act(handler)
        else:
            send(handler, good)

    return Fault(answer, "")


def slowly(handler: Any, good: bytes, _: int) -> None:
    time.sleep(0.3)
    send(handler, good)


ERROR_PAGE = "<!DOCTYPE html><html><body><h1>ただいま大変混み合っています</h1></body></html>".encode()
BROKEN_OFF = "DataLoss|onnection|PartialDownload"
UNREADABLE = "in its place|not JSON|not UTF-8|XML|no table|before </html>"
ELSEWHERE = "http://10.0.0.1/"
FAULTS: dict[str, Fault] = {
    "not there": status(404),
    "gone": status(410),
    "forbidden": status(403),
    "broken": status(500),
    "busy": status(503, Retry_After="soon"),
    "asks for patience without end": status(429, Retry_After="0"),
    "asks for patience once": after(1, lambda handler, *_: send(handler, b"", 429, Retry_After="1")),
    "drops the connection": Fault(drop, "onnection"),
    "drops the connection once": after(1, drop),
    "is slow": Fault(slowly, ""),
    "lies about its length": Fault(lie, BROKEN_OFF),
    "breaks off in a chunk": Fault(stop_in_a_chunk, BROKEN_OFF),
    "is empty": Fault(lambda handler, *_: send(handler, b""), "the answer is empty|in its place"),
    "is an error page": Fault(lambda handler, *_: send(handler, ERROR_PAGE, Content_Type="text/html"), UNREADABLE),
    "is cut off": Fault(lambda handler, good, _: send(handler, good[: len(good) // 2]), UNREADABLE),
    "is no gzip": Fault(lambda handler, good, _: send(handler, good, Content_Encoding="gzip"), "gzip"),
    "leads back": Fault(lambda handler, *_: send(handler, b"", 302, Location=handler.path), "circle"),
    "leads elsewhere": Fault(lambda handler, *_: send(handler, b"", 302, Location=ELSEWHERE), "scheme|private"),
}
BOMB = gzip.compress(bytes(300 << 20), 1)
BOMBED = ("ai_inventory", "judgit", "kokkai", "kkj", "p_portal_awards_daily")  # one of each access pattern
FAULT_OF_BOMBS = Fault(lambda handler, *_: send(handler, BOMB, Content_Encoding="gzip"), "exceeded DOWNLOAD_MAXSIZE")


class Injector:
    """Gives each page that may go wrong one of the faults, in the order in which the pages are first asked for."""

    def __init__(self, site: Any, faults: Mapping[str, Fault], *, again: bool) -> None:
        self.site = site
        self.given: dict[str, str] = {}  # document → name of its fault
        self._faults = dict(faults)
        self._left = list(faults)
        self._again = again
        self._attempts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, handler: Any, path: str) -> bool:
        host = path.strip("/").partition("/")[0]
        if path.endswith(("/robots.txt", "/MANIFEST.csv")) or path.strip("/") == host:
            send(handler, b"", 404)
            return True
        posted = handler.posted
        document = document_url(f"https:/{handler.path}", handler.command, posted)
        with self._lock:
            if document not in self.given and self._left and self.site.may_fail(path, posted):
                self.given[document] = self._left.pop(0)
                self._left += [self.given[document]] * self._again
            name = self.given.get(document)
            attempt = self._attempts[document]
            self._attempts[document] += 1
        good = self.site.page(path, posted)
        if name is not None:
            self._faults[name].act(handler, good or b"", attempt)
        elif good is None:
            send(handler, b"", 404)
        else:
            send(handler, good, **self.site.headers)
        return True


@dataclass(frozen=True)
class Outcome:
    """A run, what was injected into it, and what it left behind."""

    report: SourceReport
    faults: Mapping[str, Fault]
    given: Mapping[str, str]
    requests: tuple[AskedRequest, ...]
    problems: tuple[Problem, ...]
    damage: tuple[str, ...]

    @property
    def lost(self) -> dict[str, Fault]:
        """The documents that must be reported."""
        return {document: self.faults[name] for document, name in self.given.items() if self.faults[name].reason}

    @property
    def reasons(self) -> list[str]:
        """What the run says of what did not come."""
        return [reason for promise in self.report.promises for reason in (*promise.missing, *promise.not_published)]

    @property
    def unreadable(self) -> set[str]:
        """The pages that came and did not read as what they should have been: with problems that whole ones have not."""
        of_whole = {(one.code, one.row) for one in self.problems if _page(one) not in self.lost}
        return {_page(one) for one in self.problems if (one.code, one.row) not in of_whole}


def _page(problem: Problem) -> str:
    return problem.file.partition("!")[0]


@pytest.fixture(scope="module")
def outcomes(serve: Any, sites: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Outcome]]:
    """The runs of all spiders: they wait for most of their time, so some run side by side."""

    root = tmp_path_factory.mktemp("spiders")

    def run(name: str) -> Outcome:
        folder = root / name
        (folder / "mirror").mkdir(parents=True)
        site = sites[name]
        faults = FAULTS | ({"is a bomb": FAULT_OF_BOMBS} if name in BOMBED else {})
        with serve(folder / "mirror") as server:
            server.fault = injector = Injector(site, faults, again=not site.pages)
            report = crawl(folder / "home", [name], site.arguments, server.url)
        parse_archive(folder / "home")
        tables = RecordTables(folder / "home")
        with Ledger(folder / "home") as ledger:
            captures = list(ledger.captures())
            requests = tuple(ledger.requests(report.sources[0].run))
        parsed = [capture.digest for capture in captures if tables.marker(capture.digest)]
        problems = tuple(record for digest in parsed for record in tables.records("problem", digest))
        damage = Archive(folder / "home").verify(captures).faults
        return Outcome(report.sources[0], faults, injector.given, requests, problems, damage)

    with ThreadPoolExecutor(4) as pool:
        running: dict[str, Future[Outcome]] = {name: pool.submit(run, name) for name in spiders()}
        yield lambda name: running[name].result()


EVERY = pytest.mark.parametrize("name", list(spiders()))


@EVERY
def test_run_comes_to_its_end_and_leaves_an_archive_without_damage(name: str, outcomes: Any) -> None:
    outcome = outcomes(name)
    assert (outcome.report.finish_reason, outcome.report.errors) == ("finished", ())
    assert outcome.damage == ()
    assert outcome.given


@EVERY
def test_faults_that_were_injected_are_exactly_those_that_are_reported(name: str, outcomes: Any) -> None:
    outcome = outcomes(name)
    last = {request.url: request for request in outcome.requests}  # the outcome of the last attempt counts
    came = {document for document in outcome.lost if last[document].outcome in ("new", "unchanged")}
    unreported = {
        outcome.given[document]: last[document]
        for document, fault in outcome.lost.items()
        if not any(re.search(fault.reason, reason) for reason in outcome.reasons)
        and document not in outcome.unreadable & came
    }
    assert unreported == {}
    # and no others: a reason for each page that did not come, and none besides
    assert len(outcome.lost.keys() - outcome.unreadable) <= len(outcome.reasons) <= len(outcome.lost)
    expected = [fault.reason for fault in outcome.lost.values()]
    assert [reason for reason in outcome.reasons if not any(re.search(one, reason) for one in expected)] == []
    assert outcome.unreadable <= came
    strangers = [request for request in last.values() if request.error and request.url not in outcome.given]
    assert [request.url for request in strangers if request.url != ELSEWHERE] == []


@EVERY
def test_run_falls_short_unless_nothing_was_to_be_expected(name: str, outcomes: Any) -> None:
    outcome = outcomes(name)
    assert outcome.reasons
    assert outcome.report.fell_short == any(promise.missing for promise in outcome.report.promises)


@EVERY
def test_every_fault_was_injected_where_the_site_is_described(name: str, outcomes: Any, sites: Any) -> None:
    outcome = outcomes(name)
    if sites[name].pages:
        assert len(outcome.given) == min(len(outcome.faults), sites[name].pages)
