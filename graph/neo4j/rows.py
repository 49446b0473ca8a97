"""The published tables as the property graph's rows: one query a kind of node or relationship, for both ways of loading.

Every node carries ``uri`` (unique) and the labels ``Resource`` and that of its class; every edge that a claim justifies
carries ``key`` (unique), ``claims`` and its times. Sub-properties of ``dependsOn`` are ``DEPENDS_ON`` with their ``kind``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from graph.build.schema import DEPENDENCIES, PROPERTIES
from graph.build.standing import NOW, holds, said
from graph.build.sums import SINGLE, WAYS

_TYPES = {int: "long", str: "string", bool: "boolean"}

# Column → type in the property graph. Dates are native; ``known…`` are times with zone.
_QUALIFIERS = """
    confidence, amount, nullif(currency, '') AS currency, "count", nullif(unit, '') AS unit,
    nullif(population, '') AS population, fiscal_year AS "fiscalYear", nullif(share, '') AS share,
    nullif(role, '') AS role, nullif(service_types, '') AS "serviceTypes",
    nullif(valid_from, '') AS "validFrom", nullif(valid_through, '') AS "validThrough",
    nullif(valid_precision, '') AS "validPrecision", known_from AS "knownFrom", known_through AS "knownThrough"
"""
_QUALIFIER_TYPES = {
    "confidence": "double", "amount": "long", "currency": "string", "count": "long", "unit": "string",
    "population": "string", "fiscalYear": "long", "share": "string",
    "role": "string", "serviceTypes": "string", "validFrom": "date", "validThrough": "date",
    "validPrecision": "string", "knownFrom": "datetime", "knownThrough": "datetime",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind: ``query`` gives ``uri`` (nodes) or ``start`` and ``end`` (relationships), then the typed columns."""

    name: (
        str  # labels joined by ";", or the relationship type; "" where the rows say it (column ``labels`` or ``type``)
    )
    query: str
    types: dict[str, str]
    merge_on: str = ""  # for relationships: the property that makes one of a kind, "" where the two ends do

    @property
    def file(self) -> str:
        """A file name for the rows."""
        return re.sub(r"\W+", "_", self.name or "edges") + ".csv"


def node_rows() -> list[Rows]:
    """All kinds of nodes."""
    properties = ", ".join(f'"{name}"' for name in PROPERTIES)
    return [
        Rows(
            "",
            f"""SELECT iri AS uri, 'Resource;' || thing AS labels, nullif(label, '') AS name,
                nullif(label_en, '') AS "nameEn", array_to_string(alternatives, chr(31)) AS "altNames",
                status, nullif(corporate_number, '') AS "corporateNumber", {properties} FROM entities""",
            {"name": "string", "nameEn": "string", "altNames": "string[]", "status": "string"}
            | {"corporateNumber": "string"}
            | {name: _TYPES[kind] for name, kind in PROPERTIES.items()},
        ),
        Rows(
            "Resource;Claim",
            f"""SELECT iri AS uri, predicate, value, modality, {holds(NOW)} AND {said(NOW)} AS "current",
                record_key AS "recordKey", extractor, {_QUALIFIERS} FROM claims""",
            {"predicate": "string", "value": "string", "modality": "string", "current": "boolean"}
            | {"recordKey": "string"}
            | {"extractor": "string"}
            | _QUALIFIER_TYPES,
        ),
        Rows(
            "Resource;Evidence",
            """SELECT iri AS uri, selector, quote, "row", array_to_string(columns, chr(31)) AS "columns",
                start AS "start", "end", nullif(prefix, '') AS prefix, nullif(suffix, '') AS suffix FROM evidence""",
            {"selector": "string", "quote": "string", "row": "long", "columns": "long[]", "start": "long"}
            | {"end": "long", "prefix": "string", "suffix": "string"},
        ),
        Rows(
            "Resource;Document",
            "SELECT iri AS uri, url, source FROM documents",
            {"url": "string", "source": "string"},
        ),
        Rows(
            "Resource;Capture",
            """SELECT iri AS uri, digest, page_kind AS "pageKind", origin, status, media_type AS "mediaType",
                payload_digest AS "payloadDigest", length AS "payloadLength", first_seen AS "generatedAt",
                warc_file AS "warcFile", warc_offset AS "warcOffset" FROM captures""",
            {"digest": "string", "pageKind": "string", "origin": "string", "status": "long", "mediaType": "string"}
            | {"payloadDigest": "string", "payloadLength": "long", "generatedAt": "datetime"}
            | {"warcFile": "string", "warcOffset": "long"},
        ),
    ]


