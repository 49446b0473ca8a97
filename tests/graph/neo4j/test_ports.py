"""The ports of a home: configured, remembered, or the next free ones."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.neo4j.errors import ConfigurationError, PortTakenError
from graph.neo4j.ports import BOLT_VARIABLE, HTTP_VARIABLE, Ports, choose, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which this test listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_configured_port_that_is_taken_is_named_with_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    for variable in (BOLT_VARIABLE, HTTP_VARIABLE):
        with monkeypatch.context() as patch:
            patch.setenv(variable, str(taken))
            with pytest.raises(PortTakenError, match=rf"Port {taken}.*{variable}"):
                choose(tmp_path / "ports.json")


@pytest.mark.parametrize("text", ["0", "65536", "-1", "bolt", "７６８７x"])
def test_configured_port_that_is_no_port_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(BOLT_VARIABLE, text)
    with pytest.raises(ConfigurationError, match=f"{BOLT_VARIABLE} is '{text}'"):
        choose(tmp_path / "ports.json")


def test_the_same_port_cannot_be_configured_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    free = next(port for port in range(40000, 50000) if is_free(port))
    monkeypatch.setenv(BOLT_VARIABLE, str(free))
    monkeypatch.setenv(HTTP_VARIABLE, str(free))
    with pytest.raises(ConfigurationError, match=f"both {free}"):
        choose(tmp_path / "ports.json")


def test_remembered_ports_are_taken_again_even_when_lower_ones_are_free(tmp_path: Path) -> None:
    record = tmp_path / "ports.json"
    bolt, http = [port for port in range(40000, 50000) if is_free(port)][:2]
    Ports(bolt, http).remember(record)
    assert choose(record) == Ports(bolt, http)


def test_remembered_port_that_somebody_else_took_gives_the_next_free_one(tmp_path: Path, taken: int) -> None:
    record = tmp_path / "ports.json"
    Ports(taken, taken).remember(record)
    chosen = choose(record)
    assert taken not in (chosen.bolt, chosen.http)
    assert chosen.bolt >= 7687
    assert chosen.http >= 7474
    assert Ports.remembered(record) == chosen


@pytest.mark.parametrize("content", ["", "[]", '{"bolt": "x"}', '{"bolt": 7687}'])
def test_damaged_record_is_no_record(tmp_path: Path, content: str) -> None:
    record = tmp_path / "ports.json"
    record.write_text(content)
    assert Ports.remembered(record) is None
    assert choose(record).bolt >= 7687
