"""A register of information in the shape of Implementing Regulation (EU) 2024/2956, as far as the build can fill it.

Fifteen CSV files, a template each, with the columns of the regulation and one more, ``evidence``: the claims that a row
rests on. A column that no source fills stays empty; ``columns.csv`` says of each column what fills it or what would be
needed. Keys hold between the files: every contract, provider, entity and function that a row names has its row.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from graph import iri
from graph.build.edges import CONFIDENCE_FLOOR
from graph.export.tables import write_csv
from graph.neo4j.rows import database

EVIDENCE = "evidence"
COLUMNS = "columns.csv"
_SEPARATOR = " "  # between claims


def columns() -> dict[str, list[str]]:
    """By template, the codes of its columns in order."""
    found: dict[str, list[str]] = {}
    with _columns_file().open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["template"], []).append(row["column"])
    return found


def roi_files(tables: Path, folder: Path) -> list[str]:
    """Writes the templates and ``columns.csv`` into the folder; gives the names of the files."""
    shutil.copyfile(_columns_file(), folder / COLUMNS)
    with database(tables) as connection:
        _prepare(connection)
        for template, names in columns().items():
            query = _QUERIES.get(template)
            rows = _rows(connection, query, names) if query else iter(())
            write_csv(folder / f"{template}.csv", [*names, EVIDENCE], rows)
    return [*(f"{template}.csv" for template in columns()), COLUMNS]


def _columns_file() -> Path:
    return Path(str(files("graph.export") / "roi_columns.csv"))


def _rows(connection: duckdb.DuckDBPyConnection, query: str, names: Sequence[str]) -> Iterator[list[Any]]:
    """The rows of a template; a column that the query does not give is empty."""
    found = connection.execute(query)
    places = {column[0]: at for at, column in enumerate(found.description)}
    while batch := found.fetchmany(5_000):
        for row in batch:
            claims = {claim for claim in row[places[EVIDENCE]] or () if claim}
            cells = [row[places[name]] if name in places else None for name in names]
            yield [*cells, _SEPARATOR.join(sorted(claims))]


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables that the templates share."""
    for statement in _SHARED:
        connection.execute(statement)
    control = connection.execute(
        """SELECT subject, object FROM edges WHERE predicate = 'controlledBy' AND "current" ORDER BY 1, 2"""
    ).fetchall()
    controllers: dict[str, set[str]] = {}
    for subject, target in control:
        controllers.setdefault(subject, set()).add(target)
    connection.execute("CREATE TEMP TABLE parents (organization VARCHAR, parent VARCHAR)")
    if parents := [(one, parent) for one in controllers if (parent := _ultimate(one, controllers))]:
        connection.executemany("INSERT INTO parents VALUES (?, ?)", parents)


def _ultimate(organization: str, controllers: Mapping[str, set[str]]) -> str:
    """The last of the controllers, "" where one has several or they go round in a circle."""
    seen = {organization}
    while above := controllers.get(organization):
        if len(above) > 1 or above <= seen:
            return ""
        (organization,) = above
        seen.add(organization)
    return organization


def _code(alias: str) -> str:
    return f"coalesce(nullif({alias}.corporate_number, ''), {_tail(f'{alias}.iri')})"


def _code_type(alias: str) -> str:
    return f"CASE WHEN {alias}.corporate_number <> '' THEN 'JP_CRN' WHEN {alias}.iri IS NOT NULL THEN 'IZON' END"


def _tail(column: str) -> str:
    return f"regexp_extract({column}, '[^/]+$')"


