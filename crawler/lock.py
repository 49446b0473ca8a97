"""One writer a home: whoever puts something into archive and ledger holds a lock, and so does whoever changes the stores."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class HomeLockedError(Exception):
    """Raised when another process is writing to the same home."""


@contextlib.contextmanager
def writing(home: Path) -> Iterator[IO[str]]:
    """Hold the lock of archive and ledger. Raises :class:`HomeLockedError` when another process holds it."""
    with _held(home / "crawl.lock", "a crawl") as stream:
        yield stream


@contextlib.contextmanager
def publishing(home: Path) -> Iterator[None]:
    """Hold the lock of tables and stores. Raises :class:`HomeLockedError` when another process holds it."""
    with _held(home / "publish.lock", "a build, load or nightly run"):
        yield


@contextlib.contextmanager
def _held(path: Path, what: str) -> Iterator[IO[str]]:
    """Hold a lock; a process that dies lets go of it, whatever file it leaves behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            raise HomeLockedError(f"{path}: {what} of this home is running (process {holder}); wait for it") from error
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield stream
