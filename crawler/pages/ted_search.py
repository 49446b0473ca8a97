"""TED search interface (version 3) → :class:`TedNotice`: up to 250 notices a page.

``{"notices": [...], "totalNoticeCount", "iterationNextToken", "timedOut"}``; a notice holds the fields that were asked
for. Texts come by language (``{"eng": …}``), names as lists within it, dates with an offset. https://docs.ted.europa.eu
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.json_values import ObjectReader, read_object
from crawler.records import Problem, TedNotice

__all__ = ["FIELDS", "IGNORED", "VERSION", "SearchPage", "page_text", "parse", "read_page"]

VERSION = 2

FIELDS = (  # what the spider asks for, and what is read: no names of winners, which may be individuals
    "publication-number",
    "publication-date",
    "notice-type",
    "notice-title",
    "buyer-name",
    "buyer-country",
    "classification-cpv",
    "procedure-type",
    "total-value",
    "total-value-cur",
    "links",
)

IGNORED = {"ND": "the publication number again"}

_NUMBER = re.compile(r"[0-9]{1,8}-[0-9]{4}")


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What an answer says of itself."""

    total: int
    token: str  # to be sent for the next page; it is there on the last one, too


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[TedNotice | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The notices of a page, in its order. Raises :class:`PageError`."""
    read_page(body, file)
    reader = CellReader(file)
    for position, members in enumerate(read_object(body, file)["notices"]):
        notice = ObjectReader(reader, members, position, "notices")
        number = _first(notice.value("publication-number"))
        printed = _first(notice.value("publication-date"))
        record = TedNotice(
            publication_number=number,
            published=printed[:10] if re.match(r"\d{4}-\d\d-\d\d", printed) else None,
            notice_type=_first(notice.value("notice-type")),
            title=_first(notice.value("notice-title")),
            buyers=_all(notice.value("buyer-name")),
            buyer_countries=_all(notice.value("buyer-country")),
            classifications=_all(notice.value("classification-cpv")),
            procedure=_first(notice.value("procedure-type")),
            total_printed=_first(notice.value("total-value")),
            currency=_first(notice.value("total-value-cur")),
            xml_url=_xml(notice),
            position=position,
        )
        notice.leftover(IGNORED)
        if not _NUMBER.fullmatch(number):
            reader.fail("notice_identity", "a notice without its number; left out", position, "notices", number)
        else:
            yield record
        yield from reader.take()


def read_page(body: bytes, file: str) -> SearchPage:
    """What the answer says of itself. Raises :class:`PageError` for an error, and for an answer that is not whole."""
    document = read_object(body, file)
    if "notices" not in document and "message" in document:
        raise PageError("api_error", f"the interface refuses: {document['message']}", file)
    total, token = document.get("totalNoticeCount"), document.get("iterationNextToken")
    if not isinstance(document.get("notices"), list) or not isinstance(total, int) or isinstance(total, bool):
        raise PageError("no_answer", "no notices, or no number of all (totalNoticeCount); look at what came", file)
    if document.get("timedOut") is True:
        raise PageError("no_answer", "the search ran out of time, so the answer is not whole; ask again", file)
    return SearchPage(total, token if isinstance(token, str) else "")


def page_text(body: bytes, file: str) -> str:
    """The answer's JSON text. Raises :class:`PageError`."""
    read_page(body, file)
    return body.decode("utf-8-sig")


def _all(value: Any) -> tuple[str, ...]:
    """The texts of a value: by language (English, else the first), a list, or one; each once."""
    if isinstance(value, dict):
        value = value.get("eng") or next(iter(value.values()), None)
    entries = value if isinstance(value, list) else [value]
    texts = (str(entry).strip() for entry in entries if isinstance(entry, str | int) and not isinstance(entry, bool))
    return tuple(dict.fromkeys(text for text in texts if text))


def _first(value: Any) -> str:
    return next(iter(_all(value)), "")


def _xml(notice: ObjectReader) -> str:
    """The address of the notice's XML, from which its awards are read; a notice that has none is noted."""
    links = notice.value("links")
    xml = links.get("xml") if isinstance(links, dict) else None
    address = _first(list(xml.values())) if isinstance(xml, dict) else ""
    if address.startswith("https://"):
        return address
    notice.reader.warn(
        "json_form", "no https address of its XML; its awards cannot be read", notice.position, "links/xml"
    )
    return ""
