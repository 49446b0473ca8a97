"""`izon classify` by its contract: JSON lines, order, faults by line number, exit codes; no build, no register."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from graph.cli import main


def _call(tmp_path: Path, *lines: bytes) -> Result:
    arguments = ["classify", "--home", str(tmp_path / "none"), "--format", "json"]
    done = CliRunner().invoke(main, arguments, input=b"\n".join(lines))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def _line(**given: Any) -> bytes:
    return json.dumps(given, ensure_ascii=False).encode()


def test_each_line_is_answered_in_order_with_the_keys_of_the_contract(tmp_path: Path) -> None:
    done = _call(
        tmp_path,
        _line(
            id="a",
            name="登記情報の管理",
            text="登記システムの保守",
            ministry="法務省",
            payee="株式会社JECC",
            bureau=None,
        ),
        _line(id=2, name="", text="", payees=[]),
    )
    assert done.exit_code == 0
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert list(first) == ["id", "functions", "service_types", "is_it", "owner", "financing"]
    assert (first["id"], first["owner"], first["financing"]) == ("a", "法務省", "yes")
    for finding in (*first["functions"], *first["service_types"]):
        assert list(finding) == ["id", "score", "because"]
        assert 0 <= finding["score"] <= 1
    empty = {"functions": [], "service_types": [], "is_it": None, "owner": None, "financing": None}
    assert second == {"id": 2} | empty


def test_what_cannot_be_read_is_named_by_line_and_skipped(tmp_path: Path) -> None:
    done = _call(
        tmp_path,
        b"no json",
        b"",
        _line(id="a", name="河川の改修", text=None),
        b"[1]",
        _line(name="no id", text=""),
        _line(id="b", name=7, text=""),
        _line(id="c", text="", name="", payees="not a list"),
        _line(id="d"),
        b'{"id": "e", "name": "\xff"}',
    )
    assert done.exit_code == 3
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [f"line {n}" for n in (1, 4, 5, 6, 7, 8, 9)]


def test_half_of_a_surrogate_pair_in_an_id_goes_back_as_it_came(tmp_path: Path) -> None:
    done = _call(tmp_path, b'{"id": "\\ud800", "name": "x", "text": ""}')
    assert done.exit_code == 0
    assert json.loads(done.stdout)["id"] == "\ud800"
