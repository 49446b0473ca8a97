"""Real servers on small stores of their own, and a client that shows everything that came back."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psutil
import pytest

from graph.rdf import store

REPOSITORY = Path(__file__).resolve().parents[3]
NUMBERS = 300  # as many things as make a cross product of them endless
EX = "http://example.org/"
CURRENT = "https://w3id.org/izon/graph/current"
SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


@dataclass
class Served:
    """A running server."""

    url: str
    process: subprocess.Popen[str]
    home: Path
    log: list[str] = field(default_factory=list)

    @property
    def authority(self) -> str:
        return urlsplit(self.url).netloc

    def ask(
        self,
        method: str = "GET",
        path: str = "/sparql",
        fields: Mapping[str, str] | list[tuple[str, str]] | None = None,
        body: bytes | str | None = None,
        **headers: str,
    ) -> Reply:
        """One request; ``fields`` go into the address, ``accept=`` and ``content_type=`` are headers."""
        connection = http.client.HTTPConnection(self.authority, timeout=SECONDS)
        with contextlib.closing(connection):
            target = path + (f"?{urlencode(fields, quote_via=quote)}" if fields else "")
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body.encode() if isinstance(body, str) else body, named)
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())

    def query(self, text: str, **headers: str) -> Reply:
        """A query by GET."""
        return self.ask(fields={"query": text}, **headers)

    def children(self) -> list[psutil.Process]:
        """The nursery and every worker."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def workers(self) -> set[int]:
        found = set()
        for child in self.children():
            with contextlib.suppress(psutil.NoSuchProcess):  # it may end while it is looked at
                if child.ppid() != self.process.pid:
                    found.add(child.pid)
        return found

    def end(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(SECONDS)


def _publish(home: Path, nquads: str, build: str) -> None:
    """Makes a store of the text and points to it, as a build does."""
    stores = home / "stores" / "rdf"
    stores.mkdir(parents=True, exist_ok=True)
    text = home / "build.nq"
    text.write_text(nquads, encoding="utf-8")
    store.load(lambda *_: None, text, stores, build)
    store.use(stores, build)


def _nquads() -> str:
    """Numbers 0 … 299; three things whose names mean something to HTML, to a spreadsheet and to a Turtle reader."""
    lines = [
        f'<{EX}thing{number}> <{EX}n> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer> <{CURRENT}> .'
        for number in range(NUMBERS)
    ]
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    names = (
        "<script>alert(1)</script>",
        '=HYPERLINK(\\"http://evil.example\\")',
        "-",
        "-5%",
        "+81",
        "日本語\\tと\\nEnglish",
    )
    lines += [f'<{EX}named{place}> <{label}> "{name}"@ja <{CURRENT}> .' for place, name in enumerate(names)]
    lines.append(f'<{EX}other> <{EX}n> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}graph> .')
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def _served(home: Path, *options: str) -> Iterator[Served]:
    """``izon serve`` on a free port, with warnings as errors; ended at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IZON_")}
    process = subprocess.Popen(
        [
            sys.executable, "-W", "error", "-m", "graph.cli", "serve", "--home", str(home), "--port", "0",
            "--format", "json", *options,
        ],
        cwd=REPOSITORY, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    errors = process.stderr
    log: list[str] = []
    reading = threading.Thread(target=lambda: log.extend(errors), daemon=True)
    reading.start()
    try:
        said = ""
        while not said.rstrip().endswith("}"):
            line = process.stdout.readline()
            if not line:
                process.wait(SECONDS)
                reading.join(SECONDS)
                pytest.fail(f"izon serve ended with {process.returncode}: {said}{''.join(log)}")
            said += line
        yield Served(json.loads(said)["url"], process, home, log)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(SECONDS)
        reading.join(SECONDS)
        process.stdout.close()
        errors.close()


@pytest.fixture(scope="session")
def serve() -> Callable[..., contextlib.AbstractContextManager[Served]]:
    """``with serve(home, "--option", …) as server``."""
    return _served


@pytest.fixture(scope="session")
def publish_store() -> Callable[[Path, str, str], None]:
    """``publish_store(home, nquads, build)``."""
    return _publish


@pytest.fixture(scope="session")
def eventually() -> Callable[..., bool]:
    """``eventually(holds, seconds)``."""
    return _eventually


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("served") / "home"
    _publish(home, _nquads(), "first")
    return home


@pytest.fixture(scope="session")
def server(small_home: Path) -> Iterator[Served]:
    """A server with the defaults, for tests that leave it as it is."""
    with _served(small_home, "--row-limit", "1000", "--contact", "desk@example.jp") as running:
        yield running


@pytest.fixture(scope="session")
def brisk(small_home: Path) -> Iterator[Served]:
    """A server that ends queries after a second, and gives them little memory."""
    options = (
        "--time-limit",
        "1",
        "--memory-limit",
        "192",
        "--row-limit",
        "100000000",
        "--workers",
        "2",
        "--slow-workers",
        "6",
    )
    with _served(small_home, *options) as running:
        yield running


@pytest.fixture(scope="session")
def example(example_home: Path) -> Iterator[Served]:
    """A server of the example data."""
    with _served(example_home, "--contact", "https://example.jp/contact") as running:
        yield running


def _eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether it holds within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return holds()
