"""The national data: sheet year 2025 of the project review, whole, from the mirror to answers in both stores.

What it took is printed (``pytest -s``); the figures are those of the file itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import neo4j
import pytest

from graph.answers.parameters import value_sets
from graph.answers.questions import Question, ask_cypher, ask_sparql, differences, load_questions
from graph.home import Home
from graph.neo4j.connection import connect
from graph.rdf import store

pytestmark = [pytest.mark.national, pytest.mark.neo4j, pytest.mark.slow]

Izon = Callable[..., CompletedProcess[str]]
Document = Callable[..., Any]
QUESTIONS = load_questions()
SAMPLE = 6  # values of a question, half of them those with most claims
MEMORY = 2.5 * 2**30  # bytes outside Neo4j: the aim of the issue


@dataclass(frozen=True)
class National:
    """The home and what `izon run` printed."""

    home: Path
    printed: dict[str, Any]


@pytest.fixture(scope="module")
def national(shared: Path, tmp_path_factory: pytest.TempPathFactory, izon: Izon) -> Iterator[National]:
    home = tmp_path_factory.mktemp("national") / "home"
    settings = {"IZON_NEO4J_HEAP": "1g", "IZON_NEO4J_PAGECACHE": "256m", "JDK_JAVA_OPTIONS": ""}  # as users have it
    try:
        started = time.monotonic()
        done = izon(
            "run", "rs", "-a", "year=2025", "--mirror", str(shared / "mirror"), "--format", "json",
            home=home, environment=settings,
        )  # fmt: skip
        printed = json.loads(done.stdout)
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in printed["seconds"].items())
        print(f"\nrun: {time.monotonic() - started:.0f} s ({stages}); peak {printed['peak_bytes'] / 2**20:,.0f} MiB")
        yield National(home, printed)
    finally:
        izon("neo4j", "stop", home=home)


def test_every_row_is_counted(national: National, document: Document) -> None:
    status = document("status", home=national.home)
    wanted = ("projects", "block_rows", "payee_rows", "contract_rows", "corporate_numbers")
    assert [status[name] for name in wanted] == [5_794, 19_475, 74_291, 98_537, 19_017]
    assert status["corporate_numbers_wrong_check_digit"] > 0
    assert status["claims_by_kind"]["supplier"] == 98_537
    assert status["claims_by_kind"]["paidBy"] + status["claims_by_kind"]["otherPayees"] == 74_291
    assert status["claims_by_kind"]["hasBlock"] == 19_475
    assert status["build_digest"] == national.printed["build"]["digest"]


def test_peak_memory_stays_below_the_aim(national: National) -> None:
    assert national.printed["peak_bytes"] < MEMORY


def test_direct_payees_of_the_government_cloud_are_those_of_the_file(national: National, document: Document) -> None:
    rows = document("ask", "3", "--engine", "both", home=national.home)["rows"]
    supply = {
        row["payeeName"]: (row["value"], row["total"])
        for row in rows
        if row["unit"] == "JPY" and row["of"].endswith("rs-2025-5543-A")
    }
    assert sorted(supply.values(), reverse=True) == [
        (11_576_938_000, 12_926_425_000),
        (1_077_825_000, 12_926_425_000),
        (154_789_000, 12_926_425_000),
        (116_873_000, 12_926_425_000),
    ]
    assert supply["Amazon Web Services, Inc."][0] == 11_576_938_000


@pytest.fixture(scope="module")
def engines(national: National) -> Iterator[tuple[store.Queries, neo4j.Driver]]:
    folder = store.current(Home(national.home).rdf)
    assert folder is not None
    with store.Queries(folder) as queries, connect(national.home) as driver:
        yield queries, driver


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.folder.name)
def test_both_engines_give_the_same(
    national: National, engines: tuple[store.Queries, neo4j.Driver], question: Question
) -> None:
    queries, driver = engines
    seconds = [0.0, 0.0]
    sets = value_sets(Home(national.home).published, question, SAMPLE)
    for values in sets:
        started = time.monotonic()
        one = ask_sparql(question, values, queries)
        between = time.monotonic()
        other = ask_cypher(question, values, driver)
        seconds = [seconds[0] + between - started, seconds[1] + time.monotonic() - between]
        assert differences(one, other) == [], values
    print(f"\nquestion {question.number}: {len(sets)} values, SPARQL {seconds[0]:.1f} s, Cypher {seconds[1]:.1f} s")


def test_money_of_direct_ict_contracts_reaches_the_aims_and_what_is_missing_is_named(
    national: National, document: Document
) -> None:
    rows = document("ask", "13", home=national.home)["rows"]
    money = {
        row["kind"].removeprefix("ICT money paid directly whose "): row
        for row in rows
        if row["kind"].startswith("ICT money")
    }
    shares = {name: 100 * row["value"] / row["total"] for name, row in money.items()}
    print("\nof direct ICT money: " + ", ".join(f"{name} {share:.1f} %" for name, share in shares.items()))
    assert {row["period"] for row in money.values()} == {"FY2024"}
    assert shares["project has a function"] >= 90
    assert shares["payee's jurisdiction is known"] >= 90
    # of the money whose payee is named at all: what the sheet sums up (その他地方公共団体) nobody can resolve
    assert 100 * shares["payee is resolved"] / shares["payee is named"] >= 98
    gaps = (
        "who is paid where the sheet names nobody", "who a named payee is", "the jurisdiction of a resolved payee",
        "who performs", "the function of a project",
    )  # fmt: skip
    for gap in gaps:
        named = [row for row in rows if row["kind"].startswith(f"not_established: {gap}")]
        assert named
        assert all(row["item"] and row["value"] is not None for row in named)
        assert named[0]["value"] == max(row["value"] for row in named)


def test_nothing_is_invented_where_no_source_can_answer(national: National, document: Document) -> None:
    claimed = document("status", home=national.home)["claims_by_kind"]
    for term in ("bidderCount", "awardRate", "negotiatedReason", "procurementMethod", "employsFormerOfficialsOf"):
        assert term not in claimed  # the columns are empty in the sheets at hand
    missing = {
        row["kind"].split(";")[0]: (row["value"], row["total"])
        for row in document("ask", "13", home=national.home)["rows"]
        if row["kind"].startswith("not_established") and row["item"] is None
    }
    assert missing["not_established: number of bidders of a contract"] == (98_537, 98_537)
    assert missing["not_established: award rate of a contract"] == (98_537, 98_537)
    agencies, of = missing["not_established: staff of an agency that came from a vendor"]
    assert agencies == of > 20
    (ends,) = document("ask", "15", home=national.home)["rows"]
    assert ends["kind"].startswith("not_established")
    assert ends["value"] == ends["total"] == 98_537
    municipal = document("ask", "14", home=national.home)["rows"]
    unknown = {row["function"] for row in municipal if row["kind"].startswith("not_established")}
    assert len(unknown) == 20  # no record says on which system a municipality runs any of them


def test_without_a_provider_functions_of_which_nothing_is_known_are_not_called_untouched(
    national: National, document: Document
) -> None:
    found = document("what-if", "--without", "Amazon.com, Inc.", home=national.home)
    listed = {name: set(found[name]) for name in ("untouched", "not_established")}
    assert not listed["untouched"] & listed["not_established"]
    assert listed["not_established"]
    assert found["needed_to_establish"]
    assert sum(found["counts"].values()) == 247


def test_evidence_of_every_claim_stands_in_the_archive(national: National, document: Document) -> None:
    found = document("check", home=national.home)
    print(f"\ncheck: {found['evidence']:,} evidences of {found['claims']:,} claims {found['evidence_by_origin']}")
    assert found["problems"] == []
    assert found["claims"] == document("status", home=national.home)["claims"] > 200_000


def test_second_build_gives_the_same_digest_at_once(national: National, document: Document) -> None:
    made = document("build", home=national.home)
    assert made["build_digest"] == national.printed["build"]["digest"]
    assert set(made["seconds"]) == {"parse"}
