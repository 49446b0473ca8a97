"""What is published of what was claimed: time known, edges, conflicts, and one order whatever the order of arrival."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from crawler.ledger import Capture
from graph import iri
from graph.build import schema
from graph.claims.model import (
    DENIED,
    PLANNED,
    SUPPOSED,
    Argument,
    CellEvidence,
    Claim,
    Qualifiers,
    TextEvidence,
    Thing,
)

NewCapture = Callable[..., Capture]
Publish = Callable[..., Path]
URL = "https://example.jp/answer.htm"
CLOUD, AWS = Argument("system", "ガバメントクラウド"), Argument("service", "AWS")
USES = Claim("answers/1", "usesService", CLOUD, AWS, (TextEvidence(4, 7, "AWS"),), confidence=0.9)


def rows(tables: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(tables / f"{name}.parquet").to_pylist()
    return found


def edges(tables: Path) -> list[dict[str, Any]]:
    return [row for row in rows(tables, "edges") if not row["structural"]]


def paid(amount: int, row: int = 2, ordinal: int = 0, name: str = "株式会社甲") -> Claim:
    return Claim(
        f"rs/2025/1/A/{name}/{ordinal}",
        "paidBy",
        Argument("organization", name, "6010601062093"),
        Argument("project", "", "2025/1"),
        (CellEvidence(row, (24,), str(amount)),),
        Qualifiers(amount=amount, currency="JPY", fiscal_year=2024, block="A"),
    )


def test_asserted_claim_makes_an_edge_with_its_claim(publish: Publish, capture: NewCapture) -> None:
    tables = publish([(capture(URL, "1", 1), [USES])])
    (edge,) = edges(tables)
    assert edge["predicate"] == "usesService"
    assert edge["subject"] == "https://w3id.org/izon/id/system/government-cloud"
    assert edge["object"] == "https://w3id.org/izon/id/service/aws"
    assert edge["claims"] == [iri.claim(USES.identifier)]
    assert (edge["known_from"], edge["known_through"]) == ("2026-11-01T00:00:00Z", None)


@pytest.mark.parametrize("modality", [DENIED, PLANNED, SUPPOSED])
def test_what_is_not_asserted_is_a_claim_and_no_edge(publish: Publish, capture: NewCapture, modality: str) -> None:
    tables = publish([(capture(URL, "1", 1), [dataclasses.replace(USES, modality=modality)])])
    assert [row["modality"] for row in rows(tables, "claims")] == [modality]
    assert edges(tables) == []


@pytest.mark.parametrize(("confidence", "made"), [(0.5, 1), (0.49, 0)])
def test_confidence_below_the_floor_makes_no_edge(
    publish: Publish, capture: NewCapture, confidence: float, made: int
) -> None:
    tables = publish([(capture(URL, "1", 1), [dataclasses.replace(USES, confidence=confidence)])])
    assert len(rows(tables, "claims")) == 1
    assert len(edges(tables)) == made


def test_denial_elsewhere_leaves_the_edge_and_marks_the_conflict(publish: Publish, capture: NewCapture) -> None:
    denial = dataclasses.replace(USES, record_key="answers/2", modality=DENIED)
    tables = publish([(capture(URL, "1", 1), [USES]), (capture(URL + "?2", "2", 2), [denial])])
    (edge,) = edges(tables)
    assert edge["conflict"]
    assert len(rows(tables, "claims")) == 2
    (alone,) = edges(publish([(capture(URL, "1", 1), [USES])], "alone"))
    assert not alone["conflict"]


def test_denial_that_was_taken_back_is_no_conflict(publish: Publish, capture: NewCapture) -> None:
    denial = dataclasses.replace(USES, record_key="answers/2", modality=DENIED)
    other = URL + "?2"
    tables = publish(
        [(capture(URL, "1", 1), [USES]), (capture(other, "2", 2), [denial]), (capture(other, "3", 3), [paid(1)])]
    )
    assert [edge["conflict"] for edge in edges(tables) if edge["predicate"] == "usesService"] == [False]


def test_claim_that_the_next_capture_no_longer_makes_is_kept_and_ends_there(
    publish: Publish, capture: NewCapture
) -> None:
    tables = publish([(capture(URL, "1", 1), [USES, paid(1)]), (capture(URL, "2", 5), [paid(1)])])
    claims = {row["iri"]: (row["known_from"], row["known_through"]) for row in rows(tables, "claims")}
    assert claims == {
        iri.claim(USES.identifier): ("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z"),
        iri.claim(paid(1).identifier): ("2026-11-01T00:00:00Z", None),
    }
    ended = {edge["predicate"]: edge["known_through"] for edge in edges(tables)}
    assert ended == {"usesService": "2026-11-05T00:00:00Z", "paidBy": None}


def test_page_that_changes_back_says_again_what_it_said(publish: Publish, capture: NewCapture) -> None:
    """Seen on day 1, other on day 2, as at first on day 3: the first capture was seen last."""
    tables = publish([(capture(URL, "1", 1, 3), [USES]), (capture(URL, "2", 2), [paid(1)])])
    claims = {row["predicate"]: row["known_through"] for row in rows(tables, "claims")}
    assert claims == {"usesService": None, "paidBy": "2026-11-03T00:00:00Z"}


def test_inserted_row_renames_no_claim(publish: Publish, capture: NewCapture) -> None:
    before = publish([(capture(URL, "1", 1), [paid(1), paid(2, 3, 1)])], "before")
    moved = [paid(9, 2, name="株式会社新"), paid(1, 3), paid(2, 4, 1)]
    after = publish([(capture(URL, "1", 1), [paid(1), paid(2, 3, 1)]), (capture(URL, "2", 2), moved)], "after")
    old = {row["iri"] for row in rows(before, "claims")}
    new = {row["iri"]: row for row in rows(after, "claims")}
    assert old < set(new)
    assert len(new) == 3
    assert all(row["known_through"] is None for row in new.values())


def test_evidence_that_stands_in_two_captures_is_one_with_both(publish: Publish, capture: NewCapture) -> None:
    first, second = capture(URL, "1", 1), capture(URL, "2", 2)
    tables = publish([(first, [USES]), (second, [USES, paid(1)])])
    captures = {row["quote"]: row["captures"] for row in rows(tables, "evidence")}
    assert captures == {
        "AWS": [iri.capture(first.digest), iri.capture(second.digest)],
        "1": [iri.capture(second.digest)],
    }


def test_claim_that_moved_has_the_evidence_of_both_places(publish: Publish, capture: NewCapture) -> None:
    tables = publish([(capture(URL, "1", 1), [paid(1, 2)]), (capture(URL, "2", 2), [paid(1, 3)])])
    (claim,) = rows(tables, "claims")
    assert sorted(claim["evidence"]) == sorted(row["iri"] for row in rows(tables, "evidence"))


def test_amounts_of_equal_payments_add_up_within_a_block_and_a_year(publish: Publish, capture: NewCapture) -> None:
    other_block = dataclasses.replace(
        paid(100, 9, 3), qualifiers=dataclasses.replace(paid(100).qualifiers, block="B")
    )  # fmt: skip
    tables = publish([(capture(URL, "1", 1), [paid(1), paid(20, 3, 1), other_block])])
    assert sorted((edge["block"][-1], edge["amount"]) for edge in edges(tables)) == [("A", 21), ("B", 100)]
    assert sum(len(edge["claims"]) for edge in edges(tables)) == 3


def test_corrected_amount_takes_the_place_of_the_old_one(publish: Publish, capture: NewCapture) -> None:
    tables = publish([(capture(URL, "1", 1), [paid(100)]), (capture(URL, "2", 2), [paid(110)])])
    assert [edge["amount"] for edge in edges(tables) if edge["known_through"] is None] == [110]


def test_order_of_arrival_does_not_count(publish: Publish, capture: NewCapture) -> None:
    statements: list[tuple[Capture, Sequence[Claim | Thing]]] = [
        (capture(URL, "1", 1), [USES, Thing(CLOUD, "", (("letter", "A"),))]),
        (capture(URL + "?2", "2", 2), [paid(1), paid(2, 3, 1)]),
        (capture(URL, "3", 3), [USES]),
    ]
    one, two = publish(statements, "one"), publish(statements[::-1], "two")
    for name in schema.TABLES:
        assert (one / f"{name}.parquet").read_bytes() == (two / f"{name}.parquet").read_bytes()


def test_label_is_the_most_frequent_printed_name(publish: Publish, capture: NewCapture) -> None:
    number = "1234567890123"
    names = ["乙商店", "株式会社乙", "株式会社乙"]
    claims = [
        dataclasses.replace(paid(index, index + 2, index), subject=Argument("organization", name, number))
        for index, name in enumerate(names)
    ]
    (entity,) = [row for row in rows(publish([(capture(URL, "1", 1), claims)]), "entities") if number in row["iri"]]
    assert (entity["label"], entity["alternatives"], entity["corporate_number"]) == ("株式会社乙", ["乙商店"], number)
