"""Both stores hold the same facts: counts by class, predicate and relationship, and all edges, compared with the tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import neo4j

from graph import iri
from graph.build.edges import LIKENESS
from graph.neo4j.rows import database, relationship_type
from graph.rdf.nquads import CLASSES, STRUCTURE
from graph.rdf.store import Queries


@dataclass(frozen=True, slots=True)
class Parity:
    """The counts that were compared, and where they differ."""

    counts: dict[str, int]
    differences: list[str]


def compare(tables: Path, queries: Queries, driver: neo4j.Driver) -> Parity:
    """Compares the RDF store and Neo4j with the published tables, and every edge of the one with the other."""
    expected = _expected(tables)
    rdf = _in_rdf(queries, expected)
    graph = _in_neo4j(driver)
    differences = [
        f"{name}: {number} in the tables, {rdf.get(name, 0)} in the RDF store"
        for name, number in expected.items()
        if rdf.get(name, 0) != number
    ]
    differences += [
        f"{name}: {number} in the tables, {graph.get(name, 0)} in Neo4j"
        for name, number in expected.items()
        if graph.get(name, 0) != number
    ]
    differences += _different_edges(tables, queries, driver)
    return Parity(expected, differences)


def _expected(tables: Path) -> dict[str, int]:
    with database(tables) as connection:
        counts = connection.execute("SELECT 'class ' || thing, count(*) FROM entities GROUP BY 1").fetchall()
        counts += connection.execute("SELECT 'claims ' || predicate, count(*) FROM claims GROUP BY 1").fetchall()
        counts += connection.execute(
            """SELECT 'edges ' || predicate, count(DISTINCT (subject, object)) FROM edges
               WHERE "current" GROUP BY 1"""
        ).fetchall()
        counts += connection.execute("SELECT 'class Evidence', count(*) FROM evidence").fetchall()
        counts += connection.execute("SELECT 'class Document', count(*) FROM documents").fetchall()
        counts += connection.execute("SELECT 'class Capture', count(*) FROM captures").fetchall()
    return {str(name): int(number) for name, number in sorted(counts)}


def _in_rdf(queries: Queries, expected: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in expected:
        kind, _, what = name.partition(" ")
        if kind == "class":
            term = CLASSES.get(what) or iri.term(what)
            text = f"SELECT (COUNT(*) AS ?n) {{ ?s a <{term}> }}"
        elif kind == "claims":
            text = f"SELECT (COUNT(*) AS ?n) {{ GRAPH graph:claims {{ ?s rdf:predicate izon:{what} }} }}"
        else:
            term = STRUCTURE.get(what) or iri.term(what)
            graph = (
                "graph:entities" if what in STRUCTURE or what in ("inProject", "inBlock", LIKENESS) else "graph:current"
            )
            text = f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s <{term}> ?o }} }}"
        number = queries.select(text).rows[0][0]
        found[name] = int(number or 0)
    return found


def _in_neo4j(driver: neo4j.Driver) -> dict[str, int]:
    found: dict[str, int] = {}
    records, _, _ = driver.execute_query(
        "MATCH (n:Resource) UNWIND labels(n) AS label WITH label WHERE label <> 'Resource' RETURN label, count(*) AS n"
    )
    found |= {f"class {record['label']}": record["n"] for record in records}
    records, _, _ = driver.execute_query("MATCH (c:Claim) RETURN c.predicate AS predicate, count(*) AS n")
    found |= {f"claims {record['predicate']}": record["n"] for record in records}
    records, _, _ = driver.execute_query(
        "MATCH (s)-[r]->(o) WHERE r.key IS NOT NULL AND r.current "
        "WITH r.kind AS kind, s, o RETURN kind, count(DISTINCT [s, o]) AS n"
    )
    found |= {f"edges {record['kind']}": record["n"] for record in records}
    return found


def _different_edges(tables: Path, queries: Queries, driver: neo4j.Driver) -> list[str]:
    """Edges between things that only one store has: every dependency, by its two ends and kind."""
    with database(tables) as connection:
        kinds = [
            str(row[0])
            for row in connection.execute(
                "SELECT DISTINCT predicate FROM edges WHERE NOT structural ORDER BY 1"
            ).fetchall()
        ]
    differences = []
    for kind in kinds:
        answer = queries.select(f"SELECT ?s ?o {{ GRAPH graph:current {{ ?s izon:{kind} ?o }} }}")
        rdf = {(str(s), str(o)) for s, o in answer.rows}
        # the type stands in the text: with a dynamic one, r:$($type), Neo4j 2026.09 gives some rows twice and others not
        records, _, _ = driver.execute_query(
            f"MATCH (s)-[r:{relationship_type(kind)}]->(o) WHERE r.kind = $kind AND r.current "
            "RETURN DISTINCT s.uri AS s, o.uri AS o",
            kind=kind,
        )
        graph = {(record["s"], record["o"]) for record in records}
        differences += [f"{kind} only in the RDF store: {s} → {o}" for s, o in sorted(rdf - graph)[:10]]
        differences += [f"{kind} only in Neo4j: {s} → {o}" for s, o in sorted(graph - rdf)[:10]]
    return differences
