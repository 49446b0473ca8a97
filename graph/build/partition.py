"""Claims as printed on disk: for each capture one folder with its claims, their evidence and the things described."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.ledger import Capture
from graph.build.tables import TableWriter
from graph.claims.model import Argument, CellEvidence, Claim, Evidence, Qualifiers, TextEvidence, Thing

_ARGUMENT = pa.struct([(name, pa.string()) for name in ("kind", "printed", "number", "scope")])

CLAIMS = pa.schema(
    [
        ("id", pa.string()),
        ("record_key", pa.string()),
        ("predicate", pa.dictionary(pa.int16(), pa.string())),
        ("subject", _ARGUMENT),
        ("object", _ARGUMENT),
        ("amount", pa.int64()),
        ("currency", pa.string()),
        ("count", pa.int64()),
        ("unit", pa.string()),
        ("population", pa.string()),
        ("fiscal_year", pa.int32()),
        ("valid_from", pa.string()),
        ("valid_through", pa.string()),
        ("valid_precision", pa.string()),
        ("block", pa.string()),
        ("share", pa.string()),
        ("role", pa.string()),
        ("service_types", pa.string()),
        ("modality", pa.dictionary(pa.int8(), pa.string())),
        ("confidence", pa.float64()),
    ]
)
EVIDENCE = pa.schema(
    [
        ("claim", pa.string()),
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
THINGS = pa.schema(
    [("argument", _ARGUMENT), ("label", pa.string()), ("properties", pa.string()), ("links", pa.string())]
)
VERSION = "2"  # of the columns above


@dataclass(frozen=True, slots=True)
class Partition:
    """The claims of one capture: where they lie and which version of the claim modules made them."""

    capture: Capture
    folder: Path
    extractor: str


def write(folder: Path, statements: Iterable[Claim | Thing]) -> int:
    """Writes the partition whole or not at all (a folder renamed into place); gives the number of claims."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    count = 0
    with (
        TableWriter(unfinished / "claims.parquet", CLAIMS, _array) as claims,
        TableWriter(unfinished / "evidence.parquet", EVIDENCE, _array) as evidence,
        TableWriter(unfinished / "things.parquet", THINGS, _array) as things,
    ):
        for statement in statements:
            if isinstance(statement, Thing):
                things.add(_thing_row(statement))
                continue
            identifier = statement.identifier
            claims.add(_claim_row(identifier, statement))
            for piece in statement.evidence:
                evidence.add(_evidence_row(identifier, piece))
            count += 1
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return count


def things(folder: Path) -> Iterator[Thing]:
    """The things that a partition describes."""
    for batch in pq.ParquetFile(folder / "things.parquet").iter_batches():
        for row in batch.to_pylist():
            yield Thing(
                Argument(**row["argument"]),
                row["label"],
                tuple((name, value) for name, value in json.loads(row["properties"])),
                tuple((name, Argument(*parts)) for name, parts in json.loads(row["links"])),
            )


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if kind == _ARGUMENT:
        columns = zip(*((a.kind, a.printed, a.number, a.scope) for a in values), strict=True)
        return pa.StructArray.from_arrays([pa.array(list(c), pa.string()) for c in columns], fields=list(_ARGUMENT))
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    return pa.array(values, kind)


def _claim_row(identifier: str, claim: Claim) -> tuple[Any, ...]:
    q: Qualifiers = claim.qualifiers
    return (
        identifier, claim.record_key, claim.predicate, claim.subject, claim.object,
        q.amount, q.currency, q.count, q.unit, q.population, q.fiscal_year,
        q.valid_from, q.valid_through, q.valid_precision, q.block, q.share, q.role, q.service_types,
        claim.modality, claim.confidence,
    )  # fmt: skip


def _evidence_row(identifier: str, piece: Evidence) -> tuple[Any, ...]:
    if isinstance(piece, CellEvidence):
        columns = list(piece.columns)
        return (identifier, piece.selector, piece.quote, piece.row, columns, piece.start, piece.end, "", "")
    assert isinstance(piece, TextEvidence)
    return (
        identifier, piece.selector, piece.quote, None, [], piece.start, piece.end, piece.prefix, piece.suffix,
    )  # fmt: skip


def _thing_row(thing: Thing) -> tuple[Any, ...]:
    links = [(name, (a.kind, a.printed, a.number, a.scope)) for name, a in thing.links]
    return (
        thing.argument,
        thing.label,
        json.dumps(thing.properties, ensure_ascii=False),
        json.dumps(links, ensure_ascii=False),
    )
