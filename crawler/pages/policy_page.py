"""Page of a public body about a policy → :class:`PolicyPage` and its :class:`PolicySection`, for texts to be read later.

Contact persons are taken out of the text, and links to mail addresses out of the links.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from crawler.pages.contact_persons import withhold
from crawler.pages.page_sections import Section, paths, read_sections
from crawler.pages.printed_dates import iso_date
from crawler.records import PolicyPage, PolicySection, Problem

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 1

IGNORED = {
    "navigation, footer, forms": "the frame of the site",
    "pictures": "no text",
    "links within the page": "the table of contents",
}

_UPDATED = re.compile(r"(?:最終)?更新日(?:時)?[\s:]*((?:[12]\d{3}|令和(?:元|\d{1,2}))[年/.-]\d{1,2}[月/.-]\d{1,2}日?)")


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[PolicyPage | PolicySection | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The page, then its sections in their order. Raises :class:`crawler.pages.PageError`."""
    sections = read_sections(body, file)
    text, places, withheld = _text(sections)
    title, printed = sections[0].heading, _updated(sections)
    updated = iso_date(printed)
    if updated is None:
        yield Problem("warning", "no_date", "the page does not say when it was updated", file)
    yield PolicyPage(file, title, updated, printed, text, len(sections), withheld)
    seen: Counter[tuple[str, ...]] = Counter()
    for position, (section, above) in enumerate(paths(sections)):
        start, end = places[position]
        key = (*above, section.heading)
        yield PolicySection(
            url=file,
            page_title=title,
            level=section.level,
            heading=section.heading,
            path=above,
            text=text[start:end],
            start=start,
            end=end,
            link_texts=tuple(link.text for link in section.links),
            link_urls=tuple(link.url for link in section.links),
            ordinal=seen[key],
            position=position,
        )
        seen[key] += 1


def page_text(body: bytes, file: str) -> str:
    """Headings and lines of the page, one each. Raises :class:`crawler.pages.PageError`."""
    return _text(read_sections(body, file))[0]


def _text(sections: list[Section]) -> tuple[str, list[tuple[int, int]], int]:
    """The whole text, where the lines of each section stand in it, and how much was withheld."""
    text, places, withheld = "", [], 0
    for section in sections:
        lines, count = withhold("\n".join(section.lines))
        withheld += count
        text += f"{section.heading}\n"
        places.append((len(text), len(text) + len(lines)))
        text += f"{lines}\n" if lines else ""
    return text, places, withheld


def _updated(sections: list[Section]) -> str:
    for section in sections:
        for line in section.lines:
            if found := _UPDATED.search(unicodedata.normalize("NFKC", line)):
                return found[1]
    return ""
