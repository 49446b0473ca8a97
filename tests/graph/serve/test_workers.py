"""What a query may take, and that what one takes the others keep: real processes, really killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pyoxigraph

from graph.rdf import store

N = "<http://example.org/n>"
# Products of 300 × 300 × … rows: this one is counted, so nothing can be sent before its end, which is hours away.
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ ?a {N} ?x . ?b {N} ?y . ?c {N} ?z . ?d {N} ?w }}"
HUGE = f"SELECT ?x ?y ?z ?w {{ ?a {N} ?x . ?b {N} ?y . ?c {N} ?z . ?d {N} ?w }}"
GREEDY = HUGE + " ORDER BY ?w"
QUICK = f"SELECT ?s {{ ?s {N} 7 }}"

Eventually = Callable[..., bool]


def test_a_query_is_ended_at_its_limit_and_the_answer_names_it(brisk: Any) -> None:
    started = time.monotonic()
    reply = brisk.query(ENDLESS)
    assert reply.status == 503
    assert "time limit of 1 seconds" in reply.text
    assert reply.headers["izon-time-limit"] == "1"
    assert "retry-after" in reply.headers
    assert time.monotonic() - started < 3


def test_slow_queries_do_not_slow_the_others(brisk: Any, eventually: Eventually) -> None:
    statuses: list[int] = []
    slow = [
        threading.Thread(target=lambda n=n: statuses.append(brisk.query(f"{ENDLESS} #{n}").status)) for n in range(4)
    ]
    for thread in slow:
        thread.start()
    answered = 0
    while any(thread.is_alive() for thread in slow):
        assert brisk.query(f"{QUICK} #{answered}").status == 200
        answered += 1
    assert statuses == [503] * 4
    # without places of their own, four that take a second each would keep both workers: one or two answers in all
    assert answered >= 8
    assert eventually(lambda: len(brisk.workers()) == 2)


def test_a_query_that_wants_too_much_memory_is_ended_alone(brisk: Any, eventually: Eventually) -> None:
    reply = brisk.query(GREEDY)
    assert reply.status == 503
    assert "memory limit of 192 MiB" in reply.text or "time limit" in reply.text
    assert brisk.query(QUICK).status == 200
    assert eventually(lambda: len(brisk.workers()) == 2)


def test_a_worker_that_dies_is_replaced(brisk: Any, eventually: Eventually) -> None:
    before = brisk.workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    assert brisk.query(f"{QUICK} # at once").status == 200
    assert eventually(lambda: len(brisk.workers()) == 2 and not brisk.workers() & before)
    assert brisk.query(f"{QUICK} # and then").status == 200


def test_a_nursery_that_dies_is_replaced(brisk: Any, eventually: Eventually) -> None:
    [nursery] = [child for child in brisk.children() if child.ppid() == brisk.process.pid]
    nursery.kill()
    assert brisk.query(ENDLESS + "# with a new worker").status == 503
    assert brisk.query(f"{QUICK} # after the nursery").status == 200
    assert eventually(lambda: len(brisk.workers()) >= 1)


def test_a_large_result_comes_as_it_is_made_and_breaks_off_at_the_limit(brisk: Any) -> None:
    connection = http.client.HTTPConnection(brisk.authority, timeout=30)
    started = time.monotonic()
    connection.request("GET", f"/sparql?query={quote(HUGE)}", headers={"Accept": "text/csv"})
    answer = connection.getresponse()
    first = answer.read(10_000)
    assert answer.status == 200
    assert answer.getheader("Izon-Row-Limit") == "100000000"
    assert answer.getheader("Izon-Truncated") is None  # nobody knows yet: it began before the limit
    received = len(first)
    whole = True
    try:
        while piece := answer.read1(1 << 20):
            received += len(piece)
    except (http.client.IncompleteRead, ConnectionError):
        whole = False
    connection.close()
    assert not whole, "a result that was cut off must not look whole"
    assert received > 100_000
    assert time.monotonic() - started < 10


def test_the_query_of_a_client_that_went_away_is_ended(server: Any, eventually: Eventually) -> None:
    assert server.query(QUICK).status == 200
    idle = server.workers()
    with socket.create_connection(("127.0.0.1", int(server.authority.rpartition(":")[2]))) as client:
        client.sendall(f"GET /sparql?query={quote(ENDLESS + '# leaves')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert eventually(lambda: bool(server.workers() - idle))
    assert eventually(lambda: len(server.workers()) == len(idle))  # well before its limit of 30 seconds


def test_clients_that_leave_at_any_moment_leave_no_worker_behind(brisk: Any, eventually: Eventually) -> None:
    address = ("127.0.0.1", int(brisk.authority.rpartition(":")[2]))
    for turn in range(40):
        with socket.create_connection(address) as client:
            # half of them are known to be slow: their worker is only being made when they leave
            query = quote(f"{ENDLESS} # leaves {turn % 2 and turn}")
            client.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.5 + 0.002 * turn if turn < 2 else 0.002 * turn)
    assert brisk.query(f"{QUICK} # behind those who left").status == 200
    assert eventually(lambda: len(brisk.workers()) == 2)


def test_a_client_that_reads_slowly_holds_nobody_up(brisk: Any) -> None:
    port = int(brisk.authority.rpartition(":")[2])
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
    for number, client in enumerate(slow):
        client.sendall(f"GET /sparql?query={quote(HUGE + f'# {number}')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(0.6)
    started = time.monotonic()
    assert brisk.query(f"{QUICK} # beside slow readers").status == 200
    assert time.monotonic() - started < 0.5
    for client in slow:
        client.close()


def test_a_request_that_never_comes_whole_is_given_up(server: Any) -> None:
    address = ("127.0.0.1", int(server.authority.rpartition(":")[2]))
    with (
        socket.create_connection(address, timeout=20) as silent,
        socket.create_connection(address, timeout=20) as first,
        socket.create_connection(address, timeout=20) as second,
    ):
        first.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        second.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        answered = b""
        while not answered.endswith(b"ok\n"):
            answered += second.recv(10_000)
        second.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert [client.recv(100) for client in (silent, first, second)] == [b""] * 3


def test_a_head_without_end_is_given_up(server: Any) -> None:
    with socket.create_connection(("127.0.0.1", int(server.authority.rpartition(":")[2])), timeout=20) as client:
        client.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\n")
        sent = 0
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                client.sendall(b"X-Long: " + b"x" * 10_000 + b"\r\n")
                sent += 10_000
                time.sleep(0.001)
        assert sent < 5_000_000


def test_a_query_that_breaks_the_parser_breaks_nothing_else(brisk: Any) -> None:
    for depth in (2_000, 200_000):
        reply = brisk.ask("POST", body="SELECT * " + "{" * depth + "}" * depth, content_type="application/sparql-query")
        assert reply.status in (200, 400, 503)
        assert brisk.query(f"{QUICK} # after {depth}").status == 200


def test_no_process_is_left_behind(small_home: Path, serve: Any, eventually: Eventually) -> None:
    for how in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        with serve(small_home) as running:
            children = running.children()
            assert len(children) >= 3  # the nursery and two workers or more
            if how != signal.SIGINT:
                threading.Thread(target=_ask_and_forget, args=(running,), daemon=True).start()
                assert eventually(lambda ids={c.pid for c in children}, server=running: bool(server.workers() - ids))
                children += running.children()
            assert running.end(how) == (-signal.SIGKILL if how == signal.SIGKILL else 0)
            assert eventually(lambda left=children: not any(_lives(child) for child in left))


def _ask_and_forget(server: Any) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        server.query(ENDLESS)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_store_of_many_tables_answers_from_all_of_them(
    tmp_path: Path, serve: Any, publish_store: Callable[[Path, str, str], None]
) -> None:
    home = tmp_path / "home"
    publish_store(home, f'<http://example.org/s> {N} "0" .\n', "many")
    folder = store.current(home / "stores" / "rdf")
    assert folder
    _write_in_pieces(folder, range(1, 4))
    assert len(list(folder.glob("*.sst"))) > 20  # RocksDB opens 16 of them with the store
    with serve(home) as served:
        for number in range(1, 4):
            reply = served.query(f'SELECT ?s {{ ?s {N} "{number}" . ?s ?p ?o . ?o2 ?p2 ?s }}')
            assert reply.status == 200
            assert f"/s{number}" in reply.text


def _write_in_pieces(folder: Path, numbers: Iterable[int]) -> None:
    """Adds to a store a few quads at a time, each time in tables of their own; it is closed then."""
    written = pyoxigraph.Store(str(folder))
    said, graph = pyoxigraph.NamedNode(N[1:-1]), pyoxigraph.NamedNode("http://example.org/graph")
    for number in numbers:
        subject = pyoxigraph.NamedNode(f"http://example.org/s{number}")
        written.add(pyoxigraph.Quad(subject, said, pyoxigraph.Literal(str(number)), graph))
        written.add(pyoxigraph.Quad(graph, said, subject, graph))
        written.flush()
