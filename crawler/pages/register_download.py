"""Download page of the register of corporate numbers → :class:`RegisterFile`: what the form on it offers.

Each file is a link that sets ``selDlFileNo`` and submits the form. The form also carries a token of the session, which
the site does not ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.html_grid import cell_text, parse_html
from crawler.records import RegisterFile

VERSION = 2

_CALL = re.compile(r"doDownload\(\s*'?(\d{1,9})'?\s*\)")


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[RegisterFile]:
    """The files in one format, in the order of the page: ``arguments["format"]`` is the id of its heading.

    The formats are ``csv-unicode`` (where none is asked for), ``csv-sjis`` and ``xml-unicode``. Raises ``PageError``.
    """
    page = parse_html(decode(body, file), file)
    wanted = str(arguments.get("format", "csv-unicode"))
    heading = next((node for node in page.iter() if node.get("id") == wanted), None)
    if heading is None:
        raise PageError("no_format", f"the page has no heading {wanted!r}; look at it and extend this module", file)
    seen: set[str] = set()
    for link in _links(heading):
        number = _CALL.search(link.get("onclick") or "")
        if number is not None and number[1] not in seen:
            seen.add(number[1])
            yield RegisterFile(number=number[1], label=_label(link))
    if not seen:
        raise PageError("no_files", f"nothing to download under {wanted!r}; look at the page", file)


def page_text(body: bytes, file: str) -> str:
    """The text of the page."""
    return cell_text(parse_html(decode(body, file), file))


def _links(heading: Any) -> Iterator[Any]:
    """Links after a heading and before the next heading that has an id of a format."""
    for node in heading.xpath("following::*"):
        if node.tag in ("h2", "h3") and re.match(r"(csv|xml)-", node.get("id") or ""):
            return
        if node.tag == "a":
            yield node


def _label(link: Any) -> str:
    """What stands before a file's link: the date in the row's heading, or the prefecture in the term of the list."""
    for path in ("ancestor::tr[1]/th", "ancestor::dd[1]/preceding-sibling::dt[1]"):
        for node in link.xpath(path):
            return cell_text(node)
    return cell_text(link)
