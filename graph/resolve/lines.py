"""The JSON lines of `izon resolve`: one object in, one object out (contract: `docs/command-line.md`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from graph.resolve.answer import Answer
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.pairs import PairJudge
from graph.resolve.when import DateError, Period

_REMEMBERED = 200_000  # answers kept by a run: sources print the same names again and again


class LineError(ValueError):
    """Raised when a line lacks what the contract asks for; says which field."""


def resolve_line(resolver: OrganizationResolver) -> Callable[[Mapping[str, Any]], str]:
    """A function from a line's object to the answer's JSON text."""
    known: dict[tuple[str, str, str, str], str] = {}

    def answer(line: Mapping[str, Any]) -> str:
        date = _text(line, "date")
        key = _text(line, "name", required=True), _text(line, "address"), _text(line, "corporate_number"), date
        tail = known.get(key)
        if tail is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            tail = known[key] = _dumps(answer_document(resolver.resolve(*key[:3], _period(date))))[1:]
        return f'{{"id": {json.dumps(line.get("id"))}, {tail}'

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


def answer_document(answer: Answer) -> dict[str, Any]:
    """An answer as the contract has it."""
    document: dict[str, Any] = {
        "entity": answer.entity or None,
        "corporate_number": answer.corporate_number or None,
        "score": answer.score,
        "because": [
            {"feature": one.feature, "printed": one.printed, "known": one.known, "rule": one.rule}
            for one in answer.because
        ],
        "candidates": [
            {
                "corporate_number": one.corporate_number,
                "name": one.name,
                "place": one.place,
                "score": one.score,
                "because": one.because,
            }
            for one in answer.candidates
        ],
    }
    if answer.members:
        document["members"] = [answer_document(member) for member in answer.members]
    return document


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
