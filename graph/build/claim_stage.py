"""The claim stage: record tables and readings → a partition of claims for each capture, kept until what it rests on changes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from crawler.ledger import Capture, current_captures
from crawler.records import BlockFlow, ReviewProject
from graph.build import partition
from graph.build.partition import Partition
from graph.build.records import Records
from graph.build.statements import REFERENCE_SOURCE, Extraction, SheetYear, Statements

__all__ = ["REFERENCE_SOURCE", "ClaimStage"]

Progress = Callable[[str, int, int], None]


class ClaimStage:
    """Makes partitions under ``folder``; one that is there already for the same inputs is not made again."""

    def __init__(self, folder: Path, records: Records, statements: Statements, reader: str) -> None:
        self._folder = folder
        self._records = records
        self._statements = statements
        self._reader = reader

    def run(self, captures: Sequence[Capture], progress: Progress) -> list[Partition]:
        """A partition for each capture that gives claims, in the order of the captures; partitions of no use are removed."""
        current = current_captures(captures).values()
        projects, flows = (
            {str(capture.arguments.get("year")): capture for capture in current if self._records.has(capture, kind)}
            for kind in (ReviewProject, BlockFlow)
        )
        result = []
        for done, capture in enumerate(captures, start=1):
            year = str(capture.arguments.get("year"))
            extraction = self._statements.of(capture, SheetYear(projects.get(year), flows.get(year)))
            if extraction is not None:
                result.append(self._made(capture, extraction))
            progress("claim", done, len(captures))
        self._remove_others(part.folder for part in result)
        return result

    def _made(self, capture: Capture, extraction: Extraction) -> Partition:
        parts = (
            partition.VERSION,
            extraction.extractor,
            self._reader,
            extraction.context,
            self._records.version(capture),
        )
        key = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
        folder = self._folder / f"{capture.digest}-{key}"
        if not folder.is_dir():
            partition.write(folder, extraction.statements())
        return Partition(capture, folder, extraction.extractor)

    def _remove_others(self, kept: Iterable[Path]) -> None:
        wanted = set(kept)
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path not in wanted:
                    shutil.rmtree(path)
