"""Pages of the House of Representatives that are not as they should be, and the national pages as served."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import (
    page_text,
    representatives_answer,
    representatives_progress,
    representatives_question,
    representatives_question_list,
)
from crawler.pages.errors import PageError
from crawler.pages.representatives_page import absolute
from crawler.records import ListedQuestion, Problem, Record

FOLDER = Path(__file__).parent
URL = "https://www.shugiin.go.jp/internet/itdb_shitsumon.nsf/html/shitsumon/"
LIST = "representatives_question_list/answered_open_and_bare"
QUESTION = "representatives_question/plain"
ANSWER = "representatives_answer/numbered_points"
PROGRESS = "representatives_progress/answered_after_postponement"
MODULES: dict[str, Any] = {
    LIST: representatives_question_list,
    QUESTION: representatives_question,
    ANSWER: representatives_answer,
    PROGRESS: representatives_progress,
}
ALL = pytest.mark.parametrize("case", list(MODULES))


def text_of(case: str) -> str:
    return (FOLDER / case / "page.htm").read_bytes().decode("cp932")


def read(case: str, text: str, **arguments: int) -> list[Record]:
    return list(MODULES[case].parse(text.encode("cp932"), URL, {"session": 216, **arguments}))


def error_of(records: Iterator[Record]) -> PageError:
    with pytest.raises(PageError) as caught:
        list(records)
    return caught.value


def codes(records: Sequence[Record]) -> list[str]:
    return [record.code for record in records if isinstance(record, Problem)]


@ALL
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b" \r\n", "empty_page"),
        ("<html><body>質問".encode("cp932"), "truncated_page"),
        ("<html><body>質問主意書、答弁書</body></html>".encode(), "encoding"),
        (b"<html><head><meta charset=utf-8></head><body></body></html>", "encoding"),
        (b"\x81\x20</html>", "encoding"),
    ],
)
def test_page_that_cannot_be_read(case: str, body: bytes, code: str) -> None:
    error = error_of(MODULES[case].parse(body, URL, {"session": 216}))
    assert (error.code, error.file) == (code, URL)


@pytest.mark.parametrize(
    ("case", "code"),
    [(LIST, "no_list"), (QUESTION, "page_title"), (ANSWER, "page_title"), (PROGRESS, "no_progress")],
)
def test_error_page_with_status_200(case: str, code: str) -> None:
    body = "<html><body><h1>お探しのページは見つかりません</h1></body></html>".encode("cp932")
    assert error_of(MODULES[case].parse(body, URL, {"session": 216})).code == code


@ALL
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_page_that_was_cut_off(case: str, share: float) -> None:
    text = text_of(case)
    error = error_of(MODULES[case].parse(text[: int(len(text) * share)].encode("cp932"), URL, {"session": 216}))
    assert error.code == "truncated_page"


def test_question_where_an_answer_should_be() -> None:
    body = text_of(QUESTION).encode("cp932")
    assert error_of(representatives_answer.parse(body, URL, {})).code == "page_title"


@pytest.mark.parametrize("heading", ["提出者氏名", "質問件名", "答弁情報<BR>(HTML)"])
def test_changed_heading_of_the_list_is_an_error_that_names_it(heading: str) -> None:
    error = error_of(_parse_with(heading, "会派"))
    assert (error.code, error.field) == ("header", "会派")


def _parse_with(heading: str, changed: str) -> Iterator[Record]:
    body = text_of(LIST).replace(f'"txt03">{heading}</span></TH>', f'"txt03">{changed}</span></TH>').encode("cp932")
    yield from representatives_question_list.parse(body, URL, {"session": 216})


def test_list_without_questions_is_a_warning() -> None:
    text = text_of(LIST)
    first, last = text.index("<TR VALIGN=top>"), text.index("</TABLE>")
    assert codes(read(LIST, text[:first] + text[last:])) == ["list_rows", "empty_list"]


def test_question_listed_twice_is_taken_once() -> None:
    text = text_of(LIST)
    start, end = text.index("<TR VALIGN=top>"), text.index("</TR>", text.index("<TR VALIGN=top>")) + 5
    records = read(LIST, text[:end] + text[start:end] + text[end:])
    assert len([record for record in records if isinstance(record, ListedQuestion)]) == 3
    assert codes(records) == ["duplicate", "list_rows"]


def test_list_that_has_fewer_rows_than_it_says() -> None:
    assert codes(read(LIST, text_of(LIST).replace("縦4行", "縦9行"))) == ["list_rows"]


def test_item_without_a_number_is_left_out_and_told() -> None:
    records = read(LIST, text_of(LIST).replace('ALIGN="RIGHT"', "").replace(">5</span>", "><br></span>"))
    assert [record.number for record in records if isinstance(record, ListedQuestion)] == [4, 6]
    assert codes(records) == ["listed_number"]


def test_cell_that_is_not_known_is_told() -> None:
    assert codes(read(LIST, text_of(LIST).replace('headers="SHITSUMON.STATUS"', 'headers="SHITSUMON.KAIHA"', 1))) == [
        "unknown_cell"
    ]


def test_list_of_another_session_is_told() -> None:
    records = list(representatives_question_list.parse(text_of(LIST).encode("cp932"), URL, {"session": 217}))
    assert codes(records) == ["other_session"]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("a216001.htm", f"{URL}a216001.htm"),
        ("/Internet/itdb_shitsumon.nsf/html/shitsumon/a216001.htm", f"{URL}a216001.htm"),
        (" b216001.htm#x ", f"{URL}b216001.htm"),
        (None, None),
    ],
)
def test_links_are_those_that_the_site_uses(link: str | None, url: str | None) -> None:
    assert absolute(f"{URL}kaiji216_l.htm", link) == url


def test_question_without_a_session_asked_for_cannot_be_placed() -> None:
    assert error_of(representatives_question.parse(text_of(QUESTION).encode("cp932"), URL, {})).code == "no_session"


def test_page_of_another_number_than_asked_for_is_told() -> None:
    assert codes(read(QUESTION, text_of(QUESTION), number=9)) == ["other_number"]
    assert codes(read(ANSWER, text_of(ANSWER), number=9)) == ["other_number"]
    assert codes(read(PROGRESS, text_of(PROGRESS), number=9)) == ["other_number"]


def test_links_over_and_under_a_letter_are_no_part_of_it() -> None:
    for case in (QUESTION, ANSWER):
        text = page_text(case.partition("/")[0], text_of(case).encode("cp932"), URL)
        assert "経過へ" not in text
        assert "この文は本文ではない" not in text
        assert "衆議院トップページ" not in text


def test_table_in_an_answer_is_part_of_its_point() -> None:
    answer, first, second = MODULES[ANSWER].parse(text_of(ANSWER).encode("cp932"), URL, {})
    assert answer.text[first.start : first.end].endswith("甲\n五個\n乙\n三個")
    assert answer.text[second.start : second.end] == "お答えすることは困難である。"


def test_answer_that_says_nothing() -> None:
    text = text_of(ANSWER)
    start = text.index("一の１について")
    body = (text[:start] + text[text.index("<BR><BR>\r\n<DIV", start) :]).encode("cp932")
    assert error_of(representatives_answer.parse(body, URL, {})).code == "empty_answer"


@pytest.mark.national
def test_every_row_of_the_list_as_served_is_taken(shared: Path) -> None:
    body = _served(shared, "kaiji221_l.htm")
    records = list(representatives_question_list.parse(body, f"{URL}kaiji221_l.htm", {"session": 221}))
    assert [record.number for record in records if isinstance(record, ListedQuestion)] == list(range(1, 37))
    assert codes(records) == []
    without_text = [
        record.number for record in records if isinstance(record, ListedQuestion) and not record.question_url
    ]
    assert without_text == list(range(30, 37))
    assert all(isinstance(record, ListedQuestion) and record.progress_url for record in records)


@pytest.mark.national
def test_titles_and_links_of_the_list_as_served_are_those_that_others_read(shared: Path) -> None:
    known = json.loads((shared / "real" / "diet" / "all_questions_208_221.json").read_text(encoding="utf-8"))
    expected = {
        (one["number"], one["title"], one["submitter"], one["question_url"])
        for one in known
        if (one["house"], one["session"]) == ("衆議院", 221)
    }
    records = representatives_question_list.parse(_served(shared, "kaiji221_l.htm"), URL, {"session": 221})
    taken = {
        (one.number, one.title, one.submitter, one.question_url)
        for one in records
        if isinstance(one, ListedQuestion) and one.question_url
    }
    assert len(taken) == 29
    assert taken <= expected


@pytest.mark.national
def test_answer_as_served(shared: Path) -> None:
    answer, *points = MODULES[ANSWER].parse(_served(shared, "b221003.htm"), URL, {"session": 221, "number": 3})
    assert answer.reference == "内閣衆質二二一第三号"
    assert answer.answerer == "内閣総理大臣　高市早苗"
    assert answer.date == "2026-03-06"
    assert codes(points) == []
    assert [point.heading for point in points][:3] == ["一の１について", "一の２について", "二について"]
    assert len(points) == 20
    covered = sum(point.end - point.start + len(point.heading) + 2 for point in points) - 1
    assert covered == answer.body_end - answer.body_start


def _served(shared: Path, name: str) -> bytes:
    folder = shared / "mirror" / "www.shugiin.go.jp" / "internet" / "itdb_shitsumon.nsf" / "html" / "shitsumon"
    return (folder / name).read_bytes()
