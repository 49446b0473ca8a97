"""The graph of what stands at a moment, as N-Quads: ``graph/current``, and the views of other days beside it.

It holds the direct triples that claims justify, with ``izon:dependsOn`` beside each of its sub-properties; the sums of
money; the counts of what is known; and which claims do not count in it: those no longer said, or not yet, are
``superseded``, and those, with the ones about another time, are ``setAside``.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from graph import iri
from graph.build.counts import counts
from graph.build.schema import DEPENDENCIES
from graph.build.standing import Moment, holds, justifies, said
from graph.build.sums import KINDS, sums

_BATCH = 20_000


def lines(connection: duckdb.DuckDBPyConnection, moment: Moment, graph: str) -> Iterator[list[str]]:
    """Batches of lines, each with its line end, in an order that depends on nothing but the tables."""
    end = f" <{graph}> .\n"
    for query in (_triples(moment, end), _set_aside(moment, end), _sums(moment, end), _counts(moment, end)):
        cursor = connection.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield [line for row in batch for line in row if line is not None]


def _triples(moment: Moment, end: str) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in sorted(DEPENDENCIES))
    return f"""
        SELECT {_line("subject", "'" + iri.NS + "' || predicate", "object", end)},
            CASE WHEN predicate IN ({kinds}) THEN {_line("subject", f"'{iri.term('dependsOn')}'", "object", end)} END
        FROM (SELECT DISTINCT subject, predicate, object FROM claims WHERE {justifies(moment)}) ORDER BY ALL"""


def _set_aside(moment: Moment, end: str) -> str:
    true = f"""' "true"^^<{iri.PREFIXES["xsd"]}boolean>{end}'"""
    return f"""
        SELECT CASE WHEN NOT {said(moment)} THEN '<' || iri || '> <{iri.term("superseded")}>' || {true} END,
            '<' || iri || '> <{iri.term("setAside")}>' || {true}
        FROM claims WHERE NOT ({said(moment)} AND {holds(moment)}) ORDER BY iri"""


def _sums(moment: Moment, end: str) -> str:
    kinds = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, "
        + ", ".join(
            f"'{iri.term(name)}' AS {column}" if name else f"NULL AS {column}"
            for name, column in zip(names, ("class", "of_term", "to_term", "role_term"), strict=True)
        )
        for kind, names in KINDS.items()
    )
    number = _number(end)
    columns = (
        _line("iri", f"'{iri.PREFIXES['rdf']}type'", "class", end),
        _line("iri", "of_term", "of_thing", end),
        _line("iri", "to_term", "organization", end),
        f"""'<' || iri || '> <' || role_term || '> "' || role || '"{end}'""",
        f"""'<' || iri || '> <{iri.term("way")}> "' || way || '"{end}'""",
        f"""'<' || iri || '> <' || if(kind = 'direct', '{iri.term("sheetYear")}', '{iri.term("fiscalYear")}')
            || '> "' || year || '{number}'""",
        f"""'<' || iri || '> <{iri.term("amount")}> "' || amount || '{number}'""",
    )
    return f"SELECT {', '.join(columns)} FROM ({sums(moment)}) JOIN ({kinds}) USING (kind) ORDER BY iri"


def _counts(moment: Moment, end: str) -> str:
    number = _number(end)
    columns = (
        _line("iri", f"'{iri.PREFIXES['rdf']}type'", f"'{iri.term('KnownCount')}'", end),
        f"""'<' || iri || '> <{iri.term("countedAspect")}> "' || aspect || '"{end}'""",
        f"""'<' || iri || '> <{iri.term("knownCount")}> "' || known || '{number}'""",
        f"""'<' || iri || '> <{iri.term("totalCount")}> "' || total || '{number}'""",
    )
    return f"SELECT {', '.join(columns)} FROM ({counts(moment)}) ORDER BY iri"


def _number(end: str) -> str:
    """What ends a line behind a whole number."""
    return f'"^^<{iri.PREFIXES["xsd"]}integer>{end}'


def _line(subject: str, predicate: str, target: str, end: str) -> str:
    """SQL for a line whose three parts are IRIs, given as SQL."""
    return f"'<' || {subject} || '> <' || {predicate} || '> <' || {target} || '>{end}'"
