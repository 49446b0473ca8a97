"""A process that answers queries of one store, one after the other, and may be killed at any moment.

It reads requests from a socket and writes frames to it: a letter, the length of what follows (4 bytes, big-endian),
and that many bytes. ``r`` ready (its process id) · ``h`` head of a result (JSON) · ``d`` data · ``e`` end (JSON: rows,
cut) · ``x`` error (JSON: cause, message). A request is one frame ``q`` (JSON, see :class:`Request`).
"""

from __future__ import annotations

import json
import os
import re
import resource
import socket
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph

from graph import iri
from graph.rdf import keywords
from graph.rdf.endpoint import results

FRAME = struct.Struct(">cI")
SYNTAX, REFUSED, NOT_ACCEPTABLE, FAILED = "syntax", "refused", "not acceptable", "failed"
_OPENED_TABLES = 16
_PIECE = 64 << 10


@dataclass(frozen=True, slots=True)
class Request:
    """A query with what decides its answer. Graphs are IRIs; formats are names of ``negotiation``, ``None`` for none."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    table_format: str | None
    graph_format: str | None
    row_limit: int

    def encoded(self) -> bytes:
        """The request as a frame's content."""
        return json.dumps(asdict(self)).encode()


class _RefusedError(Exception):
    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


def serve(folder: str, stream: socket.socket, memory: int) -> None:
    """Answers until the other end closes. ``memory`` is a limit in bytes; a query that needs more ends the process."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    store = pyoxigraph.Store.read_only(folder)
    limit = _descriptors(Path(folder))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    incoming = stream.makefile("rb")
    stream.sendall(_frame(b"r", str(os.getpid()).encode()))
    while header := incoming.read(FRAME.size):
        _, length = FRAME.unpack(header)
        values = json.loads(incoming.read(length))
        request = Request(**values | {name: tuple(values[name]) for name in ("default_graphs", "named_graphs")})
        waiting: list[bytes] = []
        size = 0
        for frame in _answer(store, request):
            waiting.append(frame)
            size += len(frame)
            if size >= _PIECE:
                stream.sendall(b"".join(waiting))
                waiting.clear()
                size = 0
        stream.sendall(b"".join(waiting))


def _descriptors(folder: Path) -> int:
    """The limit on file descriptors of a process that has the store open: 0, as it needs no more, unless the store is large.

    RocksDB opens 16 tables with the store and the others when a query needs them; where it cannot, a query never ends.
    """
    later = sum(1 for _ in folder.glob("*.sst")) - _OPENED_TABLES
    if later <= 0:
        return 0
    return 1 + max(int(one.name) for one in Path("/proc/self/fd").iterdir()) + later


def _answer(store: pyoxigraph.Store, request: Request) -> Iterator[bytes]:
    """The frames of an answer."""
    try:
        result = _run(store, request)
        yield from _frames(result, request)
    except _RefusedError as error:
        yield _error(error.cause, str(error))
    except SyntaxError as error:
        if keywords.is_update(request.query):
            yield _error(REFUSED, "This endpoint is read-only: it takes queries, no updates.")
        else:
            yield _error(SYNTAX, str(error))
    except (ValueError, OSError, RuntimeError) as error:
        yield _error(FAILED, f"{type(error).__name__}: {error}")


def _run(store: pyoxigraph.Store, request: Request) -> Any:
    if keywords.asks_other_servers(request.query):
        raise _RefusedError(
            REFUSED, "SERVICE is refused: this endpoint answers from its own data and asks no other server."
        )
    dataset: dict[str, Any] = {}
    if request.default_graphs or request.named_graphs:
        try:
            dataset["default_graph"] = [pyoxigraph.NamedNode(graph) for graph in request.default_graphs]
            dataset["named_graphs"] = [pyoxigraph.NamedNode(graph) for graph in request.named_graphs]
        except ValueError as error:
            raise _RefusedError(SYNTAX, f"default-graph-uri and named-graph-uri must be IRIs: {error}") from error
    elif not keywords.names_graphs(request.query):
        dataset["use_default_graph_as_union"] = True
    return store.query(request.query, base_iri=iri.BASE, prefixes=iri.PREFIXES, **dataset)


def _frames(result: Any, request: Request) -> Iterator[bytes]:
    if isinstance(result, pyoxigraph.QueryTriples):
        form = request.graph_format
        kind = "graph"
    else:
        form = request.table_format
        kind = "boolean" if isinstance(result, pyoxigraph.QueryBoolean) else "table"
    if form is None:
        raise _RefusedError(
            NOT_ACCEPTABLE, f"The result of this query is a {kind}, which none of the media types asked for can hold."
        )
    head = _frame(b"h", json.dumps({"kind": kind, "format": form}).encode())
    rows = results.Limited((), 0)
    if kind == "boolean":
        pieces: Iterator[str | bytes] = iter([results.boolean(bool(result), form)])
    elif kind == "graph":
        rows = results.Limited(result, request.row_limit)
        pieces = iter(results.triples(rows, form))
    else:
        names = [variable.value for variable in result.variables]
        if keywords.selects_all(request.query):
            names.sort(key=lambda name: _position(request.query, name))
        rows = results.Limited(([solution[name] for name in names] for solution in result), request.row_limit)
        pieces = iter(results.table(names, rows, form))
    yield head
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        data = piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece
        waiting.append(data)
        size += len(data)
        if size >= _PIECE:
            yield _frame(b"d", b"".join(waiting))
            waiting.clear()
            size = 0
    if waiting:
        yield _frame(b"d", b"".join(waiting))
    yield _frame(b"e", json.dumps({"rows": rows.count, "cut": rows.cut}).encode())


def _position(text: str, variable: str) -> int:
    found = re.search(rf"[?$]{re.escape(variable)}(?!\w)", text)
    return found.start() if found else len(text)


def _error(cause: str, message: str) -> bytes:
    return _frame(b"x", json.dumps({"cause": cause, "message": message}).encode())


def _frame(kind: bytes, content: bytes) -> bytes:
    return FRAME.pack(kind, len(content)) + content
