"""A week of nights over sources that move: what is published follows them, and no night's failure reaches it.

Each night is ``izon crawl --due`` as a timer starts it, into a Neo4j of one's own. The clock is not set forward: between
two nights the crawls in the ledger are moved back by a day.
"""

from __future__ import annotations

import http.server
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import neo4j
import pyoxigraph
import pytest

from graph.neo4j.server import EmbeddedServer
from graph.rdf import store

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

DAY = "-29 hours"
SOURCES = ("rs", "sangiin_questions")
THERE = "Ｏｒａｃｌｅ　Ｃｌｏｕｄ　Ｉｎｆｒａｓｔｒｕｃｔｕｒｅ"  # a service that the first answer names
COUNTED = "SELECT ?n { GRAPH graph:claims { ?c rdf:predicate izon:observedCount ; izon:count ?n ; prov:invalidatedAtTime ?t } }"
SECRET, TOKEN = "a-path-that-nobody-may-see", "a-token-that-nobody-may-see"


@dataclass
class Week:
    """A home whose nights are spent against a mirror that moves."""

    home: Path
    mirror: Any
    izon: Callable[..., subprocess.CompletedProcess[str]]
    own: dict[str, str]
    told: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    printed: str = ""

    def night(self, code: int, **environment: str) -> dict[str, Any]:
        """A night that ends with the exit code; what it printed."""
        arguments = ("crawl", *SOURCES, "--due", "--mirror", str(self.mirror.folder), "--format", "json")
        done = self.izon(*arguments, home=self.home, check=False, environment=self.own | environment)
        self.printed += done.stdout + done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        assert found["build"] == self.published
        return found

    def next_day(self) -> None:
        """Every crawl was a day earlier, and so is due again where its source has a daily cadence."""
        with closing(sqlite3.connect(self.home / "ledger.sqlite")) as ledger, ledger:
            ledger.execute(f"UPDATE runs SET started = strftime('%Y-%m-%dT%H:%M:%SZ', started, '{DAY}')")

    @property
    def published(self) -> str:
        """The build that readers of the RDF store get."""
        return (self.home / "stores" / "rdf" / "current").read_text(encoding="utf-8")

    def loaded(self) -> str:
        """The build that readers of Neo4j get."""
        with self.driver() as driver:
            (record,), _, _ = driver.execute_query("MATCH (l:IzonLoad) RETURN l.build AS build")
            return str(record["build"])

    def driver(self) -> neo4j.Driver:
        """A connection to the Neo4j."""
        login = self.own["IZON_NEO4J_USER"], self.own["IZON_NEO4J_PASSWORD"]
        return neo4j.GraphDatabase.driver(self.own["IZON_NEO4J_URI"], auth=login)


@pytest.fixture(scope="module")
def receiver() -> Iterator[tuple[str, list[Any]]]:
    """An address that takes what a night tells; and one below it, ``/moved``, that sends elsewhere."""
    told: list[Any] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append((self.path, self.headers.get("Authorization", ""), json.loads(body)))
            self.send_response(307 if self.path.endswith("moved") else 204)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{SECRET}", told
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def week(
    tmp_path_factory: pytest.TempPathFactory,
    new_mirror: Callable[[str], Any],
    izon: Callable[..., subprocess.CompletedProcess[str]],
    receiver: tuple[str, list[Any]],
) -> Iterator[Week]:
    folder = tmp_path_factory.mktemp("week")
    server = EmbeddedServer(folder / "neo4j")
    endpoint = server.start()
    own = {
        "IZON_NEO4J_URI": endpoint.bolt_uri,
        "IZON_NEO4J_USER": endpoint.user,
        "IZON_NEO4J_PASSWORD": endpoint.password,
        "IZON_WEBHOOK": receiver[0],
        "IZON_WEBHOOK_TOKEN": TOKEN,
    }
    yield Week(folder / "home", new_mirror("week"), izon, own, receiver[1])
    server.stop()


def add_question(mirror: Any) -> None:
    """A second question with an answer, which names a service that the first does not."""
    answer = mirror.answer()
    house = answer.parents[1]
    for folder, letter in (("syuh", "s"), ("touh", "t")):
        text = (house / folder / f"{letter}216027.htm").read_text(encoding="utf-8")
        text = text.replace("二七号", "二八号").replace(
            "Ｏｒａｃｌｅ　Ｃｌｏｕｄ　Ｉｎｆｒａｓｔｒｕｃｔｕｒｅ", "Ｄａｔａｂｒｉｃｋｓ"
        )
        (house / folder / f"{letter}216028.htm").write_text(text, encoding="utf-8")
    listing = house / "syuisyo.htm"
    text = listing.read_text(encoding="utf-8")
    (item,) = re.findall(r'<tr>\n<th scope="col" id="t27".*?(?=</table>)', text, re.DOTALL)
    second = item.replace("216027", "216028").replace("t27", "t28").replace("\n27\n", "\n28\n")
    listing.write_text(text.replace(item, item + second), encoding="utf-8")


