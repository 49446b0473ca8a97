"""An answer of the interface of 官公需情報ポータルサイト (KKJ) → :class:`Notice`: XML in UTF-8, empty elements left out.

``Results/SearchResults/SearchResult``, a notice each; ``SearchHits`` counts all that match, of which at most 1,000 come.
An error is an answer with status 200 and ``Results/Error`` in it. (API guide of the portal, version 1.1.)
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from crawler.pages.contact_persons import withhold
from crawler.pages.errors import PageError
from crawler.pages.xml_tree import read_xml
from crawler.records import Notice, Problem

VERSION = 2

CATEGORIES = ("物品", "工事", "役務")

IGNORED = {
    "ResultId": "counts the results of one answer; it identifies nothing and cannot be searched for",
}

_TEXTS = {
    "LgCode": "prefecture_code",
    "PrefectureName": "prefecture",
    "CityCode": "city_code",
    "CityName": "city",
    "OrganizationName": "buyer",
    "ProjectName": "title",
    "Category": "category",
    "ProcedureType": "procedure",
    "Certification": "certification",
    "Location": "location",
    "ItemCode": "item_code",
    "Date": "collected",
    "ExternalDocumentURI": "document_url",
    "FileType": "file_type",
}
_DATES = {
    "CftIssueDate": "published",
    "TenderSubmissionDeadline": "submission_deadline",
    "OpeningTendersEvent": "opening",
    "PeriodEndTime": "period_end",
}
_OTHERS = ("Key", "FileSize", "ProjectDescription", "Attachments")
_KNOWN = frozenset({*_TEXTS, *_DATES, *_OTHERS, *IGNORED})

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_LONGEST_HITS = 9  # digits
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What an answer says as a whole: how many notices match, and the elements of those that came."""

    hits: int
    results: tuple[etree._Element, ...]
    strangers: tuple[str, ...] = ()  # names of elements beside them that nobody knows


def read_answer(body: bytes, file: str) -> SearchAnswer:
    """An answer as a whole.

    Raises :class:`PageError` for what is no such answer, for one without the number of hits and, with the interface's
    own words, for an error.
    """
    root = read_xml(body, file)
    if root.tag != "Results":
        raise PageError("not_results", f"the document is <{root.tag}>, expected <Results>; an error page?", file)
    error = root.find(".//Error")
    if error is not None:
        raise PageError("api_error", f"the interface refuses: {_text(error)}; put the question right", file)
    hits = _text(root.find("SearchResults/SearchHits"))
    if not (hits.isascii() and hits.isdigit() and len(hits) <= _LONGEST_HITS):
        raise PageError("no_hits", f"SearchHits is {hits!r}, expected a number; another layout?", file)
    beside = {str(element.tag) for found in root.findall("SearchResults") for element in found.iterchildren("*")}
    strangers = tuple(sorted(beside - {"SearchHits", "SearchResult"}))
    return SearchAnswer(int(hits), tuple(root.findall("SearchResults/SearchResult")), strangers)


def page_text(body: bytes, file: str) -> str:
    """The text that offsets of the records count in: of each notice title, buyer and text. Raises ``PageError``."""
    taken = (record for record in parse(body, file, {}) if isinstance(record, Notice))
    return "\n".join(_block(record) for record in taken)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Notice | Problem]:
    """The notices of an answer, contact persons taken out of their texts; those of one answer are told apart by key.

    ``arguments`` may hold the ``LG_Code`` that was asked for. That an answer was cut off is no problem here: whoever
    asked must ask for less. Raises ``PageError``.
    """
    answer = read_answer(body, file)
    reader = _Reader(file)
    for element in answer.strangers:
        reader.warn("unknown_element", "an element that is not known; nothing is taken from it", element, "")
    asked = str(arguments.get("LG_Code", ""))
    start, seen = 0, set[str]()
    for element in answer.results:
        notice = reader.notice(element, start)
        if notice is None:
            continue
        if notice.key in seen:
            reader.warn("duplicate", "the notice is in the answer twice; the first is taken", "Key", notice.key)
            continue
        seen.add(notice.key)
        if asked and notice.prefecture_code and notice.prefecture_code not in asked.split(","):
            reader.warn("other_prefecture", f"LG_Code {asked} was asked for", "LgCode", notice.prefecture_code)
        yield notice
        start += len(_block(notice)) + 1
    if answer.hits < len(answer.results) or (answer.hits and not answer.results):
        reader.warn("hits", f"{len(answer.results)} notices came", "SearchHits", str(answer.hits))
    yield from reader.problems


