"""Terms that point to public functions, found in one pass over a text.

They come from the scheme (``match_terms`` of ``ontology/reference/functions.csv``) and from ``data/function_terms.csv``.
A term inside a longer one does not speak (税関 in 税関係, 農業 in 農業者年金); terms of the function ``-`` only keep
others quiet (names of ministries, set phrases).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import add
from pathlib import Path

import ontology
from graph.classify.contract import plain
from graph.classify.patterns import DATA

_SILENT = "-"
_HINT, _NAME = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term in a text: where, and the functions it points to with the strength of each (0.5 or 1)."""

    term: str
    start: int
    end: int
    functions: Mapping[str, float]


class FunctionTerms:
    """All terms with their functions."""

    def __init__(self, terms: Iterable[tuple[str, str, float]]) -> None:
        """``terms`` are triples of term, function id (or ``-``) and strength."""
        table: dict[str, dict[str, float]] = {}
        for term, function, strength in terms:
            functions = table.setdefault(plain(term), {})  # of two characters or more
            functions[function] = max(functions.get(function, 0.0), strength)
        self._functions = table
        self._by_start: dict[str, list[str]] = {}  # terms by their first two characters, the longest first
        for term in sorted(table, key=lambda term: (-len(term), term)):
            self._by_start.setdefault(term[:2], []).append(term)

    @classmethod
    def installed(cls) -> FunctionTerms:
        """The terms that the package ships."""
        return cls((*_scheme_terms(), *_own_terms()))

    def find(self, text: str) -> Iterator[TermHit]:
        """The longest term at each place of ``text`` (normalised) that no term before it covers."""
        covered, by_start = 0, self._by_start
        starts = [start for start, pair in enumerate(map(add, text, text[1:])) if pair in by_start]
        for start in starts:
            for term in by_start[text[start : start + 2]]:
                end = start + len(term)
                if text.startswith(term, start) and not _inside_latin_word(text, start, end):
                    if end > covered:
                        covered = end
                        functions = self._functions[term]
                        if _SILENT not in functions:
                            yield TermHit(term, start, end, functions)
                    break


def functions_with_owners() -> dict[str, str]:
    """The functions of the scheme that can be answered (never a COFOG division), each with the body in charge."""
    return {row["id"]: row["owner"] for row in _rows(_reference()) if row["level"] != "division"}


def _reference() -> Path:
    return Path(ontology.__file__).parent / "reference" / "functions.csv"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _scheme_terms() -> Iterator[tuple[str, str, float]]:
    for row in _rows(_reference()):
        if row["level"] != "division":
            yield from ((term, row["id"], _NAME) for term in row["match_terms"].split("|") if term)


def _own_terms() -> Iterator[tuple[str, str, float]]:
    for row in _rows(DATA / "function_terms.csv"):
        yield from ((term, row["function"], _NAME) for term in row["names"].split("|") if term)
        yield from ((term, row["function"], _HINT) for term in row["hints"].split("|") if term)


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    """True where a Latin term stands inside a longer Latin word (ODA in CODA)."""
    return (_latin(text[start]) and _latin(text[start - 1 : start])) or (
        _latin(text[end - 1]) and _latin(text[end : end + 1])
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
