"""Connections: to the Neo4j that ``IZON_NEO4J_URI`` names, else to the home's embedded one, started when needed."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import neo4j
import neo4j.exceptions

from graph.neo4j.errors import ConfigurationError, UnreachableError
from graph.neo4j.files import USER
from graph.neo4j.jars import Progress
from graph.neo4j.server import EmbeddedServer

URI_VARIABLE = "IZON_NEO4J_URI"
USER_VARIABLE = "IZON_NEO4J_USER"
PASSWORD_VARIABLE = "IZON_NEO4J_PASSWORD"  # noqa: S105 -- the name of a variable
AUTH_FILE_VARIABLE = "IZON_NEO4J_AUTH_FILE"
OLDEST = (5, 26)


def is_embedded() -> bool:
    """Whether :func:`connect` goes to the embedded server, that is, ``IZON_NEO4J_URI`` is unset or empty."""
    return not os.environ.get(URI_VARIABLE)


@contextlib.contextmanager
def connect(home: Path, progress: Progress | None = None) -> Iterator[neo4j.Driver]:
    """A driver that answers, closed at the end of the ``with`` block.

    With ``IZON_NEO4J_URI``: that server, as ``IZON_NEO4J_USER`` (default ``neo4j``) with ``IZON_NEO4J_PASSWORD``, or as
    the file that ``IZON_NEO4J_AUTH_FILE`` names has it; without authentication when none is set. Else the embedded
    server of ``home``, started when it does not run; it goes on running afterwards. ``progress`` hears of the jars which
    a first start fetches. Hints of the server about queries are not logged.

    Raises :class:`UnreachableError` when the configured server does not answer, refuses the password or is older than
    5.26, :class:`ConfigurationError` when a variable is wrong, and what
    :meth:`~graph.neo4j.server.EmbeddedServer.start` raises.
    """
    if is_embedded():
        endpoint = EmbeddedServer(home, progress).start()
        with _driver(endpoint.bolt_uri, (endpoint.user, endpoint.password)) as driver:
            yield driver
    else:
        uri = os.environ[URI_VARIABLE]
        try:
            opened = _driver(uri, _configured_login())
        except (neo4j.exceptions.ConfigurationError, ValueError) as error:
            raise ConfigurationError(f"{URI_VARIABLE} is {_shown(uri)!r}: {_shown(str(error))}") from error
        with opened as driver:
            _verify(driver, _shown(uri))
            yield driver


def _driver(uri: str, login: tuple[str, str] | None) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(
        uri,
        auth=login,
        notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
        warn_notification_severity=neo4j.NotificationMinimumSeverity.OFF,
    )


def _configured_login() -> tuple[str, str] | None:
    user, password = os.environ.get(USER_VARIABLE), os.environ.get(PASSWORD_VARIABLE)
    if not user and not password and (path := os.environ.get(AUTH_FILE_VARIABLE)):
        return _login_in(Path(path))
    if user and not password:
        raise ConfigurationError(f"{USER_VARIABLE} is set but {PASSWORD_VARIABLE} is not: set both, or neither.")
    return (user or USER, password) if password else None


def _shown(text: str) -> str:
    """A text with an address for messages: without a user and password that somebody wrote into it."""
    return re.sub("//[^ ]*@", "//***@", text)


def _login_in(path: Path) -> tuple[str, str]:
    """User and password of a file, ``user/password`` on one line: the form of the secret that Neo4j's own image takes."""
    try:
        user, slash, password = path.read_text("utf-8").strip().partition("/")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{AUTH_FILE_VARIABLE}: {path} cannot be read ({type(error).__name__}).") from error
    if not (user and slash and password):
        raise ConfigurationError(f"{AUTH_FILE_VARIABLE}: {path} does not hold user/password on one line.")
    return user, password


def _verify(driver: neo4j.Driver, uri: str) -> None:
    try:
        agent = driver.get_server_info().agent
    except neo4j.exceptions.AuthError as error:
        raise UnreachableError(
            f"Neo4j at {uri} refuses the login: {error.message}. Check {USER_VARIABLE} and {PASSWORD_VARIABLE}."
        ) from error
    except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.SessionExpired, OSError) as error:
        raise UnreachableError(
            f"Neo4j at {uri} does not answer: {error}. Check {URI_VARIABLE}, or unset it to use the embedded server."
        ) from error
    version = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
    if version and (int(version[1]), int(version[2])) < OLDEST:
        raise UnreachableError(f"{uri} is {agent}, but Izon needs Neo4j 5.26 or later.")
