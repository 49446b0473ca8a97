"""SHACL shapes as SQL over the published tables: what finds the rows that pySHACL then judges, in bulk.

Each constraint of a shape becomes a condition that a violating row meets. A constraint that has no such condition
here raises :class:`ShapeError`, so that no shape is silently left out. What a table cannot hold by its own form (two
values in one column, a property that is not there) needs no condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph import iri
from graph.build.tables import sql_text

PROV = Namespace(iri.PREFIXES["prov"])
SCHEMA = Namespace(iri.PREFIXES["schema"])
OA = Namespace(iri.PREFIXES["oa"])
IZON = Namespace(iri.NS)

VIOLATION = "violation"
WARNING = "warning"


class ShapeError(Exception):
    """Raised for a shape that cannot be checked in bulk; the message names the shape and the constraint."""


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint: rows of ``table`` that meet ``condition`` (SQL) violate the shape ``name``."""

    name: str
    table: str
    condition: str
    severity: str
    message: str


# Class that a shape is about → published table.
_TABLES = {
    str(IZON.Claim): "claims",
    str(IZON.Evidence): "evidence",
    str(IZON.Document): "documents",
    str(IZON.Capture): "captures",
}

# Path → the column that the publisher writes it from, null where the property is absent.
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "claims": {
        str(RDF.subject): "subject",
        str(RDF.predicate): f"'{iri.NS}' || predicate",
        str(RDF.object): "coalesce(object, value)",
        str(IZON.modality): f"'{iri.NS}' || modality",
        str(IZON.confidence): "confidence",
        str(PROV.wasDerivedFrom): "evidence[1]",
        str(IZON.extractor): "extractor",
        str(IZON.recordKey): "record_key",
        str(PROV.generatedAtTime): "known_from",
        str(PROV.invalidatedAtTime): "known_through",
        str(IZON.superseded): "CASE WHEN known_through IS NULL THEN NULL ELSE true END",
        str(SCHEMA.validFrom): "nullif(valid_from, '')",
        str(SCHEMA.validThrough): "nullif(valid_through, '')",
        str(IZON.validPrecision): "nullif(valid_precision, '')",
        str(IZON.amount): "amount",
        str(IZON.currency): "nullif(currency, '')",
        str(IZON["count"]): '"count"',
        str(IZON.unit): "nullif(unit, '')",
        str(IZON.population): "nullif(population, '')",
        str(IZON.share): "nullif(share, '')",
        str(IZON.fiscalYear): "fiscal_year",
        str(IZON.inBlock): "block",
        str(IZON.role): "nullif(role, '')",
        str(IZON.serviceTypes): "nullif(service_types, '')",
        str(IZON.printedName): "NULL",  # named by the shape, written by nobody yet
        str(IZON.printedNumber): "NULL",
    },
    "evidence": {
        str(OA.hasSource): "document",
        str(IZON.foundIn): "captures[1]",
        str(OA.hasSelector): "iri",
        str(RDF.value): "selector",
        str(OA.exact): "quote",
        str(OA.prefix): "nullif(prefix, '')",
        str(OA.suffix): "nullif(suffix, '')",
    },
    "documents": {
        str(IZON.url): "url",
        str(IZON.source): "source",
        str(IZON.hasCapture): "(SELECT min(c.iri) FROM captures c WHERE c.document = documents.iri)",
    },
    "captures": {
        str(IZON.origin): f"'{iri.NS}' || origin",
        str(IZON.payloadDigest): "payload_digest",
        str(PROV.generatedAtTime): "first_seen",
    },
}
_META = {SH.path, SH.message, SH.severity, SH.name, SH.description, RDF.type, SH.order}
_NODE = {
    SH.targetClass,
    SH.property,
    SH["or"],
    SH.closed,
    SH.ignoredProperties,
    SH.targetSubjectsOf,
    SH.targetObjectsOf,
}
_CLASSES = {iri.PREFIXES["org"] + "Organization": "Organization", iri.PREFIXES["epo"] + "Contract": "Contract"}


def shape_graph(folder: Path) -> Graph:
    """All shapes of a folder in one graph."""
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path)
    return graph


def checks(graph: Graph) -> list[Check]:
    """The constraints of all shapes that have a target. Raises :class:`ShapeError`."""
    found: list[Check] = []
    for shape in sorted(set(graph.subjects(RDF.type, SH.NodeShape)), key=str):
        for target in graph.objects(shape, SH.targetClass):
            table = _TABLES.get(str(target))
            if table is None:
                raise ShapeError(f"{_name(shape)}: no table holds {target}")
            found.extend(_Table(graph, table).node(shape))
        for predicate in (SH.targetSubjectsOf, SH.targetObjectsOf):
            for target in graph.objects(shape, predicate):
                found += [_end_of_edge(graph, shape, str(target), predicate)]
    return found


