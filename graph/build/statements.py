"""The statements of one capture: which claim module reads which record kind, and what it needs beside the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crawler.ledger import Capture
from crawler.records import (
    AiUseCase,
    AnsweredPoint,
    Award,
    BlockFlow,
    FedrampAuthorization,
    FedrampProduct,
    GbizProcurement,
    IndirectCost,
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
    WrittenAnswer,
    WrittenQuestion,
)
from graph.build.records import Records
from graph.claims import (
    abroad,
    award,
    gbizinfo,
    local_award,
    ministry_contract,
    notice,
    old_review_sheet,
    performance,
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


# Fields of records that are read as texts, by record class.
_TEXTS: Mapping[type[Any], Sequence[str]] = {
    ReviewProject: ("name", "purpose", "overview"),
    ReviewContract: ("outline",),
    Award: ("title",),
    MinistryContract: ("title",),
    GbizProcurement: ("title",),
    LocalAward: ("title",),
    LocalNotice: ("title",),
    Notice: ("title", "text"),
    Speech: ("text",),
    OldReviewSheet: ("name",),
    OldReviewPayee: ("outline",),
    OcdsSupply: ("title", "description", "identifier"),
    AiUseCase: ("name", "commercial_product", "outputs"),
}


def texts(captures: Sequence[Capture], records: Records) -> Iterator[str]:
    """All texts that claims are read from."""
    for capture in captures:
        for kind, fields in _TEXTS.items():
            for record in records.of(capture, kind):
                for field in fields:
                    yield getattr(record, field)
        for question in records.of(capture, WrittenQuestion):
            yield question.text[question.body_start : question.body_end]
        points = list(records.of(capture, AnsweredPoint))
        for answer in records.of(capture, WrittenAnswer):
            for point in points:
                yield answer.text[point.start : point.end]


VERSIONS = {
    "performance": performance.VERSION,
    "reference": reference_claims.VERSION,
    "written_answer": written_answer.VERSION,
    "review_sheet": review_sheet.VERSION,
    "award": award.VERSION,
    "ministry_contract": ministry_contract.VERSION,
    "gbizinfo": gbizinfo.VERSION,
    "local_award": local_award.VERSION,
    "notice": notice.VERSION,
    "speech": speech.VERSION,
    "old_review_sheet": old_review_sheet.VERSION,
    "abroad": abroad.VERSION,
}


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
            ("notice", (Notice,), self._notices),
            ("speech", (Speech,), self._speeches),
            ("old_review_sheet", (OldReviewSheet,), self._old_review),
            ("abroad", (FedrampProduct, FedrampAuthorization, AiUseCase, OcdsSupply), self._abroad),
        )
        self._review_kinds = review

    def of(self, capture: Capture, projects: Capture | None) -> Extraction | None:
        """How a capture is read, ``None`` for one that gives no claims; ``projects`` is file 1-2 of its sheet year."""
        if capture.source == REFERENCE_SOURCE:
            name = capture.url.rpartition("/")[2]
            return Extraction(
                f"reference@{reference_claims.VERSION}",
                "",
                lambda: reference_claims.claims_of(name, self._payload(capture)),
            )
        if self._records.has(capture, *self._review_kinds):
            context = projects.digest if projects and self._records.has(capture, ReviewContract) else ""
            context += self._performance
            return Extraction(f"review_sheet@{review_sheet.VERSION}", context, lambda: self._review(capture, projects))
        for name, kinds, rule in self._rules:
            if self._records.has(capture, *kinds):
                return Extraction(f"{name}@{VERSIONS[name]}", self._performance, partial(rule, capture))
        return None

    def _review(self, capture: Capture, projects: Capture | None) -> Iterator[Statement]:
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
        if records.has(capture, ReviewContract):
            contexts = (
                {
                    (project.year, project.project_id): review_sheet.project_context(project, read, self._work_of)
                    for project in records.of(projects, ReviewProject)
                }
                if projects
                else {}
            )
            for contract in records.of(capture, ReviewContract):
                context = contexts.get((contract.year, contract.project_id))
                place = contract.year, contract.project_id, contract.block, contract.payee_name
                role = roles.get(place[:3], "")
                yield from review_sheet.contract_claims(
                    contract, context, addresses.get(place, ""), role, read, self._work_of
                )
        yield from review_sheet.flow_claims(list(records.of(capture, BlockFlow)))
        for cost in records.of(capture, IndirectCost):
            yield from review_sheet.indirect_cost_claims(cost)

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
