"""The offline import: a whole graph from CSV files into a stopped server, twenty times as fast as over Bolt."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.neo4j import java
from graph.neo4j.errors import OfflineImportError
from graph.neo4j.files import DATABASE, ensure_password, write_configuration
from graph.neo4j.jars import fetch
from graph.neo4j.ports import FIRST_BOLT_PORT, FIRST_HTTP_PORT
from graph.neo4j.server import EmbeddedServer

HEAP = "1g"
OFF_HEAP = "512m"  # default 90 % of the machine's free memory
_SHOWN_LINES = 20


@dataclass(frozen=True, slots=True)
class CsvGroup:
    """CSV files of one shape: nodes with the same labels, or relationships of one type. UTF-8, RFC 4180 quoting.

    The first line of the first file is the header that ``neo4j-admin database import`` wants (``uri:ID``,
    ``:LABEL``, ``:START_ID``, ``:END_ID``, ``:TYPE``, ``name:type``); the other files have none.
    """

    names: tuple[str, ...]  # labels, or the one relationship type; () where a :LABEL or :TYPE column gives them
    files: tuple[Path, ...]

    def argument(self) -> str:
        """The group as the tool's option has it. ``ValueError`` for a path that the option cannot hold."""
        paths = [str(path.resolve()) for path in self.files]
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
    heap: str = HEAP,
    off_heap: str = OFF_HEAP,
) -> ImportReport:
    """Replaces the graph of ``server`` by what the files hold. The server is stopped, and stays so.

    Constraints and indexes go with the old graph; users and the password stay. Nothing is skipped: a node id that
    comes twice, a relationship to a node that is not there, a surplus column or a value of another type than its
    header says fails the whole import. An empty field is no property. ``array_delimiter`` (one character) separates
    the values of arrays and of ``:LABEL``; ``multiline_fields`` lets quoted fields hold line breaks, for which the
    files are read a little slower. ``heap`` and ``off_heap`` bound the tool's memory.

    The new graph is written in place of the old one, which is lost even when the import fails or is killed; the
    server then starts with an empty graph.

    Raises :class:`OfflineImportError` with the tool's last lines.
    """
    begin = time.monotonic()
    library = fetch()
    with server.stopped() as lock:
        server.files.sealed.unlink(missing_ok=True)
        files = server.files
        ensure_password(files)  # the first start may come after the import
        write_configuration(files, FIRST_BOLT_PORT, FIRST_HTTP_PORT)  # for the folders; the tool opens no port
        command = java.command(library, files, java.ADMIN, heap)
        command += ["database", "import", "full", DATABASE, "--overwrite-destination=true"]
        command += _options(array_delimiter, multiline_fields, off_heap, files.run / "import-report.txt")
        command += [f"--nodes={group.argument()}" for group in nodes]
        command += [f"--relationships={group.argument()}" for group in relationships]
        files.unfinished_import.touch()
        tool = subprocess.run(
            command,
            cwd=files.root,
            env=java.environment(files),
            pass_fds=(lock,),  # no server is started on a half-written store, even if we are killed
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            errors="replace",
        )
        if tool.returncode == 0:
            files.unfinished_import.unlink()
    if tool.returncode != 0:
        raise OfflineImportError(
            f"neo4j-admin database import ended with code {tool.returncode}:\n{_cause(tool.stdout)}"
        )
    return ImportReport(*_counts(tool.stdout), time.monotonic() - begin)


def _options(array_delimiter: str, multiline_fields: bool, off_heap: str, report: Path) -> Iterator[str]:
    if len(array_delimiter) != 1:
        raise ValueError(f"array_delimiter {array_delimiter!r} must be one character")
    yield f"--array-delimiter=U+{ord(array_delimiter):04X}"
    yield f"--multiline-fields={'true' if multiline_fields else 'false'}"
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
