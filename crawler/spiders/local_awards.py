"""Local governments: the pages that a prefecture's feed points at, and results of electronic tendering in three others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest
from crawler.access.base import PART
from crawler.access.dated_bisecting_api import Cut, CutAnswer, DatedBisectingApiSpider
from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import words
from crawler.completeness import Promised
from crawler.pages import PageError, local_award_list, local_feed
from crawler.recorder import PAGE_KIND
from crawler.records import LocalAward, LocalListing

_FEEDS = {"okinawa": "https://www.pref.okinawa.lg.jp/news.rss"}
_FORM = "application/x-www-form-urlencoded"
_SESSION = "local_session"  # pages that only set cookies; nothing reads them


class LocalNotices(IndexThenDetailSpider):
    """``izon crawl local_notices -a site=okinawa``: what its feed lists as procurement."""

    # SourceSpider
    name = "local_notices"
    slice_argument = "site"

    # IndexThenDetailSpider
    index_kind = "local_feed"
    detail_kinds = ("local_page",)
    is_rolling = True  # a feed has the latest items

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Names of sites."""
        return words(name, text)

    def index_url(self, part: str) -> str:
        """The site's feed."""
        self.require(part in _FEEDS, f"site={part}: the sites are {', '.join(_FEEDS)}")
        return _FEEDS[part]

    def details(self, body: bytes, url: str, part: str) -> Iterator[Detail]:  # noqa: ARG002 -- the page function needs none
        """Each page that is about a procurement."""
        for listing in local_feed.parse(body, url, {}):
            if isinstance(listing, LocalListing) and listing.is_procurement:
                entry = f"{listing.title} {listing.published}"
                yield Detail("pages", urlsplit(listing.url).path, listing.url, "local_page", (), entry)


class TenderingResults(DatedBisectingApiSpider):
    """The base of prefectures whose tendering system is of the kind of Chiba's; subclasses say its address.

    The system keeps who is asked for in the session: its first page sets a cookie, the start page is posted, then
    results are searched by the day of opening.
    """

    # SourceSpider
    slice_argument = "opened"

    # ApiSpider
    page_kind = "local_award_list"

    # DatedBisectingApiSpider
    records = "awards"
    cap = 500
    dimensions: ClassVar = {}

    system: ClassVar[str]
    address: ClassVar[str]

    def slice_arguments(self, part: Any) -> dict[str, str | int]:
        """The page function has to know whose results they are."""
        return {**super().slice_arguments(part), "system": self.system}

    def start_slice(self, part: Any) -> Iterable[Request]:
        """First a session."""
        session = Promised(str(part), "session", "session")
        self.completeness.promise([session])
        request = self.ask(self.address, _SESSION, session, part)
        del request.meta[PAGE_KIND]  # without a kind it is never asked for conditionally: a 304 sets no cookies
        yield request

    def follow(self, response: Response) -> Iterator[Request]:
        """From the first page the start page, from there the results."""
        part = response.meta[PART]
        if response.meta.get(PAGE_KIND) not in (None, _SESSION):
            yield from super().follow(response)
        elif PAGE_KIND not in response.meta:
            started = Promised(str(part), "session", "start page")
            self.completeness.promise([started])
            start = urlencode({"ejParameterID": "StartPage", "KikanNO": "null"}).encode()
            yield self.ask(self.address, _SESSION, started, part, post=start, headers={"Content-Type": _FORM})
        else:
            yield from super().start_slice(part)

    def request_for(self, cut: Cut) -> ApiRequest:
        """The search that the site's form sends, all bodies at once; the year is the fiscal one."""
        first, last = cut.dates.first, cut.dates.last
        fields = {
            "ejParameterID": "EjPRJ01",
            "ejProcessName": "findList",
            "Nendo": str(first.year if first.month >= 4 else first.year - 1),
            "KikanNO": "",
            "kkselect": "AND",
            "BidStDate": f"{first:%Y/%m/%d}",
            "BidEnDate": f"{last:%Y/%m/%d}",
            "ejDisplaySort": "050045",
            "ejMaxDisplayRowCount": str(self.cap),
            "getStpos": "0",
        }
        return ApiRequest(self.address, urlencode(fields).encode(), _FORM)

    def read_answer(self, body: bytes, asked: ApiRequest, cut: Cut) -> CutAnswer:  # noqa: ARG002 -- the page says it all
        """Hits, and awards by what tells them apart."""
        found = local_award_list.parse(body, asked.url, {"system": self.system})
        awards = [award for award in found if isinstance(award, LocalAward)]
        names = tuple(f"{award.buyer} {award.title} {award.date} {award.amount} {award.ordinal}" for award in awards)
        return CutAnswer(local_award_list.hits(body, asked.url), names)


