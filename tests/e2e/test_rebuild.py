"""The same archive gives the same build: again, from nothing, without a network, in another order, at another time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Document = Callable[..., Any]

# Runs at the start of every Python process whose path it is on, so also in those that the build starts.
NO_NETWORK = """
import socket

class NoInternet(socket.socket):
    def __init__(self, family=socket.AF_INET, *rest, **named):
        if family in (-1, socket.AF_INET, socket.AF_INET6):
            raise OSError("this test has no network")
        super().__init__(family, *rest, **named)

socket.socket = NoInternet
"""


@pytest.fixture
def no_network(tmp_path: Path) -> dict[str, str]:
    """An environment in which no Python process can open an internet socket."""
    folder = tmp_path / "without network"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    environment = {"PYTHONPATH": str(folder)}
    probe = [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"]
    tried = subprocess.run(probe, env=environment, capture_output=True, text=True, check=False)
    assert "this test has no network" in tried.stderr
    return environment


@pytest.fixture
def digest(example_home: Path, document: Document) -> str:
    made: str = document("status")["build_digest"]
    assert len(made) == 64
    return made


def test_second_build_changes_nothing_and_is_quick(document: Document, copy_of_example: Path, digest: str) -> None:
    def files() -> dict[Path, int]:
        folders = (copy_of_example / "tables", copy_of_example / "stores")
        return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*") if path.is_file()}

    before = files()
    started = time.monotonic()
    made = document("build", home=copy_of_example)
    assert time.monotonic() - started < 20  # 2 s on an idle machine
    assert made["build_digest"] == digest
    assert set(made["seconds"]) == {"parse"}  # no other stage ran
    assert files() == before


def test_full_build_makes_everything_again_and_the_same(document: Document, copy_of_example: Path, digest: str) -> None:
    store = next((copy_of_example / "stores" / "rdf").glob(digest[:16]))
    before = store.stat().st_mtime_ns
    made = document("build", "--full", home=copy_of_example)
    assert made["build_digest"] == digest
    assert {"extract", "claim", "resolve"} <= set(made["seconds"])
    assert store.stat().st_mtime_ns != before


def test_build_from_the_archive_alone_without_a_network_is_the_same(
    document: Document, copy_of_example: Path, digest: str, no_network: dict[str, str]
) -> None:
    before = document("status", home=copy_of_example)
    shutil.rmtree(copy_of_example / "tables")
    shutil.rmtree(copy_of_example / "stores")
    assert document("status", home=copy_of_example)["build_digest"] is None
    assert document("build", home=copy_of_example, environment=no_network)["build_digest"] == digest
    assert document("status", home=copy_of_example) == before
    answer = document("ask", "3", home=copy_of_example, environment=no_network)
    assert {1877, 26, 13, 11} <= {row["value"] for row in answer["rows"]}


def test_crawl_at_another_time_in_another_order_at_another_place_gives_the_same(
    document: Document, tmp_path: Path, example_mirror: Path, digest: str
) -> None:
    home = tmp_path / "elsewhere (日本)" / "home"
    shutil.copytree(example_mirror, tmp_path / "copied mirror")
    for source, argument in (
        ("sangiin_questions", "session=217,216"),
        ("rs", "year=2024"),
        ("rs", "year=2025"),
    ):
        document("crawl", source, "--mirror", str(tmp_path / "copied mirror"), "-a", argument, home=home)
        time.sleep(1.1)  # times are kept in whole seconds
    assert document("build", home=home)["build_digest"] == digest


def test_half_a_build_is_finished_by_the_next(document: Document, copy_of_example: Path, digest: str) -> None:
    """What a killed build leaves behind: a table folder and a store that were not finished, and no tables."""
    (copy_of_example / "tables" / "build.json").unlink()
    shutil.rmtree(copy_of_example / "stores" / "builds")
    claims = copy_of_example / "tables" / "claims"
    kept = sorted(path for path in claims.iterdir() if path.is_dir())
    kept[0].rename(kept[0].with_name(kept[0].name + ".unfinished"))
    store = copy_of_example / "stores" / "rdf" / f"{digest[:16]}.unfinished"
    store.mkdir()
    (store / "half").write_text("a store", encoding="utf-8")
    assert document("build", home=copy_of_example)["build_digest"] == digest
    assert sorted(path for path in claims.iterdir() if path.is_dir()) == kept
    assert not store.exists()


def test_a_build_whose_publishing_was_cut_short_is_published_by_the_next(
    document: Document, copy_of_example: Path, digest: str
) -> None:
    """A killed process may have moved one of the two pointers to another build, or not written the summary."""
    for spoilt in ("stores/rdf/current", "tables/build.json"):
        (copy_of_example / spoilt).unlink()
        assert document("status", home=copy_of_example)["build_digest"] is None
        made = document("build", home=copy_of_example)
        assert made["build_digest"] == digest
        assert set(made["seconds"]) == {"parse"}
        assert document("status", home=copy_of_example)["build_digest"] == digest
        assert (copy_of_example / "tables" / "published").readlink().name == digest[:16]
