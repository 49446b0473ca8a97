"""Whose function it is: the ministry or agency, which is not always the one that holds the budget.

External bureaus are named themselves; offices, councils and institutes go to their ministry (``data/owners.csv``). What the
Digital Agency books, what the tourist tax or the reconstruction account pays, belongs to the ministry among the payees.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.classify.contract import plain
from graph.classify.patterns import DATA

DIGITAL_AGENCY, RECONSTRUCTION_AGENCY, DEFENCE = "デジタル庁", "復興庁", "防衛省"
_BOOKS_FOR_OTHERS = frozenset({DIGITAL_AGENCY, RECONSTRUCTION_AGENCY})
_TOURIST_TAX = "国際観光旅客税"
_OWN_SERVICES = ("国民向けサービス", "デジタル社会共通機能", "省庁業務サービス")
"""Groups of the Digital Agency that run its own services; its group 戦略・組織 books for the others."""
_OFFICE = re.compile(
    "(?:省|庁|院|内閣府|内閣官房|局|税関|委員会|官房|署|検察庁)(?:[(（].*)?(?:ほか.*)?$"  # 税関; 関東財務局ほか
)
_NO_OFFICE = re.compile("協会|公社|機構|株式会社|組合|大学|銀行|郵便局")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the budget and whose name stands among the payees; None where the input does not say."""

    budget: str | None
    transfer: str | None
    own_service: bool = False

    @property
    def owner(self) -> str | None:
        """The owner as far as budget and payees tell."""
        return self.transfer or self.budget

    @property
    def open(self) -> bool:
        """True where the budget holder books for others and no payee says for whom."""
        return self.transfer is None and self.budget == DIGITAL_AGENCY and not self.own_service


class Owners:
    """The agencies with the names under which sources print them."""

    def __init__(self, printed: Iterable[tuple[str, str]], parents: dict[str, str]) -> None:
        """``printed`` are pairs of printed name and agency; ``parents`` the ministry of each external bureau."""
        self._printed = sorted(((plain(name), agency) for name, agency in printed), key=lambda pair: -len(pair[0]))
        self.parents = parents

    @classmethod
    def installed(cls) -> Owners:
        """The agencies that the package knows."""
        with (DATA / "owners.csv").open(encoding="utf-8", newline="") as file:
            printed = [(name, row["owner"]) for row in csv.DictReader(file) for name in row["printed"].split("|")]
        with (DATA / "agency_parents.csv").open(encoding="utf-8", newline="") as file:
            return cls(printed, {row["agency"]: row["parent"] for row in csv.DictReader(file)})

    def agency(self, text: str) -> str | None:
        """The agency named last in ``text``: 国土交通省観光庁 is 観光庁."""
        best, found = (0, 0), None
        for name, agency in self._printed:
            start = text.find(name)
            if start >= 0 and (start + len(name), len(name)) > best:
                best, found = (start + len(name), len(name)), agency
        return found

    def holder(self, project: str, ministry: str, bureau: str, payees: Iterable[str]) -> Holder:
        """Who holds the budget, and for whom where that is printed."""
        budget = self.agency(plain(ministry)) if ministry else None
        within = self.agency(plain(bureau)) if bureau else None
        if budget is not None and within is not None and self.parents.get(within) == budget:
            budget = within
        if budget == DIGITAL_AGENCY and any(group in bureau for group in _OWN_SERVICES):
            return Holder(budget, None, own_service=True)
        books_for_others = budget is None or budget in _BOOKS_FOR_OTHERS or _TOURIST_TAX in project
        transfer = self._office_among(payees, budget) if books_for_others else None
        return Holder(budget, transfer)

    def _office_among(self, payees: Iterable[str], budget: str | None) -> str | None:
        for payee in payees:
            name = plain(payee)
            if _OFFICE.search(name) and not _NO_OFFICE.search(name):
                agency = self.agency(name)
                if agency is not None and agency != budget:
                    return agency
        return None
