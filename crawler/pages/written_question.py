"""A written question of the House of Councillors (質問主意書) → :class:`WrittenQuestion`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crawler.pages.diet_page import Letter, checked_number, find_line, letter, number_of
from crawler.pages.japanese_dates import date_in
from crawler.records import Problem, WrittenQuestion

VERSION = 1
HOUSE = "参議院"

_NUMBER = re.compile(r"^質問第(.+)号$")
_DATE = re.compile(r"^.{2}[元0-9０-９〇一二三四五六七八九十]+年.+月.+日$")
_FORMULA = re.compile(r"^右の質問主意書を")
_ADDRESS = re.compile(r"議長.*殿$")
_CLOSING = re.compile(r"^右質問する。?$")


def page_text(body: bytes, file: str) -> str:
    """The text that offsets of the record count in. Raises ``PageError``."""
    return letter(body, file).text


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[WrittenQuestion | Problem]:
    """The question: its head, and where its body starts (behind the title under the rule) and ends (before 右質問する).

    ``arguments`` may hold the ``session`` and ``number`` it was listed under. Raises ``PageError``.
    """
    page = letter(body, file)
    problems: list[Problem] = []
    printed_date = find_line(page.head, _DATE)
    date = None if printed_date is None else date_in(printed_date[0])
    title = _title(page)
    submitter = _submitter(page)
    for name, value in (("date", date), ("title", title), ("submitter", submitter)):
        if not value:
            problems.append(Problem("warning", f"no_{name}", f"the head prints no {name}", file, field=name))
    start, end = body_span(page, title)
    yield WrittenQuestion(
        house=HOUSE,
        session=checked_number("session", page.session, arguments, file, problems),
        number=checked_number("number", number_of(find_line(page.head, _NUMBER)), arguments, file, problems),
        title=title,
        submitter=submitter,
        date=date,
        text=page.text,
        body_start=start,
        body_end=end,
    )
    yield from problems


def _title(page: Letter) -> str:
    """Between the number and the formula; long titles are broken over lines."""
    lines = list(page.head)
    first = next((position + 1 for position, line in enumerate(lines) if _NUMBER.match(line)), 0)
    last = next((position for position, line in enumerate(lines) if _FORMULA.match(line)), first)
    return "".join(lines[first:last])


def _submitter(page: Letter) -> str:
    """Between the date and the address to the President."""
    lines = list(page.head)
    dates = [position for position, line in enumerate(lines) if _DATE.match(line)]
    addresses = [position for position, line in enumerate(lines) if _ADDRESS.search(line)]
    return "、".join(lines[dates[0] + 1 : addresses[0]]) if dates and addresses else ""


def body_span(page: Letter, title: str) -> tuple[int, int]:
    """Where the text of a question starts and ends: behind its title under the rule, before 右質問する."""
    lines = list(page.body)
    printed = ""
    for position, (_, line) in enumerate(lines):
        printed += line
        if printed == title:
            lines = lines[position + 1 :]
            break
        if not title.startswith(printed):
            break
    if lines and _CLOSING.match(lines[-1][1]):
        lines.pop()
    if not lines:
        return len(page.text), len(page.text)
    return lines[0][0], lines[-1][0] + len(lines[-1][1])
