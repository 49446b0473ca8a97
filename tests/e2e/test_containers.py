"""The compose file and the image: safe as written, and every command that the containers run does here what it should.

There is no container engine in these tests: the images themselves are not built.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from graph.neo4j.server import EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT.parent / "shared" / "conformance" / "compose" / "compose-spec.json"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service["image"].startswith("izon:"))
SECRET = re.compile("AUTH|PASSWORD|TOKEN|SECRET|WEBHOOK|APPLICATION")
STAGES = re.split("(?m)^FROM ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))


def test_compose_file_holds_to_the_specification() -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the specification's schema is not here ({SCHEMA})")
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(COMPOSE)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_service_is_bounded_watched_and_reached_from_this_machine_only(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert re.fullmatch("[0-9]+[mg]", service["mem_limit"])
    assert all(re.fullmatch("127[.]0[.]0[.]1:[0-9]+:[0-9]+", port) for port in service.get("ports", ()))
    assert not service.keys() & {"privileged", "network_mode", "pid", "env_file"}
    assert "no-new-privileges:true" in service["security_opt"]
    assert re.search(":[0-9]", service["image"]), "the image is pinned by a version"
    volumes = [volume.partition(":")[0] for volume in service["volumes"]]
    assert set(volumes) <= COMPOSE["volumes"].keys(), "no folder of the host is mounted"
    for variable, value in service["environment"].items():
        if SECRET.search(variable):
            assert re.fullmatch(r"/run/secrets/\w+|\$\{\w+:-\}", value), f"{variable} is written down"
    for secret in service["secrets"]:
        assert COMPOSE["secrets"][secret["source"]].keys() == {"environment"}  # compose refuses to start without it
        assert secret["mode"] == 0o400
        assert secret["uid"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_write_but_to_their_volume(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == [f"izon:{service['environment']['IZON_HOME']}"]
    assert service["environment"]["IZON_CONTACT"].startswith("${IZON_CONTACT:?")


def test_nobody_but_the_owner_of_the_password_reaches_neo4j_and_its_queries_reach_nothing() -> None:
    settings = SERVICES["neo4j"]["environment"]
    assert "NEO4J_AUTH" not in settings
    assert settings["NEO4J_dbms_security_allow__csv__import__from__file__urls"] == "false"
    assert settings["NEO4J_internal_dbms_cypher__ip__blocklist"] == "0.0.0.0/0,::/0"
    assert settings["NEO4J_db_transaction_timeout"]
    assert settings["NEO4J_db_memory_transaction_max"]


def test_image_has_a_pinned_base_no_builder_and_no_root() -> None:
    head, build, final = STAGES
    (base,) = re.findall("^ARG BASE=(.+)$", head, re.MULTILINE)
    assert re.fullmatch("python:3[.]11-slim-[a-z]+", base)
    assert build.startswith("${BASE} AS build\n")
    assert final.startswith("${BASE}\n")
    assert "--require-hashes -r requirements.lock" in build
    assert "pip install" not in final
    users = re.findall("^USER (.+)$", final, re.MULTILINE)
    assert users == ["10001:10001"]
    assert {secret["uid"] for name in OURS for secret in SERVICES[name]["secrets"]} == {"10001"}


def test_only_what_the_image_is_made_from_goes_to_the_builder() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert ignored[0] == "*"
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert all((ROOT / name).exists() for name in let_in)
    copied = {
        word for line in re.findall("^COPY (?!--from)(.+) [^ ]+$", STAGES[1], re.MULTILINE) for word in line.split()
    }
    assert copied == let_in


@pytest.fixture(scope="module")
def home(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the volume holds after some nights."""
    folder = tmp_path_factory.mktemp("containers") / "home"
    shutil.copytree(example_home, folder, ignore=shutil.ignore_patterns("neo4j"))
    return folder


@pytest.fixture(scope="module")
def variables(example_home: Path, home: Path) -> dict[str, str]:
    """The variables of the containers, for this machine: the Neo4j is that of the example home, which has the build."""
    endpoint = EmbeddedServer(example_home).start()
    secret = home.parent / "neo4j_auth"
    secret.write_text(f"{endpoint.user}/{endpoint.password}\n", encoding="utf-8")
    return {
        "IZON_HOME": str(home),
        "IZON_CONTACT": "desk@example.test",
        "IZON_NEO4J_URI": endpoint.bolt_uri,
        "IZON_NEO4J_AUTH_FILE": str(secret),
    }


