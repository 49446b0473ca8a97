"""Mirrors to change, and homes made from them."""

from __future__ import annotations

import csv
import http.server
import io
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
