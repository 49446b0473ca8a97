"""The claim stage: record tables and readings → a partition of claims for each capture, kept until what it rests on changes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from crawler.ledger import Capture
from crawler.records import (
    AnsweredPoint,
    BlockFlow,
    IndirectCost,
    ListedQuestion,
    ReviewBlock,
    ReviewBudget,
    ReviewContract,
    ReviewPayee,
    ReviewProject,
    WrittenAnswer,
    WrittenQuestion,
)
from graph.build import partition
from graph.build.publish import Partition
from graph.build.records import Records, current_captures
from graph.claims import reference as reference_claims
from graph.claims import review_sheet, written_answer
from graph.claims.model import Claim, Thing
from graph.claims.reading import Reading

REFERENCE_SOURCE = "reference"

Progress = Callable[[str, int, int], None]
Read = Callable[[str], Reading]
Payload = Callable[[Capture], bytes]


def texts(captures: Sequence[Capture], records: Records) -> Iterator[str]:
    """All texts that claims are read from."""
    for capture in captures:
        for project in records.of(capture, ReviewProject):
            yield from (project.name, project.purpose, project.overview)
        for contract in records.of(capture, ReviewContract):
            yield contract.outline
        for question in records.of(capture, WrittenQuestion):
            yield question.text[question.body_start : question.body_end]
        points = list(records.of(capture, AnsweredPoint))
        for answer in records.of(capture, WrittenAnswer):
            for point in points:
                yield answer.text[point.start : point.end]


class ClaimStage:
    """Makes partitions under ``folder``; one that is there already for the same inputs is not made again."""

    def __init__(self, folder: Path, records: Records, read: Read, reader: str, payload: Payload) -> None:
        self._folder = folder
        self._records = records
        self._read = read
        self._reader = reader
        self._payload = payload

    def run(self, captures: Sequence[Capture], progress: Progress) -> list[Partition]:
        """A partition for each capture that gives claims, in the order of the captures; partitions of no use are removed."""
        projects = {
            str(capture.arguments.get("year")): capture
            for capture in current_captures(captures).values()
            if self._records.has(capture, ReviewProject)
        }
        result = []
        for done, capture in enumerate(captures, start=1):
            made = self._partition(capture, projects.get(str(capture.arguments.get("year"))))
            if made is not None:
                result.append(made)
            progress("claim", done, len(captures))
        self._remove_others(part.folder for part in result)
        return result

    def _partition(self, capture: Capture, projects: Capture | None) -> Partition | None:
        if capture.source == REFERENCE_SOURCE:
            name = capture.url.rpartition("/")[2]
            extractor = f"reference@{reference_claims.VERSION}"
            return self._made(capture, extractor, "", lambda: reference_claims.claims_of(name, self._payload(capture)))
        if self._records.has(capture, WrittenQuestion, WrittenAnswer, ListedQuestion):
            extractor = f"written_answer@{written_answer.VERSION}"
            return self._made(capture, extractor, "", lambda: self._diet(capture))
        if self._records.has(
            capture, ReviewProject, ReviewBudget, ReviewBlock, ReviewPayee, ReviewContract, BlockFlow, IndirectCost
        ):
            extractor = f"review_sheet@{review_sheet.VERSION}"
            context = projects.digest if projects and self._records.has(capture, ReviewContract) else ""
            return self._made(capture, extractor, context, lambda: self._review(capture, projects))
        return None

    def _made(
        self, capture: Capture, extractor: str, context: str, statements: Callable[[], Iterable[Claim | Thing]]
    ) -> Partition:
        parts = (extractor, self._reader, context, self._records.version(capture))
        key = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
        folder = self._folder / f"{capture.digest}-{key}"
        if not folder.is_dir():
            partition.write(folder, statements())
        return Partition(capture, folder, extractor)

    def _review(self, capture: Capture, projects: Capture | None) -> Iterator[Claim | Thing]:
        records, read = self._records, self._read
        for project in records.of(capture, ReviewProject):
            yield from review_sheet.project_claims(project, read)
        for budget in records.of(capture, ReviewBudget):
            yield from review_sheet.budget_claims(budget)
        for block in records.of(capture, ReviewBlock):
            yield from review_sheet.block_claims(block)
        addresses = {}
        for payee in records.of(capture, ReviewPayee):
            yield from review_sheet.payee_claims(payee)
            if payee.address and payee.corporate_number is None:
                addresses[payee.year, payee.project_id, payee.block, payee.name] = payee.address
        if records.has(capture, ReviewContract):
            contexts = (
                {
                    (project.year, project.project_id): review_sheet.project_context(project, read)
                    for project in records.of(projects, ReviewProject)
                }
                if projects
                else {}
            )
            for contract in records.of(capture, ReviewContract):
                context = contexts.get((contract.year, contract.project_id))
                place = contract.year, contract.project_id, contract.block, contract.payee_name
                yield from review_sheet.contract_claims(contract, context, addresses.get(place, ""), read)
        yield from review_sheet.flow_claims(list(records.of(capture, BlockFlow)))
        for cost in records.of(capture, IndirectCost):
            yield from review_sheet.indirect_cost_claims(cost)

    def _diet(self, capture: Capture) -> Iterator[Claim | Thing]:
        for listed in self._records.of(capture, ListedQuestion):
            yield written_answer.listed_thing(listed)
        for question in self._records.of(capture, WrittenQuestion):
            yield from written_answer.question_claims(question, self._read)
        points = list(self._records.of(capture, AnsweredPoint))
        for answer in self._records.of(capture, WrittenAnswer):
            yield from written_answer.answer_claims(answer, points, self._read)

    def _remove_others(self, kept: Iterable[Path]) -> None:
        wanted = set(kept)
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path not in wanted:
                    shutil.rmtree(path)
