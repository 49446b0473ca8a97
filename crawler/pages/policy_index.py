"""First page of a policy: the same records as any of its pages, and which pages behind it belong to the policy."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.pages.errors import PageError
from crawler.pages.page_sections import Link, read_sections
from crawler.pages.policy_page import IGNORED, VERSION, page_text, parse

__all__ = ["IGNORED", "VERSION", "page_text", "pages_behind", "parse"]

_NEWS = "/news/"


def pages_behind(body: bytes, url: str) -> Iterator[Link]:
    """The pages below the address of this one, and the news that it lists, each once, in the order of the page.

    Files are not among them. Raises :class:`PageError`, also where there is none: then the page has another layout.
    """
    place = urlsplit(url)
    below = f"{place.path.rstrip('/')}/"
    seen = {url.rstrip("/")}
    for section in read_sections(body, url):
        for link in section.links:
            there = urlsplit(link.url)
            is_page = "." not in there.path.rpartition("/")[2]
            if there.hostname == place.hostname and is_page and there.path.startswith((below, _NEWS)):
                if link.url.rstrip("/") not in seen:
                    yield link
                seen.add(link.url.rstrip("/"))
    if len(seen) == 1:
        raise PageError("no_list", "the page links no page of the policy; look at it", url)
