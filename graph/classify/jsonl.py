"""The lines of `izon classify`: what comes in and what goes out, as the design's command line says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.classify.classifier import Classifier
from graph.classify.model import Finding, Subject


class LineError(ValueError):
    """A line cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the id that its answer carries."""

    id: str | int
    subject: Subject


def parse_line(raw: bytes) -> Line:
    """Reads ``{"id", "name", "text"[, "ministry", "bureau", "role", "payee", "payees"]}``; null is the same as absent.

    Raises:
        LineError: no JSON object in UTF-8, no id, neither name nor text, or a field of the wrong type.
    """
    try:
        given = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise LineError(f"no JSON in UTF-8: {error}") from error
    if not isinstance(given, dict):
        raise LineError("no JSON object")
    key = given.get("id")
    if not isinstance(key, (str, int)) or isinstance(key, bool):
        raise LineError('"id" is neither a string nor an integer')
    if given.get("name") is None and given.get("text") is None:
        raise LineError('neither "name" nor "text"')
    return Line(
        key,
        Subject(
            name=_text(given, "name"),
            text=_text(given, "text"),
            ministry=_text(given, "ministry"),
            bureau=_text(given, "bureau"),
            role=_text(given, "role"),
            payee=_text(given, "payee"),
            payees=_texts(given, "payees"),
        ),
    )


def answer(line: Line, classifier: Classifier) -> bytes:
    """The answer to a line, ended by a line feed."""
    project, contract = classifier.classify_project(line.subject), classifier.classify_contract(line.subject)
    financing = None if contract.financing is None else "yes" if contract.financing else "no"
    document = {
        "id": line.id,
        "functions": [_finding(finding) for finding in project.functions],
        "service_types": [_finding(finding) for finding in contract.service_types],
        "is_it": project.is_it,
        "owner": project.owner,
        "financing": financing,
    }
    try:
        return json.dumps(document, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # an id or a word with half of a surrogate pair goes back as it came: escaped
        return json.dumps(document).encode("ascii") + b"\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {"id": finding.id, "score": finding.score, "because": finding.because}


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f'"{name}" is no string')
    return value


def _texts(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise LineError(f'"{name}" is no list of strings')
    return tuple(value)
