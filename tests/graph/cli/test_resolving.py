"""`izon resolve` and `izon reference` by their contract: a line in, a line out; exit code 3 for lines that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from crawler.ledger import Capture
from graph.claims.model import Argument, Claim, TextEvidence
from graph.cli import main


def call(home: Path, *arguments: str, lines: str = "") -> Result:
    return CliRunner().invoke(main, [*arguments, "--home", str(home)], input=lines)


def documents(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_names_are_answered_line_by_line(tmp_path: Path) -> None:
    lines = '{"id":1,"name":"その他"}\n{"id":"b","name":"㈱青空","address":null,"corporate_number":"6010601062093 "}\n'
    done = call(tmp_path, "resolve", lines=lines)
    assert done.exit_code == 0
    nobody, numbered = documents(done)
    assert (nobody["id"], nobody["entity"], nobody["corporate_number"], nobody["candidates"]) == (1, None, None, [])
    assert numbered["id"] == "b"
    assert numbered["corporate_number"] == "6010601062093"
    assert numbered["entity"].endswith("id/org/JP-6010601062093")
    assert {"feature", "printed", "known", "rule"} == set(numbered["because"][0])


def test_pairs_are_answered_line_by_line(tmp_path: Path) -> None:
    done = call(tmp_path, "resolve", "--pairs", lines='{"id":7,"a":"㈱青空","b":"株式会社青空"}\n')
    assert done.exit_code == 0
    assert documents(done)[0] | {"because": None} == {"id": 7, "same": True, "score": 0.99, "because": None}


def test_lines_that_cannot_be_read_are_gaps(tmp_path: Path) -> None:
    done = call(tmp_path, "resolve", lines='nothing\n{"id":2}\n[]\n{"id":3,"name":"本省"}\n')
    assert done.exit_code == 3
    assert [one["id"] for one in documents(done)] == [2, 3]
    assert "line 1" in done.stderr
    assert "line 3" in done.stderr


def test_a_register_is_installed_and_listed(tmp_path: Path, official: Callable[..., str]) -> None:
    rows = [{"number": "6010601062093", "name": "株式会社山野"}, {"number": "7010001065142", "name": "株式会社山野"}]
    file = tmp_path / "zenkoku.csv"
    file.write_text(official(rows), encoding="utf-8")
    home = tmp_path / "home"
    assert "no register" in call(home, "reference", "list").stdout
    added = call(home, "reference", "add", "register", str(file), "--format", "json")
    assert json.loads(added.stdout)["organizations"] == 2
    listed = json.loads(call(home, "reference", "list", "--format", "json").stdout)
    assert listed["register"]["files"][0]["name"] == "zenkoku.csv"
    found = documents(call(home, "resolve", lines='{"id":1,"name":"株式会社山野"}\n'))[0]
    assert {one["corporate_number"] for one in found["candidates"]} == {"6010601062093", "7010001065142"}


def test_a_file_that_is_no_register_is_wrong_use(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n", encoding="utf-8")
    assert call(tmp_path / "home", "reference", "add", "register", str(file)).exit_code == 2


def test_decisions_are_written_and_undone(tmp_path: Path) -> None:
    decide = ("resolve", "review", "--by", "reviewer", "--decide", "㈱青空", "6010601062093")
    assert call(tmp_path, *decide, "positive").exit_code == 0
    line = '{"id":1,"name":"株式会社青空"}\n'
    assert documents(call(tmp_path, "resolve", lines=line))[0]["corporate_number"] == "6010601062093"
    assert call(tmp_path, *decide, "undone").exit_code == 0
    assert documents(call(tmp_path, "resolve", lines=line))[0]["corporate_number"] is None
    assert call(tmp_path, *decide, "perhaps").exit_code == 2
    assert call(tmp_path, "resolve", "review").exit_code == 0


def test_decisions_about_systems_name_systems_of_the_build_and_do_not_contradict(
    tmp_path: Path, publish: Callable[..., Path], capture: Callable[..., Capture]
) -> None:
    names = ("電子申請システム", "電子・申請システム", "ｅ申請システム（電子申請システム）")
    function = Argument("function", "customs")
    said = [
        Claim(
            f"t/{name}",
            "supportedBySystem",
            function,
            Argument("system", name, scope="財務省"),
            (TextEvidence(0, 1, "電"),),
        )
        for name in names
    ]
    publish([(capture("https://example.jp/1", "x", 1), said)], name="home/tables/published")
    home = tmp_path / "home"
    shown = call(home, "resolve", "review", "--systems", "--format", "json").stdout
    pairs = {(pair["a"], pair["b"]): (pair["a_iri"], pair["b_iri"]) for pair in json.loads(shown)}
    assert len(pairs) == 3
    (one, other), (_, third) = [ends for ends in pairs.values() if ends[0] == min(min(pair) for pair in pairs.values())]
    decide = ("resolve", "review", "--systems", "--by", "reviewer", "--decide")
    assert call(home, *decide, one, other, "positive").exit_code == 0
    assert call(home, *decide, other, third, "positive").exit_code == 0
    refused = call(home, *decide, one, third, "negative")
    assert refused.exit_code == 2
    assert "judged two" in refused.stderr
    assert call(home, *decide, other, third, "undone").exit_code == 0
    assert call(home, *decide, one, third, "negative").exit_code == 0
    assert call(home, *decide, one, "https://w3id.org/izon/id/system/nowhere", "positive").exit_code == 2
    lines = (home / "reference" / "system_judgements.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[2] for line in lines] == ["verdict", "positive", "positive", "undone", "negative"]


def test_awkward_names_are_answered(tmp_path: Path) -> None:
    names = ["東京都" * 4000, "\\ud800株式会社", "((((", "株式会社" * 50, "\\u0000"]
    lines = "".join(f'{{"id":{at},"name":"{name}"}}\n' for at, name in enumerate(names))
    done = call(tmp_path, "resolve", lines=lines)
    assert done.exit_code == 0
    assert [one["corporate_number"] for one in documents(done)] == [None] * len(names)
