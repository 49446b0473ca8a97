"""What is known of each source, as data: one TOML file a source, named as its spider.

The files say who publishes, under which licence and terms, how often it is worth asking and how politely, which page
kinds there are and what a whole page of each must hold at least, and how far our reading of it has been verified.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

# What a page function was checked against, worst first; the last are the site's own bytes.
VERIFICATIONS = ("documentation-only", "third-party-copy", "served-bytes")


class SourceError(Exception):
    """Raised for a source that there is not, and for a metadata file that contradicts itself."""


@dataclass(frozen=True, slots=True)
class SourceArgument:
    """One argument that a source's spider takes (``-a year=2025``)."""

    name: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Source:
    """The metadata of one source."""

    name: str
    title: str
    title_ja: str
    publisher: str
    homepage: str
    hosts: tuple[str, ...]
    licence: str
    licence_url: str
    terms: str
    attribution: str
    cadence_days: int
    coverage: str
    delay_seconds: float
    concurrency: int
    arguments: tuple[SourceArgument, ...]
    page_kinds: Mapping[str, str] = field(hash=False)  # page kind → one of VERIFICATIONS
    minimum_records: Mapping[str, Mapping[str, int]] = field(hash=False)  # page kind → record kind → at least so many

    @property
    def verified(self) -> str:
        """The weakest verification among the source's page kinds."""
        return min(self.page_kinds.values(), key=VERIFICATIONS.index)

    def argument(self, name: str) -> SourceArgument | None:
        """The argument of a name."""
        return next((argument for argument in self.arguments if argument.name == name), None)


def names() -> list[str]:
    """The names of all sources, sorted."""
    files = (entry.name for entry in resources.files(__name__).iterdir())
    return sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


def load(name: str) -> Source:
    """The metadata of a source. Raises :class:`SourceError` naming the sources there are."""
    if name not in names():
        raise SourceError(f"there is no source {name!r}; the sources are: {', '.join(names())}")
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    try:
        return _source(name, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise SourceError(f"crawler/sources/{name}.toml: {error}") from error


def _source(name: str, values: dict[str, Any]) -> Source:
    arguments = tuple(SourceArgument(key, **value) for key, value in values.pop("arguments", {}).items())
    hosts = tuple(values.pop("hosts", ()))
    source = Source(name=name, arguments=arguments, hosts=hosts, **values)
    if not source.hosts:
        raise ValueError("hosts is empty: the crawler would not know where it may go")
    if not source.page_kinds:
        raise ValueError("page_kinds is empty: nothing would be read")
    unknown = sorted(set(source.page_kinds.values()) - set(VERIFICATIONS))
    if unknown:
        raise ValueError(f"page_kinds says {unknown}; allowed are {list(VERIFICATIONS)}")
    strangers = sorted(set(source.minimum_records) - set(source.page_kinds))
    if strangers:
        raise ValueError(f"minimum_records speaks of {strangers}, which page_kinds does not name")
    if source.delay_seconds < 0 or source.concurrency < 1 or source.cadence_days < 1:
        raise ValueError("delay_seconds must not be negative, concurrency and cadence_days at least 1")
    return source
