"""A written question of the House of Representatives (質問主意書) → :class:`WrittenQuestion`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crawler.pages.diet_page import Letter, checked_number, find_line, number_of
from crawler.pages.japanese_dates import date_in
from crawler.pages.representatives_page import HOUSE, letter
from crawler.pages.written_question import body_span
from crawler.records import Problem, WrittenQuestion

VERSION = 1

_TITLE = "質問本文情報"
_DATE = re.compile(r"^.+年.+月.+日提出$")
_NUMBER = re.compile(r"^質問第(.+)号$")
_SUBMITTER = re.compile(r"^提出者[\s　]*(.+)$")


def page_text(body: bytes, file: str) -> str:
    """The text that offsets of the record count in. Raises ``PageError``."""
    return letter(body, file, _TITLE).text


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[WrittenQuestion | Problem]:
    """The question: its head, and where its body starts (behind the title under the rule) and ends.

    The page prints no session: ``arguments`` must hold the ``session`` it was listed under; ``number`` is checked.
    Raises ``PageError``.
    """
    page = letter(body, file, _TITLE)
    problems: list[Problem] = []
    printed_date = find_line(page.head, _DATE)
    date = None if printed_date is None else date_in(printed_date[0])
    title = _title(page)
    submitter = find_line(page.head, _SUBMITTER)
    for name, value in (("date", date), ("title", title), ("submitter", submitter)):
        if not value:
            problems.append(Problem("warning", f"no_{name}", f"the head prints no {name}", file, field=name))
    start, end = body_span(page, title)
    number = number_of(find_line(page.head, _NUMBER))
    yield WrittenQuestion(
        house=HOUSE,
        session=checked_number("session", _session_asked(arguments), arguments, file, problems),
        number=checked_number("number", number, arguments, file, problems),
        title=title,
        submitter="" if submitter is None else submitter[1],
        date=date,
        text=page.text,
        body_start=start,
        body_end=end,
    )
    yield from problems


def _session_asked(arguments: Mapping[str, str | int]) -> int | None:
    """Questions of this House are addressed by session; no page of theirs prints it, so there is nothing to check."""
    asked = arguments.get("session")
    return None if asked is None else int(asked)


def _title(page: Letter) -> str:
    """Between the number and the submitter; long titles are broken over lines."""
    lines = list(page.head)
    first = next((position + 1 for position, line in enumerate(lines) if _NUMBER.match(line)), len(lines))
    last = next((position for position, line in enumerate(lines) if _SUBMITTER.match(line)), len(lines))
    return "".join(lines[first:last])
