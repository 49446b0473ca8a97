"""The published tables: what both stores are made from, so that both hold the same facts."""

from __future__ import annotations

import pyarrow as pa

# The sub-properties of ``dependsOn``.
DEPENDENCIES = frozenset(
    ("supportedBySystem", "servedUnder", "usesService", "performedBy", "subcontractedTo", "providedBy", "controlledBy")
)

# Edges that end with their period: what was so is not what stands now.
PERIODIC = DEPENDENCIES | {"ultimateParent", "partOwnedBy", "subordinateTo"}

# Plain properties of things, by the local name of their term, with the type that both stores give them.
PROPERTIES: dict[str, type] = {
    "sheetYear": int,
    "projectNumber": str,
    "bureau": str,
    "letter": str,
    "blockRole": str,
    "payeeCount": int,
    "rank": int,
    "onCycle": bool,
    "fiscalYear": int,
    "organizationKind": str,
    "serviceKind": str,
    "level": str,
    "cofog": str,
    "session": int,
    "number": int,
    "person": str,
    "date": str,
    "reference": str,
    "ordinal": int,
    "progressState": str,
    "answeredOn": str,
    "withdrawnOn": str,
    "position": str,
    "stage": str,
    "topic": str,
    "personalData": str,
    "sourceCount": int,
    "serviceTypes": str,
    "financing": bool,
    "productCategory": str,
    "recordKey": str,
    "statedIn": str,
    "asOf": str,
    "certainty": str,
    "assertedBy": str,
    "assertedFor": str,
    "assertionStatus": str,
    "sourcesSay": str,
}
_ARROW = {int: pa.int64(), str: pa.string(), bool: pa.bool_()}

ENTITIES = pa.schema(
    [
        ("iri", pa.string()),
        ("thing", pa.string()),  # local name of the class
        ("label", pa.string()),
        ("label_en", pa.string()),
        ("alternatives", pa.list_(pa.string())),
        ("status", pa.string()),
        ("because", pa.string()),
        ("corporate_number", pa.string()),
        *((name, _ARROW[kind]) for name, kind in PROPERTIES.items()),
    ]
)
EDGES = pa.schema(
    [
        ("key", pa.string()),
        ("subject", pa.string()),
        ("predicate", pa.string()),
        ("object", pa.string()),
        ("structural", pa.bool_()),  # part of what the subject is, not a claim of its own
        ("current", pa.bool_()),  # still said, and for a dependency without a stated end
        ("confidence", pa.float64()),
        ("amount", pa.int64()),
        ("currency", pa.string()),
        ("count", pa.int64()),
        ("unit", pa.string()),
        ("population", pa.string()),
        ("fiscal_year", pa.int32()),
        ("block", pa.string()),  # IRI
        ("share", pa.string()),
        ("role", pa.string()),  # of a dependency: run, build or advise
        ("service_types", pa.string()),  # S01 to S19, joined by "|"
        ("valid_from", pa.string()),
        ("valid_through", pa.string()),
        ("valid_precision", pa.string()),
        ("known_from", pa.string()),
        ("known_through", pa.string()),
        ("conflict", pa.bool_()),  # another source denies it
        ("score", pa.float64()),  # of a likeness: how near two names are, 0 to 1
        ("because", pa.string()),  # of a likeness: what makes them near
        ("claims", pa.list_(pa.string())),  # IRIs
    ]
)
CLAIMS = pa.schema(
    [
        ("iri", pa.string()),
        ("subject", pa.string()),
        ("predicate", pa.string()),
        ("object", pa.string()),  # IRI, null where a value is stated
        ("value", pa.string()),
        ("subject_printed", pa.string()),
        ("object_printed", pa.string()),
        ("amount", pa.int64()),
        ("currency", pa.string()),
        ("count", pa.int64()),
        ("unit", pa.string()),
        ("population", pa.string()),
        ("fiscal_year", pa.int32()),
        ("block", pa.string()),
        ("share", pa.string()),
        ("role", pa.string()),  # of a dependency: run, build or advise
        ("service_types", pa.string()),  # S01 to S19, joined by "|"
        ("valid_from", pa.string()),
        ("valid_through", pa.string()),
        ("valid_precision", pa.string()),
        ("modality", pa.string()),
        ("confidence", pa.float64()),
        ("known_from", pa.string()),
        ("known_through", pa.string()),
        ("record_key", pa.string()),
        ("extractor", pa.string()),
        ("evidence", pa.list_(pa.string())),
    ]
)
EVIDENCE = pa.schema(
    [
        ("iri", pa.string()),
        ("document", pa.string()),
        ("captures", pa.list_(pa.string())),
        ("selector", pa.string()),
        ("quote", pa.string()),
        ("row", pa.int32()),
        ("columns", pa.list_(pa.int16())),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("prefix", pa.string()),
        ("suffix", pa.string()),
    ]
)
DOCUMENTS = pa.schema([("iri", pa.string()), ("url", pa.string()), ("source", pa.string())])
CAPTURES = pa.schema(
    [
        ("iri", pa.string()),
        ("document", pa.string()),
        ("digest", pa.string()),
        ("page_kind", pa.string()),
        ("origin", pa.string()),
        ("status", pa.int32()),
        ("media_type", pa.string()),
        ("payload_digest", pa.string()),
        ("length", pa.int64()),
        ("first_seen", pa.string()),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
    ]
)
HELD_BACK = pa.schema(
    [
        ("record_key", pa.string()),
        ("claim", pa.string()),
        ("shape", pa.string()),
        ("message", pa.string()),
        ("severity", pa.string()),
    ]
)
TABLES: dict[str, pa.Schema] = {
    "entities": ENTITIES,
    "edges": EDGES,
    "claims": CLAIMS,
    "evidence": EVIDENCE,
    "documents": DOCUMENTS,
    "captures": CAPTURES,
    "held_back": HELD_BACK,
}
