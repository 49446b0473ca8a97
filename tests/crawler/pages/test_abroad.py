"""Sources abroad that are not as they should be, real files, and the standard's own schema."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crawler.pages import ai_use_case, fedramp_marketplace, ocds_release_package, open_table
from crawler.pages.errors import PageError
from crawler.records import AiUseCase, OcdsSupply, Problem

FOLDER = Path(__file__).parent
URL = "https://example.org/1"
PACKAGE = json.loads((FOLDER / "ocds_release_package/award_and_contract/page.json").read_text(encoding="utf-8"))
MARKET = json.loads((FOLDER / "fedramp_marketplace/product_and_agencies/page.json").read_text(encoding="utf-8"))
INVENTORY = (FOLDER / "ai_use_case/windows_1252/page.csv").read_bytes()


def error_of(module: Any, body: bytes) -> PageError:
    with pytest.raises(PageError) as caught:
        list(module.parse(body, URL, {}))
    return caught.value


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b'{"data": {}}', "no_marketplace"),
        (b'{"data": []}', "no_marketplace"),
        (json.dumps({"data": {**MARKET["data"], "AtoMapping": None}}).encode(), "no_marketplace"),
        (json.dumps(MARKET).encode()[:-30], "json"),
    ],
)
def test_what_is_no_marketplace(body: bytes, code: str) -> None:
    assert error_of(fedramp_marketplace, body).code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "header"),
        (b"<!doctype html><html>404</html>", "html_instead_of_table"),
        (INVENTORY.replace(b"Stage of Development", b"Phase"), "header"),
        (b"\x81\x8d", "encoding"),
        (INVENTORY + b'"' + b"x" * 200_000, "csv"),
    ],
)
def test_what_is_no_inventory(body: bytes, code: str) -> None:
    assert error_of(ai_use_case, body).code == code


def test_inventory_with_another_question_is_told() -> None:
    body = INVENTORY.replace(b"Use Case Name,", b"Use Case Name,Another question,", 1)
    assert "columns" in [record.code for record in ai_use_case.parse(body, URL, {}) if isinstance(record, Problem)]


def test_encodings_of_the_inventory_read_alike() -> None:
    assert list(ai_use_case.parse(INVENTORY.decode("cp1252").encode(), URL, {})) == list(
        ai_use_case.parse(INVENTORY, URL, {})
    )
    table = open_table("ai_use_case", INVENTORY, URL)
    assert table.cells(2, [table.column("System Name")]) == ["ECM – search"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"{}", "no_package"),
        (b'{"records": []}', "no_package"),
        (b"[1]", "json"),
        (b'{"version": "\\ud800"}', "json"),
        (b"\xff", "encoding"),
    ],
)
def test_what_is_no_release_package(body: bytes, code: str) -> None:
    assert error_of(ocds_release_package, body).code == code


def test_package_without_releases_is_an_answer() -> None:
    assert not list(ocds_release_package.parse(b'{"version": "1.1", "releases": []}', URL, {}))


@pytest.mark.parametrize(
    "broken", [None, 1, "x", [], {"parties": 1, "awards": {}, "tag": "award"}, {"awards": [1, None]}]
)
def test_release_of_another_form_raises_nothing(broken: object) -> None:
    records = list(ocds_release_package.parse(json.dumps({"version": "1.1", "releases": [broken]}).encode(), URL, {}))
    assert [record.code for record in records if isinstance(record, Problem)] == ["no_identity"]


@pytest.mark.parametrize(("field", "value", "code"), [("version", "2.0", "version"), ("tag", ["new"], "unknown_code")])
def test_unknown_version_and_tag_are_told(field: str, value: object, code: str) -> None:
    package = json.loads(json.dumps(PACKAGE))
    (package if field == "version" else package["releases"][0])[field] = value
    records = list(ocds_release_package.parse(json.dumps(package).encode(), URL, {}))
    assert code in [record.code for record in records if isinstance(record, Problem)]


def test_wrong_japanese_number_is_no_corporate_number() -> None:
    text = json.dumps(PACKAGE).replace('"id": "1020001071491"', '"id": "1020001071492"')
    supplies = [
        record for record in ocds_release_package.parse(text.encode(), URL, {}) if isinstance(record, OcdsSupply)
    ]
    assert supplies[0].supplier_identifier == "1020001071492"
    assert supplies[0].corporate_number is None


def test_contact_points_are_in_no_record() -> None:
    body = json.dumps(PACKAGE).encode()
    assert "山田花子" not in repr(list(ocds_release_package.parse(body, URL, {})))
    assert "contactPoint" not in ocds_release_package.page_text(body, URL)


@pytest.mark.national
def test_our_package_is_one_by_the_standards_schema(shared: Path) -> None:
    folder = shared / "conformance/ocds-1.1"
    package = json.loads((folder / "release-package-schema.json").read_text(encoding="utf-8"))
    release = json.loads((folder / "release-schema.json").read_text(encoding="utf-8"))
    package["properties"]["releases"]["items"] = {}  # releases are checked one by one, without fetching the schema
    jsonschema.Draft4Validator(package).validate(PACKAGE)
    for entry in PACKAGE["releases"]:
        jsonschema.Draft4Validator(release).validate(entry)
    broken = {**PACKAGE["releases"][0], "tag": "award"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(release).validate(broken)


@pytest.mark.national
@pytest.mark.parametrize(
    ("name", "stages"),
    [("award_release_1.1", {"award": 1}), ("contract_release_1.1", {"award": 1, "contract": 1})],
)
def test_sample_packages_are_taken_whole(shared: Path, name: str, stages: dict[str, int]) -> None:
    records = list(ocds_release_package.parse((shared / f"real/ocds/{name}.json").read_bytes(), URL, {}))
    supplies = [record for record in records if isinstance(record, OcdsSupply)]
    assert len(supplies) == len(records)
    assert Counter(supply.stage for supply in supplies) == stages
    assert {(supply.supplier, supply.amount, supply.currency) for supply in supplies} == {
        ("AnyCorp Cycle Provision", 11_000_000, "GBP")
    }


@pytest.mark.national
def test_every_entry_of_the_real_marketplace(shared: Path) -> None:
    body = (shared / "real/us/fedramp_marketplace_first5.json").read_bytes()
    records = list(fedramp_marketplace.parse(body, URL, {}))
    assert Counter(record.kind for record in records) == {"fedramp_product": 5, "fedramp_authorization": 10}


@pytest.mark.national
def test_every_row_of_the_real_inventory(shared: Path) -> None:
    body = (shared / "real/us/ai_inventory_2024_first60.csv").read_bytes()
    records = list(ai_use_case.parse(body, URL, {}))
    assert [record.row for record in records if isinstance(record, AiUseCase)] == list(range(2, 62))
    assert len(records) == 60
