"""The front's side of a worker: a process, its socket, and the frames that came from it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

from graph.rdf.endpoint.worker import FRAME, Request

_READ_AHEAD = 4 << 20  # bytes of an answer kept for a slow reader before its worker has to wait
_BIRTH_SECONDS = 30.0  # a store opens in tens of milliseconds
_SLOW_PRIORITY = 10  # nice value of a worker whose query turned out to be slow: about a tenth of a quick one's share


class WorkerEndedError(Exception):
    """Raised when a worker's process ended before its answer did."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message of a worker; what the letters mean is said in ``worker``."""

    kind: bytes
    content: bytes

    @property
    def values(self) -> Any:
        """The content of a JSON frame."""
        return json.loads(self.content)


class Nursery:
    """The process that workers are forked from, and every worker's parent."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "graph.rdf.endpoint.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )

    async def bear(self, folder: Path, memory: int) -> Worker:
        """A new worker that has the store in ``folder`` open.

        Raises:
            WorkerEndedError: it ended before it was ready; the store cannot be opened, or memory is too small for it.
        """
        if self._process.poll() is not None:
            self._control.close()
            self._start()
        ours, theirs = socket.socketpair()
        with theirs:
            message = json.dumps({"folder": str(folder), "memory": memory}).encode()
            socket.send_fds(self._control, [message], [theirs.fileno()])
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(Worker, sock=ours)
        try:
            async with asyncio.timeout(_BIRTH_SECONDS):
                ready = await worker.next()
        except TimeoutError as error:
            worker.kill()
            raise WorkerEndedError from error
        except asyncio.CancelledError:
            worker.kill()  # nobody waits for it any more; it ends when its socket closes
            raise
        worker.begin(int(ready.content))
        return worker

    def close(self) -> None:
        """Ends the nursery and every worker."""
        self._control.close()
        self._process.wait()


class Worker(asyncio.Protocol):
    """One worker process. What it sends is read up to a limit ahead of whoever takes it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._frames: deque[Frame] = deque()
        self._held = 0
        self._arrival: asyncio.Future[None] | None = None
        self._ended = False
        self._process = -1
        self._told: Callable[[], None] | None = None

    def when_ended(self, told: Callable[[], None]) -> None:
        """Calls ``told`` when the process is known to have ended."""
        self._told = told

    def begin(self, process: int) -> Self:
        """Takes note of the process id, by a handle that never means another process."""
        with contextlib.suppress(ProcessLookupError):
            self._process = os.pidfd_open(process)
            self.pid = process
        return self

    @property
    def ended(self) -> bool:
        """Whether its process is known to have ended."""
        return self._ended

    def send(self, request: Request) -> None:
        """Gives it a query."""
        content = request.encoded()
        assert self._transport is not None
        self._transport.write(FRAME.pack(b"q", len(content)) + content)

    async def next(self) -> Frame:
        """The next frame.

        Raises:
            WorkerEndedError: the process ended and no frame is left.
        """
        while not self._frames:
            if self._ended:
                raise WorkerEndedError
            self._arrival = asyncio.get_running_loop().create_future()
            await self._arrival
        frame = self._frames.popleft()
        before, self._held = self._held, self._held - len(frame.content)
        if self._transport is not None and before > _READ_AHEAD >= self._held:
            self._transport.resume_reading()
        return frame

    def slow_down(self) -> None:
        """Lets quicker queries go first from now on; this cannot be taken back."""
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _SLOW_PRIORITY)

    def kill(self) -> None:
        """Ends the process at once."""
        if self._process >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            os.close(self._process)
            self._process = -1
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's have the methods and not the class

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self._buffer += data
        before = self._held
        place = 0
        while len(self._buffer) - place >= FRAME.size:
            kind, length = FRAME.unpack_from(self._buffer, place)
            end = place + FRAME.size + length
            if len(self._buffer) < end:
                break
            self._frames.append(Frame(kind, bytes(self._buffer[place + FRAME.size : end])))
            self._held += length
            place = end
        del self._buffer[:place]
        if before <= _READ_AHEAD < self._held and self._transport is not None:
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- the event loop's signature
        """Called by the event loop."""
        self._ended = True
        if self._process >= 0:
            os.close(self._process)
            self._process = -1
        self._wake()
        if self._told is not None:
            self._told()

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done() and (self._frames or self._ended):
            self._arrival.set_result(None)
