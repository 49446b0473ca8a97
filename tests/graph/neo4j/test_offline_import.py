"""The offline import, into servers that ran before and that never ran."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.neo4j.connection import connect
from graph.neo4j.errors import OfflineImportError
from graph.neo4j.offline_import import CsvGroup, import_full
from graph.neo4j.server import EmbeddedServer

pytestmark = pytest.mark.neo4j

NODES_HEADER = "uri:ID,:LABEL,name:string,altNames:string[],amount:long,since:date\n"
NODES = """u:1,Resource\x1fOrganization,"株式会社日本電気,本店",日電\x1fNEC;Corp,1877,2024-11-30
u:2,Resource,"二行に
わたる「""引用""」",,,
"""
EDGES = ":START_ID,:END_ID,kind:string\nu:1,u:2,usesService\n"


def _write(folder: Path, nodes: str = NODES, edges: str = EDGES) -> tuple[list[CsvGroup], list[CsvGroup]]:
    folder.mkdir(exist_ok=True)
    for name, content in (("nodes.header.csv", NODES_HEADER), ("nodes.csv", nodes), ("edges.csv", edges)):
        (folder / name).write_text(content, "utf-8")
    nodes_files = (folder / "nodes.header.csv", folder / "nodes.csv")
    return [CsvGroup((), nodes_files)], [CsvGroup(("DEPENDS_ON",), (folder / "edges.csv",))]


@pytest.mark.slow
def test_imported_graph_replaces_the_old_one_and_a_failed_import_leaves_an_empty_one(
    new_server: Callable[[str], EmbeddedServer], tmp_path: Path
) -> None:
    server, home = new_server("home (1)+"), tmp_path / "home (1)+"
    groups = _write(tmp_path / "csv (new)+[a]")
    report = import_full(server, *groups, array_delimiter="\x1f")  # this server has never run
    assert (report.nodes, report.relationships, report.properties) == (2, 1, 8)
    with connect(home) as driver:
        records, _, _ = driver.execute_query(
            "MATCH (a:Organization {name: '株式会社日本電気,本店'})-[r:DEPENDS_ON]->(b:Resource) RETURN a, r, b"
        )
        driver.execute_query("CREATE (:Leftover)")
    a, r, b = records[0].values()
    assert a.labels == {"Resource", "Organization"}
    assert (a["uri"], a["altNames"], a["amount"]) == ("u:1", ["日電", "NEC;Corp"], 1877)
    assert a["since"].to_native().isoformat() == "2024-11-30"
    assert dict(b) == {"uri": "u:2", "name": '二行に\nわたる「"引用"」'}
    assert dict(r) == {"kind": "usesService"}

    dangling = _write(tmp_path / "csv", edges=EDGES + "u:1,u:3,usesService\n")
    with pytest.raises(OfflineImportError, match=r"referring to missing node u:3"):
        import_full(server, *dangling, array_delimiter="\x1f")  # the server runs: it is stopped
    assert not server.status().running
    with connect(home) as driver:
        assert driver.execute_query("MATCH (n) RETURN count(n)").records[0].value() == 0


@pytest.mark.parametrize(
    ("nodes", "edges", "cause"),
    [
        (NODES + "u:1,Resource,again,,,\n", EDGES, "'u:1' is defined more than once"),
        (NODES, EDGES + "u:1,u:2,usesService,more\n", "Bad extra column value: 'more'"),
    ],
)
def test_bad_rows_fail_the_import_with_their_cause(
    new_server: Callable[[str], EmbeddedServer], tmp_path: Path, nodes: str, edges: str, cause: str
) -> None:
    with pytest.raises(OfflineImportError) as caught:
        import_full(new_server("home"), *_write(tmp_path / "csv", nodes, edges), array_delimiter="\x1f")
    assert cause in str(caught.value)
    assert "\tat " not in str(caught.value)


def test_path_that_the_tool_would_split_is_refused(tmp_path: Path) -> None:
    group = CsvGroup(("A",), (tmp_path / "a,b.csv",))
    with pytest.raises(ValueError, match="comma"):
        group.argument(tmp_path)
    with pytest.raises(ValueError, match="at least one"):
        dataclasses.replace(group, files=()).argument(tmp_path)
