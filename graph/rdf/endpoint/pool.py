"""Which query runs where: quick ones side by side, slow ones apart and behind them, each ended at its limit.

A query starts in a quick worker. If it has not ended after :attr:`Limits.quick_seconds`, or has given more than
:attr:`Limits.quick_bytes`, its worker becomes a slow one with lower priority and a fresh one takes its place. Only so
many slow ones run at a time; a further one is ended and waits for its turn to begin again. A query that was slow once
starts there the next time. So what anybody asks costs the others a quick worker for a moment, and no more.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from graph.rdf.endpoint.worker import Request
from graph.rdf.endpoint.workers import Frame, Nursery, Worker, WorkerEndedError

_WORKER_SECONDS = 10.0  # a query waits for a quick worker
_REMEMBERED = 1_000  # slow queries


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take. Seconds, bytes, and numbers of processes."""

    seconds: float = 30.0
    rows: int = 100_000
    memory: int = 1 << 30
    quick_seconds: float = 0.25
    quick_bytes: int = 1 << 20
    quick_workers: int = 3
    slow_workers: int = 2
    waiting: int = 32  # slow queries in line; and as many quick ones for each quick worker


class QueryEndedError(Exception):
    """Raised when a query was ended, or not begun: because of time, memory or too many others."""


class QueryFailedError(Exception):
    """Raised when a query cannot be answered; ``cause`` as in ``worker``."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Answer:
    """A result: its kind (table, boolean, graph), format, and text.

    ``whole`` is the text where the query was quick, with the number of rows and whether there were more than the limit;
    else these are ``None`` and ``pieces`` has the text, which must be closed.
    """

    kind: str
    format: str
    whole: bytes | None
    rows: int | None
    cut: bool | None
    pieces: Pieces | None


class Pieces:
    """The text of a slow query's result, piece by piece as it comes; whoever has it closes it, read to the end or not."""

    def __init__(self, pool: Pool, key: bytes, worker: Worker, frames: list[Frame], deadline: float) -> None:
        self._pool = pool
        self._key = key
        self._worker = worker
        self._frames = deque(frames)
        self._deadline = deadline
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces.

        Raises:
            QueryEndedError, QueryFailedError: it was ended, or failed, before its end.
        """
        try:
            while True:
                frame = (
                    self._frames.popleft() if self._frames else await self._pool.before(self._deadline, self._worker)
                )
                if frame.kind == b"e":
                    self._pool.reconsider(self._key, self._deadline)
                    return
                if frame.kind == b"x":
                    raise QueryFailedError(frame.values["cause"], frame.values["message"])
                yield frame.content
        except WorkerEndedError as error:
            raise QueryEndedError("The query's process ended.") from error

    def close(self) -> None:
        """Ends the query's process and lets the next slow query begin."""
        if not self._closed:
            self._closed = True
            self._pool.finish(self._worker)


