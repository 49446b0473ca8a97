"""What interfaces have in common: a request with its address and, for some, a body to post; answers that explain a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from scrapy.http import Response

from crawler.access.base import SourceSpider

_EXPLAINED = ("json", "xml", "text/plain")  # media types in which an interface says what it did not like
_EXPLANATION = 200


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """What to ask an interface: an address, and for a POST what to send and as which media type."""

    url: str
    post: bytes | None = None
    media_type: str = "application/json"

    @property
    def headers(self) -> dict[str, str]:
        """The headers it needs."""
        return {} if self.post is None else {"Content-Type": self.media_type}


class ApiSpider(SourceSpider):
    """The common base of spiders that ask interfaces; do not inherit from it directly.

    Requests go out one after the other, also to a mirror: no interface of ours allows more.
    """

    # default 16: the next request goes out when the answer to the last one has been read
    custom_settings: dict[str, Any] | None = {"CONCURRENT_REQUESTS": 1}  # noqa: RUF012 - as Scrapy declares it

    page_kind: ClassVar[str]

    def check_attributes(self) -> None:
        """As the base class, and: the page kind is known, and the source's metadata asks one at a time."""
        super().check_attributes()
        self.require(bool(getattr(self, "page_kind", "")), "page_kind is not set")
        self.require_page_kind(self.page_kind)
        self.require(self.source.concurrency == 1, f"concurrency is not 1 in crawler/sources/{self.name}.toml")

    def absence(self, response: Response) -> str | None:
        """As the base class, with the interface's own words where it refuses."""
        reason = super().absence(response)
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if reason is None or response.status == HTTPStatus.OK or not any(name in media_type for name in _EXPLAINED):
            return reason
        words = re.sub(r"\s+", " ", response.body[: 4 * _EXPLANATION].decode("utf-8", "replace")).strip()
        return f"{reason}: {words[:_EXPLANATION]}" if words else reason
