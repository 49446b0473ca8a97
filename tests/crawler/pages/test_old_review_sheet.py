"""Sheets of JUDGIT! that are not as they should be, and the real ones."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from crawler.pages import old_review_index, old_review_sheet
from crawler.pages.errors import PageError
from crawler.records import OldReviewBudget, OldReviewPayee, OldReviewSheet, Problem

FOLDER = Path(__file__).parent
URL = "https://raw.githubusercontent.com/judgit/data/master/data/2018/x/0003.json"
SHEET = json.loads((FOLDER / "old_review_sheet/payees_in_millions/page.json").read_text(encoding="utf-8"))
INDEX = (FOLDER / "old_review_index/cut_off/page.json").read_bytes()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"null", "json"),
        (b'{"ID": 1}', "no_sheet"),
        (b"<html>404</html>", "json"),
        (json.dumps(SHEET).encode()[:-40], "json"),
        (json.dumps(SHEET, ensure_ascii=False).encode("cp932"), "encoding"),
    ],
)
def test_what_is_no_sheet(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(old_review_sheet.parse(body, URL, {}))
    assert caught.value.code == code


def test_sheet_of_another_year_is_told() -> None:
    records = list(old_review_sheet.parse(json.dumps(SHEET).encode(), URL, {"year": 2019}))
    assert "other_year" in [record.code for record in records if isinstance(record, Problem)]


def test_sheet_without_payees() -> None:
    records = list(old_review_sheet.parse(json.dumps({**SHEET, "支出先": []}).encode(), URL, {}))
    assert not [record for record in records if isinstance(record, OldReviewPayee)]


@pytest.mark.parametrize("payee", [None, 1, "x", []])
def test_payee_that_is_no_object_is_told(payee: object) -> None:
    records = list(old_review_sheet.parse(json.dumps({**SHEET, "支出先": [payee]}).encode(), URL, {}))
    assert "json_form" in [record.code for record in records if isinstance(record, Problem)]


def test_person_who_wrote_the_sheet_is_in_no_record() -> None:
    assert "山田花子" in json.dumps(SHEET, ensure_ascii=False)
    assert "山田花子" not in repr(list(old_review_sheet.parse(json.dumps(SHEET).encode(), URL, {})))


def test_sheets_of_a_year_are_listed_with_their_addresses() -> None:
    sheets = list(old_review_index.sheets(INDEX, URL, 2018))
    assert [(sheet.ministry, sheet.number) for sheet in sheets] == [("財務省", "0003"), ("内閣府", "0036-1")]
    assert sheets[0].url.endswith("/data/2018/%E8%B2%A1%E5%8B%99%E7%9C%81/0003.json")


@pytest.mark.parametrize("body", [INDEX, b'{"tree": null}', b"[]", b"{}"])
def test_list_without_a_sheet_of_the_year_is_an_error(body: bytes) -> None:
    with pytest.raises(PageError):
        list(old_review_index.sheets(body, URL, 2024))


@pytest.mark.national
def test_every_real_sheet_is_taken_whole(shared: Path) -> None:
    counted = Counter[str]()
    files = sorted((shared / "real/judgit").glob("*.json"))
    for file in files:
        body = file.read_bytes()
        document = json.loads(body)
        records = list(old_review_sheet.parse(body, str(file), {"year": document["公開年度"]}))
        payees = [record for record in records if isinstance(record, OldReviewPayee)]
        assert [payee.position for payee in payees] == list(range(len(document["支出先"])))
        assert sum(payee.amount or 0 for payee in payees) == round(
            sum(round(payee["支出額"] * 1_000_000) for payee in document["支出先"])
        )
        budgets = [record for record in records if isinstance(record, OldReviewBudget)]
        assert len(budgets) == len(document["予算"])
        (sheet,) = [record for record in records if isinstance(record, OldReviewSheet)]
        assert (sheet.name, sheet.ministry) == (document["事業名"], document["府省庁"])
        counted.update(record.code if isinstance(record, Problem) else record.kind for record in records)
    print(f"\n{len(files)} sheets: {dict(counted)}")
    assert counted == {
        "old_review_sheet": 22,
        "old_review_budget": 110,
        "old_review_payee": 465,
        "individual_masked": 10,
        "corporate_number_form": 3,
    }


def test_individuals_are_in_no_text_of_evidence() -> None:
    text = old_review_sheet.page_text(json.dumps(SHEET).encode(), URL)
    assert "山田花子" not in text
    assert "会計システム" in text
