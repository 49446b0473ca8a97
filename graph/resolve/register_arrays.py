"""The three large parts of the register's index, each as small as it can be looked up in: numbers, name keys, names.

All are numpy arrays in files that are mapped into memory, so opening costs nothing and processes share the pages.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_BUCKET_BITS = 20
_NAMES_IN_BLOCK = 64
_DICTIONARY_BYTES = 32_768  # what deflate can look back to


def key_hash(key: str) -> int:
    """36 bits that a name key is found by: 20 for the bucket, 16 to tell the keys of a bucket apart."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 28


def spelling_hash(text: str) -> int:
    """16 bits by which the register's own spelling is told from a variant of it."""
    return zlib.crc32(text.encode()) & 0xFFFF


def _load(folder: Path, name: str) -> Array:
    # a plain array over the mapping: numpy's memmap class costs time at every access
    array: Array = np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
    return array


class Numbers:
    """Sorted numbers (twelve digits) as runs: within a run each is less than 65,536 above its first."""

    def __init__(self, folder: Path) -> None:
        self._first = _load(folder, "run_first")
        self._start = _load(folder, "run_start")
        self._offset = _load(folder, "run_offset")
        self._offsets = self._offset.data
        self._firsts: list[int] = self._first.tolist()
        self._starts: list[int] = self._start.tolist()

    @staticmethod
    def write(folder: Path, bodies: Array) -> None:
        """Writes sorted, distinct numbers."""
        starts = []
        at = 0
        while at < len(bodies):
            starts.append(at)
            at = int(np.searchsorted(bodies, bodies[at] + np.uint64(65_536)))
        start = np.array(starts, np.uint32)
        first = bodies[start] if starts else bodies
        lengths = np.diff(np.append(start, len(bodies)))
        np.save(folder / "run_first.npy", first.astype(np.uint64))
        np.save(folder / "run_start.npy", start)
        np.save(folder / "run_offset.npy", (bodies - np.repeat(first, lengths)).astype(np.uint16))

    def __len__(self) -> int:
        return len(self._offset)

    def at(self, row: int) -> int:
        """The number of a row."""
        return self._firsts[bisect_right(self._starts, row) - 1] + self._offsets[row]

    def all(self) -> Array:
        """All numbers in order."""
        lengths = np.diff(np.append(self._start, len(self._offset)))
        numbers: Array = np.repeat(self._first, lengths) + self._offset
        return numbers

    def row(self, body: int) -> int | None:
        """The row of a number."""
        run = bisect_right(self._firsts, body) - 1
        if run < 0 or body - self._firsts[run] > 0xFFFF:
            return None
        start = self._starts[run]
        end = self._starts[run + 1] if run + 1 < len(self._starts) else len(self._offset)
        offset = body - self._firsts[run]
        row = bisect_left(self._offsets, offset, start, end)
        return row if row < end and self._offsets[row] == offset else None


class Keys:
    """Hashes of names and the rows that bear them, in buckets by the first 20 bits."""

    def __init__(self, folder: Path, name: str) -> None:
        self._bucket = _load(folder, f"{name}_bucket")
        self._rest = _load(folder, f"{name}_rest")
        self._row = _load(folder, f"{name}_row")
        # single entries are read faster through the buffer than through numpy
        self._buckets, self._rests = self._bucket.data, self._rest.data
        self._rows = self._row.reshape(-1).data

    @staticmethod
    def write(folder: Path, name: str, hashes: Array, rows: Array) -> Array:
        """Writes hashes with their rows; gives the order they are kept in."""
        order: Array = np.lexsort((rows, hashes))
        hashes, rows = hashes[order], rows[order].astype(np.uint32)
        counts = np.bincount((hashes >> np.uint64(16)).astype(np.int64), minlength=1 << _BUCKET_BITS)
        np.save(folder / f"{name}_bucket.npy", np.concatenate(([0], np.cumsum(counts))).astype(np.uint32))
        np.save(folder / f"{name}_rest.npy", (hashes & np.uint64(0xFFFF)).astype(np.uint16))
        # three bytes a row: enough for 16 million organisations
        np.save(folder / f"{name}_row.npy", rows.view(np.uint8).reshape(-1, 4)[:, :3].copy())
        return order

    def find(self, key: str) -> list[tuple[int, int]]:
        """Place and row of each entry under a key."""
        wanted = key_hash(key)
        bucket, rest = wanted >> 16, wanted & 0xFFFF
        start, end = self._buckets[bucket], self._buckets[bucket + 1]
        if start == end:
            return []
        rests, rows = self._rests, self._rows
        return [
            (place, int.from_bytes(rows[3 * place : 3 * place + 3], "little"))
            for place in range(start, end)
            if rests[place] == rest
        ]

    def entries(self) -> Iterator[tuple[int, int]]:
        """All entries: hash and row."""
        sizes = np.diff(self._bucket)
        hashes = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes) << 16 | self._rest
        rows = (
            self._row[:, 0].astype(np.int64)
            | self._row[:, 1].astype(np.int64) << 8
            | self._row[:, 2].astype(np.int64) << 16
        )
        return zip(hashes.tolist(), rows.tolist(), strict=True)


class Names:
    """Names in blocks that are compressed alone, with a sample of all names as the dictionary."""

    def __init__(self, folder: Path) -> None:
        self._start = _load(folder, "names_start")
        self._starts = self._start.data
        self._dictionary = (folder / "names_dictionary.bin").read_bytes()
        with (folder / "names.bin").open("rb") as file:
            self._blocks = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @staticmethod
    def write(folder: Path, blocks: Iterable[Sequence[str]], sample: Sequence[str]) -> None:
        """Writes blocks of :meth:`block_size` names; ``sample`` is drawn from all of them."""
        dictionary = "\n".join(sample).encode("utf-16-le")[:_DICTIONARY_BYTES]
        (folder / "names_dictionary.bin").write_bytes(dictionary)
        starts = [0]
        with (folder / "names.bin").open("wb") as file:
            for block in blocks:
                packer = zlib.compressobj(9, wbits=-15, zdict=dictionary)
                file.write(packer.compress("\n".join(block).encode("utf-16-le")) + packer.flush())
                starts.append(file.tell())
            if len(starts) == 1:
                file.write(b"\0")  # an empty file cannot be mapped
        np.save(folder / "names_start.npy", np.array(starts, np.uint32))

    @staticmethod
    def block_size() -> int:
        """How many names a block has."""
        return _NAMES_IN_BLOCK

    def at(self, row: int) -> str:
        """The name of a row."""
        block, at = divmod(row, _NAMES_IN_BLOCK)
        return self._block(block)[at]

    def __iter__(self) -> Iterator[str]:
        for block in range(len(self._start) - 1):
            yield from self._block(block)

    def _block(self, block: int) -> list[str]:
        unpacker = zlib.decompressobj(wbits=-15, zdict=self._dictionary)
        packed = self._blocks[self._starts[block] : self._starts[block + 1]]
        return unpacker.decompress(packed).decode("utf-16-le").split("\n")
