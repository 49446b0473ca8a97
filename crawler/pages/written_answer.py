"""The Cabinet's answer to a written question of the House of Councillors (答弁書) → :class:`WrittenAnswer`, points."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from crawler.pages.diet_page import Letter, checked_number, find_line, letter, number_of
from crawler.pages.errors import PageError
from crawler.pages.japanese_dates import date_in
from crawler.records import AnsweredPoint, Problem, WrittenAnswer

VERSION = 1
HOUSE = "参議院"

_REFERENCE = re.compile(r"^内閣参質(.+?)第(.+?)号$")
_NUMBER = re.compile(r"^答弁書第(.+?)号$")
_DATE = re.compile(r"^.{2}[元0-9０-９〇一二三四五六七八九十]+年.+月.+日$")
_ANSWERER = re.compile(r"^内閣総理大臣.*")
_TITLE_END = re.compile(r"に対する答弁書$")
_TITLE_LINES = 6  # no title takes more lines; further down the words may stand in the answer itself

# 一について · 一から三まで及び五について · 二の1のア及びイについて · 前文について is no numbered point and stays text
_HEADING = re.compile(r"^(?:第)?[（(]?[一二三四五六七八九十百0-9０-９①-⑳Ⅰ-Ⅻ][^。]{0,80}?について$")

_Record = WrittenAnswer | AnsweredPoint


def page_text(body: bytes, file: str) -> str:
    """The text that offsets of the records count in. Raises ``PageError``."""
    return letter(body, file).text


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[_Record | Problem]:
    """The answer, then its points in order; an answer without headings is one point whose heading is empty.

    Text before the first heading is a point of its own. ``arguments`` may hold the ``session`` and ``number`` it was
    listed under. Raises ``PageError``, also for an answer that says nothing.
    """
    yield from answer_records(letter(body, file), HOUSE, _REFERENCE, arguments)


def answer_records(
    page: Letter, house: str, reference_form: re.Pattern[str], arguments: Mapping[str, str | int]
) -> Iterator[_Record | Problem]:
    """The records of an answer to a member of a House, whose reference has a form: session and number are its groups.

    Raises ``PageError`` for an answer that says nothing.
    """
    file = page.file
    problems: list[Problem] = []
    reference = find_line(page.head, reference_form)
    session = number_of(reference, 1) or page.session
    number = number_of(reference, 2) or number_of(find_line(page.head, _NUMBER))
    printed_date = find_line(page.head, _DATE)
    answerer = find_line(page.head, _ANSWERER)
    title, lines = _title(page)
    answer = WrittenAnswer(
        house=house,
        session=checked_number("session", session, arguments, file, problems),
        number=checked_number("number", number, arguments, file, problems),
        reference="" if reference is None else reference[0],
        title=title,
        answerer="" if answerer is None else answerer[0],
        date=None if printed_date is None else date_in(printed_date[0]),
        text=page.text,
        body_start=lines[0][0],
        body_end=_end(lines),
    )
    yield answer
    yield from _points(answer, lines)
    problems.extend(
        Problem("warning", f"no_{name}", f"the head prints no {name}", file, field=name)
        for name in ("reference", "title", "answerer", "date")
        if not getattr(answer, name)
    )
    yield from problems


def _title(page: Letter) -> tuple[str, Sequence[tuple[int, str]]]:
    """The title under the rule, over as many lines as it takes, and the lines behind it."""
    for position, (_, line) in enumerate(page.body[:_TITLE_LINES]):
        if _TITLE_END.search(line):
            if position + 1 == len(page.body):
                raise PageError("empty_answer", "the answer has a title and nothing behind it", page.file)
            return "".join(text for _, text in page.body[: position + 1]), page.body[position + 1 :]
        if _HEADING.match(line):
            break
    return "", page.body


def _points(answer: WrittenAnswer, lines: Sequence[tuple[int, str]]) -> Iterator[AnsweredPoint]:
    headings = [position for position, (_, line) in enumerate(lines) if _HEADING.match(line)]
    sections = [("", 0, headings[0] if headings else len(lines))]
    for position, following in itertools.pairwise([*headings, len(lines)]):
        sections.append((lines[position][1], position + 1, following))
    if headings and headings[0] == 0:
        del sections[0]
    for ordinal, (heading, first, last) in enumerate(sections):
        section = lines[first:last]
        start = section[0][0] if section else lines[first - 1][0] + len(lines[first - 1][1])
        yield AnsweredPoint(
            house=answer.house,
            session=answer.session,
            number=answer.number,
            ordinal=ordinal,
            heading=heading,
            start=start,
            end=_end(section) if section else start,
        )


def _end(lines: Sequence[tuple[int, str]]) -> int:
    start, line = lines[-1]
    return start + len(line)
