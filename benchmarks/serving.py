"""How `izon serve` stands up: requests a second beside a heavy aggregation, hostile clients, a swap of the store.

``python benchmarks/serving.py [--home DIR] [--seconds N]`` prints a table. Without a home the example mirror is crawled
and built into a temporary one. The clients run on the same machine and take their share of its cores.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
import uvloop

from graph.answers.questions import load_questions
from graph.rdf import store

REPOSITORY = Path(__file__).resolve().parents[1]
CLIENTS = 8
CROWD = 50
SEED = 20261127

# What takes seconds to minutes, and what never ends.
AGGREGATION = "SELECT ?p (COUNT(DISTINCT ?o2) AS ?n) { ?s ?p ?o . ?s ?p2 ?o2 . ?s ?p3 ?o3 } GROUP BY ?p"
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a (!rdf:nil)* ?b . ?b (!rdf:nil)* ?c }",
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
)

Queries = Iterator[str]


@dataclass
class Measured:
    """What clients saw: seconds of each answered request, and how many had another status than wanted."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    took: float = 0.0

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")

    def line(self) -> str:
        rate = len(self.seconds) / self.took
        return (
            f"{rate:8,.0f} /s   p50 {1e3 * self.quantile(0.5):7.1f} ms   p99 {1e3 * self.quantile(0.99):7.1f} ms   "
            f"{len(self.seconds):7,} requests, {self.failed} failed"
        )


