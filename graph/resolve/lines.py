"""The JSON lines of `izon resolve`: one object in, one object out (contract: `docs/command-line.md`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as _quoted
from typing import Any

from graph.resolve.answer import Answer
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.pairs import PairJudge
from graph.resolve.when import DateError, Period

_REMEMBERED = 200_000  # answers kept by a run: sources print the same names again and again


_TEXTS = {str, type(None)}


class LineError(ValueError):
    """Raised when a line lacks what the contract asks for; says which field."""


def resolve_line(resolver: OrganizationResolver) -> Callable[[Mapping[str, Any]], str]:
    """A function from a line's object to the answer's JSON text."""
    known: dict[tuple[Any, ...], str] = {}  # by the fields as given, and by what they are read as: texts in both

    def answer(line: Mapping[str, Any]) -> str:
        given = line.get("name"), line.get("address"), line.get("corporate_number"), line.get("date")
        are_texts = type(given[0]) is str and _TEXTS.issuperset(map(type, given))
        tail = known.get(given) if are_texts else None
        if tail is None:
            date = _text(line, "date")
            read = _text(line, "name", required=True), _text(line, "address"), _text(line, "corporate_number"), date
            tail = known.get(read) or f"{_json(resolver.resolve(*read[:3], _period(date)))}}}"
            if len(known) >= _REMEMBERED:
                known.clear()
            known[given if are_texts else read] = tail
        number = line.get("id")
        return f'{{"id": {number if type(number) is int else json.dumps(number)}, {tail}'

    return answer


def _period(date: str) -> Period | None:
    try:
        return Period.of(date) if date else None
    except DateError as error:
        raise LineError(f"field 'date': {error}") from error


def pair_line(judge: PairJudge) -> Callable[[Mapping[str, Any]], str]:
    """The same for pairs."""

    def answer(line: Mapping[str, Any]) -> str:
        found = judge.judge(_text(line, "a", required=True), _text(line, "b", required=True))
        because = [
            {"feature": one.feature, "a": one.a, "b": one.b, "score": round(one.says, 3)} for one in found.because
        ]
        return _dumps({"id": line.get("id"), "same": found.same, "score": round(found.score, 3), "because": because})

    return answer


def _json(answer: Answer) -> str:
    """An answer as the contract has it, as JSON without the braces around it: half of the time that ``json.dumps`` takes."""
    because = ", ".join(
        [
            f'{{"feature": {_quoted(one.feature)}, "printed": {_quoted(one.printed)}, "known": {_quoted(one.known)}, '
            f'"rule": {_quoted(one.rule)}}}'
            for one in answer.because
        ]
    )
    candidates = ", ".join(
        [
            f'{{"corporate_number": "{one.corporate_number}", "name": {_quoted(one.name)}, "place": {_quoted(one.place)}, '
            f'"score": {one.score!r}, "because": {_quoted(one.because)}}}'
            for one in answer.candidates
        ]
    )
    members = ", ".join([f"{{{_json(member)}}}" for member in answer.members])
    return (
        f'"entity": {_quoted(answer.entity) if answer.entity else "null"}, '
        f'"corporate_number": {_quoted(answer.corporate_number) if answer.corporate_number else "null"}, '
        f'"score": {answer.score!r}, "because": [{because}], "candidates": [{candidates}]'
        + (f', "members": [{members}]' if members else "")
    )


def unreadable(line: Mapping[str, Any], error: LineError, *, pair: bool) -> str:
    """The answer to an object that lacks what is asked for: nothing is known, and why."""
    because = [{"feature": "input", "printed": str(error), "known": "", "rule": "not readable"}]
    nothing: dict[str, Any] = {"same": False} if pair else {"entity": None, "corporate_number": None}
    rest: dict[str, Any] = {} if pair else {"candidates": []}
    return _dumps({"id": line.get("id"), **nothing, "score": 0.0, "because": because, **rest})


def _text(line: Mapping[str, Any], field: str, *, required: bool = False) -> str:
    value = line.get(field)
    if value is None:
        if required and field not in line:
            raise LineError(f"no field {field!r}")
        return ""
    if isinstance(value, int) and field == "corporate_number":
        return str(value)
    if not isinstance(value, str):
        raise LineError(f"field {field!r} is no text")
    return value.encode("utf-8", "replace").decode()  # half a surrogate pair is no character


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
