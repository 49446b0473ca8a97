"""The reference data of ``ontology/reference`` as lookups. Facts with their sources; no rule lives there."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph.resolve.names import normalise

FILES = (
    "organizations.csv",
    "bodies_abroad.csv",
    "former_names.csv",
    "ownership.csv",
    "cloud_services.csv",
    "functions.csv",
    "systems.csv",
    "jurisdictions.csv",
    "served_under.csv",
    "products.csv",
    "service_types.csv",
    "public_assertions.csv",
    "state_bodies.csv",
)


@dataclass(frozen=True, slots=True)
class Names:
    """One entry of the reference data under all its names."""

    identifier: str
    label: str
    label_en: str
    alternatives: tuple[str, ...] = ()
    corporate_number: str = ""

    @property
    def every(self) -> tuple[str, ...]:
        """All names that it has, the label first."""
        return tuple(filter(None, (self.label, self.label_en, *self.alternatives)))


@dataclass(frozen=True)
class Reference:
    """The reference data by id, and services and systems by any of their names."""

    organizations: Mapping[str, Names]
    services: Mapping[str, Names]
    systems: Mapping[str, Names]
    functions: Mapping[str, Names]
    jurisdictions: Mapping[str, Names]
    service_ids: Mapping[str, str]
    system_ids: Mapping[str, str]
    digest: str  # of all files: what everything that uses them is redone by

    @classmethod
    def load(cls, folder: Path | None = None) -> Reference:
        """Reads the CSV files of ``folder`` (default: those installed with the package)."""
        folder = folder or reference_folder()
        organizations = {
            row["id"]: Names(row["id"], row["name_ja"], row["name_en"], (), row["corporate_number"])
            for row in rows(folder / "organizations.csv")
        } | {row["id"]: _named(row, "name") for row in rows(folder / "bodies_abroad.csv")}
        former: dict[str, list[str]] = {}
        for row in rows(folder / "former_names.csv"):
            former.setdefault(row["organization_id"], []).append(row["name_ja"])
        for identifier, names in former.items():
            known = organizations[identifier]
            organizations[identifier] = Names(
                identifier, known.label, known.label_en, tuple(sorted(set(names))), known.corporate_number
            )
        services = {row["id"]: _named(row) for row in rows(folder / "cloud_services.csv")}
        systems = {row["id"]: _named(row) for row in rows(folder / "systems.csv")}
        functions = {
            row["id"]: Names(row["id"], row["prefLabel_ja"], row["prefLabel_en"])
            for row in rows(folder / "functions.csv")
        }
        jurisdictions = {
            row["id"]: Names(row["id"], row["name_ja"], row["name_en"]) for row in rows(folder / "jurisdictions.csv")
        }
        content = hashlib.sha256()
        for name in FILES:
            content.update(name.encode() + b"\0" + (folder / name).read_bytes())
        return cls(
            organizations,
            services,
            systems,
            functions,
            jurisdictions,
            _by_name(services),
            _by_name(systems),
            content.hexdigest()[:32],
        )


def reference_folder() -> Path:
    """The folder of the reference data installed with the package."""
    return Path(str(resources.files("ontology"))) / "reference"


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a reference file by column name."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _named(row: Mapping[str, str], column: str = "names") -> Names:
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    return Names(row["id"], row[f"{column}_ja"], row[f"{column}_en"], aliases)


def _by_name(entries: Mapping[str, Names]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for identifier, names in sorted(entries.items()):
        for name in names.every:
            ids.setdefault(normalise(name), identifier)
    return ids
