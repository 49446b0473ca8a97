"""The development gold: exact micro F1 must not fall. In-sample: the rules were written with this gold at hand."""

import json
from pathlib import Path

import pytest

from graph.extract.pipeline import Extractor

GOLD = Path(__file__).parents[4] / "shared" / "gold"
FLOOR = 0.90

pytestmark = pytest.mark.national


@pytest.mark.skipif(not GOLD.is_dir(), reason="the development gold (../shared/gold) is not here")
@pytest.mark.parametrize("name", ["dev_procurement", "dev_procurement_extra", "dev_diet"])
def test_exact_f1_on_the_development_gold_stays_above_its_floor(extractor: Extractor, name: str) -> None:
    records = [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    right = printed = wanted = 0
    for record, mentions in zip(records, extractor.mentions(record["text"] for record in records), strict=True):
        # Products need a table that the reference data may not hold.
        gold = {(e["type"], e["start"], e["end"]) for e in record["entities"] if e["type"] != "Product"}
        found = {(m.type, m.start, m.end) for m in mentions if m.type != "Product"}
        right, printed, wanted = right + len(gold & found), printed + len(found), wanted + len(gold)
    assert 2 * right / (printed + wanted) > FLOOR
