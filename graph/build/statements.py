"""The statements of one capture: which claim module reads which record kind, and what it needs beside the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from crawler.ledger import Capture
from crawler.records import (
    AiUseCase,
    AnsweredPoint,
    Award,
    BlockFlow,
    FederalAward,
    FedrampAuthorization,
    FedrampProduct,
    GbizProcurement,
    IndirectCost,
    JetroAward,
    ListedQuestion,
    LocalAward,
    LocalNotice,
    MinistryContract,
    Notice,
    OcdsSupply,
    OldReviewBudget,
    OldReviewPayee,
    OldReviewSheet,
    QuestionProgress,
    ReviewBlock,
    ReviewBudget,
    ReviewContract,
    ReviewPayee,
    ReviewProject,
    Speech,
    TedAward,
    WrittenAnswer,
    WrittenQuestion,
)
from graph.build.records import Records
from graph.claims import (
    abroad,
    award,
    awards_abroad,
    gbizinfo,
    jetro,
    local_award,
    ministry_contract,
    notice,
    old_review_sheet,
    performance,
    review_contract,
    review_sheet,
    speech,
    written_answer,
)
from graph.claims import reference as reference_claims
from graph.claims.model import Claim, Thing
from graph.claims.pages import JsonPage, Pages, Table
from graph.claims.performance import WorkReader
from graph.claims.reading import Reading

REFERENCE_SOURCE = "reference"

Read = Callable[[str], Reading]
Payload = Callable[[Capture], bytes]
Statement = Claim | Thing


@dataclass(frozen=True, slots=True)
class Extraction:
    """Who reads a capture, on what beside its own records it rests, and the statements, made when they are asked for."""

    extractor: str
    context: str
    statements: Callable[[], Iterable[Statement]]


@dataclass(frozen=True, slots=True)
class SheetYear:
    """The files of a sheet year that rows of another one have to be read with: projects (1-2) and flows (5-2)."""

    projects: Capture | None = None
    flows: Capture | None = None

    @property
    def digest(self) -> str:
        """Of both files."""
        return "|".join(capture.digest for capture in (self.projects, self.flows) if capture)


VERSIONS = {
    "performance": performance.VERSION,
    "reference": reference_claims.VERSION,
    "written_answer": written_answer.VERSION,
    "review_sheet": review_sheet.VERSION,
    "award": award.VERSION,
    "ministry_contract": ministry_contract.VERSION,
    "gbizinfo": gbizinfo.VERSION,
    "local_award": local_award.VERSION,
    "jetro": jetro.VERSION,
    "awards_abroad": awards_abroad.VERSION,
    "notice": notice.VERSION,
    "speech": speech.VERSION,
    "old_review_sheet": old_review_sheet.VERSION,
    "abroad": abroad.VERSION,
}


_OF_A_NUMBER = "underJurisdiction"  # said by each row with the number, and wanted from the first


def _said_once(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements of a capture; what is said of a number is taken once."""
    seen: set[str] = set()
    for statement in statements:
        if isinstance(statement, Claim) and statement.predicate == _OF_A_NUMBER:
            if statement.record_key in seen:
                continue
            seen.add(statement.record_key)
        yield statement


def _said_once_by(rule: Callable[[Capture], Iterator[Statement]], capture: Capture) -> Iterator[Statement]:
    return _said_once(rule(capture))


