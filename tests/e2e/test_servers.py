"""The embedded Neo4j of each home under the command line: killed, beside others, stopped."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, Protocol

import psutil
import pytest

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

Izon = Callable[..., CompletedProcess[str]]
Document = Callable[..., Any]


class Changed(Protocol):
    """What the fixture of that name gives."""

    home: Path


def test_killed_server_is_started_again_with_all_it_held(document: Document) -> None:
    pid = document("neo4j", "start")["pid"]
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=30)
    assert not document("neo4j", "status")["running"]
    assert document("ask", "3", "--engine", "both")["engines"] == ["sparql", "cypher"]
    assert document("neo4j", "status")["pid"] != pid
    assert document("check")["problems"] == []


def test_homes_have_servers_side_by_side(document: Document, changed: Changed) -> None:
    first, second = document("neo4j", "start"), document("neo4j", "start", home=changed.home)
    assert {first["bolt"], first["browser"]}.isdisjoint({second["bolt"], second["browser"]})
    text = "MATCH (c:Claim {predicate: 'observedCount'}) WHERE c.count > 1000 RETURN c.count AS count ORDER BY count"
    assert document("query", "--cypher", text)["rows"] == [[1877]]
    assert document("query", "--cypher", text, home=changed.home)["rows"] == [[1876], [1877]]


def test_configured_port_that_is_taken_gives_a_clear_message(izon: Izon, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = str(somebody.getsockname()[1])
        refused = izon(
            "neo4j", "start", home=tmp_path / "home", check=False, environment={"IZON_NEO4J_BOLT_PORT": port}
        )  # fmt: skip
    assert refused.returncode == 1
    assert port in refused.stderr
    assert "IZON_NEO4J_BOLT_PORT" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_configured_server_that_does_not_answer_gives_a_clear_message(izon: Izon) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        uri = f"bolt://127.0.0.1:{nobody.getsockname()[1]}"
    failed = izon("ask", "3", "--engine", "cypher", check=False, environment={"IZON_NEO4J_URI": uri})
    assert failed.returncode == 1
    assert uri in failed.stderr
    assert "Traceback" not in failed.stderr


def test_stopped_server_is_started_by_the_next_question(document: Document) -> None:
    assert document("neo4j", "stop") == {"stopped": True}
    assert document("neo4j", "stop") == {"stopped": False}
    assert document("neo4j", "status") == {
        "running": False, "answering": False, "bolt": None, "browser": None, "pid": None,
    }  # fmt: skip
    assert document("ask", "3", "--engine", "cypher")["rows"]
    assert document("neo4j", "status")["answering"]
