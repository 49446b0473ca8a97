"""Pages of a site without validators are asked for again only where their list changed, or after the recheck days."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.access.index_then_detail import DELISTED
from crawler.crawl import SourceReport, crawl
from crawler.ledger import Ledger

ALL = ["s216027.htm", "s216028.htm", "syuisyo.htm", "t216027.htm"]
FOLDER = "/www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/"


@pytest.fixture
def silent(server: Any, mirror: Path) -> Any:
    """The server without Last-Modified and entity tags."""

    def send(handler: Any, rest: str) -> None:
        path = mirror / f"{FOLDER[1:]}{rest}"
        body = path.read_bytes() if path.is_file() else b""
        handler.send_response(200 if path.is_file() else 404)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.interfaces[FOLDER] = send
    return server


@pytest.fixture
def again(silent: Any, tmp_path: Path) -> Callable[[], tuple[SourceReport, list[str]]]:
    def run() -> tuple[SourceReport, list[str]]:
        silent.asked.clear()
        (report,) = crawl(tmp_path / "home", ["sangiin_questions"], {"session": "216"}, silent.url).sources
        return report, sorted(path.rpartition("/")[2] for path, _ in silent.asked if path.startswith(FOLDER))

    return run


Again = Callable[[], tuple[SourceReport, list[str]]]


def test_second_crawl_asks_for_the_list_only_and_holds_everything(again: Again) -> None:
    first, asked = again()
    assert not first.fell_short
    assert asked == ALL
    second, asked = again()
    assert asked == ["syuisyo.htm"]
    assert not second.fell_short
    assert {(promise.what, promise.held, promise.promised) for promise in second.promises} == {
        (promise.what, promise.held, promise.promised) for promise in first.promises
    }


def test_entry_whose_title_changed_is_asked_for_again_and_the_others_are_not(again: Again, mirror: Path) -> None:
    again()
    (path,) = mirror.rglob("syuisyo.htm")
    text = path.read_bytes()
    path.write_bytes(text.replace("窓口の予約その27".encode(), "窓口の予約その27（訂正）".encode()))
    assert path.read_bytes() != text
    assert again()[1] == ["s216027.htm", "syuisyo.htm", "t216027.htm"]
    assert again()[1] == ["syuisyo.htm"]


def test_page_that_failed_is_asked_for_again_though_its_list_is_the_same(
    again: Again, silent: Any, mirror: Path
) -> None:
    (path,) = mirror.rglob("t216027.htm")
    body = path.read_bytes()
    path.unlink()
    assert again()[0].fell_short
    path.write_bytes(body)
    report, asked = again()
    assert asked == ["syuisyo.htm", "t216027.htm"]
    assert not report.fell_short


def test_page_not_seen_for_the_recheck_days_is_asked_for_again(again: Again, tmp_path: Path) -> None:
    again()
    connection = sqlite3.connect(tmp_path / "home" / "ledger.sqlite")
    connection.execute("UPDATE captures SET first_seen = '2026-01-01T00:00:00Z', last_seen = '2026-01-01T00:00:00Z'")
    connection.commit()
    connection.close()
    assert again()[1] == ALL


def test_page_that_is_listed_no_more_and_gone_gets_a_tombstone_and_is_not_missed(
    again: Again, mirror: Path, pages: Any, tmp_path: Path
) -> None:
    again()
    (index,) = mirror.rglob("syuisyo.htm")
    index.write_bytes(pages.question_list([(28, False)]))
    for name in ("s216027.htm", "t216027.htm"):
        next(mirror.rglob(name)).unlink()
    report, asked = again()
    assert asked == ["s216027.htm", "syuisyo.htm", "t216027.htm"]
    assert not report.fell_short
    assert report.outcomes["gone"] == 2
    with Ledger(tmp_path / "home") as ledger:
        assert [page.url.rpartition("/")[2] for page in ledger.gone()] == ["s216027.htm", "t216027.htm"]
    (delisted,) = (promise for promise in report.promises if promise.what == DELISTED)
    assert (delisted.promised, len(delisted.not_published)) == (0, 2)
    assert again()[1] == ["syuisyo.htm"]
