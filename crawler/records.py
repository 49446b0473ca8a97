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
from dataclasses import dataclass
from typing import Any, ClassVar, Union

YEN = "JPY"
NO_CORPORATE_NUMBER = (
    "9999999999999"  # what review sheets print for a payee that has no corporate number, or none they know
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a capture that could not be taken as it stands; nothing else of the capture is lost by it."""

    kind: ClassVar[str] = "problem"

    severity: str  # "error": the value or page is not used · "warning": it is used as printed
    code: str  # stable name of the cause, such as "corporate_number_check_digit"
    message: str  # for people: what is wrong and what to do
    file: str  # URL, and the member of a zip behind "!"
    row: int | None = None
    field: str | None = None
    value: str | None = None  # raw text of the cell, cut to 200 characters


@dataclass(frozen=True, slots=True)
class ReviewProject:
    """One project of the administrative project review: a row of RS file 1-2."""

    kind: ClassVar[str] = "review_project"

    year: int  # sheet year; the sheet reports spending of the year before
    project_id: str  # 予算事業ID
    name: str
    ministry: str  # 府省庁: the budget holder, not the owner of the function
    policy_ministry: str  # 政策所管府省庁
    bureau: str
    department: str
    division: str
    office: str
    team: str
    unit: str
    purpose: str
    issues: str
    overview: str
    overview_url: str
    category: str  # 事業区分
    start_year: int | None
    end_year: int | None
    no_end: bool
    major_expense: str
    remarks: str
    methods: tuple[str, ...]  # 実施方法: which of direct, subsidy, burden, grant, contribution, other
    former_numbers: str
    row: int


@dataclass(frozen=True, slots=True)
class ReviewBudget:
    """Budget and execution of a project in one fiscal year: a total row or an account row of RS file 2-1, in yen."""

    kind: ClassVar[str] = "review_budget"

    year: int
    project_id: str
    fiscal_year: int
    account: str  # "" in the total row, else 会計区分/会計/勘定; account rows repeat the amounts of the total
    initial: int | None
    supplementary: int | None
    carried_over: int | None
    reserve: int | None
    available: int | None
    executed: int | None
    executed_printed: str
    requested: int | None
    row: int


@dataclass(frozen=True, slots=True)
class ReviewBlock:
    """A payee block (支出先ブロック): a block row of RS file 5-1. Never add its total to payee or contract amounts."""

    kind: ClassVar[str] = "review_block"

    year: int
    project_id: str
    block: str  # A, B, … AA
    name: str
    role: str  # 事業を行う上での役割
    payee_count: int | None
    total: int | None
    total_printed: str
    row: int


@dataclass(frozen=True, slots=True)
class ReviewPayee:
    """An organisation that receives money in a block: a payee row of RS file 5-1."""

    kind: ClassVar[str] = "review_payee"

    year: int
    project_id: str
    block: str
    name: str
    corporate_number: str | None  # 13 digits with a right check digit, else None
    corporate_number_printed: str
    address: str
    legal_kind: str  # 法人種別 code of the register, "" where empty
    is_residual: bool  # その他支出先 = TRUE: the rest of the block, not an organisation
    amount: int | None
    amount_printed: str
    ordinal: int  # among equal payees (block, name, number) in file order, from 0
    row: int


@dataclass(frozen=True, slots=True)
class ReviewContract:
    """What a payee is paid for: a contract row of RS file 5-1."""

    kind: ClassVar[str] = "review_contract"

    year: int
    project_id: str
    block: str
    payee_name: str
    corporate_number: str | None
    corporate_number_printed: str
    outline: str  # 契約概要
    amount: int | None
    amount_printed: str
    method: str  # 契約方式等
    method_detail: str
    bidders: int | None
    award_rate: str
    reason: str
    other_contracts: str
    ordinal: int  # among contracts equal in block, payee, outline and amount, in file order, from 0
    row: int


@dataclass(frozen=True, slots=True)
class BlockFlow:
    """Money that goes from the ministry or a block to a block: a row of RS file 5-2."""

    kind: ClassVar[str] = "block_flow"

    year: int
    project_id: str
    from_block: str  # "" when the ministry pays
    from_name: str
    from_ministry: bool  # 担当組織からの支出
    to_block: str
    to_name: str
    note: str
    ordinal: int  # among equal flows
    row: int


@dataclass(frozen=True, slots=True)
class IndirectCost:
    """What the state itself spends on running the project (国自らが支出する間接経費): a row of RS file 5-2."""

    kind: ClassVar[str] = "indirect_cost"

    year: int
    project_id: str
    item: str
    amount: int | None
    amount_printed: str
    ordinal: int
    row: int


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A written question as the list of its session shows it."""

    kind: ClassVar[str] = "listed_question"

    house: str  # "参議院" or "衆議院"
    session: int
    number: int
    title: str
    submitter: str
    question_url: str | None
    answer_url: str | None  # None: not answered yet
    progress_url: str | None


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A written question (質問主意書): its head and its text."""

    kind: ClassVar[str] = "written_question"

    house: str
    session: int
    number: int
    title: str
    submitter: str
    date: str | None  # ISO
    text: str  # the page's text, lines joined by "\n"
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """The Cabinet's written answer (答弁書): its head and its text."""

    kind: ClassVar[str] = "written_answer"

    house: str
    session: int
    number: int
    reference: str  # 内閣参質…
    title: str
    answerer: str
    date: str | None
    text: str
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class AnsweredPoint:
    """One section of a written answer (一について, 二の1のア及びイについて): offsets into the answer's text."""

    kind: ClassVar[str] = "answered_point"

    house: str
    session: int
    number: int
    ordinal: int  # position among the sections, from 0
    heading: str  # "" for an answer without sections
    start: int  # of the section's body, after the heading
    end: int


Record = (
    Problem
    | ReviewProject
    | ReviewBudget
    | ReviewBlock
    | ReviewPayee
    | ReviewContract
    | BlockFlow
    | IndirectCost
    | ListedQuestion
    | WrittenQuestion
    | WrittenAnswer
    | AnsweredPoint
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


def valid_corporate_number(number: str) -> bool:
    """Whether 13 ASCII digits are a corporate number (法人番号) with the right check digit.

    The first digit is 9 - (sum of w x d over the other twelve, mod 9), w being 2, 1, 2, 1 … from the left
    (Ordinance of the Ministry of Finance on the designation of corporate numbers, article 2). Thirteen nines meet
    the rule but stand for "no number" in the review sheets, so they are none.
    """
    if len(number) != 13 or not (number.isascii() and number.isdigit()) or number == NO_CORPORATE_NUMBER:
        return False
    digits = [int(digit) for digit in number]
    return digits[0] == 9 - (2 * sum(digits[1::2]) + sum(digits[2::2])) % 9
