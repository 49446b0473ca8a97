"""Records of what public bodies announce that they will buy, and of whom they bought from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement of a procurement (公告), as the public procurement portal for small firms (官公需) gives it.

    It is no contract yet and names no supplier. Names, numbers and addresses of contact persons are taken out of its
    text; ``withheld`` counts them.
    """

    kind: ClassVar[str] = "notice"

    key: str  # the portal's identity, base64
    path: str  # what the key says: gov7/kosen/2022/20220303_00706; "" where it says nothing
    title: str
    buyer: str  # OrganizationName as printed: sometimes a place, so see path too
    prefecture_code: str  # LgCode, two digits
    prefecture: str
    city_code: str
    city: str
    category: str  # 物品, 工事 or 役務; "" where not given
    procedure: str  # 一般競争入札 …
    certification: str  # grades that may tender: A B C D
    published: str | None  # 公示日, ISO date
    collected: str  # when the portal took it, as printed (ISO 8601 with offset)
    submission_deadline: str | None  # ISO dates, or dates with time, as printed
    opening: str | None
    period_end: str | None
    location: str  # 履行場所
    item_code: str
    text: str  # the announcement, contact persons taken out, lines joined by "\n"
    start: int  # where the notice starts in the page's text: title, buyer, text, a line each
    text_start: int
    withheld: int
    document_url: str
    file_type: str
    file_size: int | None  # bytes
    attachment_names: tuple[str, ...]
    attachment_urls: tuple[str, ...]  # in the order of attachment_names


@dataclass(frozen=True, slots=True)
class Award:
    """A supplier that was chosen (落札): a row of the procurement portal's open data (調達ポータル 落札実績).

    A case number recurs with several lots or winners: what tells awards apart is case number, date, corporate number
    and price, and ``ordinal`` among equal ones.
    """

    kind: ClassVar[str] = "award"

    case_number: str  # 調達案件番号, 19 digits
    title: str
    date: str | None  # 落札決定日, ISO
    amount: int | None  # whole yen; None where empty, and for a price with a fraction of a yen: that is a unit price
    amount_printed: str  # may be a unit price even when whole: the file does not say which
    ministry_code: str
    ministry: str  # "" for a code that is not known
    method_code: str
    method: str  # "" for a code that is not known
    supplier: str  # 個人 for an individual
    corporate_number: str | None
    corporate_number_printed: str
    ordinal: int  # among equal awards of a file, in file order, from 0
    row: int  # from 1: the file has no header
