"""Register of corporate numbers (法人番号公表サイト): daily difference files, or the whole register by prefecture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.access.slices import SpiderArgumentError, words
from crawler.pages import register_download
from crawler.records import RegisterFile

_SITE = "https://www.houjin-bangou.nta.go.jp/download"
_SETS = ("sabun", "zenken")
_NATIONWIDE = "全国"  # the prefectures' files in one; too large for one answer


class Register(IndexThenDetailSpider):
    """``izon crawl houjin -a set=sabun`` (differences, about 40 days are kept) or ``set=zenken`` (the whole register)."""

    # SourceSpider
    name = "houjin"
    slice_argument = "set"

    # IndexThenDetailSpider
    index_kind = "register_download"
    detail_kinds = ("register_entry",)
    is_rolling = True  # differences are kept for some forty days

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """The site's two sets of files. Raises :class:`SpiderArgumentError` for another one."""
        found = words(name, text)
        strangers = [word for word in found if word not in _SETS]
        if strangers:
            raise SpiderArgumentError(f"{name}={text}: the sets are {', '.join(_SETS)}")
        return found

    def index_url(self, part: str) -> str:
        """The page with the form."""
        return f"{_SITE}/{part}/index.html"

    def details(self, body: bytes, url: str, part: str) -> Iterator[Detail]:
        """Each file; asked for by address what the form would post, so that each has an address of its own."""
        for file in register_download.parse(body, url, {}):
            if isinstance(file, RegisterFile) and file.label != _NATIONWIDE:
                query = urlencode({"event": "download", "selDlFileNo": file.number})
                name = f"{file.label} ({file.number})"
                yield Detail(
                    "files", name, f"{self.index_url(part)}?{query}", "register_entry", (("file", file.number),)
                )
