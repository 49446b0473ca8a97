"""Claims of the reference data: each row is its own evidence, and what is not sure makes no edge."""

from __future__ import annotations

import csv
import io

import pytest

from graph import iri
from graph.build.edges import CONFIDENCE_FLOOR
from graph.claims.model import SUPPOSED, CellEvidence, Claim, Thing
from graph.claims.reference import claims_of
from graph.resolve.reference import FILES, reference_folder

OWNERSHIP = (
    "organization_id,controller_id,relation,controls,share_percent,valid_from,valid_through,ultimate_parent_id,"
    "source,as_of,certainty\n"
)


def ownership(row: str) -> list[Claim]:
    made = claims_of("ownership.csv", (OWNERSHIP + row + "\n").encode())
    return [statement for statement in made if isinstance(statement, Claim)]


def claims(name: str) -> list[Claim]:
    made = claims_of(name, (reference_folder() / name).read_bytes())
    return [statement for statement in made if isinstance(statement, Claim)]


@pytest.mark.parametrize("name", FILES)
def test_evidence_of_every_row_stands_in_its_cells(name: str) -> None:
    body = (reference_folder() / name).read_bytes()
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    for statement in claims_of(name, body):
        if isinstance(statement, Claim):
            for evidence in statement.evidence:
                assert isinstance(evidence, CellEvidence)
                cells = [rows[evidence.row - 1][column - 1] for column in evidence.columns]
                assert evidence.quote == "\t".join(cells)


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_a_thing_of_its_own_with_source_date_and_certainty(name: str) -> None:
    body = (reference_folder() / name).read_bytes()
    rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    described = [
        one for one in claims_of(name, body) if isinstance(one, Thing) and one.links and one.links[0][0] == "describes"
    ]
    keys = [thing.argument.number for thing in described]
    assert len(keys) == len(rows) == len({iri.reference_row(key) for key in keys})
    for thing, row in zip(described, rows, strict=True):
        assert dict(thing.properties) == {
            "recordKey": thing.argument.number,
            "statedIn": row["source"],
            "asOf": row["as_of"],
            "certainty": row["certainty"],
        }
    assert {claim.record_key for claim in claims_of(name, body) if isinstance(claim, Claim)} <= set(keys)


@pytest.mark.parametrize("name", FILES)
def test_evidence_shows_where_and_when_the_fact_was_read(name: str) -> None:
    body = (reference_folder() / name).read_bytes()
    rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    for claim in claims(name):
        (evidence,) = claim.evidence
        row = rows[evidence.row - 2]  # type: ignore[union-attr]
        assert evidence.quote.split("\t")[-2:] == [row["source"], row["as_of"]]


def test_control_lasts_from_the_first_to_the_last_possible_day() -> None:
    control, parent = ownership("JP-1,US-x,subsidiary,yes,100,2019-02,2020-02,US-y,a page,2025,sourced")
    assert (control.predicate, parent.predicate) == ("controlledBy", "ultimateParent")
    assert (control.object.number, parent.object.number) == ("US-x", "US-y")
    for values in (control.qualifiers, parent.qualifiers):
        assert (values.valid_from, values.valid_through, values.valid_precision) == (
            "2019-02-01",
            "2020-02-29",
            "month",
        )
    assert (control.qualifiers.share, parent.qualifiers.share) == ("100", "")


def test_a_stake_is_no_control_and_tells_nothing_of_what_stands_above() -> None:
    (stake,) = ownership("JP-1,US-x,affiliate,unknown,20,,,JP-1,a page,2025,sourced")
    assert (stake.predicate, stake.qualifiers.share) == ("partOwnedBy", "20")


def test_who_has_merged_is_controlled_by_nobody() -> None:
    (end,) = ownership("JP-1,JP-2,merged_into,,,2022-04-01,,JP-2,register,2026,sourced")
    assert (end.predicate, end.qualifiers.valid_from) == ("mergedInto", "2022-04-01")


def test_the_ultimate_parent_of_who_is_independent_is_himself() -> None:
    (parent,) = ownership("JP-1,,independent,no,,,,JP-1,a page,2025,sourced")
    assert (parent.predicate, parent.subject, parent.object) == ("ultimateParent", parent.object, parent.subject)


def test_an_open_question_of_control_claims_nothing() -> None:
    assert ownership("JP-1,,independent,unknown,,,,JP-1,,2025,unsure") == []


def test_unsure_row_stays_below_the_floor_and_a_sourced_one_above() -> None:
    unsure, _ = ownership("JP-1,US-x,subsidiary,yes,,,,US-x,,2025,unsure")
    sourced, _ = ownership("JP-1,US-x,subsidiary,yes,,,,US-x,a page,2025,sourced")
    assert unsure.confidence < CONFIDENCE_FLOOR < sourced.confidence
    assert unsure.identifier == sourced.identifier


def test_what_others_assert_is_supposed_whatever_its_status() -> None:
    said = claims("public_assertions.csv")
    assert {claim.modality for claim in said} == {SUPPOSED}
    assert {claim.predicate for claim in said} == {"assertsAbout", "usesService"}
    with (reference_folder() / "public_assertions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = {claim.record_key for claim in said if claim.predicate == "assertsAbout"}
    assert keys == {f"reference/public_assertions/{row['id']}" for row in rows}, "each speaks of something"
    assert {row["status"] for row in rows} == {"supported", "partly_supported", "contradicted", "not_established"}


def test_a_product_without_a_vendor_is_one_that_nobody_sells() -> None:
    with (reference_folder() / "products.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    provided = {claim.record_key for claim in claims("products.csv") if claim.predicate == "providedBy"}
    assert {row["id"] for row in rows if f"reference/products/{row['id']}" not in provided} == {"qgis"}


def test_every_provider_has_a_jurisdiction() -> None:
    providers = {
        c.object.number
        for name in ("cloud_services.csv", "products.csv")
        for c in claims(name)
        if c.predicate == "providedBy"
    }
    under = {claim.subject.number: claim.object.printed for claim in claims("organizations.csv")}
    assert len(providers) > 60
    assert {one for one in providers if not under.get(one)} == set()
