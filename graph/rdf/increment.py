"""A store from the one before: a copy whose files are links, with what differs removed and added.

Quads are made from rows, so those that differ come from rows that differ; what stands now is compared whole.
A quad of a row that is gone is removed unless the text of the new build has it too, from another row. Where much differs,
or where code or ontology changed, the store is loaded anew from the text.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyoxigraph

import graph
from graph import iri
from graph.build.standing import NOW
from graph.build.tables import in_sql
from graph.neo4j.rows import database
from graph.rdf import nquads, standing_graph

_FORM = "form"  # file in a store: digest of the code and the fixed quads that it was made with
_SHARE = 20  # more than one row in so many differs: load anew
_SOURCES = (
    "iri.py", "build/schema.py", "build/edges.py", "build/standing.py", "build/sums.py", "build/counts.py", "rdf/nquads.py",
    "rdf/standing_graph.py", "rdf/increment.py",
)  # fmt: skip
_LINKED = ".sst"  # files that the store never changes once they are written


@dataclass(frozen=True, slots=True)
class Earlier:
    """A build whose store is there: where its tables and its store lie."""

    tables: Path
    store: Path


def form(fixed: Iterable[str]) -> str:
    """What has to be the same for a store to be made from another: the code of quads, and quads that no row gives."""
    digest = hashlib.sha256(pyoxigraph.__version__.encode())
    for name in _SOURCES:
        digest.update((Path(graph.__path__[0]) / name).read_bytes())
    for line in fixed:
        digest.update(line.encode())
    return digest.hexdigest()


def stamp(store: Path, made_with: str) -> None:
    """Notes with what a store was made."""
    (store / _FORM).write_text(made_with, encoding="utf-8")


def derive(
    progress: Callable[[str, int, int], None],
    earlier: Earlier,
    tables: Path,
    text: Path,
    stores: Path,
    build: str,
    made_with: str,
) -> bool:
    """Makes ``stores/<build>`` from an earlier store; whether it could.

    ``tables`` are those of the new build, ``text`` all its quads as :func:`graph.rdf.nquads.write` and what follows it
    wrote them.
    """
    if not _is_of(earlier.store, made_with) or earlier.store.name == build:
        return False
    changed = _changed(earlier.tables, tables)
    if changed is None:
        return False
    gone, come = changed
    with text.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            gone.discard(line)
    progress("publish (RDF store)", 0, len(gone) + len(come))
    unfinished = stores / f"{build}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    _copy(earlier.store, unfinished)
    store = pyoxigraph.Store(str(unfinished))
    for quad in _parsed(gone):
        store.remove(quad)
    store.extend(_parsed(come))
    store.flush()
    del store
    stamp(unfinished, made_with)
    shutil.rmtree(stores / build, ignore_errors=True)
    unfinished.rename(stores / build)
    progress("publish (RDF store)", len(gone) + len(come), len(gone) + len(come))
    return True


def _is_of(store: Path, made_with: str) -> bool:
    try:
        return (store / _FORM).read_text(encoding="utf-8") == made_with
    except FileNotFoundError:
        return False


def _changed(before: Path, after: Path) -> tuple[set[str], set[str]] | None:
    """The quads of rows that only one build has, before and after; ``None`` where they are too many."""
    gone: set[str] = set()
    come: set[str] = set()
    rows = changed = 0
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        connection.execute("SET enable_progress_bar = false")
        for name in nquads.tables():
            one, other = (in_sql(folder / f"{name}.parquet") for folder in (before, after))
            for lines, query in ((gone, f"FROM {one} EXCEPT FROM {other}"), (come, f"FROM {other} EXCEPT FROM {one}")):
                found = connection.sql(query).to_arrow_table()
                assert found is not None
                changed += found.num_rows
                lines.update(nquads.lines_of(name, found.to_pylist()))
            ((counted,),) = connection.execute(f"SELECT count(*) FROM {other}").fetchall()
            rows += counted
    if changed * _SHARE > rows:
        return None
    gone_standing, come_standing = _standing(before, after)
    return gone - come | gone_standing, come - gone | come_standing


def _standing(before: Path, after: Path) -> tuple[set[str], set[str]]:
    """The quads of what stands now that only one build has; they come of all tables together, not of single rows."""
    gone: set[str] = set()
    come: set[str] = set()
    with database(before) as connection:
        for lines in standing_graph.lines(connection, NOW, iri.CURRENT):
            gone.update(lines)
    with database(after) as connection:
        for lines in standing_graph.lines(connection, NOW, iri.CURRENT):
            for line in lines:
                if line in gone:
                    gone.remove(line)
                else:
                    come.add(line)
    return gone, come


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix == _LINKED:
            try:
                os.link(path, target / path.name)
            except OSError:  # a file system without links
                shutil.copyfile(path, target / path.name)
        elif path.name not in ("LOCK", _FORM):
            shutil.copyfile(path, target / path.name)


def _parsed(lines: Iterable[str]) -> Iterable[pyoxigraph.Quad]:
    # sorted: an order of its own, whatever a set's is
    return pyoxigraph.parse("".join(sorted(lines)).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
