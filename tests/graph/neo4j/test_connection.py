"""Connections by ``IZON_NEO4J_URI``: the shared server plays the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.neo4j.connection import connect, is_embedded
from graph.neo4j.errors import ConfigurationError, UnreachableError
from graph.neo4j.ports import is_free
from graph.neo4j.server import EmbeddedServer


@pytest.mark.neo4j
def test_configured_server_is_used_and_nothing_is_started(
    shared_server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = shared_server.start()
    assert is_embedded()
    monkeypatch.setenv("IZON_NEO4J_URI", endpoint.bolt_uri)
    monkeypatch.setenv("IZON_NEO4J_PASSWORD", endpoint.password)
    assert not is_embedded()
    with connect(tmp_path) as driver:
        assert driver.execute_query("RETURN '依存' AS word").records[0]["word"] == "依存"
    assert not list(tmp_path.iterdir())


@pytest.mark.neo4j
def test_hints_of_the_server_are_not_logged(
    shared_server: EmbeddedServer, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(home) as driver:
        driver.execute_query("MATCH (n:NoSuchLabel) RETURN n.noSuchProperty")
    assert not [
        record for record in caplog.records if record.name.startswith("neo4j") and record.levelname == "WARNING"
    ]


@pytest.mark.neo4j
def test_refused_password_names_the_variables(
    shared_server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IZON_NEO4J_URI", shared_server.start().bolt_uri)
    monkeypatch.setenv("IZON_NEO4J_PASSWORD", "wrong")
    with pytest.raises(UnreachableError, match="IZON_NEO4J_PASSWORD"), connect(tmp_path):
        pass


def test_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = next(port for port in range(40000, 50000) if is_free(port))
    monkeypatch.setenv("IZON_NEO4J_URI", f"bolt://127.0.0.1:{port}")
    with pytest.raises(UnreachableError, match=rf"bolt://127.0.0.1:{port} does not answer"), connect(tmp_path):
        pass


def test_user_without_password_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZON_NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("IZON_NEO4J_USER", "reader")
    with pytest.raises(ConfigurationError, match="IZON_NEO4J_PASSWORD is not"), connect(tmp_path):
        pass


def test_address_that_is_none_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZON_NEO4J_URI", "127.0.0.1:7687")
    with pytest.raises(ConfigurationError, match="IZON_NEO4J_URI"), connect(tmp_path):
        pass


def test_password_that_stands_in_the_address_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZON_NEO4J_URI", "bolt://reader:a-secret@127.0.0.1:1")
    with pytest.raises(ConfigurationError, match="IZON_NEO4J_URI") as raised, connect(tmp_path):
        pass
    assert "a-secret" not in str(raised.value)


@pytest.mark.neo4j
def test_login_of_a_file_is_used(
    shared_server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = shared_server.start()
    secret = tmp_path / "neo4j_auth"
    secret.write_text(f"{endpoint.user}/{endpoint.password}\n", encoding="utf-8")
    monkeypatch.setenv("IZON_NEO4J_URI", endpoint.bolt_uri)
    monkeypatch.setenv("IZON_NEO4J_AUTH_FILE", str(secret))
    with connect(tmp_path) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


@pytest.mark.parametrize("content", ["", "a-secret-without-a-user", "/a-secret", None])
def test_file_without_a_login_is_told_and_not_repeated(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "neo4j_auth"
    if content is not None:
        secret.write_text(content, encoding="utf-8")
    monkeypatch.setenv("IZON_NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("IZON_NEO4J_AUTH_FILE", str(secret))
    with pytest.raises(ConfigurationError, match="IZON_NEO4J_AUTH_FILE") as raised, connect(tmp_path):
        pass
    assert "a-secret" not in str(raised.value)