def _end_of_edge(graph: Graph, shape: Node, predicate: str, side: URIRef) -> Check:
    """A shape of what stands at one end of a property: it is of one of some classes."""
    end = "subject" if side == SH.targetSubjectsOf else "object"
    classes = [str(value) for value in graph.objects(shape, SH["class"])]
    for alternatives in graph.objects(shape, SH["or"]):
        for alternative in Collection(graph, alternatives):
            classes.extend(str(value) for value in graph.objects(alternative, SH["class"]))
    others = set(graph.predicates(shape)) - _META - _NODE - {SH["class"]}
    if others or not classes:
        raise ShapeError(f"{_name(shape)}: only sh:class can be checked at the end of a property")
    things = ", ".join(f"'{_CLASSES.get(name, name.removeprefix(iri.NS))}'" for name in classes)
    name = predicate.removeprefix(iri.NS)
    condition = f"predicate = '{name}' AND {end} NOT IN (SELECT iri FROM entities WHERE thing IN ({things}))"
    return Check(_name(shape), "edges", condition, *_manner(graph, shape))


class _Table:
    """The shapes of the rows of one table."""

    def __init__(self, graph: Graph, table: str) -> None:
        self._graph = graph
        self._table = table
        self._columns = _COLUMNS[table]

    def node(self, shape: Node) -> Iterator[Check]:
        graph = self._graph
        for predicate, value in graph.predicate_objects(shape):
            if predicate == SH.property:
                yield from self.property(value)
            elif predicate == SH["or"]:
                yield Check(_name(shape), self._table, self._none_of(shape, value), *_manner(graph, shape))
            elif predicate not in _META | _NODE:
                yield from self._check(shape, "iri", predicate, value)

    def property(self, shape: Node) -> Iterator[Check]:
        path = self._graph.value(shape, SH.path)
        column = self._columns.get(str(path))
        if column is None:
            raise ShapeError(f"{_name(shape)}: no column of {self._table} holds {path}")
        for predicate, value in self._graph.predicate_objects(shape):
            if predicate == SH.node:
                yield from self.node(value)
            elif predicate not in _META:
                yield from self._check(shape, column, predicate, value)

    def _none_of(self, shape: Node, alternatives: Node) -> str:
        """Met by a row that violates every one of some alternatives."""
        conditions = []
        for alternative in Collection(self._graph, alternatives):
            parts = [
                check.condition
                for property_shape in self._graph.objects(alternative, SH.property)
                for check in self.property(property_shape)
            ]
            if set(self._graph.predicates(alternative)) != {SH.property} or not parts:
                raise ShapeError(f"{_name(shape)}: an alternative of sh:or that is no sh:property")
            conditions.append(f"({' OR '.join(parts)})")
        return " AND ".join(conditions)

    def _check(self, shape: Node, column: str, constraint: Node, value: Node) -> Iterator[Check]:
        condition = self._condition(shape, column, constraint, value)
        if condition is not None:
            yield Check(_name(shape), self._table, condition, *_manner(self._graph, shape))

    def _condition(self, shape: Node, column: str, constraint: Node, value: Node) -> str | None:
        graph = self._graph
        if constraint == SH.minCount:
            return f"{column} IS NULL" if int(str(value)) else None
        if constraint == SH.maxCount:
            return None if int(str(value)) else f"{column} IS NOT NULL"
        if constraint == SH.datatype:
            return _wrong_form(column, str(value))
        if constraint == SH.pattern:
            return f"NOT regexp_matches({column}, {sql_text(str(value))})"
        if constraint == SH["in"]:
            return f"{column} NOT IN ({', '.join(sql_text(str(item)) for item in Collection(graph, value))})"
        if constraint in (SH.minInclusive, SH.maxInclusive):
            return f"{column} {'<' if constraint == SH.minInclusive else '>'} {float(str(value)):f}"
        if constraint == SH.minLength:
            return f"length({column}) < {int(str(value))}"
        if constraint == SH.lessThanOrEquals:
            return f"{column} > {self._columns[str(value)]}"
        if constraint == SH.hasValue and isinstance(value, Literal) and value.datatype == XSD.boolean:
            return f"{column} IS DISTINCT FROM {str(value).lower()}"
        if constraint == SH.nodeKind:
            return f"NOT starts_with({column}, 'http')" if value == SH.IRI else None
        if constraint == SH["class"]:
            return None  # the publisher writes both ends; a reference to nothing fails the load of either store
        raise ShapeError(f"{_name(shape)}: {constraint} cannot be checked in bulk")


def _wrong_form(column: str, datatype: str) -> str | None:
    if datatype == str(XSD.date):
        return f"{column} IS NOT NULL AND (try_cast({column} AS DATE) IS NULL OR length({column}) <> 10)"
    if datatype == str(XSD.dateTime):
        return f"{column} IS NOT NULL AND try_cast({column} AS TIMESTAMPTZ) IS NULL"
    return None  # the column has the type


def _manner(graph: Graph, shape: Node) -> tuple[str, str]:
    severity = WARNING if graph.value(shape, SH.severity) == SH.Warning else VIOLATION
    message = next((str(text) for text in graph.objects(shape, SH.message)), f"does not conform to {_name(shape)}")
    return severity, message


def _name(shape: Node) -> str:
    return "an alternative" if isinstance(shape, BNode) else str(shape).rpartition("#")[2]
