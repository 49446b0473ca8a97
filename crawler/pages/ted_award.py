"""Contract award notice of TED (eForms, UBL 2.3 with its extension) → :class:`TedAward`.

``NoticeResult`` ties lots to tenders, tenders to parties and contracts, all by technical identifiers (LOT-, TEN-, TPA-,
CON-, ORG-). A winning tender is one that a settled contract of the lot names; where a lot with a winner has no contract,
its tenders are. Beneficial owners, contacts and losing tenders are left out, natural persons masked.
Structure: OP-TED/eForms-SDK, fields and examples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.individuals import INDIVIDUAL
from crawler.pages.money import cents
from crawler.pages.xml_tree import read_xml
from crawler.records import Problem, TedAward

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 1

IGNORED = {
    "UltimateBeneficialOwner, Contact, TouchPoint": "persons",
    "tenders that did not win": "not about who delivers",
    "terms, criteria, review": "the procedure; nothing here rests on it",
}

_NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
_ROOT = "{urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2}ContractAwardNotice"
_NUMBER = re.compile(r"/notice/(?:-/detail/)?(\d{1,8}-\d{4})")
_CPV = "cac:MainCommodityClassification/cbc:ItemClassificationCode"
_CHOSEN = "selec-w"


@dataclass(frozen=True, slots=True)
class _Organisation:
    name: str
    identifier: str
    country: str
    is_person: bool


_NOBODY = _Organisation("", "", "", is_person=False)


@dataclass(frozen=True, slots=True)
class _Notice:
    """The parts of a notice by their technical identifiers."""

    root: Any
    organisations: Mapping[str, _Organisation] = field(hash=False)
    lots: Mapping[str, Any] = field(hash=False)
    tenders: Mapping[str, Any] = field(hash=False)
    parties: Mapping[str, Any] = field(hash=False)
    contracts: Mapping[str, Any] = field(hash=False)


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[TedAward | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The winners of each lot, in the order of the results. Raises :class:`PageError` for another document."""
    reader = CellReader(file)
    for award in _awards(body, file, reader):
        yield award
        yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """A line for each record: lot, title, winner, identifier, country, amount, contract. Raises :class:`PageError`."""
    return "".join(f"{_line(award)}\n" for award in _awards(body, file, CellReader(file)))


def _awards(body: bytes, file: str, reader: CellReader) -> Iterator[TedAward]:
    notice = _notice(body, file)
    results = notice.root.findall(".//efac:NoticeResult/efac:LotResult", _NAMES)
    if not results:
        raise PageError("no_procurement", "the notice has no result (NoticeResult/LotResult); look at what came", file)
    seen: Counter[tuple[str, ...]] = Counter()
    begin = 0
    head = _head(notice, file)
    for row, result in enumerate(results, 1):
        for award in _of_lot(notice, result, head, row, reader):
            key = (award.lot, award.tender, award.winner, award.winner_identifier)
            line = _line(award)
            yield replace(award, ordinal=seen[key], start=begin, end=begin + len(line))
            seen[key] += 1
            begin += len(line) + 1


def _line(award: TedAward) -> str:
    amount = f"{award.amount_printed} {award.currency}".strip()
    cells = (
        award.lot,
        award.title,
        award.winner,
        award.winner_identifier,
        award.winner_country,
        amount,
        award.contract,
    )
    return "\t".join(re.sub(r"\s+", " ", cell) for cell in cells)


