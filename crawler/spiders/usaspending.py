"""Contracts of US federal agencies (USAspending.gov), by the day on which they were first signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest
from crawler.access.base import PART
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import Dates, SpiderArgumentError, dates
from crawler.completeness import Promised
from crawler.pages import PageError, usaspending_award, usaspending_count
from crawler.recorder import PAGE_KIND
from crawler.records import FederalAward, FederalAwardCount

_API = "https://api.usaspending.gov/api/v2/search"
_COUNT = "usaspending_count"
_PAGE = 100  # the most at once
_CONTRACTS = ["A", "B", "C", "D"]  # purchases and orders; not the vehicles under which they are ordered
_ICT = [["Service", "D"], ["Product", "70"]]  # product and service codes of information technology


class FederalAwards(PagedApiSpider):
    """``izon crawl usaspending -a signed=2026-09 -a agency="Department of the Treasury"`` (``-a scope=all``: not only ICT)."""

    # SourceSpider
    name = "usaspending"
    slice_argument = "signed"

    # ApiSpider
    page_kind = "usaspending_award"

    # PagedApiSpider
    records = "awards"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        if self.argument("scope") not in ("ict", "all"):
            raise SpiderArgumentError(f"scope={self.argument('scope')}: expected ict or all")
        self.agencies = [name.strip() for name in self.argument("agency").split(";") if name.strip()]
        self._totals: dict[str, int] = {}

    def check_attributes(self) -> None:
        """As the base class, and: counts are read."""
        super().check_attributes()
        self.require_page_kind(_COUNT)

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Dates, cut at the ends of months."""
        return dates(name, text)

    def start_slice(self, part: Dates) -> Iterable[Request]:
        """First how many there are: the pages do not say."""
        count = Promised(str(part), "counts", "contracts")
        self.completeness.promise([count])
        body = json.dumps({"filters": self._filters(part)}).encode()
        asked = ApiRequest(f"{_API}/spending_by_award_count/", body)
        yield self.ask(asked.url, _COUNT, count, part, post=asked.post, headers=asked.headers)

    def follow(self, response: Response) -> Iterator[Request]:
        """From the count the first page, from there page after page."""
        part = response.meta[PART]
        if response.meta[PAGE_KIND] != _COUNT:
            yield from super().follow(response)
            return
        try:
            found = list(usaspending_count.parse(response.body, response.url, {}))
        except PageError as error:
            self.completeness.lose(Promised(str(part), "counts", "contracts"), error.message)
            return
        self._totals[str(part)] = sum(one.contracts for one in found if isinstance(one, FederalAwardCount))
        yield from super().start_slice(part)

    def first_request(self, part: Dates) -> ApiRequest:
        """The first hundred."""
        return self._request(part, 1, {})

    def read_page(self, body: bytes, asked: ApiRequest, part: Dates) -> ApiPage:
        """Also raises ``PageError`` for awards of other days or agencies: a condition left out.

        After 10,000 awards the interface says that no page follows where one does; the count says better.
        """
        page = usaspending_award.read_page(body, asked.url)
        awards = [one for one in usaspending_award.parse(body, asked.url, {}) if isinstance(one, FederalAward)]
        for award in awards:
            if award.signed and not str(part.first) <= award.signed <= str(part.last):
                raise PageError("other_answer", f"{part} was asked for, {award.signed} came", asked.url)
            if self.agencies and award.agency not in self.agencies:
                raise PageError("other_answer", f"{award.agency!r} was not asked for", asked.url)
        total = self._totals[str(part)]
        following = None
        if page.has_next or (page.awards == _PAGE and page.number * _PAGE < total):
            following = self._request(part, page.number + 1, page.cursor)
        return ApiPage(total, tuple(award.award_id for award in awards), following)

    def _request(self, part: Dates, number: int, cursor: Mapping[str, str | int]) -> ApiRequest:
        question = {
            "filters": self._filters(part),
            "fields": usaspending_award.FIELDS,
            "limit": _PAGE,
            "page": number,
            "sort": "Award ID",
            "order": "asc",
            "subawards": False,
            **cursor,
        }
        return ApiRequest(f"{_API}/spending_by_award/", json.dumps(question).encode())

    def _filters(self, part: Dates) -> dict[str, Any]:
        period = {"start_date": str(part.first), "end_date": str(part.last), "date_type": "date_signed"}
        filters: dict[str, Any] = {"award_type_codes": _CONTRACTS, "time_period": [period]}
        if self.agencies:
            filters["agencies"] = [{"type": "awarding", "tier": "toptier", "name": name} for name in self.agencies]
        if self.argument("scope") == "ict":
            filters["psc_codes"] = {"require": _ICT}
        return filters
