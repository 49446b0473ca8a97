"""Claims of the reference data: who provides what, who controls whom, under which law, on what a function rests.

Each row of a file is its own evidence and, beside the claims that it makes, a thing: where its facts were read, the date to
which they speak and how sure they are. What others assert in public is *supposed* whatever its status, and makes no edge.
"""

from __future__ import annotations

import calendar
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.claims.model import CELL_SEPARATOR, SUPPOSED, Argument, CellEvidence, Claim, Qualifiers, Thing, literal

VERSION = "4"

# How far the reference data's own word for certainty goes; "unsure" stays below the floor and makes no edge.
CONFIDENCE = {"sourced": 0.95, "judged": 0.9, "known": 0.8, "unsure": 0.4, "unknown": 0.4}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a reference file with its position and the file's columns."""

    row: int
    columns: Sequence[str]
    values: Mapping[str, str]

    def cells(self, *names: str) -> tuple[CellEvidence, ...]:
        """The evidence that the named cells of this row are, with those that say where and when they were read."""
        named = [*names, "source", "as_of"]
        numbers = tuple(self.columns.index(name) + 1 for name in named)
        return (CellEvidence(self.row, numbers, CELL_SEPARATOR.join(self.values[name] for name in named)),)

    def record(self, key: str, topic: Argument) -> Thing:
        """The row as a thing that describes ``topic``."""
        row = Argument("reference_row", "", key)
        value = self.values
        properties = (
            ("recordKey", key), ("statedIn", value["source"]), ("asOf", value["as_of"]), ("certainty", value["certainty"]),
        )  # fmt: skip
        return Thing(row, key, properties, (("describes", topic),))


def claims_of(name: str, body: bytes) -> Iterator[Claim | Thing]:
    """The claims of the reference file ``name``."""
    rule = _RULES[name]
    reader = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    columns = next(reader)
    for row, values in enumerate(reader, start=2):
        yield from rule(Line(row, columns, dict(zip(columns, values, strict=True))))


def _organization(identifier: str) -> Argument:
    return Argument("reference_organization", "", identifier)


