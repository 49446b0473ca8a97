"""Sources that publish whole files under names one can write down: a file a kind and slice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.access.base import PROMISED, SourceSpider
from crawler.completeness import Promised
from crawler.pages.table import looks_like_html

# With the second the site says so in words: something else stands in the file's place.
_NOT_PUBLISHED = (HTTPStatus.NOT_FOUND, HTTPStatus.OK)


class BulkFilesSpider(SourceSpider):
    """Fetches one file of each kind for each slice.

    To write a spider of this kind
        1. inherit from ``BulkFilesSpider``; set ``name`` and ``slice_argument`` (see :class:`SourceSpider`),
        2. set ``files``: the source's own name of each file → its page kind,
        3. set ``magic``: the bytes that every file begins with (``b"PK"`` for a zip), so that an error page with
           status 200 is not taken for a file,
        4. define :meth:`file_url`,
        5. where the source also has files that it need not have, or that only some crawls want, set ``optional_files``
           and override :meth:`wanted_optional_files`.

    Each file is promised before it is asked for. One that is not there (404, or an HTML page in its place) is missing,
    with the reason; the crawl goes on. An optional one that is not there is noted as not published, which is no gap.
    """

    files: ClassVar[Mapping[str, str]]
    optional_files: ClassVar[Mapping[str, str]] = {}
    magic: ClassVar[bytes]

    def check_attributes(self) -> None:
        """As the base class, and: there are files, of known page kinds, that begin with something."""
        super().check_attributes()
        self.require(bool(getattr(self, "files", None)), "files is empty: there is nothing to fetch")
        self.require(bool(getattr(self, "magic", b"")), "magic is empty: an error page would be taken for a file")
        self.require(not looks_like_html(self.magic), "magic is the start of an HTML page")
        self.require(not self.files.keys() & self.optional_files.keys(), "a file is optional and not optional")
        for kind in (*self.files.values(), *self.optional_files.values()):
            self.require_page_kind(kind)

    def wanted_optional_files(self) -> Mapping[str, str]:
        """The optional files that this crawl asks for: all of them, unless a subclass says otherwise."""
        return self.optional_files

    def file_url(self, part: Any, file: str) -> str:
        """The URL of a file of a slice."""
        raise NotImplementedError

    def start_slice(self, part: Any) -> Iterable[Request]:
        """One request a file."""
        wanted = {**self.files, **self.wanted_optional_files()}
        promised = {file: Promised(str(part), "files", file) for file in wanted}
        self.completeness.promise(promised.values())
        for file, kind in wanted.items():
            yield self.ask(self.file_url(part, file), kind, promised[file], part)

    def arrived(self, response: Response) -> Iterator[Request]:
        """As the base class, but an optional file that is not published is not missed."""
        promised: Promised = response.meta[PROMISED]
        reason = self.absence(response)
        if reason is not None and promised.name in self.optional_files and response.status in _NOT_PUBLISHED:
            self.completeness.waive(promised, reason)
            return
        yield from super().arrived(response)

    def absence(self, response: Response) -> str | None:
        """As the base class, and: the body begins as such a file does."""
        reason = super().absence(response)
        if reason is None and not response.body.startswith(self.magic):
            what = "an HTML page" if looks_like_html(response.body) else f"something else ({response.body[:8]!r})"
            return f"not published: status 200 with {what} in its place"
        return reason
