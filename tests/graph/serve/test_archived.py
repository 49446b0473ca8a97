"""Archived copies: what was redacted is shown no more, not even by a server that has shown it before."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from crawler.add import Page, add_pages
from crawler.redaction import redact
from graph.serve.archived import ArchivedCopies

SHEET = "rssystem.go.jp/files/2025/rs/1-2_RS_2025_基本情報_事業概要等.zip"
CELL = "cell=2,5"


@pytest.fixture
def home(example_mirror: Path, tmp_path: Path) -> Path:
    body = (example_mirror / SHEET).read_bytes()
    page = Page("rs", f"https://{SHEET}", "review_project", body, "application/zip", arguments={"year": 2025})
    (capture,) = add_pages(tmp_path / "home", [page])
    (tmp_path / "digest").write_text(capture.digest, encoding="utf-8")
    return tmp_path / "home"


def test_copy_that_was_shown_is_withheld_when_its_page_is_redacted(home: Path, tmp_path: Path) -> None:
    digest = (tmp_path / "digest").read_text(encoding="utf-8")
    copies = ArchivedCopies([sys.executable, "-m", "graph.cli.archived", str(home)], home / "archive")
    shown = asyncio.run(copies.copy(digest, CELL))
    assert shown is not None
    assert (shown.withheld, len(shown.cells)) == ("", 1)
    assert shown.cells[0].text
    redact(home, digest, "a person asked for it")
    now = asyncio.run(copies.copy(digest, CELL))
    assert now is not None
    assert (now.cells, now.text) == ((), None)
    assert "removed on" in now.withheld
    assert "a person asked for it" in now.withheld
