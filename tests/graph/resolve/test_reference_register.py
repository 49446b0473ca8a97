"""The organisations of the reference data against the register: each number that it holds bears the name that we give it."""

from __future__ import annotations

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
