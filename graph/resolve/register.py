"""The register of corporate numbers as an index on disk that processes share: which organisations bear a name.

Opening maps files into memory and reads little more than ``meta.json``; :mod:`graph.resolve.register_build` makes it.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from graph.resolve.corporate_number import from_body
from graph.resolve.legal_forms import AFTER, BEFORE
from graph.resolve.register_arrays import Array, Keys, Names, Numbers, spelling_hash
from graph.resolve.register_build import (
    CLOSED_BIT,
    ENGLISH,
    FORMER,
    KINDS,
    NEW_BIT,
    RANKED,
    READING,
    SINCE_BIT,
    VERSION,
    bigram_cell,
)
from graph.resolve.register_files import RegisterRow

WHOLE = 5_500_000  # organisations in the whole register, closed ones included: what completeness is a share of
OTHER_NAMES = {FORMER: "former name", ENGLISH: "English name", READING: "reading"}
_CAUSES = {1: "liquidation", 11: "merged", 21: "closed by the registrar", 31: "other"}
_EPOCH = dt.date(2000, 1, 1).toordinal()
_SIDES = ("", BEFORE, AFTER)
_ARRAYS = (
    "spelling", "attributes", "place", "closed_rank", "closed_day", "closed_cause", "since_rank", "since_day",
    "successor_row", "successor_body", "bigrams", "other_kind",
)  # fmt: skip


class Registered:
    """One organisation of the register; what it is asked for is read then."""

    __slots__ = ("_bits", "_register", "by", "exact", "mark", "row")

    def __init__(self, register: Register, row: int, bits: int, exact: bool = False, by: str = "name") -> None:
        self._register = register
        self._bits = bits
        self.mark = bits & 0xFF  # legal form and side in one: see Register.marks
        self.row = row
        self.exact = exact  # the spelling asked for is that of the register
        self.by = by  # what was found: name, former name, English name, reading

    @property
    def number(self) -> str:
        """The corporate number."""
        return self._register.number(self.row)

    @property
    def name(self) -> str:
        """The name as the register prints it (NFKC)."""
        return self._register.name(self.row)

    @property
    def form(self) -> str:
        """The legal form, "" where the name has none."""
        return self._register.forms[self.mark & 63]

    @property
    def side(self) -> str:
        """Where the legal form stands: before, after, ""."""
        return _SIDES[self.mark >> 6]

    @property
    def kind(self) -> str:
        """The code of the register: 101 state, 201 local, 301 株式会社 …"""
        return KINDS[self._bits >> 8 & 15]

    @property
    def is_closed(self) -> bool:
        """Whether the entry is closed."""
        return bool(self._bits >> CLOSED_BIT & 1)

    @property
    def new(self) -> bool:
        """Whether the number was given within five years of the register's latest entry."""
        return bool(self._bits >> NEW_BIT & 1)

    @property
    def since(self) -> str:
        """ISO date from which on it bears its name (its number was given or its name changed), "" where not known."""
        return self._register.since(self.row) if self._bits >> SINCE_BIT & 1 else ""

    @property
    def place(self) -> str:
        """Prefecture and municipality."""
        return self._register.place(self.row)

    @property
    def closed(self) -> str:
        """ISO date of the closure, "" where open."""
        return self._register.closure(self.row)[0] if self.is_closed else ""

    @property
    def cause(self) -> str:
        """Why it was closed, "" where open."""
        return self._register.closure(self.row)[1] if self.is_closed else ""

    @property
    def successor(self) -> str:
        """The number of the successor, "" where none."""
        return self._register.successor(self.row)


