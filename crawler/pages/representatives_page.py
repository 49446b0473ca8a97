"""Pages of the House of Representatives (衆議院): Shift_JIS (cp932), contents in ``#mainlayout`` behind ``#TopContents``.

The text of a question or answer is what stands between the two lines of links (経過へ | 質問本文(HTML)へ …) over and
under it; how lines are made is said in :mod:`crawler.pages.diet_page`.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import html

from crawler.pages.diet_page import RULE, Letter, inline, letter_of, pieces, tree_of
from crawler.pages.errors import PageError

HOUSE = "衆議院"

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_KNOWN_CHARSETS = frozenset({"shift_jis", "x-sjis", "sjis", "windows-31j", "cp932", ""})
_LINKS = re.compile(r"^gh[0-9]+div[rl]$")  # the class is on the lines of links, and on the name of the sender too


def page_tree(body: bytes, file: str) -> html.HtmlElement:
    """The page as a tree.

    Raises :class:`PageError` for bytes that are not cp932 or say that they are something else, and for a page with
    nothing on it.
    """
    declared = _CHARSET.search(body[:4096])
    said = "" if declared is None else declared[1].decode()
    if said.lower() not in _KNOWN_CHARSETS or _is_utf8(body):
        other = "UTF-8" if _is_utf8(body) else said
        raise PageError("encoding", f"the page is {other}; the House serves Shift_JIS, so nothing is guessed", file)
    try:
        text = body.decode("cp932")
    except UnicodeDecodeError as error:
        raise PageError(
            "encoding", f"not cp932 at byte {error.start}; the House serves Shift_JIS, so nothing is guessed", file
        ) from error
    return tree_of(text, file)


def letter(body: bytes, file: str, title: str) -> Letter:
    """A question or an answer, whose page has a title (質問本文情報, 答弁本文情報); see :class:`Letter`.

    Raises :class:`PageError`, also for a page with another title: an error page, or a page of another kind.
    """
    tree = page_tree(body, file)
    titles = tree.xpath('//*[@id="mainlayout"]//*[@id="TopContents"]')
    printed = "" if not titles else squashed(titles[0])
    if printed != title:
        raise PageError(
            "page_title",
            f"the page's title is {printed!r}, expected {title}; it has another layout or is an error page",
            file,
        )
    return letter_of(_between_links(titles[0]), file, None)


def squashed(element: html.HtmlElement) -> str:
    """The text of an element on one line; line ends and blanks around it (full-width ones too) are not printed."""
    return inline("".join(element.itertext())).strip()


def absolute(base: str, link: str | None) -> str | None:
    """A link as the URL that the site itself uses; ``/Internet/`` and ``/internet/`` name the same pages there."""
    if link is None:
        return None
    parts = urlsplit(urljoin(base, link.strip()))
    path = re.sub(r"^/internet/", "/internet/", parts.path, flags=re.IGNORECASE)
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8 and not plain ASCII; some UTF-8 is cp932 as well, and then reads as nonsense."""
    try:
        return not body.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _between_links(title: html.HtmlElement) -> str:
    printed = [inline(title.tail)]
    ruled = False
    for element in title.itersiblings():
        if _is_links(element):
            if ruled:
                break
        else:
            printed.append("".join(pieces(element)))
            ruled = ruled or RULE in printed[-1]
        printed.append(inline(element.tail))
    return "".join(printed)


def _is_links(element: html.HtmlElement) -> bool:
    if element.tag != "div" or not _LINKS.match(element.get("class", "")):
        return False
    return bool(element.xpath(".//a[@href]"))
