"""Views of other days: a store that shares the build's files and has the graph of what stood then beside ``graph/current``.

A view is made once and kept under ``IZON_HOME`` until the next build is published. Its store costs what the view's
graph takes; the rest are hard links to the files of the build's store, which RocksDB never changes.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from graph import iri
from graph.build.standing import Moment
from graph.neo4j.rows import database
from graph.rdf import standing_graph
from graph.rdf.store import add_quads


@dataclass(frozen=True, slots=True)
class View:
    """A view's store and the graphs that a question as of its days is asked of; ``seconds`` are 0 when it was there."""

    folder: Path
    graphs: tuple[str, ...]
    seconds: float


def view_of(store: Path, tables: Path, views: Path, moment: Moment) -> View:
    """The view of the build whose store and published tables are given, made where it is not there yet."""
    graph = iri.view(moment.name)
    graphs = iri.ENTITIES, iri.CLAIMS, graph
    folder = views / store.name / moment.name
    if folder.exists():
        return View(folder, graphs, 0.0)
    began = time.monotonic()
    unfinished = folder.with_name(f"{folder.name}.unfinished.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    text = unfinished.with_suffix(".nq")
    try:
        for path in store.iterdir():
            if path.suffix == ".sst":
                os.link(path, unfinished / path.name)
            elif path.name != "LOCK":
                shutil.copy2(path, unfinished / path.name)
        with database(tables) as connection, text.open("w", encoding="utf-8", newline="\n") as output:
            for lines in standing_graph.lines(connection, moment, graph):
                output.writelines(lines)
        add_quads(text, unfinished)
        if not folder.exists():
            unfinished.rename(folder)
    finally:
        text.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
    return View(folder, graphs, time.monotonic() - began)
