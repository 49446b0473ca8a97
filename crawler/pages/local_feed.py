"""Feed of a local body's site (RSS 2.0) → :class:`LocalListing`: the pages it points at, and which are procurements."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.records import LocalListing, Problem

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 2

IGNORED = {
    "description": "a teaser",
    "guid": "the link again",
    "category": "topics of the site",
}

_KNOWN = frozenset({"title", "link", "pubDate", *IGNORED})

_ADDRESS = re.compile(r"nyu+satu|nyu+satsu|keiyaku|proposal|tyotatu|choutatsu|kobo|koubo|bid", re.IGNORECASE)
_WORDS = re.compile(r"入札|落札|公募型|プロポーザル|企画提案|見積|業務委託|契約候補|受託候補|選定結果|調達")
_JAPAN = dt.timezone(dt.timedelta(hours=9))
_MAXIMUM_ITEMS = 10_000


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[LocalListing | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """What the feed lists, in its order. Raises :class:`PageError` for what is no feed."""
    reader = CellReader(file)
    items = _items(body, file)
    for name in sorted({str(child.tag) for item in items for child in item.iterchildren("*")} - _KNOWN):
        reader.warn("unknown_element", "an element that is not known; nothing is taken from it", 0, name)
    for position, item in enumerate(items, 1):
        title, url = _child(item, "title"), _child(item, "link")
        if not url.startswith(("http://", "https://")):
            reader.fail("link", "an item without an address; left out", position, "link", url)
        else:
            yield LocalListing(
                title=title,
                url=url,
                published=_date(_child(item, "pubDate"), position, reader),
                is_procurement=bool(_WORDS.search(title) or _ADDRESS.search(url)),
            )
        yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """Titles and addresses, a line each. Raises :class:`PageError`."""
    return "".join(f"{_child(item, 'title')}\n{_child(item, 'link')}\n" for item in _items(body, file))


def _items(body: bytes, file: str) -> list[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PageError("xml", f"not XML ({error}); look at what came", file) from error
    if root.tag != "rss" or root.find("channel") is None:
        raise PageError("no_feed", f"no RSS 2.0 feed, but <{root.tag}>; look at what came", file)
    items = root.findall("channel/item")
    if not items:
        raise PageError("empty_list", "the feed lists nothing; look at it", file)
    return list(items[:_MAXIMUM_ITEMS])


def _child(item: etree._Element, name: str) -> str:
    return (item.findtext(name) or "").strip()


def _date(printed: str, position: int, reader: CellReader) -> str | None:
    if not printed:
        return None
    try:
        return email.utils.parsedate_to_datetime(printed).astimezone(_JAPAN).date().isoformat()
    except (ValueError, OverflowError):
        reader.fail("date", "not a date; no value taken", position, "pubDate", printed)
        return None
