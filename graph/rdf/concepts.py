"""The tables of ``ontology/reference`` as SKOS: functions under COFOG, types of ICT service, jurisdictions, other names.

Made from the tables at each build, in a graph of its own; what the rows claim is in the claims, as of every other source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from graph import iri
from graph.rdf.nquads import quote
from graph.resolve.reference import rows

FUNCTIONS = iri.scheme("public-functions")
SERVICE_TYPES = iri.scheme("ict-service-types")
JURISDICTIONS = iri.scheme("jurisdictions")

_GRAPH = f"<{iri.REFERENCE}> ."
_NAMES: Mapping[str, tuple[str, str]] = {
    FUNCTIONS: ("公的機能の体系", "Public functions"),
    SERVICE_TYPES: ("ICTサービスの種別の体系", "Types of ICT service"),
    JURISDICTIONS: ("法域の体系", "Jurisdictions"),
}


def quads(folder: Path) -> Iterator[str]:
    """Lines of N-Quads of the tables in ``folder``."""
    for scheme, (ja, en) in _NAMES.items():
        yield _quad(scheme, "rdf:type", _iri("skos", "ConceptScheme"))
        yield from _labels(scheme, ja, en)
    for row in rows(folder / "functions.csv"):
        yield from _function(row)
    for row in rows(folder / "service_types.csv"):
        yield from _concept(iri.service_type(row["id"]), SERVICE_TYPES, row["name_ja"], row["name_en"], row["id"])
        yield from _top(iri.service_type(row["id"]), SERVICE_TYPES)
    for row in rows(folder / "jurisdictions.csv"):
        subject = iri.jurisdiction(row["id"])
        yield from _concept(subject, JURISDICTIONS, row["name_ja"], row["name_en"], row["id"])
        yield from _top(subject, JURISDICTIONS)
        yield _quad(subject, "skos:exactMatch", f"<{row['authority_iri']}>")
    for row in rows(folder / "cloud_services.csv"):
        yield from _other_names(iri.service(row["id"]), row["aliases"])
        if row["part_of"]:
            yield _quad(iri.service(row["id"]), "dct:isPartOf", f"<{iri.service(row['part_of'])}>")
    for row in rows(folder / "products.csv"):
        yield from _other_names(iri.product(row["id"]), row["aliases"])
    for row in rows(folder / "systems.csv"):
        yield from _other_names(iri.known_system(row["id"]), row["aliases"])
    for row in rows(folder / "organizations.csv"):
        if row["corporate_number"]:
            theirs = f"<http://hojin-info.go.jp/data/{row['corporate_number']}>"
            yield _quad(iri.reference_organization(row["id"]), "skos:exactMatch", theirs)


def _function(row: Mapping[str, str]) -> Iterator[str]:
    subject = iri.function(row["id"])
    yield from _concept(subject, FUNCTIONS, row["prefLabel_ja"], row["prefLabel_en"], row["cofog"])
    if row["broader"]:
        yield _quad(subject, "skos:broader", f"<{iri.function(row['broader'])}>")
    else:
        yield from _top(subject, FUNCTIONS)
    for term in filter(None, row["match_terms"].split("|")):
        yield _quad(subject, "skos:hiddenLabel", f"{quote(term)}@ja")


def _concept(subject: str, scheme: str, ja: str, en: str, notation: str) -> Iterator[str]:
    yield _quad(subject, "rdf:type", _iri("skos", "Concept"))
    yield _quad(subject, "skos:inScheme", f"<{scheme}>")
    yield from _labels(subject, ja, en)
    yield _quad(subject, "skos:notation", quote(notation))


def _labels(subject: str, ja: str, en: str) -> Iterator[str]:
    yield _quad(subject, "skos:prefLabel", f"{quote(ja)}@ja")
    yield _quad(subject, "skos:prefLabel", f"{quote(en)}@en")


def _top(subject: str, scheme: str) -> Iterator[str]:
    yield _quad(subject, "skos:topConceptOf", f"<{scheme}>")
    yield _quad(scheme, "skos:hasTopConcept", f"<{subject}>")


def _other_names(subject: str, aliases: str) -> Iterator[str]:
    """Names of a mixed list: which language each is in, nobody says."""
    for name in filter(None, aliases.split("|")):
        yield _quad(subject, "skos:altLabel", quote(name))


def _quad(subject: str, predicate: str, target: str) -> str:
    prefix, _, name = predicate.partition(":")
    return f"<{subject}> {_iri(prefix, name)} {target} {_GRAPH}"


def _iri(prefix: str, name: str) -> str:
    return f"<{iri.PREFIXES[prefix]}{name}>"
