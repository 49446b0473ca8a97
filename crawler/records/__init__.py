"""The records that page functions yield: one dataclass a kind of row, said in the field's terms.

A record holds what its source prints and nothing more. Fields ending in ``_printed`` keep the raw text of a
cell (trailing blanks included), because claims quote it; their twins without the suffix hold the value that
was read from it, ``None`` where the cell is empty or unreadable (then a :class:`Problem` says so).

``row`` is the position of the row in its table as RFC 7111 counts it: from 1, the header being row 1.
``text`` offsets are Python code points, end exclusive, into the page's text as its page function gives it.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, Union

from crawler.records.abroad import (
    AiUseCase,
    FederalAward,
    FederalAwardCount,
    FedrampAuthorization,
    FedrampProduct,
    OcdsSupply,
)
from crawler.records.corporate_number import NO_CORPORATE_NUMBER, valid_corporate_number
from crawler.records.diet import (
    AnsweredPoint,
    ListedQuestion,
    QuestionProgress,
    Speech,
    WrittenAnswer,
    WrittenQuestion,
)
from crawler.records.gbizinfo import GbizPage, GbizProcurement
from crawler.records.jetro import JetroAward, JetroNotice
from crawler.records.local import LocalAward, LocalListing, LocalNotice
from crawler.records.ministry_contract import MinistryContract
from crawler.records.old_review_sheet import OldReviewBudget, OldReviewPayee, OldReviewSheet
from crawler.records.problem import Problem
from crawler.records.procurement import Award, Notice
from crawler.records.public_page import PolicyPage, PolicySection, PublishedFile
from crawler.records.register import RegisterEntry, RegisterFile, RegisterUpdate
from crawler.records.review_sheet import (
    BlockFlow,
    IndirectCost,
    ReviewBasis,
    ReviewBlock,
    ReviewBudget,
    ReviewContract,
    ReviewEdge,
    ReviewNode,
    ReviewPayee,
    ReviewProject,
)
from crawler.records.ted import TedAward, TedNotice

__all__ = [
    "KINDS",
    "NO_CORPORATE_NUMBER",
    "YEN",
    "AiUseCase",
    "AnsweredPoint",
    "Award",
    "BlockFlow",
    "FederalAward",
    "FederalAwardCount",
    "FedrampAuthorization",
    "FedrampProduct",
    "GbizPage",
    "GbizProcurement",
    "IndirectCost",
    "JetroAward",
    "JetroNotice",
    "ListedQuestion",
    "LocalAward",
    "LocalListing",
    "LocalNotice",
    "MinistryContract",
    "Notice",
    "OcdsSupply",
    "OldReviewBudget",
    "OldReviewPayee",
    "OldReviewSheet",
    "PolicyPage",
    "PolicySection",
    "Problem",
    "PublishedFile",
    "QuestionProgress",
    "Record",
    "RegisterEntry",
    "RegisterFile",
    "RegisterUpdate",
    "ReviewBasis",
    "ReviewBlock",
    "ReviewBudget",
    "ReviewContract",
    "ReviewEdge",
    "ReviewNode",
    "ReviewPayee",
    "ReviewProject",
    "Speech",
    "TedAward",
    "TedNotice",
    "WrittenAnswer",
    "WrittenQuestion",
    "columns",
    "valid_corporate_number",
]

YEN = "JPY"

Record = (
    Problem
    | ReviewProject
    | ReviewBasis
    | ReviewBudget
    | ReviewBlock
    | ReviewPayee
    | ReviewContract
    | ReviewEdge
    | ReviewNode
    | BlockFlow
    | IndirectCost
    | ListedQuestion
    | WrittenQuestion
    | WrittenAnswer
    | AnsweredPoint
    | QuestionProgress
    | Speech
    | Notice
    | Award
    | AiUseCase
    | FederalAward
    | FederalAwardCount
    | FedrampAuthorization
    | FedrampProduct
    | OcdsSupply
    | GbizPage
    | GbizProcurement
    | JetroAward
    | JetroNotice
    | LocalAward
    | LocalListing
    | LocalNotice
    | MinistryContract
    | OldReviewBudget
    | OldReviewPayee
    | OldReviewSheet
    | PolicyPage
    | PolicySection
    | PublishedFile
    | RegisterEntry
    | RegisterFile
    | RegisterUpdate
    | TedAward
    | TedNotice
)

KINDS: dict[str, type[Any]] = {record.kind: record for record in typing.get_args(Record)}


def columns(record: type[Any]) -> dict[str, type]:
    """Field names of a record class with the plain type of each: int, str, bool, or tuple (of str)."""
    hints = typing.get_type_hints(record)
    return {field.name: _plain(hints[field.name]) for field in dataclasses.fields(record)}


def _plain(hint: Any) -> type:
    if typing.get_origin(hint) in (Union, types.UnionType):
        (hint,) = [arm for arm in typing.get_args(hint) if arm is not type(None)]
    plain: type = typing.get_origin(hint) or hint
    return plain
