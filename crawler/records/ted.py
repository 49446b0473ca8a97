"""Records of TED (Tenders Electronic Daily), where public bodies of the European Union announce what they buy and bought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TedNotice:
    """A notice as the search lists it; who won stands in the notice itself."""

    kind: ClassVar[str] = "ted_notice"

    publication_number: str  # 412169-2026
    published: str | None  # ISO date
    notice_type: str  # can-standard: result of a procedure …
    title: str  # in English where it is there
    buyers: tuple[str, ...]
    buyer_countries: tuple[str, ...]  # ISO 3166-1 alpha-3, as printed
    classifications: tuple[str, ...]  # CPV codes
    procedure: str  # open, restricted, neg-wo-call …
    total_printed: str
    currency: str
    xml_url: str  # "" where the search gives none
    position: int  # on the page, from 0


@dataclass(frozen=True, slots=True)
class TedAward:
    """A winner of a lot: one record an organisation of a winning tender; a lot without a winner has one without."""

    kind: ClassVar[str] = "ted_award"

    publication_number: str
    notice_id: str  # of the notice, through its versions
    version: str
    procedure_id: str  # the same for all notices of a procedure
    published: str | None  # ISO date
    notice_type: str
    procedure: str
    buyers: tuple[str, ...]
    buyer_identifiers: tuple[str, ...]  # in the order of buyers; "" where there is none
    buyer_countries: tuple[str, ...]
    lot: str  # LOT-0001
    title: str  # of the lot
    classification: str  # CPV code of the lot, else of the procedure
    result: str  # selec-w: a winner was chosen · clos-nw: closed without · open-nw: not yet
    tender: str  # TEN-0001
    contract: str  # the buyer's number of the contract
    concluded: str | None  # ISO dates
    decided: str | None
    winner: str  # 個人 for an individual; "" where there is none
    winner_identifier: str  # as registered in its country
    winner_country: str
    group_size: int  # organisations in the tender; the amount is that of all of them together
    amount_cents: int | None  # of the tender, in hundredths of the currency
    amount_printed: str
    currency: str
    bidders: int | None  # tenders received for the lot
    subcontracting: str  # yes, no or ""
    subcontractors: tuple[str, ...]
    ordinal: int  # among records equal in lot, tender and winner, from 0
    start: int  # of the record's line in the text of the notice
    end: int
