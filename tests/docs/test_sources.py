"""The table of sources says what their metadata say, and every source has a page that says how far it is verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler import sources

FOLDER = Path(__file__).parents[2] / "docs" / "sources"


@pytest.mark.parametrize("name", sources.names())
def test_source_stands_in_the_table_as_its_metadata_say_and_has_a_page(name: str) -> None:
    source = sources.load(name)
    row = re.search(
        rf"^\| \[{name}\]\((\w+\.md)\) \| (.*) \|$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert row is not None, f"docs/sources/README.md has no row of {name}"
    asked = "yes" if source.default else "when named"
    assert row[2].split(" | ") == [source.title, source.verified, str(source.cadence_days), asked, source.licence]
    assert f"`{name}`" in (FOLDER / row[1]).read_text("utf-8") or f"crawl {name}" in (FOLDER / row[1]).read_text(
        "utf-8"
    )
