"""The published tables as the property graph's rows: one query a kind of node or relationship, for both ways of loading.

Every node carries ``uri`` (unique) and the labels ``Resource`` and that of its class; every edge that a claim justifies
carries ``key`` (unique), ``claims`` and its times. Sub-properties of ``dependsOn`` are ``DEPENDS_ON`` with their ``kind``.
Sums and counts of what is known are those of now.
What somebody clicks on says where it comes from: ``source`` is an address, ``why`` the command that shows the evidence.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from graph.build.counts import counts
from graph.build.schema import DEPENDENCIES, PROPERTIES
from graph.build.standing import NOW, holds, said
from graph.build.sums import KINDS, SINGLE, WAYS, sums
from graph.build.tables import in_sql

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
_SUMMED = ("known", "missing")  # the kinds of sums that the property graph has

# The address of a document that each claim rests on: that of its first evidence.
_SOURCES = """(SELECT c.iri AS claim, d.url FROM claims c JOIN evidence e ON e.iri = c.evidence[1]
    JOIN documents d ON d.iri = e.document)"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind: ``query`` gives ``uri`` (nodes) or ``start`` and ``end`` (relationships), then the typed columns."""

    name: (
        str  # labels joined by ";", or the relationship type; "" where the rows say it (column ``labels`` or ``type``)
    )
    query: str
    types: dict[str, str]
    merge_on: str = ""  # for relationships: ``key`` where that makes one of a kind, "" where the two ends do

    @property
    def file(self) -> str:
        """A file name for the rows."""
        return re.sub(r"\W+", "_", self.name or "edges") + ".csv"

    @property
    def group(self) -> str:
        """What holds the labels or the type in SQL: a column, or a constant."""
        return f"'{self.name}'" if self.name else ("labels" if self.is_nodes else "type")

    @property
    def is_nodes(self) -> bool:
        """Whether these are nodes."""
        return " AS uri" in self.query

    @property
    def identity(self) -> str:
        """What makes a row one in the property graph, in SQL: its ``uri``, or type, ends and key."""
        return "uri" if self.is_nodes else f"""{self.group}, "start", "end", {self.merge_on or "''"}"""

    @property
    def digest(self) -> str:
        """SQL of 16 hexadecimal digits of all that a row says, "" where it says nothing; the same wherever it is made."""
        if not self.types:
            return "''"
        said = ", ".join(f'coalesce(CAST("{name}" AS VARCHAR), chr(30))' for name in self.types)
        return f"left(md5(concat_ws(chr(29), {self.group}, {said})), 16)"

    @property
    def mark(self) -> str:
        """SQL of a number of all that a row says, made faster than a digest; another version of DuckDB makes others."""
        said = ", ".join([self.group, *(f'"{name}"' for name in self.types)]) if self.types else '"end", "start"'
        return f"hash({said})"


def version() -> str:
    """Names the form of the rows: another one when queries or types change."""
    return hashlib.sha256(repr([node_rows(), relationship_rows()]).encode()).hexdigest()[:16]


