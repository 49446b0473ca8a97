"""OCDS release package of any publisher → :class:`OcdsSupply`: the suppliers of its awards and contracts.

Open Contracting Data Standard 1.1, release package schema. Contract points of parties are left out; amounts stay in
their currency. A contract takes its suppliers from the award that it names.
"""

from __future__ import annotations

import dataclasses
import decimal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.json_values import MAXIMUM_INTEGER, read_object, shown
from crawler.pages.ocds_members import MEMBERS
from crawler.records import OcdsSupply, Problem, valid_corporate_number

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 2

_PERSONS = ("contactPoint",)  # left out of the text too

IGNORED = {
    "planning": "before the tender",
    "tender": "taken are procurementMethod and numberOfTenderers",
    "parties/contactPoint": "contact persons",
    "awards/items, contracts/items": "what is bought stands in title and description",
    "documents, milestones, amendments": "nothing here rests on them",
}

JAPAN = "JP-JCN"  # org-id.guide: corporate numbers of the National Tax Agency
_TAGS = frozenset(
    {
        "planning",
        "planningUpdate",
        "tender",
        "tenderAmendment",
        "tenderUpdate",
        "tenderCancellation",
        "award",
        "awardUpdate",
        "awardCancellation",
        "contract",
        "contractUpdate",
        "contractAmendment",
        "implementation",
        "implementationUpdate",
        "contractTermination",
        "compiled",
    }
)


def parse(
    body: bytes,
    file: str,
    arguments: Mapping[str, str | int],  # noqa: ARG001 -- every page kind has this signature
) -> Iterator[OcdsSupply | Problem]:
    """One record a supplier of each award and contract, in the order of the package. Raises :class:`PageError`."""
    package = read_object(body, file)
    releases = package.get("releases")
    if not isinstance(releases, list):
        raise PageError("no_package", "no release package: no list of releases; look at what came", file)
    reader = CellReader(file)
    version = _text(package.get("version"))
    if version not in ("1.0", "1.1"):
        reader.warn("version", "not a version of the standard that is known; read as 1.1", 0, "version", version)
    publisher = _text(_object(package.get("publisher")).get("name"))
    _note_strangers(reader, package)
    seen: set[OcdsSupply] = set()
    for position, members in enumerate(releases):
        for supply in _Release(reader, publisher, position, _object(members)).supplies():
            if (alike := dataclasses.replace(supply, position="")) in seen:
                reader.warn("duplicate", "the same is there twice; the first is taken", position, supply.position)
            else:
                seen.add(alike)
                yield supply
        yield from reader.take()
    yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The package's JSON, without contact points. Raises :class:`PageError`."""
    return shown(read_object(body, file), _PERSONS)


def _note_strangers(reader: CellReader, package: Mapping[str, Any]) -> None:
    """Note, once by its name, each member that the standard does not have where it stands: extensions, and renamed ones."""
    releases = _objects(package.get("releases"))
    stages = {
        "award": [award for release in releases for award in _objects(release.get("awards"))],
        "contract": [contract for release in releases for contract in _objects(release.get("contracts"))],
    }
    acts = [*stages["award"], *stages["contract"]]
    tenders = [_object(release.get("tender")) for release in releases]
    parties = [party for release in releases for party in _objects(release.get("parties"))]
    buyers = [_object(release.get("buyer")) for release in releases]
    suppliers = [supplier for act in acts for supplier in _objects(act.get("suppliers"))]
    organizations = [*parties, *buyers, *suppliers, *(_object(tender.get("procuringEntity")) for tender in tenders)]
    found: dict[str, list[Mapping[str, Any]]] = {
        "package": [package],
        "publisher": [_object(package.get("publisher"))],
        "release": releases,
        "organization": organizations,
        "identifier": [_object(organization.get("identifier")) for organization in organizations],
        "tender": tenders,
        **stages,
        "value": [_object(act.get("value")) for act in acts],
        "period": [_object(act.get(name)) for act in acts for name in ("period", "contractPeriod")],
    }
    for what, objects in found.items():
        for name in sorted({name for members in objects for name in members} - MEMBERS[what]):
            reader.warn("unknown_member", "no member of the standard; it is left out", 0, f"{what}/{name}")


@dataclass(frozen=True, slots=True)
class _Party:
    identity: str
    name: str
    scheme: str
    identifier: str


