"""The progress of a written question of the House of Representatives (質問の経過) → :class:`QuestionProgress`.

A table of labels and values, a row each; an empty value (a line break alone) means: not yet, or never.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import html

from crawler.pages.progress_table import Labels, progress
from crawler.pages.representatives_page import HOUSE, page_tree, squashed
from crawler.records import Problem, QuestionProgress

VERSION = 1

LABELS = Labels(
    taken={
        "国会回次": "session",
        "質問番号": "number",
        "質問件名": "title",
        "提出者名": "submitter",
        "会派名": "group",
        "質問主意書提出年月日": "submitted",
        "内閣転送年月日": "forwarded",
        "答弁延期通知受領年月日": "postponement_notified",
        "答弁延期期限年月日": "postponed_until",
        "答弁書受領年月日": "answered",
        "撤回年月日": "withdrawn",
        "撤回通知年月日": "withdrawal_notified",
        "経過状況": "status",
    },
    ignored={"国会区別": "ordinary, extra or special: the session's number says which session", "項目": "a heading"},
)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[QuestionProgress | Problem]:
    """What has become of the question; ``arguments`` may hold the ``session`` and ``number`` it was listed under.

    Raises ``PageError`` for a page without the table.
    """
    problems: list[Problem] = []
    tree = page_tree(body, file)
    yield progress(HOUSE, _cells(tree), LABELS, arguments, file, problems)
    yield from problems


def _cells(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for row in tree.xpath('//*[@id="mainlayout"]//table//tr'):
        cells = row.xpath("./td | ./th")
        if len(cells) == 2:
            yield squashed(cells[0]), squashed(cells[1])
