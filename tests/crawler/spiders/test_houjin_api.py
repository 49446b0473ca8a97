"""The register's Web-API, crawled whole from a server that parts its answers and wants a number that is kept nowhere."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from crawler.crawl import CrawlArgumentError, crawl

API = "/api.houjin-bangou.nta.go.jp/4/diff"
NUMBER = "K0123456789abc"


class Register:
    """The interface: rows by day of change, so many a part."""

    def __init__(self, answer: Any, size: int = 2_000) -> None:
        self.days: dict[str, list[bytes]] = {}
        self.size = size
        self.asked: list[dict[str, str]] = []
        self.ignores_parts = False
        self._answer = answer

    def __call__(self, handler: Any, behind: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(behind.removeprefix("?")).items()}
        self.asked.append(asked)
        if asked.get("id") != NUMBER:
            self._answer(handler, b"invalid id " + asked.get("id", "").encode(), "text/plain", 404)
            return
        rows = [row for day, rows in self.days.items() if asked["from"] <= day <= asked["to"] for row in rows]
        part = 1 if self.ignores_parts else int(asked["divide"])
        parts = max(1, math.ceil(len(rows) / self.size))
        head = f"2026-08-22,{len(rows)},{part},{parts}\r\n".encode()
        body = head + b"".join(rows[(part - 1) * self.size : part * self.size])
        self._answer(handler, body, "text/csv")


@pytest.fixture
def register(server: Any, answer: Any, case_bytes: Any, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.setenv("IZON_HOUJIN_APPLICATION", NUMBER)
    interface = Register(answer, size=4)
    interface.days["2026-08-19"] = case_bytes("register_entry/difference").splitlines(keepends=True)[:6]
    server.interfaces[API] = interface
    return interface


def test_answer_part_after_part_and_the_number_is_kept_nowhere(register: Register, server: Any, crawled: Any) -> None:
    run = crawled("houjin_api", server.url, updated="2026-08-19")
    assert run.promised == {("2026-08-19", "pages"): (2, 2), ("2026-08-19", "entries"): (6, 6)}
    assert not run.fell_short
    assert [asked["divide"] for asked in register.asked] == ["1", "2"]
    assert all(asked["id"] == NUMBER for asked in register.asked)
    assert len(run.records("register_entry")) == 5  # one of the rows has a number that is none
    for path in run.home.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            while kept[:2] == b"\x1f\x8b":
                kept = gzip.decompress(kept)
            assert NUMBER.encode() not in kept, path


def test_part_that_was_not_asked_for_ends_the_period(register: Register, server: Any, crawled: Any) -> None:
    register.ignores_parts = True
    run = crawled("houjin_api", server.url, updated="2026-08-19")
    assert run.promised["2026-08-19", "entries"] == (6, 4)
    assert any("part 1 of the answer came" in missing for missing in run.missing)


def test_without_the_number_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("IZON_HOUJIN_APPLICATION", raising=False)
    with pytest.raises(CrawlArgumentError, match="houjin_api needs the environment variable IZON_HOUJIN_APPLICATION"):
        crawl(tmp_path / "home", ["houjin_api"], {})


@pytest.mark.national
def test_real_changes_of_four_days(shared: Path, register: Register, server: Any, crawled: Any) -> None:
    register.size = 2_000
    register.days.clear()
    for path in sorted((shared / "real/houjin").glob("diff_*.csv")):
        digits = path.stem.removeprefix("diff_")
        body = path.read_bytes()
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            text = body.decode("cp932")
        day = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        register.days[day] = [line.encode() for line in text.splitlines(keepends=True)]
    run = crawled("houjin_api", server.url, updated="2022-01-05,2026-08-19/2026-08-21")
    counts = {part: numbers for (part, what), numbers in run.promised.items() if what == "entries"}
    assert counts == {"2022-01-05": (2_367, 2_367), "2026-08-19/2026-08-21": (6_426, 6_426)}
    assert len(run.records("register_entry")) == 8_793
    assert run.records("problem") == []
    print(f"\n{len(register.asked)} parts, 8,793 entries")
