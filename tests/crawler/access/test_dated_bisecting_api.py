"""An interface that cuts its answers off, crawled whole from a server that does so."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

API = "/api.example.test/api"
CAP = 3


@dataclass(frozen=True)
class Notice:
    name: str
    day: dt.date
    place: str = "01"
    category: str = "1"


class Notices:
    """Answers with at most three notices; ``hits`` says how many it says there are."""

    def __init__(self, notices: list[Notice], hits: Callable[[int], int | None] = lambda found: found) -> None:
        self.notices = notices
        self.hits = hits
        self.asked: list[str] = []
        self.errors: dict[str, str] = {}

    def __call__(self, handler: Any, behind: str) -> None:
        query = {name: values[0] for name, values in parse_qs(behind.removeprefix("?")).items()}
        self.asked.append(behind)
        first, last = dt.date.fromisoformat(query["from"]), dt.date.fromisoformat(query["to"])
        found = [
            notice.name
            for notice in self.notices
            if first <= notice.day <= last
            and query.get("place", notice.place) == notice.place
            and query.get("category", notice.category) == notice.category
        ]
        error = next((message for part, message in self.errors.items() if part in behind), None)
        document = {"error": error} if error else {"hits": self.hits(len(found)), "records": found[:CAP]}
        body = json.dumps(document).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)


def crawl(bisecting: Any, server: Any, home: Path, notices: Notices, **arguments: str) -> Any:
    server.interfaces[API] = notices
    return bisecting.crawl(home, "made_up", server.url, **arguments)


@pytest.mark.parametrize("hits", [lambda found: found, lambda found: min(found, CAP), lambda found: None])
def test_dates_are_halved_until_every_answer_is_whole(
    hits: Callable[[int], int | None], bisecting: Any, server: Any, tmp_path: Path
) -> None:
    notices = Notices([Notice(f"n{number}", day(1 + number % 28)) for number in range(40)], hits)
    report = crawl(bisecting, server, tmp_path / "home", notices)
    assert report["promised"][("2026-01", "notices")] == (40, 40)
    assert report["missing"] == []
    assert not report["fell_short"]
    assert not any("place" in asked for asked in notices.asked)


def test_answer_below_the_cap_is_asked_for_once(bisecting: Any, server: Any, tmp_path: Path) -> None:
    notices = Notices([Notice("n1", day(3)), Notice("n2", day(30))])
    report = crawl(bisecting, server, tmp_path / "home", notices)
    assert len(notices.asked) == 1
    assert report["promised"] == {("2026-01", "cuts"): (1, 1), ("2026-01", "notices"): (2, 2)}


def test_day_that_is_too_much_is_cut_by_each_further_dimension(bisecting: Any, server: Any, tmp_path: Path) -> None:
    busy = [
        Notice(f"{place}{category}{number}", day(7), place, category)
        for place in ("01", "02")
        for category in ("1", "2")
        for number in range(2)
    ]
    notices = Notices(busy)
    report = crawl(bisecting, server, tmp_path / "home", notices)
    assert report["promised"][("2026-01", "notices")] == (8, 8)
    assert not report["fell_short"]
    assert any("place=02&category=2" in asked for asked in notices.asked)


def test_cut_that_cannot_be_made_smaller_and_was_cut_off_is_a_gap(bisecting: Any, server: Any, tmp_path: Path) -> None:
    report = crawl(bisecting, server, tmp_path / "home", Notices([Notice(f"n{number}", day(7)) for number in range(5)]))
    assert report["fell_short"]
    assert report["promised"][("2026-01", "notices")] == (5, 3)
    assert (
        "2026-01-07 place=01 category=1: 3 of 5 notices came, and the cut cannot be made smaller" in report["missing"]
    )
    assert "2 of 5 notices" in report["missing"]


def test_cut_off_without_a_true_number_of_hits_is_a_gap_too(bisecting: Any, server: Any, tmp_path: Path) -> None:
    notices = Notices([Notice(f"n{number}", day(7)) for number in range(5)], lambda found: min(found, CAP))
    report = crawl(bisecting, server, tmp_path / "home", notices)
    assert report["missing"] == [
        "2026-01-07 place=01 category=1: 3 notices came, perhaps cut off, and the cut cannot be smaller"
    ]


def test_records_that_no_value_of_a_dimension_reaches_are_a_gap(bisecting: Any, server: Any, tmp_path: Path) -> None:
    stray = [Notice(f"n{number}", day(7), "99") for number in range(2)]
    notices = Notices([Notice("a", day(7)), Notice("b", day(7)), *stray])
    report = crawl(bisecting, server, tmp_path / "home", notices)
    assert report["fell_short"]
    promised, held = report["promised"][("2026-01", "notices")]
    assert promised == 4
    assert held < 4


def test_error_document_with_status_200_is_a_gap_with_its_words(bisecting: Any, server: Any, tmp_path: Path) -> None:
    notices = Notices([])
    notices.errors["from="] = "Invalid Date Parameter"
    report = crawl(bisecting, server, tmp_path / "home", notices)
    assert report["missing"] == ["2026-01: Invalid Date Parameter"]


def test_half_that_fails_is_asked_for_again_in_the_next_run(bisecting: Any, server: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    notices = Notices([Notice(f"n{number}", dt.date(2025, 12, 1 + number)) for number in range(6)])
    notices.errors["from=2025-12-16"] = "internal error"
    report = crawl(bisecting, server, home, notices, dates="2025-12")
    assert report["fell_short"]
    assert report["promised"][("2025-12", "notices")] == (6, 6)
    notices.errors.clear()
    report = crawl(bisecting, server, home, notices)  # the default is another month
    assert set(report["promised"]) == {(part, what) for part in ("2025-12", "2026-01") for what in ("cuts", "notices")}
    assert not report["fell_short"]
