"""Award notices of the European Union (TED): the search, page after page, and the notices themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest
from crawler.access.base import PART
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import Dates, SpiderArgumentError, dates, words
from crawler.completeness import Promised
from crawler.pages import PageError, ted_search
from crawler.recorder import PAGE_KIND
from crawler.records import TedNotice

_SEARCH = "https://api.ted.europa.eu/v3/notices/search"
_TYPES = ("can-standard", "can-social")  # results of a procedure
_PAGE = 250  # the most at once


class TedAwards(PagedApiSpider):
    """``izon crawl ted -a published=2026-09 -a cpv=72,48 -a country=FRA,DEU``."""

    # SourceSpider
    name = "ted"
    slice_argument = "published"

    # ApiSpider
    page_kind = "ted_search"

    # PagedApiSpider
    records = "notices"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self.classes = words("cpv", self.argument("cpv"))
        self.countries = words("country", self.argument("country")) if self.argument("country") else ()
        if not all(one.isdecimal() for one in self.classes) or not all(one.isalpha() for one in self.countries):
            raise SpiderArgumentError("cpv takes beginnings of CPV codes (72,48), country three letters each (FRA,DEU)")
        self._listed: list[TedNotice] = []  # on the page at hand

    def check_attributes(self) -> None:
        """As the base class, and: the notices themselves are read."""
        super().check_attributes()
        self.require_page_kind("ted_award")

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Dates, cut at the ends of months."""
        return dates(name, text)

    def first_request(self, part: Dates) -> ApiRequest:
        """The first page; what is found is walked through by the token that each page gives."""
        return self._request(part, "")

    def follow(self, response: Response) -> Iterator[Request]:
        """From a page the next one, and each notice that it lists."""
        if response.meta[PAGE_KIND] != self.page_kind:
            return
        self._listed = []
        yield from super().follow(response)
        part = response.meta[PART]
        for notice in self._listed:
            thing = Promised(str(part), "award notices", notice.publication_number)
            self.completeness.promise([thing])
            if notice.xml_url:
                yield self.ask(notice.xml_url, "ted_award", thing, part)
            else:
                self.completeness.lose(thing, "the search gives no address of the notice")

    def read_page(self, body: bytes, asked: ApiRequest, part: Dates) -> ApiPage:
        """Also raises ``PageError`` for notices of other days: a condition left out.

        A token comes with the last page, too: it ends where a page is empty.
        """
        page = ted_search.read_page(body, asked.url)
        notices = [one for one in ted_search.parse(body, asked.url, {}) if isinstance(one, TedNotice)]
        for notice in notices:
            if notice.published and not str(part.first) <= notice.published <= str(part.last):
                raise PageError("other_answer", f"{part} was asked for, {notice.published} came", asked.url)
        self._listed = notices
        following = self._request(part, page.token) if notices and page.token else None
        return ApiPage(page.total, tuple(notice.publication_number for notice in notices), following)

    def _request(self, part: Dates, token: str) -> ApiRequest:
        conditions = [
            f"publication-date = ({part.first:%Y%m%d} <> {part.last:%Y%m%d})",
            _any("notice-type", _TYPES),
            _any("classification-cpv", tuple(f"{one}*" for one in self.classes)),
        ]
        if self.countries:
            conditions.append(_any("buyer-country", self.countries))
        question = {
            "query": " AND ".join(conditions),
            "fields": ted_search.FIELDS,
            "limit": _PAGE,
            "scope": "ALL",
            "paginationMode": "ITERATION",
            **({"iterationNextToken": token} if token else {}),
        }
        return ApiRequest(_SEARCH, json.dumps(question).encode())


def _any(field: str, values: tuple[str, ...]) -> str:
    return f"({' OR '.join(f'{field} = {value}' for value in values)})"
