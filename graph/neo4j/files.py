"""Where the embedded server's files lie under a home, and the ones that Izon writes: configuration and password."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from graph.neo4j.errors import ConfigurationError

USER = "neo4j"
DATABASE = "neo4j"  # the one that Community has, beside its own "system"
DEFAULT_TRANSACTION_TIMEOUT = "60s"
DEFAULT_TRANSACTION_MEMORY = "256m"
_PASSWORD_HASH_ROUNDS = 1024


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """The folder ``stores/neo4j`` of a home. ``root`` is absolute."""

    root: Path

    @classmethod
    def of(cls, home: Path) -> ServerFiles:
        """The files of the home at ``home`` (``IZON_HOME``); nothing is created."""
        return cls(home.resolve() / "stores" / "neo4j")

    @property
    def data(self) -> Path:
        """The databases."""
        return self.root / "data"

    @property
    def configuration(self) -> Path:
        """The folder of ``neo4j.conf``, which is written anew at each start."""
        return self.root / "conf"

    @property
    def logs(self) -> Path:
        """Neo4j's own logs and :attr:`console`."""
        return self.root / "logs"

    @property
    def console(self) -> Path:
        """What the server printed since its last start."""
        return self.logs / "console.log"

    @property
    def run(self) -> Path:
        """What matters only while something runs."""
        return self.root / "run"

    @property
    def process(self) -> Path:
        """Which process the server is (JSON)."""
        return self.run / "process.json"

    @property
    def lock(self) -> Path:
        """Held (flock) by whoever starts, stops or fills the server."""
        return self.run / "lock"

    @property
    def ports(self) -> Path:
        """The ports that the server was last given (JSON)."""
        return self.root / "ports.json"

    @property
    def password(self) -> Path:
        """The password, readable by its owner only (mode 0600)."""
        return self.root / "password"

    @property
    def unfinished_import(self) -> Path:
        """There while an offline import writes the graph, and after one that failed or was killed."""
        return self.run / "import-unfinished"

    @property
    def sealed(self) -> Path:
        """There when a load is complete: from then on the server's graph can only be read, until the next load."""
        return self.root / "sealed"

    @property
    def build(self) -> Path:
        """Names the build whose graph the server holds, and the form of its rows; written by whoever loaded it."""
        return self.root / "build"

    @property
    def loading(self) -> Path:
        """Where the next graph is made while this one is read: a home of its own, there only meanwhile."""
        return self.root / "loading"

    @property
    def browser_commands(self) -> Path:
        """What Neo4j Browser runs when it has connected; the file is missing where it is to run nothing."""
        return self.root / "browser-commands"

    def discard_unfinished_import(self) -> None:
        """Deletes a graph that was only partly written, so that the server starts with an empty one instead."""
        if self.unfinished_import.exists():
            self.sealed.unlink(missing_ok=True)  # a server that is to be read only cannot make an empty one
            for folder in self.graph():
                shutil.rmtree(folder, ignore_errors=True)
            self.unfinished_import.unlink()

    def take_graph(self, other: ServerFiles) -> None:
        """Puts the graph of another stopped server, whose files it leaves, in place of this one's."""
        self.unfinished_import.touch()
        self.build.unlink(missing_ok=True)
        for folder, taken in zip(self.graph(), other.graph(), strict=True):
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            taken.rename(folder)
        self.unfinished_import.unlink()

    def graph(self) -> tuple[Path, ...]:
        """The folders of the graph: its store, and its log."""
        return tuple(self.data / kind / DATABASE for kind in ("databases", "transactions"))

    def create(self) -> None:
        """Makes the folders that are not there; ``root`` can be entered by its owner only."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        for folder in (self.data, self.configuration, self.logs, self.run, self.root / "import", self.root / "plugins"):
            folder.mkdir(exist_ok=True)

    def last_lines(self, count: int = 20) -> str:
        """The last lines of :attr:`console` without Java's stack frames, for messages."""
        if not self.console.exists():
            return "(no output)"
        lines = self.console.read_text("utf-8", errors="replace").splitlines()
        telling = [line for line in lines if not line.startswith(("\tat ", "\t... "))]
        return "\n".join(telling[-count:]) or "(no output)"


