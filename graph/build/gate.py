"""The gate before both stores: what violates a shape is held back with its whole source record, and listed.

SQL made from the shapes (:mod:`graph.build.shapes`) finds the rows in bulk; pySHACL judges those, and beside them one
specimen of each form that was published, so that the two never drift apart.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rdflib import SH, Graph, Namespace
from rdflib.term import Node

from graph import iri
from graph.build import shapes
from graph.build.shapes import VIOLATION, WARNING, Check
from graph.neo4j.rows import database
from graph.rdf import nquads

VERSION = "1"
EXAMPLES = 5  # rows of one check that pySHACL is shown, and that a warning lists
JUDGED = 200  # claims of one batch for pySHACL
PROV = Namespace(iri.PREFIXES["prov"])


class GateError(Exception):
    """Raised when pySHACL and the SQL of a shape do not agree: the shape or its translation is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that does not conform: the shape, what it wants, the record that said it and the claim."""

    shape: str
    severity: str
    message: str
    record_key: str
    claim: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found: records to hold back with the reasons, and warnings with how many rows each has."""

    held: tuple[Finding, ...]
    warnings: tuple[Finding, ...]  # a few examples each
    warned: dict[str, int]  # rows by shape
    judged: int  # claims that pySHACL saw

    @property
    def records(self) -> frozenset[str]:
        """The records that are held back."""
        return frozenset(finding.record_key for finding in self.held)


def examine(tables: Path, shape_folder: Path) -> Verdict:
    """Examines the tables that are about to be published.

    Raises:
        GateError: pySHACL accepts what the SQL refuses, or the other way round.
    """
    graph = shapes.shape_graph(shape_folder)
    held: list[Finding] = []
    warnings: list[Finding] = []
    warned: dict[str, int] = {}
    shown: dict[str, bool] = {}  # claims for pySHACL, and whether they violate
    with database(tables) as connection:
        for check in shapes.checks(graph):
            found = _findings(connection, check)
            if check.severity == WARNING:
                if found:
                    warned[check.name] = warned.get(check.name, 0) + len(found)
                    warnings.extend(found[:EXAMPLES])
                continue
            held.extend(found)
            for finding in found[:EXAMPLES]:
                shown[finding.claim] = True
        for claim in _specimens(connection):
            shown.setdefault(claim, False)
        judged = sorted(shown)
        broken = {finding.claim for finding in held}
        for start in range(0, len(judged), JUDGED):
            _judge(connection, judged[start : start + JUDGED], broken, graph)
    key = {(f.record_key, f.claim, f.shape): f for f in held}
    return Verdict(tuple(key[k] for k in sorted(key)), tuple(warnings), dict(sorted(warned.items())), len(judged))


def _findings(connection: duckdb.DuckDBPyConnection, check: Check) -> list[Finding]:
    """The rows that a check finds, each by a claim that is or rests on it."""
    if check.table == "claims":
        source = f"SELECT record_key, iri FROM claims WHERE {check.condition}"
    elif check.table == "edges":
        source = f"""SELECT c.record_key, c.iri FROM (SELECT unnest(claims) AS claim FROM edges WHERE {check.condition})
                     JOIN claims c ON c.iri = claim"""
    elif check.table == "evidence":
        source = f"""SELECT c.record_key, c.iri FROM (SELECT iri, record_key, unnest(evidence) AS piece FROM claims) c
                     WHERE c.piece IN (SELECT iri FROM evidence WHERE {check.condition})"""
    else:
        column = "document" if check.table == "documents" else "captures[1]"
        source = f"""SELECT c.record_key, c.iri FROM (SELECT iri, record_key, unnest(evidence) AS piece FROM claims) c
                     WHERE c.piece IN (SELECT iri FROM evidence WHERE {column} IN
                       (SELECT iri FROM {check.table} WHERE {check.condition}))"""
    rows = connection.execute(f"SELECT DISTINCT record_key, iri FROM ({source}) ORDER BY ALL").fetchall()
    return [Finding(check.name, check.severity, check.message, str(key), str(claim)) for key, claim in rows]


