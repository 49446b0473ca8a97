"""Completeness: what a source promised in a run, slice by slice, against what came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from crawler.ledger import Promise

_NO_ANSWER = "no usable answer"  # not asked before the end, dropped, or redirected to where we do not go
_WRITE_EVERY = 100  # settled names between two writes to the ledger: a killed run has nearly all it knew there


@dataclass(frozen=True, slots=True)
class Promised:
    """One thing that a source says it has: in which slice (a year, a session), of what sort, and its name there."""

    slice: str
    what: str
    name: str


class PromiseBook(Protocol):
    """Where promises are written down: the ledger."""

    def record_promise(self, run: int, promise: Promise) -> None:
        """Note a promise and how far it is kept."""
        ...

    def slices_with_gaps(self, run: int, argument: str) -> list[str]:
        """Slices that earlier runs left with gaps."""
        ...


class NoBook:
    """Keeps nothing: for a probe, which asks for one page of a slice and says nothing of the others."""

    def record_promise(self, run: int, promise: Promise) -> None:
        """Note nothing."""

    def slices_with_gaps(self, run: int, argument: str) -> list[str]:  # noqa: ARG002 - as the protocol says
        """None: a probe asks for nothing again."""
        return []


@dataclass(slots=True)
class _Slice:
    names: dict[str, str] = field(default_factory=dict)  # promised name → why it is missing; "" when it is held
    not_published: dict[str, str] = field(default_factory=dict)  # name → why nothing was to be expected
    unwritten: int = 0


class Completeness:
    """The promises of one run, kept in the ledger as they are made and settled."""

    def __init__(self, ledger: PromiseBook, run: int, source: str) -> None:
        self._ledger = ledger
        self._run = run
        self._source = source
        self._slices: dict[tuple[str, str], _Slice] = {}

    def promise(self, promised: Iterable[Promised]) -> None:
        """Note what the source says it has; until it comes it is missing."""
        touched = set()
        for thing in promised:
            key = (thing.slice, thing.what)
            self._slices.setdefault(key, _Slice()).names.setdefault(thing.name, _NO_ANSWER)
            touched.add(key)
        for key in sorted(touched):
            self._write(key)

    def hold(self, thing: Promised) -> None:
        """Note that something promised is in the archive, from this run or an earlier one."""
        self._settle(thing, "")

    def lose(self, thing: Promised, reason: str) -> None:
        """Note that something promised did not come, and why."""
        self._settle(thing, reason)

    def waive(self, thing: Promised, reason: str) -> None:
        """Note that the source does not have something that it need not have: it is neither promised nor missing."""
        key = (thing.slice, thing.what)
        part = self._slices.setdefault(key, _Slice())
        part.names.pop(thing.name, None)
        part.not_published[thing.name] = reason
        self._written_at_times(key)

    def count(self, part: str, what: str, promised: int, held: int, missing: Iterable[str]) -> None:
        """Note a promise that is a number (hits, rows), so far as it is known: it replaces the number noted before."""
        self._ledger.record_promise(self._run, Promise(self._source, part, what, promised, held, tuple(missing)))

    def slices_with_gaps(self, argument: str) -> list[str]:
        """Slices that earlier runs the same way left with gaps, to be asked again; ``argument`` names slices.

        A slice that somebody once named in the argument, and of which nothing ever came, may have been a mistake.
        """
        return self._ledger.slices_with_gaps(self._run, argument)

    def close(self) -> None:
        """Write everything to the ledger."""
        for key in self._slices:
            self._write(key)

    def _settle(self, thing: Promised, reason: str) -> None:
        key = (thing.slice, thing.what)
        part = self._slices.setdefault(key, _Slice())
        part.names[thing.name] = reason
        part.not_published.pop(thing.name, None)
        self._written_at_times(key)

    def _written_at_times(self, key: tuple[str, str]) -> None:
        part = self._slices[key]
        part.unwritten += 1
        if part.unwritten >= _WRITE_EVERY:
            self._write(key)

    def _write(self, key: tuple[str, str]) -> None:
        part = self._slices[key]
        part.unwritten = 0
        missing = tuple(f"{name}: {reason}" for name, reason in part.names.items() if reason)
        not_published = tuple(f"{name}: {reason}" for name, reason in part.not_published.items())
        total = len(part.names)
        self._ledger.record_promise(
            self._run, Promise(self._source, key[0], key[1], total, total - len(missing), missing, not_published)
        )
