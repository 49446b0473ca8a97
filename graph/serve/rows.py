"""Asks the published store on behalf of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from graph.rdf.endpoint.publication import Publication
from graph.rdf.endpoint.worker import Request


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a result: ``kind`` is uri, literal, bnode or triple."""

    kind: str
    value: str
    language: str
    datatype: str


Row = Mapping[str, Term]


async def select(publication: Publication, query: str) -> list[Row]:
    """The rows of a SELECT query.

    Raises:
        QueryFailedError, QueryEndedError: as :meth:`Pool.answer`.
    """
    document = json.loads(await text(publication, query, "json"))
    return [{name: _term(term) for name, term in row.items()} for row in document["results"]["bindings"]]


async def text(publication: Publication, query: str, form: str) -> bytes:
    """The whole result of a query in a format, for tables and graphs alike."""
    answer, _ = await publication.answer(Request(query, (), (), form, form, publication.limits.rows))
    if answer.pieces is None:
        return answer.whole or b""
    try:
        return b"".join([piece async for piece in answer.pieces])
    finally:
        answer.pieces.close()


def _term(term: Mapping[str, str]) -> Term:
    return Term(term["type"], str(term["value"]), term.get("xml:lang", ""), term.get("datatype", ""))
