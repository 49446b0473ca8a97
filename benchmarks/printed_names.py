"""Names with the corporate numbers that sources print beside them, from the real data that lies beside the project.

``../shared`` (or ``IZON_REAL_DATA``) holds it; see its README for origins and licences. Only facts are taken: a name, a number,
and the group of rows it comes from (rows of one project or one buyer are one witness, not many).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotated_texts import json_lines

from graph.resolve.corporate_number import is_valid

YEAR = "2025"


@dataclass(frozen=True, slots=True)
class Printed:
    """One row: the name, the number beside it as printed, the source, and the group of rows that counts as one witness."""

    name: str
    number: str
    source: str
    group: str


def data_folder() -> Path:
    """Where the real data lies."""
    return Path(os.environ.get("IZON_REAL_DATA") or Path(__file__).resolve().parents[2] / "shared")


def register_file() -> Path:
    """The register as Parquet."""
    return data_folder() / "real" / "houjin" / "registry.parquet"


def printed_rows() -> Iterator[Printed]:
    """All rows with a name, of all sources."""
    data = data_folder()
    for year, path in (
        (YEAR, data / "real/rs/2025/rs"),
        ("2024", data / "mirror/rssystem.go.jp/files/2024/rs"),
    ):
        for file in sorted(path.glob("5-1*.zip")):
            yield from _review_rows(file, year)
    for file in sorted((data / "real/judgit").glob("*.json")):
        sheet = json.loads(file.read_text(encoding="utf-8"))
        for payee in sheet["支出先"]:
            number = payee.get("法人番号") or ""
            yield Printed(payee["支出先名"], number, "judgit", f"judgit/{sheet['府省庁']}/{sheet['事業ID']}")
    awards = data / "real/local/local_awards.csv.gz"
    if awards.exists():
        with gzip.open(awards, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield Printed(row["winner_name"], row["corporate_no"], "local", f"local/{row['src']}/{row['org']}")
    procurement = data / "real/gbizinfo/gbiz_procurement_it_rows_meti.jsonl"
    for row in _json_lines(procurement):
        yield Printed(row["organization"], row["corporateNumber"], "gbizinfo", "gbizinfo")
    contracts = data / "real/ministry_contracts/mod_atla_it_contracts.jsonl"
    for row in _json_lines(contracts):
        yield Printed(
            row.get("契約相手方の商号又は名称及び住所") or "", row.get("法人番号") or "", "contracts", "contracts"
        )


def witnesses(rows: Iterator[Printed]) -> dict[str, dict[str, set[str]]]:
    """Name → valid number → the groups of rows that print the two together."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        number = row.number.strip()
        if row.name and is_valid(number):
            found[row.name][number].add(row.group)
    return {name: dict(numbers) for name, numbers in found.items()}


def _review_rows(file: Path, year: str) -> Iterator[Printed]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.namelist():
            with archive.open(member) as stream:
                for row in csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig", newline="")):
                    if row["支出先名"]:
                        yield Printed(
                            row["支出先名"], row["法人番号"] or "", f"rs{year}", f"rs{year}/{row['予算事業ID']}"
                        )


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        yield from json_lines(path)
