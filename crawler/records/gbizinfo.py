"""Records of gBizINFO, the Ministry of Economy's database of what corporations get from the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class GbizProcurement:
    """One order that a corporation got from a public body: a row of the bulk CSV, or an entry of the REST interface."""

    kind: ClassVar[str] = "gbiz_procurement"

    corporate_number: str | None  # 13 digits with a right check digit, else None
    corporate_number_printed: str
    name: str  # of the corporation
    address: str  # "" where the form has none
    date: str | None  # 受注日, ISO
    date_printed: str
    title: str
    amount: int | None  # yen
    amount_printed: str
    buyer: str  # 組織名, 府省
    note: str
    key: str  # キー情報: the database's own key; "" where the form has none
    quality: str  # データ品質
    origin: str  # 出典元: GEPS, or the body that reported it
    acquired: str | None  # 最終取得日, ISO
    updated: str | None  # 最終更新日, ISO
    ordinal: int  # among rows equal in number, date, title, amount and buyer, in file order, from 0
    row: int  # in the CSV as RFC 7111 counts; in an answer of the interface the position of the order, from 1


@dataclass(frozen=True, slots=True)
class GbizPage:
    """What an answer of the REST interface says of itself: for counting what was promised."""

    kind: ClassVar[str] = "gbiz_page"

    page: int
    pages: int
    total: int  # corporations with changes in the period
    corporations: int  # on this page
