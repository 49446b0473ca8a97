"""A file a day on most days, crawled from a server that has some."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

FILES = "/api.example.test/files?name=diff_"


def serve(server: Any, published: set[int], status: int = 200) -> None:
    def files(handler: Any, behind: str) -> None:
        there = int(behind[6:8]) in published
        body = b"PK\x03\x04 a file" if there else b"<html>no such file</html>"
        handler.send_response(200 if there else status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.interfaces[FILES] = files


@pytest.mark.parametrize("status", [200, 404])
def test_day_without_a_file_is_noted_and_no_gap(status: int, dated: Any, server: Any, tmp_path: Path) -> None:
    serve(server, {1, 2, 5, 6, 7, 8, 9}, status)
    report = dated.crawl(tmp_path / "home", "made_up", server.url)
    assert report["promised"] == {("2026-01-01/2026-01-10", "files"): (7, 7)}
    assert [name[:10] for name in sorted(report["not_published"])] == ["2026-01-03", "2026-01-04", "2026-01-10"]
    assert not report["fell_short"]


def test_silence_that_is_too_long_is_a_gap(dated: Any, server: Any, tmp_path: Path) -> None:
    serve(server, {1, 2, 8, 10})
    report = dated.crawl(tmp_path / "home", "made_up", server.url)
    days = sorted(dt.date.fromisoformat(missing[:10]).day for missing in report["missing"])
    assert days == [3, 4, 5, 6, 7]
    assert [name[:10] for name in report["not_published"]] == ["2026-01-09"]
    assert report["fell_short"]


def test_server_that_fails_is_a_gap(dated: Any, server: Any, tmp_path: Path) -> None:
    serve(server, {1, 2, 3, 5, 6, 7, 8, 9, 10}, 500)
    report = dated.crawl(tmp_path / "home", "made_up", server.url)
    assert report["missing"] == ["2026-01-04: status 500"]
