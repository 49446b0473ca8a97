"""The offline import: a whole graph from CSV files into a stopped server, twenty times as fast as over Bolt."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from graph.neo4j import java
from graph.neo4j.errors import OfflineImportError
from graph.neo4j.files import DATABASE, ServerFiles, ensure_password, write_configuration
from graph.neo4j.jars import fetch
from graph.neo4j.ports import FIRST_BOLT_PORT, FIRST_HTTP_PORT
from graph.neo4j.server import EmbeddedServer
from graph.neo4j.startup import LEARNING_SECONDS, class_archive, options

IdType = Literal["string", "actual"]

HEAP = "1g"
OFF_HEAP = "512m"  # default 90 % of the machine's free memory
_SHOWN_LINES = 20

# Rows from which the tool's classes are learnt (:mod:`graph.neo4j.startup`): of each type that ours have.
_LESSON = (
    ":ID,:LABEL,uri:string,amount:long,share:double,current:boolean,since:date,seen:datetime,names:string[],parts:long[]\n"
    + "".join(
        f'{i},Resource;A{i % 9},u:{i},{i},0.5,true,2024-11-30,2026-11-01T00:00:00Z,"a;""b""",1;2\n' for i in range(999)
    ),
    ":START_ID,:END_ID,:TYPE,key:string\n" + "".join(f"{i},{i * 7 % 999},R{i % 9},k{i}\n" for i in range(999)),
)