class _Reader:
    """Reads the notices of one file; what is wrong gathers in :attr:`problems`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._unknown: set[str] = set()

    def warn(self, code: str, message: str, field: str, value: str) -> None:
        self.problems.append(Problem("warning", code, message, self.file, None, field, value[:200]))

    def notice(self, element: etree._Element, start: int) -> Notice | None:
        found = self._children(element)
        texts = {name: _text(found.get(tag)) for tag, name in _TEXTS.items()}
        key = _text(found.get("Key"))
        if not key or not texts["title"]:
            message = "a notice without key or title; it is left out"
            self.problems.append(Problem("error", "notice_identity", message, self.file, None, "Key", key[:200]))
            return None
        if texts["category"] and texts["category"] not in CATEGORIES:
            self.warn("unknown_code", "a category that is not known; kept as printed", "Category", texts["category"])
        dates = {name: self._date(tag, _text(found.get(tag))) for tag, name in _DATES.items()}
        text, withheld = withhold(_plain(found.get("ProjectDescription")))
        names, urls = self._attachments(found.get("Attachments"))
        return Notice(
            key=key,
            path=self._path(key),
            title=texts["title"],
            buyer=texts["buyer"],
            prefecture_code=texts["prefecture_code"],
            prefecture=texts["prefecture"],
            city_code=texts["city_code"],
            city=texts["city"],
            category=texts["category"],
            procedure=texts["procedure"],
            certification=texts["certification"],
            published=None if dates["published"] is None else dates["published"][:10],
            collected=texts["collected"],
            submission_deadline=dates["submission_deadline"],
            opening=dates["opening"],
            period_end=dates["period_end"],
            location=texts["location"],
            item_code=texts["item_code"],
            text=text,
            start=start,
            text_start=start + len(texts["title"]) + len(texts["buyer"]) + 2,
            withheld=withheld,
            document_url=texts["document_url"],
            file_type=texts["file_type"],
            file_size=self._size(_text(found.get("FileSize"))),
            attachment_names=names,
            attachment_urls=urls,
        )

    def _children(self, element: etree._Element) -> dict[str, etree._Element]:
        found: dict[str, etree._Element] = {}
        for child in element.iterchildren("*"):
            tag = str(child.tag)
            if tag not in _KNOWN:
                self._note_unknown(child)
            found.setdefault(tag, child)
        return found

    def _note_unknown(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag not in self._unknown:
            self._unknown.add(tag)
            self.warn("unknown_element", "an element that is not known; nothing is taken from it", tag, _text(element))

    def _date(self, tag: str, printed: str) -> str | None:
        if not printed or _DATE.fullmatch(printed):
            return printed or None
        self.warn("date", "not a date (2026-01-05, or with a time); no value taken", tag, printed)
        return None

    def _size(self, printed: str) -> int | None:
        if printed.isascii() and printed.isdigit() and len(printed) < 16:
            return int(printed)
        if printed:
            self.warn("number", "not a number of bytes; no value taken", "FileSize", printed)
        return None

    def _path(self, key: str) -> str:
        try:
            path = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True).decode("ascii")
        except ValueError:
            path = ""
        if not path.isprintable() or not path:
            self.warn("key", "the key says no path; the buyer is what the organisation's name says", "Key", key)
            return ""
        return path

    def _attachments(self, element: etree._Element | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        attachments = [] if element is None else element.findall("Attachment")
        inside = [] if element is None else [*element.iterchildren("*")]
        for child in (*inside, *(part for attachment in attachments for part in attachment.iterchildren("*"))):
            if child.tag not in ("Attachment", "Name", "Uri"):
                self._note_unknown(child)
        return (
            tuple(_text(attachment.find("Name")) for attachment in attachments),
            tuple(_text(attachment.find("Uri")) for attachment in attachments),
        )


def _block(notice: Notice) -> str:
    return f"{notice.title}\n{notice.buyer}\n{notice.text}"


def _text(element: etree._Element | None) -> str:
    return "" if element is None else re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", "".join(element.itertext())).strip()


def _plain(element: etree._Element | None) -> str:
    """The text of an announcement: crumbs of HTML undone, blanks at the ends of lines and empty lines taken away."""
    if element is None:
        return ""
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", "".join(element.itertext()))))
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in re.split(r"[\r\n]+", text))
    return "\n".join(line for line in lines if line)
