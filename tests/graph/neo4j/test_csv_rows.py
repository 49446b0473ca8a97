"""What the import tool does not look for among numbered nodes is found when the rows are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from crawler.ledger import Capture
from graph.claims.model import Argument, Claim, TextEvidence
from graph.neo4j.csv_rows import write_rows
from graph.neo4j.errors import OfflineImportError

USES = Claim(
    "answers/1",
    "usesService",
    Argument("system", "雲"),
    Argument("service", "AWS"),
    (TextEvidence(0, 3, "AWS", "", ""),),
)


@pytest.mark.parametrize(
    ("instead", "cause"),
    [
        ("FROM entities UNION ALL FROM entities", "the node .* comes more than once"),
        ("FROM entities WHERE thing = 'CloudService'", "a relationship refers to the missing node .*/id/"),
    ],
)
def test_a_node_that_comes_twice_and_an_edge_to_none_are_named(
    publish: Callable[..., Path], capture: Callable[..., Capture], tmp_path: Path, instead: str, cause: str
) -> None:
    tables = publish([(capture("https://example.jp/answer.htm", "1", 1), [USES])])
    entities, other = tables / "entities.parquet", tmp_path / "other.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW entities AS FROM '{entities}'")
        connection.execute(f"COPY ({instead}) TO '{other}' (FORMAT parquet)")
    other.replace(entities)
    (tmp_path / "rows").mkdir()
    with pytest.raises(OfflineImportError, match=cause):
        write_rows(tables, tmp_path / "rows")
