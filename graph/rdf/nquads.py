"""The published tables as N-Quads text, and the build digest, which is of that text without its clock times.

Three graphs: ``entities`` (what things are), ``claims`` (claims, evidence, documents, captures) and ``current`` (what
stands now: :mod:`graph.rdf.standing_graph`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyarrow.parquet as pq

from graph import iri
from graph.build.schema import PROPERTIES
from graph.build.standing import NOW
from graph.neo4j.rows import database
from graph.rdf import standing_graph

CLASSES = {
    "Organization": iri.PREFIXES["org"] + "Organization",
    "Contract": iri.PREFIXES["epo"] + "Contract",
}
STRUCTURE = {
    "broader": iri.PREFIXES["skos"] + "broader",
    "partOf": iri.PREFIXES["dct"] + "isPartOf",
    "describes": iri.PREFIXES["foaf"] + "primaryTopic",
}

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_TYPE = f"<{iri.PREFIXES['rdf']}type>"
_LABEL = f"<{iri.PREFIXES['rdfs']}label>"
_ALTERNATIVE = f"<{iri.PREFIXES['skos']}altLabel>"
_INTEGER = f"^^<{iri.PREFIXES['xsd']}integer>"
_DECIMAL = f"^^<{iri.PREFIXES['xsd']}decimal>"
_BOOLEAN = f"^^<{iri.PREFIXES['xsd']}boolean>"
_DATE = f"^^<{iri.PREFIXES['xsd']}date>"
_TIME = f"^^<{iri.PREFIXES['xsd']}dateTime>"
_ENTITIES, _CLAIMS = (f"<{graph}> .\n" for graph in (iri.ENTITIES, iri.CLAIMS))


@dataclass(frozen=True, slots=True)
class _Sink:
    """Lines that count for the digest, and lines that hold a clock time or a place in the archive."""

    lines: list[str]
    timed: list[str]


def _own(name: str) -> str:
    return f"<{iri.term(name)}>"


def _in(prefix: str, name: str) -> str:
    return f"<{iri.PREFIXES[prefix]}{name}>"


def write(tables: Path, output: Path) -> tuple[int, str]:
    """Writes all quads of the published ``tables``; gives their number and the build digest (64 hexadecimal digits)."""
    content = hashlib.sha256()
    quads = 0
    with output.open("w", encoding="utf-8", newline="\n") as lines:
        for text, timed, number in _chunks(tables):
            content.update(text.encode())
            lines.write(text)
            lines.write(timed)
            quads += number
    return quads, content.hexdigest()


def text(tables: Path) -> Iterator[str]:
    """The same quads piece by piece."""
    for content, timed, _ in _chunks(tables):
        yield content
        yield timed


def lines_of(table: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The quads of rows of a table, a line each."""
    quads_of = _quads_of()[table]
    for row in rows:
        sink = _Sink([], [])
        quads_of(row, sink)
        yield from sink.lines
        yield from sink.timed


def tables() -> tuple[str, ...]:
    """The tables that quads are made from."""
    return tuple(_quads_of())


def _quads_of() -> dict[str, Callable[[dict[str, Any], _Sink], None]]:
    return {
        "entities": _entity,
        "edges": _edge,
        "documents": _document,
        "captures": _capture,
        "evidence": _evidence,
        "claims": _claim,
    }


def _chunks(tables: Path) -> Iterator[tuple[str, str, int]]:
    """Text that counts for the digest, text with clock times, and the number of quads in both, batch by batch."""
    for name, quads_of in _quads_of().items():
        for batch in pq.ParquetFile(tables / f"{name}.parquet").iter_batches(batch_size=5_000):
            sink = _Sink([], [])
            for row in batch.to_pylist():
                quads_of(row, sink)
            yield "".join(sink.lines), "".join(sink.timed), len(sink.lines) + len(sink.timed)
    with database(tables) as connection:
        for lines in standing_graph.lines(connection, NOW, iri.CURRENT):
            yield "".join(lines), "", len(lines)


def quote(text: str) -> str:
    """A plain literal."""
    return f'"{text.translate(_ESCAPES)}"'


