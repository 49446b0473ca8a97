"""Values of JSON documents, with a problem for every one that is not of the kind it should be."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError

MAXIMUM_INTEGER = 1 << 62  # what the record tables hold, and more than any state spends
_LONGEST_NUMBER = 40  # characters


def read_json(body: bytes, file: str) -> Any:
    """The document of a body in UTF-8; numbers with a fraction as their text. Raises :class:`PageError`."""
    try:
        text = body.decode("utf-8-sig")
        document = json.loads(text, parse_float=str, parse_constant=_refuse)
        if "\\ud" in text.lower():
            json.dumps(document, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except UnicodeDecodeError as error:
        raise PageError("encoding", f"not UTF-8 at byte {error.start}; fetch it again", file) from error
    except UnicodeEncodeError as error:
        raise PageError("json", f"a text is no Unicode ({error.reason}); fetch it again", file) from error
    except (ValueError, RecursionError) as error:
        raise PageError("json", f"not JSON ({error}); fetch it again", file) from error
    return document


def read_object(body: bytes, file: str) -> Mapping[str, Any]:
    """As :func:`read_json`, for a document that is one object. Raises :class:`PageError`."""
    document = read_json(body, file)
    if not isinstance(document, dict):
        raise PageError("json", f"not an object but {type(document).__name__}; look at what came", file)
    return document


def shown(document: Any, left_out: Collection[str]) -> str:
    """A document as text for evidence, one member a line, without members of some names (persons), at any depth."""
    return json.dumps(_without(document, frozenset(left_out)), ensure_ascii=False, indent=1)


def _without(value: Any, left_out: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(member, left_out) for name, member in value.items() if name not in left_out}
    if isinstance(value, list):
        return [_without(entry, left_out) for entry in value]
    return value


class ObjectReader:
    """Takes members out of one JSON object; what nobody took and nobody named as ignored is noted by :meth:`leftover`."""

    def __init__(self, reader: CellReader, members: Any, position: int, what: str) -> None:
        self.reader = reader
        self.position = position
        self.what = what
        self._members: dict[str, Any] = dict(members) if isinstance(members, dict) else {}
        if not isinstance(members, dict):
            reader.fail("json_form", f"{what} is no object; left out", position, cell=str(members))

    def text(self, name: str) -> str:
        """A text, or a number as text; ``""`` for null and what is not there."""
        value = self._members.pop(name, None)
        if value is None:
            return ""
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        self._unexpected(name, value, "a text")
        return ""

    def integer(self, name: str) -> int | None:
        """A whole number; ``None`` for null and what is not there."""
        value = self._members.pop(name, None)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MAXIMUM_INTEGER:
            return value
        if isinstance(value, str) and len(value) <= _LONGEST_NUMBER:
            return self.reader.integer(value, self.position, f"{self.what}/{name}")
        self._unexpected(name, value, "a number")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty ones left out."""
        return tuple(text for text in (str(value).strip() for value in self.members(name)) if text)

    def members(self, name: str) -> list[Any]:
        """A list; empty for null and what is not there."""
        value = self._members.pop(name, None)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self._unexpected(name, value, "a list")
        return []

    def value(self, name: str) -> Any:
        """Whatever stands there."""
        return self._members.pop(name, None)

    def leftover(self, ignored: Collection[str]) -> None:
        """Note each member that was not taken and is not ignored."""
        for name in sorted(set(self._members) - set(ignored)):
            self.reader.warn(
                "leftover_member",
                "nobody knows this member; it is left out",
                self.position,
                f"{self.what}/{name}",  # without its value, which may be about a person
            )

    def _unexpected(self, name: str, value: Any, wanted: str) -> None:
        self.reader.fail("json_form", f"expected {wanted}; not used", self.position, f"{self.what}/{name}", str(value))


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")
