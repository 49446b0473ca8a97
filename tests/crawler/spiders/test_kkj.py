"""Notices, crawled whole from a server that cuts answers off at 1,000 and explains errors with status 200."""

from __future__ import annotations

import base64
import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import pytest

from crawler.pages.local_page import PREFECTURES

API = "/www.kkj.go.jp/api/"
CAP = 1000
CATEGORIES = {"1": "物品", "2": "工事", "3": "役務"}


@dataclass(frozen=True)
class One:
    """A notice as the portal holds it."""

    name: str
    day: str
    prefecture: str
    category: str
    title: str = "窓口予約システムの運用"
    buyer: str = "架空市"

    @property
    def xml(self) -> str:
        """A search result, empty elements left out."""
        key = base64.b64encode(f"search/p_portal/{self.name}".encode()).decode()
        category = f"<Category>{CATEGORIES[self.category]}</Category>" if self.category else ""
        return (
            f"<SearchResult><ResultId>1</ResultId><Key>{key}</Key><ProjectName>{escape(self.title)}</ProjectName>"
            f"<OrganizationName>{escape(self.buyer)}</OrganizationName><LgCode>{self.prefecture}</LgCode>"
            f"<CftIssueDate>{self.day}T00:00:00+09:00</CftIssueDate>{category}</SearchResult>"
        )


class Portal:
    """The interface: one of four conditions is required; dates, prefectures and a category narrow; 1,000 hits come."""

    def __init__(self, answer: Callable[..., None]) -> None:
        self.notices: list[One] = []
        self.ignored: set[str] = set()
        self.errors: dict[str, str] = {}  # what is in the question → error
        self.asked: list[dict[str, str]] = []
        self._answer = answer

    def __call__(self, handler: Any, behind: str) -> None:
        asked = dict(parse_qsl(behind.removeprefix("?")))
        self.asked.append(asked)
        body = '<?xml version="1.0" encoding="UTF-8"?>\n' + self._document(asked)
        self._answer(handler, body.encode(), "application/xml; charset=utf-8")

    def _document(self, asked: dict[str, str]) -> str:
        for part, error in self.errors.items():
            if part in str(asked):
                return f"<Results><Version>1.0</Version><Error>{error}</Error></Results>"
        if not {"Query", "Project_Name", "Organization_Name", "LG_Code"} & asked.keys():
            return "<Results><Version>1.0</Version><Error>no searchword</Error></Results>"
        asked = {name: value for name, value in asked.items() if name not in self.ignored}
        first, _, last = asked.get("CFT_Issue_Date", "0001-01-01/9999-12-31").partition("/")
        found = [
            one
            for one in self.notices
            if first <= one.day <= last
            and one.prefecture in asked.get("LG_Code", one.prefecture).split(",")
            and asked.get("Category", one.category) == one.category
        ]
        came = "".join(one.xml for one in found[: min(CAP, int(asked.get("Count", 10)))])
        hits = f"<SearchHits>{len(found)}</SearchHits>"
        return f"<Results><Version>1.0</Version><SearchResults>{hits}{came}</SearchResults></Results>"


@pytest.fixture
def portal(server: Any, answer: Callable[..., None]) -> Portal:
    interface = Portal(answer)
    server.interfaces[API] = interface
    return interface


def fill(portal: Portal, day: str, count: int, prefecture: str = "13", category: str = "3") -> None:
    start = len(portal.notices)
    portal.notices += [One(f"{number}", day, prefecture, category) for number in range(start, start + count)]


def test_days_that_fit_come_in_one_answer(portal: Portal, server: Any, crawled: Any) -> None:
    fill(portal, "2026-01-05", 300)
    fill(portal, "2026-01-06", 400, "27")
    run = crawled("kkj", server.url, published="2026-01-05/2026-01-06")
    assert run.promised == {("2026-01-05/2026-01-06", "cuts"): (1, 1), ("2026-01-05/2026-01-06", "notices"): (700, 700)}
    assert len(portal.asked) == 1
    assert portal.asked[0]["Count"] == "1000"
    assert len(run.records("notice")) == 700


