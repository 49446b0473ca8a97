"""The web site of a home as a process of its own that outlives the command that started it, one for each home."""

from __future__ import annotations

import contextlib
import fcntl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.neo4j import process
from graph.neo4j.files import write_atomically
from graph.neo4j.ports import is_free

FIRST_PORT = 7480
START_SECONDS = 60
STOP_SECONDS = 20
_PAUSE_SECONDS = 0.1
_TRIED = 1000
_SHOWN_LINES = 10


class WebError(Exception):
    """Raised when the site does not start or does not end; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Web:
    """A running site."""

    url: str  # with a slash at its end
    pid: int


class BackgroundSite:
    """``izon serve`` of one home on the loopback address. What it is known by lies under ``home/stores/web``."""

    def __init__(self, home: Path) -> None:
        """Nothing is started or created yet."""
        self._home = home.resolve()
        self.folder = self._home / "stores" / "web"
        self._process = self.folder / "process.json"
        self._port = self.folder / "port"
        self.log = self.folder / "console.log"

    def start(self) -> Web:
        """The running site, started if need be; returns when it answers.

        Raises:
            WebError: it ended, or does not answer in time; with its last lines.
        """
        with self._exclusive():
            running = process.remembered(self._process)
            if running is None:
                running = self._launch()
            return self._wait(running)

    def stop(self) -> bool:
        """Ends the site that :meth:`start` started; whether it ran. One that somebody started by hand is let be."""
        if not self.folder.exists():
            return False
        with self._exclusive():
            running = process.remembered(self._process)
            if running is None:
                return False
            running.terminate()
            try:
                running.wait(STOP_SECONDS)
            except psutil.TimeoutExpired as error:
                raise WebError(f"the web site, process {running.pid}, does not end; look at {self.log}") from error
            self._process.unlink(missing_ok=True)
            return True

    def status(self) -> Web | None:
        """The running site, ``None`` where none was started."""
        running = process.remembered(self._process)
        return Web(self._url(), running.pid) if running else None

    def _url(self) -> str:
        return f"http://127.0.0.1:{self._port.read_text('ascii').strip()}/"

    def _launch(self) -> psutil.Process:
        write_atomically(self._port, f"{self._free_port()}\n")
        command = [sys.executable, "-m", "graph.cli", "serve", f"--home={self._home}"]
        command += [f"--port={self._port.read_text('ascii').strip()}", "--format=json"]
        # The shell starts the server and ends, so that it is nobody's child and has a session of its own.
        script = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
        shell = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(self.log), *command],
            cwd=Path.cwd(),
            start_new_session=True,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        try:
            running = psutil.Process(int(shell.stdout))
        except psutil.NoSuchProcess:
            raise WebError(f"the web site ended at once:\n{self._last_lines()}") from None
        process.remember(self._process, running)
        return running

    def _free_port(self) -> int:
        before: list[int] = [int(self._port.read_text("ascii"))] if self._port.exists() else []
        tried: list[int] = [*before, *range(FIRST_PORT, FIRST_PORT + _TRIED)]
        for port in tried:
            if is_free(port):
                return port
        raise WebError(f"no port from {FIRST_PORT} to {FIRST_PORT + _TRIED - 1} is free: stop what holds them")

    def _wait(self, running: psutil.Process) -> Web:
        url = self._url()
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if not process.alive(running):
                self._process.unlink(missing_ok=True)
                raise WebError(f"the web site ended while starting:\n{self._last_lines()}")
            if _port_of(url) in process.listening_ports(running) and _answers(url):
                return Web(url, running.pid)
            time.sleep(_PAUSE_SECONDS)
        raise WebError(f"the web site does not answer at {url} within {START_SECONDS} s; look at {self.log}")

    def _last_lines(self) -> str:
        if not self.log.exists():
            return "(no output)"
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-_SHOWN_LINES:])

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)  # given up by the kernel when this process ends, however it ends
            yield


def _port_of(url: str) -> int:
    return int(url.rstrip("/").rpartition(":")[2])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}health", timeout=5) as answer:  # noqa: S310 -- our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
