"""When two sources print one contract, and when in doubt they do not."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.build.same_contract import DatedContract, same_contracts

AWARD = DatedContract("p_portal/1", "6010601062093", "窓口予約システムの改修　一式", "2025-04-01", 100)
ORDER = dataclasses.replace(AWARD, key="gbizinfo/1", title="窓口予約システムの改修")


def joined(*contracts: DatedContract) -> set[frozenset[str]]:
    twins = same_contracts(contracts)
    groups: dict[str, set[str]] = {}
    for key, root in twins.items():
        groups.setdefault(root, {root}).add(key)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"amount": 110},
        {"day": "2025-04-20"},
        {"title": "窓口予約システムの改修業務(令和7年度)"},
    ],
)
def test_two_of_title_date_and_amount_make_one_contract(change: dict[str, object]) -> None:
    assert joined(AWARD, dataclasses.replace(ORDER, **change)) == {frozenset(("gbizinfo/1", "p_portal/1"))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1010001110829"},
        {"number": ""},
        {"day": ""},
        {"day": "2025-06-01"},
        {"day": "2025-04-20", "amount": 110},
        {"title": "複写用紙の購入契約"},
        {"key": "p_portal/2"},
    ],
)
def test_less_makes_two(change: dict[str, object]) -> None:
    assert joined(AWARD, dataclasses.replace(ORDER, **change)) == set()  # type: ignore[arg-type]


def test_equal_lots_are_paired_one_with_one() -> None:
    lots = [dataclasses.replace(AWARD, key=f"p_portal/{n}") for n in (1, 2)]
    orders = [dataclasses.replace(ORDER, key=f"gbizinfo/{n}") for n in (1, 2, 3)]
    assert joined(*lots, *orders) == {frozenset((f"gbizinfo/{n}", f"p_portal/{n}")) for n in (1, 2)}


def test_lots_of_different_amounts_are_not_paired_when_one_is_missing() -> None:
    lots = [dataclasses.replace(AWARD, key=f"p_portal/{n}", amount=n) for n in (1, 2)]
    assert joined(*lots, dataclasses.replace(ORDER, amount=3)) == set()


@settings(max_examples=60, deadline=None)
@given(st.permutations([AWARD, ORDER, dataclasses.replace(ORDER, key="ministry/1", amount=7)]))
def test_order_of_arrival_does_not_matter(contracts: list[DatedContract]) -> None:
    assert joined(*contracts) == {frozenset(("p_portal/1", "gbizinfo/1", "ministry/1"))}
