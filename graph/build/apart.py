"""Runs a stage in a process of its own, so that its memory goes back to the system with it; progress comes back as it goes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]


class StageError(Exception):
    """Raised when a stage's process failed or ended; the message holds its traceback."""


def run_apart(
    stage: Callable[Concatenate[Progress, P], R], progress: Progress, *arguments: P.args, **named: P.kwargs
) -> R:
    """The result of ``stage(progress, …)`` in a spawned process; function and arguments must be picklable.

    Raises:
        StageError: the stage raised, or its process was killed.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, stage, arguments, named))
    process.start()
    theirs.close()
    try:
        while True:
            try:
                kind, content = ours.recv()
            except EOFError:
                process.join()
                raise StageError(f"{stage.__name__} ended with {process.exitcode} before it was done") from None
            if kind == "progress":
                progress(*content)
            elif kind == "error":
                raise StageError(f"{stage.__name__} failed:\n{content}")
            else:
                result: R = content
                return result
    except KeyboardInterrupt:
        process.terminate()
        raise
    finally:
        ours.close()
        process.join()


def _work(pipe: Connection, stage: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Rows make no cycles, but hundreds of thousands of them make looking for cycles a third of a stage's time.
    gc.disable()
    try:
        result = stage(lambda *state: pipe.send(("progress", state)), *arguments, **named)
    except Exception:  # noqa: BLE001 -- handed on to the process that waits, whatever it is
        pipe.send(("error", traceback.format_exc()))
    else:
        pipe.send(("result", result))
    pipe.close()


def _end_with_parent() -> None:
    """Ends this process when the one that waits for it is killed: the next build must not meet it at work."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
