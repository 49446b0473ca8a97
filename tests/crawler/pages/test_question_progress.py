"""The progress of questions of both Houses: every state, and values that are not as they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.pages import question_progress, representatives_progress
from crawler.pages.errors import PageError
from crawler.records import Problem, QuestionProgress

FOLDER = Path(__file__).parent
URL = "https://example.test/m216027.htm"
COUNCILLORS = (FOLDER / "question_progress" / "postponed" / "page.htm").read_bytes().decode()
REPRESENTATIVES = (FOLDER / "representatives_progress" / "not_answered_yet" / "page.htm").read_bytes().decode("cp932")


def councillors(text: str) -> tuple[QuestionProgress, list[str]]:
    record, *problems = question_progress.parse(text.encode(), URL, {"session": 216, "number": 27})
    assert isinstance(record, QuestionProgress)
    return record, [problem.code for problem in problems if isinstance(problem, Problem)]


def representatives(text: str) -> tuple[QuestionProgress, list[str]]:
    record, *problems = representatives_progress.parse(text.encode("cp932"), URL, {"session": 216, "number": 6})
    assert isinstance(record, QuestionProgress)
    return record, [problem.code for problem in problems if isinstance(problem, Problem)]


def with_value(label: str, value: str) -> str:
    """The page of the House of Representatives with another value beside a label."""
    start = REPRESENTATIVES.index(f">{label}</span>")
    start = REPRESENTATIVES.index('"NAIYO"><span class="txt03">', start) + len('"NAIYO"><span class="txt03">')
    return REPRESENTATIVES[:start] + value + REPRESENTATIVES[REPRESENTATIVES.index("</span>", start) :]


@pytest.mark.parametrize(
    ("label", "value", "state"),
    [
        ("経過状況", "質問受理", "submitted"),
        ("内閣転送年月日", "令和 6年12月23日", "forwarded"),
        ("答弁延期通知受領年月日", "令和 6年12月27日", "postponed"),
        ("経過状況", "答弁延期", "postponed"),
        ("答弁書受領年月日", "令和 7年 1月 7日", "answered"),
        ("撤回年月日", "令和 6年12月24日", "withdrawn"),
        ("経過状況", "撤回", "withdrawn"),
        ("経過状況", "転送に至らず", "not_forwarded"),
        ("質問主意書提出年月日", "<br>", "unknown"),
    ],
)
def test_state_of_a_question_of_the_representatives(label: str, value: str, state: str) -> None:
    assert representatives(with_value(label, value))[0].state == state


@pytest.mark.parametrize(
    ("note", "answered", "state"),
    [
        ("", "", "forwarded"),
        ("答弁延期", "", "postponed"),
        ("答弁延期", "令和7年1月14日", "answered"),
        ("撤回", "", "withdrawn"),
    ],
)
def test_state_of_a_question_of_the_councillors(note: str, answered: str, state: str) -> None:
    text = COUNCILLORS.replace('<td class="ta_l">答弁延期</td>', f'<td class="ta_l">{note}</td>')
    text = text.replace('<th scope="row">答弁書受領日</th>\n<td></td>', f"<th>答弁書受領日</th>\n<td>{answered}</td>")
    record, problems = councillors(text)
    assert (record.state, problems) == (state, [])


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        ("内閣転送年月日", "近日", "date"),
        ("内閣転送年月日", "令和 6年13月40日", "date"),
        ("経過状況", "審議中", "unknown_status"),
        ("経過状況", "答弁受理", "status_without_date"),
        ("国会回次", "217", "other_session"),
        ("質問番号", "7", "other_number"),
        ("質問番号", "<br>", "no_number"),
    ],
)
def test_value_that_is_not_as_it_should_be_is_told(label: str, value: str, code: str) -> None:
    assert representatives(with_value(label, value))[1] == [code]


def test_label_that_is_not_known_is_told_with_the_one_that_it_took_the_place_of() -> None:
    assert representatives(REPRESENTATIVES.replace("会派名", "所属"))[1] == ["unknown_label", "missing_label"]
    assert councillors(COUNCILLORS.replace("転送日", "送付日"))[1] == ["unknown_label", "missing_label"]


def test_label_that_is_there_twice_keeps_its_first_value() -> None:
    record, problems = councillors(COUNCILLORS.replace('<th scope="row">備考</th>', '<th scope="row">件名</th>'))
    assert record.title == "窓口の予約に関する質問主意書"
    assert problems == ["label_twice", "missing_label"]


def test_table_outside_the_contents_is_not_read() -> None:
    assert "この表は本文ではない" in COUNCILLORS
    assert councillors(COUNCILLORS)[1] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        ("<html><body>お探しのページは見つかりません</body></html>".encode(), "no_progress"),
        (COUNCILLORS[: len(COUNCILLORS) // 2].encode(), "truncated_page"),
        (COUNCILLORS.removeprefix("\ufeff").encode("cp932"), "encoding"),
    ],
)
def test_page_that_cannot_be_read(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(question_progress.parse(body, URL, {}))
    assert caught.value.code == code


def test_labels_of_both_houses_are_taken_or_ignored_with_a_reason() -> None:
    modules: list[Any] = [question_progress, representatives_progress]
    for module in modules:
        assert not set(module.LABELS.taken) & set(module.LABELS.ignored)
        assert all(module.LABELS.ignored.values())
