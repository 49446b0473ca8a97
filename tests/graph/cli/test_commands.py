"""Every command by its contract: exactly one JSON document on stdout, and the documented exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from graph.cli import main

pytestmark = pytest.mark.slow

Call = Callable[..., Result]


@pytest.fixture
def call(example_home: Path) -> Call:
    """A command in this process, by default on the example home; what it raises fails the test."""

    def run(*arguments: str, home: Path = example_home) -> Result:
        options = [] if not arguments else ["--home", str(home)]
        done = CliRunner().invoke(main, [*arguments, *options])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("ask",),
        ("ask", "13"),
        ("ask", "concentration-that-is-not-there"),
        ("ask", "3", "--param", "platform=a thing that nobody named"),
        ("query", "--sparql", "SELECT ?s { ?s a izon:Project } LIMIT 1"),
        ("query", "--sparql", "SELECT nonsense"),
        ("query", "--cypher", "MATCH (p:Project) RETURN p LIMIT 1"),
        ("query", "--cypher", "nonsense"),
        ("query",),
        ("why", "https://w3id.org/izon/id/service/aws"),
        ("why", "https://w3id.org/izon/id/claim/00"),
        ("build",),
        ("load",),
        ("check",),
        ("archive", "list"),
        ("archive", "verify"),
        ("neo4j", "status"),
        ("neo4j", "start"),
        ("crawl", "nobody"),
    ],
    ids=" ".join,
)
def test_json_is_one_document_and_nothing_else_stands_on_stdout(call: Call, command: tuple[str, ...]) -> None:
    done = call(*command, "--format", "json")
    found = json.loads(done.stdout)
    if done.exit_code:
        assert list(found) == ["error"]
        assert found["error"] in done.stderr


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("code", "command"),
    [
        (0, ("status",)),
        (0, ("ask", "3")),
        (0, ("ask", "shares-in-a-platform", "--limit", "1")),
        (2, ("ask", "99")),
        (2, ("ask", "3", "--param", "nobody=1")),
        (2, ("ask", "3", "--param", "sheetYear")),
        (2, ("ask", "3", "--param", "sheetYear=two thousand")),
        (2, ("ask", "3", "--engine", "sql")),
        (2, ("query",)),
        (2, ("ask", "3", "--limit", "-1")),
        (2, ("ask", "3", "--param", "platform=\udcff")),
        (2, ("why", "\udcff")),
        (2, ("query", "--sparql", "@no such file")),
        (2, ("query", "--sparql", "ASK {}", "--timeout", "nan")),
        (2, ("query", "--sparql", "ASK {}", "--timeout", "1e300")),
        (2, ("query", "--cypher", "RETURN 1", "--timeout", "0")),
        (2, ("query", "--cypher", "RETURN 1", "--timeout", "-1")),
        (2, ("nonsense",)),
        (2, ("crawl", "nobody")),
        (2, ("crawl", "rs", "-a", "year=soon")),
        (2, ("crawl", "rs", "-a", "colour=red")),
        (2, ("crawl", "rs", "--mirror", "no such folder")),
        (2, ("crawl", "rs", "--mirror", "http://example.com")),
        (1, ("query", "--sparql", "SELECT nonsense")),
        (1, ("query", "--cypher", "CREATE (n)")),
        (1, ("why", "https://w3id.org/izon/id/claim/00")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_exit_code_is_the_documented_one(call: Call, code: int, command: tuple[str, ...]) -> None:
    done = call(*command)
    assert done.exit_code == code, done.stderr
    if code:
        assert done.stderr.strip()


@pytest.mark.parametrize(
    "command", [("ask", "3"), ("why", "x"), ("load",), ("check",), ("query", "--sparql", "ASK {}")]
)
def test_home_without_a_build_says_what_to_do(call: Call, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = call(*command, home=tmp_path / "home")
    assert done.exit_code == 1
    assert "izon build" in done.stderr
