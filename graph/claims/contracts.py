"""Claims that every record of one contract gives, whichever source prints it: supplier, buyer, money, dates, procedure.

A contract is known by its source's own key; that two sources print the same contract is found when claims are
published (:mod:`graph.build.same_contract`), so each keeps what it says, and what they say differently stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.claims.model import Argument, Claim, Qualifiers, Thing, literal
from graph.claims.pages import Quotes
from graph.claims.performance import WorkReader, law_claims, performance_claims
from graph.claims.titles import Read, named_beneficiaries, title_claims
from graph.classify import Subject

INDIVIDUAL = "個人"  # what the records print for a natural person

# Field of a printed contract → the predicate that states its value as printed.
VALUES = {
    "date": "concludedOn",
    "method": "procurementMethod",
    "bidders": "bidderCount",
    "award_rate": "awardRate",
    "estimated_price": "estimatedPrice",
    "reason": "negotiatedReason",
    "reemployed": "reemployedOfficials",
}


@dataclass(frozen=True, slots=True)
class PrintedContract:
    """One contract as a source prints it; ``None`` and "" where it does not say.

    ``values`` holds, by the fields of :data:`VALUES`, what is stated as printed; ``amount`` is in ``currency``.
    """

    key: str
    title: str
    buyer: Argument | None
    supplier: Argument | None
    amount: int | None
    currency: str
    date: str
    values: tuple[tuple[str, str], ...]
    start: str = ""
    end: str = ""


def supplier_argument(name: str, number: str | None, address: str = "") -> Argument | None:
    """The supplier; ``None`` for an individual and for one that is not named."""
    if not name.strip() or (name == INDIVIDUAL and number is None):
        return None
    return Argument("organization", name, number or "", "" if number else address)


def buyer_argument(name: str) -> Argument | None:
    """The body that buys; ``None`` where the source does not name it."""
    return Argument("agency", name.strip()) if name.strip() else None


def contract_claims(
    printed: PrintedContract, quotes: Quotes, read: Read, work_of: WorkReader
) -> Iterator[Claim | Thing]:
    """The claims of one contract. The conclusion date is the first day on which it holds, where no period is printed."""
    contract = Argument("contract", printed.title, printed.key)
    scope = printed.buyer.printed if printed.buyer else ""
    payee = printed.supplier.printed if printed.supplier else ""
    work = work_of(Subject(name=printed.title, text=printed.title, ministry=scope, payee=payee))
    yield Thing(contract, printed.title, work.properties)
    start = printed.start or printed.date
    qualifiers = Qualifiers(
        amount=printed.amount,
        currency=printed.currency if printed.amount is not None else "",
        valid_from=start,
        valid_through=printed.end,
        valid_precision="day" if start or printed.end else "",
    )
    if printed.supplier is not None:
        evidence = quotes.fields("title", "supplier", "number", "amount", "date", "end")
        yield Claim(printed.key, "supplier", contract, printed.supplier, evidence, qualifiers)
        beneficiaries = named_beneficiaries(printed.title, scope, read)
        yield from performance_claims(
            printed.key, contract, printed.supplier, work, beneficiaries, evidence, qualifiers
        )
        yield from law_claims(printed.key.partition("/")[0], printed.supplier, work, quotes.fields("number"))
    if printed.buyer is not None and (evidence := quotes.fields("buyer")):
        yield Claim(printed.key, "buyer", contract, printed.buyer, evidence)
    if printed.title and (evidence := quotes.fields("title")):
        yield Claim(printed.key, "contractTitle", contract, literal(printed.title), evidence)
    for field, value in printed.values:
        if value and (evidence := quotes.fields(field)):
            yield Claim(printed.key, VALUES[field], contract, literal(value), evidence)
    yield from title_claims(printed.key, contract, printed.title, scope, quotes, read)


def stated(**values: object) -> tuple[tuple[str, str], ...]:
    """Values as printed, by field, without those that are not there."""
    return tuple((name, str(value).strip()) for name, value in values.items() if value not in (None, ""))
