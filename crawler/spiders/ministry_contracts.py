"""Monthly contract tables of ministries (財計第2017号): the workbooks of the Acquisition, Technology & Logistics Agency.

Other ministries' tables have the same columns and are read by the same page functions: add their files, or write a
spider like this one with their addresses.
"""

from __future__ import annotations

from typing import ClassVar

from crawler.access.bulk_files import BulkFilesSpider

_FOLDER = "https://www.mod.go.jp/atla/souhon/supply/jisseki/rakusatu"
_FORMS = ("kyoso", "zuikei")  # competitive, negotiated
_LONGER_NAMES = (2023, 2024)  # fiscal years whose files have _kijunijo in their names
_BEFORE_REIWA = 2018


class MinistryContracts(BulkFilesSpider):
    """``izon crawl ministry_contracts -a year=2025``: fiscal years, April to March; a month ahead is not there yet."""

    # SourceSpider
    name = "ministry_contracts"
    slice_argument = "year"

    # BulkFilesSpider
    files: ClassVar = {f"{form}-{month:02}": "ministry_contract" for form in _FORMS for month in range(1, 13)}
    magic = b"PK"  # a page of the site's bot check may come with status 200

    def file_url(self, part: int, file: str) -> str:
        """By the year of the era in which the fiscal year begins."""
        year = f"{part - _BEFORE_REIWA:02}"
        form, _, month = file.partition("-")
        longer = "_kijunijo" if part in _LONGER_NAMES else ""
        return f"{_FOLDER}/kohyo_r{year}/{year}_{form}{longer}-{month}.xlsx"
