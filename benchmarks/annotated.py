"""Annotated rows of the review sheets: keys, labels and a hash of the text; the texts are put back from the sheets.

    python benchmarks/annotated.py --sheets DIR [--labels FILE.csv]

DIR holds the zipped sheets 1-2 and 5-1 as they are published. Prints one JSON object a row, ready for `izon classify`,
with the labels under "labels". A row whose text is no longer the one that was annotated is left out and named on stderr.

`annotations/projects.csv`: year, project_id, set, functions (ids joined by |), is_it, owner, sha256; functions and owner are
empty where they were not read.
`annotations/contracts.csv`: year, project_id, row (0-based data row of sheet 5-1), set, service_types, financing, sha256.
A file of labels without `sha256` (the development gold) is joined without that check.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.classify import Subject

HERE = Path(__file__).parent
PROJECTS, CONTRACTS = HERE / "annotations" / "projects.csv", HERE / "annotations" / "contracts.csv"

csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Row:
    """An annotated row with its text put back."""

    key: str
    subject: Subject
    labels: Mapping[str, str]


class Sheets:
    """The two sheets that the rows are joined with."""

    def __init__(self, folder: Path) -> None:
        self._projects = {row["予算事業ID"]: row for row in _sheet(folder, "1-2")}
        self._payees = list(_sheet(folder, "5-1"))
        self._roles: dict[tuple[str, str], str] = {}
        self._names: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self._payees:
            if row["事業を行う上での役割"]:
                self._roles[row["予算事業ID"], row["支出先ブロック番号"]] = row["事業を行う上での役割"]
            if row["支出先名"]:
                self._names[row["予算事業ID"]][row["支出先名"]] = None

    def project(self, project_id: str) -> Subject:
        """A project: its purpose and outline, and every payee."""
        row = self._projects[project_id]
        return Subject(
            name=row["事業名"],
            text=f"{row['事業の目的']} / {row['事業の概要']}",
            ministry=row["府省庁"],
            bureau=row["局・庁"],
            payees=tuple(self._names[project_id]),
        )

    def projects(self) -> Iterator[Subject]:
        """Every project of the year."""
        return map(self.project, self._projects)

    def contract(self, number: int) -> Subject:
        """The contract in a data row of sheet 5-1, with the role of its block."""
        row = self._payees[number]
        return Subject(
            name=row["事業名"],
            text=row["契約概要"],
            ministry=row["府省庁"],
            bureau=row["局・庁"],
            role=self._roles.get((row["予算事業ID"], row["支出先ブロック番号"]), ""),
            payee=row["支出先名"],
        )

    def join(self, labels: Path) -> Iterator[Row]:
        """The rows of a file of labels; those whose text has changed are named on stderr and left out."""
        with labels.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                contract = "row" in row
                key = f"row {row['row']}" if contract else f"project {row['project_id']}"
                subject = self.contract(int(row["row"])) if contract else self.project(row["project_id"])
                if row.get("sha256") and row["sha256"] != digest(subject):
                    print(f"{labels.name}: {key}: the text is another one; left out", file=sys.stderr)
                    continue
                yield Row(key, subject, row)


def digest(subject: Subject) -> str:
    """SHA-256 of what was read for the label: name, text, role and payee."""
    return hashlib.sha256(f"{subject.name}\n{subject.text}\n{subject.role}\n{subject.payee}".encode()).hexdigest()


def _sheet(folder: Path, number: str) -> Iterator[dict[str, str]]:
    (path,) = sorted(folder.glob(f"{number}_RS_*.zip"))
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        with archive.open(name) as file:
            yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=Path, required=True)
    parser.add_argument("--labels", type=Path, action="append")
    options = parser.parse_args()
    sheets = Sheets(options.sheets)
    for labels in options.labels or (PROJECTS, CONTRACTS):
        for row in sheets.join(labels):
            subject = row.subject
            document = {"id": row.key, "name": subject.name, "text": subject.text, "ministry": subject.ministry}
            document |= {"bureau": subject.bureau, "role": subject.role, "payee": subject.payee}
            document |= {"payees": list(subject.payees), "labels": dict(row.labels)}
            print(json.dumps(document, ensure_ascii=False))


if __name__ == "__main__":
    main()