def _entity(row: dict[str, Any], sink: _Sink) -> None:
    subject = f"<{row['iri']}>"
    add = sink.lines.append
    thing = CLASSES.get(row["thing"]) or iri.term(row["thing"])
    add(f"{subject} {_TYPE} <{thing}> {_ENTITIES}")
    if row["label"]:
        add(f"{subject} {_LABEL} {quote(row['label'])}@ja {_ENTITIES}")
    if row["label_en"]:
        add(f"{subject} {_LABEL} {quote(row['label_en'])}@en {_ENTITIES}")
    for name in row["alternatives"]:
        add(f"{subject} {_ALTERNATIVE} {quote(name)}@ja {_ENTITIES}")
    if row["thing"] in ("Organization", "InformationSystem", "CloudService"):
        add(f"{subject} {_STATUS} {quote(row['status'])} {_ENTITIES}")
    if row["corporate_number"]:
        add(f"{subject} {_NUMBER} {quote(row['corporate_number'])} {_ENTITIES}")
    for name, (predicate, datatype) in _PROPERTY_TERMS.items():
        value = row[name]
        if value is not None:
            text = str(value).lower() if datatype is _BOOLEAN else str(value)
            add(f"{subject} {predicate} {quote(text)}{datatype} {_ENTITIES}")


_STATUS = _own("resolutionStatus")
_NUMBER = _own("corporateNumber")
_PROPERTY_TERMS = {
    name: (_own(name), {int: _INTEGER, bool: _BOOLEAN}.get(kind, "")) for name, kind in PROPERTIES.items()
}


def _edge(row: dict[str, Any], sink: _Sink) -> None:
    """A structural edge; the others stand in the graph of what stands now."""
    if row["structural"]:
        predicate = STRUCTURE.get(row["predicate"]) or iri.term(row["predicate"])
        sink.lines.append(f"<{row['subject']}> <{predicate}> <{row['object']}> {_ENTITIES}")
        if row["because"]:
            _likeness(row, sink)


def _likeness(row: dict[str, Any], sink: _Sink) -> None:
    """What a triple cannot carry: the score of a likeness, and why."""
    likeness = f"<{iri.likeness(row['subject'], row['object'])}>"
    add = sink.lines.append
    add(f"{likeness} {_TYPE} {_own('Likeness')} {_ENTITIES}")
    for end in (row["subject"], row["object"]):
        add(f"{likeness} {_own('likens')} <{end}> {_ENTITIES}")
    add(f"{likeness} {_own('score')} {quote(str(row['score']))}{_DECIMAL} {_ENTITIES}")
    add(f"{likeness} {_own('because')} {quote(row['because'])} {_ENTITIES}")


def _document(row: dict[str, Any], sink: _Sink) -> None:
    subject = f"<{row['iri']}>"
    sink.lines.append(f"{subject} {_TYPE} {_own('Document')} {_CLAIMS}")
    sink.lines.append(f"{subject} {_own('url')} {quote(row['url'])} {_CLAIMS}")
    sink.lines.append(f"{subject} {_own('source')} {quote(row['source'])} {_CLAIMS}")


def _capture(row: dict[str, Any], sink: _Sink) -> None:
    subject = f"<{row['iri']}>"
    add = sink.lines.append
    add(f"{subject} {_TYPE} {_own('Capture')} {_CLAIMS}")
    add(f"<{row['document']}> {_own('hasCapture')} {subject} {_CLAIMS}")
    add(f"{subject} {_own('origin')} {_own(row['origin'])} {_CLAIMS}")
    add(f"{subject} {_own('payloadDigest')} {quote(row['payload_digest'])} {_CLAIMS}")
    add(f"{subject} {_own('payloadLength')} {quote(str(row['length']))}{_INTEGER} {_CLAIMS}")
    add(f"{subject} {_own('status')} {quote(str(row['status']))}{_INTEGER} {_CLAIMS}")
    sink.timed.append(f"{subject} {_in('prov', 'generatedAtTime')} {quote(row['first_seen'])}{_TIME} {_CLAIMS}")
    sink.timed.append(f"{subject} {_own('warcFile')} {quote(row['warc_file'])} {_CLAIMS}")
    sink.timed.append(f"{subject} {_own('warcOffset')} {quote(str(row['warc_offset']))}{_INTEGER} {_CLAIMS}")


_SOURCE = _in("oa", "hasSource")
_SELECTOR = _in("oa", "hasSelector")
_EXACT = _in("oa", "exact")
_VALUE = _in("rdf", "value")
_EVIDENCE_TYPE = f"{_TYPE} {_own('Evidence')} {_CLAIMS}"
_FOUND_IN = _own("foundIn")