class ChibaResults(TenderingResults):
    """``izon crawl local_awards_chiba -a opened=7d``: the prefecture and its municipalities."""

    name = "local_awards_chiba"
    system = "chiba"
    address = "https://www.chiba-ep-bis.supercals.jp/ebidPPIPublish/EjPPIj"


class ShizuokaResults(TenderingResults):
    """``izon crawl local_awards_shizuoka -a opened=7d``: the prefecture and its municipalities."""

    name = "local_awards_shizuoka"
    system = "shizuoka"
    address = "https://www.ppi.cals-shiz.jp/ebidPPIPublish/EjPPIj"


class AkitaResults(PagedApiSpider):
    """``izon crawl local_awards_akita -a year=2025``: the prefecture and its municipalities, by fiscal year.

    The system keeps who asks in a session, and a search is turned page by page.
    """

    # SourceSpider
    name = "local_awards_akita"
    slice_argument = "year"

    # ApiSpider
    page_kind = "local_award_list"

    # PagedApiSpider
    records = "awards"

    system: ClassVar = "akita"
    address: ClassVar = "https://cals05.pref.akita.lg.jp/ecydeen/do/PPI"
    conditions: ClassVar = (
        *("chotatsuKbn", "kouhyoNo", "nyusatsu", "kousyu", "koujiName", "koujiArea", "koujiGaiyo", "kennaiCd"),
        *("ukeoiName", "keiyakuStartMoney", "keiyakuEndMoney", "kaisatsuStartYmd", "kaisatsuEndYmd"),
        *("keiyakuStartYmd", "keiyakuEndYmd", "sikouKasyo"),
    )

    def slice_arguments(self, part: Any) -> dict[str, str | int]:
        """The page function has to know whose results they are."""
        return {**super().slice_arguments(part), "system": self.system}

    def start_slice(self, part: int) -> Iterable[Request]:
        """First a session."""
        session = Promised(str(part), "session", "session")
        self.completeness.promise([session])
        request = self.ask(f"{self.address}/keiyaku", _SESSION, session, part).replace(dont_filter=True)
        del request.meta[PAGE_KIND]  # without a kind it is never asked for conditionally: a 304 sets no cookies
        yield request

    def follow(self, response: Response) -> Iterator[Request]:
        """From the session the first page, from there page after page."""
        if PAGE_KIND not in response.meta:
            yield from super().start_slice(response.meta[PART])
        else:
            yield from super().follow(response)

    def first_request(self, part: int) -> ApiRequest:
        """The search that the site's form sends."""
        return self._request("keiyakuSearch", part, resultCnt=0)

    def read_page(self, body: bytes, asked: ApiRequest, part: int) -> ApiPage:
        """Results and pages stand in the form of each page; awards are named by page and row."""
        told = local_award_list.turning(body, asked.url)
        if told is None:
            raise PageError("no_hits", "the page does not say how many results there are; look at what came", asked.url)
        total, pages = told
        found = local_award_list.parse(body, asked.url, {"system": self.system})
        rows = [award.row for award in found if isinstance(award, LocalAward)]
        fields = parse_qs((asked.post or b"").decode())
        number = int(fields.get("curPage", ["1"])[0])
        turn = {"resultCnt": total, "hiddentotalpages": pages, "curPage": number + 1}
        following = self._request("keiyakuTurn", part, **turn) if number < pages else None
        return ApiPage(total, tuple(f"{number}/{row}" for row in rows), following)

    def _request(self, action: str, year: int, **fields: int) -> ApiRequest:
        form = {**dict.fromkeys(self.conditions, ""), "nendo": year, "displayNum": 100, **fields}
        return ApiRequest(f"{self.address}/{action}", urlencode(form).encode(), _FORM)
