"""Awards of the procurement portal (調達ポータル 落札実績オープンデータ): a file a fiscal year, and one a day."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from crawler.access.bulk_files import BulkFilesSpider
from crawler.access.dated_files import DatedFilesSpider

_URL = "https://api.p-portal.go.jp/pps-web-biz/UAB03/OAB0301?fileversion=v001&filename=successful_bid_record_info"


class YearlyAwards(BulkFilesSpider):
    """``izon crawl p_portal_awards -a year=2024,2025``: whole fiscal years, as at the end of last month."""

    # SourceSpider
    name = "p_portal_awards"
    slice_argument = "year"

    # BulkFilesSpider
    files: ClassVar = {"all": "award"}
    magic = b"PK"  # a file that is not there is answered with status 200 and something else

    def file_url(self, part: int, file: str) -> str:
        """By the year of our era: no file is named by 令和."""
        return f"{_URL}_{file}_{part}.zip"


class DailyAwards(DatedFilesSpider):
    """``izon crawl p_portal_awards_daily -a day=7d``: what was published on each day; about two months are kept."""

    # SourceSpider
    name = "p_portal_awards_daily"
    slice_argument = "day"

    # DatedFilesSpider
    page_kind = "award"
    magic = b"PK"
    longest_silence_days = 14  # the turn of the year is the longest time without publication

    def file_url(self, day: dt.date) -> str:
        """The difference of a day."""
        return f"{_URL}_diff_{day:%Y%m%d}.zip"
