"""Where everything lies: the data directory, ``IZON_HOME`` (default ``./izon-data``). No data outside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The data directory and the places in it."""

    path: Path

    @classmethod
    def at(cls, path: str | Path | None = None) -> Home:
        """The home given, else the one in the environment, else ``./izon-data``; it is made when missing."""
        home = Path(path or os.environ.get("IZON_HOME") or "izon-data").expanduser().absolute()
        home.mkdir(parents=True, exist_ok=True)
        return cls(home)

    @property
    def mentions(self) -> Path:
        """What was read in texts, by text digest."""
        return self.path / "tables" / "mentions"

    @property
    def claims(self) -> Path:
        """Claims as printed, a partition a capture."""
        return self.path / "tables" / "claims"

    @property
    def published(self) -> Path:
        """The resolved tables that both stores are made from: a link to those of the build in use."""
        return self.path / "tables" / "published"

    @property
    def unpublished(self) -> Path:
        """The same tables while they are made, until the store that is made from them is in use."""
        return self.path / "tables" / "unpublished"

    @property
    def builds(self) -> Path:
        """The tables of the builds that are kept, one folder a build."""
        return self.path / "stores" / "builds"

    @property
    def rdf(self) -> Path:
        """The RDF stores, one folder a build."""
        return self.path / "stores" / "rdf"

    @property
    def views(self) -> Path:
        """The views of other days, a folder a build."""
        return self.path / "stores" / "views"

    @property
    def neo4j(self) -> Path:
        """The embedded Neo4j's own directory."""
        return self.path / "stores" / "neo4j"

    @property
    def loaded(self) -> Path:
        """Names the build that the embedded Neo4j holds, and the form of its rows."""
        return self.neo4j / "build"

    @property
    def loaded_over_bolt(self) -> Path:
        """What other Neo4j servers hold, a folder a server."""
        return self.path / "stores" / "bolt"

    @property
    def summary(self) -> Path:
        """What the published build made, as JSON."""
        return self.path / "tables" / "build.json"

    @property
    def night(self) -> Path:
        """How the last night went, as JSON."""
        return self.path / "logs" / "night.json"
