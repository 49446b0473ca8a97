"""The extract stage: texts → what they name. A text is read once for each version of the reader and its reference data."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graph.claims.reading import FunctionMatch, Reading
from graph.extract import VERSION, function_terms
from graph.extract.function_terms import FunctionTerms
from graph.extract.mention import Mention
from graph.resolve.reference import Reference, reference_folder, rows

NOTHING = Reading((), ())
_CHUNK = 400  # texts a worker takes at a time: small enough to show progress and to share the work evenly
_SCHEMA = pa.schema([("digest", pa.string()), ("mentions", pa.string()), ("functions", pa.string())])

Progress = Callable[[str, int, int], None]


def reader_version(reference: Reference) -> str:
    """Names the reader: its own versions and the reference data it knows names from."""
    return hashlib.sha256(f"{VERSION}|{function_terms.VERSION}|{reference.digest}".encode()).hexdigest()[:16]


def text_digest(text: str) -> str:
    """What a text is known by in the mention tables."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Mentions:
    """What was read so far, on disk under ``folder``, a file for each call of :meth:`read` that found new texts."""

    def __init__(self, folder: Path, reference: Reference) -> None:
        self._folder = folder / reader_version(reference)
        self._rows: dict[str, tuple[str, str]] = {}
        for path in sorted(self._folder.glob("*.parquet")):
            table = pq.read_table(path)
            columns = (table.column(name).to_pylist() for name in ("digest", "mentions", "functions"))
            for digest, mentions, functions in zip(*columns, strict=True):
                if mentions or functions:
                    self._rows[digest] = mentions, functions
                else:
                    self._rows[digest] = "", ""

    def read(self, texts: Iterable[str], workers: int, progress: Progress) -> int:
        """Reads the texts not read before; gives the number of their characters. The result does not depend on ``workers``."""
        new = {text_digest(text): text for text in texts if text}
        new = {digest: text for digest, text in sorted(new.items()) if digest not in self._rows}
        if not new:
            return 0
        chunks = [list(new.values())[start : start + _CHUNK] for start in range(0, len(new), _CHUNK)]
        found: list[tuple[str, str]] = []
        for done, part in enumerate(_read_all(chunks, workers), start=1):
            found.extend(part)
            progress("extract", min(done * _CHUNK, len(new)), len(new))
        read = dict(zip(new, found, strict=True))
        self._save(read)
        self._rows.update(read)
        return sum(map(len, new.values()))

    def __call__(self, text: str) -> Reading:
        """The reading of a text that was read before; nothing for an empty one."""
        if not text:
            return NOTHING
        mentions, functions = self._rows[text_digest(text)]
        if not mentions and not functions:
            return NOTHING
        return Reading(
            tuple(Mention(*values) for values in json.loads(mentions or "[]")),
            tuple(FunctionMatch(*values) for values in json.loads(functions or "[]")),
        )

    def counts(self) -> dict[str, int]:
        """Mentions by type over the distinct texts read."""
        counts: dict[str, int] = {}
        for mentions, _ in self._rows.values():
            for values in json.loads(mentions or "[]"):
                counts[values[0]] = counts.get(values[0], 0) + 1
        return counts

    def _save(self, read: dict[str, tuple[str, str]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = text_digest("".join(read))
        table = pa.table(
            [list(read), [row[0] for row in read.values()], [row[1] for row in read.values()]], schema=_SCHEMA
        )
        unfinished = self._folder / f"{name}.unfinished"
        pq.write_table(table, unfinished, compression="zstd")
        unfinished.rename(self._folder / f"{name}.parquet")


def _read_all(chunks: Sequence[list[str]], workers: int) -> Iterable[list[tuple[str, str]]]:
    if workers < 2 or len(chunks) < 4:
        worker = _Worker()
        return map(worker, chunks)
    return _read_in_processes(chunks, workers)


def _read_in_processes(chunks: Sequence[list[str]], workers: int) -> Iterable[list[tuple[str, str]]]:
    # spawn: a forked child would inherit threads of the stores' libraries in an unknown state
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_start_worker) as pool:
        yield from pool.imap(_in_worker, chunks)


_worker: _Worker | None = None


def _start_worker() -> None:
    global _worker  # noqa: PLW0603 -- a pool's initializer can hand its work on in no other way
    _worker = _Worker()


def _in_worker(texts: list[str]) -> list[tuple[str, str]]:
    assert _worker is not None
    return _worker(texts)


class _Worker:
    def __init__(self) -> None:
        from graph.extract.gazetteer import Gazetteer
        from graph.extract.pipeline import Extractor

        folder = reference_folder()
        self._extractor = Extractor(Gazetteer.from_reference(folder))
        terms = (
            (term, row["id"])
            for row in rows(folder / "functions.csv")
            if row["level"] != "division"
            for term in (row["prefLabel_ja"], *row["match_terms"].split("|"))
            if term
        )
        self._terms = FunctionTerms(terms)

    def __call__(self, texts: list[str]) -> list[tuple[str, str]]:
        results = []
        for text, mentions in zip(texts, self._extractor.mentions(texts), strict=True):
            functions = list(self._terms.find(text))
            results.append((_json([astuple(mention) for mention in mentions]), _json(functions)))
        return results


def _json(values: list[tuple[object, ...]] | list[tuple[str, int, int]]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""
