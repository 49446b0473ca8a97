"""gBizINFO: procurements that were added or changed in a period, through the REST interface (version 2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from crawler.access.api import ApiRequest
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import Dates, dates
from crawler.pages import PageError, gbiz_update
from crawler.records import GbizPage

_URL = "https://info.gbiz.go.jp/hojin/v2/hojin/updateInfo/procurement"  # without a slash at its end


class CorporateProcurements(PagedApiSpider):
    """``izon crawl gbizinfo -a updated=7d``; the environment has to hold the token that the metadata names."""

    # SourceSpider
    name = "gbizinfo"
    slice_argument = "updated"

    # ApiSpider
    page_kind = "gbiz_update"

    # PagedApiSpider
    records = "corporations"

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Dates, cut at the ends of months."""
        return dates(name, text)

    def first_request(self, part: Dates) -> ApiRequest:
        """Page 1 of the period."""
        return _page(part, 1)

    def read_page(self, body: bytes, asked: ApiRequest, part: Dates) -> ApiPage:
        """Total and corporations of a page; the next one while there are pages left."""
        page, *_ = gbiz_update.parse(body, asked.url, {})
        if not isinstance(page, GbizPage):
            raise PageError("no_answer", "the answer does not begin with its own counts; look at what came", asked.url)
        following = _page(part, page.page + 1) if page.page < page.pages else None
        return ApiPage(page.total, gbiz_update.corporations(body, asked.url), following)


def _page(part: Dates, page: int) -> ApiRequest:
    period = {"from": f"{part.first:%Y%m%d}", "to": f"{part.last:%Y%m%d}"}
    return ApiRequest(f"{_URL}?{urlencode({**period, 'page': page, 'metadata_flg': 'true'})}")
