"""Evidence chains: claim → evidence → document → capture → archive bytes, and whether the quote really stands there.

How bytes become a table or a text is the crawler's knowledge; whoever calls hands in
:class:`graph.claims.pages.Pages`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from crawler.archive import Archive, ArchiveError
from crawler.ledger import Capture
from graph import iri
from graph.build.standing import NOW
from graph.build.sums import sums
from graph.claims.model import CELL_SEPARATOR
from graph.claims.pages import Pages, Table
from graph.neo4j.rows import database

Progress = Callable[[str, int, int], None]


class UnknownIriError(Exception):
    """Raised for an IRI that nothing of the published build has."""


@dataclass(frozen=True, slots=True)
class Link:
    """One evidence of a claim with the capture in which it was looked up."""

    evidence: str
    selector: str
    quote: str
    url: str
    capture: str
    origin: str
    captured: str
    payload_digest: str
    warc: str
    verified: bool
    found: str  # what really stands there; the quote when verified


@dataclass(frozen=True, slots=True)
class Why:
    """A claim with its chain."""

    claim: str
    subject: str
    subject_name: str
    predicate: str
    object: str
    object_name: str
    modality: str
    confidence: float
    qualifiers: dict[str, Any]
    record_key: str
    extractor: str
    known_from: str
    known_through: str | None
    links: tuple[Link, ...]


@dataclass
class Verification:
    """How many evidences were read again, by origin of the capture, and those that did not hold."""

    claims: int = 0
    evidence: int = 0
    by_origin: dict[str, int] = field(default_factory=dict)
    redacted: int = 0  # not read again: the bytes were removed, and go from the stores with the next build
    failures: list[str] = field(default_factory=list)


class Reader:
    """What really stands where an evidence says: each capture's bytes are opened once and kept while it is the same."""

    def __init__(
        self, archive: Archive, captures: Iterable[Capture], pages: Pages, redacted: Collection[str] = ()
    ) -> None:
        """``redacted`` are the payload digests whose bytes were removed from the archive."""
        captures = list(captures)
        self.redacted = {iri.capture(one.digest) for one in captures if one.payload_digest in redacted}
        self._archive = archive
        self._captures = {iri.capture(capture.digest): capture for capture in captures}
        self._pages = pages
        self._open: tuple[str, Table | str] | None = None

    def read(self, capture: str, row: int | None, columns: Sequence[int], start: int | None, end: int | None) -> str:
        """The characters at a place of the capture; "" where the place does not exist."""
        try:
            page = self._page(capture)
        except ArchiveError as error:
            return f"[the archive cannot be read: {error}]"
        if isinstance(page, str):
            return page[start:end]
        if row is None:
            return ""
        try:
            cells = page.cells(row, columns)
        except IndexError:
            return ""
        return CELL_SEPARATOR.join(cells) if start is None else cells[0][start:end]

    def _page(self, identity: str) -> Table | str:
        if self._open is None or self._open[0] != identity:
            self._open = None
            capture = self._captures[identity]
            body = self._archive.payload(capture)
            table = self._pages.table(capture.page_kind, body)
            self._open = identity, table if table is not None else self._pages.text(capture.page_kind, body)
        return self._open[1]


def why(tables: Path, reader: Reader, identity: str) -> list[Why]:
    """The claims behind an IRI: the claim itself, those of an edge's key, those that a sum of money adds up, or those that a
    thing is subject or object of.

    Raises:
        UnknownIriError: the published build knows nothing of that name.
    """
    with database(tables) as connection:
        rows = _claims(connection, identity)
        return [_why(connection, reader, row) for row in rows]


