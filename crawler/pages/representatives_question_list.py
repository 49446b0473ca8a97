"""The House of Representatives' list of written questions of a session (質問の一覧) → :class:`ListedQuestion`.

One table row an item; a cell says in its ``headers`` attribute what it is. A cell without a link means that the page
is not there yet: a question is listed before its text is, and an answer takes a week or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import html

from crawler.pages.diet_page import checked_number, number_of
from crawler.pages.errors import PageError
from crawler.pages.japanese_dates import numeral
from crawler.pages.representatives_page import HOUSE, absolute, page_tree, squashed
from crawler.records import ListedQuestion, Problem

VERSION = 1

HEADINGS = (
    "番号",
    "質問件名",
    "提出者氏名",
    "経過状況",
    "経過情報",
    "質問情報(HTML)",
    "質問情報(PDF)",
    "答弁情報(HTML)",
    "答弁情報(PDF)",
)

IGNORED = {
    "SHITSUMON.STATUS": "what has become of the question is read from the page on its progress, with its days",
    "SHITSUMON.SLINKPDF": "the PDF says what the page says",
    "SHITSUMON.TLINKPDF": "the PDF says what the page says",
}

_TAKEN = ("SHITSUMON.NUMBER", "SHITSUMON.KENMEI", "SHITSUMON.TEISHUTSUSHA", "SHITSUMON.KLINK")
_LINKED = ("SHITSUMON.SLINK", "SHITSUMON.TLINK")
_ROWS = re.compile(r"縦([0-9]+)行")  # in the table's summary; counts the row of headings too
_SESSION = re.compile(r"第([0-9０-９]+)回国会")


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ListedQuestion | Problem]:
    """The questions on a list; ``file`` is the list's URL, which its links are relative to.

    Raises ``PageError`` for a page without the list and for a heading that is not known. A list without questions is a
    warning: a new session has none yet.
    """
    tree = page_tree(body, file)
    tables = tree.xpath('//table[@id="shitsumontable"]')
    if len(tables) != 1:
        raise PageError("no_list", f"expected one list of questions, found {len(tables)}; another layout?", file)
    _check_headings(tables[0], file)
    problems: list[Problem] = []
    session = checked_number("session", _session(tree), arguments, file, problems)
    rows = [row for row in tables[0].xpath("./tr | ./tbody/tr") if row.xpath("./td")]
    seen: set[int] = set()
    for position, row in enumerate(rows, 1):
        question = _question(session, row, position, file, problems)
        if question is not None and question.number in seen:
            problems.append(
                Problem("warning", "duplicate", "the number is on the list twice", file, value=str(question.number))
            )
        elif question is not None:
            seen.add(question.number)
            yield question
    said = number_of(_ROWS.search(tables[0].get("summary", "")))
    if said is not None and said != len(rows) + 1:
        problems.append(
            Problem("warning", "list_rows", f"the list says it has {said - 1} questions, it has {len(rows)} rows", file)
        )
    if not rows:
        problems.append(Problem("warning", "empty_list", "the list has no questions", file))
    yield from problems


def _check_headings(table: html.HtmlElement, file: str) -> None:
    printed = [squashed(heading) for heading in table.xpath(".//th")]
    unknown = [heading for heading in printed if heading not in HEADINGS]
    missing = [heading for heading in HEADINGS[:3] if heading not in printed]
    if unknown or missing:
        raise PageError(
            "header",
            f"the list's headings are not the known ones: unknown {unknown}, missing {missing}; read the new layout"
            " and extend the page function",
            file,
            field=(unknown or missing)[0],
        )


def _session(tree: html.HtmlElement) -> int | None:
    titles = tree.xpath('//*[@id="mainlayout"]//*[@id="TopContents"]')
    return number_of(_SESSION.search(squashed(titles[0]))) if titles else None


def _question(
    session: int, row: html.HtmlElement, position: int, file: str, problems: list[Problem]
) -> ListedQuestion | None:
    cells = {cell.get("headers", ""): cell for cell in row.xpath("./td")}
    problems.extend(
        Problem("warning", "unknown_cell", "a cell that is not known; nothing is taken from it", file, position, name)
        for name in sorted(cells.keys() - {*_TAKEN, *_LINKED, *IGNORED})
    )
    text = {name: squashed(cells[name]) if name in cells else "" for name in _TAKEN}
    try:
        number = numeral(text["SHITSUMON.NUMBER"])
    except ValueError:
        problems.append(
            Problem(
                "error",
                "listed_number",
                "an item has no number; it is left out",
                file,
                position,
                value=text["SHITSUMON.KENMEI"][:200],
            )
        )
        return None
    links = {name: cells[name].xpath(".//a/@href") if name in cells else [] for name in (*_TAKEN, *_LINKED)}
    return ListedQuestion(
        house=HOUSE,
        session=session,
        number=number,
        title=text["SHITSUMON.KENMEI"],
        submitter=text["SHITSUMON.TEISHUTSUSHA"],
        question_url=absolute(file, next(iter(links["SHITSUMON.SLINK"]), None)),
        answer_url=absolute(file, next(iter(links["SHITSUMON.TLINK"]), None)),
        progress_url=absolute(file, next(iter(links["SHITSUMON.KLINK"]), None)),
    )
