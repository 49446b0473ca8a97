"""What tests of the whole chain share: the command line in processes of its own, and a home built from the example mirror."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from crawler.ledger import Capture
from graph.build import partition
from graph.build.partition import Partition
from graph.build.publish import Publisher
from graph.claims.model import Claim, Thing
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.reference import Reference
from graph.resolve.resolver import Resolver

REPOSITORY = Path(__file__).resolve().parents[1]
SECONDS = 900  # longer than anything but a hang takes, also on a busy machine

# Less memory than the defaults, and the quick compiler only: several servers run at once, start often and answer little.
SERVER_SETTINGS = {
    "IZON_NEO4J_HEAP": "512m",
    "IZON_NEO4J_PAGECACHE": "64m",
    "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1",
}

# Files and folders of tests that use the example home, which one worker makes, and of those that start a Neo4j of their own.
NEEDS_EXAMPLE = (
    "tests/docs/",
    "tests/e2e/",
    "tests/graph/answers/test_evidence.py",
    "tests/graph/claims/test_every_source.py",
    "tests/graph/claims/test_exports.py",
    "tests/graph/cli/",
    "tests/graph/serve/test_browser.py",
    "tests/graph/serve/test_pages.py",
    "tests/ontology/test_published.py",
)
OWN_SERVERS = ("tests/e2e/test_national.py", "tests/e2e/test_week.py", "tests/graph/neo4j/")

Izon = Callable[..., subprocess.CompletedProcess[str]]
Document = Callable[..., Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-expected",
        action="store_true",
        help="write what the example mirror answers to ontology/questions/*/expected.csv instead of comparing",
    )


class Sharing(LoadScopeScheduling):
    """Gives a worker whole files, and one of them all files that use the example home, so that it is made once.

    Another one gets those that start servers of their own, which take about as long.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _scope(nodeid.partition("::")[0])


def _scope(file: str) -> str:
    if file.startswith(OWN_SERVERS):
        return "servers"
    return "example" if file.startswith(NEEDS_EXAMPLE) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """How tests are shared out with ``--numprocesses``."""
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest come first, and the others run beside or after them."""
    scopes = {item: _scope(item.nodeid.partition("::")[0]) for item in items}
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if "example_home" in used:
            assert scopes[item] == "example", f"{item.nodeid}: add its file to NEEDS_EXAMPLE in tests/conftest.py"
        elif used & {"izon", "document"} or item.get_closest_marker("neo4j"):
            assert scopes[item] in ("example", "servers"), f"{item.nodeid}: add its file to a list in tests/conftest.py"
    items.sort(key=lambda item: {"example": 0, "servers": 1}.get(scopes[item], 2))  # stable


@pytest.fixture(scope="session", autouse=True)
def own_settings() -> Iterator[None]:
    """None of the user's own settings reach a test; servers that tests start themselves are small."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("IZON_"):
                patch.delenv(name)
        for name, value in SERVER_SETTINGS.items():
            patch.setenv(name, value)
        yield


