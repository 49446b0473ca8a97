"""Records of the administrative project review (行政事業レビュー)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


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
class ReviewBasis:
    """What a project rests on: a row of RS file 1-3, up to one policy, one law and one plan; "" where there is none."""

    kind: ClassVar[str] = "review_basis"

    year: int
    project_id: str
    policy_number: str
    policy_ministry: str
    policy: str
    measure: str  # 施策
    policy_url: str
    law_number_in_sheet: str  # 番号（根拠法令）
    law: str
    law_number: str  # 昭和二十二年法律第百二十号
    law_id: str  # of e-Gov: 322AC0000000120
    article: str
    paragraph: str
    item: str
    plan_number: str
    plan: str
    plan_url: str
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
class ReviewNode:
    """What the RS system's interface calls a payee block: its own identifier beside the block's letter."""

    kind: ClassVar[str] = "review_node"

    year: int
    project_id: str
    node_id: str
    block: str  # A, B, … AA
    position: int  # in the list of blocks, from 0


@dataclass(frozen=True, slots=True)
class ReviewEdge:
    """Money to a block in the terms of the RS system's interface: blocks are named by identifiers, not by letters."""

    kind: ClassVar[str] = "review_edge"

    year: int
    project_id: str
    from_node: str  # "" when the ministry pays
    from_ministry: bool  # is_connected_to_source_root
    to_node: str
    note: str
    ordinal: int  # among equal edges
    position: int
