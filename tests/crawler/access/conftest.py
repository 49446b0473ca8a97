"""Made-up sources of each access pattern, added to a copy of the crawler as a contributor would add them."""

from __future__ import annotations

from typing import Any

import pytest

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

[arguments.{argument}]
default = "{default}"
meaning = "slices"

[page_kinds]
made_up = "served-bytes"

[minimum_records]
"""

PAGE = '''"""Pages of a made-up source: one identifier a line; nothing becomes a record."""

VERSION = 1


def parse(body, file, arguments):
    return iter(())
'''

PAGED = '''"""Answers of JSON: total, records, next."""

import json

from crawler.access.api import ApiRequest
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.pages import PageError


class Paged(PagedApiSpider):
    name = "made_up"
    slice_argument = "session"
    page_kind = "made_up"
    records = "speeches"

    def first_request(self, part):
        return self._at(part, 1)

    def read_page(self, body, asked, part):
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise PageError("json", f"no JSON ({error})", asked.url) from error
        following = answer["next"]
        return ApiPage(
            answer["total"], tuple(answer["records"]), None if following is None else self._at(part, following)
        )

    def _at(self, part, position):
        return ApiRequest(f"https://api.example.test/api?session={part}&start={position}")
'''

POSTED = PAGED.replace(
    'ApiRequest(f"https://api.example.test/api?session={part}&start={position}")',
    'ApiRequest("https://api.example.test/api", json.dumps({"session": part, "start": position}).encode())',
)

BISECTING = '''"""Answers of JSON: hits, records; at most three."""

import json

from crawler.access.api import ApiRequest
from crawler.access.dated_bisecting_api import CutAnswer, DatedBisectingApiSpider
from crawler.pages import PageError


class Bisecting(DatedBisectingApiSpider):
    name = "made_up"
    slice_argument = "dates"
    page_kind = "made_up"
    records = "notices"
    cap = 3
    dimensions = {"place": ("01", "02"), "category": ("1", "2")}

    def request_for(self, cut):
        values = "".join(f"&{name}={value}" for name, value in cut.values)
        return ApiRequest(f"https://api.example.test/api?from={cut.dates.first}&to={cut.dates.last}{values}")

    def read_answer(self, body, asked, cut):
        answer = json.loads(body)
        if "error" in answer:
            raise PageError("refused", answer["error"], asked.url)
        return CutAnswer(answer["hits"], tuple(answer["records"]))
'''

DATED = '''"""A zip a day."""

from crawler.access.dated_files import DatedFilesSpider


class Dated(DatedFilesSpider):
    name = "made_up"
    slice_argument = "dates"
    page_kind = "made_up"
    magic = b"PK"
    longest_silence_days = 5

    def file_url(self, day):
        return f"https://api.example.test/files?name=diff_{day:%Y%m%d}.zip"
'''


def _source(workshop: Any, spider: str, argument: str, default: str) -> Any:
    workshop.add("sources/made_up.toml", METADATA.format(argument=argument, default=default))
    workshop.add("pages/made_up.py", PAGE)
    workshop.add("spiders/made_up.py", spider)
    return workshop


@pytest.fixture
def paged(workshop: Any) -> Any:
    return _source(workshop, PAGED, "session", "216")


@pytest.fixture
def posted(workshop: Any) -> Any:
    return _source(workshop, POSTED, "session", "216")


@pytest.fixture
def bisecting(workshop: Any) -> Any:
    return _source(workshop, BISECTING, "dates", "2026-01")


@pytest.fixture
def dated(workshop: Any) -> Any:
    return _source(workshop, DATED, "dates", "2026-01-01/2026-01-10")
