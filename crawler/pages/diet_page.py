"""The text of a page of the House of Councillors (参議院): what stands in its content box, line by line.

The text is the page's own: one line between two line breaks, rules or blocks, blanks (full-width ones too) at the ends
of lines taken away, empty lines dropped, lines joined by ``\\n``. Offsets in records count in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree, html

from crawler.pages.errors import PageError
from crawler.pages.japanese_dates import numeral
from crawler.records import Problem

_BLOCKS = frozenset(
    {"br", "hr", "div", "p", "table", "tr", "td", "tbody", "center", "h1", "h2", "h3", "ul", "ol", "li"}
)
_SILENT = frozenset({"script", "style"})
RULE = "\x0c"  # stands for <HR> while lines are gathered: what is before it is the page's head


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a question or answer page, in two parts: the head up to the rule, the body behind it."""

    file: str
    session: int | None  # as the page prints it over the text
    text: str
    head: tuple[str, ...]
    body: tuple[tuple[int, str], ...]  # where each line starts in the text, and the line


def page_tree(body: bytes, file: str) -> html.HtmlElement:
    """The page as a tree. Raises :class:`PageError` for bytes that are not UTF-8 and for a page with nothing on it."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PageError(
            "encoding", f"not UTF-8 at byte {error.start}; the House serves UTF-8, so nothing is guessed", file
        ) from error
    return tree_of(text, file)


def tree_of(text: str, file: str) -> html.HtmlElement:
    """The tree of a decoded page. Raises :class:`PageError` for a page with nothing on it, cut off, or no HTML."""
    if not text.strip():
        raise PageError("empty_page", "the page is empty; fetch it again", file)
    if "</html>" not in text.lower():
        raise PageError("truncated_page", "the page ends before </html>; fetch it again", file)
    try:
        return html.fromstring(text.replace("\x00", ""))
    except (etree.ParserError, ValueError) as error:  # the latter for text that declares an encoding
        raise PageError("not_html", f"the page cannot be read as HTML ({error})", file) from error


def letter(body: bytes, file: str) -> Letter:
    """A question or an answer: the text of its content box, cut at the rule. Raises :class:`PageError`."""
    tree = page_tree(body, file)
    cells = tree.xpath('//*[@id="ContentsBox"]//table//td[@align="LEFT" or @align="left"]')
    if not cells:
        raise PageError("content_box", "no text in #ContentsBox; the page has another layout or is an error page", file)
    return letter_of("".join(pieces(cells[0])), file, printed_session(tree))


def letter_of(printed: str, file: str, session: int | None) -> Letter:
    """A letter from its printed pieces (see :func:`pieces`). Raises :class:`PageError` for one without its two parts."""
    lines = _lines(printed)
    if RULE not in lines:
        raise PageError("no_rule", "no rule between head and text; the page is empty or has another layout", file)
    cut = lines.index(RULE)
    head, rest = lines[:cut], [line for line in lines[cut:] if line != RULE]
    if not head or not rest:
        raise PageError("empty_page", "the page has a head or a text that is empty; fetch it again", file)
    starts, position = [], sum(len(line) + 1 for line in head)
    for line in rest:
        starts.append(position)
        position += len(line) + 1
    return Letter(file, session, "\n".join([*head, *rest]), tuple(head), tuple(zip(starts, rest, strict=True)))


def printed_session(tree: html.HtmlElement) -> int | None:
    """The number of the session that a page prints over its contents (第219回国会)."""
    printed = ("".join(element.itertext()) for element in tree.xpath('//*[@id="ContentsBox"]//p[@class="exp"]'))
    return number_of(find_line(tuple(printed), re.compile(r"第([0-9０-９〇一二三四五六七八九十百]+)回国会")))


def find_line(lines: tuple[str, ...], pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The first line in which a pattern is found."""
    return next((match for line in lines if (match := pattern.search(line))), None)


def number_of(match: re.Match[str] | None, group: int = 1) -> int | None:
    """A numeral of a match; ``None`` where there is no match or no numeral."""
    try:
        return None if match is None else numeral(match[group])
    except ValueError:
        return None


def checked_number(
    name: str, printed: int | None, arguments: Mapping[str, str | int], file: str, problems: list[Problem]
) -> int:
    """A number that the page prints and the crawl knew: the printed one, with a warning where the two differ.

    Raises :class:`PageError` where neither is there.
    """
    asked = arguments.get(name)
    if printed is None:
        if asked is None:
            raise PageError(f"no_{name}", f"the page prints no {name} and none was asked for", file, field=name)
        problems.append(
            Problem("warning", f"no_{name}", f"the page prints no {name}; taken as asked for", file, field=name)
        )
        return int(asked)
    if asked is not None and int(asked) != printed:
        problems.append(
            Problem("warning", f"other_{name}", f"{name} {asked} was asked for", file, field=name, value=str(printed))
        )
    return printed


def _lines(printed: str) -> list[str]:
    lines = printed.split("\n")
    return [line if line == RULE else line.strip() for line in lines if line == RULE or line.strip()]


def pieces(element: html.HtmlElement) -> Iterator[str]:
    """What an element prints, in pieces: line breaks around blocks, :data:`RULE` for a rule."""
    if isinstance(element.tag, str) and element.tag not in _SILENT:
        if element.tag == "hr":
            yield f"\n{RULE}\n"
        elif element.tag in _BLOCKS:
            yield "\n"
        yield inline(element.text)
        for child in element:
            yield from pieces(child)
            yield inline(child.tail)
        if element.tag in _BLOCKS:
            yield "\n"


def inline(text: str | None) -> str:
    """Line ends in the source are no line ends on the page, and none of a Japanese page is a blank between words."""
    return "" if text is None else re.sub(r"[\t ]*[\r\n]+[\t ]*", "", text.replace(RULE, ""))
