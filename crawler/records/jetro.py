"""Records of JETRO's database of government procurement (政府公共調達データベース): notices under the WTO agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class JetroNotice:
    """A notice as the database lists it: what sort, of which body, on which day."""

    kind: ClassVar[str] = "jetro_notice"

    list_number: str  # xid: with notice_id the database's identity of a notice
    notice_id: str  # aid
    title: str
    published: str | None  # ISO date
    published_printed: str
    buyer: str  # agency, as printed
    notice_kind: str  # paKind: 落札者等の公示 …; "" where not given
    url: str  # of the notice's own page
    position: int  # on the page of the list, from 0


@dataclass(frozen=True, slots=True)
class JetroAward:
    """A supplier that was chosen: one numbered entry of a notice of awards (落札者等の公示). A notice may have many."""

    kind: ClassVar[str] = "jetro_award"

    list_number: str
    notice_id: str
    classification: str  # ① 品目分類番号
    title: str  # ② 調達件名及び数量
    form: str  # ③ 調達方法: 購入等, 借入 …
    method: str  # ④ 契約方式: 一般, 随意 …
    date: str | None  # ⑤ 落札決定日, of a negotiated contract 契約日; ISO
    date_printed: str
    supplier: str  # ⑥ without its address; 個人 for an individual
    supplier_address: str
    amount: int | None  # ⑦ 落札価格 in yen; None for a unit price
    amount_printed: str
    announced: str  # ⑧ 入札公告日, as printed
    reason: str  # ⑨ 随意契約の場合はその理由
    award_criteria: str  # ⑪ 落札方式
    estimated_price: int | None  # ⑫ 予定価格 in yen
    estimated_price_printed: str
    url: str
    ordinal: int  # among entries of the notice equal in title, date, supplier and amount, from 0
    start: int  # of the entry in the text of the page
    end: int
