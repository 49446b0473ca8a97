"""Mirrors to change, and homes made from them."""

from __future__ import annotations

import csv
import http.server
import io
import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TITLES = {
    "1-2": "基本情報_事業概要等",
    "2-1": "予算・執行_サマリ",
    "5-1": "支出先_支出情報",
    "5-2": "支出先_支出ブロックのつながり",
}
EVERYTHING = ("-a", "session=216,217", "-a", "year=2024,2025")


@dataclass(frozen=True)
class Mirror:
    """A copy of the example mirror that a test changes."""

    folder: Path

    def sheet(self, number: str, year: int) -> Path:
        """The zip of a file of the project review."""
        return self.folder / f"rssystem.go.jp/files/{year}/rs/{number}_RS_{year}_{TITLES[number]}.zip"

    def answer(self, number: str = "216027") -> Path:
        """The page of a written answer."""
        session = number[:3]
        return self.folder / f"www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/{session}/touh/t{number}.htm"

    def csv_of(self, number: str, year: int) -> str:
        """The text of the CSV in a zip, without its byte order mark."""
        with zipfile.ZipFile(self.sheet(number, year)) as archive:
            return archive.read(archive.namelist()[0]).decode("utf-8-sig")

    def write_csv(self, number: str, year: int, content: bytes) -> None:
        """Puts other bytes into the CSV in a zip."""
        path = self.sheet(number, year)
        with zipfile.ZipFile(path) as archive:
            name = archive.namelist()[0]
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, content)

    def replace_in_csv(self, number: str, year: int, old: str, new: str) -> None:
        """Changes a text wherever it stands in a CSV."""
        text = self.csv_of(number, year)
        assert old in text, f"{old!r} does not stand in file {number} of {year}"
        self.write_csv(number, year, b"\xef\xbb\xbf" + text.replace(old, new).encode())

    def edit_rows(self, number: str, year: int, edit: Callable[[list[list[str]]], None]) -> None:
        """Changes the rows of a CSV in place; the first is the header."""
        rows = list(csv.reader(io.StringIO(self.csv_of(number, year), newline="")))
        edit(rows)
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        self.write_csv(number, year, b"\xef\xbb\xbf" + text.getvalue().encode())

    def replace_in_page(self, path: Path, old: str, new: str) -> None:
        """Changes a text wherever it stands in a page."""
        text = path.read_bytes().decode()
        assert old in text, f"{old!r} does not stand in {path}"
        path.write_bytes(text.replace(old, new).encode())


@pytest.fixture(scope="session")
def everything() -> tuple[str, ...]:
    """The arguments that crawl all of the example mirror."""
    return EVERYTHING


@pytest.fixture(scope="session")
def new_mirror(tmp_path_factory: pytest.TempPathFactory, example_mirror: Path) -> Callable[[str], Mirror]:
    """Makes copies of the example mirror."""

    def make(name: str) -> Mirror:
        folder = tmp_path_factory.mktemp(name) / "mirror"
        shutil.copytree(example_mirror, folder)
        return Mirror(folder)

    return make


@dataclass(frozen=True)
class Changed:
    """The example home after its sources changed, and what they were changed from; its Neo4j runs."""

    home: Path
    before: Path
    exit_code: int
    printed: dict[str, Any]


PAYEE, NUMBER, RESIDUAL, AMOUNT = 18, 19, 22, 23  # columns of file 5-1, from 0


def change(mirror: Mirror) -> None:
    """A corrected amount, a corrected answer, a payee that comes first and so moves every row, a payee that goes."""
    mirror.replace_in_csv("5-1", 2025, "11576938000 ", "11576939000 ")
    mirror.replace_in_page(mirror.answer(), "千八百七十七システム", "千八百七十六システム")

    def edit(rows: list[list[str]]) -> None:
        payees = [index for index, row in enumerate(rows) if index and row[AMOUNT]]
        gone = rows[payees[-1]]
        rows[:] = [row for row in rows if row[2:3] + row[13:14] + row[18:20] != gone[2:3] + gone[13:14] + gone[18:20]]
        newcomer = list(rows[payees[0]])
        newcomer[PAYEE], newcomer[NUMBER], newcomer[AMOUNT] = "株式会社新参", "", "777000 "
        rows.insert(1, newcomer)

    mirror.edit_rows("5-1", 2024, edit)


@pytest.fixture(scope="session")
def changed(
    example_home: Path,
    new_mirror: Callable[[str], Mirror],
    tmp_path_factory: pytest.TempPathFactory,
    izon: Callable[..., subprocess.CompletedProcess[str]],
) -> Iterator[Changed]:
    """A copy of the example home that crawled, built and loaded its changed sources."""
    home = tmp_path_factory.mktemp("changed") / "home"
    shutil.copytree(example_home, home, ignore=shutil.ignore_patterns("neo4j"))
    mirror = new_mirror("changed")
    change(mirror)
    try:
        done = izon("run", "--mirror", str(mirror.folder), *EVERYTHING, "--format", "json", home=home)
        yield Changed(home, example_home, done.returncode, json.loads(done.stdout))
    finally:
        izon("neo4j", "stop", home=home)


@pytest.fixture(scope="module")
def mirror_server(example_mirror: Path) -> Iterator[str]:
    """The URL of a server on this machine that serves the example mirror."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(example_mirror))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
