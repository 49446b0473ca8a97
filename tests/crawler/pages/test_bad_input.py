"""Bad input, on bytes: each is told by name, with file, row and field, and nothing else is lost by it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.pages import (
    block_flow,
    question_list,
    review_budget,
    review_payee,
    review_project,
    written_answer,
    written_question,
)
from crawler.pages.errors import PageError
from crawler.records import Problem, Record

URL = "https://rssystem.go.jp/files/2025/rs/5-1.zip"
PAGE = "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/touh/t216027.htm"
MODULES = {
    "review_project": review_project,
    "review_budget": review_budget,
    "review_payee": review_payee,
    "block_flow": block_flow,
}
SHEETS = pytest.mark.parametrize("kind", list(MODULES))


def error_of(records: Iterator[Record]) -> PageError:
    with pytest.raises(PageError) as caught:
        list(records)
    return caught.value


def problems_of(records: list[Record], code: str) -> list[Problem]:
    return [record for record in records if isinstance(record, Problem) and record.code == code]


@SHEETS
def test_good_file_has_no_problems(kind: str, pages: Any) -> None:
    records = list(MODULES[kind].parse(pages.sheet(kind), URL, {"year": 2025}))
    assert records
    assert not [record for record in records if isinstance(record, Problem)]


@SHEETS
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_zip(kind: str, share: float, pages: Any) -> None:
    body = pages.sheet(kind)
    error = error_of(MODULES[kind].parse(body[: int(len(body) * share)], URL, {}))
    assert (error.code, error.file) == ("zip_damaged", URL)
    assert "fetch it again" in str(error)


def test_damaged_content_of_a_zip(pages: Any) -> None:
    body = bytearray(pages.sheet("review_payee"))
    body[len(body) // 2] ^= 0xFF
    assert error_of(review_payee.parse(bytes(body), URL, {})).code == "zip_damaged"


@SHEETS
def test_html_instead_of_a_zip(kind: str) -> None:
    body = b"<!DOCTYPE html>\n<html lang='ja'><body><div id=app></div></body></html>"
    error = error_of(MODULES[kind].parse(body, URL, {}))
    assert error.code == "html_instead_of_zip"
    assert URL in str(error)


@pytest.mark.parametrize("body", [b"", b"\x00\x00", b"%PDF-1.7"])
def test_what_is_neither_zip_nor_html(body: bytes) -> None:
    assert error_of(review_payee.parse(body, URL, {})).code == "not_a_zip"


@SHEETS
def test_missing_column_is_named(kind: str, pages: Any) -> None:
    columns = MODULES[kind].COLUMNS
    error = error_of(MODULES[kind].parse(pages.sheet(kind, header=columns[:-1]), URL, {}))
    assert (error.code, error.row, error.field) == ("header_missing_column", 1, columns[-1])
    assert columns[-1] in error.message
    assert error.file.startswith(URL + "!")


@SHEETS
def test_extra_column_is_named(kind: str, pages: Any) -> None:
    error = error_of(MODULES[kind].parse(pages.sheet(kind, header=(*MODULES[kind].COLUMNS, "新しい列")), URL, {}))
    assert (error.code, error.field) == ("header_extra_column", "新しい列")


def test_renamed_column_is_named_with_its_old_and_new_name(pages: Any) -> None:
    header = ["法人番号（13桁）" if name == "法人番号" else name for name in review_payee.COLUMNS]
    error = error_of(review_payee.parse(pages.sheet("review_payee", header=header), URL, {}))
    assert error.code == "header"
    assert "'法人番号'" in error.message
    assert "'法人番号（13桁）'" in error.message


def test_column_that_is_there_twice(pages: Any) -> None:
    header = (*review_payee.COLUMNS[:-1], review_payee.COLUMNS[0])
    assert "twice" in error_of(review_payee.parse(pages.sheet("review_payee", header=header), URL, {})).message


def test_other_order_of_columns_is_refused_because_evidence_counts_columns(pages: Any) -> None:
    columns = list(review_payee.COLUMNS)
    order = [*range(13, len(columns)), *range(13)]
    body = pages.sheet("review_payee", [], [columns[position] for position in order])
    error = error_of(review_payee.parse(body, URL, {}))
    assert error.code == "header_order"
    assert error.field == columns[0]


@SHEETS
@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16"])
def test_wrong_encoding(kind: str, encoding: str, pages: Any) -> None:
    text = ",".join(MODULES[kind].COLUMNS).replace("ー", "―").replace("・", "")
    error = error_of(MODULES[kind].parse(pages.zip_of((text + "\r\n").encode(encoding)), URL, {}))
    assert error.code == "encoding"
    assert "UTF-8" in error.message
    assert ("cp932" in error.message) or encoding != "cp932"


def test_broken_quote_names_the_line(pages: Any) -> None:
    header = ",".join(review_payee.COLUMNS)
    endless = " ".join(str(number) for number in range(40_000))  # longer than any cell may be
    body = pages.zip_of((header + '\r\n"' + endless + "\r\n").encode())
    error = error_of(review_payee.parse(body, URL, {}))
    assert error.code == "csv"
    assert "line" in error.message


def test_empty_table(pages: Any) -> None:
    assert error_of(review_payee.parse(pages.zip_of(b"\xef\xbb\xbf"), URL, {})).code == "empty_table"


def test_row_with_too_few_cells_is_left_out_and_the_others_are_kept(pages: Any) -> None:
    rows = [
        pages.shared_cells + "A,株式会社甲,1,運用,3025000 " + "," * 14,
        "レビューシート,2025",
        pages.shared_cells + "B,株式会社乙,1,運用,1 " + "," * 14,
    ]
    records = list(review_payee.parse(pages.sheet("review_payee", rows), URL, {}))
    assert [record.row for record in records if not isinstance(record, Problem)] == [2, 4]
    (problem,) = problems_of(records, "row_width")
    assert (problem.row, problem.severity) == (3, "error")


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("3025000 ", 3025000, None),
        ("3025000   ", 3025000, None),
        ("-5 ", -5, None),
        ("136095000.0", 136095000, None),
        ("", None, None),
        ("３０２５０００", 3025000, "full_width_digits"),
        ('"3,025,000"', 3025000, "number_form"),
        ("約百万", None, "number"),
        ("1.5", None, "number"),
        ("--", None, "number"),
        ("1e6", None, "number"),
    ],
)
def test_number(cell: str, value: int | None, code: str | None, pages: Any) -> None:
    rows = [pages.shared_cells + f"A,株式会社甲,1,運用,{cell}" + "," * 14]
    block, *problems = review_payee.parse(pages.sheet("review_payee", rows), URL, {})
    assert block.total == value
    assert [(problem.code, problem.row, problem.field) for problem in problems] == (
        [(code, 2, "ブロックの合計支出額")] if code else []
    )


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("6010601062093 ", "6010601062093", None),
        ("", None, None),
        ("6010601062094 ", None, "corporate_number_check_digit"),
        ("9999999999999 ", None, "corporate_number_placeholder"),
        ("６０１０６０１０６２０９３", "6010601062093", "full_width_digits"),
        ("601060106209", None, "corporate_number_form"),
        ("不明", None, "corporate_number_form"),
    ],
)
def test_corporate_number(cell: str, value: str | None, code: str | None, pages: Any) -> None:
    rows = [pages.shared_cells + f"A,,,,,株式会社甲,{cell},,,FALSE,1" + "," * 8]
    payee, *problems = review_payee.parse(pages.sheet("review_payee", rows), URL, {})
    assert (payee.corporate_number, payee.corporate_number_printed) == (value, cell)
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert all(problem.severity == "warning" for problem in problems)
    assert all((problem.row, problem.field, problem.value) == (2, "法人番号", cell) for problem in problems)


def test_cycle_of_blocks_names_project_and_blocks_and_loses_no_flow(pages: Any) -> None:
    rows = [pages.shared_cells + f"{payer},甲,FALSE,{payee},乙,,,," for payer, payee in ["AB", "BC", "CA", "CD", "EE"]]
    records = list(block_flow.parse(pages.sheet("block_flow", rows), URL, {}))
    assert len([record for record in records if not isinstance(record, Problem)]) == 5
    cycles = problems_of(records, "block_cycle")
    assert sorted((problem.value, problem.row) for problem in cycles) == [("A→B→C→A", 2), ("E→E", 6)]
    assert all("project 11" in problem.message and problem.severity == "warning" for problem in cycles)


def test_blocks_of_different_projects_are_no_cycle(pages: Any) -> None:
    rows = [
        pages.shared_cells + "A,甲,FALSE,B,乙,,,,",
        pages.shared_cells.replace(",11,", ",12,") + "B,乙,FALSE,A,甲,,,,",
    ]
    assert not problems_of(list(block_flow.parse(pages.sheet("block_flow", rows), URL, {})), "block_cycle")


def test_file_of_another_year_is_noted(pages: Any) -> None:
    records = list(review_payee.parse(pages.sheet("review_payee"), URL, {"year": 2024}))
    assert [record.year for record in records if not isinstance(record, Problem)] == [2025] * 3
    assert problems_of(records, "other_year")


def zip_with(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["../file.csv", "/etc/file.csv", "folder/file.csv", "..\\file.csv", ".csv"])
def test_path_in_a_member_name_is_refused(name: str) -> None:
    assert error_of(review_payee.parse(zip_with((name, b"a\r\n")), URL, {})).code == "zip_member_name"


@pytest.mark.parametrize("names", [[], ["a.csv", "b.csv"], ["a.txt"], ["a.csv", "readme.txt"]])
def test_zip_without_exactly_one_csv_is_refused(names: list[str]) -> None:
    error = error_of(review_payee.parse(zip_with(*[(name, b"a\r\n") for name in names]), URL, {}))
    assert error.code == "zip_members"


def test_answer_page_without_text(pages: Any) -> None:
    assert error_of(written_answer.parse(pages.answer(""), PAGE, {})).code == "empty_answer"


@pytest.mark.parametrize("module", [written_answer, written_question, question_list])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b"\xef\xbb\xbf \r\n", "empty_page"),
        ("<html><body>質問".encode(), "truncated_page"),
        ("<html><body>質問</body></html>".encode("cp932"), "encoding"),
    ],
)
def test_diet_page_that_cannot_be_read(module: Any, body: bytes, code: str) -> None:
    error = error_of(module.parse(body, PAGE, {}))
    assert (error.code, error.file) == (code, PAGE)


@pytest.mark.parametrize("module", [written_answer, written_question])
def test_error_page_with_status_200(module: Any) -> None:
    body = "<html><body><h1>お探しのページは見つかりません</h1></body></html>".encode()
    assert error_of(module.parse(body, PAGE, {})).code == "content_box"


def test_page_without_a_list_is_no_list(pages: Any) -> None:
    assert error_of(question_list.parse(pages.diet_page("<p>準備中</p>"), PAGE, {})).code == "no_list"


def test_list_without_questions_is_a_warning(pages: Any) -> None:
    (problem,) = question_list.parse(pages.question_list([]), PAGE, {})
    assert (problem.severity, problem.code) == ("warning", "empty_list")


def test_question_listed_twice_is_taken_once(pages: Any) -> None:
    records = list(question_list.parse(pages.question_list([(1, True), (1, True)]), PAGE, {}))
    assert len([record for record in records if not isinstance(record, Problem)]) == 1
    assert problems_of(records, "duplicate")


def test_page_of_another_number_than_asked_for_is_noted(pages: Any) -> None:
    body = pages.answer("一について<BR>\n　そうである。<BR>\n")
    records = list(written_answer.parse(body, PAGE, {"session": 217, "number": 28}))
    assert (records[0].session, records[0].number) == (216, 27)
    assert problems_of(records, "other_session")
    assert problems_of(records, "other_number")


def test_text_before_the_first_heading_is_a_point_of_its_own(pages: Any) -> None:
    body = pages.answer("　前文である。<BR>\n<BR>\n一について<BR>\n<BR>\n　そうである。<BR>\n")
    answer, *points = written_answer.parse(body, PAGE, {})
    assert [(point.heading, answer.text[point.start : point.end]) for point in points] == [
        ("", "前文である。"),
        ("一について", "そうである。"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "一について",
        "一から三まで及び五について",
        "二の1のア及びイについて",
        "１の（２）について",
        "十二、十三及び十五について",
    ],
)
def test_headings_of_points(heading: str, pages: Any) -> None:
    body = pages.answer(f"{heading}<BR>\n<BR>\n　そうである。<BR>\n")
    _, point = written_answer.parse(body, PAGE, {})
    assert point.heading == heading


def test_sentence_that_begins_with_a_numeral_is_no_heading(pages: Any) -> None:
    body = pages.answer("一般にシステムの数については、集計していない。<BR>\n　三件について回答した。<BR>\n")
    _, point = written_answer.parse(body, PAGE, {})
    assert point.heading == ""
