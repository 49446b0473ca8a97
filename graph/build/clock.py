"""How long each stage took and how much memory it needed at most: this process and its children, without Neo4j."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

_INTERVAL = 0.2  # seconds between two looks at the memory


@dataclass
class Clock:
    """Seconds by stage, in the order in which they ran, and the peak of resident memory in bytes."""

    seconds: dict[str, float] = field(default_factory=dict)
    peak_bytes: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times what runs inside; a stage that runs twice adds up."""
        started = time.perf_counter()
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(ended,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def _watch(self, ended: threading.Event) -> None:
        me = psutil.Process()
        while True:
            self.peak_bytes = max(self.peak_bytes, _resident(me))
            if ended.wait(_INTERVAL):
                return


def _resident(process: psutil.Process) -> int:
    total = 0
    for member in (process, *process.children(recursive=True)):
        try:
            if member.name() != "java":
                # proportional share: pages that forked or mapped processes share count once
                total += member.memory_full_info().pss
        except psutil.Error:
            continue  # it ended meanwhile
    return total
