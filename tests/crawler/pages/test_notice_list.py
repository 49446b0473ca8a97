"""Answers with notices that are not as they should be, and real notices in the official shape."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from crawler.pages import notice_list, page_text
from crawler.pages.errors import PageError
from crawler.records import Notice, Problem

PAGE = Path(__file__).parent / "notice_list" / "whole_and_bare" / "page.xml"
URL = "https://www.kkj.go.jp/api/?LG_Code=13"
TEXT = PAGE.read_bytes().decode()


def read(text: str, **arguments: str) -> tuple[list[Notice], list[str]]:
    records = list(notice_list.parse(text.encode(), URL, arguments))
    notices = [record for record in records if isinstance(record, Notice)]
    return notices, [record.code for record in records if isinstance(record, Problem)]


def results(hits: int, *notices: str) -> str:
    joined = "".join(f"<SearchResult>{notice}</SearchResult>" for notice in notices)
    found = f"<SearchResults><SearchHits>{hits}</SearchHits>{joined}</SearchResults>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Results><Version>1.0</Version>{found}</Results>'


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><Results><Error>&i;</Error></Results>"
)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b"<!DOCTYPE html><html><body>busy</body></html>", "html_instead_of_xml"),
        (PAGE.read_bytes()[:700], "xml"),
        (TEXT.encode("cp932"), "xml"),
        (b"<Answer/>", "not_results"),
        (b"<Results><Version>1.0</Version></Results>", "no_hits"),
        (b"<Results><SearchResults><SearchHits>many</SearchHits></SearchResults></Results>", "no_hits"),
        (b"<Results><Error>Invalid Date Parameter</Error></Results>", "api_error"),
        (BOMB.encode(), "xml"),
        (b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><Results/>', "doctype"),
    ],
)
def test_answer_that_cannot_be_read(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(notice_list.parse(body, URL, {}))
    assert (caught.value.code, caught.value.file) == (code, URL)


def test_error_is_told_in_the_interface_s_own_words() -> None:
    with pytest.raises(PageError, match="no searchword"):
        read("<Results><Error>no searchword</Error></Results>")


def test_answer_without_notices_is_an_answer() -> None:
    assert read(results(0)) == ([], [])


def test_answer_that_was_cut_off_gives_what_it_has() -> None:
    assert notice_list.read_answer(TEXT.replace(">2</SearchHits>", ">4000</SearchHits>").encode(), URL).hits == 4000
    notices, problems = read(TEXT.replace(">2</SearchHits>", ">4000</SearchHits>"))
    assert (len(notices), problems) == (2, [])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<CftIssueDate>2025-12-26T00:00:00+09:00", "<CftIssueDate>令和7年12月26日", "date"),
        ("<FileSize>20480", "<FileSize>20 KB", "number"),
        ("<Category>役務", "<Category>委託", "unknown_code"),
        ("<ItemCode>27</ItemCode>", "<Budget>1</Budget>", "unknown_element"),
        ("<Key>Z292Ny9rb3Nlbi8yMDIyLzIwMjIwMzAzXzAwNzA2", "<Key>!", "key"),
        ("<SearchHits>2", "<SearchHits>1", "hits"),
    ],
)
def test_value_that_is_not_as_it_should_be_is_told(old: str, new: str, code: str) -> None:
    assert old in TEXT
    notices, problems = read(TEXT.replace(old, new))
    assert (len(notices), problems) == (2, [code])


def test_notice_without_key_or_title_is_left_out() -> None:
    notices, problems = read(TEXT.replace("<ProjectName>実習用計算機の購入</ProjectName>", ""))
    assert ([notice.title for notice in notices], problems) == (
        ["窓口予約システムの運用・保守業務"],
        ["notice_identity"],
    )


def test_notice_that_is_there_twice_is_taken_once() -> None:
    notice = "<Key>Z292Nw==</Key><ProjectName>甲</ProjectName>"
    notices, problems = read(results(2, notice, notice))
    assert ([one.path for one in notices], problems) == (["gov7"], ["duplicate"])


def test_notice_of_another_prefecture_than_asked_for_is_told() -> None:
    assert read(TEXT, LG_Code="13")[1] == []
    assert read(TEXT, LG_Code="14")[1] == ["other_prefecture"]


def test_no_contact_person_is_in_a_record_or_in_the_text_of_evidence() -> None:
    notices, _ = read(TEXT)
    text = page_text("notice_list", PAGE.read_bytes(), URL)
    assert "山田" in TEXT
    for printed in ("山田", "1234-5678", "yoyaku@"):
        assert printed not in text
        assert printed not in repr(notices)
    assert notices[0].withheld == 3


def test_start_of_a_notice_leads_to_it_in_the_page_s_text() -> None:
    text = page_text("notice_list", PAGE.read_bytes(), URL)
    for notice in read(TEXT)[0]:
        assert text[notice.start :].startswith(f"{notice.title}\n{notice.buyer}\n{notice.text}")
        assert text[notice.text_start : notice.text_start + len(notice.text)] == notice.text


def test_thousand_long_notices_are_read_in_time() -> None:
    text = escape("入札公告<br>次のとおり公告します。担当　契約係　山田　電話 03-1234-5678<br>" * 400)
    notices = [
        f"<Key>{base64.b64encode(f'gov/{n}'.encode()).decode()}</Key><ProjectName>甲{n}</ProjectName>"
        f"<ProjectDescription>{text}</ProjectDescription>"
        for n in range(200)
    ]
    started = time.process_time()
    taken, problems = read(results(200, *notices))
    print(f"\n200 notices of {len(text)} characters in {time.process_time() - started:.1f} s of processor time")
    assert (len(taken), problems) == (200, [])
    assert time.process_time() - started < 20


@pytest.mark.national
def test_real_notices_in_the_official_shape_are_all_taken(shared: Path) -> None:
    lines = (shared / "real" / "p_portal" / "notices_portal_it_full.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    notices = [
        f"<Key>{base64.b64encode(('search/p_portal/' + row['project_code']).encode()).decode()}</Key>"
        f"<ProjectName>{escape(row['title'])}</ProjectName><OrganizationName>{escape(row['organization'])}"
        f"</OrganizationName><CftIssueDate>{row['published_at']}</CftIssueDate><Category>役務</Category>"
        f"<ProjectDescription>{escape(row['detail'])}</ProjectDescription>"
        for row in rows
    ]
    taken, problems = read(results(len(rows), *notices))
    assert problems == []
    assert [notice.title for notice in taken] == [row["title"].strip() for row in rows]
    assert len(taken) == 63
