"""Tokens reach the site, and nothing that we keep."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

TOKEN = "tOkEn-0123456789/abc"

METADATA = """
title = "A made-up source"
title_ja = "架空の情報源"
publisher = "nobody"
homepage = "https://api.example.test/"
hosts = ["api.example.test"]
licence = "none"
licence_url = "https://api.example.test/licence"
terms = "made up"
attribution = "made up"
cadence_days = 1
coverage = "made up"
delay_seconds = 1.0
concurrency = 1

[arguments.year]
default = "2025"
meaning = "slices"

[secrets.token]
environment = "IZON_MADE_UP_TOKEN"
{place}

[page_kinds]
reference_table = "served-bytes"

[minimum_records]
"""

SPIDER = '''"""One file."""

from crawler.access.bulk_files import BulkFilesSpider


class MadeUp(BulkFilesSpider):
    name = "made_up"
    slice_argument = "year"
    files = {"one": "reference_table"}
    magic = b"a,b"

    def file_url(self, part, file):
        return f"https://api.example.test/file?year={part}"
'''


@pytest.fixture(params=['header = "X-Token"', 'parameter = "id"'])
def made_up(request: Any, workshop: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("IZON_MADE_UP_TOKEN", TOKEN)
    workshop.add("sources/made_up.toml", METADATA.format(place=request.param))
    workshop.add("spiders/made_up.py", SPIDER)
    return workshop


def everything_kept(home: Path) -> bytes:
    kept = b""
    for path in sorted(home.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            kept += content
            while content[:2] == b"\x1f\x8b":  # every member of a WARC file
                content = gzip.decompress(content)
                kept += content
    return kept


@pytest.mark.parametrize(("status", "compressed"), [(200, True), (403, False), (500, False)])
def test_token_is_sent_and_neither_archived_nor_noted_nor_logged(
    status: int, compressed: bool, made_up: Any, server: Any, tmp_path: Path
) -> None:
    seen: list[str] = []

    def interface(handler: Any, behind: str) -> None:
        seen.append(f"{handler.headers.get('X-Token')} {behind}")
        body = f"a,b\r\n{handler.path},{TOKEN}\r\n".encode()
        body = gzip.compress(body) if compressed else body
        handler.send_response(status)
        handler.send_header("X-Echo", TOKEN)
        if compressed:
            handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.interfaces["/api.example.test/file"] = interface
    report = made_up.crawl(tmp_path / "home", "made_up", server.url)
    assert report["fell_short"] is (status != 200)
    assert seen
    assert all(TOKEN in asked for asked in seen)
    kept = everything_kept(tmp_path / "home")
    assert b"api.example.test" in kept
    assert TOKEN.encode() not in kept
    assert TOKEN.replace("/", "%2F").encode() not in kept


def test_named_source_without_its_token_is_wrong_use(made_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IZON_MADE_UP_TOKEN")
    script = """
import json, pathlib
from crawler.crawl import CrawlArgumentError, crawl
try:
    crawl(pathlib.Path("home"), ["made_up"], {})
except CrawlArgumentError as error:
    print(json.dumps(str(error)))
"""
    assert made_up.run(script) == "made_up needs the environment variable IZON_MADE_UP_TOKEN"
