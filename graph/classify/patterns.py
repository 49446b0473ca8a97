"""Named patterns: regular expressions kept as data, each a list of alternatives (``data/*.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).parent / "data"

_SOUGHT_APART = frozenset({"scheme", "data-supply", "risk-rules"})
"""Lists of long alternatives that are seldom there: one by one they are sought five times faster than all at once."""


class PatternError(Exception):
    """A file of patterns cannot be read; the message names the file and the entry."""


class Patterns:
    """The patterns of one file by ``group.name``; they are asked over normalised text."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]], apart: Mapping[str, Sequence[re.Pattern[str]]]) -> None:
        """``apart`` has the alternatives of some patterns one by one."""
        self._patterns, self._apart = patterns, apart

    @classmethod
    def read(cls, name: str) -> Patterns:
        """Reads ``data/<name>``.

        Raises:
            PatternError: an entry is no list of alternatives, or they are no regular expressions.
        """
        patterns, apart = {}, {}
        for group, entries in tomllib.loads((DATA / name).read_text(encoding="utf-8")).items():
            for key, alternatives in entries.items():
                if not isinstance(alternatives, list):
                    raise PatternError(f"{name}: {group}.{key} is no list of alternatives")
                try:
                    patterns[f"{group}.{key}"] = re.compile("|".join(alternatives))
                    if key in _SOUGHT_APART:
                        apart[f"{group}.{key}"] = [re.compile(alternative) for alternative in alternatives]
                except (re.error, TypeError) as error:
                    raise PatternError(f"{name}: {group}.{key}: {error}") from error
        return cls(patterns, apart)

    def find(self, name: str, text: str) -> str | None:
        """What ``name`` matches first in ``text``, or None.

        Raises:
            KeyError: there is no such pattern.
        """
        match = self._patterns[name].search(text) if self._may_have(name, text) else None
        return match.group() if match is not None else None

    def has(self, name: str, text: str) -> bool:
        """Whether ``name`` is in ``text``."""
        return self._may_have(name, text) and self._patterns[name].search(text) is not None

    def start(self, name: str, text: str) -> int:
        """Where ``name`` begins in ``text``; the length of the text where it is not there."""
        match = self._patterns[name].search(text)
        return match.start() if match is not None else len(text)

    def ends(self, name: str, text: str) -> list[int]:
        """Where each match of ``name`` ends."""
        return [match.end() for match in self._patterns[name].finditer(text)]

    def matches(self, name: str, text: str) -> Iterator[re.Match[str]]:
        """Each match of ``name`` in ``text``."""
        return self._patterns[name].finditer(text)

    def remove(self, name: str, text: str, by: str = "") -> str:
        """``text`` with every match of ``name`` replaced."""
        return self._patterns[name].sub(by, text) if self._may_have(name, text) else text

    def _may_have(self, name: str, text: str) -> bool:
        apart = self._apart.get(name)
        return apart is None or any(alternative.search(text) for alternative in apart)
