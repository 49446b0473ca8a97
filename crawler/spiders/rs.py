"""The administrative project review (行政事業レビュー): the fifteen files of each sheet year, or the four main ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import quote

from crawler.access.bulk_files import BulkFilesSpider
from crawler.access.slices import SpiderArgumentError


class ReviewSheets(BulkFilesSpider):
    """``izon crawl rs -a year=2025`` (or ``2024-2025``; only the four main files with ``-a files=four``)."""

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
    optional_files: ClassVar = {
        file: "review_basis" if file == "1-3" else "review_other"
        for file in ("1-1", "1-3", "1-4", "1-5", "2-2", "3-1", "3-2", "4-1", "5-3", "5-4", "6-1")
    }
    magic = b"PK"  # a file that is not there is answered with the site's HTML and status 200

    titles: ClassVar = {
        "1-1": "基本情報_組織情報",
        "1-2": "基本情報_事業概要等",
        "1-3": "基本情報_政策・施策、法令等",
        "1-4": "基本情報_補助率等",
        "1-5": "基本情報_関連事業",
        "2-1": "予算・執行_サマリ",
        "2-2": "予算・執行_予算種別・歳出予算項目",
        "3-1": "効果発現経路_目標・実績",
        "3-2": "効果発現経路_目標のつながり",
        "4-1": "点検・評価",
        "5-1": "支出先_支出情報",
        "5-2": "支出先_支出ブロックのつながり",
        "5-3": "支出先_費目・使途",
        "5-4": "支出先_国庫債務負担行為等による契約",
        "6-1": "その他備考",
    }

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        if self.argument("files") not in ("four", "all"):
            raise SpiderArgumentError(f"files={self.argument('files')}: expected four or all")

    def wanted_optional_files(self) -> Mapping[str, str]:
        """The other eleven, where all are asked for; a year need not have them."""
        return self.optional_files if self.argument("files") == "all" else {}

    def file_url(self, part: int, file: str) -> str:
        """The site's own naming, percent-encoded."""
        return f"https://rssystem.go.jp/files/{part}/rs/{quote(f'{file}_RS_{part}_{self.titles[file]}.zip')}"