def kill_in_the_middle(week: Week) -> None:
    """A night whose process is killed while it resolves."""
    arguments = ("crawl", *SOURCES, "--due", "--mirror", str(week.mirror.folder), "--home", str(week.home))
    child = subprocess.Popen(
        [sys.executable, "-m", "graph.cli", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    assert any(line.startswith("resolve") for line in child.stderr)
    child.kill()
    child.wait()
    child.stderr.close()


def edges(found: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(edge["subject"].rpartition("/id/")[2], edge["kind"], edge["target"].rpartition("/")[2]) for edge in found}


@pytest.fixture(scope="module")
def spent(week: Week, document: Callable[..., Any]) -> Week:
    """The week, each of whose nights is looked at when it is over."""
    house = week.mirror.answer().parents[1]

    def status() -> Any:
        return document("status", home=week.home, environment=week.own)

    # 1: a file of one source is not there
    sheet = week.mirror.sheet("5-1", 2025)
    sheet.rename(sheet.with_suffix(".later"))
    first = week.night(3)
    assert (first["outcome"], first["before"]) == ("gaps", "")
    assert [one["source"] for one in first["fell_short"]] == ["rs"]
    assert week.loaded() == week.published
    assert [outcome["outcome"] for _, _, outcome in week.told] == ["gaps"]

    # 2: it is there, and a question is new
    week.next_day()
    sheet.with_suffix(".later").rename(sheet)
    add_question(week.mirror)
    second = week.night(0)
    assert second["before"] == first["build"] != second["build"]
    assert status()["changes"]["before"] == first["build"]
    gained = document("changes", home=week.home)["changes"]["gained"]
    assert ("system/government-cloud", "usesService", "databricks") in edges(gained)
    assert len(gained) == second["gained"] > 1

    # 3: nothing is new
    week.next_day()
    third = week.night(0)
    assert third["crawl"][0]["source"] == "sangiin_questions"  # the other one's week is not over
    assert (third["build"], third["load"]) == (second["build"], "unchanged")
    assert set(third["seconds"]) == {"crawl", "parse", "load", "publish"}

    # 4: an answer is corrected; Neo4j cannot be reached, then it can
    week.next_day()
    week.mirror.replace_in_page(week.mirror.answer(), "千八百七十七システム", "千八百七十六システム")
    failed = week.night(1, IZON_NEO4J_URI="bolt://127.0.0.1:9", IZON_WEBHOOK=f"{week.own['IZON_WEBHOOK']}/moved")
    assert (failed["failed_in"], failed["build"]) == ("load", second["build"])
    assert week.loaded() == second["build"]
    assert "status 307" in failed["webhook"]
    assert [path.rpartition("/")[2] for path, _, _ in week.told] == [SECRET, "moved"]  # and nothing went elsewhere
    assert status()["night"]["failure"] == failed["failure"]
    fourth = week.night(0)  # nothing is due any more: it publishes what is there
    assert fourth["build"] == week.loaded() != second["build"]
    assert fourth["seconds"].keys() == {"parse", "load", "publish"}

    # 5: the list of one source is another page
    week.next_day()
    listing = (house / "syuisyo.htm").read_bytes()
    (house / "syuisyo.htm").write_text("<html><body>maintenance</body></html>", encoding="utf-8")
    fifth = week.night(3)
    assert (fifth["build"], fifth["outcome"]) == (fourth["build"], "gaps")
    assert [one["source"] for one in fifth["fell_short"]] == ["sangiin_questions"]
    (house / "syuisyo.htm").write_bytes(listing)

    # 6: the second question is withdrawn; the night is killed and spent again
    week.next_day()
    for path in (house / "syuh" / "s216028.htm", house / "touh" / "t216028.htm"):
        path.unlink()
    kill_in_the_middle(week)
    assert status()["night"]["outcome"] == "running"
    assert week.published == week.loaded() == fourth["build"]
    sixth = week.night(0)  # its crawl was over: nothing is due
    assert sixth["build"] not in {fourth["build"], second["build"]}
    lost = edges(document("changes", home=week.home)["changes"]["lost"])
    assert lost == {("system/government-cloud", "usesService", "databricks")}

    # 7: nothing is new, and the address for messages is wrong
    week.next_day()
    seventh = week.night(3, IZON_WEBHOOK="http://127.0.0.1:9/" + SECRET)
    assert seventh["build"] == sixth["build"]
    assert "cannot be told" in seventh["webhook"]
    return week


def graph_of(driver: neo4j.Driver) -> tuple[list[Any], list[Any]]:
    nodes, _, _ = driver.execute_query("MATCH (n:Resource) RETURN labels(n) AS labels, properties(n) AS properties")
    found, _, _ = driver.execute_query(
        "MATCH (s:Resource)-[r]->(o:Resource) RETURN s.uri AS s, type(r) AS type, o.uri AS o, properties(r) AS p"
    )
    return (
        sorted((one["properties"]["uri"], sorted(one["labels"]), sorted(map(str, one["properties"].items()))) for one in nodes),
        sorted((one["s"], one["type"], one["o"], sorted(map(str, one["p"].items()))) for one in found),
    )  # fmt: skip


def quads_of(home: Path) -> set[pyoxigraph.Quad]:
    """What the RDF store in use holds, without the ontology's blank nodes, which each load names anew."""
    folder = store.current(home / "stores" / "rdf")
    assert folder is not None
    found = set(pyoxigraph.Store.read_only(str(folder)))
    return {quad for quad in found if not any(isinstance(term, pyoxigraph.BlankNode) for term in quad)}


def test_after_a_week_both_stores_hold_what_a_rebuild_from_the_archive_gives(
    spent: Week, document: Callable[..., Any], tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    shutil.copytree(spent.home / "archive", fresh / "archive")
    for file in spent.home.glob("ledger.sqlite*"):  # with what is not written back yet
        shutil.copy(file, fresh)
    again = document("build", home=fresh)
    kept = document("status", home=spent.home)
    assert again["build_digest"] == kept["build_digest"]
    assert again["quads"] == kept["quads"]
    assert again["mentions"] == kept["mentions"]
    assert document("status", home=fresh)["records"] == kept["records"]
    assert quads_of(spent.home) == quads_of(fresh)  # clock times too, which the digest leaves out
    assert document("check", home=spent.home, environment=spent.own)["problems"] == []
    with spent.driver() as driver:
        increments = graph_of(driver)
        driver.execute_query("MATCH (n) DETACH DELETE n")
        assert document("load", home=fresh, environment=spent.own)["way"] == "bolt"
        assert graph_of(driver) == increments


def test_a_rollback_returns_both_stores_and_the_next_build_goes_forward_again(
    spent: Week, document: Callable[..., Any]
) -> None:
    before = document("status", home=spent.home)
    latest = spent.published
    assert before["kept_builds"][-1] == latest
    assert len(before["kept_builds"]) == 3  # of the four that the week made
    back = document("rollback", home=spent.home, environment=spent.own)
    assert back["build"] == before["kept_builds"][-2] == spent.published == spent.loaded()
    assert document("status", home=spent.home)["build_digest"] == back["build_digest"]
    made = document("build", home=spent.home)
    assert made["build_digest"] == before["build_digest"]
    assert set(made["seconds"]) == {"parse"}  # it was kept
    assert spent.published == latest
    document("load", home=spent.home, environment=spent.own)
    assert spent.loaded() == latest


def test_secrets_of_the_webhook_are_sent_and_stand_nowhere_else(spent: Week) -> None:
    assert {token for _, token, _ in spent.told} == {f"Bearer {TOKEN}"}
    files = [path for path in spent.home.rglob("*") if path.is_file() and path.suffix in (".json", ".log", ".txt")]
    assert spent.home / "logs" / "night.json" in files
    for text in (spent.printed, *(path.read_text(encoding="utf-8", errors="replace") for path in files)):
        assert SECRET not in text
        assert TOKEN not in text


def holding(home: Path, what: str) -> list[str]:
    """The tables and files of the RDF stores that hold a text."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.suffix == ".parquet":
            rows = duckdb.execute("SELECT * FROM read_parquet($path)", {"path": str(path)}).fetchall()
            found += [path.name] if what in str(rows) else []
        elif path.is_file() and not path.name.endswith(".gz") and path.name != "ledger.sqlite":
            found += [path.name] if what.encode() in path.read_bytes() else []
    return found


def test_redaction_takes_quotes_and_claims_out_of_both_stores(
    spent: Week, document: Callable[..., Any], tmp_path: Path
) -> None:
    """The corrected answer is redacted; what it corrected does not come back as what stands."""
    said = "千八百七十六システム"
    corrected = [one for one in document("archive", "list", home=spent.home) if one["url"].endswith("t216027.htm")][-1]
    with spent.driver() as driver:
        quoted = "MATCH (e:Evidence) WHERE e.quote CONTAINS $said RETURN count(e) AS n"
        assert driver.execute_query(quoted, said=said)[0][0]["n"] > 0
    assert holding(spent.home, said)

    done = document("redact", corrected["digest"], "--reason", "a correction order", home=spent.home)
    assert done["records"] == 1
    assert len(done["builds_dropped"]) == 2
    found = document("check", home=spent.home, environment=spent.own)
    assert found["problems"] == []
    assert found["evidence_redacted"] > 0
    assert [one["reason"] for one in found["redacted"]] == ["a correction order"]

    spent.next_day()
    after = spent.night(3)  # the site still serves it
    assert after["build"] not in {corrected["digest"], after["before"]}
    assert holding(spent.home, said) == []
    with spent.driver() as driver:
        assert driver.execute_query(quoted, said=said)[0][0]["n"] == 0
        assert driver.execute_query(quoted, said="千八百七十七システム")[0][0]["n"] > 0
    now = document("query", "--sparql", COUNTED, home=spent.home)["rows"]
    # superseded, that of the answer as it was first and that of the withdrawn one
    assert [row for row in now if row[0] in (1876, 1877)] == [[1877], [1877]]
    found = document("check", home=spent.home, environment=spent.own)
    assert (found["problems"], found["evidence_redacted"], len(found["redacted"])) == ([], 0, 1)
    refused = spent.izon("rollback", home=spent.home, check=False, environment=spent.own)
    assert refused.returncode == 1
    assert "no earlier build" in refused.stderr
