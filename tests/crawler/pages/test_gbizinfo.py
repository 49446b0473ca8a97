"""Answers and files of gBizINFO that are not as they should be, real rows in the official form, and its own description."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import gbiz_procurement, gbiz_update, open_table
from crawler.pages.errors import PageError
from crawler.records import GbizPage, GbizProcurement, Problem

FOLDER = Path(__file__).parent
URL = "https://info.gbiz.go.jp/hojin/Download"
ANSWER = json.loads((FOLDER / "gbiz_update/two_corporations/page.json").read_text(encoding="utf-8"))


def error_of(module: Any, body: bytes) -> PageError:
    with pytest.raises(PageError) as caught:
        list(module.parse(body, URL, {}))
    return caught.value


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "header"),
        ("法人番号,受注日,件名,落札価格\n".encode(), "header"),
        ("法人番号,受注日,件名,落札価格,組織名,組織名\n".encode(), "header"),
        ("ID-識別値,受注日,件名,落札価格,組織名\n".encode(), "header"),
        (b"<html><p>alert</p></html>", "html_instead_of_table"),
        (b"\x81", "encoding"),
        ("法人番号,受注日,件名,落札価格,組織名\n".encode() + b'"' + b"1" * 200_000, "csv"),
    ],
)
def test_file_that_is_no_table_of_procurements(body: bytes, code: str) -> None:
    assert error_of(gbiz_procurement, body).code == code


def test_columns_are_found_by_name_in_any_order() -> None:
    body = "件名,組織名,受注日,落札価格,法人番号\n保守,特許庁,2016-04-01,5,7010401006126\n".encode()
    (record,) = gbiz_procurement.parse(body, URL, {})
    assert isinstance(record, GbizProcurement)
    assert (record.title, record.buyer, record.amount, record.corporate_number) == (
        "保守",
        "特許庁",
        5,
        "7010401006126",
    )


def test_a_table_without_orders_is_a_warning() -> None:
    (problem,) = gbiz_procurement.parse("法人番号,受注日,件名,落札価格,組織名\n".encode(), URL, {})
    assert isinstance(problem, Problem)
    assert (problem.severity, problem.code) == ("warning", "empty_table")


def test_cells_lead_back_to_the_table() -> None:
    body = (FOLDER / "gbiz_procurement/imi_header/page.csv").read_bytes()
    table = open_table("gbiz_procurement", body, URL)
    assert table.cells(2, [table.column("ID-識別値"), table.column("法人活動-金額")]) == ["1010001143390", "10170360"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"[]", "json"),
        (b'{"a": NaN}', "json"),
        (b"\xff", "encoding"),
        (b'{"message": "Unauthorized"}', "no_answer"),
        (b'{"errors": [{"item": "from", "message": "bad date"}]}', "answer_error"),
        (b"[" * 100_000, "json"),
        (json.dumps(ANSWER).encode()[:-10], "json"),
    ],
)
def test_answer_that_is_none(body: bytes, code: str) -> None:
    assert error_of(gbiz_update, body).code == code


def test_words_of_an_error_are_told() -> None:
    assert "bad date" in error_of(gbiz_update, b'{"errors": [{"message": "bad date"}]}').message


def test_page_that_was_not_asked_for_is_told() -> None:
    records = list(gbiz_update.parse(json.dumps(ANSWER).encode(), URL, {"page": 2}))
    assert "other_page" in [record.code for record in records if isinstance(record, Problem)]


def test_answer_without_changes() -> None:
    body = json.dumps({**ANSWER, "hojin-infos": [], "totalCount": "0", "totalPage": "0"}).encode()
    assert list(gbiz_update.parse(body, URL, {})) == [GbizPage(1, 0, 0, 0)]


@pytest.mark.parametrize("value", [{"a": 1}, [1], True])
def test_value_of_another_kind_is_told_and_not_used(value: object) -> None:
    changed = json.loads(json.dumps(ANSWER))
    changed["hojin-infos"][0]["procurement"][0]["amount"] = value
    records = list(gbiz_update.parse(json.dumps(changed).encode(), URL, {}))
    order = next(record for record in records if isinstance(record, GbizProcurement))
    assert order.amount is None
    assert "json_form" in [record.code for record in records if isinstance(record, Problem)]


@pytest.mark.national
def test_members_of_the_answer_are_those_of_the_published_description(shared: Path) -> None:
    schemas = json.loads((shared / "real/gbizinfo/openapi_v2.json").read_text(encoding="utf-8"))["components"][
        "schemas"
    ]

    def example(name: str) -> dict[str, Any]:
        return {
            member: example(kind["$ref"].rpartition("/")[2]) if "$ref" in kind else _example(kind, example)
            for member, kind in schemas[name]["properties"].items()
        }

    answer = example("HojinInfoUpdateInfoResponseForChildV2")
    answer["errors"] = []
    records = list(gbiz_update.parse(json.dumps(answer, ensure_ascii=False).encode(), URL, {}))
    assert not [record for record in records if isinstance(record, Problem) and record.code == "leftover_member"]
    assert [record.kind for record in records if record.kind != "problem"] == ["gbiz_page", "gbiz_procurement"]


def _example(kind: dict[str, Any], example: Any) -> Any:
    if kind["type"] == "array":
        items = kind["items"]
        return [example(items["$ref"].rpartition("/")[2]) if "$ref" in items else "x"]
    return {"integer": 1, "number": 1, "string": "1"}.get(kind["type"], {})


@pytest.mark.national
def test_real_rows_in_the_official_form(shared: Path) -> None:
    path = shared / "real/gbizinfo/gbiz_procurement_it_rows_meti.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = {
        "法人番号": "corporateNumber",
        "商号または名称": "organization",
        "キー情報": "sourceKey",
        "受注日": "dateRaw",
        "件名": "program",
        "落札価格": "amountRaw",
        "組織名": "sourceAgency",
        "備考": "notes",
        "データ品質": "dataQuality",
        "出典元": "sourceSystem",
        "最終取得日": "sourceRetrievedAt",
        "最終更新日": "sourceUpdatedAt",
    }
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(
        [list(names), *([str(row[name]) for name in names.values()] for row in rows)]
    )
    records = list(gbiz_procurement.parse(stream.getvalue().encode(), URL, {}))
    orders = [record for record in records if isinstance(record, GbizProcurement)]
    problems = Counter(record.code for record in records if isinstance(record, Problem))
    print(f"\n{len(rows)} rows: {len(orders)} taken, problems {dict(problems)}")
    assert len(orders) == len(rows) == 3_174
    assert [order.amount for order in orders] == [row["amount"] for row in rows]
    assert [order.date for order in orders] == [row["date"] for row in rows]
    assert not problems


@pytest.mark.national
def test_real_rows_of_all_ministries_in_the_official_form(shared: Path) -> None:
    counted = Counter[str]()
    taken = 0
    for path in sorted((shared / "real/gbizinfo/procurement").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        stream = io.StringIO(newline="")
        names = ["corporate_number", "date_of_order", "title", "amount", "government_departments"]
        csv.writer(stream).writerows(
            [["法人番号", "受注日", "件名", "落札価格", "組織名"], *([row[name] for name in names] for row in rows)]
        )
        records = list(gbiz_procurement.parse(stream.getvalue().encode(), URL, {}))
        counted.update(record.code for record in records if isinstance(record, Problem))
        orders = [record for record in records if isinstance(record, GbizProcurement)]
        assert [order.row for order in orders] == list(range(2, len(rows) + 2))
        taken += len(rows)
    print(f"\n{taken} rows taken, problems {dict(counted)}")
    assert taken > 10_000
    assert set(counted) <= {"corporate_number_check_digit", "corporate_number_form", "number", "number_form", "date"}
