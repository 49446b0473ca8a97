"""One writer a home: whoever puts something into archive and ledger holds this lock."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class HomeLockedError(Exception):
    """Raised when another process is writing to the archive of the same home."""


@contextlib.contextmanager
def writing(home: Path) -> Iterator[IO[str]]:
    """Hold the home's lock; a process that dies lets go of it, whatever file it leaves behind.

    Raises :class:`HomeLockedError` when another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "crawl.lock"
    with path.open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            raise HomeLockedError(f"{path}: a crawl of this home is running (process {holder}); wait for it") from error
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield stream
