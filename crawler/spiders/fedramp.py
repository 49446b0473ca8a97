"""FedRAMP marketplace: the one file behind the site."""

from __future__ import annotations

from typing import Any, ClassVar

from crawler.access.bulk_files import BulkFilesSpider


class FedrampMarketplace(BulkFilesSpider):
    """``izon crawl fedramp``."""

    # SourceSpider
    name = "fedramp"
    slice_argument = None

    # BulkFilesSpider
    files: ClassVar = {"data.json": "fedramp_marketplace"}
    magic = b"{"

    def file_url(self, part: Any, file: str) -> str:  # noqa: ARG002 -- one file, replaced about daily
        """In the repository that feeds the site."""
        return f"https://raw.githubusercontent.com/FedRAMP/marketplace-fedramp-gov-data/main/{file}"
