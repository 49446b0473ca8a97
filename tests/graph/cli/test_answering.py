"""What commands share that ask Neo4j."""

from __future__ import annotations

import socket

import neo4j
import pytest

from graph.cli.answering import neo4j_errors
from graph.cli.console import FAILED, Console


def test_a_server_that_goes_away_ends_the_command_with_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        pytest.raises(SystemExit) as ended,
        neo4j_errors(Console("text")),
        neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{port}") as driver,
    ):
        driver.verify_connectivity()
    assert ended.value.code == FAILED
    assert "try again" in capsys.readouterr().err
