"""The progress of a written question of the House of Councillors (meisai page) → :class:`QuestionProgress`.

Tables of labels (``th``) and values (``td``), one or two pairs a row; the last table has links and no values. The
House prints no status: that an answer is postponed, or a question withdrawn, stands in the note (備考).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import html

from crawler.pages.diet_page import inline, page_tree
from crawler.pages.progress_table import Labels, progress
from crawler.records import Problem, QuestionProgress

VERSION = 1
HOUSE = "参議院"

LABELS = Labels(
    taken={
        "提出回次": "session",
        "提出番号": "number",
        "件名": "title",
        "提出者": "submitter",
        "備考": "status",
        "提出日": "submitted",
        "転送日": "forwarded",
        "答弁書受領日": "answered",
    },
    ignored={
        "質問主意書": "a link: the list of the session has it",
        "答弁書": "a link: the list of the session has it",
        "質問本文": "a link: the list of the session has it",
        "答弁本文": "a link: the list of the session has it",
    },
)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[QuestionProgress | Problem]:
    """What has become of the question; ``arguments`` may hold the ``session`` and ``number`` it was listed under.

    Raises ``PageError`` for a page without the tables.
    """
    problems: list[Problem] = []
    tree = page_tree(body, file)
    yield progress(HOUSE, _cells(tree), LABELS, arguments, file, problems)
    yield from problems


def _cells(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Each label with the value beside it; a label that has another beside it has no value."""
    for label in tree.xpath('//*[@id="ContentsBox"]//table[contains(@class, "list_c")]//th'):
        beside = label.getnext()
        if beside is not None and beside.tag == "td":
            yield _text(label), _text(beside)


def _text(element: html.HtmlElement) -> str:
    return inline("".join(element.itertext())).strip()
