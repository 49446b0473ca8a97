"""The administrative project review (行政事業レビュー): four of the fifteen files of each sheet year."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from crawler.access.bulk_files import BulkFilesSpider


class ReviewSheets(BulkFilesSpider):
    """``izon crawl rs -a year=2025`` (or ``2024-2025``)."""

    # SourceSpider
    name = "rs"
    slice_argument = "year"

    # BulkFilesSpider
    files: ClassVar = {
        "1-2": "review_project",
        "2-1": "review_budget",
        "5-1": "review_payee",
        "5-2": "block_flow",
    }
    magic = b"PK"  # a file that is not there is answered with the site's HTML and status 200

    titles: ClassVar = {
        "1-2": "基本情報_事業概要等",
        "2-1": "予算・執行_サマリ",
        "5-1": "支出先_支出情報",
        "5-2": "支出先_支出ブロックのつながり",
    }

    def file_url(self, part: int, file: str) -> str:
        """The site's own naming, percent-encoded."""
        return f"https://rssystem.go.jp/files/{part}/rs/{quote(f'{file}_RS_{part}_{self.titles[file]}.zip')}"
