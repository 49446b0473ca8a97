"""The reference tables as lists of rows, and the folder of the national data where it is present."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def ontology_folder() -> Path:
    return ROOT / "ontology"


@pytest.fixture(scope="session")
def table(ontology_folder: Path) -> Callable[[str], Rows]:
    """Read ``ontology/reference/<name>.csv``."""

    def read(name: str) -> Rows:
        with (ontology_folder / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines, strict=True))

    return read


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project with national data and yardsticks of others."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder ../shared beside the project")
    return folder
