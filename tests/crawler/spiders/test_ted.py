"""TED, crawled whole from a server that hands out a token on every page, the last one too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.spiders.ted import TedAwards

API, SITE = "/api.ted.europa.eu/v3/notices/search", "/ted.europa.eu/en/notice/"


class Tenders:
    """The search and the notices behind it."""

    def __init__(self, template: dict[str, Any], xml: bytes, answer: Callable[..., None]) -> None:
        self.template, self.xml = template, xml
        self.notices: list[dict[str, Any]] = []
        self.lost: set[str] = set()
        self.page_size = 20  # the site gives as many as asked for; fewer keep the test quick
        self.ignores_dates = False
        self.questions: list[dict[str, Any]] = []
        self._answer = answer

    def add(self, number: int, day: str, country: str = "DEU") -> None:
        """A notice of a day."""
        name = f"{number}-2026"
        links = {"xml": {"MUL": f"https://ted.europa.eu/en/notice/{name}/xml"}}
        values = {"publication-number": name, "publication-date": f"{day}+02:00", "buyer-country": [country]}
        self.notices.append(self.template | values | {"links": links})

    def search(self, handler: Any, _: str) -> None:
        """One answer of the interface."""
        question = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.questions.append(question)
        dates = re.search(r"publication-date = \((\d{8}) <> (\d{8})\)", question["query"])
        if dates is None or question["paginationMode"] != "ITERATION" or question["limit"] > 250:
            refusal = {"message": "Syntax error in expert query", "error": {"type": "QUERY_SYNTAX_ERROR"}}
            self._send(handler, refusal, 400)
            return
        countries = re.findall(r"buyer-country = ([A-Z]{3})", question["query"])
        found = [
            notice
            for notice in self.notices
            if (self.ignores_dates or dates[1] <= notice["publication-date"][:10].replace("-", "") <= dates[2])
            and (not countries or notice["buyer-country"][0] in countries)
        ]
        start = int(question.get("iterationNextToken", "token-0").partition("-")[2])
        page = found[start : start + self.page_size]
        token = f"token-{start + len(page)}"
        body = {
            "notices": page,
            "totalNoticeCount": len(found),
            "iterationNextToken": token,
            "timedOut": False,
        }
        self._send(handler, body)

    def notice(self, handler: Any, path: str) -> None:
        """One notice."""
        number = path.partition("/")[0]
        if number in self.lost:
            self._answer(handler, b"gone", "text/plain", 404)
        else:
            body = self.xml.replace(b"00600001-2026", number.encode())
            self._answer(handler, body, "application/xml")

    def _send(self, handler: Any, body: Any, status: int = 200) -> None:
        self._answer(handler, json.dumps(body).encode(), "application/json", status)


@pytest.fixture
def tenders(server: Any, answer: Callable[..., None], case_bytes: Callable[[str], bytes]) -> Tenders:
    template = json.loads(case_bytes("ted_search/results"))["notices"][0]
    interface = Tenders(template, case_bytes("ted_award/lots_groups_and_persons"), answer)
    for number in range(40):
        interface.add(600_000 + number, f"2026-09-{number % 30 + 1:02}", "DEU" if number % 4 else "FRA")
    interface.add(500_000, "2026-08-31")
    server.interfaces[API] = interface.search
    server.interfaces[SITE] = interface.notice
    return interface


def test_all_notices_of_a_month_and_their_winners(tenders: Tenders, server: Any, crawled: Any) -> None:
    run = crawled("ted", server.url, published="2026-09")
    assert run.promised == {
        ("2026-09", "pages"): (3, 3),  # the last one is empty: a token came with the one before
        ("2026-09", "notices"): (40, 40),
        ("2026-09", "award notices"): (40, 40),
    }
    assert not run.fell_short
    assert len(run.records("ted_award")) == 40 * 4
    assert {one.publication_number for one in run.records("ted_award")} == {
        one.publication_number for one in run.records("ted_notice")
    }
    assert "classification-cpv = 48* OR classification-cpv = 72*" in tenders.questions[0]["query"]


def test_notices_of_some_countries_one_of_which_is_gone(tenders: Tenders, server: Any, crawled: Any) -> None:
    tenders.lost = {"600004-2026"}
    del tenders.notices[5]["links"]["xml"]
    tenders.notices[5]["buyer-country"] = ["FRA"]
    run = crawled("ted", server.url, published="2026-09-01/2026-09-08", country="FRA", cpv="72")
    assert run.promised[("2026-09-01/2026-09-08", "notices")] == (5, 5)
    assert run.promised[("2026-09-01/2026-09-08", "award notices")] == (5, 3)
    assert sorted(run.missing) == [
        "600004-2026: status 404: gone",
        "600005-2026: the search gives no address of the notice",
    ]


def test_condition_that_is_left_out_in_silence_is_noticed(tenders: Tenders, server: Any, crawled: Any) -> None:
    tenders.ignores_dates = True
    tenders.notices.reverse()
    run = crawled("ted", server.url, published="2026-09")
    assert run.fell_short
    assert "2026-09 was asked for, 2026-08-31 came" in run.missing[0]
    assert not [path for path, _ in server.asked if path.startswith(SITE)]


@pytest.mark.parametrize("arguments", [{"cpv": "it"}, {"country": "DE 1"}])
def test_conditions_that_would_change_the_query_are_refused(arguments: dict[str, str]) -> None:
    with pytest.raises(SpiderArgumentError, match="cpv takes beginnings"):
        TedAwards(**arguments)
