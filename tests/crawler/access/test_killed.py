"""A crawl of an interface that is killed in the middle goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive
from crawler.ledger import Ledger


@pytest.mark.parametrize("way", ["paged", "bisecting"])
def test_killed_crawl_of_an_interface_loses_nothing_and_doubles_nothing(
    way: str, request: Any, server: Any, tmp_path: Path
) -> None:
    made = request.getfixturevalue(way)
    home = tmp_path / "home"
    asked: list[str] = []

    def interface(handler: Any, behind: str) -> None:
        asked.append(behind)
        time.sleep(0.05)
        body = json.dumps(PAGES[way](behind)).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    server.interfaces["/api.example.test/api"] = interface
    command = [sys.executable, "-m", "crawler.crawl_process", "--home", str(home), "--source", "made_up"]
    child = subprocess.Popen(
        [*command, "--mirror", server.url],
        cwd=made.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 30
    while len(asked) < 8:
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    with Ledger(home) as ledger:
        held = {one.digest for one in ledger.captures()}
        assert any(promise.promised > promise.held for promise in ledger.latest_promises("made_up"))
    report = made.crawl(home, "made_up", server.url)
    assert not report["fell_short"]
    with Ledger(home) as ledger:
        captures = list(ledger.captures())
    assert held <= {one.digest for one in captures}
    assert len({one.url for one in captures}) == len(captures)
    assert not Archive(home).verify(captures).faults


def paged_answer(behind: str) -> dict[str, Any]:
    start = int(behind.rpartition("=")[2])
    return {"total": 30, "records": [f"s{start}"], "next": start + 1 if start < 30 else None}


def bisected_answer(behind: str) -> dict[str, Any]:
    first, last = (int(part[-2:]) for part in (behind.split("from=")[1][:10], behind.split("to=")[1][:10]))
    records = [f"{day}-{number}" for day in range(first, last + 1) for number in range(2)]
    return {"hits": len(records), "records": records[:3]}


PAGES = {"paged": paged_answer, "bisecting": bisected_answer}