def _specimens(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """One claim of each form: predicate, extractor, and which of its qualifiers it has."""
    forms = (
        "predicate, extractor, modality, object IS NULL, amount IS NULL, \"count\" IS NULL, population = '', fiscal_year "
        "IS NULL, block IS NULL, share = '', valid_from = '', valid_through = '', role = '', known_through IS NULL"
    )
    rows = connection.execute(f"SELECT min(iri) FROM claims GROUP BY {forms} ORDER BY 1").fetchall()
    return [str(row[0]) for row in rows]


def _judge(connection: duckdb.DuckDBPyConnection, claims: Sequence[str], broken: Iterable[str], graph: Graph) -> None:
    """Lets pySHACL see the claims with all that they rest on, and compares what it says."""
    from pyshacl import validate

    if not claims:
        return
    with tempfile.TemporaryDirectory() as folder:
        data = _triples(connection, claims, Path(folder))
    _, results, _ = validate(data, shacl_graph=graph, inference="none", meta_shacl=False)
    assert isinstance(results, Graph)
    refused = set(_refused(results, data))
    wrong = sorted(refused ^ (set(broken) & set(claims)))
    if wrong:
        said = "refuses" if wrong[0] in refused else "accepts"
        raise GateError(f"pySHACL {said} {wrong[0]} and the SQL of the shapes does not: look at graph/build/shapes.py")


def _refused(results: Graph, data: Graph) -> Iterable[str]:
    """The claims that a violation is about: the focus itself, or what rests on it."""
    claims = {str(s) for s in data.subjects(None, Namespace(iri.NS).Claim)}
    for result in results.subjects(SH.resultSeverity, SH.Violation):
        focus = results.value(result, SH.focusNode)
        assert focus is not None
        if str(focus) in claims:
            yield str(focus)
        else:
            yield from (str(claim) for claim in _resting(data, focus, claims))


def _resting(data: Graph, focus: Node, claims: set[str]) -> Iterable[Node]:
    """The claims that rest on a piece of evidence, a document or a capture, or that speak of a thing."""
    seen, todo = set[Node](), [focus]
    while todo:
        for subject in data.subjects(None, todo.pop()):
            if subject not in seen:
                seen.add(subject)
                if str(subject) in claims:
                    yield subject
                else:
                    todo.append(subject)


def _triples(connection: duckdb.DuckDBPyConnection, claims: Sequence[str], folder: Path) -> Graph:
    """The claims with evidence, documents, captures, things and edges, as one graph without names."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE shown AS SELECT * FROM claims WHERE list_contains($c, iri)", {"c": list(claims)}
    )
    wanted = {
        "claims": "SELECT * FROM shown",
        "evidence": "SELECT * FROM evidence WHERE iri IN (SELECT unnest(evidence) FROM shown)",
        "captures": """SELECT * FROM captures WHERE document IN
                       (SELECT document FROM evidence WHERE iri IN (SELECT unnest(evidence) FROM shown))""",
        "documents": """SELECT * FROM documents WHERE iri IN
                        (SELECT document FROM evidence WHERE iri IN (SELECT unnest(evidence) FROM shown))""",
        "entities": """SELECT * FROM entities WHERE iri IN (SELECT subject FROM shown)
                       OR iri IN (SELECT object FROM shown)""",
        "edges": "SELECT * FROM edges WHERE list_has_any(claims, (SELECT list(iri) FROM shown))",
    }
    for name, query in wanted.items():
        connection.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")
    text = folder / "shown.nq"
    nquads.write(folder, text)
    plain = (line.rpartition(" <")[0] + " .\n" for line in text.read_text(encoding="utf-8").splitlines())
    return Graph().parse(data="".join(plain), format="nt")


def held_back(tables: Path) -> list[Finding]:
    """What was held back from the published tables, with the reasons."""
    with database(tables) as connection:
        rows = connection.execute("SELECT shape, severity, message, record_key, claim FROM held_back ORDER BY ALL")
        return [Finding(*map(str, row)) for row in rows.fetchall()]


def held_rows(verdict: Verdict) -> list[tuple[str, str, str, str, str]]:
    """The findings that hold records back, as rows of the table ``held_back``."""
    return [(f.record_key, f.claim, f.shape, f.message, VIOLATION) for f in verdict.held]
