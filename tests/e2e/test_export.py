"""`izon export` on the example home: each form is read by another program, and the same build gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pyarrow.parquet as pq
import pyoxigraph
import pytest

from graph.home import Home

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

Izon = Callable[..., CompletedProcess[str]]
TEMPLATES = (
    "b_01.01", "b_01.02", "b_01.03", "b_02.01", "b_02.02", "b_02.03", "b_03.01", "b_03.02", "b_03.03", "b_04.01", "b_05.01",
    "b_05.02", "b_06.01", "b_07.01", "b_99.01",
)  # fmt: skip


@pytest.fixture(scope="module")
def exported(izon: Izon, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    for form in ("ttl", "nquads", "csv", "parquet", "roi"):
        izon("export", "--format", form, "--to", str(folder / form))
    return folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_quads_are_those_of_the_store(exported: Path, example_home: Path) -> None:
    home = Home.at(str(example_home))
    build = json.loads(home.summary.read_text(encoding="utf-8"))
    stored = pyoxigraph.Store.read_only(str(home.rdf / build["digest"][:16]))
    quads = set(pyoxigraph.parse(path=str(exported / "nquads"), format=pyoxigraph.RdfFormat.N_QUADS))
    assert len(quads) == len(stored)
    assert all(quad in stored for quad in quads)
    triples = {quad.triple for quad in quads}
    turtle = pyoxigraph.parse(path=str(exported / "ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    assert {quad.triple for quad in turtle} == triples


def test_tables_hold_the_same_rows_as_csv_and_as_parquet(exported: Path) -> None:
    for path in sorted((exported / "parquet").iterdir()):
        rows = pq.read_table(path).to_pylist()
        text = read(exported / "csv" / f"{path.stem}.csv")
        assert len(text) == len(rows)
        if rows and path.stem != "held_back":
            first = next(iter(rows[0]))
            assert [row[first] for row in rows] == [row[first] for row in text]
    claims = read(exported / "csv" / "claims.csv")
    assert all(json.loads(row["evidence"]) for row in claims)


def test_register_has_the_templates_and_their_keys_hold(exported: Path) -> None:
    tables = {name: read(exported / "roi" / f"{name}.csv") for name in TEMPLATES}

    def values(template: str, column: str) -> set[str]:
        return {row[column] for row in tables[template]} - {""}

    for template in ("b_02.02", "b_03.01", "b_03.02", "b_04.01", "b_05.02"):
        assert values(template, "c0010") <= values("b_02.01", "c0010")
    for template, column in (("b_02.02", "c0030"), ("b_03.02", "c0020"), ("b_05.02", "c0030"), ("b_05.02", "c0060")):
        assert values(template, column) <= values("b_05.01", "c0010")
    assert values("b_05.01", "c0110") <= values("b_05.01", "c0010")
    assert values("b_02.02", "c0020") | values("b_04.01", "c0020") <= values("b_01.02", "c0010")
    assert values("b_02.02", "c0050") <= values("b_06.01", "c0010")
    for template in ("b_01.02", "b_02.01", "b_05.01", "b_06.01"):
        codes = [row["c0010"] for row in tables[template]]
        assert len(codes) == len(set(codes)) > 0
    assert all(row["evidence"] for template in ("b_02.01", "b_02.02", "b_05.02") for row in tables[template])


def test_register_leaves_empty_what_no_source_fills_and_says_so(exported: Path) -> None:
    columns = read(exported / "roi" / "columns.csv")
    for template in TEMPLATES:
        rows = read(exported / "roi" / f"{template}.csv")
        said = {row["column"]: row for row in columns if row["template"] == template}
        for column, row in said.items():
            filled = any(cell[column] for cell in rows)
            assert not (filled and row["filled"] == "not_established"), f"{template} {column}"
            assert row["from_or_needed"] or row["filled"] == "filled"
            assert not rows or filled or row["filled"] != "filled" or template == "b_03.01", f"{template} {column}"


def test_register_names_the_supply_of_the_government_cloud(exported: Path) -> None:
    provider = "9700150104216"
    (row,) = [row for row in read(exported / "roi" / "b_05.01.csv") if row["c0010"] == provider]
    assert (row["c0050"], row["c0060"], row["c0120"]) == (
        "アマゾン ウェブ サービス",
        "Amazon Web Services, Inc.",
        "IZON",
    ) or row["c0060"] == "Amazon Web Services, Inc."
    chain = [row for row in read(exported / "roi" / "b_05.02.csv") if row["c0030"] == provider]
    assert {row["c0050"] for row in chain} == {"1"}
    direct = {row["c0010"] for row in chain}
    paid = {row["c0050"] for row in read(exported / "roi" / "b_02.01.csv") if row["c0010"] in direct}
    assert "11576938000" in paid


def test_second_export_gives_the_same_bytes(exported: Path, izon: Izon, tmp_path: Path) -> None:
    izon("export", "--format", "roi", "--to", str(tmp_path / "again"))

    def digests(folder: Path) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    assert digests(tmp_path / "again") == digests(exported / "roi")
    first = izon("export", "--format", "ocds").stdout
    assert first == izon("export", "--format", "ocds").stdout


def test_folder_that_holds_something_is_left_alone(izon: Izon, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = izon("export", "--format", "csv", "--to", str(tmp_path), check=False)
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
