"""What is known of each source, as data: one TOML file a source, named as its spider.

The files say who publishes, under which licence and terms, how often it is worth asking and how politely, which page
kinds there are and what a whole page of each must hold at least, and how far our reading of it has been verified.
Keys besides those of :class:`Source` are refused; those with a default may be left out.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any
from urllib.parse import unquote

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
class Secret:
    """A token that a source wants with each request, taken from the environment when the request goes out.

    It is sent as a ``header`` or as a query ``parameter``; neither archive, ledger nor log ever holds it.
    """

    environment: str  # name of the environment variable
    header: str = ""
    parameter: str = ""


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
    # page kind → record kind → field → share (0 to 1) of records in which it must be filled
    fill_rates: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict, hash=False)
    # page kind → problem code (unknown_code, …) → at most so many
    maximum_problems: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)
    # page kind → regular expression of its whole URLs, percent-encoding undone; named groups are arguments. For pages
    # that no spider of ours fetched
    urls: Mapping[str, str] = field(default_factory=dict, hash=False)
    default: bool = True  # crawled when no source is named
    timeout_seconds: int = 120  # for one answer
    recheck_days: int = 30  # before a held page is asked for again that came without validators and is listed as before
    cookies: bool = False  # whether the site works only with the cookies that it sets
    any_host: bool = False  # pages of any publisher belong to the source, where somebody names their addresses
    secrets: tuple[Secret, ...] = ()

    @property
    def missing_secrets(self) -> tuple[str, ...]:
        """The environment variables that a crawl of the web needs and that are not set."""
        return tuple(secret.environment for secret in self.secrets if not os.environ.get(secret.environment))

    @property
    def verified(self) -> str:
        """The weakest verification among the source's page kinds."""
        return min(self.page_kinds.values(), key=VERIFICATIONS.index)

    def page_of(self, url: str) -> tuple[str, dict[str, str | int]] | None:
        """The page kind of a URL of the source and the arguments that its spider would have asked with."""
        for kind, pattern in self.urls.items():
            if match := re.fullmatch(pattern, unquote(url)):
                groups = {name: value for name, value in match.groupdict().items() if value is not None}
                return kind, {name: int(value) if value.isdecimal() else value for name, value in groups.items()}
        return None

    def argument(self, name: str) -> SourceArgument | None:
        """The argument of a name."""
        return next((argument for argument in self.arguments if argument.name == name), None)


def names() -> list[str]:
    """The names of all sources, sorted."""
    files = (entry.name for entry in resources.files(__name__).iterdir())
    return sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


@cache
def load(name: str) -> Source:
    """The metadata of a source. Raises :class:`SourceError` naming the sources there are."""
    if name not in names():
        raise SourceError(f"there is no source {name!r}; the sources are: {', '.join(names())}")
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    try:
        return _source(name, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, TypeError, ValueError, re.error) as error:
        raise SourceError(f"crawler/sources/{name}.toml: {error}") from error


def _source(name: str, values: dict[str, Any]) -> Source:
    arguments = tuple(SourceArgument(key, **value) for key, value in values.pop("arguments", {}).items())
    hosts = tuple(values.pop("hosts", ()))
    secrets = tuple(Secret(**secret) for secret in values.pop("secrets", {}).values())
    source = Source(name=name, arguments=arguments, hosts=hosts, secrets=secrets, **values)
    if not source.hosts:
        raise ValueError("hosts is empty: the crawler would not know where it may go")
    if not source.page_kinds:
        raise ValueError("page_kinds is empty: nothing would be read")
    unknown = sorted(set(source.page_kinds.values()) - set(VERIFICATIONS))
    if unknown:
        raise ValueError(f"page_kinds says {unknown}; allowed are {list(VERIFICATIONS)}")
    asserted = set(chain(source.minimum_records, source.fill_rates, source.maximum_problems, source.urls))
    for pattern in source.urls.values():
        re.compile(pattern)
    strangers = sorted(asserted - set(source.page_kinds))
    if strangers:
        raise ValueError(f"assertions or urls speak of {strangers}, which page_kinds does not name")
    if any(bool(secret.header) == bool(secret.parameter) for secret in source.secrets):
        raise ValueError("a secret is sent either as a header or as a parameter")
    if source.delay_seconds < 0 or source.concurrency < 1 or source.cadence_days < 1 or source.recheck_days < 0:
        raise ValueError("delay_seconds and recheck_days must not be negative, concurrency and cadence_days at least 1")
    return source
