"""USAspending, crawled whole from a server that counts, pages, ends too early and leaves conditions out, as the site does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.pages import PageError
from crawler.spiders.usaspending import FederalAwards

API = "/api.usaspending.gov/api/v2/search/"
TREASURY, STATE = "Department of the Treasury", "Department of State"


class Awards:
    """The interface: a count, and pages by number or by the last award, which says too early that none follows."""

    def __init__(self, template: dict[str, Any], answer: Callable[..., None]) -> None:
        self.template = template
        self.awards: list[dict[str, Any]] = []
        self.ignored: set[str] = set()
        self.window = 1_000  # behind so many awards hasNext is false, whatever follows
        self.pages: list[int] = []
        self.counts_wrong_by = 0
        self._answer = answer

    def add(self, number: int, day: str, agency: str) -> None:
        """A contract."""
        names = {"Award ID": f"F{number:06}", "generated_internal_id": f"CONT_AWD_F{number:06}", "internal_id": number}
        self.awards.append(self.template | names | {"Base Obligation Date": day, "Awarding Agency": agency})

    def __call__(self, handler: Any, path: str) -> None:
        question = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        filters = {name: value for name, value in question["filters"].items() if name not in self.ignored}
        found = [award for award in self.awards if self._matches(award, filters)]
        if path == "spending_by_award_count/":
            body: Any = {"results": {"contracts": len(found) + self.counts_wrong_by, "idvs": 3}, "messages": []}
        elif question["limit"] > 100 or question["sort"] not in question["fields"]:
            self._send(handler, {"detail": "Invalid value in limit"}, 422)
            return
        else:
            body = self._page(question, sorted(found, key=lambda award: award["Award ID"]))
        self._send(handler, body)

    def _page(self, question: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
        start = (question["page"] - 1) * 100
        if last := question.get("last_record_unique_id"):
            start = next(place for place, award in enumerate(found) if award["internal_id"] == last) + 1
        self.pages.append(question["page"])
        page = found[start : start + 100]
        told = {"page": question["page"], "hasNext": start + 100 < min(len(found), self.window)}
        end = page[-1] if told["hasNext"] or len(page) == 100 else None
        told["last_record_unique_id"] = end["internal_id"] if end else None
        told["last_record_sort_value"] = str(end["Award ID"] if end else None)
        return {"results": page, "page_metadata": told, "limit": 100, "messages": []}

    def _send(self, handler: Any, body: Any, status: int = 200) -> None:
        self._answer(handler, json.dumps(body).encode(), "application/json", status)

    @staticmethod
    def _matches(award: dict[str, Any], filters: dict[str, Any]) -> bool:
        (period,) = filters.get("time_period", [{"start_date": "", "end_date": "9"}])
        agencies = [agency["name"] for agency in filters.get("agencies", [])]
        in_time = period["start_date"] <= award["Base Obligation Date"] <= period["end_date"]
        return in_time and (not agencies or award["Awarding Agency"] in agencies)


@pytest.fixture
def awards(server: Any, answer: Callable[..., None], case_bytes: Callable[[str], bytes]) -> Awards:
    interface = Awards(json.loads(case_bytes("usaspending_award/contracts"))["results"][0], answer)
    for number in range(250):
        interface.add(number, f"2026-09-{number % 30 + 1:02}", TREASURY if number % 5 else STATE)
    interface.add(900, "2026-08-31", TREASURY)
    server.interfaces[API] = interface
    return interface


def test_all_awards_of_an_agency_in_a_period(awards: Awards, server: Any, crawled: Any) -> None:
    run = crawled("usaspending", server.url, signed="2026-07-31/2026-09-30", agency=f"{TREASURY};Department of Energy")
    assert run.promised == {
        ("2026-07-31", "counts"): (1, 1),
        ("2026-07-31", "pages"): (1, 1),
        ("2026-07-31", "awards"): (0, 0),
        ("2026-08", "counts"): (1, 1),
        ("2026-08", "pages"): (1, 1),
        ("2026-08", "awards"): (1, 1),
        ("2026-09", "counts"): (1, 1),
        ("2026-09", "pages"): (2, 2),
        ("2026-09", "awards"): (200, 200),
    }
    assert not run.fell_short
    found = run.records("federal_award")
    assert len({award.award_id for award in found}) == len(found) == 201
    assert {award.agency for award in found} == {TREASURY}


def test_pages_are_asked_for_behind_the_one_that_says_it_is_the_last(awards: Awards, server: Any, crawled: Any) -> None:
    for number in range(1_000, 3_150):
        awards.add(number, "2026-09-15", STATE)
    run = crawled("usaspending", server.url, signed="2026-09")
    assert run.promised[("2026-09", "awards")] == (2_400, 2_400)
    assert awards.pages == list(range(1, 25))
    assert len(run.records("federal_award")) == 2_400


def test_condition_that_is_left_out_in_silence_is_noticed(awards: Awards, server: Any, crawled: Any) -> None:
    awards.ignored = {"agencies"}
    run = crawled("usaspending", server.url, signed="2026-09", agency=TREASURY)
    assert run.fell_short
    assert "'Department of State' was not asked for" in run.missing[-1]


def test_awards_of_other_days_are_the_answer_to_another_question(awards: Awards) -> None:
    spider = FederalAwards(signed="2026-09")
    body = json.dumps(awards._page({"page": 1}, awards.awards[-1:])).encode()
    with pytest.raises(PageError, match="2026-09 was asked for, 2026-08-31 came"):
        spider.read_page(body, spider.first_request(spider.slices[0]), spider.slices[0])


def test_fewer_awards_than_counted_are_missing(awards: Awards, server: Any, crawled: Any) -> None:
    awards.counts_wrong_by = 7
    run = crawled("usaspending", server.url, signed="2026-09", agency=STATE)
    assert run.promised[("2026-09", "awards")] == (57, 50)
    assert run.missing == ["7 of 57 awards: the last page has come without them"]


def test_other_scopes_are_refused() -> None:
    with pytest.raises(SpiderArgumentError, match="expected ict or all"):
        FederalAwards(scope="cloud")
