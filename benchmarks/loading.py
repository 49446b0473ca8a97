"""How fast Neo4j is loaded: over Bolt whole and by an increment, offline beside the raw import tool on the same rows.

``python benchmarks/loading.py HOME`` takes the published tables of a home (``izon build``); servers and files are made in
a folder of their own and removed. An increment is the claims of 1 % of the records (by a hash of their keys): the server
holds the build without them, and is loaded with the whole build; and the other way round.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import neo4j
import psutil

from graph.neo4j.bolt import load_bolt
from graph.neo4j.loader import load_embedded, write_rows
from graph.neo4j.offline_import import import_full
from graph.neo4j.rows import database
from graph.neo4j.server import EmbeddedServer

LEFT_OUT = "hash(record_key) % 100 = 7"
ARRAY = "\x1f"


def without_one_percent(tables: Path, target: Path) -> int:
    """Writes the tables without the claims of 1 % of the records, and what only they support; gives how many."""
    target.mkdir()
    with database(tables) as connection:
        connection.execute(f"CREATE TABLE gone AS SELECT iri FROM claims WHERE {LEFT_OUT}")
        connection.execute("CREATE TABLE kept AS SELECT evidence FROM claims WHERE iri NOT IN (FROM gone)")
        connection.execute("CREATE TABLE said AS SELECT DISTINCT unnest(evidence) AS iri FROM kept")
        connection.execute(
            """CREATE TABLE of_edges AS SELECT key, list(claim ORDER BY claim) AS claims
               FROM (SELECT key, unnest(claims) AS claim FROM edges) WHERE claim NOT IN (FROM gone) GROUP BY key"""
        )
        selections = {
            "claims": "SELECT * FROM claims WHERE iri NOT IN (FROM gone)",
            "evidence": "SELECT * FROM evidence WHERE iri IN (FROM said)",
            "edges": """SELECT e.* REPLACE (coalesce(o.claims, e.claims) AS claims) FROM edges e
                LEFT JOIN of_edges o USING (key) WHERE e.structural OR o.key IS NOT NULL""",
        }
        for path in tables.glob("*.parquet"):
            query = selections.get(path.stem, f"SELECT * FROM {path.stem}")
            connection.execute(f"COPY ({query}) TO '{target / path.name}' (FORMAT parquet, COMPRESSION zstd)")
        return int(connection.execute("SELECT count(*) FROM gone").fetchall()[0][0])


@contextmanager
def running(home: Path) -> Iterator[neo4j.Driver]:
    """A driver of a fresh server."""
    server = EmbeddedServer(home)
    endpoint = server.start()
    try:
        with neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver:
            yield driver
    finally:
        server.stop()


def silent(*_: object) -> None:
    """Progress for nobody."""


def over_bolt(work: Path, tables: Path) -> None:
    """Full load, the same again, and increments."""
    smaller = work / "smaller"
    claims = without_one_percent(tables, smaller)
    kept = work / "kept"
    with running(work / "bolt") as driver:

        def load(source: Path, build: str, **options: object) -> tuple[float, int, int, int]:
            begin = time.monotonic()
            report = load_bolt(driver, source, build, silent, **options)  # type: ignore[arg-type]
            seconds = time.monotonic() - begin
            return seconds, report.nodes + report.relationships, report.written + report.removed, report.updates

        whole = load(smaller, "smaller", kept=kept)
        print(f"full load over Bolt        {whole[0]:7.1f} s  {whole[1]:>9,} rows  {whole[1] / whole[0]:>9,.0f} rows/s")
        rows = [
            (f"+ {claims:,} claims (1 %)", load(tables, "whole", kept=kept)),
            (f"- {claims:,} claims (1 %)", load(smaller, "smaller", kept=kept)),
            ("same rows, kept", load(smaller, "again", kept=kept)),
            ("same rows, server asked", load(smaller, "smaller")),
            ("+ 1 %, server asked", load(tables, "whole")),
        ]
        for name, (seconds, _, changed, updates) in rows:
            print(
                f"{name:<26} {seconds:7.1f} s  {changed:>9,} rows  {seconds / whole[0]:>9.1%} of full, {updates:,} updates"
            )


def offline(work: Path, tables: Path) -> None:
    """The whole way into the embedded server, and the tool alone on the same rows."""
    server = EmbeddedServer(work / "offline")
    try:
        begin = time.monotonic()
        report = load_embedded(server, tables, "whole")
        ours = time.monotonic() - begin
        server.stop()
        (work / "rows").mkdir()
        begin = time.monotonic()
        nodes, relationships = write_rows(tables, work / "rows")
        writing = time.monotonic() - begin
        raw = import_full(server, nodes, relationships, array_delimiter=ARRAY).seconds
    finally:
        server.stop()
        shutil.rmtree(work / "rows", ignore_errors=True)
    rows = report.nodes + report.relationships
    print(f"offline, whole way         {ours:7.1f} s  {rows:>9,} rows  {rows / ours:>9,.0f} rows/s")
    print(f"  writing the rows         {writing:7.1f} s")
    print(f"raw import tool            {raw:7.1f} s  {rows:>9,} rows  {rows / raw:>9,.0f} rows/s")
    print(f"whole way / raw tool       {raw / ours:7.1%}")
    for name, seconds in report.steps.items():
        print(f"  {name:<24} {seconds:7.1f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path, help="a home with a build")
    parser.add_argument("--only", choices=["bolt", "offline"])
    parser.add_argument("--work", type=Path, help="where servers and files are made (default: a temporary folder)")
    arguments = parser.parse_args()
    tables = arguments.home / "tables" / "published"
    if not (tables / "claims.parquet").exists():
        parser.error(f"{arguments.home} has no build")
    print(f"{os.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f} at the beginning", flush=True)
    work = Path(tempfile.mkdtemp(prefix="izon-loading-", dir=arguments.work))
    try:
        if arguments.only != "offline":
            over_bolt(work, tables)
        if arguments.only != "bolt":
            offline(work, tables)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"load {psutil.getloadavg()[0]:.1f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