class Client:
    """One connection, kept alive; opened anew after the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, query: str) -> int:
        """Sends a query, reads the whole answer, gives its status; 0 where the server broke off."""
        try:
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
            self._writer.write(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert self._reader is not None
            head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
            if b"transfer-encoding: chunked" in head:
                while length := int(await self._reader.readline(), 16):
                    await self._reader.readexactly(length + 2)
                await self._reader.readline()
            else:
                await self._reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
            return int(head[9:12])
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            self.close()
            return 0

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None


async def load(port: int, clients: list[Queries], seconds: float, measured: Measured) -> None:
    """Each client asks its queries one after the other for so long."""
    started = time.perf_counter()

    async def run(queries: Queries) -> None:
        client = Client(port)
        for query in queries:
            begun = time.perf_counter()
            if begun - started > seconds:
                break
            status = await client.ask(query)
            measured.statuses[status] = measured.statuses.get(status, 0) + 1
            if status == 200:
                measured.seconds.append(time.perf_counter() - begun)
            else:
                measured.failed += 1
        client.close()

    await asyncio.gather(*map(run, clients))
    measured.took = time.perf_counter() - started


@asynccontextmanager
async def beside(port: int, queries: list[str], clients: int) -> AsyncIterator[Measured]:
    """So many clients that ask these queries again and again in the meantime, each time another text."""
    measured = Measured()
    number = itertools.count()

    async def run(first: int) -> None:
        client = Client(port)
        try:
            for turn in itertools.count(first):
                begun = time.perf_counter()
                status = await client.ask(f"{queries[turn % len(queries)]} # {next(number)}")
                measured.statuses[status] = measured.statuses.get(status, 0) + 1
                measured.seconds.append(time.perf_counter() - begun)
                await asyncio.sleep(0.01)
        finally:
            client.close()

    tasks = [asyncio.ensure_future(run(first)) for first in range(clients)]
    await asyncio.sleep(1)
    try:
        yield measured
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def lookups(things: list[str], seed: int) -> Queries:
    """What is known of a thing, always another one."""
    order = random.Random(seed)
    for number in itertools.count():
        yield f"SELECT ?p ?o {{ <{order.choice(things)}> ?p ?o }} LIMIT 20 # {seed} {number}"


def first_question(functions: list[str], seed: int) -> Queries:
    """Question 1 of one function after another, each text only once."""
    question = load_questions()[1]
    order = random.Random(seed)
    for number in itertools.count():
        yield f"{question.sparql_for({'function': order.choice(functions)})} # {seed} {number}"


def every_function(texts: list[str], seed: int) -> Queries:
    """One text after another, those of question 1 of each function in the words in which the question is asked."""
    order = random.Random(seed)
    while True:
        yield order.choice(texts)


def same_question() -> Queries:
    """Question 1 as it stands, again and again: answered from memory after the first time."""
    return itertools.repeat(load_questions()[1].sparql)


def names(home: Path, query: str) -> list[str]:
    folder = store.current(home / "stores" / "rdf")
    assert folder is not None, "the home has no RDF store: run `izon build`"
    with store.Queries(folder, 300) as queries:
        return [str(row[0]) for row in queries.select(query).rows]


class Server:
    """`izon serve` in a process of its own."""

    def __init__(self, home: Path, *options: str) -> None:
        command = [
            sys.executable,
            "-m",
            "graph.cli",
            "serve",
            "--home",
            str(home),
            "--port",
            "0",
            "--format",
            "json",
            *options,
        ]
        self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        said = ""
        while not said.rstrip().endswith("}"):
            said += self.process.stdout.readline()
        self.port = int(json.loads(said)["url"].rstrip("/").rpartition(":")[2])

    def processes(self) -> list[psutil.Process]:
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def memory(self) -> float:
        """MiB resident in all of its processes, each with what it shares with none (PSS)."""
        total = 0
        for process in self.processes():
            try:
                total += process.memory_full_info().pss
            except psutil.Error:
                continue
        return total / (1 << 20)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


async def throughput(server: Server, home: Path, seconds: float, say: Callable[[str, str], None]) -> None:
    things = names(home, "SELECT DISTINCT ?s { ?s a ?class FILTER(!strstarts(str(?s), str(izon:))) } LIMIT 20000")
    functions = names(home, "SELECT DISTINCT ?f { ?f a izon:PublicFunction }")
    texts = [load_questions()[1].sparql_for({"function": function}) for function in functions]
    kinds: list[tuple[str, Callable[[int], Queries]]] = [
        ("point lookups, each another", lambda seed: lookups(things, seed)),
        ("question 1, each another text", lambda seed: first_question(functions, seed)),
        ("question 1, of any function", lambda seed: every_function(texts, seed)),
        ("question 1, the same again", lambda _: same_question()),
    ]
    measured = Measured()
    await load(server.port, [iter(texts)] * CLIENTS, 600, measured)  # one iterator: the clients share the texts out
    say(f"question 1, all {len(texts)} functions once", f"{measured.took:,.1f} s, {measured.failed} failed")
    for name, queries in kinds:
        measured = Measured()
        await load(server.port, [queries(SEED + n) for n in range(CLIENTS)], seconds, measured)
        say(f"{name}, {CLIENTS} clients", measured.line())
        measured = Measured()
        async with beside(server.port, [AGGREGATION], 1):
            await load(server.port, [queries(SEED + 100 + n) for n in range(CLIENTS)], seconds, measured)
        say("  beside a heavy aggregation", measured.line())


async def hostile(server: Server, home: Path, seconds: float, say: Callable[[str, str], None]) -> None:
    things = names(home, "SELECT DISTINCT ?s { ?s a ?class } LIMIT 20000")
    normal = CROWD * 9 // 10
    before = len(server.processes())
    alone = Measured()
    await load(server.port, [lookups(things, SEED + 200 + n) for n in range(normal)], seconds, alone)
    say(f"{normal} normal clients alone", alone.line())
    peak = 0.0

    async def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, await asyncio.to_thread(server.memory))
            await asyncio.sleep(0.5)

    watching = asyncio.ensure_future(watch())
    together = Measured()
    async with beside(server.port, list(HOSTILE), CROWD - normal) as enemies:
        await load(server.port, [lookups(things, SEED + 300 + n) for n in range(normal)], seconds, together)
    watching.cancel()
    say(f"  with {CROWD - normal} hostile clients", together.line())
    ratios = [together.quantile(share) / alone.quantile(share) for share in (0.5, 0.99)]
    say("  against their time alone", f"p50 {ratios[0]:.2f} ×, p99 {ratios[1]:.2f} ×")
    say(
        "  what the hostile ones got",
        ", ".join(f"{n} × {status or 'cut off'}" for status, n in sorted(enemies.statuses.items())) or "nothing yet",
    )
    say("  memory of all processes, peak", f"{peak:,.0f} MiB")
    for _ in range(100):
        left = len(server.processes()) - before
        if left <= 0:
            break
        await asyncio.sleep(0.1)
    say("  processes left over", str(max(0, left)))


async def swap(server: Server, home: Path, seconds: float, say: Callable[[str, str], None]) -> None:
    things = names(home, "SELECT DISTINCT ?s { ?s a ?class } LIMIT 20000")
    stores = home / "stores" / "rdf"
    first = store.current(stores)
    assert first is not None
    measured = Measured()
    swaps = 0

    async def publish() -> None:
        nonlocal swaps
        for number in itertools.count():
            await asyncio.sleep(2)
            name = f"swap-{number}"
            await asyncio.to_thread(shutil.copytree, first, stores / name)
            (stores / "current.unfinished").write_text(name, encoding="utf-8")
            (stores / "current.unfinished").rename(stores / "current")
            swaps += 1
            if number > 1:
                await asyncio.to_thread(shutil.rmtree, stores / f"swap-{number - 2}")

    publishing = asyncio.ensure_future(publish())
    await load(server.port, [lookups(things, SEED + 400 + n) for n in range(CLIENTS)], max(seconds, 8), measured)
    publishing.cancel()
    say(f"{swaps} swaps under load, {CLIENTS} clients", measured.line())


def example(folder: Path) -> Path:
    """The example mirror, crawled and built."""
    for arguments in (
        [
            "crawl",
            "rs",
            "sangiin_questions",
            "--mirror",
            "examples/mirror",
            "-a",
            "year=2024,2025",
            "-a",
            "session=216,217",
        ],
        ["build"],
    ):
        command = [sys.executable, "-m", "graph.cli", *arguments, "--home", str(folder)]
        subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    return folder


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    arguments = parser.parse_args()

    def say(what: str, figures: str) -> None:
        print(f"{what:38} {figures}", flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        given = arguments.home or example(folder / "example")
        current = store.current(given / "stores" / "rdf")
        assert current is not None, "the home has no RDF store: run `izon build`"
        home = folder / "home"  # a copy of the store alone: the swap makes builds of its own
        shutil.copytree(current, home / "stores" / "rdf" / current.name)
        (home / "stores" / "rdf" / "current").write_text(current.name, encoding="utf-8")
        [row] = names(home, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        load_average = os.getloadavg()[0]
        say("machine", f"{os.cpu_count()} cores, load before {load_average:.1f}; {int(row):,} quads")
        server = Server(home)
        try:
            await throughput(server, home, arguments.seconds, say)
            await swap(server, home, arguments.seconds, say)
        finally:
            server.end()
        server = Server(home, "--time-limit", "5", "--memory-limit", "512")
        try:
            await hostile(server, home, 2 * arguments.seconds, say)
        finally:
            server.end()


if __name__ == "__main__":
    uvloop.run(main())
