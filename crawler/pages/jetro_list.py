"""List of JETRO's procurement database (JSON) → :class:`JetroNotice`: 30 notices a page, the newest first.

``{"items": [{"xid", "aid", "title", "date", "agency", "paKind"}], "pagination": {"total", "perPage", "current"}}``:
``current`` is the offset of the page's first notice. Written from what others describe.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.json_values import ObjectReader, read_object
from crawler.pages.printed_dates import iso_date
from crawler.records import JetroNotice, Problem

__all__ = ["IGNORED", "VERSION", "ListPage", "page_text", "parse", "read_page"]

VERSION = 1

IGNORED = {
    "area": "the region, in lists of local governments",
    "classification": "stands in the notice",
    "deadline": "stands in the notice",
    "entity": "the agency again",
    "type": "paKind as a code",
}

_ARTICLES = "https://www.jetro.go.jp/gov_procurement/national/articles"


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a page says of itself: notices in all, notices a page, and the offset of its first."""

    total: int
    page_size: int
    offset: int


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[JetroNotice | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The notices of a page, in its order. Raises :class:`PageError`."""
    read_page(body, file)
    reader = CellReader(file)
    seen: set[tuple[str, str]] = set()
    for position, members in enumerate(read_object(body, file)["items"]):
        item = ObjectReader(reader, members, position, "items")
        number, identity = item.text("xid").strip(), item.text("aid").strip()
        printed = _plain(item.text("date"))
        notice = JetroNotice(
            list_number=number,
            notice_id=identity,
            title=_plain(item.text("title")),
            published=iso_date(printed),
            published_printed=printed,
            buyer=_plain(item.text("agency")),
            notice_kind=_plain(item.text("paKind")),
            url=f"{_ARTICLES}/{quote(number, safe='')}/{quote(identity, safe='')}.html",
            position=position,
        )
        item.leftover(IGNORED)
        if not re.fullmatch(r"\d+", number) or not re.fullmatch(r"\w+", identity):
            reader.fail("notice_identity", "a notice without xid and aid; left out", position, "items", notice.title)
        elif (number, identity) in seen:
            reader.warn("duplicate", "the page lists the notice twice; taken once", position, "items", identity)
        else:
            if notice.published is None:
                reader.fail("date", "the date of the notice cannot be read", position, "date", printed)
            seen.add((number, identity))
            yield notice
        yield from reader.take()


def read_page(body: bytes, file: str) -> ListPage:
    """What the page says of itself. Raises :class:`PageError` for an answer without it."""
    document = read_object(body, file)
    pages = document.get("pagination")
    items = document.get("items")
    values = [pages.get(name) for name in ("total", "perPage", "current")] if isinstance(pages, dict) else []
    whole = [int(value) for value in map(str, values) if re.fullmatch(r"\d{1,9}", value)]
    if len(whole) != 3 or not isinstance(items, list) or whole[1] == 0:
        raise PageError("no_answer", "no items, or no numbers of the page (pagination); look at what came", file)
    return ListPage(*whole)


def page_text(body: bytes, file: str) -> str:
    """The answer's JSON text. Raises :class:`PageError`."""
    read_object(body, file)
    return body.decode("utf-8-sig")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<br\s*/?>", " ", text, flags=re.IGNORECASE))).strip()
