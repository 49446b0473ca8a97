"""Claims of the reference data: who provides a service, who controls whom, under which law. Each row is its own evidence."""

from __future__ import annotations

import calendar
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.claims.model import CELL_SEPARATOR, Argument, CellEvidence, Claim, Qualifiers, Thing

VERSION = "3"

# How far the reference data's own word for certainty goes; "unsure" stays below the floor and makes no edge.
CONFIDENCE = {"sourced": 0.95, "known": 0.8, "unsure": 0.4}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a reference file with its position and the file's columns."""

    row: int
    columns: Sequence[str]
    values: Mapping[str, str]

    def cells(self, *names: str) -> tuple[CellEvidence, ...]:
        """The evidence that the named cells of this row are."""
        numbers = tuple(self.columns.index(name) + 1 for name in names)
        return (CellEvidence(self.row, numbers, CELL_SEPARATOR.join(self.values[name] for name in names)),)


def claims_of(name: str, body: bytes) -> Iterator[Claim | Thing]:
    """The claims of the reference file ``name``; files without claims of their own (names, terms) give things only."""
    rule = _RULES.get(name)
    if rule is None:
        return
    reader = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    columns = next(reader)
    for row, values in enumerate(reader, start=2):
        yield from rule(Line(row, columns, dict(zip(columns, values, strict=True))))


def _organization(identifier: str) -> Argument:
    return Argument("reference_organization", "", identifier)


def _ownership(line: Line) -> Iterator[Claim]:
    value = line.values
    if not value["controller_id"] or value["controls"] != "yes":
        return  # a stake, a former name or an open question: kept in the file, no control
    start, end = _first_day(value["valid_from"]), _last_day(value["valid_through"])
    yield Claim(
        f"reference/ownership/{value['organization_id']}/{value['controller_id']}/{value['valid_from']}",
        "controlledBy",
        _organization(value["organization_id"]),
        _organization(value["controller_id"]),
        line.cells("organization_id", "controller_id", "controls", "valid_from", "valid_through"),
        Qualifiers(
            valid_from=start,
            valid_through=end,
            valid_precision=_precision(value["valid_from"] or value["valid_through"]),
            share=value["share_percent"],
        ),
        confidence=CONFIDENCE[value["certainty"]],
    )


def _organizations(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    organization = _organization(value["id"])
    properties: list[tuple[str, str | int]] = [("organizationKind", value["kind"])]
    yield Thing(organization, value["name_ja"], tuple(properties))
    if value["country"] and value["country"] != "unknown":
        yield Claim(
            f"reference/organizations/{value['id']}",
            "underJurisdiction",
            organization,
            Argument("jurisdiction", value["country"]),
            line.cells("id", "country"),
            confidence=CONFIDENCE[value["certainty"]],
        )


def _services(line: Line) -> Iterator[Claim | Thing]:
    value = line.values
    service = Argument("service", value["names_en"] or value["names_ja"])
    yield Thing(service, value["names_ja"], (("serviceKind", value["kind"]),))
    if value["provider_id"]:
        yield Claim(
            f"reference/cloud_services/{value['id']}",
            "providedBy",
            service,
            _organization(value["provider_id"]),
            line.cells("id", "provider", "provider_id"),
            confidence=CONFIDENCE[value["certainty"]],
        )


def _functions(line: Line) -> Iterator[Thing]:
    value = line.values
    links = (("broader", Argument("function", value["broader"])),) if value["broader"] else ()
    yield Thing(
        Argument("function", value["id"]),
        value["prefLabel_ja"],
        (("level", value["level"]), ("cofog", value["cofog"]), ("personalData", value["personal_data"])),
        links,
    )


def _served_under(line: Line) -> Iterator[Claim]:
    value = line.values
    yield Claim(
        f"reference/served_under/{value['function_id']}/{value['system_id']}",
        "servedUnder",
        Argument("function", value["function_id"]),
        Argument("system", value["system_name"]),
        line.cells("function_id", "system_id", "system_name", "modality", "basis"),
        modality=value["modality"],
        confidence=CONFIDENCE[value["certainty"]],
    )


_RULES: Mapping[str, Callable[[Line], Iterator[Claim | Thing]]] = {
    "ownership.csv": _ownership,
    "organizations.csv": _organizations,
    "cloud_services.csv": _services,
    "functions.csv": _functions,
    "served_under.csv": _served_under,
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