def command_of(words: Sequence[str], port: int | None = None) -> list[str]:
    """A command of the image for this machine: its own Python, the loopback address, a free port."""
    entry = json.loads(re.findall("^ENTRYPOINT (.+)$", STAGES[2], re.MULTILINE)[0])
    assert entry == ["izon"]
    here = {"izon": [sys.executable, "-m", "graph.cli"], "python": [sys.executable]}
    named = words if words[0] in here else [*entry, *words]
    rest = [re.sub(r"\b7480\b", str(port), word).replace("0.0.0.0", "127.0.0.1") for word in named[1:]]
    return [*here[named[0]], *rest]


@pytest.fixture
def start(variables: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    children = []

    def call(name: str, *more: str, port: int | None = None) -> subprocess.Popen[str]:
        environment = dict.fromkeys(SERVICES[name]["environment"], "") | variables
        with (tmp_path / "log").open("w") as log:
            child = subprocess.Popen(
                command_of([*SERVICES[name]["command"], *more], port), env=_plain() | environment, cwd=ROOT,
                stdout=log, stderr=log, text=True,
            )  # fmt: skip
        children.append(child)
        return child

    yield call
    for child in children:
        child.kill()
        child.wait()


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("IZON_")}


def is_healthy(name: str, variables: dict[str, str], port: int | None = None) -> bool:
    command = command_of(SERVICES[name]["healthcheck"]["test"][1:], port)
    done = subprocess.run(command, env=_plain() | variables, cwd=ROOT, capture_output=True, timeout=600, check=False)
    return done.returncode == 0


def error_page(url: str) -> str:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url, timeout=30)
    with refused.value as answer:
        return str(answer.headers) + answer.read().decode()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 600  # a hang, also on a busy machine
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.3)


@pytest.mark.neo4j
@pytest.mark.slow
def test_scheduler_spends_its_first_night_is_healthy_and_stops_when_told(
    start: Any, home: Path, variables: dict[str, str], example_mirror: Path
) -> None:
    record = home / "logs" / "night.json"
    record.unlink(missing_ok=True)
    assert is_healthy("scheduler", variables)  # no night yet
    child = start("scheduler", "rs", "--mirror", str(example_mirror))
    wait_for(lambda: record.exists() and json.loads(record.read_text(encoding="utf-8"))["ended"] is not None)
    assert json.loads(record.read_text(encoding="utf-8"))["outcome"] == "done"
    assert is_healthy("scheduler", variables)
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0
    night = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(night | {"outcome": "failed"}), encoding="utf-8")
    assert not is_healthy("scheduler", variables)


@pytest.mark.neo4j
@pytest.mark.slow
def test_web_answers_its_health_check_and_stops_when_told(start: Any, variables: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert not is_healthy("web", variables, port)
    child = start("web", port=port)
    wait_for(lambda: is_healthy("web", variables, port))
    password = Path(variables["IZON_NEO4J_AUTH_FILE"]).read_text(encoding="utf-8").partition("/")[2].strip()
    for path in ("nothing", "sparql?query=nonsense", "archive/" + "0" * 32, "id/%ff", "query?" + "x" * 70_000):
        answer = error_page(f"http://127.0.0.1:{port}/{path}")
        assert password not in answer
        assert variables["IZON_HOME"] not in answer
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0


@pytest.mark.neo4j
@pytest.mark.slow
def test_health_check_of_neo4j_tells_one_that_answers_from_one_that_does_not(example_home: Path) -> None:
    command = SERVICES["neo4j"]["healthcheck"]["test"][1:]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not here")
    endpoint = EmbeddedServer(example_home).start()
    there = [word.replace("http://127.0.0.1:7474/", endpoint.http_uri) for word in command]
    assert subprocess.run(there, capture_output=True, timeout=60, check=False).returncode == 0
    nowhere = [word.replace(":7474/", ":9/") for word in command]
    assert subprocess.run([*nowhere, "--tries=1"], capture_output=True, timeout=60, check=False).returncode != 0
