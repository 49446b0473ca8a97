"""Claims of the review sheets: money is no dependency, ranks are kept apart, the rest of a block is nobody."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from crawler.records import (
    BlockFlow,
    IndirectCost,
    ReviewBudget,
    ReviewContract,
    ReviewPayee,
    ReviewProject,
)
from graph.claims import review_contract, review_sheet
from graph.claims.model import ASSERTED, SUPPOSED, Argument, CellEvidence, Claim, Thing
from graph.claims.performance import WorkReader
from graph.claims.reading import FunctionMatch, Reading
from graph.claims.review_contract import Surroundings
from graph.extract.mention import Mention

NUMBER = "6010601062093"
CLOUD = "ガバメントクラウド"
OUTLINE = f"{CLOUD}のAWSの利用"

PAYEE = ReviewPayee(
    2025, "5543", "A", "株式会社甲", NUMBER, NUMBER + " ", "東京都千代田区", "301", False, 100, "100 ", 0, 12
)
CONTRACT = ReviewContract(
    2025, "5543", "A", "株式会社甲", NUMBER, NUMBER + " ", OUTLINE, 90, "90 ", "", "", None, "", "", "", 0, 13
)
PROJECT = ReviewProject(
    2025, "5543", f"{CLOUD}(推進費)", "デジタル庁", "", "国民向けサービス", "", "", "", "", "", "目的の文", "", "概要の文", "",
    "", None, None, False, "", "", (), "", 2,
)  # fmt: skip


WORK = WorkReader.installed()


def reader(**readings: Reading) -> Callable[[str], Reading]:
    """Reads the texts that were given, and finds nothing in any other."""
    return lambda text: readings.get(text, Reading((), ()))


def mention(kind: str, text: str, within: str) -> Mention:
    start = within.index(text)
    return Mention(kind, text, start, start + len(text), text, 0.9, "test")


def flow(source: str, target: str, ordinal: int = 0) -> BlockFlow:
    return BlockFlow(2025, "5543", source, "", not source, target, "", "", ordinal, 2)


def claims(statements: object) -> list[Claim]:
    return [each for each in statements if isinstance(each, Claim)]  # type: ignore[attr-defined]


def test_payee_is_paid_and_nothing_depends_on_it() -> None:
    (claim,) = review_sheet.payee_claims(PAYEE)
    assert claim.predicate == "paidBy"
    assert claim.subject == Argument("organization", "株式会社甲", NUMBER)
    assert claim.object == Argument("project", "", "2025/5543")
    assert (claim.qualifiers.amount, claim.qualifiers.currency, claim.qualifiers.fiscal_year) == (100, "JPY", 2024)
    assert claim.evidence == (CellEvidence(12, (14, 19, 20, 24), f"A\t株式会社甲\t{NUMBER} \t100 "),)


def test_equal_rows_are_kept_apart_by_their_ordinal_and_a_moved_row_is_the_same_claim() -> None:
    (first,) = review_sheet.payee_claims(PAYEE)
    (second,) = review_sheet.payee_claims(dataclasses.replace(PAYEE, ordinal=1))
    (moved,) = review_sheet.payee_claims(dataclasses.replace(PAYEE, row=4_711))
    assert first.identifier != second.identifier
    assert first.identifier == moved.identifier
    contracts = [
        claims(
            review_contract.contract_claims(
                dataclasses.replace(CONTRACT, ordinal=ordinal), Surroundings(), reader(), WORK
            )
        )[0]
        for ordinal in (0, 1)
    ]
    assert contracts[0].identifier != contracts[1].identifier
    assert contracts[0].subject != contracts[1].subject


def test_blank_behind_a_number_renames_nothing() -> None:
    (with_blank,) = review_sheet.payee_claims(PAYEE)
    (without,) = review_sheet.payee_claims(dataclasses.replace(PAYEE, corporate_number_printed=NUMBER))
    assert with_blank.identifier == without.identifier


def test_rest_of_a_block_is_no_organisation() -> None:
    rest = dataclasses.replace(
        PAYEE, name="その他", is_residual=True, corporate_number=None, corporate_number_printed=""
    )
    (claim,) = review_sheet.payee_claims(rest)
    assert claim.predicate == "otherPayees"
    assert (claim.subject.kind, claim.object.kind) == ("block", "literal")
    assert claim.qualifiers.amount == 100


def test_payee_without_a_valid_number_is_known_by_name_and_address_only() -> None:
    (claim,) = review_sheet.payee_claims(
        dataclasses.replace(PAYEE, corporate_number=None, corporate_number_printed="9999999999999")
    )
    assert claim.subject == Argument("organization", "株式会社甲", "", "東京都千代田区")


def test_empty_amount_is_no_amount() -> None:
    (claim,) = review_sheet.payee_claims(dataclasses.replace(PAYEE, amount=None, amount_printed=""))
    assert (claim.qualifiers.amount, claim.qualifiers.currency) == (None, "")


def test_contract_has_a_supplier_and_is_part_of_its_project_and_block() -> None:
    thing, supplier, *_ = review_contract.contract_claims(CONTRACT, Surroundings(), reader(), WORK)
    assert isinstance(thing, Thing)
    assert isinstance(supplier, Claim)
    assert {name for name, _ in thing.links} == {"inProject", "inBlock"}
    assert supplier.predicate == "supplier"
    assert supplier.subject == thing.argument
    assert supplier.qualifiers.amount == 90


def test_system_uses_a_service_only_where_the_project_is_called_after_the_system() -> None:
    read = reader(
        **{
            OUTLINE: Reading((mention("System", CLOUD, OUTLINE), mention("CloudService", "AWS", OUTLINE)), ()),
            PROJECT.name: Reading((mention("System", CLOUD, PROJECT.name),), ()),
        }
    )
    context = review_sheet.project_context(PROJECT, read, WORK)
    in_context = claims(review_contract.contract_claims(CONTRACT, Surroundings(context), read, WORK))
    assert [claim.predicate for claim in in_context if claim.predicate != "performedBy"] == [
        "supplier", "underJurisdiction", "names", "names", "usesService",
    ]  # fmt: skip
    uses = in_context[-1]
    assert (uses.subject.printed, uses.object.printed, uses.modality) == (CLOUD, "AWS", ASSERTED)
    (evidence,) = uses.evidence
    assert evidence == CellEvidence(13, (25,), f"{CLOUD}のAWS", 0, len(f"{CLOUD}のAWS"))
    alone = claims(review_contract.contract_claims(CONTRACT, Surroundings(), read, WORK))
    assert "usesService" not in [claim.predicate for claim in alone]


def performed(outline: str, payee: str = "株式会社甲", number: str = NUMBER) -> list[Claim]:
    record = dataclasses.replace(CONTRACT, outline=outline, payee_name=payee, corporate_number=number)
    named = Reading((mention("System", CLOUD, PROJECT.name),), (FunctionMatch("government-cloud", 0, 9),))
    read = reader(**{PROJECT.name: named})
    context = review_sheet.project_context(PROJECT, read, WORK)
    made = claims(review_contract.contract_claims(record, Surroundings(context), read, WORK))
    return [claim for claim in made if claim.predicate == "performedBy"]


def test_ict_contract_makes_contract_function_and_system_depend_on_its_supplier() -> None:
    found = performed("業務システムの運用・保守")
    assert [claim.subject.kind for claim in found] == ["contract", "function", "system"]
    for claim in found:
        assert claim.object == Argument("organization", "株式会社甲", NUMBER)
        assert (claim.qualifiers.role, claim.qualifiers.amount, claim.qualifiers.fiscal_year) == ("run", 90, 2024)
        assert "S14" in claim.qualifiers.service_types.split("|")
        assert claim.evidence[0].quote.startswith("A\t")


def test_contract_that_buys_no_ict_is_no_dependency() -> None:
    assert performed("車両の借上げ") == []


def test_developer_builds_and_adviser_advises() -> None:
    assert {claim.qualifiers.role for claim in performed("業務システムの設計・開発")} == {"build"}
    assert {claim.qualifiers.role for claim in performed("システム調達に係るコンサルティング業務")} == {"advise"}


def test_who_only_finances_is_supposed_to_perform() -> None:
    found = performed("業務システム用機器の賃貸借", "東京センチュリー株式会社")
    assert found
    assert {claim.modality for claim in found} == {SUPPOSED}


@pytest.mark.parametrize("number", ["8000012050001", "1000020282014"])
def test_ministry_or_municipality_that_is_paid_passes_the_money_on_and_is_supposed_to_perform(number: str) -> None:
    found = performed("業務システムの運用・保守", number=number)
    assert found
    assert {claim.modality for claim in found} == {SUPPOSED}


def test_function_of_the_name_is_not_widened_by_the_purpose() -> None:
    read = reader(
        **{
            PROJECT.name: Reading((), (FunctionMatch("government-cloud", 0, len(CLOUD)),)),
            PROJECT.purpose: Reading((), (FunctionMatch("pensions", 0, 2),)),
        }
    )
    found = [
        claim for claim in claims(review_sheet.project_claims(PROJECT, read, WORK)) if claim.object.kind == "function"
    ]
    assert [(claim.predicate, claim.object.printed) for claim in found] == [("concernsFunction", "government-cloud")]


def test_project_without_a_term_is_classified_and_quotes_all_that_was_read() -> None:
    project = dataclasses.replace(PROJECT, name="ハローワークシステムの更改", purpose="職業紹介", overview="更改する")
    (found,) = [c for c in claims(review_sheet.project_claims(project, reader(), WORK)) if c.object.kind == "function"]
    assert (found.predicate, found.object.printed) == ("concernsFunction", "employment-services")
    assert found.evidence == (CellEvidence(2, (4, 14, 16), "ハローワークシステムの更改\t職業紹介\t更改する"),)
    assert 0.5 <= found.confidence < 0.9


def test_function_of_the_purpose_counts_less_than_that_of_the_name() -> None:
    match = FunctionMatch("pensions", 0, 2)
    by_name = reader(**{PROJECT.name: Reading((), (match,))})
    by_purpose = reader(**{PROJECT.purpose: Reading((), (match,))})
    confidences = [
        next(c.confidence for c in claims(review_sheet.project_claims(PROJECT, read, WORK)) if c.object.kind == "function")
        for read in (by_name, by_purpose)
    ]  # fmt: skip
    assert confidences[0] > confidences[1] > 0.5


def test_account_rows_repeat_the_total_and_claim_nothing() -> None:
    total = ReviewBudget(2025, "5543", 2024, "", 1, None, None, None, 1, 90, "90 ", None, 3)
    assert [claim.qualifiers.amount for claim in review_sheet.budget_claims(total)] == [90]
    assert not list(review_sheet.budget_claims(dataclasses.replace(total, account="一般会計")))
    assert not list(review_sheet.budget_claims(dataclasses.replace(total, executed=None)))


def test_flows_give_ranks_and_claims() -> None:
    statements = list(review_sheet.flow_claims([flow("", "A"), flow("A", "B"), flow("B", "C"), flow("", "C")]))
    things = {
        each.argument.printed: dict(each.properties) for each in statements if isinstance(each, Thing)
    }  # fmt: skip
    assert things == {
        "A": {"rank": 1, "onCycle": "false"},
        "B": {"rank": 2, "onCycle": "false"},
        "C": {"rank": 1, "onCycle": "false"},  # the shortest way counts
    }
    assert [claim.predicate for claim in claims(statements)] == [
        "paysDirectly", "passesFundsTo", "passesFundsTo", "paysDirectly",
    ]  # fmt: skip


def test_blocks_on_a_cycle_are_marked_and_those_beside_it_are_not() -> None:
    flows = [flow("", "A"), flow("A", "B"), flow("B", "A"), flow("B", "C")]
    things = {
        each.argument.printed: dict(each.properties)
        for each in review_sheet.flow_claims(flows)
        if isinstance(each, Thing)
    }
    assert {letter: properties["onCycle"] for letter, properties in things.items()} == {
        "A": "true", "B": "true", "C": "false",
    }  # fmt: skip
    assert [things[letter]["rank"] for letter in "ABC"] == [1, 2, 3]


def test_block_that_nobody_says_how_it_is_paid_has_rank_0() -> None:
    (thing, *_) = [each for each in review_sheet.flow_claims([flow("X", "Y")]) if isinstance(each, Thing)]
    assert dict(thing.properties)["rank"] == 0


def test_what_the_state_spends_itself_is_a_value_and_no_payee() -> None:
    (claim,) = review_sheet.indirect_cost_claims(IndirectCost(2025, "5543", "旅費", 5, "5 ", 0, 9))
    assert (claim.predicate, claim.object.kind, claim.qualifiers.amount) == ("indirectCost", "literal", 5)
