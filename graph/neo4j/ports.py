"""The ports of the embedded server: what was configured, what the home had before, else the next free ones."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.neo4j.errors import ConfigurationError, PortTakenError
from graph.neo4j.files import write_atomically

BOLT_VARIABLE = "IZON_NEO4J_BOLT_PORT"
HTTP_VARIABLE = "IZON_NEO4J_HTTP_PORT"
FIRST_BOLT_PORT = 7687
FIRST_HTTP_PORT = 7474
_TRIED = 1000


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the server listens on this machine."""

    bolt: int
    http: int

    @classmethod
    def remembered(cls, record: Path) -> Ports | None:
        """The ports in ``record``; ``None`` when there is none or it is no such record."""
        try:
            content = json.loads(record.read_text("utf-8"))
            return cls(int(content["bolt"]), int(content["http"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def remember(self, record: Path) -> None:
        """Writes the ports to ``record``."""
        write_atomically(record, json.dumps(asdict(self)) + "\n")


def choose(record: Path, *, any_ports: bool = False) -> Ports:
    """Ports for a start, remembered in ``record``.

    ``IZON_NEO4J_BOLT_PORT`` and ``IZON_NEO4J_HTTP_PORT`` are taken as they are or not at all
    (:class:`PortTakenError`); without them the ports that were remembered, or the next free ones where those are
    taken by somebody else. A port that is no number raises :class:`ConfigurationError`. With ``any_ports`` the variables
    are not looked at.
    """
    before = Ports.remembered(record) or Ports(FIRST_BOLT_PORT, FIRST_HTTP_PORT)
    configured = None if any_ports else _configured(BOLT_VARIABLE), None if any_ports else _configured(HTTP_VARIABLE)
    bolt = configured[0] or _next_free(before.bolt, FIRST_BOLT_PORT)
    http = configured[1] or _next_free(before.http, FIRST_HTTP_PORT, but=bolt)
    if bolt == http:
        raise ConfigurationError(f"{BOLT_VARIABLE} and {HTTP_VARIABLE} are both {bolt}: give each its own port.")
    ports = Ports(bolt, http)
    ports.remember(record)
    return ports


def is_free(port: int) -> bool:
    """Whether nobody on this machine listens on ``port`` of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that are closing do not count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _configured(variable: str) -> int | None:
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ConfigurationError(f"{variable} is {text!r}: give a port number from 1 to 65535, or unset it.")
    if not is_free(int(text)):
        raise PortTakenError(
            f"Port {text}, which {variable} asks for, is taken by another process. "
            f"Stop that process, set {variable} to another port, or unset it to take the next free one."
        )
    return int(text)


def _next_free(remembered: int, first: int, but: int | None = None) -> int:
    candidates: list[int] = [remembered, *range(first, first + _TRIED)]
    for port in candidates:
        if port != but and is_free(port):
            return port
    raise PortTakenError(f"No port from {first} to {first + _TRIED - 1} is free: stop what holds them.")