def run_izon(
    *arguments: str, home: Path, check: bool = True, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``izon ARGUMENTS --home HOME`` with this Python; with ``check`` an exit code other than 0 fails the test."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("IZON_")}
    done = subprocess.run(
        [sys.executable, "-m", "graph.cli", *arguments, "--home", str(home)],
        cwd=REPOSITORY,
        env=plain | SERVER_SETTINGS | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if check and done.returncode != 0:
        pytest.fail(f"izon {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


@pytest.fixture(scope="session")
def example_mirror() -> Path:
    """The mirror that comes with the repository."""
    return REPOSITORY / "examples" / "mirror"


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory, example_mirror: Path) -> Iterator[Path]:
    """A home with the whole example mirror crawled, built and loaded; its Neo4j runs. Tests leave it as it is.

    What `izon run --format json` printed is in ``run.json``.
    """
    home = tmp_path_factory.mktemp("example") / "home"
    arguments = ("-a", "session=216,217", "-a", "year=2024,2025", "--format", "json")
    try:
        done = run_izon("run", "--mirror", str(example_mirror), *arguments, home=home)
        (home / "run.json").write_text(done.stdout, encoding="utf-8")
        yield home
    finally:
        run_izon("neo4j", "stop", home=home)


@pytest.fixture(scope="session")
def izon(request: pytest.FixtureRequest) -> Izon:
    """``izon("ask", "3", home=…)``: the command in a process of its own, by default on the example home."""

    def call(
        *arguments: str, home: Path | None = None, check: bool = True, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        place = home or request.getfixturevalue("example_home")
        return run_izon(*arguments, home=place, check=check, environment=environment)

    return call


@pytest.fixture(scope="session")
def document(izon: Izon) -> Document:
    """The same with ``--format json``: what the one JSON document on stdout holds."""

    def call(
        *arguments: str, home: Path | None = None, check: bool = True, environment: dict[str, str] | None = None
    ) -> Any:
        done = izon(*arguments, "--format", "json", home=home, check=check, environment=environment)
        try:
            return json.loads(done.stdout)
        except ValueError:
            pytest.fail(f"izon {' '.join(arguments)} printed no JSON document:\n{done.stdout}\n{done.stderr}")

    return call


@pytest.fixture
def copy_of_example(example_home: Path, tmp_path: Path) -> Path:
    """A copy of the example home to change; without Neo4j, which is loaded anew where a test wants it."""
    home = tmp_path / "home"
    shutil.copytree(example_home, home, ignore=shutil.ignore_patterns("neo4j"))
    return home


@pytest.fixture
def capture() -> Callable[..., Capture]:
    """Makes the ledger's row of a capture: of a URL, with its text as its identity, first seen on a day of November."""

    def make(url: str, text: str, day: int, last_day: int | None = None) -> Capture:
        digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
        return Capture(
            hashlib.sha256(f"{url}\n{digest}".encode()).hexdigest()[:32], url, "test", "written_answer", "copied",
            200, "text/html", digest, len(text.encode()), f"2026-11-{day:02}T00:00:00Z",
            f"2026-11-{last_day or day:02}T00:00:00Z", None, None, "", "izon-00001.warc.gz", 0, {},
        )  # fmt: skip

    return make


@pytest.fixture
def publish(tmp_path: Path) -> Callable[..., Path]:
    """Publishes statements, given for each capture, into tables of their own; gives the folder of the tables.

    Without ``organizations`` only printed numbers identify organisations.
    """

    def make(
        statements: Sequence[tuple[Capture, Sequence[Claim | Thing]]],
        name: str = "published",
        organizations: OrganizationResolver | None = None,
    ) -> Path:
        parts = []
        for number, (captured, said) in enumerate(statements):
            folder = tmp_path / f"{name}-parts" / str(number)
            partition.write(folder, said)
            parts.append(Partition(captured, folder, "test@1"))
        Publisher(tmp_path / name, Resolver(Reference.load(), organizations)).publish(parts, {}, lambda *_: None)
        return tmp_path / name

    return make


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of national data beside the repository."""
    folder = REPOSITORY.parent / "shared"
    if not (folder / "mirror").is_dir():
        pytest.skip(f"the national data is not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[Any]]:
    """Starts a headless Chromium with a profile of its own: its window size, the folder of its downloads → its driver."""
    program, its_driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or its_driver is None:
        pytest.skip("chromium and chromedriver are not installed")
    from selenium import webdriver

    @contextmanager
    def start(size: str, downloads: Path | None = None) -> Iterator[webdriver.Chrome]:
        options = webdriver.ChromeOptions()
        options.binary_location = program
        for argument in (
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            f"--window-size={size}", f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
        ):  # fmt: skip
            options.add_argument(argument)
        if downloads is not None:
            options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options, webdriver.ChromeService(its_driver))
        try:
            yield driver
        finally:
            driver.quit()

    return start
