"""Records of review sheets from before 2024 (行政事業レビュー 2015-2020, JUDGIT!): another layout, other identities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OldReviewSheet:
    """One project in one sheet year."""

    kind: ClassVar[str] = "old_review_sheet"

    sheet_id: str  # ID: of the sheet
    project_id: str  # 事業ID: JUDGIT's own, the same through the years; not 予算事業ID of the sheets since 2024
    year: int  # 公開年度; the sheet reports spending of the year before
    number: str  # 事業番号 as printed
    name: str
    ministry: str
    bureau: str
    division: str
    start_year: int | None
    end_year: int | None
    accounts: tuple[str, ...]  # 会計区分
    methods: tuple[str, ...]  # 実施方法
    policies: tuple[str, ...]  # 主要施策
    purpose: str
    overview: str
    former_numbers: tuple[str, ...]  # 関連する過去のレビューシート: year, ministry, number
    url: str


@dataclass(frozen=True, slots=True)
class OldReviewBudget:
    """Budget and execution of a project in one fiscal year, in yen (printed in millions)."""

    kind: ClassVar[str] = "old_review_budget"

    year: int
    sheet_id: str
    fiscal_year: int
    initial: int | None
    supplementary: int | None
    carried_in: int | None
    carried_out: int | None
    reserve: int | None
    total: int | None
    executed: int | None
    requested: int | None


@dataclass(frozen=True, slots=True)
class OldReviewPayee:
    """Money to a payee for one thing, in yen (printed in millions): payee and contract are one row in these sheets."""

    kind: ClassVar[str] = "old_review_payee"

    year: int
    sheet_id: str
    fiscal_year: int
    block: str  # グループ
    number: int  # within the block
    name: str  # as the sheet's publisher completed it from the corporate number; 個人 for an individual
    corporate_number: str | None
    corporate_number_printed: str
    outline: str
    amount: int | None
    amount_printed: str  # millions of yen
    ordinal: int  # among payees equal in fiscal year, block and number, in file order, from 0
    position: int  # in the sheet's list, from 0
