"""Where the members of a JSON document stand in its text, by their pointers (RFC 6901)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(slots=True)
class _Level:
    """An object or list that is open: its pointer, and the member at hand."""

    pointer: str
    is_list: bool
    start: int
    member: str = ""  # name, or position in a list
    member_start: int = 0
    named: bool = False
    position: int = 0


def json_places(text: str) -> Mapping[str, tuple[int, int]]:
    """By pointer the span of each member, from its name (in a list: from its value) to the end of its value.

    Offsets are code points, end exclusive. ``text`` must be JSON; what it says is not checked.
    """
    places: dict[str, tuple[int, int]] = {}
    stack: list[_Level] = []
    for token in _TOKEN.finditer(text):
        word, level = token[0], stack[-1] if stack else None
        if word == "," or word == ":":
            continue
        if word in "{[":
            pointer = _pointer(level, token.start())
            stack.append(_Level(pointer, word == "[", level.member_start if level else token.start()))
        elif word in "}]":
            closed = stack.pop()
            places[closed.pointer] = closed.start, token.end()
            _advance(stack)
        elif level is not None and not level.is_list and not level.named:
            level.member, level.member_start, level.named = json.loads(word), token.start(), True
        else:
            pointer = _pointer(level, token.start())
            places[pointer] = (level.member_start if level else token.start()), token.end()
            _advance(stack)
    return places


def _pointer(level: _Level | None, start: int) -> str:
    """The pointer of the value that begins at ``start`` within an open level."""
    if level is None:
        return ""
    if level.is_list:
        level.member, level.member_start = str(level.position), start
    return f"{level.pointer}/{level.member.replace('~', '~0').replace('/', '~1')}"


def _advance(stack: list[_Level]) -> None:
    """A value has ended: the next one is the next of its list, or has a name of its own."""
    if stack:
        stack[-1].named = False
        stack[-1].position += 1
