"""The House of Councillors' list of written questions of a session (質問主意書・答弁書一覧) → :class:`ListedQuestion`.

Three table rows an item: title with a link to its progress; number, submitter and links to question and answer; links
to the PDF forms (not taken: the pages say the same). No link to an answer means that there is none yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from lxml import html

from crawler.pages.diet_page import checked_number, page_tree, printed_session
from crawler.pages.errors import PageError
from crawler.pages.japanese_dates import numeral
from crawler.records import ListedQuestion, Problem

VERSION = 1
HOUSE = "参議院"

_LIST = '//table[contains(@class, "list_c") and @summary="質問主意書・答弁書一覧"]'


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ListedQuestion | Problem]:
    """The questions on a list; ``file`` is the list's URL, which its links are relative to.

    Raises ``PageError`` for a page without the list. A list without questions is a warning: a new session has none yet.
    """
    tree = page_tree(body, file)
    tables = tree.xpath(_LIST)
    if len(tables) != 1:
        raise PageError("no_list", f"expected one list of questions, found {len(tables)}; another layout?", file)
    problems: list[Problem] = []
    session = checked_number("session", printed_session(tree), arguments, file, problems)
    rows = tables[0].xpath("./tr | ./tbody/tr")
    seen: set[int] = set()
    for position, row in enumerate(rows):
        links = row.xpath('./td[@colspan="3"]//a[@href]')
        if not links:
            continue
        question = _question(session, links[0], rows[position + 1 : position + 2], file, problems)
        if question is not None and question.number in seen:
            problems.append(
                Problem("warning", "duplicate", "the number is on the list twice", file, value=str(question.number))
            )
        elif question is not None:
            seen.add(question.number)
            yield question
    if len(rows) != 3 * len(seen):
        problems.append(
            Problem(
                "warning", "list_rows", f"{len(rows)} table rows for {len(seen)} questions, expected three each", file
            )
        )
    if not seen:
        problems.append(Problem("warning", "empty_list", "the list has no questions", file))
    yield from problems


def _question(
    session: int, title: html.HtmlElement, details: list[html.HtmlElement], file: str, problems: list[Problem]
) -> ListedQuestion | None:
    cells = [cell for row in details for cell in row.xpath("./td")]
    number = _number(_text(cells[0])) if cells else None
    if number is None:
        problems.append(
            Problem("error", "listed_number", "an item has no number; it is left out", file, value=_text(title)[:200])
        )
        return None
    links = {_folder(link.get("href")): link.get("href") for row in details for link in row.xpath(".//a[@href]")}
    problems.extend(
        Problem("warning", "unknown_link", f"item {number} has a link that is not known", file, value=links[folder])
        for folder in sorted(links.keys() - {"syuh", "touh", "syup", "toup"})
    )
    submitters = details[0].xpath('./td[contains(@class, "ta_l")]')
    return ListedQuestion(
        house=HOUSE,
        session=session,
        number=number,
        title=_text(title),
        submitter=_text(submitters[0]) if submitters else "",
        question_url=_absolute(file, links.get("syuh")),
        answer_url=_absolute(file, links.get("touh")),
        progress_url=_absolute(file, title.get("href")),
    )


def _absolute(base: str, link: str | None) -> str | None:
    return None if link is None else urljoin(base, link.strip())


def _folder(link: str) -> str:
    return link.strip().rpartition("/")[0].rpartition("/")[2]


def _number(text: str) -> int | None:
    try:
        return numeral(text)
    except ValueError:
        return None


def _text(element: html.HtmlElement) -> str:
    return re.sub(r"[\t ]*[\r\n]+[\t ]*", "", "".join(element.itertext())).strip()
