"""How fast Neo4j is loaded: over Bolt whole and by an increment, offline beside the raw import tool on the same rows.

``python benchmarks/loading.py HOME`` takes the published tables of a home (``izon build``); servers and files are made in
a folder of their own and removed. An increment is the claims of 1 % of the records (by a hash of their keys): the server
holds the build without them, and is loaded with the whole build; and the other way round.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j
import psutil

from graph.neo4j import java
from graph.neo4j.bolt import load_bolt
from graph.neo4j.csv_rows import write_rows
from graph.neo4j.files import DATABASE, write_configuration
from graph.neo4j.jars import fetch
from graph.neo4j.loader import load_embedded
from graph.neo4j.offline_import import HEAP, OFF_HEAP, CsvGroup
from graph.neo4j.rows import node_rows, relationship_rows, row_database
from graph.neo4j.server import EmbeddedServer

LEFT_OUT = "hash(record_key) % 100 = 7"
ARRAY = "\x1f"


def without_one_percent(tables: Path, target: Path) -> int:
    """Writes the tables without the claims of 1 % of the records, and what only they support; gives how many."""
    target.mkdir()
    with row_database(tables) as connection:
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


@dataclass
class Spent:
    """Seconds of the clock, and of processors: ours, of the programs that were run and have ended, and of ``server``."""

    server: psutil.Process | None = None
    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        begin = time.monotonic(), self._processor()
        yield
        self.clock, self.processor = time.monotonic() - begin[0], self._processor() - begin[1]

    def _processor(self) -> float:
        return sum(os.times()[:4]) + (sum(self.server.cpu_times()[:2]) if self.server else 0.0)

    def __str__(self) -> str:
        return f"{self.clock:7.1f} s  {self.processor:7.1f} s of processors"


@contextmanager
def running(home: Path) -> Iterator[tuple[neo4j.Driver, psutil.Process]]:
    """A driver of a fresh server, and its process."""
    server = EmbeddedServer(home)
    endpoint = server.start()
    try:
        with neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver:
            yield driver, psutil.Process(endpoint.pid)
    finally:
        server.stop()


def silent(*_: object) -> None:
    """Progress for nobody."""


def over_bolt(work: Path, tables: Path) -> None:
    """Full load, the same again, and increments."""
    smaller = work / "smaller"
    claims = without_one_percent(tables, smaller)
    kept = work / "kept"
    with running(work / "bolt") as (driver, process):

        def load(name: str, source: Path, build: str, kept: Path | None) -> Spent:
            spent = Spent(process)
            with spent.measured():
                report = load_bolt(driver, source, build, silent, kept=kept)
            rows = report.written + report.removed
            print(f"{name:<26} {spent}  {rows:>9,} rows, {report.updates:,} updates", flush=True)
            return spent

        whole = load("full load over Bolt", smaller, "smaller", kept)
        for name, source, build, known in (
            (f"+ {claims:,} claims (1 %)", tables, "whole", kept),
            (f"- {claims:,} claims (1 %)", smaller, "smaller", kept),
            ("same rows, kept", smaller, "again", kept),
            ("same rows, server asked", smaller, "smaller", None),
        ):
            spent = load(name, source, build, known)
            shares = spent.clock / whole.clock, spent.processor / whole.processor
            print(f"  of the full load         {shares[0]:7.1%}    {shares[1]:7.1%} of its processor time")


def offline(work: Path, tables: Path) -> None:
    """The whole way into the embedded server, and the tool alone: as its user runs it, and on the files that we make."""
    (work / "plain").mkdir()
    (work / "ours").mkdir()
    plain, whole, on_ours = Spent(), Spent(), Spent()
    rows_as_text = write_plain(tables, work / "plain")
    with plain.measured():
        run_tool(work / "raw", rows_as_text)
    shutil.rmtree(work / "plain")
    server = EmbeddedServer(work / "offline")
    server.start()
    server.stop()  # so that the classes of the programs are kept, as they are from the second load on
    try:
        with whole.measured():
            report = load_embedded(server, tables, "whole")
    finally:
        server.stop()
    numbered = write_rows(tables, work / "ours")
    with on_ours.measured():
        run_tool(work / "raw", numbered, "--id-type=actual")
    rows = report.nodes + report.relationships
    print(f"offline, whole way         {whole}  {rows:>9,} rows, without the servers' processor time")
    for name, seconds in report.steps.items():
        print(f"  {name:<24} {seconds:7.1f} s")
    print(f"tool alone, uris as ids    {plain}  {plain.clock / whole.clock:.1%} of whole way")
    print(f"tool alone, our files      {on_ours}  {on_ours.clock / whole.clock:.1%} of whole way")


def write_plain(tables: Path, folder: Path) -> tuple[list[CsvGroup], list[CsvGroup]]:
    """The rows as one writes them without further thought: a node is known by its ``uri``."""
    sides: tuple[list[CsvGroup], list[CsvGroup]] = ([], [])
    with row_database(tables) as connection:
        for rows in (*node_rows(), *relationship_rows()):
            leading = {"uri": "uri:ID"} if rows.is_nodes else {"start": ":START_ID", "end": ":END_ID"}
            if not rows.name:
                leading[rows.group] = ":LABEL" if rows.is_nodes else ":TYPE"
            columns = leading | {name: f"{name}:{kind}" for name, kind in rows.types.items()}
            chosen = ", ".join(f'"{name}"' for name in columns)
            query = (
                rows.query if rows.name else rows.query.replace("'Resource;' || thing", f"'Resource{ARRAY}' || thing")
            )
            path = folder / f"{'nodes' if rows.is_nodes else 'relationships'}-{rows.file}"
            head = path.with_suffix(".header.csv")
            head.write_text(",".join(columns.values()) + "\n", "utf-8")
            connection.execute(f"COPY (SELECT {chosen} FROM ({query})) TO '{path}' (FORMAT csv, HEADER false)")
            sides[not rows.is_nodes].append(
                CsvGroup(tuple(name for name in rows.name.split(";") if name), (head, path))
            )
    return sides


def run_tool(home: Path, rows: tuple[list[CsvGroup], list[CsvGroup]], *options: str) -> None:
    """The import tool with its defaults, but for the signs in the files and the memory, which is that of ours."""
    files = EmbeddedServer(home).files
    files.create()
    write_configuration(files, 1, 2)
    command = java.command(fetch(), files, java.ADMIN, HEAP)
    command += ["database", "import", "full", DATABASE, "--overwrite-destination=true", *options]
    command += [f"--array-delimiter=U+{ord(ARRAY):04X}", "--multiline-fields=true", f"--max-off-heap-memory={OFF_HEAP}"]
    command += [
        f"--{side}={group.argument(files.root)}"
        for side, groups in zip(("nodes", "relationships"), rows, strict=True)
        for group in groups
    ]
    subprocess.run(command, cwd=files.root, env=java.environment(files), stdout=subprocess.DEVNULL, check=True)


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
