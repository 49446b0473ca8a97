"""Prints an archived copy as JSON for the web site: ``python -m graph.cli.archived HOME DIGEST SELECTOR``."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

from crawler import pages, sources
from crawler.archive import Archive
from crawler.ledger import Capture, Ledger
from graph.serve.archived import Cell, Copy

_MEMORY = 2 << 30  # bytes
_CONTEXT = 300  # characters shown before and behind a quote
# Licences under which a page, or a row of it, may be shown again with its source named.
_OPEN = frozenset({"PDL1.0", "CC BY 4.0", "public domain (work of the US government)"})
_OURS = "reference"  # tables of this project


def copy_of(home: Path, digest: str, selector: str) -> Copy | None:
    """What a capture says at a place, where its source's licence allows; ``None`` where there is no such capture.

    Only the cells or characters that the selector names are shown, a text with a little around them: what else a
    source printed, of individuals for one, is not published again.
    """
    with Ledger(home) as ledger:
        capture = ledger.capture(digest)
        redaction = None if capture is None else ledger.redaction(capture.payload_digest)
    if capture is None:
        return None
    licence, attribution, open_to_all = _terms(capture.source)
    if redaction is not None:
        withheld = (
            f"この写しの内容は {redaction.redacted} に削除しました。理由：{redaction.reason}"
            f" The bytes of this copy were removed on {redaction.redacted}. Reason: {redaction.reason}"
        )
        return _copy(capture, licence, attribution, withheld=withheld)
    if not open_to_all:
        withheld = (
            "出典の利用条件により、写しはここでは公開しません。上のリンクから発行者のページを見てください。"
            " The source's terms do not allow us to publish the copy; follow the link to the publisher's page."
        )
        return _copy(capture, licence, attribution, withheld=withheld)
    if not selector:
        return _copy(capture, licence, attribution)
    body = Archive(home).payload(capture)
    if pages.is_table(capture.page_kind):
        row, columns = _cells(selector)
        table = pages.open_table(capture.page_kind, body, capture.page_kind)
        headings, texts = table.cells(1, columns), table.cells(row, columns)
        cells = tuple(Cell(*cell) for cell in zip(columns, headings, texts, strict=True))
        return _copy(capture, licence, attribution, place=f"行 row {row}", cells=cells)
    text = pages.page_text(capture.page_kind, body, capture.page_kind)
    found = re.fullmatch("char=([0-9]+),([0-9]+)", selector)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    first = max(0, start - _CONTEXT)
    return _copy(capture, licence, attribution, text=text[first : end + _CONTEXT], start=start - first, end=end - first)


def _terms(source: str) -> tuple[str, str, bool]:
    """Licence and attribution of a source, and whether its pages may be shown again."""
    if source == _OURS:
        return "Apache-2.0", "Izon", True
    try:
        known = sources.load(source)
    except sources.SourceError:
        return "unknown", "", False
    return known.licence, known.attribution, known.licence in _OPEN


def _cells(selector: str) -> tuple[int, list[int]]:
    """The row and the columns that a selector of cells names (RFC 7111), without characters within a cell."""
    places = [place.split(",") for place in selector.partition("&")[0].removeprefix("cell=").split(";")]
    return int(places[0][0]), sorted({int(column) for _, column in places})


def _copy(
    capture: Capture,
    licence: str,
    attribution: str,
    *,
    withheld: str = "",
    place: str = "",
    cells: tuple[Cell, ...] = (),
    text: str | None = None,
    start: int = 0,
    end: int = 0,
) -> Copy:
    return Copy(
        capture.url, capture.origin, capture.first_seen, capture.payload_digest, licence, attribution, withheld, place,
        cells, text, start, end,
    )  # fmt: skip


def main() -> None:
    """The command; prints nothing where there is no such capture."""
    home, digest, selector = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    copy = copy_of(Path(home), digest, selector)
    if copy is not None:
        sys.stdout.write(copy.written())


if __name__ == "__main__":
    main()
