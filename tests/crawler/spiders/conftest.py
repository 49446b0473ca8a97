"""What tests of whole crawls need: bytes of the cases, and the books of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl import CrawlReport, crawl
from crawler.ledger import Ledger
from crawler.parse import parse_archive
from crawler.records import Record
from crawler.tables import RecordTables

CASES = Path(__file__).parents[1] / "pages"


class Run:
    """One crawl of one source from a server, and what became of it."""

    def __init__(self, home: Path, source: str, url: str, **arguments: str) -> None:
        self.home = home
        self.report: CrawlReport = crawl(home, [source], arguments, url)

    @property
    def fell_short(self) -> bool:
        """Whether less came than was promised."""
        return self.report.fell_short

    @property
    def promised(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Slice and sort of thing → how many were promised, how many are held."""
        promises = self.report.sources[0].promises
        return {(promise.slice, promise.what): (promise.promised, promise.held) for promise in promises}

    @property
    def missing(self) -> list[str]:
        """What did not come, with the reasons."""
        return [name for promise in self.report.sources[0].promises for name in promise.missing]

    def records(self, kind: str) -> list[Record]:
        """The records of a kind from all captures, each capture's in page order."""
        parse_archive(self.home)
        tables = RecordTables(self.home)
        with Ledger(self.home) as ledger:
            digests = [capture.digest for capture in ledger.captures() if tables.marker(capture.digest)]
        return [record for digest in digests for record in tables.records(kind, digest)]


@pytest.fixture
def crawled(tmp_path: Path) -> Callable[..., Run]:
    """Crawls a source into the test's home."""

    def start(source: str, url: str, **arguments: str) -> Run:
        return Run(tmp_path / "home", source, url, **arguments)

    return start


@pytest.fixture
def case_bytes() -> Callable[[str], bytes]:
    """The bytes of a case of the page functions' tests."""

    def read(case: str) -> bytes:
        return next(path for path in (CASES / case).iterdir() if path.name != "case.json").read_bytes()

    return read


def send(handler: Any, body: bytes, media_type: str, status: int = 200) -> None:
    """Answer a request of the local server."""
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def answer() -> Callable[..., None]:
    """How an interface of the local server answers."""
    return send
