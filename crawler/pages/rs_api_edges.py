"""RS system's own interface, ``/api/projects/{id}/payment-edges/`` → :class:`ReviewEdge`: which block pays which.

Blocks are named by the interface's identifiers; their letters stand in ``payment-groups`` (:class:`ReviewNode`). The
interface is not announced to the public; its shape is known from others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.json_values import ObjectReader, read_json
from crawler.records import Problem, ReviewEdge

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 1

IGNORED = {
    "id": "the interface's own identifier",
    "project_id": "the interface's own identifier of the project",
    "created_at": "a change of the page is seen by its bytes",
    "updated_at": "a change of the page is seen by its bytes",
}


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ReviewEdge | Problem]:
    """The edges of a project; ``arguments`` say which: ``sheet_year`` and ``project``. Raises :class:`PageError`."""
    edges = _edges(body, file)
    year, project = arguments.get("sheet_year"), str(arguments.get("project", ""))
    if not isinstance(year, int) or not project:
        raise PageError("project_id", "the page does not say whose it is: give sheet_year and project", file)
    reader = CellReader(file)
    seen: Counter[tuple[str, ...]] = Counter()
    for position, members in enumerate(edges):
        edge = ObjectReader(reader, members, position, "edges")
        source, target, note = edge.text("source_node_id"), edge.text("target_node_id"), edge.text("label")
        from_ministry = edge.value("is_connected_to_source_root") is True
        edge.leftover(IGNORED)
        key = (source, target, note, str(from_ministry))
        if not target:
            reader.fail("row_shape", "an edge that leads nowhere; left out", position, "edges")
        else:
            if from_ministry == bool(source):
                reader.warn("flow_origin", "a paying block and the ministry, or neither", position, "edges", source)
            yield ReviewEdge(year, project, source, from_ministry, target, note, seen[key], position)
            seen[key] += 1
        yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The answer's JSON text. Raises :class:`PageError`."""
    _edges(body, file)
    return body.decode("utf-8-sig")


def _edges(body: bytes, file: str) -> list[object]:
    edges = read_json(body, file)
    if not isinstance(edges, list):
        raise PageError("no_answer", "no list of edges; look at what came", file)
    return edges
