"""Real servers for the tests: one that the whole session shares, and homes of one's own for tests that break things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.neo4j.server import EmbeddedServer

_VARIABLES = (
    "URI",
    "USER",
    "PASSWORD",
    "AUTH_FILE",
    "BOLT_PORT",
    "HTTP_PORT",
    "HEAP",
    "PAGECACHE",
    "TRANSACTION_TIMEOUT",
)


@pytest.fixture(scope="session", autouse=True)
def plain_environment() -> Iterator[None]:
    """None of the user's own settings; less memory than the defaults, as up to three servers run at once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _VARIABLES:
            patch.delenv(f"IZON_NEO4J_{name}", raising=False)
        patch.setenv("IZON_NEO4J_HEAP", "512m")
        patch.setenv("IZON_NEO4J_PAGECACHE", "64m")
        # the quick compiler only: the servers here start often and answer little
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the shared server. Its name has a blank and signs that regular expressions and shells know."""
    return tmp_path_factory.mktemp("home (of all)+")


@pytest.fixture(scope="session")
def shared_server(home: Path) -> Iterator[EmbeddedServer]:
    """A started server. Whoever stops it starts it again; data of other tests may be in it."""
    server = EmbeddedServer(home)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[[str], EmbeddedServer]]:
    """Makes servers with homes of their own, not started; all are stopped at the end."""
    made = []

    def make(name: str) -> EmbeddedServer:
        made.append(EmbeddedServer(tmp_path / name))
        return made[-1]

    yield make
    for server in made:
        server.stop()
