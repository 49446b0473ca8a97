"""Who passes work on to whom: only where the sheet leaves no doubt, with the depth kept, and round in a circle."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from crawler.records import BlockFlow, ReviewContract, ReviewPayee
from graph.claims import review_contract
from graph.claims.model import ASSERTED, SUPPOSED, Claim
from graph.claims.performance import WorkReader
from graph.claims.reading import Reading

WORK = WorkReader.installed()
FIRST, SECOND, THIRD = "6010601062093", "7010401022916", "1010001142673"
MINISTRY = "8000012050001"
BUILDS, CLEANS = "業務システムの設計・開発", "庁舎の清掃"


def flow(source: str, target: str) -> BlockFlow:
    return BlockFlow(2025, "1", source, "", not source, target, "", "", 0, 2)


def payee(block: str, number: str, row: int, residual: bool = False) -> ReviewPayee:
    name = "その他" if residual else f"株式会社{number}"
    return ReviewPayee(2025, "1", block, name, number, f"{number} ", "", "301", residual, 100, "100 ", 0, row)


def contract(block: str, number: str, outline: str, row: int) -> ReviewContract:
    return ReviewContract(
        2025,
        "1",
        block,
        f"株式会社{number}",
        number,
        f"{number} ",
        outline,
        90,
        "90 ",
        "",
        "",
        None,
        "",
        "",
        "",
        0,
        row,
    )


def said(
    flows: Sequence[BlockFlow], payees: Sequence[ReviewPayee], contracts: Sequence[ReviewContract]
) -> list[tuple[str, str, str, str]]:
    """Kind of the subject, its number (of a contract the payee's), the supplier's number, the block."""
    givers = review_contract.givers(flows, payees, contracts)
    found = []
    for record in contracts:
        around = review_contract.Surroundings(giver=givers.get((2025, "1", record.block)))
        for claim in review_contract.contract_claims(record, around, lambda _: Reading((), ()), WORK):
            if isinstance(claim, Claim) and claim.predicate == "subcontractedTo":
                kind, number = claim.subject.kind, claim.subject.number
                number = number.split("/")[5] if kind == "contract" else number
                found.append((kind, number, claim.object.number, claim.qualifiers.block))
    return found


CHAIN = (flow("", "A"), flow("A", "B"), flow("B", "C"))
PAYEES = (payee("A", FIRST, 2), payee("B", SECOND, 3), payee("C", THIRD, 4))
CONTRACTS = (contract("A", FIRST, BUILDS, 5), contract("B", SECOND, BUILDS, 6), contract("C", THIRD, BUILDS, 7))


def test_chain_of_blocks_with_one_payee_each_says_who_passes_on_to_whom_at_each_depth() -> None:
    assert said(CHAIN, PAYEES, CONTRACTS) == [
        ("organization", FIRST, SECOND, "B"),
        ("contract", FIRST, SECOND, "B"),
        ("organization", SECOND, THIRD, "C"),
        ("contract", SECOND, THIRD, "C"),
    ]


def test_evidence_is_the_row_of_the_giver_and_the_row_of_the_contract() -> None:
    givers = review_contract.givers(CHAIN, PAYEES, CONTRACTS)
    around = review_contract.Surroundings(giver=givers[2025, "1", "B"])
    made = review_contract.contract_claims(CONTRACTS[1], around, lambda _: Reading((), ()), WORK)
    (first, _) = [c for c in made if isinstance(c, Claim) and c.predicate == "subcontractedTo"]
    assert [piece.selector for piece in first.evidence] == [
        "cell=2,14;2,19;2,20;2,24",
        "cell=6,14;6,19;6,20;6,25;6,26",
    ]
    assert (first.qualifiers.role, first.qualifiers.amount, first.modality) == ("build", 90, ASSERTED)


def test_circle_of_blocks_is_told_as_it_stands() -> None:
    found = said((flow("A", "B"), flow("B", "A")), PAYEES[:2], CONTRACTS[:2])
    assert {(one, other) for kind, one, other, _ in found if kind == "organization"} == {
        (FIRST, SECOND),
        (SECOND, FIRST),
    }


def test_giver_with_several_contracts_leaves_open_which_of_them_is_passed_on() -> None:
    found = said(CHAIN, PAYEES, (*CONTRACTS, contract("A", FIRST, "業務システムの運用・保守", 8)))
    assert [kind for kind, number, _, _ in found if number == FIRST] == ["organization"]


@pytest.mark.parametrize(
    ("flows", "payees"),
    [
        (CHAIN[:2], (*PAYEES[:2], payee("A", THIRD, 9))),  # two who may have passed it on
        (CHAIN[:2], (*PAYEES[:2], payee("A", THIRD, 9, residual=True))),  # one, and a rest without names
        ((*CHAIN[:2], flow("", "B")), PAYEES[:2]),  # the ministry pays the block too
        ((*CHAIN[:2], flow("C", "B")), PAYEES),  # two blocks pay it
        (CHAIN[:2], (payee("A", MINISTRY, 2), PAYEES[1])),  # a ministry passes its budget on
        (CHAIN[:2], (payee("A", "", 2), PAYEES[1])),  # a budget is transferred to an office without a number
        (CHAIN[:2], (payee("A", SECOND, 2), PAYEES[1])),  # the same organisation in both blocks
        ((), PAYEES[:2]),  # no flow is printed
    ],
)
def test_where_the_sheet_leaves_it_open_nothing_is_claimed(
    flows: Sequence[BlockFlow], payees: Sequence[ReviewPayee]
) -> None:
    assert [one for one in said(flows, payees, CONTRACTS[:2]) if one[3] == "B"] == []


def test_work_that_is_no_ict_is_no_dependency() -> None:
    assert said(CHAIN[:2], PAYEES[:2], (CONTRACTS[0], contract("B", SECOND, CLEANS, 6))) == []


def test_lessor_is_supposed_to_take_the_work_on() -> None:
    givers = review_contract.givers(CHAIN, PAYEES, CONTRACTS)
    lease = dataclasses.replace(
        contract("B", SECOND, "業務システム用機器の賃貸借", 6), payee_name="東京センチュリー株式会社"
    )
    around = review_contract.Surroundings(giver=givers[2025, "1", "B"])
    made = review_contract.contract_claims(lease, around, lambda _: Reading((), ()), WORK)
    assert {c.modality for c in made if isinstance(c, Claim) and c.predicate == "subcontractedTo"} == {SUPPOSED}


def test_procedure_that_a_row_prints_is_stated_with_its_cell_and_nothing_where_it_is_empty() -> None:
    empty = review_contract.contract_claims(
        CONTRACTS[0], review_contract.Surroundings(), lambda _: Reading((), ()), WORK
    )
    stated = {"procurementMethod", "bidderCount", "awardRate", "negotiatedReason"}
    assert not stated & {c.predicate for c in empty if isinstance(c, Claim)}
    full = dataclasses.replace(CONTRACTS[0], method="一般競争契約", bidders=1, award_rate="98.5%", reason="他にない")
    around = review_contract.Surroundings(
        cell=lambda row, column: {27: "一般競争契約", 29: "1 ", 30: "98.5%", 31: "他にない"}[column]
    )
    made = {
        c.predicate: (c.object.printed, c.evidence[0].quote, c.evidence[0].selector)
        for c in review_contract.contract_claims(full, around, lambda _: Reading((), ()), WORK)
        if isinstance(c, Claim) and c.predicate in stated
    }
    assert made == {
        "procurementMethod": ("一般競争契約", "一般競争契約", "cell=5,27"),
        "bidderCount": ("1", "1 ", "cell=5,29"),
        "awardRate": ("98.5%", "98.5%", "cell=5,30"),
        "negotiatedReason": ("他にない", "他にない", "cell=5,31"),
    }
