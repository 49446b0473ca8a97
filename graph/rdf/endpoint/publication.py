"""The store that is published now: when a new build takes its place, new queries go to it and running ones end on the old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.rdf import store
from graph.rdf.endpoint.pool import Answer, Limits, Pool
from graph.rdf.endpoint.worker import Request
from graph.rdf.endpoint.workers import Nursery, WorkerEndedError

_LOG = logging.getLogger(__name__)
_LOOK_EVERY = 1.0  # seconds

_Sight = tuple[int, int]  # of the file that names the build: its inode and time of change


class NothingPublishedError(Exception):
    """Raised when there is no store to serve."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A published store: its build, and a name that no other store that is served before or after has."""

    build: str
    name: str


class Publication:
    """Answers queries from whatever build is current in ``stores`` (see ``graph.rdf.store``)."""

    def __init__(self, stores: Path, limits: Limits) -> None:
        self.limits = limits
        self._stores = stores
        self._nursery = Nursery()
        self._published: tuple[Pool, Edition] | None = None
        self._seen: _Sight | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def edition(self) -> Edition:
        """What is served now."""
        return self._current()[1]

    async def open(self) -> None:
        """Opens the current build and from now on looks for another one.

        Raises:
            NothingPublishedError: there is none, or it cannot be opened.
        """
        self._seen = self._sight()
        folder = store.current(self._stores)
        if folder is None:
            raise NothingPublishedError("there is no RDF store yet: run `izon build`")
        try:
            self._published = await self._opened(folder), _edition(folder, self._seen)
        except WorkerEndedError as error:
            raise NothingPublishedError(f"{folder} cannot be opened; run `izon build --full`") from error
        self._start(self._watch())

    async def close(self) -> None:
        """Ends every query and every worker."""
        for task in self._tasks:
            task.cancel()
        if self._published is not None:
            self._published[0].kill()
        self._nursery.close()

    def end_queries(self) -> None:
        """Ends every query that runs; whoever asked is told so."""
        if self._published is not None:
            self._published[0].kill()

    async def answer(self, request: Request) -> tuple[Answer, Edition]:
        """As :meth:`Pool.answer`, from the store that is current when the query begins; and which that was."""
        pool, edition = self._current()
        return await pool.answer(request), edition

    def _current(self) -> tuple[Pool, Edition]:
        assert self._published is not None, "open() comes first"
        return self._published

    async def _opened(self, folder: Path) -> Pool:
        pool = Pool(self._nursery, folder, self.limits)
        try:
            await pool.open()
        except WorkerEndedError:
            pool.kill()
            raise
        return pool

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            sight = self._sight()
            folder = store.current(self._stores)
            if sight == self._seen or sight is None or folder is None:
                continue
            try:
                pool = await self._opened(folder)
            except WorkerEndedError:
                _LOG.warning("the new build %s cannot be opened; the one before is served on", folder.name)
                continue  # looked at again: a build that was just made may be replaced at once
            self._seen = sight
            old, before = self._current()
            self._published = pool, _edition(folder, sight)
            _LOG.info("build %s took the place of %s", folder.name, before.build)
            self._start(old.close())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _sight(self) -> _Sight | None:
        try:
            state = (self._stores / "current").stat()
        except FileNotFoundError:
            return None
        return state.st_ino, state.st_mtime_ns


def _edition(folder: Path, sight: _Sight | None) -> Edition:
    return Edition(folder.name, f"{folder.name}-{sight[1]:x}" if sight else folder.name)
