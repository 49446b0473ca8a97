"""Results as text, piece by piece and up to a number of rows: JSON, XML, CSV and TSV tables, and RDF.

The library's own writers write a result whole, so they cannot stop at a row; these can.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from json.encoder import encode_basestring as quoted
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph

from graph import iri
from graph.text.spreadsheet import harmless

Row = Sequence[Any]  # a term or None for each column

RDF_FORMATS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}
# Without those whose local names would have a slash in them: rdflib 7.6 reads an escaped one as another name.
_TURTLE_PREFIXES = {name: namespace for name, namespace in iri.PREFIXES.items() if name not in ("id", "graph")}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"
_BARE_IN_TSV = {_XSD + "integer", _XSD + "decimal", _XSD + "double"}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARK = "\ufeff"  # by it Excel knows UTF-8


class Limited:
    """The first ``limit`` items of an iterable; afterwards ``count`` of them, and whether there were more (``cut``)."""

    def __init__(self, items: Iterable[Any], limit: int) -> None:
        self._items = iter(items)
        self._limit = limit
        self.count = 0
        self.cut = False

    def __iter__(self) -> Iterator[Any]:
        for item in islice(self._items, self._limit):
            self.count += 1
            yield item
        self.cut = next(self._items, None) is not None


def boolean(value: bool, form: str) -> str:
    """The result of an ASK query in one of the table formats."""
    text = str(value).lower()
    if form == "json":
        return f'{{"head":{{}},"boolean":{text}}}'
    if form == "xml":
        return f"{_XML_START}<head></head><boolean>{text}</boolean></sparql>\n"
    return f"{text}\n"


def table(variables: Sequence[str], rows: Iterable[Row], form: str) -> Iterator[str]:
    """The rows of a SELECT query in one of the table formats, in pieces: the head, each row, the end."""
    return _TABLES[form](variables, rows)


def triples(items: Iterable[Any], form: str, pieces: int = 2_000) -> Iterator[bytes]:
    """Triples in an RDF format; line-based and Turtle texts in pieces of so many triples, the others whole."""
    if form not in ("nt", "ttl"):
        yield pyoxigraph.serialize(items, format=RDF_FORMATS[form]) or b""
        return
    iterator = iter(items)
    prefixes = _TURTLE_PREFIXES if form == "ttl" else None  # said once: what follows writes IRIs in full
    while piece := list(islice(iterator, pieces)):
        yield pyoxigraph.serialize(piece, format=RDF_FORMATS[form], prefixes=prefixes) or b""
        prefixes = None


def _json(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    names = [quoted(name) for name in variables]
    yield f'{{"head":{{"vars":[{",".join(names)}]}},"results":{{"bindings":['
    separator = ""
    for row in rows:
        bound = (f"{name}:{_json_term(term)}" for name, term in zip(names, row, strict=True) if term is not None)
        yield f"{separator}{{{','.join(bound)}}}"
        separator = ","
    yield "]}}"


def _json_term(term: Any) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        return f'{{"type":"uri","value":{quoted(term.value)}}}'
    if isinstance(term, pyoxigraph.Literal):
        if term.language:
            return f'{{"type":"literal","value":{quoted(term.value)},"xml:lang":{quoted(term.language)}}}'
        if term.datatype.value == _STRING:
            return f'{{"type":"literal","value":{quoted(term.value)}}}'
        return f'{{"type":"literal","value":{quoted(term.value)},"datatype":{quoted(term.datatype.value)}}}'
    if isinstance(term, pyoxigraph.BlankNode):
        return f'{{"type":"bnode","value":{quoted(term.value)}}}'
    parts = ",".join(f'"{name}":{_json_term(getattr(term, name))}' for name in ("subject", "predicate", "object"))
    return f'{{"type":"triple","value":{{{parts}}}}}'


_XML_START = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield _XML_START + "<head>" + "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    yield "</head><results>\n"
    for row in rows:
        bound = (
            f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
            for name, term in zip(variables, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(bound)}</result>\n"
    yield "</results></sparql>\n"


def _xml_term(term: Any) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, pyoxigraph.Literal):
        kind = ""
        if term.language:
            kind = f" xml:lang={quoteattr(term.language)}"
        elif term.datatype.value != _STRING:
            kind = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{kind}>{_xml_text(term.value)}</literal>"
    if isinstance(term, pyoxigraph.BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    parts = "".join(f"<{name}>{_xml_term(getattr(term, name))}</{name}>" for name in ("subject", "predicate", "object"))
    return f"<triple>{parts}</triple>"


def _xml_text(text: str) -> str:
    """Characters that XML 1.0 cannot hold become U+FFFD; a carriage return stays one when it is read again."""
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _csv(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(variables)
    for row in rows:
        writer.writerow([_csv_cell(term) for term in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _csv_cell(term: Any) -> str:
    """The plain text of a term; one that a spreadsheet would take for a formula gets an apostrophe before it."""
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.Literal):
        return harmless(term.value)
    return term.value if isinstance(term, pyoxigraph.NamedNode) else str(term)


def _excel(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield _MARK
    yield from _csv(variables, rows)


def _tsv(variables: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join(map(_tsv_cell, row)) + "\n"


def _tsv_cell(term: Any) -> str:
    """The term in Turtle syntax; numbers bare. Tabs and line ends are escaped by that syntax."""
    if term is None:
        return ""
    if isinstance(term, pyoxigraph.Literal) and term.datatype.value in _BARE_IN_TSV and _NUMERAL.fullmatch(term.value):
        return str(term.value)
    return str(term).replace("\t", "\\t")


_NUMERAL = re.compile(r"[+-]?(?:[0-9]+|[0-9]*\.[0-9]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+)")
_TABLES: dict[str, Callable[[Sequence[str], Iterable[Row]], Iterator[str]]] = {
    "json": _json,
    "xml": _xml,
    "csv": _csv,
    "excel": _excel,
    "tsv": _tsv,
}
