"""What a name given to a scenario removes: a provider with what it controls, a service, a product or a jurisdiction."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph import iri
from graph.answers.dependencies import Dependencies
from graph.answers.things import ThingNotFoundError
from graph.answers.what_if import everything_controlled, under_jurisdiction
from graph.neo4j.rows import database
from graph.resolve.names import normalise
from graph.resolve.reference import Reference

REMOVABLE = ("Organization", "CloudService", "Product", "Jurisdiction", "InformationSystem")


def find_removable(tables: Path, name: str) -> str:
    """The IRI of the one thing that ``name`` names: an IRI, the last part of one, a label in either language, an alias.

    Raises:
        ThingNotFoundError: nothing, or several things, are called so; several are listed.
    """
    if name.startswith(iri.BASE):
        return name
    known = Reference.load().service_ids.get(normalise(name))
    if known is not None:
        return iri.service(known)
    classes = ", ".join(f"'{thing}'" for thing in REMOVABLE)
    with database(tables) as connection:
        rows = connection.execute(
            f"""SELECT iri FROM entities WHERE thing IN ({classes})
                AND (label = $name OR label_en = $name OR list_contains(alternatives, $name) OR ends_with(iri, '/' || $name))
                ORDER BY iri""",
            {"name": name},
        ).fetchall()
    found = [str(row[0]) for row in rows]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ThingNotFoundError(f"nothing that can be removed is called {name!r}; give its IRI or its full name")
    raise ThingNotFoundError(f"several things are called {name!r}: " + ", ".join(found))


def removed_by(graph: Dependencies, things: Iterable[str], *, alone: bool) -> frozenset[str]:
    """What goes with the things: with an organisation all that it controls, unless ``alone``; with a jurisdiction its own."""
    gone: set[str] = set()
    for thing in things:
        if graph.classes.get(thing) == "Jurisdiction":
            gone |= under_jurisdiction(graph, thing)
        elif alone:
            gone.add(thing)
        else:
            gone |= everything_controlled(graph, (thing,))
    return frozenset(gone)
