"""The Cabinet's answer to a written question of the House of Representatives (答弁書) → :class:`WrittenAnswer`, points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crawler.pages.representatives_page import HOUSE, letter
from crawler.pages.written_answer import answer_records
from crawler.records import AnsweredPoint, Problem, WrittenAnswer

VERSION = 1

_TITLE = "答弁本文情報"
_REFERENCE = re.compile(r"^内閣衆質(.+?)第(.+?)号$")


def page_text(body: bytes, file: str) -> str:
    """The text that offsets of the records count in. Raises ``PageError``."""
    return letter(body, file, _TITLE).text


def parse(
    body: bytes, file: str, arguments: Mapping[str, str | int]
) -> Iterator[WrittenAnswer | AnsweredPoint | Problem]:
    """The answer, then its points in order; an answer without headings is one point whose heading is empty.

    ``arguments`` may hold the ``session`` and ``number`` it was listed under. Raises ``PageError``, also for an answer
    that says nothing.
    """
    yield from answer_records(letter(body, file, _TITLE), HOUSE, _REFERENCE, arguments)
