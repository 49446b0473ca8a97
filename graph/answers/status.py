"""What is held: captures by origin, records, problems, claims, the build. How sources stand is the crawler's to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from crawler.ledger import Capture, Ledger, current_captures
from crawler.tables import RecordTables
from graph.build import builds
from graph.build.records import Records
from graph.home import Home

# Names that scripts outside the project read, by record kind.
_KEYS = {
    "projects": "review_project",
    "block_rows": "review_block",
    "payee_rows": "review_payee",
    "contract_rows": "review_contract",
}


@dataclass(frozen=True, slots=True)
class HomeStatus:
    """How a home stands."""

    home: str
    captures_by_origin: dict[str, int]
    records: dict[str, int]
    corporate_numbers: int
    corporate_numbers_wrong_check_digit: int
    problems: dict[str, int]
    problem_samples: dict[str, list[str]]
    build: builds.Build | None
    review: dict[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        counts = self.build.counts if self.build else {}
        return {
            "home": self.home,
            **self.review,
            "corporate_numbers": self.corporate_numbers,
            "corporate_numbers_wrong_check_digit": self.corporate_numbers_wrong_check_digit,
            "records": self.records,
            "problems": self.problems,
            "problem_samples": self.problem_samples,
            "captures_by_origin": self.captures_by_origin,
            "claims": counts.get("claims", 0),
            "claims_by_kind": {
                name.removeprefix("claims/"): number for name, number in counts.items() if name.startswith("claims/")
            },
            "mentions": self.build.mentions if self.build else {},
            "organizations": {
                name.removeprefix("organizations/"): number
                for name, number in counts.items()
                if name.startswith("organizations/")
            },
            "quads": self.build.quads if self.build else 0,
            "build_digest": self.build.digest if self.build else None,
        }

    def lines(self) -> list[str]:
        """The same for people."""
        document = self.document()
        lines = ["captures: " + _joined(self.captures_by_origin)]
        lines.append("records: " + _joined(self.records))
        lines.append(
            f"corporate numbers printed: {self.corporate_numbers:,} distinct, of them "
            f"{self.corporate_numbers_wrong_check_digit:,} with a wrong check digit"
        )
        lines.append("problems: " + (_joined(self.problems) or "none"))
        for code, samples in self.problem_samples.items():
            lines += [f"  {code}: {sample}" for sample in samples[:1]]
        lines.append("claims: " + (_joined(document["claims_by_kind"]) or "none"))
        lines.append(f"build {document['build_digest'] or 'none yet'}")
        return lines


def status_of(home: Home) -> HomeStatus:
    """How the home stands, from the ledger, the record tables and the last build."""
    with Ledger(home.path) as ledger:
        captures = list(ledger.captures())
    usable = [capture for capture in captures if capture.status == 200]
    tables = RecordTables(home.path)
    held = Records(tables)
    latest = list(current_captures(capture for capture in usable if held.readable(capture)).values())
    records = held.counts(latest)
    numbers, wrong = _corporate_numbers(tables, latest)
    problems, samples = _problems(tables, list(current_captures(usable).values()))
    return HomeStatus(
        str(home.path),
        _count(capture.origin for capture in usable),
        records,
        numbers,
        wrong,
        problems,
        samples,
        builds.published(home),
        {key: records.get(kind, 0) for key, kind in _KEYS.items()},
    )


def _quiet_database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")  # it would be drawn on stdout
    return connection


def _corporate_numbers(tables: RecordTables, captures: list[Capture]) -> tuple[int, int]:
    """Distinct printed corporate numbers of the review sheets, and how many of them have a wrong check digit."""
    paths = _paths(tables, captures, "review_payee") + _paths(tables, captures, "review_contract")
    if not paths:
        return 0, 0
    row = (
        _quiet_database()
        .execute(
            """SELECT count(DISTINCT trim(corporate_number_printed)),
                      count(DISTINCT trim(corporate_number_printed)) FILTER (corporate_number IS NULL)
               FROM read_parquet($paths, union_by_name := true) WHERE trim(corporate_number_printed) <> ''""",
            {"paths": paths},
        )
        .fetchone()
    )
    assert row is not None
    return int(row[0]), int(row[1])


def _problems(tables: RecordTables, captures: list[Capture]) -> tuple[dict[str, int], dict[str, list[str]]]:
    paths = _paths(tables, captures, "problem")
    if not paths:
        return {}, {}
    rows = (
        _quiet_database()
        .execute(
            """SELECT code, count(*), list(message || ' [' || file || coalesce(', row ' || "row", '')
                      || coalesce(', ' || field, '') || ']' ORDER BY file, "row")[1:5]
               FROM read_parquet($paths) GROUP BY code ORDER BY code""",
            {"paths": paths},
        )
        .fetchall()
    )
    return {str(code): int(number) for code, number, _ in rows}, {str(code): list(some) for code, _, some in rows}


def _paths(tables: RecordTables, captures: list[Capture], kind: str) -> list[str]:
    paths: list[Path] = [tables.path(kind, capture.digest) for capture in captures]
    return [str(path) for path in paths if path.exists()]


def _count(values: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))


def _joined(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())