def _notice(body: bytes, file: str) -> _Notice:
    root = read_xml(body, file)
    if root.tag != _ROOT:
        raise PageError("no_procurement", f"no award notice of eForms, but <{root.tag}>; look at what came", file)
    organisations = {}
    for organisation in root.findall(".//efac:Organizations/efac:Organization", _NAMES):
        company = organisation.find("efac:Company", _NAMES)
        is_person = _text(organisation, "efbc:NaturalPersonIndicator") == "true"
        if company is not None:
            organisations[_text(company, "cac:PartyIdentification/cbc:ID")] = _Organisation(
                INDIVIDUAL if is_person else _text(company, "cac:PartyName/cbc:Name"),
                "" if is_person else _text(company, "cac:PartyLegalEntity/cbc:CompanyID"),
                _text(company, "cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
                is_person,
            )
    return _Notice(
        root,
        organisations,
        _by_identifier(root, "cac:ProcurementProjectLot"),
        _by_identifier(root, ".//efac:NoticeResult/efac:LotTender"),
        _by_identifier(root, ".//efac:NoticeResult/efac:TenderingParty"),
        _by_identifier(root, ".//efac:NoticeResult/efac:SettledContract"),
    )


def _head(notice: _Notice, file: str) -> TedAward:
    """What all records of a notice say; the rest is filled in lot by lot."""
    root = notice.root
    number = _NUMBER.search(file)
    references = root.findall("cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID", _NAMES)
    buyers = [notice.organisations.get((node.text or "").strip(), _NOBODY) for node in references]
    return TedAward(
        publication_number=_text(root, ".//efac:Publication/efbc:NoticePublicationID").lstrip("0")
        or (number[1] if number else ""),
        notice_id=_text(root, "cbc:ID"),
        version=_text(root, "cbc:VersionID"),
        procedure_id=_text(root, "cbc:ContractFolderID"),
        published=_day(_text(root, ".//efac:Publication/efbc:PublicationDate")),
        notice_type=_text(root, "cbc:NoticeTypeCode"),
        procedure=_text(root, "cac:TenderingProcess/cbc:ProcedureCode"),
        buyers=tuple(buyer.name for buyer in buyers),
        buyer_identifiers=tuple(buyer.identifier for buyer in buyers),
        buyer_countries=tuple(buyer.country for buyer in buyers),
        lot="",
        title=_text(root, "cac:ProcurementProject/cbc:Name"),
        classification=_text(root, f"cac:ProcurementProject/{_CPV}"),
        result="",
        tender="",
        contract="",
        concluded=None,
        decided=None,
        winner="",
        winner_identifier="",
        winner_country="",
        group_size=0,
        amount_cents=None,
        amount_printed="",
        currency="",
        bidders=None,
        subcontracting="",
        subcontractors=(),
        ordinal=0,
        start=0,
        end=0,
    )


def _of_lot(notice: _Notice, result: Any, head: TedAward, row: int, reader: CellReader) -> Iterator[TedAward]:
    """One lot: a record a winning organisation, or one that says that there is none."""
    name = _text(result, "efac:TenderLot/cbc:ID")
    lot = notice.lots.get(name)
    base = replace(
        head,
        lot=name,
        title=(_text(lot, "cac:ProcurementProject/cbc:Name") if lot is not None else "") or head.title,
        classification=(_text(lot, f"cac:ProcurementProject/{_CPV}") if lot is not None else "") or head.classification,
        result=_text(result, "cbc:TenderResultCode"),
        bidders=_tenders_received(result),
    )
    winning = list(_winning(notice, result)) if base.result == _CHOSEN else []
    if not winning:
        if base.result == _CHOSEN:
            reader.warn("supplier_not_named", "a winner was chosen and none is named", row, name)
        yield base
    for identifier, contract in winning:
        yield from _of_tender(notice, identifier, contract, base, row, reader)


def _winning(notice: _Notice, result: Any) -> Iterator[tuple[str, Any]]:
    """Winning tenders of a lot, each with its contract where there is one."""
    of_lot = _references(result, "efac:LotTender")
    found = False
    for reference in _references(result, "efac:SettledContract"):
        contract = notice.contracts.get(reference)
        for tender in _references(contract, "efac:LotTender") if contract is not None else ():
            if tender in of_lot or not of_lot:
                found = True
                yield tender, contract
    if not found:
        yield from ((tender, None) for tender in of_lot)


def _of_tender(
    notice: _Notice, identifier: str, contract: Any, base: TedAward, row: int, reader: CellReader
) -> Iterator[TedAward]:
    tender = notice.tenders.get(identifier)
    party = notice.parties.get(_text(tender, "efac:TenderingParty/cbc:ID")) if tender is not None else None
    members = [notice.organisations.get(one, _NOBODY) for one in _references(party, "efac:Tenderer")]
    helpers = [notice.organisations.get(one, _NOBODY) for one in _references(party, "efac:SubContractor")]
    if not any(member.name for member in members):
        reader.warn("supplier_not_named", "the winning tender names nobody", row, identifier)
    amount = tender.find("cac:LegalMonetaryTotal/cbc:PayableAmount", _NAMES) if tender is not None else None
    printed = (amount.text or "").strip() if amount is not None else ""
    value = cents(printed) if printed else None
    if printed and value is None:
        reader.fail("number", "not an amount; no value taken", row, identifier, printed)
    for member in members or [_NOBODY]:
        if member.is_person:
            reader.warn("individual_masked", "a natural person: masked", row, identifier)
        yield replace(
            base,
            tender=identifier,
            contract=_text(contract, "efac:ContractReference/cbc:ID"),
            concluded=_day(_text(contract, "cbc:IssueDate")),
            decided=_day(_text(contract, "cbc:AwardDate")),
            winner=member.name,
            winner_identifier=member.identifier,
            winner_country=member.country,
            group_size=len(members),
            amount_cents=value,
            amount_printed=printed,
            currency=amount.get("currencyID") or "" if amount is not None else "",
            subcontracting=_text(tender, "efac:SubcontractingTerm/efbc:TermCode"),
            subcontractors=tuple(helper.name for helper in helpers if helper.name),
        )


def _tenders_received(result: Any) -> int | None:
    for statistics in result.findall("efac:ReceivedSubmissionsStatistics", _NAMES):
        number = _text(statistics, "efbc:StatisticsNumeric")
        if _text(statistics, "efbc:StatisticsCode") == "tenders" and re.fullmatch(r"\d{1,9}", number):
            return int(number)
    return None


def _by_identifier(root: Any, path: str) -> dict[str, Any]:
    return {_text(node, "cbc:ID"): node for node in root.findall(path, _NAMES)}


def _references(node: Any, path: str) -> list[str]:
    """The identifiers that a node refers to, each once."""
    found = [] if node is None else [_text(child, "cbc:ID") for child in node.findall(path, _NAMES)]
    return list(dict.fromkeys(identifier for identifier in found if identifier))


def _text(node: Any, path: str) -> str:
    """The text at a path, in English where it is there in several languages; ``""`` where there is none."""
    found = [] if node is None else node.findall(path, _NAMES)
    found = sorted(found, key=lambda one: one.get("languageID") != "ENG")
    return (found[0].text or "").strip() if found else ""


def _day(printed: str) -> str | None:
    """The day of a date with an offset (2026-09-03+02:00)."""
    return printed[:10] if re.match(r"\d{4}-\d\d-\d\d", printed) else None
