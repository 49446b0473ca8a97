"""Records of what prefectures and municipalities announce and award."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LocalAward:
    """A supplier that a local body chose: from a table of results or a page about one selection, amounts in yen."""

    kind: ClassVar[str] = "local_award"

    buyer: str
    office: str
    prefecture: str  # two digits, JIS X 0401
    title: str
    date: str | None  # of the award, or else of the opening; ISO
    date_printed: str
    category: str  # 工事, 委託, 物品 … as printed
    method: str  # as printed
    supplier: str  # 個人 for an individual, "" where nobody was chosen
    corporate_number: str | None
    corporate_number_printed: str
    amount: int | None
    amount_printed: str
    bidders: int | None
    url: str
    ordinal: int  # among awards of a page equal in buyer, title, date, supplier and amount, from 0
    row: int  # of the table; 0 for a page about one selection
    start: int  # of the supplier's name in the text of a page about one selection; 0 and 0 in a table
    end: int


@dataclass(frozen=True, slots=True)
class LocalNotice:
    """An announcement of a local body: a page about one procurement. Contact persons are left out."""

    kind: ClassVar[str] = "local_notice"

    buyer: str
    prefecture: str
    title: str
    published: str | None
    updated: str | None  # 更新日
    outline: str  # 業務概要
    period: str  # 履行期間
    ceiling: str  # 提案上限額 as printed
    method: str
    url: str
    text: str  # title and outline, as the page function page_text gives them
    text_start: int  # of the outline
    text_end: int


@dataclass(frozen=True, slots=True)
class LocalListing:
    """A page that a local body's feed points at."""

    kind: ClassVar[str] = "local_listing"

    title: str
    url: str
    published: str | None  # ISO date
    is_procurement: bool  # the address or title says that it is about one
