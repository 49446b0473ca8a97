"""gBizINFO: all procurements in one file (調達情報 全件CSV), by posting what the site's download form would post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request

from crawler.access.bulk_files import BulkFilesSpider
from crawler.completeness import Promised


class ProcurementFile(BulkFilesSpider):
    """``izon crawl gbizinfo_bulk``: about 310,000 orders."""

    # SourceSpider
    name = "gbizinfo_bulk"
    slice_argument = None

    # BulkFilesSpider
    files: ClassVar = {"Chotatsujoho": "gbiz_procurement"}
    magic = b"PK"  # a form that is not filled in as the site wants is answered with a page

    form: ClassVar = {"downfile": "3", "downtype": "zip", "downenc": "UTF-8"}

    def file_url(self, part: Any, file: str) -> str:  # noqa: ARG002 -- one address; what is posted names the file
        """Where the form is sent."""
        return "https://info.gbiz.go.jp/hojin/Download"

    def start_slice(self, part: Any) -> Iterable[Request]:
        """One request; the same form is posted each time, so that the file has one address."""
        for file, kind in self.files.items():
            promised = Promised(str(part), "files", file)
            self.completeness.promise([promised])
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            form = urlencode(self.form).encode()
            yield self.ask(self.file_url(part, file), kind, promised, part, post=form, headers=headers)
