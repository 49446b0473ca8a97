"""docs/adding-a-source.md does what it says: its files, and nothing else, make a source that crawls and parses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "adding-a-source.md"
BLOCK = re.compile(r"^`([^`\n]+)`\n\n```[a-z]+\n(.*?)```$", re.MULTILINE | re.DOTALL)
CASE = "tests/crawler/pages/ministry_contract/reiji"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The files that the page shows, by path."""
    return dict(BLOCK.findall(PAGE.read_text(encoding="utf-8")))


@pytest.fixture
def added(files: dict[str, str], workshop: Any) -> Any:
    for path, text in files.items():
        if path.startswith("crawler/"):
            workshop.add(path.removeprefix("crawler/"), text)
    return workshop


def test_page_adds_one_spider_of_forty_lines_one_metadata_file_and_one_case(files: dict[str, str]) -> None:
    assert sorted(files) == [
        "crawler/sources/reiji_contracts.toml",
        "crawler/spiders/reiji_contracts.py",
        f"{CASE}/case.json",
        f"{CASE}/page.csv",
    ]
    assert len(files["crawler/spiders/reiji_contracts.py"].splitlines()) <= 40


def test_none_of_the_files_is_in_the_repository(files: dict[str, str]) -> None:
    assert not any((REPOSITORY / path).exists() for path in files)


def test_case_of_the_page_is_what_reading_gives(files: dict[str, str], added: Any) -> None:
    script = """
import dataclasses, json, sys
from crawler.pages import page_kind
body, case = sys.argv[1:]
case = json.loads(case)
records = page_kind("ministry_contract").parse(body.encode(), case["url"], case["arguments"])
print(json.dumps([{"kind": record.kind, **dataclasses.asdict(record)} for record in records]))
"""
    case = files[f"{CASE}/case.json"]
    assert added.run(script, files[f"{CASE}/page.csv"], case) == json.loads(case)["records"]


def test_added_source_is_crawled_and_parsed(files: dict[str, str], added: Any, server: Any, tmp_path: Path) -> None:
    folder = server.folder / "www.reiji.example" / "keiyaku" / "2025"
    folder.mkdir(parents=True)
    (folder / "kyoso.csv").write_text(files[f"{CASE}/page.csv"], encoding="utf-8")
    report = added.crawl(tmp_path / "home", "reiji_contracts", server.url)
    assert report["promised"] == {("2025", "files"): (2, 1)}
    assert report["missing"] == ["zuikei: status 404"]
    (folder / "zuikei.csv").write_text("<html>no such file</html>", encoding="utf-8")
    report = added.crawl(tmp_path / "home", "reiji_contracts", server.url)
    assert report["missing"] == ["zuikei: not published: status 200 with an HTML page in its place"]
    script = """
import json, sys
from pathlib import Path
from crawler.parse import parse_archive
print(json.dumps(dict(parse_archive(Path(sys.argv[1])).records)))
"""
    assert added.run(script, str(tmp_path / "home"))["ministry_contract"] == 1


def test_urls_of_the_added_source_are_those_of_its_spider(added: Any) -> None:
    script = """
import json
from crawler.spiders.reiji_contracts import ReijiContracts
spider = ReijiContracts()
print(json.dumps([spider.source.page_of(spider.file_url(2025, file)) for file in spider.files]))
"""
    assert added.run(script) == [["ministry_contract", {"year": 2025}]] * 2


def test_added_source_can_be_probed(files: dict[str, str], added: Any, server: Any, tmp_path: Path) -> None:
    folder = server.folder / "www.reiji.example" / "keiyaku" / "2025"
    folder.mkdir(parents=True)
    (folder / "kyoso.csv").write_text(files[f"{CASE}/page.csv"], encoding="utf-8")
    script = """
import json, sys
from pathlib import Path
from crawler.probe import probe_source
report = probe_source(Path(sys.argv[1]), "reiji_contracts", {}, sys.argv[2])
print(json.dumps([report.verified, report.differences]))
"""
    assert added.run(script, str(tmp_path / "home"), server.url) == ["documentation-only", []]
