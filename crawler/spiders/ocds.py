"""OCDS release packages of any publisher: files by their addresses."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.access.bulk_files import BulkFilesSpider
from crawler.access.slices import SpiderArgumentError, words


class ReleasePackages(BulkFilesSpider):
    """``izon crawl ocds -a package=ADDRESS``: of whatever host; a redirect to another one is not followed."""

    # SourceSpider
    name = "ocds"
    slice_argument = "package"

    # BulkFilesSpider
    files: ClassVar = {"package": "ocds_release_package"}
    magic = b"{"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self.allowed_domains = sorted({str(urlsplit(package).hostname) for package in self.slices})

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """Addresses. Raises :class:`SpiderArgumentError` for what is none."""
        found = words(name, text)
        for address in found:
            if not re.fullmatch(r"https?://[\w.-]+(:[0-9]{1,5})?/\S*", address, re.ASCII):
                raise SpiderArgumentError(f"{name}={address}: expected the address of a package (https://…)")
        return found

    def file_url(self, part: str, file: str) -> str:  # noqa: ARG002 -- a package is one file
        """As given."""
        return part
