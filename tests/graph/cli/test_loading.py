"""A load that fails before it touched the server leaves nothing to put back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from graph.build import builds
from graph.build.builds import Build, KeptBuild
from graph.build.clock import Clock
from graph.cli.console import Console
from graph.cli.loading import LoadFailedError, loaded
from graph.home import Home
from graph.neo4j.rows import version
from graph.rdf import store


def test_what_the_server_holds_still_is_not_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("IZON_NEO4J_URI", raising=False)
    home, now, new = Home.at(tmp_path), Build("a" * 64, "", 0, {}, {}, {}), Build("b" * 64, "", 0, {}, {}, {})
    for folder in (home.rdf / now.name, home.published, home.neo4j, tmp_path / "no tables"):
        folder.mkdir(parents=True)
    store.use(home.rdf, now.name)
    builds.write_json(home.summary, asdict(now))
    home.loaded.write_text(f"{now.name} {version()}", "utf-8")
    with (
        pytest.raises(LoadFailedError) as failed,
        loaded(home, Console("text"), Clock(), KeptBuild(new, 2, tmp_path / "no tables")),
    ):
        raise AssertionError("there was nothing to load")
    assert "nothing to load" not in str(failed.value)
    assert failed.value.restored == "as before"
    assert "again" not in capsys.readouterr().err
