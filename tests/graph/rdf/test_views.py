"""Views of other days beside a build's store: what was known and what held then, and that they are made once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest

from crawler.ledger import Capture
from graph import iri
from graph.build.standing import NOW, Moment
from graph.build.sums import sums
from graph.claims.model import Argument, CellEvidence, Claim, Qualifiers
from graph.neo4j.rows import database
from graph.rdf import nquads, store, views

NewCapture = Callable[..., Capture]
Publish = Callable[..., Path]
URL = "https://example.jp/table.csv"
FUNCTION = Argument("function", "government-cloud")
MAKER = Argument("organization", "架空システム株式会社", "2010001033475")


def contract(key: str, amount: int, year: int) -> Claim:
    """Work for a function that a table prints."""
    return Claim(
        key, "performedBy", FUNCTION, MAKER, (CellEvidence(2, (1,), key),),
        Qualifiers(amount=amount, currency="JPY", fiscal_year=year, role="run", service_types="S10"), confidence=0.9,
    )  # fmt: skip


@pytest.fixture
def built(publish: Publish, capture: NewCapture, tmp_path: Path) -> tuple[Path, Path]:
    """A store and its tables: the second capture corrects an amount and adds a year."""
    old = [contract("a", 100, 2023), contract("b", 10, 2024)]
    new = [contract("a", 100, 2023), contract("b", 20, 2024), contract("c", 5, 2024)]
    tables = publish([(capture(URL, "1", 1), old), (capture(URL, "2", 10), new)])
    nquads.write(tables, tmp_path / "build.nq")
    (tmp_path / "rdf").mkdir()
    store.load(lambda *_: None, tmp_path / "build.nq", tmp_path / "rdf", "build")
    return tmp_path / "rdf" / "build", tables


def amounts(folder: Path, graphs: tuple[str, ...] = ()) -> set[tuple[int, int]]:
    text = "SELECT ?year ?amount { ?sum izon:workFor ?f ; izon:fiscalYear ?year ; izon:amount ?amount }"
    return {(int(row["year"].value), int(row["amount"].value)) for row in asked(folder, text, graphs)}


def asked(folder: Path, text: str, graphs: tuple[str, ...] = ()) -> list[Any]:
    opened = pyoxigraph.Store.read_only(str(folder))
    seen = [pyoxigraph.NamedNode(graph) for graph in graphs or (iri.ENTITIES, iri.CLAIMS, iri.CURRENT)]
    return list(opened.query(text, prefixes=iri.PREFIXES, default_graph=seen))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (Moment(known=date(2026, 11, 5)), {(2023, 100), (2024, 10)}),
        (Moment(known=date(2026, 11, 10)), {(2023, 100), (2024, 25)}),
        (Moment(known=date(2026, 10, 31)), set()),
        (Moment(valid=date(2024, 3, 31)), {(2023, 100)}),
        (Moment(valid=date(2024, 4, 1)), {(2024, 25)}),
        (Moment(date(2024, 4, 1), date(2026, 11, 5)), {(2024, 10)}),
    ],
)
def test_view_has_what_held_and_was_known_then(
    built: tuple[Path, Path], tmp_path: Path, moment: Moment, expected: set[tuple[int, int]]
) -> None:
    folder, tables = built
    assert amounts(folder) == {(2023, 100), (2024, 25)}
    view = views.view_of(folder, tables, tmp_path / "views", moment)
    assert amounts(view.folder, view.graphs) == expected
    assert amounts(folder) == {(2023, 100), (2024, 25)}, "the build's own store is untouched"


def test_view_is_made_once(built: tuple[Path, Path], tmp_path: Path) -> None:
    folder, tables = built
    moment = Moment(valid=date(2024, 4, 1))
    made = views.view_of(folder, tables, tmp_path / "views", moment)
    again = views.view_of(folder, tables, tmp_path / "views", moment)
    assert made.seconds > 0 == again.seconds
    assert again.folder == made.folder
    assert [path.name for path in made.folder.parent.iterdir()] == ["valid=2024-04-01"]


def test_claim_that_does_not_count_is_set_aside_in_the_view_only(built: tuple[Path, Path], tmp_path: Path) -> None:
    folder, tables = built
    view = views.view_of(folder, tables, tmp_path / "views", Moment(known=date(2026, 11, 5)))
    text = "SELECT ?amount { ?claim izon:setAside true ; izon:amount ?amount } ORDER BY ?amount"
    assert [row["amount"].value for row in asked(view.folder, text, view.graphs)] == ["5", "20"]
    assert [row["amount"].value for row in asked(folder, text)] == ["10"]


def test_identity_of_a_sum_is_that_of_its_rule(built: tuple[Path, Path]) -> None:
    with database(built[1]) as connection:
        rows = connection.execute(
            f"SELECT iri, kind, of_thing, organization, role, way, year, len(claims) FROM ({sums(NOW)}) ORDER BY year"
        ).fetchall()
    assert [row[-1] for row in rows] == [1, 2]
    for identity, kind, of, organization, role, way, year, _ in rows:
        assert identity == iri.sum_of(kind, of, organization, role, way, str(year))
        assert way == "single contract"
