"""Finds things by what people call them, for parameters of questions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import neo4j

from graph import iri
from graph.neo4j.rows import database
from graph.rdf.nquads import quote
from graph.rdf.store import Queries

_CLASSES = {"Organization": "org:Organization", "Contract": "epo:Contract"}

_FOLDERS = {
    "Organization": "org",
    "PublicFunction": "function",
    "CloudService": "service",
    "InformationSystem": "system",
    "Project": "project",
}
_SLUG = re.compile(r"[0-9A-Za-z._-]+")


class ThingNotFoundError(Exception):
    """Raised when no thing, or more than one, has the given name."""


def find_thing(engine: Queries | neo4j.Driver, thing: str, name: str) -> str:
    """The IRI of the thing of class ``thing`` that ``name`` names: an IRI, the last part of one, a label or an English label.

    Raises:
        ThingNotFoundError: none or several have it; several are listed.
    """
    if name.startswith(iri.BASE):
        return name
    if thing in _FOLDERS and _SLUG.fullmatch(name):
        slug = f"{iri.BASE}id/{_FOLDERS[thing]}/{name}"
        if _is_there(engine, slug):
            return slug
    found = _by_sparql(engine, thing, name) if isinstance(engine, Queries) else _by_cypher(engine, thing, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ThingNotFoundError(f"no {thing} is called {name!r}; give its IRI or its full name")
    raise ThingNotFoundError(f"several things are called {name!r}: " + ", ".join(found))


def example_claim(tables: Path) -> str:
    """A claim worth a look: a count in an answer, else a used service, else any."""
    with database(tables) as connection:
        row: Any = connection.execute(
            """SELECT iri FROM claims
               ORDER BY predicate <> 'observedCount', predicate <> 'usesService', coalesce("count", 0) DESC, iri LIMIT 1"""
        ).fetchone()
    return str(row[0])


def _is_there(engine: Queries | neo4j.Driver, identity: str) -> bool:
    if isinstance(engine, Queries):
        return bool(engine.select(f"ASK {{ <{identity}> a ?class }}").rows[0][0])
    records, _, _ = engine.execute_query("MATCH (n:Resource {uri: $uri}) RETURN n.uri", uri=identity)
    return bool(records)


def _by_sparql(queries: Queries, thing: str, name: str) -> list[str]:
    literal = quote(name)
    kind = "" if thing == "Resource" else f"?thing a {_CLASSES.get(thing, 'izon:' + thing)} ."
    answer = queries.select(
        f"""SELECT DISTINCT ?thing WHERE {{
          {{ ?thing rdfs:label {literal}@ja }} UNION {{ ?thing rdfs:label {literal}@en }}
          UNION {{ ?thing skos:altLabel {literal}@ja }}
          {kind}
        }} ORDER BY ?thing"""
    )
    return [str(row[0]) for row in answer.rows]


def _by_cypher(driver: neo4j.Driver, thing: str, name: str) -> list[str]:
    records, _, _ = driver.execute_query(
        "MATCH (n:Resource) WHERE $label IN labels(n) AND (n.name = $name OR n.nameEn = $name OR $name IN n.altNames) "
        "RETURN n.uri AS uri ORDER BY uri",
        label=thing,
        name=name,
    )
    return [str(record["uri"]) for record in records]
