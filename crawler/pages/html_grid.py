"""Tables of web pages, with cells that span rows and columns laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid, check_size
from crawler.pages.table import MAXIMUM_COLUMNS

_MAXIMUM_SPAN = 2_000  # rows that one cell may reach over


def read_html_grid(body: bytes, file: str) -> Grid:
    """The rows of all tables of a page that hold no other table, one after the other. Raises :class:`PageError`.

    A cell that spans several places is repeated in each, so that every row is whole; lines within a cell are kept.
    """
    page = parse_html(decode(body, file), file)
    rows: list[list[str]] = []
    for table in page.iter("table"):
        if next(table.iterdescendants("table"), None) is None:
            for row in _rows(table):
                rows.append(row)
                check_size(row, len(rows), file)
    if not rows:
        raise PageError("no_table", "the page has no table; look at the page and its address", file)
    return Grid(file, rows)


def parse_html(text: str, file: str) -> lxml.html.HtmlElement:
    """A page as a tree. Raises :class:`PageError` for an empty one, and for one that was cut off.

    HTML does not ask for end tags, but every page that a site makes ends the two around all others: a page without
    ``</body>`` and ``</html>`` is taken for the beginning of one.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)  # lxml refuses text that declares an encoding
    try:
        page = lxml.html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise PageError("html", f"the page has no contents ({error})", file) from error
    if not re.search(r"</(?:body|html)\s*>", text, re.IGNORECASE):
        raise PageError("truncated_page", "the page ends before </html>; fetch it again", file)
    return page


def cell_text(element: lxml.html.HtmlElement) -> str:
    """The text of an element: its lines (broken by ``<br>`` and blocks), each without blanks around it."""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(line for line in (re.sub(r"[ \t\r\xa0]+", " ", line).strip(" ") for line in lines) if line)


def _pieces(element: lxml.html.HtmlElement) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            yield _plain(node.tail)
        elif event == "start":
            if node.tag not in ("script", "style"):
                yield _plain(node.text)
        else:
            if node.tag in ("br", "p", "div", "li"):
                yield "\n"
            if node is not element:
                yield _plain(node.tail)


def _plain(text: str | None) -> str:
    return re.sub(r"[\r\n]+", " ", text or "")


def _rows(table: lxml.html.HtmlElement) -> Iterator[list[str]]:
    reaching: dict[int, tuple[int, str]] = {}  # column → rows still to fill, text
    for line in table.iter("tr"):
        row: list[str] = []
        cells = [cell for cell in line if cell.tag in ("td", "th")]
        while cells or any(column >= len(row) for column in reaching):
            column = len(row)
            if column in reaching:
                left, text = reaching.pop(column)
                row.append(text)
                if left > 1:
                    reaching[column] = (left - 1, text)
            elif cells:
                cell = cells.pop(0)
                text = cell_text(cell)
                width, height = _span(cell, "colspan", MAXIMUM_COLUMNS), _span(cell, "rowspan", _MAXIMUM_SPAN)
                for place in range(column, column + width):
                    if place in reaching and place > column:
                        break
                    row.append(text)
                    if height > 1:
                        reaching[place] = (height - 1, text)
            else:
                row.append("")
            if len(row) > MAXIMUM_COLUMNS:
                break
        yield row


def _span(cell: lxml.html.HtmlElement, name: str, maximum: int) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), maximum) if re.fullmatch(r"[1-9][0-9]{0,5}", value) else 1
