"""What a claim's id depends on: what is said, and not where it stands nor who is meant."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims.model import (
    MODALITIES,
    Argument,
    CellEvidence,
    Claim,
    Qualifiers,
    TextEvidence,
    literal,
)

PAID = Claim(
    "rs/2025/1/A/株式会社甲/6010601062093/0",
    "paidBy",
    Argument("organization", "株式会社甲", "6010601062093"),
    Argument("project", "", "2025/1"),
    (CellEvidence(3, (14, 19), "A\t株式会社甲"),),
    Qualifiers(amount=100, currency="JPY", fiscal_year=2024, block="A"),
)


def test_id_is_the_same_on_every_machine() -> None:
    assert PAID.identifier == "733cc33d9956cb392c66edee5ab67287"


@pytest.mark.parametrize(
    "elsewhere",
    [
        (CellEvidence(99, (14, 19), "A\t株式会社甲"),),
        (TextEvidence(5, 9, "株式会社"),),
        (CellEvidence(3, (14, 19), "A\t株式会社甲"), CellEvidence(4, (1,), "more")),
    ],
)
def test_id_does_not_depend_on_where_the_claim_stands(elsewhere: tuple[CellEvidence | TextEvidence, ...]) -> None:
    assert dataclasses.replace(PAID, evidence=elsewhere).identifier == PAID.identifier


def test_id_does_not_depend_on_how_sure_the_reader_is() -> None:
    assert dataclasses.replace(PAID, confidence=0.3).identifier == PAID.identifier


def test_id_depends_on_the_modality() -> None:
    assert len({dataclasses.replace(PAID, modality=mode).identifier for mode in MODALITIES}) == len(MODALITIES)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Qualifiers)])
def test_id_depends_on_every_qualifier(field: str) -> None:
    other: Any = "2030-01-01" if isinstance(getattr(PAID.qualifiers, field), str) else 7
    changed = dataclasses.replace(PAID, qualifiers=dataclasses.replace(PAID.qualifiers, **{field: other}))
    assert changed.identifier != PAID.identifier


@pytest.mark.parametrize(
    "change",
    [
        {"record_key": "rs/2025/1/A/株式会社甲/6010601062093/1"},
        {"predicate": "supplier"},
        {"subject": Argument("organization", "株式会社乙", "6010601062093")},
        {"subject": Argument("organization", "株式会社甲")},
        {"subject": Argument("organization", "株式会社甲", "6010601062093", "東京都")},
        {"object": literal("2025/1")},
    ],
)
def test_id_depends_on_the_record_the_predicate_and_the_arguments_as_printed(change: dict[str, object]) -> None:
    assert dataclasses.replace(PAID, **change).identifier != PAID.identifier  # type: ignore[arg-type]


@given(
    st.lists(st.sampled_from(["amount", "count", "fiscal_year"]), unique=True, min_size=1),
    st.integers(0, 3),
)
def test_a_figure_of_one_kind_is_never_taken_for_one_of_another(names: list[str], value: int) -> None:
    keys = [Qualifiers(**{name: value}).key for name in names]  # type: ignore[arg-type]
    assert len(set(keys)) == len(names)
    assert all(key != Qualifiers().key for key in keys)


def test_selectors_are_those_of_rfc_7111_and_rfc_5147() -> None:
    assert CellEvidence(337, (14, 25), "B\tAWS").selector == "cell=337,14;337,25"
    assert CellEvidence(337, (25,), "AWS", 9, 12).selector == "cell=337,25&char=9,12"
    assert TextEvidence(215, 258, "…").selector == "char=215,258"


def test_text_evidence_keeps_its_context_within_the_text() -> None:
    evidence = TextEvidence.of("一二三四五六七八九十", 2, 4, context=3)
    assert (evidence.quote, evidence.prefix, evidence.suffix) == ("三四", "一二", "五六七")
    assert TextEvidence.of("一二", 0, 2) == TextEvidence(0, 2, "一二", "", "")
