"""Sources that publish whole files under names one can write down: a file a kind and slice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.access.base import SourceSpider
from crawler.completeness import Promised
from crawler.pages.table import looks_like_html


class BulkFilesSpider(SourceSpider):
    """Fetches one file of each kind for each slice.

    To write a spider of this kind
        1. inherit from ``BulkFilesSpider``; set ``name`` and ``slice_argument`` (see :class:`SourceSpider`),
        2. set ``files``: the source's own name of each file → its page kind,
        3. set ``magic``: the bytes that every file begins with (``b"PK"`` for a zip), so that an error page with
           status 200 is not taken for a file,
        4. define :meth:`file_url`.

    Each file is promised before it is asked for. One that is not there (404, or an HTML page in its place) is missing,
    with the reason; the crawl goes on.
    """

    files: ClassVar[Mapping[str, str]]
    magic: ClassVar[bytes]

    def check_attributes(self) -> None:
        """As the base class, and: there are files, of known page kinds, that begin with something."""
        super().check_attributes()
        self.require(bool(getattr(self, "files", None)), "files is empty: there is nothing to fetch")
        self.require(bool(getattr(self, "magic", b"")), "magic is empty: an error page would be taken for a file")
        self.require(not looks_like_html(self.magic), "magic is the start of an HTML page")
        for kind in self.files.values():
            self.require_page_kind(kind)

    def file_url(self, part: Any, file: str) -> str:
        """The URL of a file of a slice."""
        raise NotImplementedError

    def start_slice(self, part: Any) -> Iterable[Request]:
        """One request a file."""
        promised = {file: Promised(str(part), "files", file) for file in self.files}
        self.completeness.promise(promised.values())
        for file, kind in self.files.items():
            yield self.ask(self.file_url(part, file), kind, promised[file], part)

    def absence(self, response: Response) -> str | None:
        """As the base class, and: the body begins as such a file does."""
        reason = super().absence(response)
        if reason is None and not response.body.startswith(self.magic):
            what = "an HTML page" if looks_like_html(response.body) else f"something else ({response.body[:8]!r})"
            return f"not published: status 200 with {what} in its place"
        return reason
