"""Every page kind there is, found by looking: a new module of ``crawler.pages`` is tested without an edit here."""

from __future__ import annotations

import dataclasses
import json
import pkgutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import crawler.pages
from crawler.pages import PageError, page_kind
from crawler.records import Problem, Record
from crawler.tables import schema

FOLDER = Path(__file__).parent
KINDS = sorted(name for _, name, _ in pkgutil.iter_modules(crawler.pages.__path__) if page_kind(name) is not None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes ``every_kind`` runs once for each page kind."""
    if "every_kind" in metafunc.fixturenames:
        metafunc.parametrize("every_kind", KINDS)


@dataclass(frozen=True)
class Case:
    """A recorded page: its bytes, and what they are the contents of a zip where a zip is made of them."""

    kind: str
    name: str
    url: str
    arguments: Mapping[str, str | int]
    content: bytes
    zipped: bool


class TooSlowError(BaseException):
    """Raised in the midst of a page function that has taken too long; none of them catches it."""


class Reading:
    """Reads a page in both ways, as records and as evidence, and holds what comes against what must hold of any page."""

    seconds = 10.0  # of processor time, for one page; real pages take far less than one

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.page: Any = page_kind(kind)

    def __call__(self, body: bytes, url: str, arguments: Mapping[str, str | int]) -> list[Record] | PageError:
        """The records, or the error of ours that says why there are none. Anything else fails the test."""
        with limited(self.seconds):
            records: list[Record] = []
            failure: PageError | None = None
            try:
                records.extend(self.page.parse(body, url, arguments))
            except PageError as error:
                failure = error
                f"{error.code} {error.message} {error.file} {error.field}".encode()
            storable(records)
            try:
                evidence = self._evidence(body, url)
            except PageError:
                assert failure is not None or all(isinstance(record, Problem) for record in records), (
                    "there are records, and nothing that their evidence could be checked in"
                )
                evidence = None
            if evidence is not None and failure is None:
                self._found_again(records, evidence)
        return records if failure is None else failure

    def _evidence(self, body: bytes, url: str) -> Any:
        for name in ("open_table", "page_text"):
            if hasattr(self.page, name):
                return getattr(self.page, name)(body, url)
        return None

    def _found_again(self, records: list[Record], evidence: Any) -> None:
        for record in records:
            if isinstance(record, Problem):
                continue
            for field in dataclasses.fields(record):
                value = getattr(record, field.name)
                if (
                    isinstance(evidence, str)
                    and field.name.split("_")[-1] in ("start", "end")
                    and isinstance(value, int)
                ):
                    assert 0 <= value <= len(evidence), (field.name, value)
                elif not isinstance(evidence, str) and field.name == "row":
                    assert 1 <= value <= len(evidence), value
                    evidence.cells(value, [])


def storable(records: list[Record]) -> None:
    """Hold that the record tables take the records: texts are Unicode, numbers have 64 bits, nothing is of another type."""
    kinds: dict[str, list[Record]] = {}
    for record in records:
        kinds.setdefault(record.kind, []).append(record)
    for kind, alike in kinds.items():
        for field in schema(kind):
            pa.array([getattr(record, field.name) for record in alike], type=field.type)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise :class:`TooSlowError` in what takes longer, in processor time: a busy machine makes nobody slow."""

    def stop(number: int, frame: object) -> None:
        raise TooSlowError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class Memory:
    """The highest use of memory since it was made. Linux only."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # begin to note the highest use anew
        self._before = self._highest()

    def taken(self) -> int:
        """Bytes beyond what was in use before."""
        return self._highest() - self._before

    @staticmethod
    def _highest() -> int:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) << 10


@pytest.fixture(scope="session")
def reading() -> type[Reading]:
    """Makes readers of pages of a kind."""
    return Reading


@pytest.fixture(scope="session")
def memory() -> type[Memory]:
    """Watches how much memory the process comes to use, that of libraries written in C included."""
    return Memory


@pytest.fixture(scope="session")
def recorded(pages: Any) -> dict[str, list[Case]]:
    """The recorded pages of each kind."""
    found: dict[str, list[Case]] = {kind: [] for kind in KINDS}
    for path in sorted(FOLDER.glob("*/*/case.json")):
        kind, name = path.parts[-3:-1]
        values = json.loads(path.read_text(encoding="utf-8"))
        (content,) = [other for other in path.parent.iterdir() if other.name != "case.json"]
        zipped = content.name == "table.csv"
        case = Case(kind, name, values["url"], values["arguments"], content.read_bytes(), zipped)
        found.setdefault(kind, []).append(case)
    return found
