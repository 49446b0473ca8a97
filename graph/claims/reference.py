"""Claims of the reference data: who provides what, who controls whom, under which law, on what a function rests.

Each row of a file is its own evidence and, beside the claims that it makes, a thing: where its facts were read, the date to
which they speak and how sure they are. What others assert in public is *supposed* whatever its status, and makes no edge.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping

from graph.claims.model import SUPPOSED, Argument, Claim, Qualifiers, Thing, literal
from graph.claims.reference_line import CONFIDENCE, Line, first_day, last_day, precision

VERSION = "5"


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
    evidence = line.cells("organization_id", "controller_id", "controls", "valid_from", "valid_through")
    confidence = CONFIDENCE[value["certainty"]]
    if value["controller_id"]:
        if value["controls"] == "yes":
            predicate = "controlledBy"
        else:
            predicate = "mergedInto" if value["relation"] == "merged_into" else "partOwnedBy"
        above = _organization(value["controller_id"])
        yield Claim(
            key, predicate, organization, above, evidence, line.period(value["share_percent"]), confidence=confidence
        )
    # a stake in somebody tells nothing of what stands above him, nor does an open question
    if value["ultimate_parent_id"] and value["controls"] in ("yes", "no"):
        top = _organization(value["ultimate_parent_id"])
        evidence = line.cells("organization_id", "relation", "ultimate_parent_id", "valid_from", "valid_through")
        yield Claim(key, "ultimateParent", organization, top, evidence, line.period(), confidence=confidence)


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
        line.period(),
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
            line.period(),
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
                    valid_from=first_day(day),
                    valid_through=last_day(day),
                    valid_precision=precision(day),
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
    "bodies_abroad.csv": _organizations,
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