def _ownership(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    organization = _organization(value["organization_id"])
    key = f"reference/ownership/{value['organization_id']}/{value['controller_id']}/{value['valid_from']}"
    yield line.record(key, organization)
    qualifiers = Qualifiers(
        valid_from=_first_day(value["valid_from"]),
        valid_through=_last_day(value["valid_through"]),
        valid_precision=_precision(value["valid_from"] or value["valid_through"]),
        share=value["share_percent"],
    )
    evidence = line.cells("organization_id", "controller_id", "controls", "valid_from", "valid_through")
    confidence = CONFIDENCE[value["certainty"]]
    if value["controller_id"]:
        if value["controls"] == "yes":
            predicate = "controlledBy"
        else:
            predicate = "mergedInto" if value["relation"] == "merged_into" else "partOwnedBy"
        above = _organization(value["controller_id"])
        yield Claim(key, predicate, organization, above, evidence, qualifiers, confidence=confidence)
    # a stake in somebody tells nothing of what stands above him, nor does an open question
    if value["ultimate_parent_id"] and value["controls"] in ("yes", "no"):
        top = _organization(value["ultimate_parent_id"])
        period = Qualifiers(
            valid_from=qualifiers.valid_from,
            valid_through=qualifiers.valid_through,
            valid_precision=qualifiers.valid_precision,
        )
        evidence = line.cells("organization_id", "relation", "ultimate_parent_id", "valid_from", "valid_through")
        yield Claim(key, "ultimateParent", organization, top, evidence, period, confidence=confidence)


def _organizations(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    organization = _organization(value["id"])
    key = f"reference/organizations/{value['id']}"
    yield line.record(key, organization)
    yield Thing(organization, value["name_ja"], (("organizationKind", value["kind"]),))
    if value["country"] and value["country"] != "unknown":
        yield Claim(
            key,
            "underJurisdiction",
            organization,
            Argument("jurisdiction", value["country"]),
            line.cells("id", "country"),
            confidence=CONFIDENCE[value["certainty"]],
        )


def _former_names(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    organization = _organization(value["organization_id"])
    key = f"reference/former_names/{value['organization_id']}/{value['name_ja']}"
    yield line.record(key, organization)
    yield Claim(
        key,
        "formerName",
        organization,
        literal(value["name_ja"]),
        line.cells("organization_id", "name_ja", "valid_from", "valid_through"),
        Qualifiers(
            valid_from=_first_day(value["valid_from"]),
            valid_through=_last_day(value["valid_through"]),
            valid_precision=_precision(value["valid_from"] or value["valid_through"]),
        ),
        confidence=CONFIDENCE[value["certainty"]],
    )


def _services(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    service = Argument("service", value["names_en"] or value["names_ja"])
    key = f"reference/cloud_services/{value['id']}"
    yield line.record(key, service)
    yield Thing(service, value["names_ja"], (("serviceKind", value["kind"]),))
    confidence = CONFIDENCE[value["certainty"]]
    if value["provider_id"]:
        provider = _organization(value["provider_id"])
        evidence = line.cells("id", "provider", "provider_id")
        yield Claim(key, "providedBy", service, provider, evidence, confidence=confidence)
    yield from _stated(line, key, service, "governmentCloudStatus", "government_cloud_status", confidence)
    if value["ISMAP_listed"] in ("yes", "no"):
        yield from _stated(line, key, service, "ismapListed", "ISMAP_listed", CONFIDENCE[value["ismap_certainty"]])


def _products(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    product = Argument("product", value["names"], value["id"])
    key = f"reference/products/{value['id']}"
    yield line.record(key, product)
    yield Thing(product, value["names"], (("productCategory", value["category"]),))
    if value["vendor_id"]:
        yield Claim(
            key,
            "providedBy",
            product,
            _organization(value["vendor_id"]),
            line.cells("id", "vendor_id", "vendor"),
            confidence=CONFIDENCE[value["certainty"]],
        )


def _systems(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    system = Argument("system", value["names_ja"])
    key = f"reference/systems/{value['id']}"
    yield line.record(key, system)
    if value["owner"]:
        owner = Argument("agency", value["owner"])
        evidence = line.cells("id", "owner")
        yield Claim(key, "operatedFor", system, owner, evidence, confidence=CONFIDENCE[value["certainty"]])


def _functions(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    function = Argument("function", value["id"])
    key = f"reference/functions/{value['id']}"
    yield line.record(key, function)
    links = (("broader", Argument("function", value["broader"])),) if value["broader"] else ()
    yield Thing(
        function,
        value["prefLabel_ja"],
        (("level", value["level"]), ("cofog", value["cofog"]), ("personalData", value["personal_data"])),
        links,
    )
    confidence = CONFIDENCE[value["certainty"]]
    yield from _stated(line, key, function, "legalBasis", "legal_basis", confidence)
    yield from _stated(line, key, function, "competentBody", "owner", confidence)
    if value["level"] != "division":
        of_personal_data = CONFIDENCE[value["personal_data_certainty"]]
        yield from _stated(line, key, function, "personalData", "personal_data", of_personal_data)
        yield from _stated(line, key, function, "personalDataBasis", "personal_data_basis", of_personal_data)


def _service_types(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    service_type = Argument("service_type", value["name_ja"], value["id"])
    key = f"reference/service_types/{value['id']}"
    yield line.record(key, service_type)
    yield Thing(service_type, value["name_ja"])
    yield from _stated(line, key, service_type, "role", "role", CONFIDENCE["judged"])


def _jurisdictions(line: Line) -> Iterator[Thing]:
    yield line.record(f"reference/jurisdictions/{line.values['id']}", Argument("jurisdiction", line.values["id"]))


def _state_bodies(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    body = _body(value["number"], value["name"])
    key = f"reference/state_bodies/{value['number'] or value['slug']}"
    yield line.record(key, body)
    yield Thing(body, value["name"])
    if value["parent"]:
        yield Claim(
            key,
            "subordinateTo",
            body,
            _body(value["parent"], ""),
            line.cells("number", "name", "parent", "valid_from", "valid_through"),
            Qualifiers(
                valid_from=_first_day(value["valid_from"]),
                valid_through=_last_day(value["valid_through"]),
                valid_precision=_precision(value["valid_from"] or value["valid_through"]),
            ),
            confidence=CONFIDENCE[value["certainty"]],
        )


def _body(number: str, name: str) -> Argument:
    """A body by its number; one without is known by its name."""
    return Argument("organization", name, number) if number else Argument("agency", name)


def _assertions(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    assertion = Argument("assertion", value["statement"], value["id"])
    key = f"reference/public_assertions/{value['id']}"
    yield line.record(key, assertion)
    properties = (
        ("assertedBy", value["asserted_by"]),
        ("assertedFor", value["asserted_for"]),
        ("assertionStatus", value["status"]),
        ("sourcesSay", value["sources_say"]),
    )
    yield Thing(assertion, value["statement"], properties)
    things = [_thing(name) for name in value["things"].split("|") if name]
    topics = list(things)
    if value["agency"]:
        topics.append(Argument("agency" if value["country"] == "JP" else "organization", value["agency"]))
    system = Argument("system", value["system"], scope=value["agency"])
    if value["system"]:
        topics.append(system)
    evidence = line.cells("statement", "asserted_by", "asserted_for", "status", "sources_say")
    confidence = CONFIDENCE[value["certainty"]]
    for topic in topics:
        yield Claim(key, "assertsAbout", assertion, topic, evidence, modality=SUPPOSED, confidence=confidence)
    if value["predicate"]:
        day = value["asserted_for"]
        for topic in things:
            yield Claim(
                key,
                value["predicate"],
                system,
                topic,
                evidence,
                Qualifiers(
                    count=int(value["count"]) if value["count"] else None,
                    unit=value["unit"],
                    valid_from=_first_day(day),
                    valid_through=_last_day(day),
                    valid_precision=_precision(day),
                ),
                modality=SUPPOSED,
                confidence=confidence,
            )


def _stated(line: Line, key: str, subject: Argument, predicate: str, column: str, confidence: float) -> Iterator[Claim]:
    """A value that a row states of a thing, where it does."""
    if line.values[column]:
        evidence = line.cells("id", column)
        yield Claim(key, predicate, subject, literal(line.values[column]), evidence, confidence=confidence)


def _thing(name: str) -> Argument:
    """A thing that an assertion names: ``org/ID``, ``service/NAME`` or ``function/ID``."""
    kind, _, identifier = name.partition("/")
    return _organization(identifier) if kind == "org" else Argument(kind, identifier)


def _served_under(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    key = f"reference/served_under/{value['function_id']}/{value['system_id']}"
    function = Argument("function", value["function_id"])
    yield line.record(key, function)
    yield Claim(
        key,
        "servedUnder",
        function,
        Argument("system", value["system_name"]),
        line.cells("function_id", "system_id", "system_name", "modality", "basis"),
        modality=value["modality"],
        confidence=CONFIDENCE[value["certainty"]],
    )


_RULES: Mapping[str, Callable[[Line], Iterator[Claim | Thing]]] = {
    "ownership.csv": _ownership,
    "organizations.csv": _organizations,
    "former_names.csv": _former_names,
    "cloud_services.csv": _services,
    "products.csv": _products,
    "systems.csv": _systems,
    "functions.csv": _functions,
    "served_under.csv": _served_under,
    "service_types.csv": _service_types,
    "jurisdictions.csv": _jurisdictions,
    "public_assertions.csv": _assertions,
    "state_bodies.csv": _state_bodies,
}


def _precision(date: str) -> str:
    return {4: "year", 7: "month", 10: "day"}.get(len(date), "")


def _first_day(date: str) -> str:
    return date + {4: "-01-01", 7: "-01"}.get(len(date), "")


def _last_day(date: str) -> str:
    if len(date) == 7:
        year, month = map(int, date.split("-"))
        return f"{date}-{calendar.monthrange(year, month)[1]:02}"
    return date + {4: "-12-31"}.get(len(date), "")
