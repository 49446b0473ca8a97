"""Review sheets of 2015 to 2020 as JSON (JUDGIT!): the files of a year in its repository."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.pages import old_review_index


class OldReviewSheets(IndexThenDetailSpider):
    """``izon crawl judgit -a sheet_year=2018`` (2015 to 2020)."""

    # SourceSpider
    name = "judgit"
    slice_argument = "sheet_year"

    # IndexThenDetailSpider
    index_kind = "old_review_index"
    detail_kinds = ("old_review_sheet",)

    def index_url(self, part: int) -> str:  # noqa: ARG002 -- one list for all years
        """The list of all files."""
        return "https://api.github.com/repos/judgit/data/git/trees/master?recursive=1"

    def details(self, body: bytes, url: str, part: int) -> Iterator[Detail]:
        """Each sheet of the year."""
        for sheet in old_review_index.sheets(body, url, part):
            name = f"{sheet.ministry} {sheet.number}"
            yield Detail("sheets", name, sheet.url, "old_review_sheet", (("year", sheet.year),))
