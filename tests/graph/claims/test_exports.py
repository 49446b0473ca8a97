"""Contracts of every source go out as OCDS releases, are valid, and come back by our own reader with the same facts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from crawler.pages import ocds_release_package
from crawler.records import OcdsSupply, Problem
from graph.export.contracts import ContractRecord, contract_records
from graph.export.ocds import package

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sent(every_source: Any) -> bytes:
    return "".join(package(every_source.home.published, "0123456789abcdef")).encode()


@pytest.fixture(scope="module")
def records(every_source: Any) -> list[ContractRecord]:
    return [record for record in contract_records(every_source.home.published) if record.suppliers]


def test_package_is_valid_against_the_schemas_of_the_standard(sent: bytes, shared: Path) -> None:
    folder = shared / "conformance" / "ocds-1.1"
    if not folder.is_dir():
        pytest.skip(f"the schemas of the standard are not here ({folder})")
    schema, of_release = (
        json.loads((folder / f"{name}-schema.json").read_text(encoding="utf-8"))
        for name in ("release-package", "release")
    )
    address = schema["properties"]["releases"]["items"]["$ref"]
    registry: Registry[Any] = Registry().with_resource(address, Resource.from_contents(of_release))
    validator = jsonschema.Draft4Validator(schema, registry=registry, format_checker=jsonschema.FormatChecker())
    document = json.loads(sent)
    assert [error.message for error in validator.iter_errors(document)] == []
    document["releases"][0].pop("ocid")
    assert list(validator.iter_errors(document))


def test_reader_gives_back_what_was_sent(sent: bytes, records: list[ContractRecord]) -> None:
    read = list(ocds_release_package.parse(sent, "package.json", {}))
    problems = {one.code for one in read if isinstance(one, Problem)}
    assert problems <= {"individual_masked", "duplicate"}
    supplies = [one for one in read if isinstance(one, OcdsSupply) and one.stage == "award"]
    wanted: Counter[Any] = Counter()
    for record in records:
        days = record.stated.get("concludedOn", "")
        for supply in record.suppliers:
            amount = supply.amount if supply.fiscal_year is None else None
            wanted[
                record.contract.rpartition("/")[2], supply.party.number or None,
                record.stated.get("contractTitle", record.label), amount, days or None,
                record.buyer.printed if record.buyer else "",
            ] += 1  # fmt: skip
    got = Counter(
        (one.identifier, one.corporate_number, one.title, one.amount, (one.date or "")[:10] or None, one.buyer)
        for one in supplies
    )
    assert got == wanted
    names = {supply.party.printed for record in records for supply in record.suppliers}
    assert {one.supplier for one in supplies} <= names | {ocds_release_package.INDIVIDUAL}


def test_announced_award_is_no_contract_yet(sent: bytes, records: list[ContractRecord]) -> None:
    tags = {release["id"]: release["tag"] for release in json.loads(sent)["releases"]}
    assert len(tags) == len(records)
    announced = sum(record.extractor == "award" for record in records)
    assert Counter(map(tuple, tags.values())) == {
        ("award",): announced,
        ("award", "contract"): len(records) - announced,
    }
    assert announced > 0


def test_sum_of_a_year_is_a_transaction_and_no_value(sent: bytes) -> None:
    contracts = [contract for release in json.loads(sent)["releases"] for contract in release.get("contracts", ())]
    paid = [contract for contract in contracts if "implementation" in contract]
    assert paid
    assert all("value" not in contract for contract in paid)


def test_sources_that_disagree_are_two_releases_of_one_contract(sent: bytes) -> None:
    values: dict[str, set[int]] = {}
    for release in json.loads(sent)["releases"]:
        for award in release["awards"]:
            if "value" in award:
                values.setdefault(release["ocid"], set()).add(award["value"]["amount"])
    assert [found for found in values.values() if len(found) > 1] == [{5_000_000, 5_500_000}]