def test_answers_that_are_cut_off_are_asked_for_in_pieces_until_all_are_there(
    portal: Portal, server: Any, crawled: Any
) -> None:
    fill(portal, "2026-01-05", 600)
    fill(portal, "2026-01-06", 700, "01")
    fill(portal, "2026-01-07", 900, "13", "1")
    fill(portal, "2026-01-07", 800, "13", "3")
    fill(portal, "2026-01-07", 50, "47", "2")
    run = crawled("kkj", server.url, published="2026-01-05/2026-01-08")
    part = "2026-01-05/2026-01-08"
    assert run.promised[(part, "notices")] == (3050, 3050)
    assert not run.fell_short
    assert len({one.key for one in run.records("notice")}) == 3050
    asked = [(one["CFT_Issue_Date"], one["LG_Code"], one.get("Category", "")) for one in portal.asked]
    assert len(set(asked)) == len(asked)
    assert ("2026-01-07/2026-01-07", "13", "3") in asked


def test_notices_that_no_piece_reaches_are_missing(portal: Portal, server: Any, crawled: Any) -> None:
    fill(portal, "2026-01-07", 600, "13", "1")
    fill(portal, "2026-01-07", 600, "13", "3")
    fill(portal, "2026-01-07", 2, "13", "")
    run = crawled("kkj", server.url, published="2026-01-07")
    assert run.fell_short
    assert run.promised[("2026-01-07", "notices")] == (1202, 1200)
    assert run.missing == ["2 of 1202 notices"]


def test_error_with_status_200_makes_the_cut_missing(portal: Portal, server: Any, crawled: Any) -> None:
    fill(portal, "2026-01-05", 700)
    fill(portal, "2026-01-06", 700)
    portal.errors["2026-01-06/2026-01-06"] = "internal error"
    run = crawled("kkj", server.url, published="2026-01-05/2026-01-06")
    assert run.fell_short
    assert any("the interface refuses: internal error" in reason for reason in run.missing)
    assert {one.published for one in run.records("notice")} >= {"2026-01-05"}


@pytest.mark.parametrize(
    ("ignored", "reason"),
    [
        ("CFT_Issue_Date", "2026-01-05 was asked for, 2025-12-01 came"),
        ("LG_Code", "prefecture 13 was not asked for"),
    ],
)
def test_condition_that_is_left_out_is_noticed(
    ignored: str, reason: str, portal: Portal, server: Any, crawled: Any
) -> None:
    if ignored == "CFT_Issue_Date":
        fill(portal, "2025-12-01", 3)
    else:
        fill(portal, "2026-01-05", 1200)
    portal.ignored = {ignored}
    run = crawled("kkj", server.url, published="2026-01-05")
    assert run.fell_short
    assert any(reason in one for one in run.missing)


def test_day_without_notices_is_whole(portal: Portal, server: Any, crawled: Any) -> None:
    run = crawled("kkj", server.url, published="2026-01-04")
    assert not run.fell_short
    assert run.records("notice") == []


@pytest.mark.national
def test_real_notices(shared: Path, portal: Portal, server: Any, crawled: Any) -> None:
    with (shared / "real" / "p_portal" / "notices_portal.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codes = {name: f"{number:02}" for number, name in enumerate(PREFECTURES, 1)}
    for row in rows:
        prefecture = codes.get(row["prefecture"], "13")
        name = f"{row['id']}/{row['project_code']}"
        portal.notices.append(
            One(name, row["published_at"], prefecture, "3", row["title"].strip(), row["organization"].strip())
        )
    days = sorted(dt.date.fromisoformat(row["published_at"]) for row in rows)
    run = crawled("kkj", server.url, published=f"{days[0]}/{days[-1]}")
    held = sum(held for (_, what), (_, held) in run.promised.items() if what == "notices")
    print(f"\n{held} of {len(rows)} real notices in {len(portal.asked)} answers")
    assert not run.fell_short
    assert held == len(rows) == 726
    assert sorted(one.title for one in run.records("notice")) == sorted(row["title"].strip() for row in rows)
