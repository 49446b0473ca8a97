"""The embedded server: found, stopped and started again after whatever happened to it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import neo4j
import neo4j.exceptions
import psutil
import pytest

from graph.neo4j.connection import connect
from graph.neo4j.errors import ConfigurationError, PortTakenError
from graph.neo4j.server import EmbeddedServer

pytestmark = pytest.mark.neo4j
REPOSITORY = Path(__file__).parents[3]
START = "import sys; from pathlib import Path; from graph.neo4j.server import EmbeddedServer;"
START += "endpoint = EmbeddedServer(Path(sys.argv[1])).start(); print(endpoint.pid, endpoint.bolt_uri, flush=True)"


def _names(home: Path) -> list[str]:
    with connect(home) as driver:
        records, _, _ = driver.execute_query("MATCH (p:Probe) RETURN p.name AS name ORDER BY name")
    return [record["name"] for record in records]


def _starter(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", START, str(home)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def test_running_server_is_reported_and_started_only_once(shared_server: EmbeddedServer) -> None:
    status = shared_server.status()
    assert status.running
    assert status.answering
    assert status.endpoint == shared_server.start()
    assert status.endpoint.password not in repr(status)


def test_server_is_neo4j_2026_09_community_with_both_cyphers(shared_server: EmbeddedServer, home: Path) -> None:
    with connect(home) as driver:
        records, _, _ = driver.execute_query("CALL dbms.components() YIELD name, versions, edition")
        driver.execute_query("CYPHER 5 RETURN 1")
        driver.execute_query("CYPHER 25 RETURN 1")
    assert ("Neo4j Kernel", ["2026.09.0"], "community") in [tuple(record.values()) for record in records]


def test_browser_is_served(shared_server: EmbeddedServer) -> None:
    with urllib.request.urlopen(shared_server.start().http_uri + "browser/", timeout=10) as answer:
        assert "<title>Neo4j Browser</title>" in answer.read().decode()


def test_server_listens_on_this_machine_only(shared_server: EmbeddedServer) -> None:
    connections = psutil.Process(shared_server.start().pid).net_connections("inet")
    addresses = {each.laddr.ip for each in connections if each.status == psutil.CONN_LISTEN}
    assert addresses <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}
    assert not [each for each in connections if each.type == socket.SOCK_DGRAM]


def test_password_is_random_and_readable_by_its_owner_only(shared_server: EmbeddedServer) -> None:
    files, endpoint = shared_server.files, shared_server.start()
    assert stat.S_IMODE(files.password.stat().st_mode) == 0o600
    assert stat.S_IMODE((files.data / "dbms" / "auth.ini").stat().st_mode) == 0o600
    assert stat.S_IMODE(files.root.stat().st_mode) == 0o700
    assert files.password.read_text() == endpoint.password
    assert len(endpoint.password) >= 32
    assert endpoint.password not in " ".join(psutil.Process(endpoint.pid).cmdline())


@pytest.mark.parametrize("login", [None, ("neo4j", "neo4j"), ("neo4j", "")])
def test_nobody_gets_in_without_the_password(shared_server: EmbeddedServer, login: tuple[str, str] | None) -> None:
    with (
        neo4j.GraphDatabase.driver(shared_server.start().bolt_uri, auth=login) as driver,
        pytest.raises(neo4j.exceptions.AuthError),
    ):
        driver.verify_connectivity()


@pytest.mark.parametrize("address", ["file:///people.csv", "HTTP", "http://192.0.2.1/people.csv"])
def test_load_csv_reads_neither_files_nor_the_network(shared_server: EmbeddedServer, home: Path, address: str) -> None:
    (shared_server.files.root / "import" / "people.csv").write_text("name\n", "utf-8")
    # the server's own HTTP port stands for a service on this machine that a query must not reach
    address = shared_server.start().http_uri if address == "HTTP" else address
    with (
        connect(home) as driver,
        pytest.raises(neo4j.exceptions.Neo4jError, match=r"allow_csv_import_from_file_urls|blocked"),
    ):
        driver.execute_query("LOAD CSV FROM $address AS row RETURN row", address=address)


def test_query_that_runs_away_ends(home: Path, shared_server: EmbeddedServer) -> None:
    with connect(home) as driver:
        records, _, _ = driver.execute_query("SHOW SETTINGS 'db.transaction.timeout' YIELD value")
    assert records[0]["value"] in ("1m", "60s")


@pytest.mark.slow
def test_data_survive_kill_9_and_the_ports_stay(shared_server: EmbeddedServer, home: Path) -> None:
    before = shared_server.start()
    with connect(home) as driver:
        driver.execute_query("CREATE (:Probe {name: '殺されても残る'})")
    os.kill(before.pid, signal.SIGKILL)
    while shared_server.status().running:
        time.sleep(0.05)
    after = shared_server.start()
    assert after.pid != before.pid
    assert (after.bolt_uri, after.http_uri, after.password) == (before.bolt_uri, before.http_uri, before.password)
    assert _names(home) == ["殺されても残る"]


@pytest.mark.slow
def test_starters_at_once_and_a_killed_one_leave_one_server(new_server: Callable[[str], EmbeddedServer]) -> None:
    server = new_server("home")
    home = server.files.root.parents[1]
    with _starter(home) as killed:
        while not server.files.console.exists():
            time.sleep(0.02)
        killed.kill()
    server.files.process.unlink(missing_ok=True)  # as if it had been killed a moment earlier
    with _starter(home) as one, _starter(home) as other:
        said = [one.communicate(timeout=120)[0], other.communicate(timeout=120)[0]]
    assert said[0] == said[1] != ""
    servers = [
        each for each in psutil.process_iter(["cmdline"]) if f"--home-dir={server.files.root}" in each.info["cmdline"]
    ]
    assert [each.pid for each in servers] == [server.start().pid]
    assert server.stop()
    assert not server.stop()
    assert not server.status().running


@pytest.mark.slow
def test_homes_live_side_by_side_and_move_when_their_port_was_taken(
    shared_server: EmbeddedServer, new_server: Callable[[str], EmbeddedServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, server = shared_server.start(), new_server("second")
    home = server.files.root.parents[1]
    monkeypatch.setenv("IZON_NEO4J_BOLT_PORT", first.bolt_uri.rpartition(":")[2])
    with pytest.raises(PortTakenError, match=r"IZON_NEO4J_BOLT_PORT asks for, is taken"):
        server.start()
    monkeypatch.delenv("IZON_NEO4J_BOLT_PORT")
    second = server.start()
    assert not {first.bolt_uri, first.http_uri, first.password} & {second.bolt_uri, second.http_uri, second.password}
    with connect(home) as driver:
        driver.execute_query("CREATE (:Probe {name: '二つ目'})")
    assert server.stop()
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the stopped server's closing connections
        somebody.bind(("127.0.0.1", int(second.bolt_uri.rpartition(":")[2])))
        somebody.listen()
        assert server.start().bolt_uri not in (first.bolt_uri, second.bolt_uri)
        assert _names(home) == ["二つ目"]
    assert shared_server.status().answering


def test_lost_password_file_is_explained(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path)
    (server.files.data / "databases" / "system").mkdir(parents=True)
    with pytest.raises(ConfigurationError, match=r"password is missing.*Put the file back"):
        server.start()


def test_status_and_stop_of_a_home_without_a_server_create_nothing(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "home")
    assert not server.status().running
    assert not server.stop()
    assert not (tmp_path / "home").exists()