class Register:
    """An index that is open. It is only ever read, so any number of processes may hold it."""

    def __init__(self, folder: Path) -> None:
        self._meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self._numbers = Numbers(folder)
        self._names = Names(folder)
        self._keys = Keys(folder, "key")
        self._others = Keys(folder, "other")
        arrays: dict[str, Array] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _ARRAYS
        }
        # single entries are read faster through the buffer than through numpy
        self._spelling, self._attributes, self._place, self._bigrams = (
            arrays[name].data for name in ("spelling", "attributes", "place", "bigrams")
        )
        self._bits = arrays["attributes"]
        self._closed_rank, self._closed_day = arrays["closed_rank"], arrays["closed_day"]
        self._since_rank, self._since_day = arrays["since_rank"], arrays["since_day"]
        self._closed_cause, self._other_kind = arrays["closed_cause"], arrays["other_kind"]
        self._successors, self._successor_body = arrays["successor_row"].data, arrays["successor_body"]
        self.forms: list[str] = self._meta["forms"]  # legal forms by their code
        self._places: list[str] = self._meta["places"]
        self._asked: tuple[str, str, list[Registered]] = "", "", []  # one name is looked up more than once in a row

    @staticmethod
    def readable(folder: Path) -> bool:
        """Whether a folder holds an index that this version can read."""
        meta = folder / "meta.json"
        return meta.exists() and json.loads(meta.read_text(encoding="utf-8"))["version"] == VERSION

    @property
    def organizations(self) -> int:
        """How many organisations it holds."""
        return int(self._meta["organizations"])

    @property
    def as_of(self) -> str:
        """The date of its latest entry."""
        return str(self._meta["as_of"])

    @property
    def sources(self) -> list[dict[str, str]]:
        """The files it was built from, with their digests."""
        return list(self._meta["sources"])

    @property
    def completeness(self) -> float:
        """The share of the whole register that it holds, 1 at most."""
        return min(1.0, self.organizations / WHOLE)

    def find(self, key: str, full: str, others: bool = True) -> list[Registered]:
        """The organisations whose loose name is ``key``; ``full`` is the whole name in light spelling.

        With ``others`` also those that bear it as a former or English name or as its reading.
        """
        asked_key, asked_full, found = self._asked
        if asked_key != key or asked_full != full:
            spelling = spelling_hash(full)
            found = [
                Registered(self, row, self._attributes[row], self._spelling[row] == spelling)
                for _, row in self._keys.find(key)
            ]
            self._asked = key, full, found
        found = found.copy()
        if others:
            seen = {one.row for one in found}
            for place, row in self._others.find(key):
                if row not in seen:
                    seen.add(row)
                    found.append(self.at(row, by=OTHER_NAMES[int(self._other_kind[place])]))
        return found

    def by_number(self, number: str) -> Registered | None:
        """The organisation with a number, ``None`` where the register does not hold it."""
        row = self._numbers.row(int(number[1:]))
        return None if row is None else self.at(row)

    def marks(self) -> Iterator[tuple[int, str, str]]:
        """Every mark with its legal form and side."""
        for side, name in enumerate(_SIDES):
            for code, form in enumerate(self.forms):
                yield side << 6 | code, form, name

    def at(self, row: int, *, exact: bool = False, by: str = "name") -> Registered:
        """The organisation of a row."""
        return Registered(self, row, self._attributes[row], exact, by)

    def number(self, row: int) -> str:
        """The number of a row."""
        return from_body(self._numbers.at(row))

    def place(self, row: int) -> str:
        """Prefecture and municipality of a row."""
        return self._places[self._place[row]]

    def name(self, row: int) -> str:
        """The name of a row as the register prints it (NFKC)."""
        return self._names.at(row)

    def names(self) -> Iterator[str]:
        """All names as the register prints them (NFKC), by number."""
        return iter(self._names)

    def as_rows(self) -> Iterator[RegisterRow]:
        """All organisations, by number, as a later index takes them over."""
        codes = {cause: f"{code:02}" for code, cause in _CAUSES.items()}
        for row, name in enumerate(self._names):
            one = self.at(row)
            process, change = ("01" if one.new else "11", one.since) if one.since else ("", "")
            yield RegisterRow(
                one.number, process, change, name, one.kind, one.place, "", one.closed, codes.get(one.cause, ""),
                one.successor, "", "",
            )  # fmt: skip

    def other_names(self) -> Iterator[tuple[int, str, int]]:
        """Hash of the name, number and kind of all other names, as a later index takes them over."""
        for (key, row), kind in zip(self._others.entries(), self._other_kind.tolist(), strict=True):
            yield key, self.at(row).number, kind

    def surprise(self, key: str) -> float:
        """How unlikely a name is, in bits, by how often its pairs of characters stand in the register's names."""
        marked = f"^{key}$"
        counts = [self._bigrams[bigram_cell(a + b)] + 0.5 for a, b in pairwise(marked)]
        return 16 * len(counts) - sum(map(math.log2, counts))

    def closure(self, row: int) -> tuple[str, str]:
        """When a row was closed and why; only for rows that are."""
        at = self._rank(row, CLOSED_BIT, self._closed_rank)
        day = dt.date.fromordinal(_EPOCH + int(self._closed_day[at])).isoformat()
        return day, _CAUSES.get(int(self._closed_cause[at]), "other")

    def since(self, row: int) -> str:
        """From when on a row bears its name; only for rows of which that is known."""
        at = self._rank(row, SINCE_BIT, self._since_rank)
        return dt.date.fromordinal(_EPOCH + int(self._since_day[at])).isoformat()

    def _rank(self, row: int, bit: int, ranks: Array) -> int:
        """How many rows before a row have a bit set."""
        start = row // RANKED * RANKED
        return int(ranks[row // RANKED]) + int(np.count_nonzero(self._bits[start:row] >> np.uint16(bit) & np.uint16(1)))

    def successor(self, row: int) -> str:
        """The number of a row's successor, "" where none."""
        at = bisect_left(self._successors, row)
        if at < len(self._successors) and self._successors[at] == row:
            return from_body(int(self._successor_body[at]))
        return ""