@dataclass(frozen=True, slots=True)
class CsvGroup:
    """CSV files of one shape: nodes with the same labels, or relationships of one type. UTF-8, RFC 4180 quoting.

    The first line of the first file is the header that ``neo4j-admin database import`` wants (``uri:ID``,
    ``:LABEL``, ``:START_ID``, ``:END_ID``, ``:TYPE``, ``name:type``); the other files have none.
    """

    names: tuple[str, ...]  # labels, or the one relationship type; () where a :LABEL or :TYPE column gives them
    files: tuple[Path, ...]

    def argument(self, folder: Path) -> str:
        """The group as the option of a tool that runs in ``folder`` has it. ``ValueError`` for a path that it cannot hold."""
        paths = [os.path.relpath(path.resolve(), folder.resolve()) for path in self.files]
        if not paths or any("," in path or "=" in path for path in paths):
            raise ValueError(f"CSV files {paths}: at least one is needed, and none may have a comma or '=' in its path")
        return "".join((":".join(self.names), "=" if self.names else "", ",".join(paths)))


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What the tool says it imported, and how long the whole command took."""

    nodes: int
    relationships: int
    properties: int
    seconds: float


def import_full(
    server: EmbeddedServer,
    nodes: Sequence[CsvGroup],
    relationships: Sequence[CsvGroup],
    *,
    array_delimiter: str = ";",
    multiline_fields: bool = True,
    id_type: IdType = "string",
    heap: str = HEAP,
    off_heap: str = OFF_HEAP,
) -> ImportReport:
    """Replaces the graph of ``server`` by what the files hold. The server is stopped, and stays so.

    Constraints and indexes go with the old graph; users and the password stay. Nothing is skipped: a node id that
    comes twice, a relationship to a node that is not there, a surplus column or a value of another type than its
    header says fails the whole import. An empty field is no property. ``array_delimiter`` (one character) separates
    the values of arrays and of ``:LABEL``; ``multiline_fields`` lets quoted fields hold line breaks, for which the
    files are read a little slower. ``heap`` and ``off_heap`` bound the tool's memory.

    ``id_type`` says what ids are: any text, or the numbers from 0 by which Neo4j itself is to know the nodes (``actual``).
    Those need no table of ids, which saves a third of the work; but then nobody looks whether an id comes twice.

    The new graph is written in place of the old one, which is lost even when the import fails or is killed; the
    server then starts with an empty graph.

    Raises :class:`OfflineImportError` with the tool's last lines.
    """
    begin = time.monotonic()
    library = fetch()
    linked = options(class_archive(library, "import", partial(_learn, library)))
    with server.stopped() as lock:
        files = server.files
        files.sealed.unlink(missing_ok=True)
        ensure_password(files)  # the first start may come after the import
        command = java.command(library, files, java.ADMIN, heap, *linked)
        command += _arguments(files.root, nodes, relationships)
        command += _options(array_delimiter, multiline_fields, id_type, off_heap, files.run / "import-report.txt")
        files.unfinished_import.touch()
        tool = _run(files, command, lock, java.environment(files))
        if tool.returncode == 0:
            files.unfinished_import.unlink()
    if tool.returncode != 0:
        raise OfflineImportError(
            f"neo4j-admin database import ended with code {tool.returncode}:\n{_cause(tool.stdout)}"
        )
    return ImportReport(*_counts(tool.stdout), time.monotonic() - begin)


def _run(
    files: ServerFiles, command: Sequence[str], lock: int, environment: dict[str, str], seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    write_configuration(files, FIRST_BOLT_PORT, FIRST_HTTP_PORT)  # for the folders; the tool opens no port
    return subprocess.run(
        command,
        cwd=files.root,
        env=environment,
        pass_fds=(lock,),  # no server is started on a half-written store, even if we are killed
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        errors="replace",
        timeout=seconds,
    )


def _learn(library: Path, home: Path, archive: Path) -> None:
    """Imports a few rows into a home of its own; the tool writes the archive when it ends, and leaves none when it fails."""
    server = EmbeddedServer(home)
    with server.stopped() as lock:
        files = server.files
        lesson = files.root / "lesson.csv", files.root / "lesson-edges.csv"
        for path, text in zip(lesson, _LESSON, strict=True):
            path.write_text(text, "utf-8")
        groups = CsvGroup((), lesson[:1]), CsvGroup((), lesson[1:])
        command = java.command(library, files, java.ADMIN, HEAP, f"-XX:AOTCacheOutput={archive}")
        command += [*_arguments(files.root, groups[:1], groups[1:]), "--id-type=actual"]
        try:
            code = _run(files, command, lock, java.plain_environment(files), LEARNING_SECONDS).returncode
        except subprocess.TimeoutExpired:
            code = None
    if code != 0:
        archive.unlink(missing_ok=True)


def _arguments(folder: Path, nodes: Sequence[CsvGroup], relationships: Sequence[CsvGroup]) -> Iterator[str]:
    yield from ("database", "import", "full", DATABASE, "--overwrite-destination=true")
    yield from (f"--nodes={group.argument(folder)}" for group in nodes)
    yield from (f"--relationships={group.argument(folder)}" for group in relationships)


def _options(
    array_delimiter: str, multiline_fields: bool, id_type: IdType, off_heap: str, report: Path
) -> Iterator[str]:
    if len(array_delimiter) != 1:
        raise ValueError(f"array_delimiter {array_delimiter!r} must be one character")
    yield f"--array-delimiter=U+{ord(array_delimiter):04X}"
    yield f"--multiline-fields={'true' if multiline_fields else 'false'}"
    yield f"--id-type={id_type}"
    yield f"--max-off-heap-memory={off_heap}"
    yield f"--report-file={report}"
    yield "--path-pattern-style=none"  # default regex: a file name is a file name
    yield "--strict=true"  # default false: most relationships to missing nodes are found; we want all
    yield "--bad-tolerance=0"  # default -1, any number
    yield "--skip-bad-relationships=false"
    yield "--skip-duplicate-nodes=false"
    yield "--ignore-extra-columns=false"
    yield "--trim-strings=false"


def _cause(output: str) -> str:
    """Why the tool failed: what it says after "Command Failed", else its last lines without Java's stack frames."""
    lines = [line.rstrip() for line in output.rpartition("Command Failed")[2].splitlines()]
    telling = [line for line in lines if line and not re.match(r"\s+at |\s+\.\.\. \d+ more|-{5,}$", line)]
    return "\n".join(telling[-_SHOWN_LINES:])


def _counts(output: str) -> tuple[int, int, int]:
    found = [re.search(rf"^\s*(\d+) {what}", output, re.MULTILINE) for what in ("nodes", "relationships", "properties")]
    if not all(found):
        raise OfflineImportError(f"neo4j-admin ended well but reported no counts:\n{output[-2000:]}")
    nodes, relationships, properties = (int(match.group(1)) for match in found if match)
    return nodes, relationships, properties
