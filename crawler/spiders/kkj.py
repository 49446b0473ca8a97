"""Notices of public procurement (官公需情報ポータルサイト): all of some days, by the day of the announcement."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from crawler.access.api import ApiRequest
from crawler.access.dated_bisecting_api import Cut, CutAnswer, DatedBisectingApiSpider
from crawler.pages import PageError, notice_list
from crawler.records import Notice

_PREFECTURES = tuple(f"{number:02}" for number in range(1, 48))


class ProcurementNotices(DatedBisectingApiSpider):
    """``izon crawl kkj -a published=2026-01-05/2026-01-09`` (or ``7d``)."""

    # SourceSpider
    name = "kkj"
    slice_argument = "published"

    # ApiSpider
    page_kind = "notice_list"

    # DatedBisectingApiSpider
    records = "notices"
    cap = 1000
    dimensions: ClassVar = {"LG_Code": _PREFECTURES, "Category": ("1", "2", "3")}

    def request_for(self, cut: Cut) -> ApiRequest:
        """One condition besides dates is required; all prefectures are no condition, and one."""
        conditions = {
            "LG_Code": ",".join(_PREFECTURES),
            "CFT_Issue_Date": f"{cut.dates.first}/{cut.dates.last}",
            **dict(cut.values),
            "Count": str(self.cap),
        }
        return ApiRequest(f"https://www.kkj.go.jp/api/?{urlencode(conditions, safe=',/')}")

    def read_answer(self, body: bytes, asked: ApiRequest, cut: Cut) -> CutAnswer:
        """Also raises ``PageError`` for an answer with notices of other days or prefectures: a condition left out."""
        answer = notice_list.read_answer(body, asked.url)
        notices = [record for record in notice_list.parse(body, asked.url, {}) if isinstance(record, Notice)]
        wanted = dict(cut.values).get("LG_Code", ",".join(_PREFECTURES)).split(",")
        for notice in notices:
            if notice.published and not str(cut.dates.first) <= notice.published <= str(cut.dates.last):
                raise PageError("other_answer", f"{cut.dates} was asked for, {notice.published} came", asked.url)
            if notice.prefecture_code and notice.prefecture_code not in wanted:
                raise PageError("other_answer", f"prefecture {notice.prefecture_code} was not asked for", asked.url)
        return CutAnswer(answer.hits, tuple(notice.key for notice in notices))
