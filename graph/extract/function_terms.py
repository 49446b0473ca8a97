"""Which public functions a text points to, by the match terms of ``ontology/reference/functions.csv``.

Unlike a Function mention, a term may stand inside the name of a system: 官庁会計システム points to government
accounting. Longer terms win over the terms they contain; each function is given once, where it stands first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.text.normalise import normalise

VERSION = "1"


class FunctionTerms:
    """The terms of all functions, found in one pass over a text."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        """``terms`` are pairs of term and function id; a term of several functions gives them all."""
        self._by_head: dict[str, list[tuple[str, str]]] = {}
        for term, function in sorted(set(terms)):
            normalised = normalise(term).text
            if len(normalised) >= 2:
                self._by_head.setdefault(normalised[:2], []).append((normalised, function))
        for candidates in self._by_head.values():
            candidates.sort(key=lambda candidate: (-len(candidate[0]), candidate))

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Function id with start and end in the text as given, in order of position."""
        normalised = normalise(text)
        body = normalised.text
        found: set[str] = set()
        position = 0
        while position < len(body) - 1:
            length = 0
            for term, function in self._by_head.get(body[position : position + 2], ()):
                if len(term) < length:
                    break
                if body.startswith(term, position) and not _inside_word(body, position, len(term)):
                    length = len(term)
                    if function not in found:
                        found.add(function)
                        yield (function, *normalised.span(position, position + length))
            position += length or 1


def _inside_word(text: str, start: int, length: int) -> bool:
    """True where a Latin term stands inside a longer Latin word (ODA in CODA)."""
    term = text[start : start + length]
    before = text[start - 1 : start]
    behind = text[start + length : start + length + 1]
    return (_latin(term[0]) and _latin(before)) or (_latin(term[-1]) and _latin(behind))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
