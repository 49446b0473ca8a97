"""The gate: data that must pass passes, each shape has data that must fail, and a failing record is held back whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rdflib import SH, Literal, URIRef

from crawler.ledger import Capture
from graph import iri
from graph.build import gate, shapes
from graph.build.gate import examine, held_rows
from graph.build.partition import Partition, write
from graph.build.publish import Publisher
from graph.claims.model import Argument, CellEvidence, Claim, Qualifiers, Thing, literal
from graph.resolve.reference import Reference, reference_folder
from graph.resolve.resolver import Resolver

SHAPES = reference_folder().parent / "shapes"
CONTRACT = Argument("contract", "窓口予約システムの運用", "t/1")
SUPPLIER = Argument("organization", "株式会社NTTデータ", "6010601062093")
GOOD = Claim(
    "t/1", "supplier", CONTRACT, SUPPLIER, (CellEvidence(2, (1,), "株式会社NTTデータ"),),
    Qualifiers(amount=90, currency="JPY", count=3, unit="件", valid_from="2025-04-01", valid_through="2026-03-31",
               valid_precision="day", fiscal_year=2025, share="50", role="run", service_types="S14|S17"),
)  # fmt: skip

# Shape → table, column and value of a row that violates it.
ROWS: dict[str, tuple[str, str, Any]] = {
    "Claim": ("claims", "unit", ""),
    "claim-subject": ("claims", "subject", "https://example.jp/x"),
    "claim-predicate": ("claims", "predicate", "Uses"),
    "claim-modality": ("claims", "modality", "perhaps"),
    "claim-confidence": ("claims", "confidence", 1.5),
    "claim-evidence": ("claims", "evidence", []),
    "claim-extractor": ("claims", "extractor", "test"),
    "claim-recordKey": ("claims", "record_key", ""),
    "claim-knownFrom": ("claims", "known_from", "yesterday"),
    "claim-knownThrough": ("claims", "known_through", "yesterday"),
    "claim-validFrom": ("claims", "valid_from", "2027-01-01"),
    "claim-validThrough": ("claims", "valid_through", "2026-13"),
    "claim-validPrecision": ("claims", "valid_precision", "week"),
    "claim-currency": ("claims", "currency", "yen"),
    "claim-count": ("claims", "count", -1),
    "claim-fiscalYear": ("claims", "fiscal_year", 1800),
    "claim-role": ("claims", "role", "own"),
    "claim-serviceTypes": ("claims", "service_types", "S1"),
    "selector-value": ("evidence", "selector", "row=1"),
    "document-url": ("documents", "url", "somewhere"),
    "document-source": ("documents", "source", ""),
    "capture-origin": ("captures", "origin", "lost"),
    "capture-digest": ("captures", "payload_digest", ""),
    "capture-time": ("captures", "first_seen", "yesterday"),
}
FUNCTION, SYSTEM, SERVICE = Argument("function", "pensions"), Argument("system", "甲"), Argument("service", "AWS")
PROJECT, JURISDICTION = Argument("project", "", "2025/1"), Argument("jurisdiction", "JP")
QUESTION, ANSWER = Argument("question", "", "councillors/216/1"), Argument("answer", "", "councillors/216/1")

# Shape → ends of an edge that violates it.
EDGES: dict[str, tuple[str, Argument, Argument]] = {
    "supplier-of": ("supplier", SYSTEM, SUPPLIER),
    "supplier-is": ("supplier", CONTRACT, SYSTEM),
    "buyer-of": ("buyer", SYSTEM, SUPPLIER),
    "buyer-is": ("buyer", CONTRACT, SYSTEM),
    "paid-who": ("paidBy", SYSTEM, PROJECT),
    "paid-under": ("paidBy", SUPPLIER, SYSTEM),
    "supported-what": ("supportedBySystem", SERVICE, SYSTEM),
    "supported-by": ("supportedBySystem", FUNCTION, SERVICE),
    "uses-who": ("usesService", FUNCTION, SERVICE),
    "uses-what": ("usesService", SYSTEM, FUNCTION),
    "provided-what": ("providedBy", SYSTEM, SUPPLIER),
    "provided-by": ("providedBy", SERVICE, JURISDICTION),
    "controlled-who": ("controlledBy", SERVICE, SUPPLIER),
    "controlled-by": ("controlledBy", SUPPLIER, SERVICE),
    "parent-who": ("ultimateParent", SERVICE, SUPPLIER),
    "parent-is": ("ultimateParent", SUPPLIER, JURISDICTION),
    "owned-who": ("partOwnedBy", SERVICE, SUPPLIER),
    "owned-by": ("partOwnedBy", SUPPLIER, SERVICE),
    "merged-who": ("mergedInto", SERVICE, SUPPLIER),
    "merged-into": ("mergedInto", SUPPLIER, SERVICE),
    "subordinate-who": ("subordinateTo", SERVICE, SUPPLIER),
    "subordinate-to": ("subordinateTo", SUPPLIER, SERVICE),
    "operated-what": ("operatedFor", SERVICE, SUPPLIER),
    "operated-for": ("operatedFor", SYSTEM, SERVICE),
    "under-law": ("underJurisdiction", SUPPLIER, SERVICE),
    "performed-what": ("performedBy", SERVICE, SUPPLIER),
    "performed-by": ("performedBy", FUNCTION, SERVICE),
    "served-what": ("servedUnder", SERVICE, SYSTEM),
    "served-under": ("servedUnder", SYSTEM, SERVICE),
    "subcontracted-what": ("subcontractedTo", SYSTEM, SUPPLIER),
    "subcontracted-to": ("subcontractedTo", CONTRACT, SYSTEM),
    "former-who": ("employsFormerOfficialsOf", SYSTEM, SUPPLIER),
    "former-of": ("employsFormerOfficialsOf", SUPPLIER, SYSTEM),
    "answers-what": ("answers", ANSWER, SYSTEM),
}
ACCEPTED = (
    ("buyer", Argument("notice", "公告", "n"), SUPPLIER),
    ("paidBy", SUPPLIER, PROJECT),
    ("supportedBySystem", FUNCTION, SYSTEM),
    ("usesService", SYSTEM, SERVICE),
    ("providedBy", SERVICE, SUPPLIER),
    ("controlledBy", SUPPLIER, Argument("organization", "乙", "1010001110829")),
    ("ultimateParent", SUPPLIER, SUPPLIER),
    ("partOwnedBy", SUPPLIER, Argument("organization", "乙", "1010001110829")),
    ("mergedInto", SUPPLIER, Argument("organization", "乙", "1010001110829")),
    ("subordinateTo", SUPPLIER, Argument("organization", "乙", "1010001110829")),
    ("operatedFor", SYSTEM, SUPPLIER),
    ("underJurisdiction", SUPPLIER, JURISDICTION),
    ("performedBy", FUNCTION, SUPPLIER),
    ("servedUnder", FUNCTION, SYSTEM),
    ("subcontractedTo", SUPPLIER, Argument("organization", "乙", "1010001110829")),
    ("employsFormerOfficialsOf", SUPPLIER, Argument("agency", "総務省")),
    ("answers", ANSWER, QUESTION),
)
# What the form of the tables alone ensures; the mutations of tests/ontology/test_shapes.py fail them as RDF.
BY_FORM = {
    "claim-superseded", "claim-object", "claim-inBlock", "selector-exact",
    "claim-amount", "claim-unit", "claim-population", "claim-share",
    "Evidence", "evidence-document", "evidence-capture", "evidence-selector", "selector-prefix",
    "selector-suffix", "document-capture", "Document", "Capture", "Selector", "ClaimLook",
}  # fmt: skip


def edge(key: str, predicate: str, subject: Argument, target: Argument) -> Claim:
    return Claim(key, predicate, subject, target, (CellEvidence(2, (1,), key),))


def changed(tables: Path, table: str, column: str, value: Any, row: str) -> None:
    """Changes one row of a published table, the one that ``row`` (SQL) names."""
    path = tables / f"{table}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * FROM read_parquet('{path}')")
        connection.execute(f'UPDATE t SET "{column}" = $value WHERE {row}', {"value": value})
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


@pytest.fixture
def broken_rows(publish: Callable[..., Path], capture: Callable[..., Capture]) -> Path:
    """A good claim for each shape, in a document of its own, and then one value of each spoilt."""
    said = []
    for number, name in enumerate(ROWS):
        claim = dataclasses.replace(GOOD, record_key=f"t/{name}", evidence=(CellEvidence(2, (1,), name),))
        said.append((capture(f"https://example.jp/{number}", name, 1), [claim]))
    tables = publish(said, name="broken")
    for number, (name, (table, column, value)) in enumerate(ROWS.items()):
        url = f"https://example.jp/{number}"
        where = {
            "claims": f"record_key = 't/{name}'",
            "evidence": f"quote = '{name}'",
            "documents": f"url = '{url}'",
            "captures": f"document = '{iri.document(url)}'",
        }
        changed(tables, table, column, value, where[table])
    return tables


@pytest.mark.filterwarnings("ignore:NotImplemented:DeprecationWarning")  # rdflib, comparing a day that is none
def test_each_shape_of_rows_refuses_its_data_and_pyshacl_says_the_same(broken_rows: Path) -> None:
    found: dict[str, set[str]] = {}
    for finding in examine(broken_rows, SHAPES).held:
        found.setdefault(finding.record_key.removeprefix("t/"), set()).add(finding.shape)
    found["claim-recordKey"] = found.pop("")
    assert set(found) == set(ROWS)
    assert {name for name, shapes_found in found.items() if name not in shapes_found} == set()


def test_each_shape_of_edges_refuses_its_data_and_pyshacl_says_the_same(
    publish: Callable[..., Path], capture: Callable[..., Capture]
) -> None:
    said = [edge(f"t/{name}", *ends) for name, ends in EDGES.items()]
    verdict = examine(publish([(capture("https://example.jp/1", "x", 1), said)]), SHAPES)
    found = {(finding.record_key.removeprefix("t/"), finding.shape) for finding in verdict.held}
    assert {(name, name) for name in EDGES} <= found


def test_data_that_conform_are_accepted(publish: Callable[..., Path], capture: Callable[..., Capture]) -> None:
    said = [GOOD, *(edge(f"t/{number}", *ends) for number, ends in enumerate(ACCEPTED))]
    verdict = examine(publish([(capture("https://example.jp/1", "x", 1), said)]), SHAPES)
    assert (verdict.held, verdict.warned) == ((), {})
    assert verdict.judged == len(said)


def test_every_shape_has_data_that_must_fail() -> None:
    named = {check.name for check in shapes.checks(shapes.shape_graph(SHAPES)) if check.severity == shapes.VIOLATION}
    assert named - set(ROWS) - set(EDGES) - BY_FORM == set()


def test_the_ends_of_every_edge_shape_are_accepted_too() -> None:
    predicates = {predicate for predicate, _, _ in EDGES.values()}
    assert predicates - {predicate for predicate, _, _ in ACCEPTED} == {"supplier"}, "GOOD has a supplier"
    assert GOOD.predicate == "supplier"


def test_a_failing_record_is_held_back_whole_and_listed_and_others_stay(
    tmp_path: Path, capture: Callable[..., Capture]
) -> None:
    bad = dataclasses.replace(GOOD, record_key="t/bad", qualifiers=Qualifiers(count=3))
    beside = Claim("t/bad", "contractTitle", CONTRACT, literal("窓口"), (CellEvidence(2, (2,), "窓口"),))
    write(tmp_path / "part", [GOOD, bad, beside, Thing(CONTRACT, "窓口")])
    part = Partition(capture("https://example.jp/1", "x", 1), tmp_path / "part", "test@1")

    def publish(held: list[tuple[str, ...]]) -> Path:
        Publisher(tmp_path / "out", Resolver(Reference.load()), held).publish([part], {}, lambda *_: None)
        return tmp_path / "out"

    verdict = examine(publish([]), SHAPES)
    assert verdict.records == {"t/bad"}
    tables = publish(held_rows(verdict))
    with duckdb.connect() as connection:
        claims = connection.execute(f"SELECT record_key FROM read_parquet('{tables}/claims.parquet')").fetchall()
        evidence = connection.execute(f"SELECT count(*) FROM read_parquet('{tables}/evidence.parquet')").fetchone()
        listed = connection.execute(
            f"SELECT record_key, shape FROM read_parquet('{tables}/held_back.parquet')"
        ).fetchall()
    assert claims == [("t/1",)]
    assert evidence == (1,)
    assert listed == [("t/bad", "Claim")]
    assert examine(tables, SHAPES).held == ()


def test_what_deserves_a_look_is_shown_and_held_back_by_nothing(
    publish: Callable[..., Path], capture: Callable[..., Capture]
) -> None:
    odd = dataclasses.replace(GOOD, qualifiers=Qualifiers(amount=-5, currency="JPY", valid_from="0025-04-01"))
    verdict = examine(publish([(capture("https://example.jp/1", "x", 1), [odd])]), SHAPES)
    assert verdict.held == ()
    assert verdict.warned == {"look-amount": 1, "look-from": 1}


def test_a_constraint_that_cannot_be_checked_in_bulk_is_refused() -> None:
    graph = shapes.shape_graph(SHAPES)
    graph.add((URIRef("https://w3id.org/izon/shapes#claim-unit"), SH.uniqueLang, Literal(True)))
    with pytest.raises(shapes.ShapeError, match=r"claim-unit.*uniqueLang"):
        shapes.checks(graph)


def test_a_translation_that_differs_from_pyshacl_stops_the_build(
    publish: Callable[..., Path], capture: Callable[..., Capture], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = dataclasses.replace(GOOD, qualifiers=Qualifiers(count=3))
    tables = publish([(capture("https://example.jp/1", "x", 1), [bad])])
    monkeypatch.setattr(shapes, "checks", lambda graph: [])
    with pytest.raises(gate.GateError, match="pySHACL refuses"):
        examine(tables, SHAPES)
