"""A second crawl asks conditionally and changes nothing; a mirror served over HTTP is the mirror in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import Ledger

pytestmark = pytest.mark.slow

Document = Callable[..., Any]


def test_second_crawl_brings_nothing_new_and_causes_no_build(
    document: Document, copy_of_example: Path, example_mirror: Path, everything: tuple[str, ...]
) -> None:
    before = document("status", home=copy_of_example)
    for source in document("crawl", "--mirror", str(example_mirror), *everything, home=copy_of_example):
        assert "new" not in source["outcomes"], source
        assert source["outcomes"]["unchanged"] >= 7
        assert not source["fell_short"]
    with Ledger(copy_of_example) as ledger:
        last = {run.source: run.id for run in ledger.runs() if run.source != "reference"}
        answers = [request for run in last.values() for request in ledger.requests(run)]
    assert {request.status for request in answers if request.outcome == "unchanged"} == {304}
    made = document("build", home=copy_of_example)
    assert made["build_digest"] == before["build_digest"]
    assert set(made["seconds"]) == {"parse"}
    after = document("status", home=copy_of_example)
    assert after["captures_by_origin"] == before["captures_by_origin"]
    assert after["records"] == before["records"]


def test_mirror_behind_a_url_gives_the_same_build_with_the_same_origins(
    document: Document, tmp_path: Path, mirror_server: str, everything: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    document("crawl", "--mirror", mirror_server, *everything, home=home)
    built = document("build", home=home)
    example = document("status")
    assert built["build_digest"] == example["build_digest"]
    assert built["captures_by_origin"] == example["captures_by_origin"]
    assert example["captures_by_origin"].keys() == {"copied", "reconstructed"}
    with Ledger(home) as ledger:
        urls = {capture.url for capture in ledger.captures()}
    assert not [url for url in urls if "127.0.0.1" in url]

    again = document("crawl", "--mirror", mirror_server, *everything, home=home)
    assert [source["outcomes"].get("new", 0) for source in again] == [0, 0]
    assert document("build", home=home)["build_digest"] == built["build_digest"]
