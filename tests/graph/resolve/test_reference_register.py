"""The organisations of the reference data against the register: each number that it holds bears the name that we give it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import duckdb
import pytest

from graph.resolve.organization_name import NameParser
from graph.resolve.reference import reference_folder, rows
from graph.resolve.same_name import compare

REGISTER = Path(__file__).resolve().parents[4] / "shared" / "real" / "houjin" / "registry.parquet"


@pytest.mark.national
@pytest.mark.skipif(not REGISTER.exists(), reason="the register is not in ../shared")
def test_numbers_of_the_reference_data_bear_their_names_in_the_register() -> None:
    ours = {row["corporate_number"]: row["name_ja"] for row in rows(reference_folder() / "organizations.csv")}
    query = "SELECT corporate_number, name FROM read_parquet(?) WHERE corporate_number IN (SELECT unnest(?))"
    found = dict(duckdb.execute(query, [str(REGISTER), [number for number in ours if number]]).fetchall())
    parser = NameParser()
    other = {
        n: (ours[n], name) for n, name in found.items() if not compare(parser.parse(ours[n]), parser.parse(name)).same
    }
    assert len(found) > 200
    assert other == {}


@pytest.mark.national
@pytest.mark.skipif(not REGISTER.exists(), reason="the register is not in ../shared")
def test_mergers_of_the_reference_data_are_those_of_the_register() -> None:
    numbers = {row["id"]: row["corporate_number"] for row in rows(reference_folder() / "organizations.csv")}
    ours = {
        (numbers[row["organization_id"]], numbers[row["controller_id"]], row["valid_from"])
        for row in rows(reference_folder() / "ownership.csv")
        if row["relation"] == "merged_into"
    }
    query = """
        SELECT corporate_number, successor, close_date FROM read_parquet(?)
        WHERE corporate_number IN (SELECT unnest(?)) AND close_cause = '11'
    """
    known = [number for number in numbers.values() if number]
    registered = set(duckdb.execute(query, [str(REGISTER), known]).fetchall())
    assert len(registered) > 10
    assert registered <= ours


@pytest.mark.national
@pytest.mark.skipif(not REGISTER.exists(), reason="the register is not in ../shared")
def test_local_governments_bear_their_numbers_in_the_register() -> None:
    path = Path(str(resources.files("graph.resolve"))) / "local_governments.csv"
    ours = {row["number"]: row["name"] for row in rows(path) if row["number"]}
    query = "SELECT corporate_number, name FROM read_parquet(?) WHERE kind = '201' AND process != '99'"
    found = dict(duckdb.execute(query, [str(REGISTER)]).fetchall())
    shared = found.keys() & ours.keys()
    assert len(shared) > 250
    assert {number: ours[number] for number in shared} == {number: found[number] for number in shared}