class Pool:
    """Workers of one store."""

    def __init__(self, nursery: Nursery, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.limits = limits
        self._nursery = nursery
        self._idle: deque[Worker] = deque()
        self._takers: deque[asyncio.Future[Worker]] = deque()
        self._slow = asyncio.Semaphore(limits.slow_workers)
        self._in_line = 0
        self._known_slow: OrderedDict[bytes, None] = OrderedDict()
        self._all: set[Worker] = set()
        self._births: set[asyncio.Task[None]] = set()
        self._closing = False
        self._busy = 0
        self._quiet = asyncio.Event()

    async def open(self) -> None:
        """Starts the quick workers.

        Raises:
            WorkerEndedError: the store cannot be opened.
        """
        self._idle.extend(await asyncio.gather(*(self._bear() for _ in range(self.limits.quick_workers))))

    async def close(self) -> None:
        """Lets what runs come to its end, then ends all workers."""
        self._closing = True
        if self._busy:
            await self._quiet.wait()
        self.kill()

    def kill(self) -> None:
        """Ends all workers at once."""
        self._closing = True
        self._idle.clear()
        for taker in self._takers:
            if not taker.done():
                taker.set_exception(QueryEndedError("The server is ending."))
        for worker in list(self._all):
            self._end(worker)

    async def answer(self, request: Request) -> Answer:
        """The answer to a query; see the module for where it runs.

        Raises:
            QueryFailedError: it is wrong, refused, or cannot be given in the formats asked for.
            QueryEndedError: it ran longer or took more memory than its limits, or too many are waiting.
        """
        self._busy += 1
        streaming = False
        try:
            key = hashlib.blake2b(request.encoded(), digest_size=16).digest()
            started = time.monotonic()
            worker: Worker | None = None
            frames: list[Frame] = []
            if key not in self._known_slow:
                worker, frames = await self._try_quickly(request)
                if frames and frames[-1].kind in b"ex":
                    return _whole(frames)
                self._remember(key)
            answer = await self._slowly(key, request, worker, frames, started)
            streaming = answer.pieces is not None
            return answer
        except WorkerEndedError as error:
            raise QueryEndedError(
                f"The query's process ended: it needed more than its memory limit of {self.limits.memory >> 20} MiB, "
                "or the server is ending."
            ) from error
        finally:
            if not streaming:
                self._done()

    async def _try_quickly(self, request: Request) -> tuple[Worker | None, list[Frame]]:
        """The frames so far; with the worker where it runs on."""
        worker = await self._take()
        frames: list[Frame] = []
        free = False
        try:
            worker.send(request)
            free = await _collect(worker, frames, self.limits)
        except WorkerEndedError:
            self._end(worker)
            self._replace()
            return None, []  # by this query or by another hand: it is run once more, apart from the others
        except asyncio.CancelledError:
            self._end(worker)
            self._replace()
            raise
        if free:
            self._give(worker)
            return None, frames
        self._replace()
        return worker, frames

    async def _slowly(
        self, key: bytes, request: Request, worker: Worker | None, frames: list[Frame], started: float
    ) -> Answer:
        if worker is not None and self._slow.locked():
            self._end(worker)  # it begins again when it is its turn
            worker = None
        if worker is None:
            frames = []
            await self._in_turn()
        else:
            await self._slow.acquire()  # does not wait: it was not locked
        handed_over = False
        try:
            if worker is None:
                worker = await self._bear()
                worker.slow_down()
                worker.send(request)
                started = time.monotonic()
            else:
                worker.slow_down()
            deadline = started + self.limits.seconds
            while not frames:
                frames.append(await self.before(deadline, worker))
            if frames[0].kind == b"x":
                return _whole(frames)
            head = frames[0].values
            handed_over = True
            return Answer(
                head["kind"], head["format"], None, None, None, Pieces(self, key, worker, frames[1:], deadline)
            )
        finally:
            if not handed_over:
                self._leave(worker)

    async def before(self, deadline: float, worker: Worker) -> Frame:
        """The worker's next frame, if it comes in time.

        Raises:
            QueryEndedError: it does not.
        """
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                return await worker.next()
        except TimeoutError as error:
            raise QueryEndedError(
                f"The query ran longer than the time limit of {self.limits.seconds:g} seconds and was ended."
            ) from error

    async def _in_turn(self) -> None:
        if self._in_line >= self.limits.waiting:
            raise QueryEndedError("Too many slow queries are waiting; try again later.")
        self._in_line += 1
        try:
            async with asyncio.timeout(2 * self.limits.seconds):
                await self._slow.acquire()
        except TimeoutError as error:
            raise QueryEndedError(
                f"The query waited {2 * self.limits.seconds:g} seconds for its turn among slow queries; try again later."
            ) from error
        finally:
            self._in_line -= 1

    async def _take(self) -> Worker:
        if self._idle:
            return self._idle.popleft()
        if len(self._takers) >= self.limits.waiting * self.limits.quick_workers:
            raise QueryEndedError("Too many queries are waiting; try again later.")
        taker: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._takers.append(taker)
        try:
            async with asyncio.timeout(_WORKER_SECONDS):
                return await taker
        except (TimeoutError, asyncio.CancelledError) as error:
            # one came free in the moment that the client was gone or the time over
            if taker.done() and not taker.cancelled():
                self._give(taker.result())
            if isinstance(error, asyncio.CancelledError):
                raise
            raise QueryEndedError(f"No worker was free for {_WORKER_SECONDS:g} seconds; try again later.") from error

    def _give(self, worker: Worker) -> None:
        if worker.ended:
            self._end(worker)
            self._replace()
            return
        while self._takers:
            taker = self._takers.popleft()
            if not taker.done():
                taker.set_result(worker)
                return
        self._idle.append(worker)

    def _replace(self) -> None:
        """Starts a quick worker in the place of one that left."""
        if self._closing:
            return
        birth = asyncio.get_running_loop().create_task(self._bear_and_give())
        self._births.add(birth)
        birth.add_done_callback(self._births.discard)

    async def _bear_and_give(self) -> None:
        while not self._closing:
            try:
                self._give(await self._bear())
                return
            except WorkerEndedError:
                await asyncio.sleep(0.5)  # the machine has no memory or no process left; not for ever

    async def _bear(self) -> Worker:
        worker = await self._nursery.bear(self.folder, self.limits.memory)
        self._all.add(worker)
        worker.when_ended(lambda: self._lost(worker))
        return worker

    def _lost(self, worker: Worker) -> None:
        """A worker ended by itself or by another hand; one that has a query is noticed by whoever waits for it."""
        if worker in self._idle:
            self._idle.remove(worker)
            self._end(worker)
            self._replace()

    def reconsider(self, key: bytes, deadline: float) -> None:
        """A query that ended by itself starts quickly the next time if it took no longer than quick ones may."""
        if deadline - time.monotonic() > self.limits.seconds - self.limits.quick_seconds:
            self._known_slow.pop(key, None)

    def finish(self, worker: Worker) -> None:
        """A slow query whose pieces were handed out is over."""
        self._leave(worker)
        self._done()

    def _done(self) -> None:
        self._busy -= 1
        if self._closing and not self._busy:
            self._quiet.set()

    def _leave(self, worker: Worker | None) -> None:
        if worker is not None:
            self._end(worker)
        self._slow.release()

    def _end(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.kill()

    def _remember(self, key: bytes) -> None:
        self._known_slow[key] = None
        while len(self._known_slow) > _REMEMBERED:
            self._known_slow.popitem(last=False)


async def _collect(worker: Worker, frames: list[Frame], limits: Limits) -> bool:
    """Fills ``frames`` until the answer's end, or until it is too long or too much; says whether it is the end."""
    size = 0
    try:
        async with asyncio.timeout(limits.quick_seconds):
            while size <= limits.quick_bytes:
                frame = await worker.next()
                frames.append(frame)
                if frame.kind in b"ex":
                    return True
                size += len(frame.content)
    except TimeoutError:
        pass
    return False


def _whole(frames: list[Frame]) -> Answer:
    last = frames[-1]
    if last.kind == b"x":
        raise QueryFailedError(last.values["cause"], last.values["message"])
    head, end = frames[0].values, last.values
    text = b"".join(frame.content for frame in frames[1:-1])
    return Answer(head["kind"], head["format"], text, end["rows"], end["cut"], None)
