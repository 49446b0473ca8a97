"""Sentences that brackets do not cut, and pieces that the tokenizer can take."""

from __future__ import annotations

import re
from collections.abc import Iterator

SUDACHI_LIMIT = 49_149
"""Bytes of UTF-8 that SudachiPy takes in one call (0.6.11 and 0.7.0 alike); a longer text raises there."""

LONGEST_SENTENCE = 4_000
"""Characters after which an unclosed bracket no longer holds a sentence together."""

_OPEN = "(（「『【〔［[〈《"
_CLOSE = ")）」』】〕］]〉》"
_MARKS = re.compile(rf"[{re.escape(_OPEN + _CLOSE)}。．！？!?\n]")
_ENDS = "。．！？!?"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of ``text``, ends exclusive, surrounding white space left out.

    A sentence ends at 。！？ outside brackets, because （以下「…」という。） does not end one, and at every line break:
    a list item or a heading is a sentence of its own. Original or normalised text, both work.
    """
    start = 0
    depth = 0
    for match in _MARKS.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "\n":
            yield from _trimmed(text, start, at)
            start, depth = at + 1, 0
        elif mark in _OPEN:
            depth += 1
        elif mark in _CLOSE:
            depth = max(0, depth - 1)
        elif mark in _ENDS and (depth == 0 or at - start > LONGEST_SENTENCE):
            yield from _trimmed(text, start, at + 1)
            start, depth = at + 1, 0
    yield from _trimmed(text, start, len(text))


def pieces(text: str, limit: int = SUDACHI_LIMIT) -> Iterator[tuple[int, int]]:
    """Consecutive ranges covering ``text``, each at most ``limit`` bytes of UTF-8, cut after sentences if possible.

    Raises:
        ValueError: the limit is below four bytes, the longest single character.
    """
    if limit < 4:
        raise ValueError(f"a piece of {limit} bytes cannot hold every character; give at least 4")
    if len(text) * 4 <= limit or len(text.encode("utf-8", "surrogatepass")) <= limit:
        yield 0, len(text)
        return
    start = 0
    while start < len(text):
        end = _furthest(text, start, limit)
        if end < len(text):
            cut = max(text.rfind("。", start, end), text.rfind("\n", start, end))
            end = cut + 1 if cut >= start else end
        yield start, end
        start = end


def _furthest(text: str, start: int, limit: int) -> int:
    """The largest end whose range from ``start`` fits ``limit`` bytes."""
    window = text[start : start + limit].encode("utf-8", "surrogatepass")[: limit + 4]
    if len(window) <= limit:
        return min(len(text), start + limit)
    end = limit
    while window[end] & 0xC0 == 0x80:  # inside a character
        end -= 1
    return start + len(window[:end].decode("utf-8", "surrogatepass"))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
