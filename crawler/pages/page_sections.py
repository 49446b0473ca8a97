"""Pages of public bodies by their headings: from the first ``<h1>`` of the contents, each heading with lines and links.

Frames of content management systems differ and change; headings stay. Navigation, forms and scripts are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.pages.errors import PageError
from crawler.pages.html_grid import parse_html

_CONTENTS = ("//main", "//*[@role='main']", "//*[@id='main' or @id='content' or @id='main-content']", "//body")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption", "figure"),
        *("header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead", "tr", "ul"),
    )
)
_SILENT = frozenset(
    ("aside", "button", "footer", "form", "nav", "noscript", "script", "select", "style", "svg", "template")
)
_NOT_FOUND = re.compile(
    r"(ページ|URL)(が|は)?(見つかり|存在し)|^404|Not Found|アクセスできません|^エラー|^ただいまメンテナンス",
    re.IGNORECASE,
)
_MAXIMUM_LINKS = 2_000  # of one section


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its text and its absolute address, without fragment."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and the lines and links between it and the next one."""

    level: int
    heading: str
    lines: tuple[str, ...]
    links: tuple[Link, ...]


def read_sections(body: bytes, file: str) -> list[Section]:
    """The sections of a page, the one of its title first.

    Raises :class:`PageError` for a page that is empty, cut off or not in UTF-8, for one without a title or with nothing
    below it, and for an error page (some servers send those with status 200).
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise PageError("truncated_page", "the page ends within a character; fetch it again", file) from error
        raise PageError("encoding", f"not UTF-8 at byte {error.start}; nothing is guessed", file) from error
    if not text.strip():
        raise PageError("empty_page", "the page is empty; fetch it again", file)
    if "</html>" not in text.lower():
        raise PageError("truncated_page", "the page ends before </html>; fetch it again", file)
    root = parse_html(text.replace("\x00", ""), file)
    contents = next(node for path in (*_CONTENTS, "/*") for node in root.xpath(path))
    every = all_sections(contents, file)
    title = next((place for place, section in enumerate(every) if section.level == 1), len(every))
    found = every[title:]
    if not found:
        raise PageError("content_box", "the page has no title (h1) in its contents; look at what came", file)
    name = found[0].heading
    if _NOT_FOUND.search(name):
        raise PageError("page_title", f"an error page with the title {name!r}; look at its address", file)
    if not any(section.lines for section in found):
        raise PageError("content_box", f"nothing stands below the title {name!r}; look at what came", file)
    return found


def all_sections(contents: Any, file: str) -> list[Section]:
    """The sections of an element, whatever they are; what stands above the first heading has level 0 and no heading."""
    return _Gatherer(file).read(contents)


class _Gatherer:
    """Walks through the contents of a page once, filling the section at hand."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sections: list[Section] = []
        self._level = 0
        self._heading = ""
        self._lines: list[str] = []
        self._links: list[Link] = []
        self._line: list[str] = []
        self._link: tuple[str, int] | None = None  # address, and where in the line the link's text begins
        self._in_heading = False

    def read(self, contents: Any) -> list[Section]:
        """The sections of an element."""
        walk = etree.iterwalk(contents, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node.tag in _SILENT:
                    walk.skip_subtree()
                else:
                    self._start(node)
            else:
                if event == "end" and node.tag not in _SILENT:
                    self._end(node)
                if node is not contents:
                    self._line.append(node.tail or "")
        self._close()
        return self.sections

    def _start(self, node: Any) -> None:
        if node.tag in _HEADINGS:
            self._close()
            self._in_heading = True
        elif node.tag in _BLOCKS:
            self._break()
        elif node.tag in ("td", "th"):
            self._line.append("\t")
        elif node.tag == "a" and node.get("href"):
            self._link = (node.get("href"), len(self._line))
        self._line.append(node.text or "")

    def _end(self, node: Any) -> None:
        if node.tag == "a" and self._link is not None:
            self._take_link(*self._link)
            self._link = None
        elif node.tag in _HEADINGS:
            self._level, self._heading = _HEADINGS[node.tag], _plain("".join(self._line))
            self._line, self._in_heading = [], False
        elif node.tag in _BLOCKS:
            self._break()

    def _take_link(self, address: str, begin: int) -> None:
        if address.startswith("#") or len(self._links) >= _MAXIMUM_LINKS:
            return
        try:
            url = urljoin(self.file, address.strip()).partition("#")[0]
            is_page = urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)
        except ValueError:  # no address
            return
        if is_page:
            self._links.append(Link(_plain("".join(self._line[begin:])), url))

    def _break(self) -> None:
        if self._in_heading:
            self._line.append(" ")
            return
        line = _plain("".join(self._line))
        if line:
            self._lines.append(line)
        self._line = []
        if self._link is not None:  # a link around blocks: its text begins anew
            self._link = (self._link[0], 0)

    def _close(self) -> None:
        """End the section at hand."""
        self._in_heading = False
        self._break()
        if self._heading or self._lines:
            self.sections.append(Section(self._level, self._heading, tuple(self._lines), tuple(self._links)))
        self._lines, self._links = [], []


def _plain(text: str) -> str:
    cells = (re.sub(r"[ \r\n\f\v\xa0]+", " ", cell).strip(" \u3000") for cell in text.split("\t"))
    return "\t".join(cells).strip("\t")


def paths(sections: list[Section]) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Each section with the headings above it, the page's title first."""
    above: list[Section] = []
    for section in sections:
        while above and above[-1].level >= section.level:
            above.pop()
        yield section, tuple(one.heading for one in above)
        above.append(section)
