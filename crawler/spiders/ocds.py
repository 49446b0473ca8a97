"""OCDS release packages of any publisher: files by their addresses."""

from __future__ import annotations

from typing import Any, ClassVar

from crawler.access.bulk_files import BulkFilesSpider
from crawler.access.slices import words


class ReleasePackages(BulkFilesSpider):
    """``izon crawl ocds -a package=ADDRESS``, on the hosts of the source's metadata; others: ``izon archive add``."""

    # SourceSpider
    name = "ocds"
    slice_argument = "package"

    # BulkFilesSpider
    files: ClassVar = {"package": "ocds_release_package"}
    magic = b"{"

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Addresses."""
        return words(name, text)

    def file_url(self, part: str, file: str) -> str:  # noqa: ARG002 -- a package is one file
        """As given."""
        return part