def node_rows() -> list[Rows]:
    """All kinds of nodes."""
    properties = ", ".join(f'"{name}"' for name in PROPERTIES)
    return [
        Rows(
            "",
            f"""SELECT iri AS uri, 'Resource;' || thing AS labels, nullif(label, '') AS name,
                nullif(label_en, '') AS "nameEn", array_to_string(alternatives, chr(31)) AS "altNames",
                status, nullif(corporate_number, '') AS "corporateNumber", {properties}, 'izon why ' || iri AS why
                FROM entities""",
            {"name": "string", "nameEn": "string", "altNames": "string[]", "status": "string"}
            | {"corporateNumber": "string", "why": "string"}
            | {name: _TYPES[kind] for name, kind in PROPERTIES.items()},
        ),
        Rows(
            "Resource;Claim",
            f"""SELECT iri AS uri, predicate, value, modality, {holds(NOW)} AND {said(NOW)} AS "current",
                record_key AS "recordKey", extractor, s.url AS source, 'izon why ' || iri AS why, {_QUALIFIERS}
                FROM claims LEFT JOIN {_SOURCES} s ON s.claim = iri""",
            {"predicate": "string", "value": "string", "modality": "string", "current": "boolean"}
            | {"recordKey": "string", "extractor": "string", "source": "string", "why": "string"}
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
        *map(_sum_rows, _SUMMED),
        Rows(
            "Resource;KnownCount",
            """SELECT iri AS uri, aspect AS "countedAspect", known AS "knownCount", total AS "totalCount" FROM counted""",
            {"countedAspect": "string", "knownCount": "long", "totalCount": "long"},
        ),
    ]


def _sum_rows(kind: str) -> Rows:
    label, _, _, aspect = KINDS[kind]
    return Rows(
        f"Resource;{label}",
        f"""SELECT iri AS uri, role AS "{aspect}", way, year AS "fiscalYear", amount, 'izon why ' || iri AS why
            FROM summed WHERE kind = '{kind}'""",
        {aspect: "string", "way": "string", "fiscalYear": "long", "amount": "long", "why": "string"},
    )


def relationship_rows() -> list[Rows]:
    """All kinds of relationships."""
    return [
        Rows(
            "",
            f"""SELECT subject AS "start", object AS "end", {_TYPE_CASE} AS type, key, predicate AS kind, "current", block, way,
                conflict, score, because, array_to_string(claims, chr(31)) AS claims, s.url AS source,
                CASE WHEN s.url IS NOT NULL THEN 'izon why ' || key END AS why, {_QUALIFIERS}
                FROM (SELECT edges.*,
                        CASE WHEN predicate IN ('performedBy', 'paidBy') THEN coalesce(blocks.way, '{SINGLE}') END AS way
                    FROM edges LEFT JOIN ({WAYS}) blocks ON edges.block = blocks.block_iri)
                LEFT JOIN {_SOURCES} s ON s.claim = claims[1]""",
            {
                "key": "string",
                "kind": "string",
                "current": "boolean",
                "block": "string",
                "way": "string",
                "conflict": "boolean",
                "score": "double",
                "because": "string",
                "claims": "string[]",
                "source": "string",
                "why": "string",
            }
            | _QUALIFIER_TYPES,
            merge_on="key",
        ),
        Rows("SUBJECT", 'SELECT iri AS "start", subject AS "end" FROM claims', {}),
        Rows("OBJECT", 'SELECT iri AS "start", object AS "end" FROM claims WHERE object IS NOT NULL', {}),
        Rows("DERIVED_FROM", 'SELECT DISTINCT iri AS "start", unnest(evidence) AS "end" FROM claims', {}),
        Rows("PART_OF", 'SELECT iri AS "start", document AS "end" FROM evidence', {}),
        Rows("FOUND_IN", 'SELECT iri AS "start", unnest(captures) AS "end" FROM evidence', {}),
        Rows("MISSING_OF", """SELECT iri AS "start", of_thing AS "end" FROM summed WHERE kind = 'missing'""", {}),
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


def row_database(tables: Path) -> duckdb.DuckDBPyConnection:
    """What the queries of rows are asked of: the published tables, and what is summed and counted of them."""
    connection = database(tables)
    derive(connection)
    return connection


def derive(connection: duckdb.DuckDBPyConnection, schema: str = "main") -> None:
    """Makes the tables ``summed`` and ``counted`` beside the published ones of a schema, since many queries ask for them."""
    connection.execute(f"SET schema = '{schema}'")
    try:
        connection.execute(f"CREATE TABLE counted AS {counts(NOW)}")
        connection.execute(
            f"CREATE TABLE summed AS SELECT * EXCLUDE (claims) FROM ({sums(NOW)}) WHERE kind IN {_SUMMED}"
        )
    finally:
        connection.execute("SET schema = 'main'")


def database(tables: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with a view for each published table."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET enable_progress_bar = false")  # it would be drawn on stdout
    for path in sorted(tables.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM {in_sql(path)}")
    return connection


# What makes a node or relationship one: made before anything is merged.
CONSTRAINTS = (
    "CREATE CONSTRAINT resource_uri IF NOT EXISTS FOR (n:Resource) REQUIRE n.uri IS UNIQUE",
    "CREATE CONSTRAINT depends_on_key IF NOT EXISTS FOR ()-[r:DEPENDS_ON]-() REQUIRE r.key IS UNIQUE",
)

# What answers are found by: cheaper to make of a full graph than to keep while it is filled.
INDEXES = (
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
