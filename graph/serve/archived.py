"""Archived copies for pages: what a capture says at a place, as text, where the source's licence lets us show it.

The archive is read in a process of its own, that is ended at its limit: a page of hundreds of megabytes, or one made
to be unreadable, stops nobody else. How bytes become a table or a text is the crawler's knowledge; whoever starts the
site hands in the command that has it.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_SECONDS = 60.0
_WAITING = 8
_KEPT = 64


class CopyError(Exception):
    """Raised when a copy cannot be read now."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the row shown; columns count from 1."""

    column: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A capture, and what stands at the place asked for: cells of a row, or a text with the quote from start to end.

    ``withheld`` says why nothing of it is shown, "" where something is.
    """

    url: str
    origin: str
    captured: str
    digest: str
    licence: str
    attribution: str
    withheld: str
    place: str
    cells: tuple[Cell, ...]
    text: str | None
    start: int
    end: int

    def written(self) -> str:
        """The copy as the JSON that :func:`read` takes."""
        return json.dumps(asdict(self))


def read(written: bytes) -> Copy:
    """A copy from its JSON."""
    values = json.loads(written)
    return Copy(**values | {"cells": tuple(Cell(**cell) for cell in values["cells"])})


class ArchivedCopies:
    """Copies from the archive of a home. ``command`` is completed by a capture's digest and a selector; it prints JSON.

    A copy is kept while the folder of the archive stays as it is: a redaction changes its files.
    """

    def __init__(self, command: Sequence[str], archive: Path) -> None:
        self._command = list(command)
        self._archive = archive
        self._one = asyncio.Semaphore(1)
        self._waiting = 0
        self._last: OrderedDict[tuple[str, str, int], Copy | None] = OrderedDict()

    async def copy(self, digest: str, selector: str) -> Copy | None:
        """The capture at a place (a fragment as evidence has it, "" for the beginning); ``None`` where there is none.

        Raises:
            CopyError: it took too long, cannot be read, or too many are waiting.
        """
        key = digest, selector, self._state()
        if key not in self._last:
            if self._waiting >= _WAITING:
                raise CopyError("Too many copies are being read; try again later.")
            self._waiting += 1
            try:
                async with self._one:
                    self._last[key] = await self._read(digest, selector)
            finally:
                self._waiting -= 1
            while len(self._last) > _KEPT:
                self._last.popitem(last=False)
        return self._last.get(key)

    def _state(self) -> int:
        return self._archive.stat().st_mtime_ns if self._archive.is_dir() else 0

    async def _read(self, digest: str, selector: str) -> Copy | None:
        process = await asyncio.create_subprocess_exec(
            *self._command, digest, selector,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_SECONDS):
                output, _ = await process.communicate()
        except TimeoutError as error:
            raise CopyError(f"Reading the copy took longer than {_SECONDS:g} seconds.") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise CopyError("The copy cannot be read; `izon archive verify` says what is wrong.")
        return read(output) if output.strip() else None
