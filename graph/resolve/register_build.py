"""Builds the index of the register that :mod:`graph.resolve.register` maps into memory: about 27 bytes an organisation.

The rows are never all in Python objects: they are packed into arrays as they are read, and sorted there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.resolve.legal_forms import AFTER, BEFORE
from graph.resolve.organization_name import NameParser
from graph.resolve.register_arrays import Keys, Names, Numbers, key_hash, spelling_hash
from graph.resolve.register_files import RegisterRow
from graph.resolve.spelling import light, loose

VERSION = "2"  # of the layout and of what makes the keys: a change of either makes indexes be built anew
BIGRAM_CELLS = 1 << 20
_LATIN = re.compile(r"[a-z]")
FORMER, ENGLISH, READING = 1, 2, 3  # kinds of other names
SIDES = {"": 0, BEFORE: 1, AFTER: 2}
KINDS = ("", "101", "201", "301", "302", "303", "304", "305", "399", "401", "499")
NEW_FROM_YEARS = 5  # an organisation is called new when its number was given within these years of the latest entry
RANKED = 64  # rows between two counts of the rows before that have a bit set
CLOSED_BIT, NEW_BIT, SINCE_BIT = 12, 13, 14
_NAMED = ("01", "11")  # process codes: a number given, a name changed
_FIRST_DAY = "2015-10-05"  # all that stood then got their number: it says nothing of their age
_EPOCH = dt.date(2000, 1, 1).toordinal()

Array = npt.NDArray[Any]


def bigram_cell(pair: str) -> int:
    """The cell that counts a pair of characters."""
    return zlib.crc32(pair.encode()) % BIGRAM_CELLS


class IndexBuilder:
    """Takes rows (older ones of a number first) and writes the index."""

    def __init__(self, forms: list[str], as_of: str = "") -> None:
        """``as_of`` is the latest entry of an index that this one continues, "" where there is none."""
        self._latest = _day(as_of)
        self._parser = NameParser()
        self._forms = {form: index for index, form in enumerate(forms)}
        self._form_names = forms
        self._body = array("Q")
        self._key = array("Q")
        self._spelling = array("H")
        self._attributes = array("H")
        self._place = array("H")
        self._change = array("H")
        self._since = array("H")
        self._close = array("H")
        self._cause = array("B")
        self._successor = array("Q")
        self._names: list[pa.Array] = []
        self._batch: list[str] = []
        self._places: dict[str, int] = {"": 0}
        self._other_key, self._other_body, self._other_kind = array("Q"), array("Q"), array("B")
        self._bigrams = np.zeros(BIGRAM_CELLS, np.uint32)
        self._bigram_batch = array("I")

    def add(self, row: RegisterRow) -> None:
        """Adds a row; of several of one number the last counts, and the others' names become former names."""
        body = int(row.number[1:])
        spelling = light(row.name)
        core, form, side = self._parser.registered(spelling)
        key = loose(core)
        self._body.append(body)
        self._key.append(key_hash(key))
        self._spelling.append(spelling_hash(spelling))
        kind = KINDS.index(row.kind) if row.kind in KINDS else 0
        self._attributes.append(self._forms[form] | SIDES[side] << 6 | kind << 8 | (row.process == "01") << 12)
        place = row.prefecture + row.city
        self._place.append(self._places.setdefault(place, len(self._places)))
        self._change.append(_day(row.change_date))
        named = row.process in _NAMED and row.change_date > _FIRST_DAY
        self._since.append(_day(row.change_date) if named else 0)
        self._close.append(_day(row.close_date))
        self._cause.append(int(row.close_cause or 0))
        self._successor.append(int(row.successor[1:] or 0) if row.successor else 0)
        self._batch.append(row.name.replace("\n", " "))
        marked = f"^{key}$"
        self._bigram_batch.extend(bigram_cell(marked[at : at + 2]) for at in range(len(marked) - 1))
        if row.en_name:
            self._other(ENGLISH, body, self._parser.parse(row.en_name).key)
        if row.furigana and _LATIN.search(core):
            self._other(READING, body, loose(light(row.furigana)))
        if len(self._batch) >= 50_000:
            self._flush()

    def add_other(self, key: int, number_body: int, kind: int) -> None:
        """Adds another name by its hash: from an index that this one continues."""
        self._other_key.append(key)
        self._other_body.append(number_body)
        self._other_kind.append(kind)

    def _other(self, kind: int, body: int, key: str) -> None:
        if key:
            self.add_other(key_hash(key), body, kind)

    def _flush(self) -> None:
        self._names.append(pa.array(self._batch, pa.large_string()))
        self._batch = []
        np.add.at(self._bigrams, np.frombuffer(self._bigram_batch, np.uint32), 1)
        self._bigram_batch = array("I")

    def write(self, folder: Path, sources: list[dict[str, str]]) -> dict[str, object]:
        """Writes the index into ``folder`` whole or not at all; gives what its ``meta.json`` says."""
        self._flush()
        body = np.frombuffer(self._body, np.uint64)
        order = np.argsort(body, kind="stable")
        ordered = body[order]
        last = np.append(ordered[1:] != ordered[:-1], len(ordered) > 0)[: len(ordered)]
        key = np.frombuffer(self._key, np.uint64)
        self._former_names(ordered, order, last, key)
        since = np.frombuffer(self._since, np.uint16)[order]
        since = np.maximum.reduceat(since, np.flatnonzero(np.append(True, last[:-1]))) if len(since) else since
        order = order[last]
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        body = body[order]
        change = np.frombuffer(self._change, np.uint16)[order]
        attributes = np.frombuffer(self._attributes, np.uint16)[order]
        latest = max(self._latest, int(change.max(initial=0)))
        new = ((attributes >> 12) & 1).astype(bool) & (change > latest - 366 * NEW_FROM_YEARS)
        close = np.frombuffer(self._close, np.uint16)[order]
        closed = np.flatnonzero(close)
        flags = ((CLOSED_BIT, close > 0), (NEW_BIT, new), (SINCE_BIT, since > 0))
        attributes = attributes & 0x0FFF
        for bit, values in flags:
            attributes |= values.astype(np.uint16) << bit
        successor = np.frombuffer(self._successor, np.uint64)[order]
        succeeded = np.flatnonzero(successor)
        arrays: dict[str, Array] = {
            "spelling": np.frombuffer(self._spelling, np.uint16)[order],
            "attributes": attributes,
            "place": np.frombuffer(self._place, np.uint16)[order],
            "closed_rank": _ranks(close > 0),
            "closed_day": close[closed],
            "closed_cause": np.frombuffer(self._cause, np.uint8)[order][closed],
            "since_rank": _ranks(since > 0),
            "since_day": since[since > 0],
            "successor_row": succeeded.astype(np.uint32),
            "successor_body": successor[succeeded],
            "bigrams": np.minimum(self._bigrams, 0xFFFF).astype(np.uint16),
        }
        for name, stored in arrays.items():
            np.save(unfinished / f"{name}.npy", stored)
        Numbers.write(unfinished, body)
        Keys.write(unfinished, "key", key[order], np.arange(len(order)))
        self._write_others(unfinished, body)
        names = pa.chunked_array(self._names, pa.large_string()).combine_chunks()
        every = max(1, len(order) // 1500)
        Names.write(unfinished, _blocks(names, order), names.take(pa.array(order[::every])).to_pylist())
        meta: dict[str, object] = {
            "version": VERSION,
            "organizations": len(order),
            "as_of": dt.date.fromordinal(_EPOCH + latest).isoformat() if latest else "",
            "sources": sources,
            "forms": self._form_names,
            "places": list(self._places),
        }
        (unfinished / "meta.json").write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
        return meta

    def _former_names(self, ordered: Array, order: Array, last: Array, key: Array) -> None:
        """Earlier rows of a number under another name give former names."""
        for at in np.flatnonzero(~last):
            newest = at + int(np.argmax(last[at:]))
            if key[order[at]] != key[order[newest]]:
                self.add_other(int(key[order[at]]), int(ordered[at]), FORMER)

    def _write_others(self, folder: Path, body: Array) -> None:
        key, of = np.array(self._other_key, np.uint64), np.array(self._other_body, np.uint64)
        kind = np.array(self._other_kind, np.uint64)
        row = np.searchsorted(body, of)
        known = row < len(body)
        known[known] = body[row[known]] == of[known]
        entries = np.unique(np.stack([key[known], row[known].astype(np.uint64), kind[known]]), axis=1)
        order = Keys.write(folder, "other", entries[0], entries[1])
        np.save(folder / "other_kind.npy", entries[2][order].astype(np.uint8))


def _blocks(names: Any, order: Array) -> Iterator[list[str]]:
    size = Names.block_size()
    for start in range(0, len(order), size):
        yield names.take(pa.array(order[start : start + size])).to_pylist()


def _ranks(flags: Array) -> Array:
    """How many rows before each :data:`RANKED`-th row have a flag."""
    counts = np.add.reduceat(flags.astype(np.uint32), np.arange(0, len(flags), RANKED)) if len(flags) else flags
    return np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)


def _day(date: str) -> int:
    """Days since 2000-01-01, from 1 on; 0 where no date is stated."""
    return max(1, dt.date.fromisoformat(date[:10]).toordinal() - _EPOCH) if date else 0


def source_of(path: Path) -> dict[str, str]:
    """What an index says of a file it was built from."""
    with path.open("rb") as stream:
        return {"name": path.name, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