def relationship_rows() -> list[Rows]:
    """All kinds of relationships."""
    return [
        Rows(
            "",
            f"""SELECT subject AS "start", object AS "end", {_TYPE_CASE} AS type, key, predicate AS kind, "current", block, way,
                conflict, array_to_string(claims, chr(31)) AS claims, {_QUALIFIERS}
                FROM (SELECT edges.*,
                        CASE WHEN predicate IN ('performedBy', 'paidBy') THEN coalesce(blocks.way, '{SINGLE}') END AS way
                    FROM edges LEFT JOIN ({WAYS}) blocks ON edges.block = blocks.block_iri)""",
            {
                "key": "string",
                "kind": "string",
                "current": "boolean",
                "block": "string",
                "way": "string",
                "conflict": "boolean",
                "claims": "string[]",
            }
            | _QUALIFIER_TYPES,
            merge_on="key",
        ),
        Rows("SUBJECT", 'SELECT iri AS "start", subject AS "end" FROM claims', {}),
        Rows("OBJECT", 'SELECT iri AS "start", object AS "end" FROM claims WHERE object IS NOT NULL', {}),
        Rows("DERIVED_FROM", 'SELECT DISTINCT iri AS "start", unnest(evidence) AS "end" FROM claims', {}),
        Rows("PART_OF", 'SELECT iri AS "start", document AS "end" FROM evidence', {}),
        Rows("FOUND_IN", 'SELECT iri AS "start", unnest(captures) AS "end" FROM evidence', {}),
        Rows("HAS_CAPTURE", 'SELECT document AS "start", iri AS "end" FROM captures', {}),
    ]


def relationship_type(predicate: str) -> str:
    """The relationship type of a term: ``DEPENDS_ON`` for the sub-properties of ``dependsOn``, else its capitals."""
    if predicate in DEPENDENCIES:
        return "DEPENDS_ON"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", predicate).upper()


_TYPE_CASE = (
    "CASE WHEN predicate IN ("
    + ", ".join(f"'{name}'" for name in sorted(DEPENDENCIES))
    + r") THEN 'DEPENDS_ON' ELSE upper(regexp_replace(predicate, '([a-z])([A-Z])', '\1_\2', 'g')) END"
)


def database(tables: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with a view for each published table."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")  # it would be drawn on stdout
    for path in sorted(tables.glob("*.parquet")):
        location = str(path).replace("'", "''")
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{location}')")
    return connection


# Indexes and constraints, made after a full load and before an incremental one.
SCHEMA = (
    "CREATE CONSTRAINT resource_uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE",
    "CREATE CONSTRAINT depends_on_key IF NOT EXISTS FOR ()-[r:DEPENDS_ON]-() REQUIRE r.key IS UNIQUE",
    "CREATE INDEX organization_number IF NOT EXISTS FOR (n:Organization) ON (n.corporateNumber)",
    "CREATE INDEX claim_predicate IF NOT EXISTS FOR (n:Claim) ON (n.predicate)",
    "CREATE INDEX claim_modality IF NOT EXISTS FOR (n:Claim) ON (n.modality)",
    "CREATE INDEX claim_end IF NOT EXISTS FOR (n:Claim) ON (n.validThrough)",
    "CREATE INDEX contract_sources IF NOT EXISTS FOR (n:Contract) ON (n.sourceCount)",
    "CREATE INDEX function_level IF NOT EXISTS FOR (n:PublicFunction) ON (n.level)",
    "CREATE INDEX project_number IF NOT EXISTS FOR (n:Project) ON (n.projectNumber)",
    (
        "CREATE FULLTEXT INDEX names IF NOT EXISTS "
        "FOR (n:PublicFunction|InformationSystem|CloudService|Organization|Project) "
        "ON EACH [n.name, n.nameEn, n.altNames] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    ),
)
