"""The published contracts, one record of a source at a time: what exports of contracts are made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from graph import iri
from graph.build.edges import CONFIDENCE_FLOOR
from graph.neo4j.rows import database

_CONTRACTS = f"{iri.BASE}id/contract/"
_STATED = (
    "contractTitle", "concludedOn", "procurementMethod", "bidderCount", "negotiatedReason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation: its IRI, the name as printed, its label, and its corporate number ("" where not known)."""

    iri: str
    printed: str
    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Supply:
    """What one supplier is paid: ``amount`` in ``currency``, of the contract or, where it is set, of a fiscal year's payments."""

    party: Party
    amount: int | None
    currency: str
    fiscal_year: int | None
    start: str
    end: str


@dataclass(slots=True)
class ContractRecord:
    """What one record of a source says of one contract; "" and nothing where it does not say."""

    contract: str  # IRI
    record_key: str
    extractor: str
    label: str
    service_types: Sequence[str]
    known: str  # time of the capture that first said the latest of it
    suppliers: list[Supply] = field(default_factory=list)
    buyer: Party | None = None
    funder: Party | None = None  # whose budget pays, where the contract is one of a budget project
    stated: dict[str, str] = field(default_factory=dict)  # by predicate, as printed


def contract_records(tables: Path) -> Iterator[ContractRecord]:
    """The records of contracts that are still said, in the order of contract and record key."""
    with database(tables) as connection:
        rows = connection.execute(_QUERY, {"contracts": _CONTRACTS, "floor": CONFIDENCE_FLOOR})
        names = [column[0] for column in rows.description]

        def read() -> Iterator[dict[str, object]]:
            while batch := rows.fetchmany(5_000):
                for values in batch:
                    yield dict(zip(names, values, strict=True))

        for (contract, key), claims in groupby(read(), key=lambda row: (row["subject"], row["record_key"])):
            yield _record(str(contract), str(key), list(claims))


_QUERY = f"""
    WITH holders AS (
        SELECT b.subject AS project, min(b.object) AS holder FROM edges b WHERE b.predicate = 'budgetHolder' AND b."current"
        GROUP BY b.subject)
    SELECT c.subject, c.record_key, c.extractor, c.predicate, c.object, c.value, c.object_printed, c.amount, c.currency,
        c.fiscal_year, c.valid_from, c.valid_through, c.known_from, o.label AS name, o.corporate_number AS number,
        k.label AS title, k."serviceTypes" AS service_types, h.holder, f.label AS holder_name, f.corporate_number AS holder_number
    FROM claims c JOIN entities k ON k.iri = c.subject
        LEFT JOIN entities o ON o.iri = c.object
        LEFT JOIN edges p ON p.subject = c.subject AND p.predicate = 'inProject' AND p.structural
        LEFT JOIN holders h ON h.project = p.object
        LEFT JOIN entities f ON f.iri = h.holder
    WHERE starts_with(c.subject, $contracts) AND c.predicate IN ('supplier', 'buyer', {", ".join(f"'{p}'" for p in _STATED)})
        AND c.known_through IS NULL AND c.modality = 'asserted' AND c.confidence >= $floor
    ORDER BY c.subject, c.record_key, c.predicate, c.iri
"""


def _record(contract: str, key: str, claims: list[dict[str, object]]) -> ContractRecord:
    first = claims[0]
    types = str(first["service_types"] or "")
    record = ContractRecord(
        contract, key, str(first["extractor"]).partition("@")[0], str(first["title"] or ""),
        types.split("|") if types else [], max(str(claim["known_from"]) for claim in claims),
    )  # fmt: skip
    if first["holder"]:
        name = str(first["holder_name"] or "")
        record.funder = Party(str(first["holder"]), name, name, str(first["holder_number"] or ""))
    for claim in claims:
        predicate = str(claim["predicate"])
        if predicate in _STATED:
            record.stated.setdefault(predicate, str(claim["value"]))
            continue
        party = Party(
            str(claim["object"]), str(claim["object_printed"]), str(claim["name"] or ""), str(claim["number"] or "")
        )
        if predicate == "buyer":
            record.buyer = record.buyer or party
            continue
        amount, year = claim["amount"], claim["fiscal_year"]
        record.suppliers.append(
            Supply(
                party,
                amount if isinstance(amount, int) else None,
                str(claim["currency"] or ""),
                year if isinstance(year, int) else None,
                str(claim["valid_from"] or ""),
                str(claim["valid_through"] or ""),
            )
        )
    return record