# Contracts that buy ICT, who supplies and who performs them, and whose budget or purchase they are.
_SHARED = (
    """CREATE TEMP TABLE ict AS
        SELECT iri AS contract FROM entities
        WHERE thing = 'Contract' AND regexp_matches(coalesce("serviceTypes", ''), 'S(0[1-9]|1[0-9])')""",
    """CREATE TEMP TABLE supplies AS
        SELECT e.subject AS contract, e.object AS organization, e.amount, e.currency, e.fiscal_year, e.claims
        FROM edges e JOIN ict ON ict.contract = e.subject WHERE e.predicate = 'supplier' AND e."current" """,
    f"""CREATE TEMP TABLE performs AS
        SELECT iri AS claim, record_key, subject, object AS organization, service_types, valid_from, valid_through, block
        FROM claims WHERE predicate = 'performedBy' AND modality = 'asserted' AND known_through IS NULL
            AND confidence >= {CONFIDENCE_FLOOR}""",
    f"""CREATE TEMP TABLE uses AS
        SELECT p.subject AS contract, h.object AS organization, h.claims FROM edges p JOIN ict ON ict.contract = p.subject
            JOIN edges h ON h.subject = p.object AND h.predicate = 'budgetHolder' AND h."current"
        WHERE p.predicate = 'inProject' AND p.structural
        UNION ALL
        SELECT b.subject, b.object, b.claims FROM edges b JOIN ict ON ict.contract = b.subject
        WHERE b.predicate = 'buyer' AND b."current" AND starts_with(b.subject, '{iri.BASE}id/contract/')""",
    f"""CREATE TEMP TABLE passed AS
        SELECT iri AS claim, record_key, subject AS giver, object AS organization FROM claims
        WHERE predicate = 'subcontractedTo' AND modality = 'asserted' AND known_through IS NULL
            AND confidence >= {CONFIDENCE_FLOOR} AND starts_with(subject, '{iri.BASE}id/org/')""",
    """CREATE TEMP TABLE law AS
        SELECT subject AS organization, min(regexp_extract(object, '[^/]+$')) AS country FROM edges
        WHERE predicate = 'underJurisdiction' AND "current" GROUP BY subject HAVING count(DISTINCT object) = 1""",
)

_PARTS = f"""
    SELECT c.subject AS contract, c.record_key, c.organization, unnest(string_split(c.service_types, '|')) AS service,
        c.valid_from, c.valid_through, c.block, c.claim
    FROM performs c JOIN ict ON ict.contract = c.subject WHERE starts_with(c.subject, '{iri.BASE}id/contract/')
"""

