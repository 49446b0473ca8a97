"""A mention: something named in a text, with the type and canonical form that the annotation guidelines give it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

AGENCY = "Agency"
VENDOR = "Vendor"
SYSTEM = "System"
CLOUD_SERVICE = "CloudService"
PRODUCT = "Product"
FUNCTION = "Function"
MONEY = "Money"
DATE = "Date"
COUNT = "Count"

TYPES = (AGENCY, VENDOR, SYSTEM, CLOUD_SERVICE, PRODUCT, FUNCTION, MONEY, DATE, COUNT)


@dataclass(frozen=True, slots=True)
class Mention:
    """One named thing: ``text`` stands from ``start`` to ``end`` (code points of the text as given, end exclusive).

    ``canonical`` is integer yen for Money, an ISO date or ``FY2024`` for Date, an integer for Count, else the full
    official name where it is certain and the surface where not. ``rule`` names the rule that found it; a hit of
    reference data is ``"<list>/<id>"`` (``cloud_service/aws``, ``function/passports``). ``value`` and ``unit`` stand
    with Money (in the currency named, ``unit`` = 円, ドル …) and Count (``unit`` = the counter).
    """

    type: str
    text: str
    start: int
    end: int
    canonical: str
    confidence: float
    rule: str
    value: int | None = None
    unit: str | None = None

    @property
    def entry(self) -> str | None:
        """Id of the reference row that the mention is a hit of, or ``None`` when a rule found it."""
        _, slash, entry = self.rule.partition("/")
        return entry if slash else None

    def moved(self, start: int, end: int, text: str) -> Mention:
        """The same mention at other offsets, as on the way from normalised to original text."""
        return dataclasses.replace(self, start=start, end=end, text=text)
