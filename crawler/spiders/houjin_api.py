"""Register of corporate numbers (法人番号公表サイト), changes of a period through its Web-API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from crawler.access.api import ApiRequest
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import Dates, dates
from crawler.pages import PageError, register_update

_UTF_8_CSV = "02"


class RegisterChanges(PagedApiSpider):
    """``izon crawl houjin_api -a updated=7d``; the environment has to hold the application's number."""

    # SourceSpider
    name = "houjin_api"
    slice_argument = "updated"

    # ApiSpider
    page_kind = "register_update"

    # PagedApiSpider
    records = "entries"

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Dates, cut at the ends of months: the interface takes fifty days at most."""
        return dates(name, text)

    def first_request(self, part: Dates) -> ApiRequest:
        """The first part of the answer."""
        return self._request(part, 1)

    def read_page(self, body: bytes, asked: ApiRequest, part: Dates) -> ApiPage:
        """Also raises ``PageError`` for another part than was asked for. Entries are named by part and row."""
        update = register_update.read_update(body, asked.url)
        if asked != self._request(part, update.part):
            raise PageError("other_answer", f"part {update.part} of the answer came", asked.url)
        following = self._request(part, update.part + 1) if update.part < update.parts else None
        return ApiPage(update.total, tuple(f"{update.part}/{row}" for row in range(update.entries)), following)

    def _request(self, part: Dates, number: int) -> ApiRequest:
        period = {"from": str(part.first), "to": str(part.last), "type": _UTF_8_CSV, "divide": number}
        return ApiRequest(f"https://api.houjin-bangou.nta.go.jp/4/diff?{urlencode(period)}")
