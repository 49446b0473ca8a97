"""`izon extract`: JSON lines in, JSON lines out, in order, each as soon as it is read. Needs no build and no register."""

from __future__ import annotations

import io
import multiprocessing
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO

import click

from graph.cli.console import DONE, GAPS, Console, common
from graph.home import Home

_READ = 65_536  # bytes taken at once: what is there is read without waiting for more
_LINES = 64  # lines read together; it bounds memory and changes no answer
_AHEAD = 4  # batches waiting for each process


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a batch: the answers as bytes, and the lines that could not be read, with the reason."""

    printed: bytes
    faults: tuple[str, ...]


Batch = list[tuple[int, bytes]]


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--processes", type=click.IntRange(min=1), default=1, show_default=True, help="Share the lines out.")
@click.option("--because", is_flag=True, help="Say which rules spoke.")
@common
def extract(home: Home, console: Console, file: BinaryIO, processes: int, because: bool) -> None:  # noqa: ARG001
    """Read texts: JSON lines in (FILE or stdin), one answer a line out, whatever --format says.

    In: {"id", "text"[, "context": {"project", "ministry", "payee"}]}. Out: {"id", "entities", "relations"}.
    """
    faulty = False
    output = sys.stdout.buffer
    for answer in _answers(_batches(file), processes, because):
        output.write(answer.printed)
        output.flush()
        for fault in answer.faults:
            faulty = True
            console.log(fault)
    sys.exit(GAPS if faulty else DONE)


def _batches(file: BinaryIO) -> Iterator[Batch]:
    """Numbered lines, as many as are there, never waiting for a line while another one is there to be read."""
    read: Callable[[int], bytes] = file.read1 if isinstance(file, io.BufferedIOBase) else file.read
    number, rest = 0, b""
    while data := read(_READ):
        *lines, rest = (rest + data).split(b"\n")
        for start in range(0, len(lines), _LINES):
            part = lines[start : start + _LINES]
            yield [(number + index, line) for index, line in enumerate(part, start=1)]
            number += len(part)
    if rest:
        yield [(number + 1, rest)]


def _answers(batches: Iterator[Batch], processes: int, because: bool) -> Iterator[Answer]:
    if processes == 1:
        worker = _Worker(because)
        yield from map(worker, batches)
        return
    # One queue for what comes in and for what is done, so that neither waits for the other
    events: queue.SimpleQueue[Batch | Future[Answer] | None] = queue.SimpleQueue()
    room = threading.Semaphore(_AHEAD * processes)
    threading.Thread(target=_fill, args=(events, room, batches), daemon=True).start()
    # spawn: a forked child would inherit the reading thread's locks in an unknown state
    context = multiprocessing.get_context("spawn")
    pending: deque[Future[Answer]] = deque()
    more = True
    with ProcessPoolExecutor(processes, context, initializer=_start_worker, initargs=(because,)) as pool:
        while more or pending:
            event = events.get()
            if event is None:
                more = False
            elif isinstance(event, list):
                future = pool.submit(_in_worker, event)
                future.add_done_callback(events.put)
                pending.append(future)
            while pending and pending[0].done():
                yield pending.popleft().result()
                room.release()


def _fill(
    events: queue.SimpleQueue[Batch | Future[Answer] | None], room: threading.Semaphore, batches: Iterator[Batch]
) -> None:
    try:
        for batch in batches:
            room.acquire()
            events.put(batch)
    finally:
        events.put(None)


class _Worker:
    def __init__(self, because: bool) -> None:
        from graph.extract.reader import Reader
        from graph.resolve.reference import reference_folder

        self._reader = Reader(reference_folder())
        self._because = because

    def __call__(self, batch: Batch) -> Answer:
        from graph.extract.jsonl import Line, LineError, parse_line, printed_line

        lines: list[Line] = []
        faults: list[str] = []
        for number, raw in batch:
            if not raw.strip():
                continue
            try:
                lines.append(parse_line(raw))
            except LineError as error:
                faults.append(f"line {number}: {error}; skipped")
        readings = self._reader.read([line.document for line in lines])
        printed = b"".join(
            printed_line(line, reading, self._because) for line, reading in zip(lines, readings, strict=True)
        )
        return Answer(printed, tuple(faults))


_worker: _Worker | None = None


def _start_worker(because: bool) -> None:
    global _worker  # noqa: PLW0603 -- a pool's initializer can hand its work on in no other way
    _worker = _Worker(because)


def _in_worker(batch: Batch) -> Answer:
    assert _worker is not None
    return _worker(batch)
