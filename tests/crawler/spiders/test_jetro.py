"""JETRO's database, crawled whole from a server that wants cookies, pages by offset, and leaves conditions out."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.crawl import CrawlArgumentError, crawl
from crawler.pages import PageError
from crawler.sources import load, names
from crawler.spiders.jetro import JetroProcurement

HOST = "/www.jetro.go.jp"


class Database:
    """The site: a page that sets a cookie, the list behind it, and the notices."""

    def __init__(self, answer: Callable[..., None]) -> None:
        self.items: list[dict[str, Any]] = []
        self.notices: dict[str, bytes] = {}
        self.ignored: set[str] = set()
        self.offsets: list[int] = []
        self._answer = answer

    def add(self, day: str, title: str, agency: str, entries: str | None) -> None:
        """A notice of a day (ISO); of awards where it has entries."""
        number = len(self.items)
        year, month, date = map(int, day.split("-"))
        item = {"xid": 300_000 + number, "aid": f"{year}{month:02}{date:02}{number:08}", "title": title}
        kind = "入札公告" if entries is None else "落札者等の公示"
        item |= {"date": f"{year}年{month}月{date}日", "agency": agency, "paKind": kind}
        self.items.append(item)
        path = f"/gov_procurement/national/articles/{item['xid']}/{item['aid']}.html"
        self.notices[path] = f"<html><body><h1>{title}</h1>{entries}</body></html>".encode()

    def __call__(self, handler: Any, path: str) -> None:
        if path == "/gov_procurement/national/list.html":
            known = handler.headers.get("If-None-Match") == '"page"'
            handler.send_response(304 if known else 200)
            handler.send_header("ETag", '"page"')
            if not known:
                handler.send_header("Set-Cookie", "session=abc; Path=/")
                handler.send_header("Content-Length", "6")
            handler.end_headers()
            handler.wfile.write(b"" if known else b"<html>")
        elif path in self.notices:
            self._answer(handler, self.notices[path], "text/html; charset=utf-8")
        elif path.startswith("/view_interface.php?"):
            self._list(handler, dict(parse_qsl(path.partition("?")[2])))
        else:
            self._answer(handler, b"<html>not found</html>", "text/html", 404)

    def _list(self, handler: Any, asked: dict[str, str]) -> None:
        asked = {name: value for name, value in asked.items() if name not in self.ignored}
        as_wanted = "session=abc" in handler.headers.get("Cookie", "") and handler.headers.get("X-Requested-With")
        if not as_wanted or asked["blockId"] != "33235812":
            self._answer(handler, b"<!DOCTYPE html><html><body>403</body></html>", "text/html")
            return
        found = [item for item in self.items if self._matches(item, asked)]
        offset = int(asked.get("current", 0))
        self.offsets.append(offset)
        pages = {"total": len(found), "perPage": 30, "current": offset}
        body = {"items": found[offset : offset + 30], "pagination": pages}
        self._answer(handler, json.dumps(body, ensure_ascii=False).encode(), "application/json")

    @staticmethod
    def _matches(item: dict[str, Any], asked: dict[str, str]) -> bool:
        digits = item["aid"][:8]
        day = f"{digits[:4]}/{digits[4:6]}/{digits[6:]}"
        is_award = item["paKind"] == "落札者等の公示"
        return asked.get("from", "") <= day <= asked.get("to", "9") and (is_award or asked.get("type") != "06")


def entry(title: str, date: dt.date, supplier: str, amount: int | None) -> str:
    before = 2018 if date >= dt.date(2019, 5, 1) else 1988
    price = "＠1,000円ほか" if amount is None else f"{amount:,}円"
    return (
        f"<p>①71　②{title}　③購入等　④一般　⑤{date.year - before}. {date.month}.{date.day}　⑥{supplier}（東京都千代田区）"
        f"　⑦{price}　⑪最低価格</p><p>○契約担当役　見本　太郎</p>"
    )


@pytest.fixture
def database(server: Any, answer: Callable[..., None]) -> Database:
    interface = Database(answer)
    for number in range(35):
        entries = entry(f"その{number}の借入", dt.date(2026, 9, 1), "富士通株式会社", 1_000_000 + number)
        interface.add(f"2026-10-{number % 28 + 1:02}", f"その{number}の借入", "総務省", entries)
    interface.add("2026-10-05", "これから調達するもの", "総務省", None)
    interface.add("2026-09-30", "前の月のもの", "総務省", entries)
    server.interfaces[HOST] = interface
    return interface


def test_list_page_after_page_and_every_notice_of_awards(database: Database, server: Any, crawled: Any) -> None:
    run = crawled("jetro", server.url, published="2026-10")
    assert run.promised == {
        ("2026-10", "session"): (1, 1),
        ("2026-10", "pages"): (2, 2),
        ("2026-10", "notices"): (35, 35),
        ("2026-10", "awards"): (35, 35),
    }
    assert not run.fell_short
    assert database.offsets == [0, 30]
    assert sorted(one.amount for one in run.records("jetro_award")) == list(range(1_000_000, 1_000_035))
    assert {one.date for one in run.records("jetro_award")} == {"2026-09-01"}


def test_cookies_are_got_anew_by_each_crawl(database: Database, server: Any, crawled: Any) -> None:
    del database.items[2:35]
    for _ in range(2):
        run = crawled("jetro", server.url, published="2026-10")
        assert run.promised[("2026-10", "awards")] == (2, 2)
    assert not run.fell_short


def test_other_notices_are_listed_and_not_read_further(database: Database, server: Any, crawled: Any) -> None:
    del database.items[1:30]
    run = crawled("jetro", server.url, published="2026-10", notices="all")
    assert run.promised[("2026-10", "notices")] == (7, 7)
    assert run.promised[("2026-10", "awards")] == (6, 6)
    assert sum("/articles/" in path for path, _ in server.asked) == 6


def test_condition_that_is_left_out_in_silence_is_noticed(database: Database, server: Any, crawled: Any) -> None:
    database.ignored = {"from", "to"}
    database.items.reverse()
    run = crawled("jetro", server.url, published="2026-10")
    assert run.fell_short
    assert any("2026-10 was asked for, 2026-09-30 came" in missing for missing in run.missing)


def test_page_that_was_not_asked_for_is_the_answer_to_another_question() -> None:
    spider = JetroProcurement(published="2026-10")
    (october,) = spider.slices
    body = b'{"items": [], "pagination": {"total": 65, "perPage": 30, "current": 0}}'
    second = spider.read_page(body, spider.first_request(october), october).next
    assert second is not None
    with pytest.raises(PageError, match="the page starts at 0"):
        spider.read_page(body, second, october)


def test_page_in_place_of_the_list_is_told(database: Database, server: Any, crawled: Any, answer: Any) -> None:
    server.interfaces[HOST] = lambda handler, _: answer(handler, b"<html>busy</html>", "text/html")
    run = crawled("jetro", server.url, published="2026-10")
    assert run.promised == {("2026-10", "session"): (1, 1), ("2026-10", "pages"): (1, 0)}
    assert "not JSON" in run.missing[0]


def test_it_is_asked_only_when_it_is_named(tmp_path: Path) -> None:
    assert not load("jetro").default
    (tmp_path / "mirror" / "www.jetro.go.jp").mkdir(parents=True)
    with pytest.raises(CrawlArgumentError, match="no folder of a host"):
        crawl(tmp_path / "home", [], {}, str(tmp_path / "mirror"))
    assert "jetro" in names()


def test_sort_of_notices_that_there_is_not_is_refused() -> None:
    with pytest.raises(SpiderArgumentError, match="expected awards or all"):
        JetroProcurement(notices="06")


@pytest.mark.national
def test_real_orders_as_entries_of_notices(shared: Path, database: Database, server: Any, crawled: Any) -> None:
    path = shared / "real/gbizinfo/gbiz_procurement_it_rows_meti.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with (shared / "real/p_portal/notices_portal.csv").open(encoding="utf-8-sig", newline="") as stream:
        other = [(row["title"], row["organization"]) for row in csv.DictReader(stream)]
    database.items.clear()
    periods: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        day = dt.date.fromisoformat(row["date"])
        years = next(year for year in (2026, 2023, 2020, 2017) if year - 3 <= day.year and day < dt.date(year, 10, 1))
        periods[f"{years}-10"].append(entry(row["program"], day, row["organization"], row["amount"]))
    for period, entries in periods.items():
        for number in range(0, len(entries), 40):
            database.add(
                f"{period}-{number // 40 % 28 + 1:02}", "落札者等", "経済産業省", "".join(entries[number : number + 40])
            )
    for title, agency in other:
        database.add("2026-10-15", title, agency, None)
    run = crawled("jetro", server.url, published="2017-10,2020-10,2023-10,2026-10", notices="all")
    assert not run.fell_short
    awards = run.records("jetro_award")
    print(f"\n{len(awards)} awards in {len(database.items) - len(other)} notices; {len(other)} other notices")
    assert len(run.records("jetro_notice")) == len(database.items)
    assert sorted(one.date for one in awards) == sorted(row["date"] for row in rows)
    assert sum(one.amount or 0 for one in awards) == sum(row["amount"] or 0 for row in rows)
    assert len(awards) == len(rows) == 3_174
