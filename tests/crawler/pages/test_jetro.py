"""JETRO's list and notices of awards: what is taken, whose names are not, and answers that are none."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import PageError, jetro_award, jetro_list, page_text
from crawler.records import JetroAward, JetroNotice, Problem

FOLDER = Path(__file__).parent
URL = "https://www.jetro.go.jp/gov_procurement/national/articles/357318/2025060200860081.html"
PAGE = (FOLDER / "jetro_award/two_bodies/page.html").read_bytes()
LIST = (FOLDER / "jetro_list/awards/page.json").read_bytes()
ENTRY = "①71 ②{title} ③購入等 ④一般 ⑤{date} ⑥{supplier} ⑦{amount} ⑪{criteria}"

DEFAULTS = {
    "title": "甲",
    "date": "7. 3.14",
    "supplier": "富士通株式会社",
    "amount": "1円",
    "criteria": "最低価格",
}


def page(**values: str) -> bytes:
    entry = ENTRY.format(**(DEFAULTS | values))
    return f"<html><body><p>{entry}</p></body></html>".encode()


def award(published: str = "2025-06-02", **values: str) -> JetroAward:
    (one,) = awards(page(**values), published)
    return one


def awards(body: bytes, published: str = "2025-06-02") -> list[JetroAward]:
    records = jetro_award.parse(body, URL, {"published": published})
    return [record for record in records if isinstance(record, JetroAward)]


def error_of(module: Any, body: bytes) -> str:
    with pytest.raises(PageError) as caught:
        list(module.parse(body, URL, {}))
    return caught.value.code


def test_entries_stand_in_the_text_where_they_say() -> None:
    text = page_text("jetro_award", PAGE, URL)
    found = awards(PAGE)
    assert len(found) == 3
    assert all(one.title in text[one.start : one.end] and text[one.end] == "\n" for one in found)


def test_officers_contacts_and_individuals_are_not_in_the_text() -> None:
    assert "見本" not in page_text("jetro_award", PAGE, URL)
    assert "03-0000" not in page_text("jetro_award", PAGE, URL)


@pytest.mark.parametrize(
    ("printed", "published", "date"),
    [
        ("7. 3.14", "2025-06-02", "2025-03-14"),
        ("７．３．１４", "2025-06-02", "2025-03-14"),
        ("31. 3.29", "2019-05-10", "2019-03-29"),  # 平成
        ("1. 5.10", "2019-06-10", "2019-05-10"),  # 令和元
        ("28. 3.29", "2016-05-10", "2016-03-29"),
        ("7. 3.14", "", "2025-03-14"),
        ("31. 3.29", "2025-06-02", None),
        ("7.13.14", "2025-06-02", None),
        ("追って公示", "2025-06-02", None),
    ],
)
def test_era_of_a_date_follows_from_the_day_of_publication(printed: str, published: str, date: str | None) -> None:
    assert award(published, date=printed).date == date


@pytest.mark.parametrize(
    ("printed", "supplier", "address"),
    [
        ("富士通株式会社（神奈川県川崎市）", "富士通株式会社", "神奈川県川崎市"),
        ("（株）日立システムズ 東京都品川区", "（株）日立システムズ", "東京都品川区"),
        ("株式会社エヌ・ティ・ティ・データ東京都江東区", "株式会社エヌ・ティ・ティ・データ", "東京都江東区"),
        ("日本電気株式会社", "日本電気株式会社", ""),
        ("見本四郎 東京都港区", "個人", ""),
    ],
)
def test_name_and_address_of_a_supplier(printed: str, supplier: str, address: str) -> None:
    one = award(supplier=printed)
    assert (one.supplier, one.supplier_address) == (supplier, address)


@pytest.mark.parametrize(
    ("printed", "amount", "code"),
    [
        ("43,200,000円", 43200000, None),
        ("４３，２００，０００円（税込）", 43200000, None),
        ("総額¥43,200,000円", 43200000, None),
        ("＠1,234円", None, "unit_price"),
        ("単価契約", None, "unit_price"),
        ("米ドル建て", None, "number"),
        ("9" * 19 + "円", None, "unit_price"),
    ],
)
def test_amounts(printed: str, amount: int | None, code: str | None) -> None:
    records = list(jetro_award.parse(page(amount=printed), URL, {"published": "2025-06-02"}))
    assert records[0].amount == amount  # type: ignore[union-attr]
    assert [one.code for one in records if isinstance(one, Problem)] == ([code] if code else [])


def test_equal_entries_are_told_apart_by_their_order() -> None:
    twice = page().replace(b"</p>", b"</p>" + page()[15:-14], 1)
    assert [one.ordinal for one in awards(twice)] == [0, 1]


def test_number_within_a_title_is_no_mark_of_a_field() -> None:
    one = award(title="演習用模擬システム（制御システム①）の保守［⑤］")
    assert (one.title, one.date) == ("演習用模擬システム（制御システム①）の保守［⑤］", "2025-03-14")


def test_marks_without_blanks_before_them() -> None:
    (one,) = awards(page().replace(b" ", b"").replace(b"7.3.14", b"7. 3.14"))
    assert (one.title, one.supplier, one.amount) == ("甲", "富士通株式会社", 1)


def test_next_buyer_on_the_same_line_is_no_part_of_an_entry() -> None:
    one = award(criteria="最低価格 ○契約担当役 見本五郎")
    assert one.award_criteria == "最低価格"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "html"),
        (b"<html><body><h1>404</h1></body></html>", "no_procurement"),
        (PAGE[: PAGE.index("○支出".encode())], "truncated_page"),  # cut off behind the legend
        (b"\x81\xff", "encoding"),
    ],
)
def test_what_is_no_notice(body: bytes, code: str) -> None:
    assert error_of(jetro_award, body) == code


def test_notice_in_another_encoding() -> None:
    text = PAGE.decode().replace("©", "").replace("¥", "￥")
    assert awards(text.encode("cp932")) == awards(text.encode())


def test_address_that_names_no_notice_is_refused() -> None:
    with pytest.raises(PageError) as caught:
        list(jetro_award.parse(PAGE, "https://www.jetro.go.jp/a.html", {}))
    assert caught.value.code == "no_number"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (LIST[:200], "json"),
        (LIST.decode().encode("cp932"), "encoding"),
        (b"<!DOCTYPE html><html><body>checking your browser</body></html>", "json"),
        (b"[]", "json"),
        (b'{"items": []}', "no_answer"),
        (b'{"items": [], "pagination": {"total": 0, "perPage": 0, "current": 0}}', "no_answer"),
        (b'{"items": null, "pagination": {"total": 0, "perPage": 30, "current": 0}}', "no_answer"),
    ],
)
def test_what_is_no_list(body: bytes, code: str) -> None:
    assert error_of(jetro_list, body) == code


def test_empty_list_is_an_answer() -> None:
    body = b'{"items": [], "pagination": {"total": 0, "perPage": 30, "current": 0}}'
    assert list(jetro_list.parse(body, URL, {})) == []
    assert jetro_list.read_page(body, URL) == jetro_list.ListPage(0, 30, 0)


def test_notice_that_was_corrected_keeps_its_identity() -> None:
    corrected = json.loads(LIST)
    corrected["items"][0]["title"] = "情報システムの保守 一式（訂正）"
    body = json.dumps(corrected).encode()
    old, new = (
        next(one for one in jetro_list.parse(text, URL, {}) if isinstance(one, JetroNotice)) for text in (LIST, body)
    )
    assert (old.list_number, old.notice_id, old.url) == (new.list_number, new.notice_id, new.url)
    assert old.title != new.title


@pytest.mark.parametrize("contents", ["①" * 20_000, "①②" * 10_000, "<div>①" * 5_000, "①②甲⑥" + "（" * 20_000])
def test_long_pages_take_no_long_time(contents: str) -> None:
    started = time.monotonic()
    try:
        found = awards(f"<html><body>{contents}</body></html>".encode())
    except PageError:
        found = []
    assert len(found) <= 10_000
    assert time.monotonic() - started < 20
