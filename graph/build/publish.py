"""The publish stage's first half: claims as printed and the resolution map → the tables that both stores are made from.

Order is that of document URLs and of rows in a document, so the same archive gives the same tables anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from crawler.ledger import Capture
from graph import iri
from graph.build import partition
from graph.build.edges import Edges
from graph.build.entities import Entities
from graph.build.known import Known, claim_ids, known_times
from graph.build.partition import Partition
from graph.build.same_contract import DatedContract, same_contracts
from graph.build.tables import PublishedTable, read_rows
from graph.claims.model import Argument
from graph.resolve.resolver import Resolver
from graph.resolve.system_judgements import SystemJudgements
from graph.resolve.when import Period

DATED_EXTRACTORS = frozenset(
    ("award", "gbizinfo", "ministry_contract", "local_award", "jetro", "awards_abroad", "abroad")
)
ONCE = frozenset(("review_sheet", "reference"))  # whose records stand in one document each; others may repeat them

Progress = Callable[[str, int, int], None]

_PRECISION = {"year": 4, "month": 7}  # characters of an ISO date


@dataclass(slots=True)
class _Repeated:
    """A claim that more than one document prints, with the evidence of all of them."""

    row: dict[str, Any]
    known: Known
    evidence: list[str]
    extractor: str


class Publisher:
    """Makes the published tables in ``folder``; records of ``held``, rows of the table of that name, are left out."""

    def __init__(
        self,
        folder: Path,
        resolver: Resolver,
        held: Iterable[tuple[str, ...]] = (),
        decisions: SystemJudgements | None = None,
    ) -> None:
        self._folder = folder
        self._held = sorted(held)
        self._held_records = {row[0] for row in self._held}
        self._entities = Entities(resolver, decisions or SystemJudgements())
        self._edges = Edges()
        self._repeated: dict[str, _Repeated | None] = {}
        self._counts: dict[str, int] = {}

    def publish(
        self, partitions: Sequence[Partition], silent: Mapping[str, Sequence[Capture]], progress: Progress
    ) -> dict[str, int]:
        """Writes all tables; gives the number of rows of each, and of claims by predicate.

        ``silent`` has, by URL, the captures that say nothing: the answer that a document is not there any more, where that
        was its last, and those that were redacted.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._entities.twins = twins = same_contracts(_dated_contracts(partitions))
        self._repeated = dict.fromkeys(_repeated_claims(partitions))
        ordered = sorted(partitions, key=lambda p: (p.capture.url, p.capture.first_seen, p.capture.digest))
        documents = [(url, list(group)) for url, group in groupby(ordered, key=lambda p: p.capture.url)]
        with PublishedTable(self._folder, "claims") as claims, PublishedTable(self._folder, "evidence") as evidence:
            for done, (url, parts) in enumerate(documents, start=1):
                self._document(url, parts, silent.get(url, ()), claims, evidence)
                progress("resolve", done, len(documents))
            for _, repeated in sorted(self._repeated.items()):
                if repeated is None:
                    continue  # its record is held back
                claims.add(self._claim(repeated.row, repeated.known, repeated.evidence, repeated.extractor))
        for root, names in _sources_of_twins(twins).items():
            self._entities.note(iri.contract(root), "sourceCount", len(names))
        self._count("contracts in two sources", len(set(twins.values())))
        self._entities.liken(self._edges)
        self._write("entities", self._entities.rows())
        self._counts |= self._entities.counts()
        self._write("edges", self._edges.rows())
        self._write(
            "documents",
            ((iri.document(url), url, parts[0].capture.source) for url, parts in documents),
        )
        self._write("held_back", self._held)
        self._write("captures", (_capture_row(part.capture) for part in ordered))
        return dict(sorted(self._counts.items()))

    def _document(
        self,
        url: str,
        parts: Sequence[Partition],
        silent: Sequence[Capture],
        claims: PublishedTable,
        evidence: PublishedTable,
    ) -> None:
        document = iri.document(url)
        known = known_times(parts, silent)
        where = _captures_of_evidence(url, parts) if len(parts) > 1 else {}
        seen_claims: set[str] = set()
        seen_evidence: set[str] = set()
        of_claim: dict[str, list[str]] = {}
        for part in parts:
            for thing in partition.things(part.folder):
                self._entities.describe(thing, self._edges)
            held = self._held_claims(part)
            for row in read_rows(part.folder / "evidence.parquet"):
                if row["claim"] in held:
                    continue
                identity = iri.evidence(url, row["selector"], row["quote"])
                pieces = of_claim.setdefault(row["claim"], [])
                if identity not in pieces:
                    pieces.append(identity)
                if identity not in seen_evidence:
                    seen_evidence.add(identity)
                    captures = where.get(identity) or [iri.capture(part.capture.digest)]
                    evidence.add(
                        (
                            identity, document, captures, row["selector"], row["quote"], row["row"], row["columns"],
                            row["start"], row["end"], row["prefix"], row["suffix"],
                        )
                    )  # fmt: skip
        for part in parts:
            for row in read_rows(part.folder / "claims.parquet"):
                if row["record_key"] in self._held_records:
                    continue
                if row["id"] not in seen_claims:
                    seen_claims.add(row["id"])
                    if row["id"] in self._repeated:
                        self._repeat(row, known(row["id"]), of_claim[row["id"]], part.extractor)
                    else:
                        claims.add(self._claim(row, known(row["id"]), of_claim[row["id"]], part.extractor))
        self._count("evidence", len(seen_evidence))

    def _held_claims(self, part: Partition) -> set[str]:
        if not self._held_records:
            return set()
        table = pq.read_table(part.folder / "claims.parquet", columns=["id", "record_key"])
        pairs = zip(table.column("id").to_pylist(), table.column("record_key").to_pylist(), strict=True)
        return {identifier for identifier, key in pairs if key in self._held_records}

    def _repeat(self, row: dict[str, Any], known: Known, evidence: list[str], extractor: str) -> None:
        """Keeps a claim that several documents print (a daily and a yearly file) until all of them are read."""
        held = self._repeated[row["id"]]
        if held is None:
            self._repeated[row["id"]] = _Repeated(row, known, list(evidence), extractor)
            return
        ends = [held.known.through, known.through]
        through = None if None in ends else max(end for end in ends if end is not None)
        held.known = Known(min(held.known.first, known.first), through)
        held.evidence.extend(piece for piece in evidence if piece not in held.evidence)

    def _claim(self, row: dict[str, Any], known: Known, evidence: list[str], extractor: str) -> tuple[Any, ...]:
        when = _days(row["valid_from"], row["valid_precision"], row["fiscal_year"])
        block = _block(row) if row["block"] else None
        within = block or row["record_key"]
        subject = self._entities.identify(Argument(**row["subject"]), when, within)
        object_argument = Argument(**row["object"])
        value = object_argument.printed if object_argument.kind == "literal" else None
        target = None if value is not None else self._entities.identify(object_argument, when, within)
        claim = iri.claim(row["id"])
        self._count("claims", 1)
        self._count(f"claims/{row['predicate']}", 1)
        if target is not None:
            self._edges.add(row, subject, target, block, known, claim)
        return (
            claim, subject, row["predicate"], target, value, row["subject"]["printed"], row["object"]["printed"],
            row["amount"], row["currency"], row["count"], row["unit"], row["population"], row["fiscal_year"], block,
            row["share"], row["role"], row["service_types"],
            row["valid_from"], row["valid_through"], row["valid_precision"], row["modality"],
            row["confidence"], known.first, known.through, row["record_key"], extractor, evidence,
        )  # fmt: skip

    def _write(self, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with PublishedTable(self._folder, name) as table:
            for row in rows:
                table.add(row)
        self._counts[name] = table.count

    def _count(self, name: str, number: int) -> None:
        self._counts[name] = self._counts.get(name, 0) + number


def _days(first: str | None, precision: str | None, fiscal_year: int | None) -> Period | None:
    """When a contract was concluded: its parties are the organisations of that time. None where its source does not say."""
    if first:
        return Period.of(first[: _PRECISION.get(precision or "day", 10)])
    return Period.of_fiscal_year(fiscal_year) if fiscal_year is not None else None


def _dated_contracts(partitions: Sequence[Partition]) -> Iterator[DatedContract]:
    """The contracts whose day their source prints, from the claims that name their suppliers."""
    columns = ["predicate", "subject", "object", "amount", "valid_from"]
    for part in partitions:
        if part.extractor.partition("@")[0] not in DATED_EXTRACTORS:
            continue
        path = part.folder / "claims.parquet"
        for row in pq.read_table(path, columns=columns, filters=[("predicate", "=", "supplier")]).to_pylist():
            contract, supplier = row["subject"], row["object"]
            yield DatedContract(
                contract["number"], supplier["number"], contract["printed"], row["valid_from"], row["amount"]
            )


def _sources_of_twins(twins: Mapping[str, str]) -> dict[str, set[str]]:
    """By the key of a contract that several sources print, these sources."""
    sources: dict[str, set[str]] = {}
    for key, root in twins.items():
        sources.setdefault(root, {root.partition("/")[0]}).add(key.partition("/")[0])
    return sources


def _repeated_claims(partitions: Sequence[Partition]) -> list[str]:
    """The claims that more than one document prints."""
    seen: dict[str, str] = {}
    repeated: set[str] = set()
    for part in partitions:
        if part.extractor.partition("@")[0] not in ONCE:
            for identifier in claim_ids(part):
                if seen.setdefault(identifier, part.capture.url) != part.capture.url:
                    repeated.add(identifier)
    return sorted(repeated)


def _captures_of_evidence(url: str, parts: Sequence[Partition]) -> dict[str, list[str]]:
    where: dict[str, list[str]] = {}
    for part in parts:
        capture = iri.capture(part.capture.digest)
        for row in read_rows(part.folder / "evidence.parquet"):
            captures = where.setdefault(iri.evidence(url, row["selector"], row["quote"]), [])
            if capture not in captures:
                captures.append(capture)
    return where


def _block(row: dict[str, Any]) -> str:
    """The payee block that a claim of a review sheet speaks of; year and project stand in the record's key."""
    year, project = row["record_key"].split("/")[1:3]
    return iri.block(year, project, row["block"])


def _capture_row(capture: Capture) -> tuple[Any, ...]:
    return (
        iri.capture(capture.digest), iri.document(capture.url), capture.digest, capture.page_kind, capture.origin,
        capture.status, capture.media_type, capture.payload_digest, capture.length, capture.first_seen,
        capture.warc_file, capture.warc_offset,
    )  # fmt: skip