class _Release:
    """One release: its parties by id, and its awards by id."""

    def __init__(self, reader: CellReader, publisher: str, position: int, members: Mapping[str, Any]) -> None:
        self.reader = reader
        self.publisher = publisher
        self.position = position
        self.members = members
        self.parties = {_text(party.get("id")): party for party in _objects(members.get("parties"))}
        self.awards = {_text(award.get("id")): award for award in _objects(members.get("awards"))}
        self.tags = tuple(_text(tag) for tag in _list(members.get("tag")))

    def supplies(self) -> Iterator[OcdsSupply]:
        if not _text(self.members.get("ocid")) or not _text(self.members.get("id")):
            self._warn("no_identity", "a release without ocid or id; left out", "ocid")
            return
        unknown = [tag for tag in self.tags if tag not in _TAGS]
        if unknown or not self.tags:
            self._warn("unknown_code", "no tag, or one that the standard does not have", "tag", " ".join(unknown))
        for number, award in enumerate(_objects(self.members.get("awards"))):
            yield from self._supplies("award", number, award, award, award.get("contractPeriod"))
        for number, contract in enumerate(_objects(self.members.get("contracts"))):
            award = self.awards.get(_text(contract.get("awardID")), {})
            yield from self._supplies("contract", number, contract, award, contract.get("period"))

    def _supplies(
        self, stage: str, number: int, act: Mapping[str, Any], award: Mapping[str, Any], period: Any
    ) -> Iterator[OcdsSupply]:
        suppliers = _objects(award.get("suppliers")) or _objects(act.get("suppliers"))
        buyer = self._party(
            _object(self.members.get("buyer") or _object(self.members.get("tender")).get("procuringEntity"))
        )
        amount, printed, currency = self._value(act.get("value"))
        tender, dates = _object(self.members.get("tender")), _object(period)
        if not suppliers:
            self._warn("supplier_not_named", f"the {stage} names no supplier", f"{stage}s/{number}")
        for supplier in [self._party(entry) for entry in suppliers] or [_Party("", "", "", "")]:
            name = supplier.name
            japanese = supplier.identifier if supplier.scheme == JAPAN else ""
            number_of_japan = japanese if valid_corporate_number(japanese) else None
            if not supplier.identifier and not name.isascii() and is_individual(name, number_of_japan):
                self._warn("individual_masked", "an individual, or not known to be none: masked", f"{stage}s/{number}")
                name = INDIVIDUAL
            yield OcdsSupply(
                publisher=self.publisher,
                ocid=_text(self.members.get("ocid")),
                release_id=_text(self.members.get("id")),
                released=_text(self.members.get("date")),
                tags=self.tags,
                stage=stage,
                identifier=_text(act.get("id")),
                award_id=_text(act.get("awardID")) if stage == "contract" else _text(act.get("id")),
                title=_text(act.get("title")),
                description=_text(act.get("description")),
                status=_text(act.get("status")),
                date=_text(act.get("dateSigned" if stage == "contract" else "date")) or None,
                start=_text(dates.get("startDate")) or None,
                end=_text(dates.get("endDate")) or None,
                amount=amount,
                amount_printed=printed,
                currency=currency,
                buyer_id=buyer.identity,
                buyer=buyer.name,
                supplier_id=supplier.identity,
                supplier=name,
                supplier_scheme=supplier.scheme,
                supplier_identifier=supplier.identifier,
                corporate_number=number_of_japan,
                method=_text(tender.get("procurementMethod")),
                bidders=_count(tender.get("numberOfTenderers")),
                position=f"/releases/{self.position}/{stage}s/{number}",
            )

    def _party(self, reference: Mapping[str, Any]) -> _Party:
        """A party by its reference; what the reference does not say comes from the release's list of parties."""
        identity = _text(reference.get("id"))
        party = self.parties.get(identity, {})
        identifier = _object(reference.get("identifier") or party.get("identifier"))
        return _Party(
            identity,
            _text(reference.get("name")) or _text(party.get("name")) or _text(identifier.get("legalName")),
            _text(identifier.get("scheme")),
            _text(identifier.get("id")),
        )

    def _value(self, value: Any) -> tuple[int | None, str, str]:
        printed, currency = _text(_object(value).get("amount")), _text(_object(value).get("currency"))
        if not printed:
            return None, "", currency
        try:
            amount = decimal.Decimal(printed)
            whole = amount.is_finite() and abs(amount) < 10**18 and amount == amount.to_integral_value()
        except decimal.InvalidOperation:
            self._warn("number", "not an amount; no value taken", "value", printed)
            return None, printed, currency
        return int(amount) if whole else None, printed, currency

    def _warn(self, code: str, message: str, field: str, value: str | None = None) -> None:
        self.reader.warn(code, message, self.position, f"releases/{self.position}/{field}", value)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MAXIMUM_INTEGER else None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in _list(value) if isinstance(entry, dict)]
