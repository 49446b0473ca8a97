"""A new build takes the place of the one that is served, under load: no request fails, and no old worker stays."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EX = "http://example.org/"
CURRENT = "https://w3id.org/izon/graph/current"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
THINGS = 150
COUNT = f"SELECT (COUNT(?s) AS ?n) (MIN(?v) AS ?low) (MAX(?v) AS ?high) {{ ?s <{EX}edition> ?v }}"
SLOW = (
    f"SELECT (COUNT(*) AS ?n) (MIN(?v) AS ?low) (MAX(?w) AS ?high) "
    f"{{ ?s <{EX}edition> ?v . ?t <{EX}edition> ?w . ?u <{EX}edition> ?v }}"
)


def edition(number: int) -> str:
    return "".join(
        f'<{EX}thing{thing}> <{EX}edition> "{number}"^^<{INTEGER}> <{CURRENT}> .\n' for thing in range(THINGS)
    )


def test_builds_follow_each_other_without_a_failed_request(
    tmp_path: Path, publish_store: Callable[..., None], serve: Any, eventually: Callable[..., bool]
) -> None:
    publish_store(tmp_path, edition(1), "build-1")
    with serve(tmp_path) as server:
        first_workers = server.workers()
        stop = threading.Event()
        failures: list[str] = []
        seen: list[list[int]] = [[] for _ in range(4)]

        def ask(client: int) -> None:
            number = 0
            while not stop.is_set():
                number += 1
                # each is another query, so that none is answered from memory; one client asks what takes a while
                reply = server.query(f"{SLOW if client == 0 else COUNT} # {client} {number}")
                if reply.status != 200:
                    failures.append(f"{reply.status} {reply.text}")
                    continue
                [row] = reply.json["results"]["bindings"]
                low, high = int(row["low"]["value"]), int(row["high"]["value"])
                if low != high or reply.headers["izon-build"] != f"build-{low}":
                    failures.append(f"a mixed answer: {low} to {high} of {reply.headers['izon-build']}")
                seen[client].append(low)

        clients = [threading.Thread(target=ask, args=(client,)) for client in range(4)]
        for client in clients:
            client.start()
        try:
            for number in (2, 3, 4):
                time.sleep(0.5)
                publish_store(tmp_path, edition(number), f"build-{number}")
                assert eventually(lambda wanted=number: seen[1][-1:] == [wanted], 20)
        finally:
            stop.set()
            for client in clients:
                client.join()
        assert failures == []
        assert seen[0], "the slow query was answered"
        for client in seen[1:]:
            assert client == sorted(client), "nobody went back to an older build"
            assert {1, 4} <= set(client)
        assert server.query(COUNT).headers["izon-build"] == "build-4"
        assert eventually(lambda: not server.workers() & first_workers)


def test_a_query_that_runs_ends_on_the_build_it_began_with(
    tmp_path: Path, publish_store: Callable[..., None], serve: Any, eventually: Callable[..., bool]
) -> None:
    publish_store(tmp_path, edition(1), "build-1")
    with serve(tmp_path) as server:
        replies: list[Any] = []
        asking = threading.Thread(target=lambda: replies.append(server.query(f"{SLOW} #")))
        asking.start()
        time.sleep(0.3)
        for number in (2, 3, 4):
            publish_store(tmp_path, edition(number), f"build-{number}")
        shutil.rmtree(tmp_path / "stores" / "rdf" / "build-1")  # as a build does that keeps no more of them
        assert eventually(lambda: server.query(COUNT).headers["izon-build"] == "build-4")
        asking.join()
        [reply] = replies
        assert reply.status == 200
        assert reply.json["results"]["bindings"][0]["high"]["value"] == "1"


def test_a_build_that_cannot_be_opened_leaves_the_one_before(
    tmp_path: Path, publish_store: Callable[..., None], serve: Any, eventually: Callable[..., bool]
) -> None:
    publish_store(tmp_path, edition(1), "build-1")
    stores = tmp_path / "stores" / "rdf"
    with serve(tmp_path) as server:
        (stores / "broken").mkdir()
        (stores / "current").write_text("broken", encoding="utf-8")
        time.sleep(1.5)
        assert server.query(f"{COUNT} # while it is broken").headers["izon-build"] == "build-1"
        shutil.rmtree(stores / "broken")
        publish_store(tmp_path, edition(2), "build-2")
        assert eventually(lambda: server.query(COUNT).headers["izon-build"] == "build-2")
        assert any("cannot be opened" in line for line in server.log)
