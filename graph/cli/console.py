"""What the command line shares: options of every command, one JSON document on stdout, progress and errors on stderr."""

from __future__ import annotations

import dataclasses
import functools
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from tqdm import tqdm

from graph.home import Home

F = TypeVar("F", bound=Callable[..., Any])

DONE, FAILED, WRONG_USE, GAPS = 0, 1, 2, 3
_QUIET_SECONDS = 5.0  # between two plain lines of the same stage


class Console:
    """Where a command's result and progress go."""

    def __init__(self, form: str) -> None:
        self.json = form == "json"
        self._bar: Any = None
        self._stage = ""
        self._said = 0.0

    def result(self, document: Any, lines: Sequence[str]) -> None:
        """Gives the command's result: one JSON document, or lines for people."""
        self.end_progress()
        if self.json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))
        else:
            for line in lines:
                click.echo(line)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Says how far a stage is: a bar on a terminal, a line now and then elsewhere."""
        if sys.stderr.isatty():
            if stage != self._stage or self._bar is None:
                self.end_progress()
                self._bar = tqdm(total=total, desc=stage, unit="", leave=False)
            self._bar.total = total
            self._bar.n = done
            self._bar.refresh()
        elif stage != self._stage or (done == total and total > 1) or time.monotonic() - self._said > _QUIET_SECONDS:
            click.echo(f"{stage}: {done} of {total}", err=True)
            self._said = time.monotonic()
        self._stage = stage

    def fetched(self, done: int, total: int) -> None:
        """Says how far the fetch of Neo4j's jars is, which a first start waits for."""
        self.progress("fetch Neo4j", done, total)

    def end_progress(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        self._stage = ""

    def log(self, line: str) -> None:
        """A line for people, on stderr."""
        self.end_progress()
        click.echo(line, err=True)

    def fail(self, message: str, code: int = FAILED) -> NoReturn:
        """Ends the command: the message on stderr, and in JSON mode as the document."""
        self.end_progress()
        if self.json:
            click.echo(json.dumps({"error": message}, ensure_ascii=False))
        click.echo(f"izon: {message}", err=True)
        sys.exit(code)


def common(command: F) -> F:
    """Gives a command ``--home`` and ``--format``, and hands it a :class:`Home` and a :class:`Console` first."""

    @click.option("--home", "home_path", metavar="DIR", help="Data directory (default: $IZON_HOME, else ./izon-data).")
    @click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json: one document on stdout."
    )
    @functools.wraps(command)
    def with_options(home_path: str | None, form: str, **rest: Any) -> Any:
        console = Console(form)
        _refuse_bytes(console, rest.values())
        return command(Home.at(home_path), console, **rest)

    return with_options  # type: ignore[return-value]


def _refuse_bytes(console: Console, values: Iterable[Any]) -> None:
    """Ends the command for a text that is no UTF-8, which no store can hold, unless it is the name of a file."""
    for value in values:
        for text in value if isinstance(value, tuple) else (value,):
            if not isinstance(text, str):
                continue
            try:
                text.encode()
            except UnicodeEncodeError:
                if not Path(text).exists():
                    console.fail(f"{text!r} is not UTF-8", WRONG_USE)


def pairs(values: Sequence[str]) -> dict[str, str]:
    """``KEY=VALUE`` options as a mapping."""
    result = {}
    for value in values:
        name, sign, rest = value.partition("=")
        if not sign or not name:
            raise click.UsageError(f"{value!r} is not KEY=VALUE")
        result[name] = rest
    return result


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
