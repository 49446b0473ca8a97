"""The archive of classes is made once, taken by servers, and missed by none."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from graph.neo4j.jars import fetch
from graph.neo4j.server import EmbeddedServer
from graph.neo4j.server_lesson import learn_server
from graph.neo4j.startup import REST_SECONDS, class_archive

pytestmark = pytest.mark.neo4j


def test_a_server_runs_on_the_archive(shared_server: EmbeddedServer) -> None:
    endpoint = shared_server.start()
    archive = class_archive(fetch(), "server", _never)
    assert archive
    assert str(archive) in Path(f"/proc/{endpoint.pid}/maps").read_text()
    assert "AOT" not in shared_server.files.console.read_text("utf-8")


def test_where_none_can_be_made_there_is_none_and_a_day_passes_until_the_next_try(tmp_path: Path) -> None:
    library = tmp_path / "lib"  # without a jar, so that the server it learns from ends at once
    library.mkdir()
    assert class_archive(library, "server", partial(learn_server, library)) is None
    (failed,) = tmp_path.glob("server-*.failed")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.lock", "lib", failed.name]
    assert class_archive(library, "server", _never) is None
    long_ago = failed.stat().st_mtime - REST_SECONDS
    os.utime(failed, (long_ago, long_ago))
    archive = class_archive(library, "server", lambda _, made: made.touch())
    assert archive
    assert archive.exists()
    assert not failed.exists()


def _never(home: Path, archive: Path) -> None:
    pytest.fail("no program was to be run to learn from")