class Statements:
    """The statements of captures; ``payload`` and ``pages`` open the page where evidence is quoted from it."""

    def __init__(self, records: Records, read: Read, work_of: WorkReader, payload: Payload, pages: Pages) -> None:
        self._records = records
        self._work_of = work_of
        self._performance = f"{performance.VERSION}|{performance.rules_digest()}"
        self._read = read
        self._payload = payload
        self._pages = pages
        review = (ReviewProject, ReviewBudget, ReviewBlock, ReviewPayee, ReviewContract, BlockFlow, IndirectCost)
        self._rules: tuple[tuple[str, tuple[type[Any], ...], Callable[[Capture], Iterator[Statement]]], ...] = (
            (
                "written_answer",
                (WrittenQuestion, WrittenAnswer, ListedQuestion, QuestionProgress),
                self._diet,
            ),
            ("award", (Award,), self._awards),
            ("ministry_contract", (MinistryContract,), self._ministry_contracts),
            ("gbizinfo", (GbizProcurement,), self._orders),
            ("local_award", (LocalAward, LocalNotice), self._local),
            ("jetro", (JetroAward,), self._jetro),
            ("awards_abroad", (FederalAward, TedAward), self._awards_abroad),
            ("notice", (Notice,), self._notices),
            ("speech", (Speech,), self._speeches),
            ("old_review_sheet", (OldReviewSheet,), self._old_review),
            ("abroad", (FedrampProduct, FedrampAuthorization, AiUseCase, OcdsSupply), self._abroad),
        )
        self._review_kinds = review

    def of(self, capture: Capture, sheets: SheetYear) -> Extraction | None:
        """How a capture is read, ``None`` for one that gives no claims; ``sheets`` are the files of its sheet year."""
        if capture.source == REFERENCE_SOURCE:
            name = capture.url.rpartition("/")[2]
            return Extraction(
                f"reference@{reference_claims.VERSION}",
                "",
                lambda: reference_claims.claims_of(name, self._payload(capture)),
            )
        if self._records.has(capture, *self._review_kinds):
            context = sheets.digest if self._records.has(capture, ReviewContract) else ""
            context += self._performance
            return Extraction(
                f"review_sheet@{review_sheet.VERSION}", context, lambda: _said_once(self._review(capture, sheets))
            )
        for name, kinds, rule in self._rules:
            if self._records.has(capture, *kinds):
                return Extraction(f"{name}@{VERSIONS[name]}", self._performance, partial(_said_once_by, rule, capture))
        return None

    def _review(self, capture: Capture, sheets: SheetYear) -> Iterator[Statement]:
        records, read = self._records, self._read
        for project in records.of(capture, ReviewProject):
            yield from review_sheet.project_claims(project, read, self._work_of)
        for budget in records.of(capture, ReviewBudget):
            yield from review_sheet.budget_claims(budget)
        roles = {}
        for block in records.of(capture, ReviewBlock):
            yield from review_sheet.block_claims(block)
            roles[block.year, block.project_id, block.block] = block.role
        addresses = {}
        for payee in records.of(capture, ReviewPayee):
            yield from review_sheet.payee_claims(payee)
            if payee.address and payee.corporate_number is None:
                addresses[payee.year, payee.project_id, payee.block, payee.name] = payee.address
        yield from self._review_contracts(capture, sheets, roles, addresses)
        yield from review_sheet.flow_claims(list(records.of(capture, BlockFlow)))
        for cost in records.of(capture, IndirectCost):
            yield from review_sheet.indirect_cost_claims(cost)

    def _review_contracts(
        self,
        capture: Capture,
        sheets: SheetYear,
        roles: Mapping[tuple[int, str, str], str],
        addresses: Mapping[tuple[int, str, str, str], str],
    ) -> Iterator[Statement]:
        records, read = self._records, self._read
        if not records.has(capture, ReviewContract):
            return
        contexts = (
            {
                (project.year, project.project_id): review_sheet.project_context(project, read, self._work_of)
                for project in records.of(sheets.projects, ReviewProject)
            }
            if sheets.projects
            else {}
        )
        flows = records.of(sheets.flows, BlockFlow) if sheets.flows else ()
        givers = review_contract.givers(flows, records.of(capture, ReviewPayee), records.of(capture, ReviewContract))
        table: list[Table] = []

        def cell(row: int, column: int) -> str:
            table.extend([] if table else [self._table(capture)])  # opened where a row prints a procedure
            return table[0].cells(row, (column,))[0]

        for contract in records.of(capture, ReviewContract):
            block = contract.year, contract.project_id, contract.block
            around = review_contract.Surroundings(
                contexts.get(block[:2]),
                addresses.get((*block, contract.payee_name), ""),
                roles.get(block, ""),
                givers.get(block),
                cell,
            )
            yield from review_contract.contract_claims(contract, around, read, self._work_of)

    def _diet(self, capture: Capture) -> Iterator[Statement]:
        for listed in self._records.of(capture, ListedQuestion):
            yield written_answer.listed_thing(listed)
        for progress in self._records.of(capture, QuestionProgress):
            yield written_answer.progress_thing(progress)
        for question in self._records.of(capture, WrittenQuestion):
            yield from written_answer.question_claims(question, self._read)
        points = list(self._records.of(capture, AnsweredPoint))
        for answer in self._records.of(capture, WrittenAnswer):
            yield from written_answer.answer_claims(answer, points, self._read)

    def _awards(self, capture: Capture) -> Iterator[Statement]:
        table = self._table(capture)
        for record in self._records.of(capture, Award):
            yield from award.award_claims(record, table, self._read, self._work_of)

    def _ministry_contracts(self, capture: Capture) -> Iterator[Statement]:
        table = self._table(capture)
        for record in self._records.of(capture, MinistryContract):
            yield from ministry_contract.ministry_contract_claims(record, table, self._read, self._work_of)

    def _orders(self, capture: Capture) -> Iterator[Statement]:
        table = self._pages.table(capture.page_kind, self._payload(capture))
        page = None if table else self._json(capture)
        pointers = gbizinfo.order_pointers(page) if page else []
        for record in self._records.of(capture, GbizProcurement):
            if table is not None:
                quotes = gbizinfo.row_quotes(record, table)
            else:
                assert page is not None
                quotes = gbizinfo.member_quotes(record, page, pointers)
            yield from gbizinfo.order_claims(record, quotes, self._read, self._work_of)

    def _local(self, capture: Capture) -> Iterator[Statement]:
        table = self._pages.table(capture.page_kind, self._payload(capture))
        text = "" if table else self._text(capture)
        for notice_record in self._records.of(capture, LocalNotice):
            yield from local_award.local_notice_claims(notice_record, text, self._read)
        for record in self._records.of(capture, LocalAward):
            quotes = local_award.row_quotes(record, table) if table else local_award.page_quotes(record, text)
            yield from local_award.local_award_claims(record, quotes, self._read, self._work_of)

    def _jetro(self, capture: Capture) -> Iterator[Statement]:
        text = self._text(capture)
        for record in self._records.of(capture, JetroAward):
            yield from jetro.jetro_award_claims(record, text, self._read, self._work_of)

    def _awards_abroad(self, capture: Capture) -> Iterator[Statement]:
        if self._records.has(capture, TedAward):
            text = self._text(capture)
            for notice_award in self._records.of(capture, TedAward):
                yield from awards_abroad.ted_award_claims(notice_award, text, self._read, self._work_of)
        if self._records.has(capture, FederalAward):
            page = self._json(capture)
            for federal in self._records.of(capture, FederalAward):
                yield from awards_abroad.federal_award_claims(federal, page, self._read, self._work_of)

    def _notices(self, capture: Capture) -> Iterator[Statement]:
        text = self._text(capture)
        for record in self._records.of(capture, Notice):
            yield from notice.notice_claims(record, text, self._read)

    def _speeches(self, capture: Capture) -> Iterator[Statement]:
        text = self._text(capture)
        for record in self._records.of(capture, Speech):
            yield from speech.speech_claims(record, text, self._read)

    def _old_review(self, capture: Capture) -> Iterator[Statement]:
        page = self._json(capture)
        for sheet in self._records.of(capture, OldReviewSheet):
            yield from old_review_sheet.sheet_claims(sheet, page, self._read)
        for position, budget in enumerate(self._records.of(capture, OldReviewBudget)):
            yield from old_review_sheet.budget_claims(budget, position, page)
        for payee in self._records.of(capture, OldReviewPayee):
            yield from old_review_sheet.payee_claims(payee, page, self._read, self._work_of)

    def _abroad(self, capture: Capture) -> Iterator[Statement]:
        if self._records.has(capture, AiUseCase):
            table = self._table(capture)
            for use in self._records.of(capture, AiUseCase):
                yield from abroad.use_case_claims(use, table, self._read)
            return
        page = self._json(capture)
        for product in self._records.of(capture, FedrampProduct):
            yield from abroad.product_claims(product, page)
        for authorization in self._records.of(capture, FedrampAuthorization):
            yield from abroad.authorization_claims(authorization, page)
        for supply in self._records.of(capture, OcdsSupply):
            yield from abroad.supply_claims(supply, page, self._read, self._work_of)

    def _table(self, capture: Capture) -> Table:
        table = self._pages.table(capture.page_kind, self._payload(capture))
        assert table is not None, f"{capture.page_kind} has no table"
        return table

    def _text(self, capture: Capture) -> str:
        return self._pages.text(capture.page_kind, self._payload(capture))

    def _json(self, capture: Capture) -> JsonPage:
        return JsonPage(self._text(capture))
