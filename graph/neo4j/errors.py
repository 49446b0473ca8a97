"""What can go wrong between Izon and Neo4j, one class a cause. Every message says what to do next."""

from __future__ import annotations


class Neo4jError(Exception):
    """Base of the errors of this package, for a caller that reports any of them in the same way."""


class JarFetchError(Neo4jError):
    """A jar of the lock could not be fetched."""


class JarDigestError(Neo4jError):
    """A jar is not the one that the lock names: its SHA-256 differs. The file has been deleted."""


class PortTakenError(Neo4jError):
    """A port that was configured belongs to another process."""


class ConfigurationError(Neo4jError):
    """An environment variable or an option cannot be used as it stands."""


class ServerStartError(Neo4jError):
    """The embedded server ended, or did not answer, while it was started."""


class ServerStopError(Neo4jError):
    """The embedded server did not end."""


class OfflineImportError(Neo4jError):
    """The offline import tool refused its input or failed."""


class UnreachableError(Neo4jError):
    """The Neo4j that is configured does not answer, refuses the password, or is too old."""
