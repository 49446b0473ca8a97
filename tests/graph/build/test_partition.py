"""Claims on disk: what was written is read back whole, and an interrupted write leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from graph.build import partition
from graph.claims.model import Argument, CellEvidence, Claim, Qualifiers, TextEvidence, Thing, literal

THING = Thing(
    Argument("project", "", "2025/1"), "名前", (("sheetYear", 2025), ("bureau", "")), (("inProject", Argument("a", "b")),)
)  # fmt: skip
CLAIMS = [
    Claim(
        "key\twith\nsigns",
        "paidBy",
        Argument("organization", '甲"\\', "1", "東京都"),
        Argument("project", "", "2025/1"),
        (CellEvidence(3, (14, 19), "A\t甲\n乙"), CellEvidence(4, (2,), "部", 0, 1)),
        Qualifiers(amount=2**53 + 1, currency="JPY", fiscal_year=2024, block="A", share="12.5"),
        confidence=0.85,
    ),
    Claim("k", "observedCount", Argument("system", "x"), literal(""), (TextEvidence(0, 2, "二つ", "前", ""),),
          Qualifiers(count=0, unit="システム", valid_from="2024-11-30"), "denied", 0.5),
]  # fmt: skip


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert partition.write(tmp_path / "part", [THING, *CLAIMS]) == 2
    assert list(partition.things(tmp_path / "part")) == [THING]
    rows = pq.read_table(tmp_path / "part" / "claims.parquet").to_pylist()
    for row, claim in zip(rows, CLAIMS, strict=True):
        qualifiers = Qualifiers(**{name: row[name] for name in Qualifiers.__dataclass_fields__})
        pieces = [
            piece
            for piece in pq.read_table(tmp_path / "part" / "evidence.parquet").to_pylist()
            if piece["claim"] == row["id"]
        ]
        again = Claim(
            row["record_key"], row["predicate"], Argument(**row["subject"]), Argument(**row["object"]),
            claim.evidence, qualifiers, row["modality"], row["confidence"],
        )  # fmt: skip
        assert again == claim
        assert again.identifier == row["id"]
        assert [(piece["selector"], piece["quote"]) for piece in pieces] == [
            (piece.selector, piece.quote) for piece in claim.evidence
        ]


def test_partition_that_fails_half_way_is_not_there(tmp_path: Path) -> None:
    def statements() -> Iterator[Claim | Thing]:
        yield CLAIMS[0]
        raise ValueError("the page ends here")

    with pytest.raises(ValueError, match="ends here"):
        partition.write(tmp_path / "part", statements())
    assert not (tmp_path / "part").exists()
    partition.write(tmp_path / "part", CLAIMS)
    assert [path.name for path in tmp_path.iterdir()] == ["part"]


def test_same_statements_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        partition.write(tmp_path / name, [THING, *CLAIMS])
    for file in ("claims", "evidence", "things"):
        one, two = (tmp_path / name / f"{file}.parquet" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
