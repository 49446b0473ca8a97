"""The development gold: figures must not fall. In-sample: the rules were written with this gold at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from graph.extract.pipeline import Extractor
from graph.extract.reader import Document, Reader
from graph.extract.relations.relation import Argument, Context, Relation

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"
GOLD = Path(__file__).parents[4] / "shared" / "gold"
FLOOR = 0.94

pytestmark = pytest.mark.national


@pytest.mark.skipif(not GOLD.is_dir(), reason="the development gold (../shared/gold) is not here")
@pytest.mark.parametrize("name", ["dev_procurement", "dev_procurement_extra", "dev_diet"])
def test_exact_f1_on_the_development_gold_stays_above_its_floor(extractor: Extractor, name: str) -> None:
    records = [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    right = printed = wanted = 0
    for record, mentions in zip(records, extractor.mentions(record["text"] for record in records), strict=True):
        gold = {(e["type"], e["start"], e["end"]) for e in record["entities"]}
        found = {(m.type, m.start, m.end) for m in mentions}
        right, printed, wanted = right + len(gold & found), printed + len(found), wanted + len(gold)
    assert 2 * right / (printed + wanted) > FLOOR


@pytest.mark.skipif(not GOLD.is_dir(), reason="the development gold (../shared/gold) is not here")
def test_relations_of_the_development_gold_and_their_modality_stay_above_their_floors() -> None:
    records = [json.loads(line) for line in (GOLD / "dev_relations.jsonl").read_text(encoding="utf-8").splitlines()]
    documents = [Document(record["text"], Context(**(record.get("context") or {}))) for record in records]
    right = modal = printed = wanted = 0
    for record, reading in zip(records, Reader(REFERENCE).read(documents), strict=True):
        open_ = list(reading.relations)
        printed, wanted = printed + len(open_), wanted + len(record["relations"])
        for gold in record["relations"]:
            hit = next((found for found in open_ if _same(found, gold)), None)
            if hit is not None:
                open_.remove(hit)
                right, modal = right + 1, modal + (hit.modality == gold["modality"])
    assert 2 * right / (printed + wanted) > 0.9
    assert modal / right >= 0.95


def _same(found: Relation, gold: dict[str, Any]) -> bool:
    sides = (found.subject, gold["subject"]), (found.object, gold["object"])
    return found.predicate == gold["predicate"] and all(_meets(argument, side) for argument, side in sides)


def _meets(found: Argument, gold: dict[str, Any]) -> bool:
    if "start" not in gold:
        return found.source == gold["from"]
    return found.start is not None and found.end is not None and found.start < gold["end"] and gold["start"] < found.end
