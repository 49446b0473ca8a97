"""Claims of the reference data: each row is its own evidence, and what is not sure makes no edge."""

from __future__ import annotations

import csv
import io

import pytest

from graph.build.edges import CONFIDENCE_FLOOR
from graph.claims.model import CellEvidence, Claim, Thing
from graph.claims.reference import claims_of
from graph.resolve.reference import FILES, reference_folder

OWNERSHIP = "organization_id,organization,controller_id,controls,share_percent,valid_from,valid_through,certainty\n"


def ownership(row: str) -> list[Claim | Thing]:
    return list(claims_of("ownership.csv", (OWNERSHIP + row + "\n").encode()))


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


def test_control_lasts_from_the_first_to_the_last_possible_day() -> None:
    (claim,) = ownership("JP-1,甲,US-x,yes,100,2019-02,2020-02,sourced")
    assert isinstance(claim, Claim)
    values = claim.qualifiers
    assert (values.valid_from, values.valid_through, values.valid_precision) == ("2019-02-01", "2020-02-29", "month")


@pytest.mark.parametrize("row", ["JP-1,甲,,yes,100,,,sourced", "JP-1,甲,US-x,no,20,,,sourced"])
def test_stake_or_open_question_is_no_control(row: str) -> None:
    assert ownership(row) == []


def test_unsure_row_stays_below_the_floor_and_a_sourced_one_above() -> None:
    (unsure,) = ownership("JP-1,甲,US-x,yes,,,,unsure")
    (sourced,) = ownership("JP-1,甲,US-x,yes,,,,sourced")
    assert isinstance(unsure, Claim)
    assert isinstance(sourced, Claim)
    assert unsure.confidence < CONFIDENCE_FLOOR < sourced.confidence
    assert unsure.identifier == sourced.identifier
