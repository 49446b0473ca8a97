"""Page that lists a public body's monthly contract tables → :class:`PublishedFile`: the files that it links.

The same table is often there as a workbook and as PDF: a PDF beside a workbook of the same name or label is listed and
not asked for; one that stands alone is told, since no reader of ours takes tables out of PDF.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from crawler.pages.errors import PageError
from crawler.pages.page_sections import Section, read_sections
from crawler.records import Problem, PublishedFile

__all__ = ["IGNORED", "TABLES", "VERSION", "further_lists", "page_text", "parse"]

VERSION = 1

IGNORED = {"links to other pages": "not the tables"}

TABLES = frozenset({"csv", "xls", "xlsx"})
_FILE = re.compile(r"[^/]+\.(csv|docx?|ods|pdf|xls|xlsm|xlsx|zip)", re.IGNORECASE)
_FORMS = "PDF|Excel|エクセル|XLSX?|CSV"
_FORM = re.compile(rf"[(\[][^()\[\]]*({_FORMS}|[KM]B)[^()\[\]]*[)\]]|({_FORMS})(形式|版|ファイル)?|\s", re.IGNORECASE)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[PublishedFile | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The files in the order of the page, each address once. Raises :class:`PageError` where there is no table."""
    files = list(_files(read_sections(body, file)))
    tables = [one for one in files if one.form in TABLES]
    if not tables:
        raise PageError("no_files", f"none of {len(files)} files on the page is a table; look at it", file)
    twins = {_stem(one) for one in tables} | {(one.section, _plain(one.label)) for one in tables}
    for one in files:
        if one.form not in TABLES and not {_stem(one), (one.section, _plain(one.label))} & twins:
            yield Problem(
                "warning", "unknown_link", "published without a table; not read", file, one.position, "url", one.url
            )
        yield one


def further_lists(body: bytes, url: str) -> list[str]:
    """Addresses of pages below this one: lists of earlier years. Raises :class:`PageError`."""
    place = urlsplit(url)
    links = [urlsplit(link.url) for section in read_sections(body, url) for link in section.links]
    found = [
        there.geturl()
        for there in links
        if there.hostname == place.hostname
        and there.path.startswith(f"{place.path.rstrip('/')}/")
        and not _FILE.fullmatch(there.path.rpartition("/")[2])
    ]
    return list(dict.fromkeys(found))


def page_text(body: bytes, file: str) -> str:
    """Headings, and labels and addresses of the links below them, a line each. Raises :class:`PageError`."""
    lines = []
    for section in read_sections(body, file):
        lines.append(section.heading)
        lines += [f"{link.text}\t{link.url}" for link in section.links]
    return "".join(f"{line}\n" for line in lines)


def _files(sections: list[Section]) -> Iterator[PublishedFile]:
    seen: set[str] = set()
    for section in sections:
        for link in section.links:
            name = unquote(urlsplit(link.url).path.rpartition("/")[2])
            form = _FILE.fullmatch(name)
            if form is not None and link.url not in seen:
                yield PublishedFile(link.url, name, form[1].lower(), link.text, section.heading, len(seen))
                seen.add(link.url)


def _stem(file: PublishedFile) -> str:
    return file.name.rpartition(".")[0].lower()


def _plain(label: str) -> str:
    """A label without what it says of form and size."""
    return _FORM.sub("", unicodedata.normalize("NFKC", label))
