"""The archive of classes is made once, taken by servers, and missed by none."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.neo4j.jars import fetch
from graph.neo4j.server import EmbeddedServer
from graph.neo4j.startup import class_archive

pytestmark = pytest.mark.neo4j


def test_a_server_runs_on_the_archive(shared_server: EmbeddedServer) -> None:
    archive = class_archive(fetch())
    assert archive
    made = archive.stat().st_mtime_ns
    assert str(archive) in Path(f"/proc/{shared_server.start().pid}/maps").read_text()
    assert class_archive(fetch()) == archive
    assert archive.stat().st_mtime_ns == made
    assert "AOT" not in shared_server.files.console.read_text("utf-8")


def test_where_none_can_be_made_there_is_none_and_nothing_is_left(tmp_path: Path) -> None:
    library = tmp_path / "lib"  # without a jar, so that the server it learns from ends at once
    library.mkdir()
    assert class_archive(library) is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.lock", "lib"]
