"""Government procurement under the WTO agreement (JETRO 政府公共調達データベース): the list, and notices of awards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest
from crawler.access.base import PART
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import Dates, SpiderArgumentError, dates
from crawler.completeness import Promised
from crawler.pages import PageError, jetro_list
from crawler.recorder import PAGE_KIND
from crawler.records import JetroNotice

_SITE = "https://www.jetro.go.jp"
_LIST = f"{_SITE}/gov_procurement/national/list.html"
_SESSION = ""  # the page that sets cookies; nothing reads it


class JetroProcurement(PagedApiSpider):
    """``izon crawl jetro -a published=2026-10`` (awards; ``-a notices=all`` lists other notices too)."""

    # SourceSpider
    name = "jetro"
    slice_argument = "published"

    # ApiSpider
    page_kind = "jetro_list"

    # PagedApiSpider
    records = "notices"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        if self.argument("notices") not in ("awards", "all"):
            raise SpiderArgumentError(f"notices={self.argument('notices')}: expected awards or all")
        self._awards: list[JetroNotice] = []  # of the page at hand

    def check_attributes(self) -> None:
        """As the base class, and: the notices themselves are read."""
        super().check_attributes()
        self.require_page_kind("jetro_award")

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Dates, cut at the ends of months."""
        return dates(name, text)

    def start_slice(self, part: Dates) -> Iterable[Request]:
        """First the cookies."""
        session = Promised(str(part), "session", "cookies")
        self.completeness.promise([session])
        request = self.ask(_LIST, _SESSION, session, part).replace(dont_filter=True)  # one page for all slices
        del request.meta[PAGE_KIND]  # without a kind it is never asked for conditionally: a 304 sets no cookies
        yield request

    def first_request(self, part: Dates) -> ApiRequest:
        """The newest notices of the period."""
        return self._request(part, 0)

    def follow(self, response: Response) -> Iterator[Request]:
        """From the cookies the list; from each of its pages the next one, and the notices of awards that it lists."""
        part, kind = response.meta[PART], response.meta.get(PAGE_KIND)
        if kind is None:
            yield from super().start_slice(part)
        elif kind == self.page_kind:
            self._awards = []
            yield from super().follow(response)
            for notice in self._awards:
                yield self._notice(notice, part)

    def read_page(self, body: bytes, asked: ApiRequest, part: Dates) -> ApiPage:
        """Also raises ``PageError`` for a page that answers another question than was put."""
        page = jetro_list.read_page(body, asked.url)
        notices = [record for record in jetro_list.parse(body, asked.url, {}) if isinstance(record, JetroNotice)]
        outside = [
            notice.published
            for notice in notices
            if notice.published and not str(part.first) <= notice.published <= str(part.last)
        ]
        if outside:
            raise PageError("other_answer", f"{part} was asked for, {outside[0]} came", asked.url)
        if asked != self._request(part, page.offset):
            raise PageError("other_answer", f"the page starts at {page.offset}", asked.url)
        self._awards = [notice for notice in notices if "落札" in notice.notice_kind]
        following = page.offset + page.page_size
        names = tuple(f"{notice.list_number}/{notice.notice_id}" for notice in notices)
        return ApiPage(page.total, names, self._request(part, following) if following < page.total else None)

    def _notice(self, notice: JetroNotice, part: Dates) -> Request:
        thing = Promised(str(part), "awards", f"{notice.list_number}/{notice.notice_id}")
        self.completeness.promise([thing])
        return self.ask(notice.url, "jetro_award", thing, part, arguments={"published": notice.published or ""})

    def _request(self, part: Dates, offset: int) -> ApiRequest:
        conditions = {
            "blockId": "33235812",  # the national list
            "type": "06" if self.argument("notices") == "awards" else "",
            "keyword": "",
            "from": f"{part.first:%Y/%m/%d}",
            "to": f"{part.last:%Y/%m/%d}",
            "current": str(offset),
        }
        return ApiRequest(f"{_SITE}/view_interface.php?{urlencode(conditions)}")

    def ask(self, url: str, kind: str, promised: Promised, part: Any, **more: Any) -> Request:
        """As the base class; all but the cookies is asked for as the site's own page does."""
        headers = {} if kind == _SESSION else {"Referer": _LIST}
        if kind == self.page_kind:
            headers["X-Requested-With"] = "XMLHttpRequest"
        return super().ask(url, kind, promised, part, **{**more, "headers": headers})