_QUERIES: Mapping[str, str] = {
    "b_01.02": f"""
        SELECT {_code("o")} AS c0010, o.label AS c0020, l.country AS c0030, flatten(list(u.claims ORDER BY u.claims)) AS evidence
        FROM uses u JOIN entities o ON o.iri = u.organization LEFT JOIN law l ON l.organization = o.iri
        GROUP BY o.iri, o.corporate_number, o.label, l.country ORDER BY 1, 2""",
    "b_02.01": f"""
        SELECT {_tail("s.contract")} AS c0010, s.currency AS c0040, max(s.amount) FILTER (s.fiscal_year IS NOT NULL) AS c0050,
            flatten(list(s.claims ORDER BY s.claims)) AS evidence
        FROM supplies s GROUP BY s.contract, s.currency ORDER BY 1, 2""",
    "b_02.02": f"""
        SELECT {_tail("p.contract")} AS c0010, {_code("u")} AS c0020, {_code("o")} AS c0030, {_code_type("o")} AS c0040,
            {_tail("f.subject")} AS c0050, p.service AS c0060, nullif(p.valid_from, '') AS c0070,
            nullif(p.valid_through, '') AS c0080, list(DISTINCT p.claim) || list(DISTINCT f.claim) AS evidence
        FROM ({_PARTS}) p JOIN entities o ON o.iri = p.organization
            LEFT JOIN performs f ON f.record_key = p.record_key AND f.organization = p.organization
                AND starts_with(f.subject, '{iri.BASE}id/function/')
            LEFT JOIN (SELECT DISTINCT contract, organization FROM uses) us ON us.contract = p.contract
            LEFT JOIN entities u ON u.iri = us.organization
        GROUP BY ALL ORDER BY 1, 2, 3, 5, 6, 7, 8""",
    "b_03.01": f"""
        SELECT {_tail("b.subject")} AS c0010, {_code("o")} AS c0020, true AS c0030,
            flatten(list(b.claims ORDER BY b.claims)) AS evidence
        FROM edges b JOIN ict ON ict.contract = b.subject JOIN entities o ON o.iri = b.object
        WHERE b.predicate = 'buyer' AND b."current" GROUP BY b.subject, o.iri, o.corporate_number ORDER BY 1, 2""",
    "b_03.02": f"""
        SELECT {_tail("s.contract")} AS c0010, {_code("o")} AS c0020, {_code_type("o")} AS c0030, true AS c0045,
            flatten(list(s.claims ORDER BY s.claims)) AS evidence
        FROM supplies s JOIN entities o ON o.iri = s.organization
        GROUP BY s.contract, o.iri, o.corporate_number ORDER BY 1, 2""",
    "b_04.01": f"""
        SELECT {_tail("u.contract")} AS c0010, {_code("o")} AS c0020, flatten(list(u.claims ORDER BY u.claims)) AS evidence
        FROM uses u JOIN entities o ON o.iri = u.organization
        GROUP BY u.contract, o.iri, o.corporate_number ORDER BY 1, 2""",
    "b_05.01": f"""
        WITH named AS (SELECT organization FROM supplies UNION SELECT p.organization FROM ({_PARTS}) p
                UNION SELECT giver FROM passed),
            reached AS (SELECT organization FROM named UNION SELECT parent FROM parents WHERE organization IN (FROM named)),
            said AS (SELECT organization, flatten(list(claims ORDER BY claims)) AS claims FROM supplies GROUP BY organization),
            kept AS (SELECT subject AS organization, flatten(list(claims ORDER BY claims)) AS claims FROM edges
                WHERE predicate IN ('controlledBy', 'underJurisdiction') AND "current" GROUP BY subject)
        SELECT {_code("o")} AS c0010, {_code_type("o")} AS c0020, o.iri AS c0030, 'IRI' AS c0040, o.label AS c0050,
            nullif(o.label_en, '') AS c0060, CASE WHEN o.corporate_number <> '' THEN 'legal person' END AS c0070,
            l.country AS c0080, {_code("t")} AS c0110, {_code_type("t")} AS c0120,
            coalesce(said.claims, []) || coalesce(kept.claims, []) AS evidence
        FROM reached r JOIN entities o ON o.iri = r.organization LEFT JOIN law l ON l.organization = o.iri
            LEFT JOIN parents ON parents.organization = o.iri LEFT JOIN entities t ON t.iri = parents.parent
            LEFT JOIN said ON said.organization = o.iri LEFT JOIN kept ON kept.organization = o.iri
        ORDER BY 1, 3""",
    "b_05.02": f"""
        SELECT {_tail("p.contract")} AS c0010, p.service AS c0020, {_code("o")} AS c0030, {_code_type("o")} AS c0040,
            CASE WHEN p.block IS NULL THEN 1 WHEN b."rank" > 0 THEN b."rank" END AS c0050,
            {_code("g")} AS c0060, {_code_type("g")} AS c0070,
            list(DISTINCT p.claim) || list(DISTINCT s.claim) AS evidence
        FROM ({_PARTS}) p JOIN entities o ON o.iri = p.organization LEFT JOIN entities b ON b.iri = p.block
            LEFT JOIN passed s ON s.record_key = p.record_key AND s.organization = p.organization
            LEFT JOIN entities g ON g.iri = s.giver
        GROUP BY ALL ORDER BY 1, 5, 3, 2, 6""",
    "b_06.01": f"""
        SELECT {_tail("o.iri")} AS c0010, o.cofog AS c0020, o.label AS c0030, list(f.claim) AS evidence
        FROM performs f JOIN entities o ON o.iri = f.subject WHERE o.thing = 'PublicFunction'
        GROUP BY o.iri, o.cofog, o.label ORDER BY 1""",
}  # fmt: skip
