"""Which format of a result a client wants: HTTP's ``Accept`` (RFC 9110, 12.5.1), or a name in the parameter ``format``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

# The first media type of a format is the one that is answered with; formats in the order of our preference.
TABLE_TYPES: dict[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/json"),
    "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
    "csv": ("text/csv; charset=utf-8; header=present",),
    "tsv": ("text/tab-separated-values; charset=utf-8",),
}
GRAPH_TYPES: dict[str, tuple[str, ...]] = {
    "ttl": ("text/turtle; charset=utf-8", "application/x-turtle"),
    "nt": ("application/n-triples; charset=utf-8", "text/plain"),
    "jsonld": ("application/ld+json", "application/json"),
    "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
}
HTML_TYPES: dict[str, tuple[str, ...]] = {"html": ("text/html; charset=utf-8", "application/xhtml+xml")}
EXCEL = "excel"  # CSV as a spreadsheet opens it; only by name
MEDIA_TYPES = {name: types[0] for names in (TABLE_TYPES, GRAPH_TYPES, HTML_TYPES) for name, types in names.items()} | {
    EXCEL: TABLE_TYPES["csv"][0]
}


@dataclass(frozen=True, slots=True)
class Formats:
    """The best format for a table and for a graph; ``None`` where the client takes none of ours."""

    table: str | None
    graph: str | None


_BOTH = {"json": Formats("json", "jsonld"), "xml": Formats("xml", "rdf")}


@lru_cache(maxsize=512)
def formats(accept: str) -> Formats:
    """What an ``Accept`` header asks for; an empty one takes everything."""
    return Formats(best(accept, TABLE_TYPES), best(accept, GRAPH_TYPES))


def named(name: str) -> Formats | None:
    """What the parameter ``format`` asks for, by a format's name or media type; ``None`` for a name that is not ours.

    Clients of other endpoints send names of their own there, beside an ``Accept`` header that says it better.
    """
    if name in _BOTH:
        return _BOTH[name]
    if name == EXCEL or name in TABLE_TYPES:
        return Formats(name, None)
    if name in GRAPH_TYPES:
        return Formats(None, name)
    found = formats(name) if "/" in name and "*" not in name else None
    return found if found is not None and (found.table or found.graph) else None


def wants_html(accept: str, others: dict[str, tuple[str, ...]]) -> bool:
    """Whether the client would rather have a page than any of the others; one that names no page never does."""
    return "html" in accept and best(accept, others | HTML_TYPES) == "html"


def best(accept: str, offered: dict[str, tuple[str, ...]]) -> str | None:
    """The offered format with the highest quality; among equals the one that is named exactly, then our order."""
    ranges = _ranges(accept or "*/*")
    found: tuple[float, int, str] | None = None
    for form, types in offered.items():
        for media_type in types:
            quality, exact = _quality(media_type.partition(";")[0], ranges)
            if quality > 0 and (found is None or (quality, exact) > found[:2]):
                found = (quality, exact, form)
    return found[2] if found else None


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """The quality of a media type, by the most specific range that covers it, and how specific that is."""
    kind = media_type.partition("/")[0]
    for exact, covering in ((2, media_type), (1, f"{kind}/*"), (0, "*/*")):
        for name, quality in ranges:
            if name == covering:
                return quality, exact
    return 0.0, 0


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        ranges.append((name, quality))
    return ranges
