"""Which process is ours: never one that merely has the number of one that was."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from graph.neo4j import process
from graph.neo4j.server import EmbeddedServer

PROGRAM = Path(sys.executable).name


@pytest.fixture
def stranger() -> Iterator[psutil.Process]:
    """A process that has nothing to do with us."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "--mark=stranger"]) as child:
        yield psutil.Process(child.pid)
        child.kill()


def test_remembered_process_is_found_again(tmp_path: Path, stranger: psutil.Process) -> None:
    record = tmp_path / "process.json"
    process.remember(record, stranger)
    assert process.find(record, PROGRAM, ["--mark=none"]) == stranger


def test_reused_process_id_is_not_taken_for_ours_and_the_stale_record_goes(
    tmp_path: Path, stranger: psutil.Process
) -> None:
    record = tmp_path / "process.json"
    process.remember(record, stranger)
    content = json.loads(record.read_text())
    record.write_text(json.dumps(content | {"started": "another boot:1"}))
    assert process.find(record, PROGRAM, ["--mark=none"]) is None
    assert not record.exists()


def test_stop_does_not_touch_a_stranger_with_a_remembered_process_id(tmp_path: Path, stranger: psutil.Process) -> None:
    server = EmbeddedServer(tmp_path)
    server.files.create()
    server.files.process.write_text(json.dumps({"pid": stranger.pid, "started": "another boot:1"}))
    assert not server.stop()
    assert process.alive(stranger)
    assert not server.status().running


def test_process_whose_record_was_never_written_is_found_by_its_arguments(
    tmp_path: Path, stranger: psutil.Process
) -> None:
    assert process.find(tmp_path / "process.json", PROGRAM, ["--mark=stranger"]) == stranger


def test_ended_process_that_nobody_waited_for_is_not_alive(stranger: psutil.Process, tmp_path: Path) -> None:
    record = tmp_path / "process.json"
    process.remember(record, stranger)
    stranger.kill()
    while stranger.status() != psutil.STATUS_ZOMBIE:
        pass
    assert not process.alive(stranger)
    assert process.find(record, PROGRAM, ["--mark=none"]) is None


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"pid": "x", "started": ""}', '{"pid": 4194305, "started": ""}'])
def test_damaged_record_names_no_process(tmp_path: Path, content: str) -> None:
    record = tmp_path / "process.json"
    record.write_text(content)
    assert process.find(record, PROGRAM, ["--mark=none"]) is None
