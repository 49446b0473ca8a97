"""Pages of public bodies by their headings: what is taken, what is left out, and pages that are none."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import PageError, contract_files, page_kind, page_text, policy_index, policy_page
from crawler.records import PolicyPage, PolicySection, Problem, PublishedFile

FOLDER = Path(__file__).parent
SITE = "https://www.digital.go.jp"
NEWS = f"{SITE}/news/5b1f7c6e-0000-4000-8000-000000000001"
PAGE = (FOLDER / "policy_page/headings_lists_and_contacts/page.html").read_bytes()
CLOUD = (FOLDER / "policy_index/cloud/page.html").read_bytes()
LIST = (FOLDER / "contract_files/months_twins_and_pdf/page.html").read_bytes()


def page(contents: str) -> bytes:
    return f"<!DOCTYPE html><html><body><main>{contents}</main></body></html>".encode()


def sections(body: bytes) -> list[PolicySection]:
    return [record for record in policy_page.parse(body, NEWS, {}) if isinstance(record, PolicySection)]


def code_of(kind: str, body: bytes) -> str:
    reader: Any = page_kind(kind)
    with pytest.raises(PageError) as caught:
        list(reader.parse(body, SITE, {}))
    return caught.value.code


def test_text_of_each_section_stands_where_it_says() -> None:
    text = page_text("policy_page", PAGE, NEWS)
    found = sections(PAGE)
    assert len(found) == 7
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    (whole,) = [record for record in policy_page.parse(PAGE, NEWS, {}) if isinstance(record, PolicyPage)]
    assert whole.text == text


def test_frame_of_the_site_is_no_part_of_the_text() -> None:
    text = page_text("policy_page", PAGE, NEWS)
    assert not [word for word in ("サイトの見出し", "目次", "役に立ち", "本文ではない", "本文へ移動") if word in text]


def test_contact_persons_are_taken_out() -> None:
    text = page_text("policy_page", PAGE, NEWS)
    assert "見本" not in text
    assert "03-0000" not in text
    assert "cloud@" not in text


def test_equal_headings_are_told_apart_by_what_is_above_them_or_by_their_order() -> None:
    body = page("<h1>甲</h1><h2>乙</h2><p>一</p><h2>乙</h2><p>二</p><h2>丙</h2><h3>乙</h3><p>三</p>")
    assert [(one.path, one.heading, one.ordinal) for one in sections(body)][1:] == [
        (("甲",), "乙", 0),
        (("甲",), "乙", 1),
        (("甲",), "丙", 0),
        (("甲", "丙"), "乙", 0),
    ]


def test_link_around_a_block_and_links_that_are_no_addresses() -> None:
    body = page(
        "<h1>甲</h1><a href='/a'><div><p>乙</p><p>丙</p></div></a> <a href='#top'>上へ</a>"
        "<a href='mailto:x@example.jp'>丁</a><a href='http://[x'>戊</a><a href='javascript:go()'>己</a><a>庚</a>"
    )
    (one,) = sections(body)
    assert one.link_urls == (f"{SITE}/a",)
    assert one.text.startswith("乙\n丙\n上へ")


def test_page_that_was_corrected_differs_in_the_section_that_was() -> None:
    corrected = PAGE.replace("2025年度末".encode(), "2026年度末".encode())
    before, after = sections(PAGE), sections(corrected)
    assert [old.heading for old, new in zip(before, after, strict=True) if old.text != new.text] == ["条件"]


@pytest.mark.parametrize("kind", ["policy_page", "policy_index", "contract_files"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b" \n", "empty_page"),
        (PAGE[:900], "truncated_page"),
        (PAGE.decode().encode("cp932"), "encoding"),
        (page("<h1>お探しのページが見つかりません</h1><p>戻る</p>"), "page_title"),
        (page("<h1>404 Not Found</h1><p>nginx</p>"), "page_title"),
        (page("<p>見出しのない、動きで作る画面</p>"), "content_box"),
        (page("<h1>甲</h1>"), "content_box"),
        (page("<h2>甲</h2><p>乙</p>"), "content_box"),
    ],
    ids=["nothing", "blanks", "cut", "cp932", "not found", "404", "no heading", "nothing below", "no title"],
)
def test_what_is_no_page(kind: str, body: bytes, code: str) -> None:
    assert code_of(kind, body) == code


def test_news_about_an_error_is_no_error_page() -> None:
    assert len(sections(page("<h1>コンビニ交付のシステムのエラーについて</h1><p>直しました。</p>"))) == 1


def test_pages_behind_a_policy_are_those_below_it_and_its_news_each_once() -> None:
    found = [link.url for link in policy_index.pages_behind(CLOUD, f"{SITE}/policies/gov_cloud")]
    assert found == [NEWS, f"{SITE}/policies/gov_cloud/municipalities"]


def test_policy_without_any_page_behind_it_is_told() -> None:
    with pytest.raises(PageError) as caught:
        list(policy_index.pages_behind(page("<h1>甲</h1><p>乙</p>"), f"{SITE}/policies/gov_cloud"))
    assert caught.value.code == "no_list"


def test_changed_headings_change_the_section_of_a_file_and_nothing_else() -> None:
    changed = LIST.replace("競争入札（物品役務等）".encode(), "一般競争の結果".encode())
    files = [one for one in contract_files.parse(changed, SITE, {}) if isinstance(one, PublishedFile)]
    assert [one.section for one in files] == ["一般競争の結果"] * 2 + ["随意契約（物品役務等）"] * 2


@pytest.mark.parametrize(
    "body",
    [
        page("<h1>公表</h1><p>準備中です。</p>"),
        page("<h1>公表</h1><p><a href='/a.pdf'>4月分</a></p>"),
        page("<h1>公表</h1><p><a href='/a.html'>4月分</a></p>"),
    ],
)
def test_list_without_a_table_is_told(body: bytes) -> None:
    assert code_of("contract_files", body) == "no_files"


def test_only_documents_without_a_table_beside_them_are_told() -> None:
    told = [one.value for one in contract_files.parse(LIST, SITE, {}) if isinstance(one, Problem)]
    assert len(told) == 1
    assert str(told[0]).endswith("20250710_procurement_proper_outline_02.pdf")


def test_lists_of_earlier_years_lie_below_the_list() -> None:
    url = f"{SITE}/procurement/proper-public-procurement"
    assert contract_files.further_lists(LIST, url) == [f"{url}/2024"]


@pytest.mark.parametrize("kind", ["policy_page", "policy_index", "contract_files"])
@pytest.mark.parametrize(
    "contents",
    [
        "<h1>" * 3_000,
        "<div>" * 20_000 + "x",
        "<h1>甲</h1>" + "<a href='/b.csv'><p>" * 10_000,
        "<h1>甲</h1>" + "<h2>乙</h2><p>丙</p>" * 10_000,
        "<table><tr><td>" * 5_000,
    ],
    ids=["headings", "blocks", "links", "sections", "tables"],
)
def test_deep_and_long_pages_take_no_long_time(kind: str, contents: str) -> None:
    reader: Any = page_kind(kind)
    started = time.monotonic()
    with contextlib.suppress(PageError):
        list(reader.parse(page(contents), SITE, {}))
    assert time.monotonic() - started < 20
