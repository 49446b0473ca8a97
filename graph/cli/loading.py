"""Loading a build that is not published yet: it is published afterwards, or Neo4j holds again what it held before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graph.build import builds
from graph.build.clock import Clock
from graph.cli import steps
from graph.cli.console import Console
from graph.home import Home
from graph.neo4j.connection import is_embedded
from graph.neo4j.loader import LoadReport


class LoadFailedError(Exception):
    """Raised when a build could not be loaded or published; ``restored`` says what became of Neo4j."""

    def __init__(self, message: str, restored: str) -> None:
        super().__init__(message)
        self.restored = restored


@contextmanager
def loaded(home: Home, console: Console, clock: Clock, one: builds.KeptBuild) -> Iterator[LoadReport]:
    """Loads a kept build, unless Neo4j holds it; the body publishes it. When either fails, the published build is loaded.

    Raises :class:`LoadFailedError`.
    """
    try:
        yield steps.load_build(home, console, clock, one.build, one.folder, full=False)
    except Exception as error:
        raise LoadFailedError(said(error), _restored(home, console, clock, said(error))) from error


def said(error: BaseException) -> str:
    """An error in words, on one line."""
    return " ".join(str(error).split()) or type(error).__name__


def _restored(home: Home, console: Console, clock: Clock, failure: str) -> str:
    now = builds.published(home)
    if now is None or (is_embedded() and steps.embedded_holds(home, now)):
        return "as before"
    console.log(f"loading build {now.name} again, in place of the one that failed")
    try:
        again = steps.load_build(home, console, clock, now, home.published, full=False)
    except Exception as error:  # noqa: BLE001 -- whatever it was, whoever asked for the load is told of both
        why = "for the same reason" if said(error) == failure else said(error)
        return f"build {now.name} could not be put back ({why}); run `izon load` when it can be"
    return f"holds build {now.name} as before ({again.way})"
