"""Claims of the review sheets of before 2024 (JUDGIT!): budget holder, execution, payees with what they were paid for.

There a payee and what it is paid for are one row, in millions of yen: it gives a payment and a contract. Project
numbers are JUDGIT!'s own, so a project of 2018 is not joined with one of 2025.
"""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import YEN, OldReviewBudget, OldReviewPayee, OldReviewSheet
from graph.claims.contracts import INDIVIDUAL, supplier_argument
from graph.claims.model import Argument, Claim, Qualifiers, Thing, literal
from graph.claims.pages import JsonPage, JsonQuotes
from graph.claims.performance import WorkReader, performance_claims
from graph.claims.titles import Read, named_beneficiaries, title_claims
from graph.classify import Subject

VERSION = "1"

_SHEET = {"title": ("事業名",), "buyer": ("府省庁",)}
_PAYEE = {
    "supplier": ("支出先名",), "number": ("法人番号",), "amount": ("支出額",), "title": ("業務概要",), "block": ("グループ",),
}  # fmt: skip


def project_argument(year: int, sheet_id: str) -> Argument:
    """A project of an old sheet: sheet year and the sheet's id."""
    return Argument("project", "", f"{year}/judgit-{sheet_id}")


def sheet_claims(record: OldReviewSheet, page: JsonPage, read: Read) -> Iterator[Claim | Thing]:
    """The project, its budget holder, and what its name names."""
    project = project_argument(record.year, record.sheet_id)
    key = f"rs/{record.year}/judgit-{record.sheet_id}"
    quotes = JsonQuotes(page, "", _SHEET)
    yield Thing(
        project,
        record.name,
        (("sheetYear", record.year), ("projectNumber", record.number), ("bureau", record.bureau)),
    )
    yield Claim(key, "budgetHolder", project, Argument("agency", record.ministry), quotes.fields("buyer"))
    yield from title_claims(f"{key}/name", project, record.name, record.ministry, quotes, read)


def budget_claims(record: OldReviewBudget, position: int, page: JsonPage) -> Iterator[Claim]:
    """The executed amount of one fiscal year."""
    evidence = page.evidence(f"/予算/{position}/執行額")
    if record.executed is None or not evidence:
        return
    yield Claim(
        f"rs/{record.year}/judgit-{record.sheet_id}/budget/{record.fiscal_year}",
        "executedAmount",
        project_argument(record.year, record.sheet_id),
        literal(record.executed),
        evidence,
        Qualifiers(amount=record.executed, currency=YEN, fiscal_year=record.fiscal_year),
    )


def payee_claims(record: OldReviewPayee, page: JsonPage, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """A payment, and the contract that it was for where its outline is printed."""
    payee = supplier_argument(record.name, record.corporate_number)
    project = project_argument(record.year, record.sheet_id)
    prefix = f"rs/{record.year}/judgit-{record.sheet_id}/{record.block}"
    key = f"{prefix}/{record.fiscal_year}/{record.number}/{record.ordinal}"
    block = Argument("block", record.block, f"{record.year}/judgit-{record.sheet_id}")
    quotes = JsonQuotes(page, f"/支出先/{record.position}", _PAYEE)
    if record.block:
        yield Thing(block, record.block, (("letter", record.block),), (("inProject", project),))
    qualifiers = Qualifiers(
        amount=record.amount,
        currency=YEN if record.amount is not None else "",
        fiscal_year=record.fiscal_year,
        block=record.block,
    )
    if payee is not None and record.name != INDIVIDUAL:
        evidence = quotes.fields("block", "supplier", "number", "amount")
        yield Claim(f"{key}/payee", "paidBy", payee, project, evidence, qualifiers)
    if record.outline and payee is not None:
        contract = Argument("contract", record.outline, key)
        links = (("inProject", project), *((("inBlock", block),) if record.block else ()))
        work = work_of(Subject(name=record.outline, text=record.outline, payee=record.name))
        yield Thing(contract, record.outline, (("fiscalYear", record.fiscal_year), *work.properties), links)
        evidence = quotes.fields("block", "supplier", "number", "title", "amount")
        yield Claim(key, "supplier", contract, payee, evidence, qualifiers)
        beneficiaries = named_beneficiaries(record.outline, "", read)
        yield from performance_claims(key, contract, payee, work, beneficiaries, evidence, qualifiers)
        yield from title_claims(key, contract, record.outline, "", quotes, read)
