"""The development gold must not be classified worse. In-sample: terms and rules were written with this gold in view."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.classify import Classifier

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "annotated.py"
SHEETS = Path("mirror/rssystem.go.jp/files/2025/rs")

pytestmark = pytest.mark.national


@pytest.fixture(scope="module")
def annotated() -> Any:
    specification = importlib.util.spec_from_file_location("annotated", BENCHMARK)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["annotated"] = module  # dataclasses look their module up
    specification.loader.exec_module(module)
    yield module
    del sys.modules["annotated"]


@pytest.fixture(scope="module")
def sheets(annotated: Any, shared: Path) -> Any:
    if not (shared / SHEETS).is_dir():
        pytest.skip("the review sheets (../shared/mirror) are not here")
    return annotated.Sheets(shared / SHEETS)


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)


def test_projects_of_the_development_gold_stay_above_their_floors(sheets: Any, shared: Path) -> None:
    classifier, rows = Classifier.installed(), list(sheets.join(shared / "gold" / "functions_dev.csv"))
    classes = [(row.labels, classifier.classify_project(row.subject)) for row in rows]
    it = [(labels, found) for labels, found in classes if labels["is_it"] != "no"]
    assert _share([found.functions[0].id == labels["functions"].split("|")[0] for labels, found in it]) > 0.86
    assert _share([found.functions[0].id in labels["functions"].split("|") for labels, found in classes]) > 0.88
    assert _share([found.is_it == labels["is_it"] for labels, found in classes]) > 0.94
    assert _share([found.owner == labels["owner"] for labels, found in classes]) > 0.96


def test_contracts_of_the_development_gold_stay_above_their_floors(sheets: Any, shared: Path) -> None:
    classifier, rows = Classifier.installed(), list(sheets.join(shared / "gold" / "service_types_dev.csv"))
    classes = [(row.labels, classifier.classify_contract(row.subject)) for row in rows]
    assert _share([found.types[0] == labels["service_types"].split("|")[0] for labels, found in classes]) > 0.94
    assert _share([found.is_ict == (labels["service_types"] != "S00") for labels, found in classes]) > 0.96
    assert all(found.financing == (labels["financing"] == "yes") for labels, found in classes)


def test_annotated_rows_still_have_the_texts_that_were_read(
    annotated: Any, sheets: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(list(sheets.join(annotated.PROJECTS))) > 400
    assert len(list(sheets.join(annotated.CONTRACTS))) > 1000
    assert capsys.readouterr().err == ""
