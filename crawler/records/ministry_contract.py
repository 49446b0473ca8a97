"""Records of the monthly contract tables of ministries (公共調達の適正化について, 財計第2017号)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class MinistryContract:
    """One contract: a row of a ministry's monthly table, competitive or negotiated form, amounts in yen."""

    kind: ClassVar[str] = "ministry_contract"

    buyer: str  # the body; the officer who signs is left out
    buyer_office: str  # its office, as printed before the officer's name
    title: str
    quantity: str
    unit: str
    date: str | None  # ISO
    date_printed: str
    supplier: str  # "" where the ministry withholds it; 個人 for an individual
    supplier_address: str
    corporate_number: str | None  # 13 digits with a right check digit, else None
    corporate_number_printed: str
    estimated_price: int | None  # None where withheld (the usual case)
    estimated_price_printed: str
    amount: int | None  # None where the cell gives a unit price
    amount_printed: str
    award_rate: str  # as printed: 0.985, 98.5%, ―
    negotiated: bool  # 随意契約, else 競争入札
    method: str  # 一般競争入札・指名競争入札の別; "" in the negotiated form
    comprehensive_evaluation: bool  # 総合評価の実施
    reason: str  # 随意契約によることとした会計法令の根拠条文及び理由
    reemployed_officials: int | None  # 再就職の役員の数
    reemployed_officials_printed: str
    public_interest_kind: str  # 公益法人の区分
    public_interest_jurisdiction: str  # 国所管、都道府県所管の区分
    bidders: int | None  # 応札・応募者数, given for public-interest corporations
    note: str
    ordinal: int  # among contracts equal in title, date, supplier, number and amount, in file order, from 0
    row: int