def verify(tables: Path, reader: Reader, progress: Progress) -> Verification:
    """Reads the evidence of every claim again from the archive."""
    result = Verification()
    with database(tables) as connection:
        result.claims = _one(connection, "SELECT count(*) FROM claims")
        bare = _one(connection, "SELECT count(*) FROM claims WHERE len(evidence) = 0")
        if bare:
            result.failures.append(f"{bare} claims have no evidence")
        total = _one(connection, "SELECT coalesce(sum(len(captures)), 0) FROM evidence")
        cursor = connection.execute(
            """SELECT e.iri, c.iri AS capture, c.origin, e.quote, e."row", e.columns, e.start, e."end"
               FROM (SELECT *, unnest(captures) AS within FROM evidence) e JOIN captures c ON c.iri = e.within
               ORDER BY c.iri, e."row", e.start"""
        )
        while batch := cursor.fetchmany(20_000):
            for identity, capture, origin, quote, row, columns, start, end in batch:
                if capture in reader.redacted:
                    result.redacted += 1
                    continue
                result.evidence += 1
                result.by_origin[origin] = result.by_origin.get(origin, 0) + 1
                found = reader.read(capture, row, columns, start, end)
                if found != quote:
                    result.failures.append(f"{identity} quotes {quote[:60]!r}, {capture} has {found[:60]!r}")
            progress("check evidence", result.evidence + result.redacted, total)
    return result


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _claims(connection: duckdb.DuckDBPyConnection, identity: str) -> list[dict[str, Any]]:
    if identity.startswith(iri.BASE + "id/claim/"):
        condition = "iri = $identity"
    elif not identity.startswith(iri.BASE):
        condition = "iri IN (SELECT unnest(claims) FROM edges WHERE key = $identity)"
    elif identity.startswith(iri.BASE + "id/evidence/"):
        condition = "list_contains(evidence, $identity)"
    elif identity.startswith(iri.BASE + "id/sum/"):
        condition = f"iri IN (SELECT unnest(s.claims) FROM ({sums(NOW)}) s WHERE s.iri = $identity)"
    else:
        condition = "subject = $identity OR object = $identity"
    cursor = connection.execute(
        f"SELECT * FROM claims WHERE {condition} ORDER BY predicate, iri",
        {"identity": identity},
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    if not rows:
        raise UnknownIriError(f"nothing is claimed of {identity} in the published build; is the IRI whole?")
    return rows


def _name(connection: duckdb.DuckDBPyConnection, identity: str | None) -> str:
    row = connection.execute("SELECT label FROM entities WHERE iri = $iri", {"iri": identity}).fetchone()
    return str(row[0]) if row and row[0] else ""


def _why(connection: duckdb.DuckDBPyConnection, reader: Reader, row: dict[str, Any]) -> Why:
    cursor = connection.execute(
        """SELECT e.iri, e.selector, e.quote, e."row", e.columns, e.start, e."end", d.url, c.iri, c.origin, c.first_seen,
                  c.payload_digest, c.warc_file || ':' || c.warc_offset
           FROM (SELECT *, unnest(captures) AS within FROM evidence) e
           JOIN captures c ON c.iri = e.within JOIN documents d ON d.iri = e.document
           WHERE list_contains($wanted, e.iri) ORDER BY e.iri, c.first_seen""",
        {"wanted": row["evidence"]},
    )
    links = []
    for (
        identity,
        selector,
        quote,
        line,
        columns,
        start,
        end,
        url,
        capture,
        origin,
        seen,
        digest,
        warc,
    ) in cursor.fetchall():
        found = reader.read(capture, line, columns, start, end)
        links.append(Link(identity, selector, quote, url, capture, origin, seen, digest, warc, found == quote, found))
    names = (
        "amount", "currency", "count", "unit", "population", "fiscal_year", "block", "share", "role", "service_types",
        "valid_from", "valid_through", "valid_precision",
    )  # fmt: skip
    return Why(
        row["iri"],
        row["subject"],
        _name(connection, row["subject"]) or row["subject_printed"],
        row["predicate"],
        row["object"] or row["value"],
        _name(connection, row["object"]) or row["object_printed"],
        row["modality"],
        row["confidence"],
        {name: row[name] for name in names if row[name] not in (None, "")},
        row["record_key"],
        row["extractor"],
        row["known_from"],
        row["known_through"],
        tuple(links),
    )
