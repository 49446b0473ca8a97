"""The Oxigraph store on disk: built beside the one in use, then swapped in whole; queries in killable processes.

``stores/rdf/current`` names the build in use. A reader that has opened a build keeps it; which builds stay for such
readers and for going back is said by :mod:`graph.build.builds`.
"""

from __future__ import annotations

import gc
import multiprocessing
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

import pyoxigraph

from graph import iri
from graph.rdf import keywords

Value = str | int | float | bool | None


class StoreError(Exception):
    """Raised when there is no store to ask, a query is wrong, or a query took longer than its limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of a query's result in query order and its rows as plain values."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def load(progress: Callable[[str, int, int], None], nquads: Path, stores: Path, build: str) -> None:
    """Bulk-loads the file into ``stores/<build>``; the store in use stays in use."""
    unfinished = stores / f"{build}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    progress("publish (RDF store)", 0, 1)
    _load(nquads, unfinished)
    shutil.rmtree(stores / build, ignore_errors=True)
    unfinished.rename(stores / build)


def use(stores: Path, build: str) -> None:
    """Makes the store of a build the one in use."""
    pointer = stores / "current.unfinished"
    pointer.write_text(build, encoding="utf-8")
    pointer.rename(stores / "current")


def current(stores: Path) -> Path | None:
    """The folder of the store in use, if there is one."""
    pointer = stores / "current"
    if not pointer.exists():
        return None
    folder = stores / pointer.read_text(encoding="utf-8").strip()
    return folder if folder.is_dir() else None


class Queries:
    """SPARQL queries against one store, each ended at its time limit, in a process that is started once."""

    def __init__(self, folder: Path, timeout: float = 60.0, graphs: Sequence[str] = ()) -> None:
        """``graphs`` are those that a query without ``GRAPH`` or ``FROM`` sees; none given, all."""
        self._folder = folder
        self._timeout = timeout
        self._graphs = tuple(graphs)
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def select(self, text: str, substitutions: Mapping[str, str] | None = None) -> Answer:
        """The rows of a SELECT (or ASK, one row) query; ``substitutions`` bind variables to IRIs.

        Raises:
            StoreError: the store cannot be opened, or the query is wrong, or ran longer than the limit and was ended.
        """
        try:
            self._pipe.send((text, dict(substitutions or {})))
            if not self._pipe.poll(self._timeout):
                self._start_again()
                raise StoreError(f"the query ran longer than {self._timeout:g} s and was ended")
            answer = self._pipe.recv()
        except (EOFError, ConnectionError) as cause:
            self._start_again()
            raise StoreError("the query's process was killed; the machine may have no memory left") from cause
        if isinstance(answer, str):
            raise StoreError(answer)
        return Answer(*answer)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(str(self._folder), self._graphs, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def _start_again(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._start()

    def _end(self) -> None:
        self._pipe.close()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _serve(folder: str, graphs: Sequence[str], pipe: Connection) -> None:
    store, refusal = None, ""
    try:
        store = pyoxigraph.Store.read_only(folder)
    except OSError as error:
        refusal = f"{folder} cannot be opened ({error}): run `izon build --full`"
    gc.disable()  # rows hold no cycles, and looking for them takes a tenth of the time of many
    while True:
        try:
            text, substitutions = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(_select(store, text, substitutions, graphs) if store is not None else refusal)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            pipe.send(f"{type(error).__name__}: {error}")


def _select(
    store: pyoxigraph.Store, text: str, substitutions: Mapping[str, str], graphs: Sequence[str] = ()
) -> tuple[list[str], list[list[Value]]]:
    if keywords.asks_other_servers(text):
        raise ValueError("SERVICE is refused: a query here reads this store and asks no other server")
    result: Any = store.query(
        text,
        prefixes=iri.PREFIXES,
        use_default_graph_as_union=not graphs and not keywords.names_graphs(text),
        default_graph=[pyoxigraph.NamedNode(graph) for graph in graphs] or None,
        substitutions={pyoxigraph.Variable(name): pyoxigraph.NamedNode(value) for name, value in substitutions.items()},
    )
    if isinstance(result, pyoxigraph.QueryBoolean):
        return ["answer"], [[bool(result)]]
    if isinstance(result, pyoxigraph.QueryTriples):
        return ["subject", "predicate", "object"], [
            [plain(t.subject), plain(t.predicate), plain(t.object)] for t in result
        ]
    variables = [variable.value for variable in result.variables]
    return variables, [[plain(term) for term in solution] for solution in result]


def plain(term: Any) -> Value:
    """An RDF term as a plain value: an IRI or text as string, numbers and truth values as such."""
    if term is None:
        return None
    if not isinstance(term, pyoxigraph.Literal):
        return str(term.value)
    kind = term.datatype.value.rpartition("#")[2]
    if kind in ("integer", "int", "long"):
        return int(term.value)
    if kind == "decimal":
        number = Decimal(term.value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind in ("double", "float"):
        return float(term.value)
    if kind == "boolean":
        return term.value in ("true", "1")
    return str(term.value)


def add_quads(nquads: Path, folder: Path) -> None:
    """Adds the quads of a file to the store in ``folder``, which nobody else has open."""
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    store.flush()


def _load(nquads: Path, folder: Path) -> None:
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(path=str(nquads), format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
