"""A source corrects itself: what it no longer says is superseded and kept, what it says now answers the questions."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pytest

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

Document = Callable[..., Any]


class Changed(Protocol):
    """What the fixture of that name gives."""

    home: Any
    before: Any
    exit_code: int


def rows(home: Any, table: str, wanted: str, condition: str = "true") -> list[tuple[Any, ...]]:
    path = home / "tables" / "published" / f"{table}.parquet"
    query = f"SELECT {wanted} FROM read_parquet('{path}') WHERE {condition} ORDER BY ALL"
    return duckdb.connect().execute(query).fetchall()


def claims(home: Any, condition: str = "true") -> set[str]:
    return {row[0] for row in rows(home, "claims", "iri", condition)}


def test_no_claim_is_renamed_and_nothing_said_is_deleted(changed: Changed) -> None:
    assert claims(changed.before) < claims(changed.home)


def test_only_what_changed_is_superseded_and_only_what_changed_is_new(changed: Changed) -> None:
    gone = rows(
        changed.home, "claims", "predicate, amount, count", "known_through IS NOT NULL AND subject_printed <> ''"
    )
    new = claims(changed.home) - claims(changed.before)
    said = rows(changed.home, "claims", "iri, predicate, amount, count, subject_printed")
    come = sorted((p, a, c) for iri, p, a, c, s in said if iri in new and s)
    assert ("paidBy", 11_576_938_000, None) in gone
    assert ("supplier", 11_576_938_000, None) in gone
    assert ("observedCount", None, 1877) in gone
    assert ("paidBy", 11_576_939_000, None) in come
    assert ("supplier", 11_576_939_000, None) in come
    assert ("observedCount", None, 1876) in come
    assert ("paidBy", 777_000, None) in come
    # a contract is known by its amount, so what its outline names goes and comes with it; the payee that went had one
    assert len([claim for claim in come if claim[0] != "performedBy"]) <= 8, come
    assert len([claim for claim in gone if claim[0] != "performedBy"]) <= 8, gone
    # who performs it goes and comes with it too, once for each thing that the contract is for
    assert {amount for predicate, amount, _ in come if predicate == "performedBy"} == {11_576_939_000}
    assert 11_576_938_000 in {amount for predicate, amount, _ in gone if predicate == "performedBy"}


def test_claim_is_known_until_the_capture_that_no_longer_says_it(changed: Changed) -> None:
    ((first, through),) = rows(
        changed.home, "claims", "known_from, known_through", "predicate = 'observedCount' AND count = 1877"
    )
    ((since, until),) = rows(
        changed.home, "claims", "known_from, known_through", "predicate = 'observedCount' AND count = 1876"
    )
    answers = rows(changed.home, "captures", "document, first_seen", "page_kind = 'written_answer'")
    twice = Counter(document for document, _ in answers).most_common(1)[0][0]
    assert [first, through] == [seen for document, seen in answers if document == twice]
    assert (since, until) == (through, None)


def test_superseded_claim_is_still_proved_by_the_archive(changed: Changed, document: Document) -> None:
    (old,) = claims(changed.home, "predicate = 'paidBy' AND amount = 11576938000")
    (why,) = document("why", old, home=changed.home)
    assert why["known_through"] is not None
    assert [link["verified"] for link in why["links"]] == [True]


def test_superseded_claim_makes_no_current_triple(changed: Changed, document: Document) -> None:
    ((old,),) = rows(changed.home, "claims", "subject", "predicate = 'supplier' AND amount = 11576938000")
    ((new,),) = rows(changed.home, "claims", "subject", "predicate = 'supplier' AND amount = 11576939000")
    text = "ASK {{ GRAPH graph:current {{ <{0}> izon:supplier ?organization }} }}"
    answers = [
        document("query", "--sparql", text.format(contract), home=changed.home)["rows"] for contract in (old, new)
    ]
    assert answers == [[[False]], [[True]]]


def test_answers_follow_the_change(changed: Changed, document: Document) -> None:
    answer = document("ask", "3", home=changed.home)["rows"]
    systems = sorted((row["value"], row["total"]) for row in answer if row["unit"] == "システム")
    assert systems == [(11, 1926), (13, 1926), (26, 1926), (1876, 1926)]
    yen = {(row["payeeName"], row["value"], row["total"]) for row in answer if row["unit"] == "JPY"}
    assert ("Amazon Web Services, Inc.", 11_576_939_000, 12_926_426_000) in yen


@pytest.mark.parametrize("question", ["1", "2", "3", "8", "9", "13"])
def test_both_engines_follow_the_change(changed: Changed, document: Document, question: str) -> None:
    document("ask", question, "--engine", "both", home=changed.home)


def test_check_still_holds(changed: Changed, document: Document) -> None:
    found = document("check", home=changed.home)
    assert found["problems"] == []
    assert found["claims"] == len(claims(changed.home))


def test_no_evidence_is_left_without_a_claim(changed: Changed) -> None:
    """A row that moved is evidence of its claim in both captures, at both places."""
    used = {row[0] for row in rows(changed.home, "claims", "unnest(evidence)")}
    assert {row[0] for row in rows(changed.home, "evidence", "iri")} == used


def test_page_that_changes_back_says_again_what_it_said_first(
    changed: Changed, document: Document, tmp_path: Path, example_mirror: Path, everything: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(changed.home, home, ignore=shutil.ignore_patterns("neo4j"))
    document("crawl", "--mirror", str(example_mirror), *everything, home=home)
    document("build", home=home)
    answer = document("ask", "3", home=home)["rows"]
    assert {row["total"] for row in answer if row["unit"] == "システム"} == {1927}
