"""Records of pages on which a public body says what it does, and of pages that list its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A page about a policy: its title and its whole text, contact persons taken out."""

    kind: ClassVar[str] = "policy_page"

    url: str
    title: str
    updated: str | None  # 最終更新日, ISO date
    updated_printed: str
    text: str  # the page's text: a heading or line each, joined by "\n"
    sections: int
    withheld: int  # names, numbers and addresses of contact persons that were taken out


@dataclass(frozen=True, slots=True)
class PolicySection:
    """What stands below one heading of such a page, up to the next heading of any level."""

    kind: ClassVar[str] = "policy_section"

    url: str  # of the page
    page_title: str
    level: int  # of the heading: 1 for the page's title
    heading: str
    path: tuple[str, ...]  # headings above it, the page's title first
    text: str  # lines joined by "\n"
    start: int  # where that text stands in the page's text
    end: int
    link_texts: tuple[str, ...]
    link_urls: tuple[str, ...]  # in the order of link_texts; absolute
    ordinal: int  # among sections of the page with the same path and heading, from 0
    position: int  # on the page, from 0


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file that a page of a public body links: a table of contracts, a document."""

    kind: ClassVar[str] = "published_file"

    url: str
    name: str  # of the file
    form: str  # xlsx, csv, pdf …
    label: str  # text of the link
    section: str  # heading above it
    position: int  # among the files of the page, from 0
