"""`izon extract` by its contract: JSON lines, order, faults by line number, exit codes; no build, no register."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from graph.cli import main

TEXTS = [
    "デジタル庁のガバメントクラウドはＡＷＳを利用する。",
    "㈱日立製作所に1,234千円を支払う。",
    "",
    "令和六年十一月末時点で千八百七十七件である。",
]


def _lines(texts: list[str]) -> bytes:
    return b"".join(json.dumps({"id": number, "text": text}).encode() + b"\n" for number, text in enumerate(texts))


def _call(tmp_path: Path, given: bytes, *options: str) -> Result:
    done = CliRunner().invoke(main, ["extract", "--home", str(tmp_path / "none"), *options], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def _answers(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_in_order_with_the_keys_of_the_contract(tmp_path: Path) -> None:
    done = _call(tmp_path, _lines(TEXTS))
    assert done.exit_code == 0
    answers = _answers(done)
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3]
    for answer, text in zip(answers, TEXTS, strict=True):
        assert list(answer) == ["id", "entities", "relations"]
        for entity in answer["entities"]:
            assert list(entity) == ["type", "text", "start", "end", "canonical", "confidence"]
            assert text[entity["start"] : entity["end"]] == entity["text"]
            assert 0 <= entity["confidence"] <= 1
        for relation in answer["relations"]:
            assert list(relation) == ["subject", "predicate", "object", "modality", "confidence"]
    assert answers[0]["relations"][0]["object"] == {"type": "CloudService", "text": "ＡＷＳ", "start": 16, "end": 19}


def test_an_argument_of_the_context_says_where_it_is_from(tmp_path: Path) -> None:
    line = {
        "id": "a",
        "text": "登記情報システムの運用保守業務",
        "context": {"project": None, "ministry": "デジタル庁", "payee": "富士通株式会社"},
    }
    (answer,) = _answers(_call(tmp_path, json.dumps(line).encode()))
    (relation,) = answer["relations"]
    assert relation["subject"] == {"type": "Vendor", "text": "富士通株式会社", "from": "context.payee"}
    assert relation["predicate"] == "maintains"
    assert relation["object"] == {"type": "System", "text": "登記情報システム", "start": 0, "end": 8}


def test_a_count_has_value_and_unit(tmp_path: Path) -> None:
    (answer,) = _answers(_call(tmp_path, _lines(["Amazon Web Services 1877件"])))
    (relation,) = answer["relations"]
    assert relation["predicate"] == "count"
    assert (relation["object"]["value"], relation["object"]["unit"]) == (1877, "件")


def test_a_line_that_cannot_be_read_is_reported_by_number_and_skipped(tmp_path: Path) -> None:
    given = (
        b'\xef\xbb\xbf{"id": "first", "text": "\xe7\xb7\x8f\xe5\x8b\x99\xe7\x9c\x81"}\r\n'  # a byte order mark, CRLF
        b"not json\n"
        b"\n"
        b'{"id": "no text"}\n'
        b'{"id": null, "text": "x"}\n'
        b'{"id": NaN, "text": "x"}\n'
        b'{"id": "context", "text": "x", "context": {"project": 3}}\n'
        b'{"id": "latin", "text": "\xe9"}\n'
        b'[{"id": 1, "text": "x"}]\n'
        b'{"id": "last", "text": "half \\ud800 of a pair \xe6\xb0\x97\xe8\xb1\xa1\xe5\xba\x81"}'  # no line end
    )
    done = _call(tmp_path, given, "--format", "json")
    assert done.exit_code == 3
    assert [answer["id"] for answer in _answers(done)] == ["first", "last"]
    assert [fault.split(":")[0] for fault in done.stderr.splitlines()] == [f"line {n}" for n in (2, 4, 5, 6, 7, 8, 9)]


def test_no_input_is_no_failure(tmp_path: Path) -> None:
    done = _call(tmp_path, b"")
    assert (done.exit_code, done.stdout) == (0, "")


def test_the_rules_that_spoke_are_given_when_asked_for(tmp_path: Path) -> None:
    (answer,) = _answers(_call(tmp_path, _lines(["AWS利用料5円"]), "--because"))
    assert [entity["because"] for entity in answer["entities"]] == [["cloud_service/aws"], ["money"]]


def test_two_processes_answer_as_one_does(tmp_path: Path) -> None:
    given = _lines(TEXTS * 60) + b"fault\n"
    alone, shared = _call(tmp_path, given), _call(tmp_path, given, "--processes", "2")
    assert (alone.exit_code, shared.exit_code) == (3, 3)
    assert alone.stdout == shared.stdout
    assert alone.stderr == shared.stderr == "line 241: not JSON: Expecting value at character 1; skipped\n"


def test_a_line_is_answered_before_the_next_one_is_given() -> None:
    """A program that writes a line and waits for its answer is not left waiting."""
    command = [sys.executable, "-m", "graph.cli", "extract"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "総務省"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=60) == 0