def ensure_password(files: ServerFiles) -> str:
    """The server's password, made at random when there is none yet and handed to a server that never ran.

    It reaches Neo4j as the salted hash that ``neo4j-admin dbms set-initial-password`` would write (SHA-256, 1,024
    rounds, in ``data/dbms/auth.ini``), because that command takes the password as an argument, where any user of the
    machine can read it.

    Raises :class:`ConfigurationError` when the file is gone but the databases know a password.
    """
    started_before = (files.data / "databases" / "system").exists()
    if not files.password.exists():
        if started_before:
            raise ConfigurationError(
                f"{files.password} is missing, but the databases in {files.data} know a password. Put the file back, "
                f"or delete {files.root} and load again: Neo4j holds nothing that cannot be loaded anew."
            )
        _write_private(files.password, secrets.token_urlsafe(24))
    password = files.password.read_text("ascii").strip()
    if not started_before:
        (files.data / "dbms").mkdir(exist_ok=True)
        salt = secrets.token_bytes(32)
        digest = salt + password.encode()
        for _ in range(_PASSWORD_HASH_ROUNDS):
            digest = hashlib.sha256(digest).digest()
        entry = f"{USER}:SHA-256,{digest.hex()},{salt.hex()},{_PASSWORD_HASH_ROUNDS}:\n"
        _write_private(files.data / "dbms" / "auth.ini", entry)
    return password


def write_atomically(path: Path, text: str) -> None:
    """Writes a small file so that a reader sees the old or the new content, never a part."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def write_configuration(files: ServerFiles, bolt_port: int, http_port: int) -> None:
    """Writes ``neo4j.conf``. Variables ``IZON_NEO4J_…`` override three values: ``PAGECACHE``, ``TRANSACTION_TIMEOUT`` and
    ``TRANSACTION_MEMORY``.
    """
    page_cache = os.environ.get("IZON_NEO4J_PAGECACHE", "256m")
    timeout = os.environ.get("IZON_NEO4J_TRANSACTION_TIMEOUT", DEFAULT_TRANSACTION_TIMEOUT)
    memory = os.environ.get("IZON_NEO4J_TRANSACTION_MEMORY", DEFAULT_TRANSACTION_MEMORY)
    settings = {
        # relative to the server's home, or to its data: Neo4j spoils every letter beyond ASCII that stands in this file
        "server.directories.data": "data",
        "server.directories.transaction.logs.root": "transactions",
        "server.directories.logs": "logs",
        "server.directories.run": "run",
        "server.directories.plugins": "plugins",
        "server.directories.import": "import",
        # this machine only (default: localhost too, but said here because the data may be private)
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{bolt_port}",
        "server.bolt.advertised_address": f"127.0.0.1:{bolt_port}",
        "server.http.enabled": "true",
        "server.http.listen_address": f"127.0.0.1:{http_port}",
        "server.http.advertised_address": f"127.0.0.1:{http_port}",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        # default true: a query must neither read files nor reach the network, loopback included
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
        # default true: nothing is reported to the maker
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        # default true: does not announce itself on the local network, nor to the maker's monitoring service
        "server.fleet_discovery.enabled": "false",
        "dbms.fleet_manager.enabled": "false",
        # default 5 s, waited for twice: a stop need not wait for requests that might still come
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        # default 0 (none): a query that runs away ends
        "db.transaction.timeout": timeout,
        # default 0 (none): a query that wants all memory ends, and nothing else with it
        "db.memory.transaction.max": memory,
        # default empty: whoever has the password may read; Community has no roles that could say so
        "server.databases.read_only": DATABASE if files.sealed.exists() else "",
        # default guides.neo4j.com,localhost: the Browser takes guides and styles from this machine only
        "browser.remote_content_hostname_whitelist": "127.0.0.1,localhost",
        # default empty: nothing
        "browser.post_connect_cmd": files.browser_commands.read_text("utf-8")
        if files.browser_commands.exists()
        else "",
        # default: computed from the machine's memory, most of it
        "server.memory.pagecache.size": page_cache,
        # default 2 days 2G: the whole graph can be loaded anew
        "db.tx_log.rotation.retention_policy": "100M size",
    }
    lines = ["# Written at each start; changes here are lost."]
    lines += [f"{name}={_escaped(str(value))}" for name, value in settings.items()]
    write_atomically(files.configuration / "neo4j.conf", "\n".join(lines) + "\n")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\")  # a backslash escapes in Java's properties


def _write_private(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    fresh.replace(path)
