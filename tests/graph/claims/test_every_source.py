"""One page of every kind in one build: what each record kind claims, and that every quote stands in the archive."""

from __future__ import annotations

from typing import Any

import pytest

from graph.answers.evidence import verify


def claims(built: Any, extractor: str) -> list[tuple[Any, ...]]:
    return built.rows(
        "SELECT predicate, subject_printed, object_printed, amount, currency, valid_from, modality FROM claims "
        "WHERE extractor LIKE $name || '@%' ORDER BY ALL",
        name=extractor,
    )


def test_every_quote_of_every_source_stands_in_the_archive(every_source: Any) -> None:
    found = verify(every_source.home.published, every_source.reader(), lambda *_: None)
    assert found.failures == []
    assert min(found.evidence, found.claims) > 300


@pytest.mark.parametrize(
    ("extractor", "predicates"),
    [
        ("award", {"supplier", "buyer", "contractTitle", "concludedOn", "procurementMethod", "performedBy"}),
        ("ministry_contract", {"supplier", "buyer", "contractTitle", "concludedOn", "negotiatedReason", "awardRate"}),
        ("gbizinfo", {"supplier", "buyer", "contractTitle", "concludedOn"}),
        ("local_award", {"supplier", "buyer", "contractTitle", "concludedOn"}),
        ("jetro", {"supplier", "contractTitle", "concludedOn", "procurementMethod", "negotiatedReason", "performedBy"}),
        ("awards_abroad", {"supplier", "buyer", "contractTitle", "concludedOn"}),
        ("notice", {"buyer"}),
        ("speech", {"names"}),
        ("old_review_sheet", {"budgetHolder", "executedAmount", "paidBy", "supplier"}),
        ("abroad", {"providedBy", "authorizesService", "reportedBy", "supplier", "buyer"}),
        ("written_answer", {"answers"}),
    ],
)
def test_record_kind_gives_its_claims(every_source: Any, extractor: str, predicates: set[str]) -> None:
    assert predicates <= {row[0] for row in claims(every_source, extractor)}


def test_no_claim_is_without_evidence(every_source: Any) -> None:
    assert every_source.rows("SELECT count(*) FROM claims WHERE len(evidence) = 0") == [(0,)]


def test_individuals_are_nobodys_supplier(every_source: Any) -> None:
    assert every_source.rows(
        "SELECT count(*) FROM claims WHERE predicate = 'supplier' AND object_printed = '個人'"
    ) == [(0,)]


def test_authorisation_abroad_is_no_dependency(every_source: Any) -> None:
    assert every_source.rows("SELECT count(*) FROM edges WHERE predicate = 'authorizesService'")[0][0] > 0
    assert every_source.rows(
        "SELECT count(*) FROM edges WHERE predicate = 'usesService' AND subject IN "
        "(SELECT subject FROM edges WHERE predicate = 'authorizesService')"
    ) == [(0,)]


def test_money_of_a_release_stays_in_its_currency(every_source: Any) -> None:
    rows = every_source.rows(
        "SELECT DISTINCT currency FROM claims WHERE predicate = 'supplier' AND record_key LIKE 'ocds/%' AND amount IS NOT NULL"
    )
    assert rows
    assert ("JPY",) not in rows or len(rows) == 1


def test_former_officials_at_a_supplier_are_told_of_the_supplier_and_are_no_dependency(every_source: Any) -> None:
    rows = every_source.rows(
        """SELECT subject_printed, object_printed, count, unit FROM claims WHERE predicate = 'employsFormerOfficialsOf'
            ORDER BY ALL"""
    )
    printed = every_source.rows(
        "SELECT count(*) FROM claims WHERE predicate = 'reemployedOfficials' AND value NOT IN ('', '0')"
    )
    assert len(rows) == printed[0][0] > 0
    assert all(supplier != agency and number > 0 and unit == "人" for supplier, agency, number, unit in rows)


def test_supplier_of_ict_with_a_japanese_number_is_under_japanese_law_once_a_source(every_source: Any) -> None:
    rows = every_source.rows(
        """SELECT split_part(record_key, '/', 1), record_key, object, len(evidence) FROM claims
            WHERE predicate = 'underJurisdiction' AND record_key LIKE '%corporate number%' ORDER BY ALL"""
    )
    assert {"ministry", "p_portal", "rs"} <= {row[0] for row in rows}
    assert {row[2] for row in rows} == {"https://w3id.org/izon/id/jurisdiction/JP"}
    assert len({row[1] for row in rows}) == len(rows)
    assert min(row[3] for row in rows) >= 1


def test_one_contract_in_two_sources_is_one_with_the_evidence_of_both(every_source: Any) -> None:
    rows = every_source.rows(
        "SELECT subject, count(*), count(DISTINCT split_part(record_key, '/', 1)), count(DISTINCT amount) FROM claims "
        "WHERE predicate = 'supplier' AND object_printed LIKE '%データ' AND valid_from = '2025-04-01' "
        "GROUP BY subject HAVING count(*) > 1"
    )
    assert [row[1:] for row in rows] == [(2, 2, 1)]
    (edge,) = every_source.rows(
        "SELECT amount, len(claims) FROM edges WHERE predicate = 'supplier' AND subject = $contract",
        contract=rows[0][0],
    )
    assert edge == (31_389_000, 2)  # said twice, paid once


def test_sources_that_disagree_on_an_amount_are_both_kept(every_source: Any) -> None:
    rows = every_source.rows(
        "SELECT subject, list(DISTINCT amount ORDER BY amount) FROM claims WHERE predicate = 'supplier' "
        "GROUP BY subject HAVING count(DISTINCT amount) > 1"
    )
    assert [row[1] for row in rows] == [[5_000_000, 5_500_000]]
    edges = every_source.rows(
        "SELECT amount FROM edges WHERE predicate = 'supplier' AND subject = $contract ORDER BY 1", contract=rows[0][0]
    )
    assert edges == [(5_000_000,), (5_500_000,)]


def test_claim_that_two_files_print_is_one_claim_with_two_evidences(every_source: Any) -> None:
    assert every_source.rows("SELECT iri FROM claims GROUP BY iri HAVING count(*) > 1") == []
    rows = every_source.rows(
        "SELECT len(evidence) FROM claims WHERE predicate = 'supplier' AND record_key LIKE 'p_portal/%496653/%/0'"
    )
    assert rows == [(2,)]
