"""The JSONL contract of `izon extract`: a line in, a line out (`docs/command-line.md`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from graph.extract.mention import Mention
from graph.extract.reader import Document, DocumentReading
from graph.extract.relations.relation import Argument, Context, Relation


class LineError(ValueError):
    """A line that is not a document; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A document and the id that its answer carries: a string or a number, given back as it came."""

    id: str | int | float
    document: Document


def parse_line(line: bytes) -> Line:
    """Reads ``{"id", "text"[, "context": {"project", "ministry", "payee"}]}``; other keys are left alone.

    Raises:
        LineError: no UTF-8, no JSON object, no id, no text, or a field of another type.
    """
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8: byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at character {error.colno}") from error
    except LineError:
        raise
    except ValueError as error:
        raise LineError(f"not readable: {error}") from error
    except RecursionError as error:
        raise LineError("not readable: nested too deeply") from error
    if not isinstance(value, dict):
        raise LineError("not an object")
    identifier, text = value.get("id"), value.get("text")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int | float):
        raise LineError('"id" must be a string or a number')
    if not isinstance(text, str):
        raise LineError('"text" must be a string')
    return Line(identifier, Document(text, _context(value.get("context"))))


def _no_constant(name: str) -> None:
    raise LineError(f"not JSON: {name}")


def _context(value: Any) -> Context:
    if value is None:
        return Context()
    if not isinstance(value, dict):
        raise LineError('"context" must be an object')
    fields = {name: value.get(name) for name in ("project", "ministry", "payee")}
    for name, field in fields.items():
        if field is not None and not isinstance(field, str):
            raise LineError(f'"context.{name}" must be a string')
    return Context(**fields)


def printed_line(line: Line, reading: DocumentReading, because: bool = False) -> bytes:
    """The answer to a line, with its line end; ``because`` adds which rules spoke."""
    answer = {
        "id": line.id,
        "entities": [_entity(mention, because) for mention in reading.mentions],
        "relations": [_relation(relation, because) for relation in reading.relations],
    }
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can hold and UTF-8 cannot
        return json.dumps(answer).encode() + b"\n"


def _entity(mention: Mention, because: bool) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "type": mention.type,
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "canonical": mention.canonical,
        "confidence": mention.confidence,
    }
    return entity | {"because": [mention.rule]} if because else entity


def _relation(relation: Relation, because: bool) -> dict[str, Any]:
    printed: dict[str, Any] = {
        "subject": _argument(relation.subject),
        "predicate": relation.predicate,
        "object": _argument(relation.object),
        "modality": relation.modality,
        "confidence": relation.confidence,
    }
    return printed | {"because": [relation.rule]} if because else printed


def _argument(argument: Argument) -> dict[str, Any]:
    printed: dict[str, Any] = {"type": argument.type, "text": argument.text}
    if argument.source is not None:
        printed["from"] = argument.source
    else:
        printed |= {"start": argument.start, "end": argument.end}
    if argument.type == "Count":
        printed |= {"value": argument.value, "unit": argument.unit}
    return printed
