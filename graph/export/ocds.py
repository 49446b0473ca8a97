"""Contracts as one release package of the Open Contracting Data Standard 1.1, a release a record of a source.

Releases of one contract have one ``ocid``: what two sources print of it are two releases, so that what they say
differently stands. A sum of a fiscal year's payments (review sheets) is a transaction of the contract's implementation,
not the contract's value. The prefix of our ``ocid`` is not registered with the Open Contracting Partnership.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graph import iri
from graph.export.contracts import ContractRecord, Party, Supply, contract_records
from graph.neo4j.rows import database
from graph.resolve.reference import reference_folder, rows

JAPAN = "JP-JCN"  # org-id.guide: corporate numbers of the National Tax Agency
SERVICE_TYPES = "DORA-ICT"  # S01 to S19 of Implementing Regulation (EU) 2024/2956, annex III
NO_ICT = "S00"
AWARDS = "award"  # the extractor of records that announce an award; all others print contracts
# How a printed method begins → the standard's code; what is not here goes into the details only.
_METHODS = (("一般", "open"), ("公募型指名", "selective"), ("指名", "selective"), ("随意", "limited"))
_CODES = frozenset(("open", "selective", "limited", "direct"))


def package(tables: Path, build: str) -> Iterator[str]:
    """The package's JSON, a line a release; its date is that of the latest capture that the build rests on."""
    with database(tables) as connection:
        latest = connection.execute("SELECT max(first_seen) FROM captures").fetchone()
    head = {
        "uri": f"{iri.BASE}export/ocds/{build}",
        "version": "1.1",
        "publishedDate": latest[0] if latest else None,
        "publisher": {"name": "Izon", "uri": iri.BASE},
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "releases": [\n'
    names = {row["id"]: row["name_en"] for row in rows(reference_folder() / "service_types.csv")}
    separator = ""
    for record in contract_records(tables):
        if record.suppliers:  # one that names nobody is no award
            yield separator + json.dumps(release(record, names), ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"


def release(record: ContractRecord, type_names: dict[str, str]) -> dict[str, Any]:
    """One release: the award with its suppliers and, but for announced awards, the contract."""
    identity = record.contract.rpartition("/")[2]
    ocid = f"izon-{identity}"
    title = record.stated.get("contractTitle", record.label)
    made: dict[str, Any] = {
        "ocid": ocid,
        "id": f"{ocid}-{iri.digest(record.record_key, record.known)}",
        "date": record.known,
        "language": "ja",
        "tag": ["award"] if record.extractor == AWARDS else ["award", "contract"],
        "initiationType": "tender",
        "parties": list(_parties(record)),
    }
    if record.buyer:
        made["buyer"] = _reference(record.buyer)
    if tender := _tender(record):
        made["tender"] = {"id": identity} | tender
    award = {"id": identity, "title": title, "suppliers": [_reference(s.party) for s in record.suppliers]}
    items = [_item(service, type_names) for service in record.service_types if service != NO_ICT]
    day = _day(record.stated.get("concludedOn", ""))
    of_contract = [supply for supply in record.suppliers if supply.fiscal_year is None]
    value = _value(of_contract)
    if items:
        award["items"] = items
    made["awards"] = [award | ({"date": day} if day else {}) | ({"value": value} if value else {})]
    if record.extractor != AWARDS:
        contract = {"id": identity, "awardID": identity, "title": title}
        period = _period(of_contract)
        transactions = [
            _transaction(supply, number)
            for number, supply in enumerate(record.suppliers)
            if supply.fiscal_year is not None and supply.amount is not None
        ]
        made["contracts"] = [
            contract
            | ({"dateSigned": day} if day else {})
            | ({"value": value} if value else {})
            | ({"period": period} if period else {})
            | ({"items": items} if items else {})
            | ({"implementation": {"transactions": transactions}} if transactions else {})
        ]
    return made


def _parties(record: ContractRecord) -> Iterator[dict[str, Any]]:
    roles: dict[str, tuple[Party, list[str]]] = {}
    named: list[tuple[Party | None, str]] = [(record.buyer, "buyer"), (record.funder, "funder")]
    for party, role in (*named, *((supply.party, "supplier") for supply in record.suppliers)):
        if party is not None:
            held = roles.setdefault(party.iri, (party, []))[1]
            if role not in held:
                held.append(role)
    for party, held in roles.values():
        identifier = (
            {"scheme": JAPAN, "id": party.number, "legalName": party.label or party.printed} if party.number else {}
        )
        yield _reference(party) | ({"identifier": identifier} if identifier else {}) | {"roles": held}


def _reference(party: Party) -> dict[str, Any]:
    return {"id": party.iri.rpartition("/")[2], "name": party.printed or party.label}


def _tender(record: ContractRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    method = record.stated.get("procurementMethod", "")
    if method:
        code = method if method in _CODES else next((code for start, code in _METHODS if method.startswith(start)), "")
        found |= {"procurementMethod": code} if code else {}
        found["procurementMethodDetails"] = method
    if reason := record.stated.get("negotiatedReason", ""):
        found["procurementMethodRationale"] = reason
    if (bidders := record.stated.get("bidderCount", "")).isascii() and bidders.isdigit():
        found["numberOfTenderers"] = int(bidders)
    return found


def _item(service: str, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": service,
        "description": names[service],
        "classification": {"scheme": SERVICE_TYPES, "id": service, "description": names[service]},
    }


def _value(supplies: Iterable[Supply]) -> dict[str, Any]:
    """The contract's sum: with several suppliers each record repeats it, so it is taken once."""
    amounts = {(supply.amount, supply.currency) for supply in supplies if supply.amount is not None}
    if len(amounts) != 1:
        return {}
    amount, currency = amounts.pop()
    return {"amount": amount, "currency": currency}


def _period(supplies: Iterable[Supply]) -> dict[str, str]:
    """The printed period; a first day alone is the day of conclusion, and no period."""
    for supply in supplies:
        if supply.end:
            return {"endDate": _day(supply.end)} | ({"startDate": _day(supply.start)} if supply.start else {})
    return {}


def _transaction(supply: Supply, number: int) -> dict[str, Any]:
    return {
        "id": f"{number}-{supply.fiscal_year}",
        "value": {"amount": supply.amount, "currency": supply.currency},
        "payee": _reference(supply.party),
    }


def _day(day: str) -> str:
    """A day as the standard's date and time, Japan's midnight; "" for what is no whole day."""
    return f"{day}T00:00:00+09:00" if len(day) == len("2026-04-01") else ""