def _evidence(row: dict[str, Any], sink: _Sink) -> None:
    subject = f"<{row['iri']}>"
    selector = f"<{row['iri']}#selector>"
    add = sink.lines.append
    add(f"{subject} {_EVIDENCE_TYPE}")
    add(f"{subject} {_SOURCE} <{row['document']}> {_CLAIMS}")
    for capture in row["captures"]:
        add(f"{subject} {_FOUND_IN} <{capture}> {_CLAIMS}")
    add(f"{subject} {_SELECTOR} {selector} {_CLAIMS}")
    add(f"{selector} {_VALUE} {quote(row['selector'])} {_CLAIMS}")
    add(f"{selector} {_EXACT} {quote(row['quote'])} {_CLAIMS}")
    if row["prefix"]:
        add(f"{selector} {_in('oa', 'prefix')} {quote(row['prefix'])} {_CLAIMS}")
    if row["suffix"]:
        add(f"{selector} {_in('oa', 'suffix')} {quote(row['suffix'])} {_CLAIMS}")


_CLAIM_TYPE = f"{_TYPE} {_own('Claim')} {_CLAIMS}"
_SUBJECT = _in("rdf", "subject")
_PREDICATE = _in("rdf", "predicate")
_OBJECT = _in("rdf", "object")
_MODALITY = _own("modality")
_CONFIDENCE = _own("confidence")
_DERIVED = _in("prov", "wasDerivedFrom")
_KNOWN_FROM = _in("prov", "generatedAtTime")
_KNOWN_THROUGH = _in("prov", "invalidatedAtTime")
_EXTRACTOR = _own("extractor")
_RECORD_KEY = _own("recordKey")
_QUALIFIERS = (
    ("amount", _own("amount"), _INTEGER),
    ("currency", _own("currency"), ""),
    ("count", _own("count"), _INTEGER),
    ("unit", _own("unit"), ""),
    ("population", _own("population"), ""),
    ("fiscal_year", _own("fiscalYear"), _INTEGER),
    ("share", _own("share"), ""),
    ("role", _own("role"), ""),
    ("service_types", _own("serviceTypes"), ""),
    ("valid_from", _in("schema", "validFrom"), _DATE),
    ("valid_through", _in("schema", "validThrough"), _DATE),
    ("valid_precision", _own("validPrecision"), ""),
)


def _claim(row: dict[str, Any], sink: _Sink) -> None:
    subject = f"<{row['iri']}>"
    add = sink.lines.append
    target = quote(row["value"]) if row["object"] is None else f"<{row['object']}>"
    add(f"{subject} {_CLAIM_TYPE}")
    add(f"{subject} {_SUBJECT} <{row['subject']}> {_CLAIMS}")
    add(f"{subject} {_PREDICATE} {_own(row['predicate'])} {_CLAIMS}")
    add(f"{subject} {_OBJECT} {target} {_CLAIMS}")
    add(f"{subject} {_MODALITY} {_own(row['modality'])} {_CLAIMS}")
    add(f"{subject} {_CONFIDENCE} {quote(str(row['confidence']))}{_DECIMAL} {_CLAIMS}")
    add(f"{subject} {_EXTRACTOR} {quote(row['extractor'])} {_CLAIMS}")
    add(f"{subject} {_RECORD_KEY} {quote(row['record_key'])} {_CLAIMS}")
    for name, predicate, datatype in _QUALIFIERS:
        value = row[name]
        if value is not None and value != "":
            add(f"{subject} {predicate} {quote(str(value))}{datatype} {_CLAIMS}")
    if row["block"]:
        add(f"{subject} {_own('inBlock')} <{row['block']}> {_CLAIMS}")
    for evidence in row["evidence"]:
        add(f"{subject} {_DERIVED} <{evidence}> {_CLAIMS}")
    sink.timed.append(f"{subject} {_KNOWN_FROM} {quote(row['known_from'])}{_TIME} {_CLAIMS}")
    if row["known_through"]:
        sink.timed.append(f"{subject} {_KNOWN_THROUGH} {quote(row['known_through'])}{_TIME} {_CLAIMS}")


def ontology_quads(turtle: Path, output: TextIO) -> int:
    """Appends the ontology to ``output`` in its own graph; gives the number of quads."""
    import pyoxigraph

    number = 0
    graph = pyoxigraph.NamedNode(iri.ONTOLOGY)
    quads = pyoxigraph.parse(path=str(turtle), format=pyoxigraph.RdfFormat.TURTLE)
    # blank nodes would be named anew at each reading; the ontology has none
    for quad in sorted(quads, key=str):
        output.write(f"{quad.subject} {quad.predicate} {quad.object} {graph} .\n")
        number += 1
    return number
