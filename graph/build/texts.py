"""The texts that claims are read from: which fields of which records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.ledger import Capture
from crawler.records import (
    AiUseCase,
    AnsweredPoint,
    Award,
    FederalAward,
    GbizProcurement,
    JetroAward,
    LocalAward,
    LocalNotice,
    MinistryContract,
    Notice,
    OcdsSupply,
    OldReviewPayee,
    OldReviewSheet,
    ReviewContract,
    ReviewProject,
    Speech,
    TedAward,
    WrittenAnswer,
    WrittenQuestion,
)
from graph.build.records import Records

# Fields of records that are read as texts, by record class.
_TEXTS: Mapping[type[Any], Sequence[str]] = {
    ReviewProject: ("name", "purpose", "overview"),
    ReviewContract: ("outline",),
    Award: ("title",),
    JetroAward: ("title",),
    FederalAward: ("description", "contract_number"),
    TedAward: ("title",),
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
