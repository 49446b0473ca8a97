"""Spiders say what contradicts itself when they are made, and read their arguments."""

from __future__ import annotations

from typing import Any

import pytest

from crawler import sources
from crawler.access.base import IncoherentSpiderError
from crawler.access.bulk_files import BulkFilesSpider
from crawler.access.index_then_detail import IndexThenDetailSpider
from crawler.access.slices import SpiderArgumentError, numbers
from crawler.spiders.rs import ReviewSheets
from crawler.spiders.sangiin_questions import CouncillorsQuestions

URL_5_1 = (
    "https://rssystem.go.jp/files/2025/rs/"
    "5-1_RS_2025_%E6%94%AF%E5%87%BA%E5%85%88_%E6%94%AF%E5%87%BA%E6%83%85%E5%A0%B1.zip"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("216", (216,)), ("217,216", (216, 217)), ("216-218", (216, 217, 218)), (" 1 , 3 - 4,3", (1, 3, 4))],
)
def test_numbers_of_an_argument(text: str, expected: tuple[int, ...]) -> None:
    assert numbers("session", text) == expected


@pytest.mark.parametrize("text", ["", "x", "216,", "218-216", "1-1000000", "-1", "２１６", "216;217"])
def test_argument_that_is_no_number_is_told(text: str) -> None:
    with pytest.raises(SpiderArgumentError, match=f"session={text}"):
        numbers("session", text)


def test_argument_that_a_spider_does_not_take_is_told() -> None:
    with pytest.raises(SpiderArgumentError, match="rs takes no argument session; it takes year, files"):
        ReviewSheets(session="216")


def test_defaults_come_from_the_metadata() -> None:
    assert ReviewSheets().slices == (2025,)
    assert CouncillorsQuestions().slices == (216,)


def test_review_sheet_url_is_the_sites_own_name_percent_encoded() -> None:
    assert ReviewSheets().file_url(2025, "5-1") == URL_5_1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "nowhere"}, "no source 'nowhere'"),
        ({"slice_argument": "session"}, "no argument in the source's metadata"),
        ({"files": {}}, "files is empty"),
        ({"magic": b""}, "magic is empty"),
        ({"magic": b"<html>"}, "start of an HTML page"),
        ({"files": {"9": "written_answer"}}, "is not in crawler/sources/rs.toml"),
    ],
)
def test_contradiction_in_a_bulk_spider_raises_when_it_is_made(changes: dict[str, Any], message: str) -> None:
    spider = type("Wrong", (ReviewSheets,), changes)
    with pytest.raises(IncoherentSpiderError, match=message):
        spider()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"index_kind": ""}, "index_kind is not set"),
        ({"detail_kinds": ()}, "detail_kinds is empty"),
        ({"detail_kinds": ("question_list",)}, "index_kind is among detail_kinds"),
        ({"index_kind": "review_payee"}, "is not in crawler/sources/sangiin_questions.toml"),
    ],
)
def test_contradiction_in_an_index_spider_raises_when_it_is_made(changes: dict[str, Any], message: str) -> None:
    spider = type("Wrong", (CouncillorsQuestions,), changes)
    with pytest.raises(IncoherentSpiderError, match=message):
        spider()


@pytest.mark.parametrize("base", [BulkFilesSpider, IndexThenDetailSpider])
def test_base_spider_says_how_to_write_one(base: type[Any]) -> None:
    assert base.__doc__ is not None
    assert all(f"{step}. " in base.__doc__ for step in range(1, 5))


@pytest.mark.parametrize("name", sources.names())
def test_source_metadata_is_whole(name: str) -> None:
    source = sources.load(name)
    assert source.attribution
    assert source.licence
    assert source.terms
    assert source.verified in sources.VERIFICATIONS
    assert source.delay_seconds >= 1


def test_unknown_source_names_those_there_are() -> None:
    with pytest.raises(sources.SourceError, match="rs, rs_api, sangiin_questions"):
        sources.load("nowhere")
