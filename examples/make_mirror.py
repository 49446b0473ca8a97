"""Build ``examples/mirror`` from ``examples/source``: the same bytes every time, with the standard library alone.

The mirror holds pages in the shapes in which their publishers serve them: four files of the administrative project
review (行政事業レビュー) as zips of CSV, and list, question and answer pages of the House of Councillors.
``examples/README.md`` says what in them is real and what was written for this project.

Usage: ``python examples/make_mirror.py [FOLDER]`` (default ``examples/mirror``).
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from question_pages import Question, Session, answer_page, list_page, question_page

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
BYTE_ORDER_MARK = "\ufeff"
ZIP_TIME = (2026, 1, 1, 0, 0, 0)  # fixed, so that the bytes do not depend on the day they were made

TITLES = {
    "1-2": "基本情報_事業概要等",
    "2-1": "予算・執行_サマリ",
    "5-1": "支出先_支出情報",
    "5-2": "支出先_支出ブロックのつながり",
}
TABLES = {"1-2": "projects", "2-1": "budgets", "5-1": "spending", "5-2": "flows"}


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of ``examples/source/<name>.csv``."""
    with (SOURCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def review_rows(number: str, year: str) -> Iterator[list[str]]:
    """Header and rows of one file of the review as the site prints them. ``number`` is 1-2, 2-1, 5-1 or 5-2.

    ``source/layout.csv`` says which column holds which field: of the row, of its project (``project.…``), or always
    the same text (``=…``); and after which values the site prints a blank.
    """
    layout = [column for column in read_table("layout") if column["file"] == number]
    yield [column["column"] for column in layout]
    projects = {(row["year"], row["project_id"]): row for row in read_table("projects")}
    for row in read_table(TABLES[number]):
        if row["year"] == year:
            project = projects[year, row["project_id"]]
            yield [printed(column["field"], column["blank_after"] == "yes", row, project) for column in layout]


def printed(field: str, blank_after: bool, row: dict[str, str], project: dict[str, str]) -> str:
    """The cell of one field; empty for a column that no source of ours fills."""
    if field.startswith("="):
        return field.removeprefix("=")
    if field.startswith("project."):
        return project[field.removeprefix("project.")]
    value = row[field] if field else ""
    return f"{value} " if value and blank_after else value


def review_zip(number: str, year: str) -> tuple[str, bytes]:
    """Name and bytes of the zip of one file of one year: UTF-8 with a byte order mark, CRLF, RFC 4180 quoting."""
    name = f"{number}_RS_{year}_{TITLES[number]}"
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(review_rows(number, year))
    member = zipfile.ZipInfo(f"{name}.csv", ZIP_TIME)
    member.compress_type = zipfile.ZIP_STORED  # deflated bytes differ between versions of zlib
    member.create_system = 3
    member.external_attr = 0o644 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, (BYTE_ORDER_MARK + text.getvalue()).encode())
    return f"{name}.zip", packed.getvalue()


def question_files() -> Iterator[tuple[str, bytes]]:
    """Path below the host and bytes of each page of the House of Councillors."""
    folder = "japanese/joho1/kousei/syuisyo"
    questions = [Question(**row) for row in read_table("questions/questions")]
    for session in (Session(**row) for row in read_table("questions/sessions")):
        listed = [question for question in questions if question.session == session.session]
        pages = {f"{folder}/{session.session}/syuisyo.htm": list_page(session, listed)}
        for question in listed:
            pages[f"{folder}/{session.session}/syuh/s{question.name}.htm"] = question_page(
                session, question, body("s", question)
            )
            if question.answered:
                pages[f"{folder}/{session.session}/touh/t{question.name}.htm"] = answer_page(
                    session, question, body("t", question)
                )
        for path, page in pages.items():
            yield path, (BYTE_ORDER_MARK + page.replace("\n", "\r\n")).encode()


def body(kind: str, question: Question) -> str:
    """The text of a question (``s``) or an answer (``t``) as ``examples/source/questions`` has it."""
    return (SOURCE / "questions" / f"{kind}{question.name}.txt").read_text(encoding="utf-8").rstrip("\n")


def mirror_files() -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file of the mirror."""
    for year in sorted({row["year"] for row in read_table("projects")}):
        for number in TITLES:
            name, packed = review_zip(number, year)
            yield f"rssystem.go.jp/files/{year}/rs/{name}", packed
    for path, page in question_files():
        yield f"www.sangiin.go.jp/{path}", page
    yield "MANIFEST.csv", (SOURCE / "manifest.csv").read_bytes()


def main(folder: Path) -> None:
    """Write the mirror into ``folder``; files of the same name are replaced, others are left alone."""
    for path, content in mirror_files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "mirror")
