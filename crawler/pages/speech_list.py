"""A page of speeches from the interface of the minutes of the Diet (国会会議録検索システム, ``/api/speech``) → records.

JSON: ``numberOfRecords`` that match, ``numberOfReturn`` on this page, ``startRecord``, ``nextRecordPosition`` (null at
the end), ``speechRecord``. A question that cannot be answered has status 400 and ``message`` with ``details``; **a name
that is not known is silently left out of the question**, so that everything matches: what came must be compared with
what was asked for. (National Diet Library, 検索用APIの仕様.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.pages.errors import PageError
from crawler.pages.json_values import read_object
from crawler.records import Problem, Speech

VERSION = 1

HOUSES = ("衆議院", "参議院", "両院", "両院協議会")

IGNORED = {
    "searchObject": "says where the words were found, which is asked for",
    "createTime": "when the Library made its entry; the capture's time stands for what we know when",
    "updateTime": "when the Library changed its entry; a changed speech is another capture",
}

_ENVELOPE = frozenset({"numberOfRecords", "numberOfReturn", "startRecord", "nextRecordPosition", "speechRecord"})
_TEXTS = {
    "speechID": "speech_id",
    "issueID": "issue_id",
    "imageKind": "image_kind",
    "nameOfHouse": "house",
    "nameOfMeeting": "meeting",
    "issue": "issue",
    "date": "date",
    "closing": "closing",
    "speaker": "speaker",
    "speakerYomi": "speaker_reading",
    "speakerGroup": "speaker_group",
    "speakerPosition": "speaker_position",
    "speakerRole": "speaker_role",
    "speech": "text",
    "speechURL": "url",
    "meetingURL": "meeting_url",
    "pdfURL": "pdf_url",
}
_NUMBERS = {"session": "session", "speechOrder": "order", "startPage": "start_page"}
_KNOWN = frozenset({*_TEXTS, *_NUMBERS, *IGNORED})
_REQUIRED = ("speech_id", "issue_id", "house", "meeting", "date", "speaker", "text", "session", "order")

_TOO_LARGE = 10**9  # no session, page or number of speeches is

_SPEECH_ID = re.compile(r"[0-9A-Z]{21}_[0-9]{3,4}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class SpeechPage:
    """What a page says as a whole: positions count from 1; ``following`` is ``None`` on the last page."""

    total: int
    start: int
    following: int | None
    speeches: tuple[Mapping[str, Any], ...]


def read_page(body: bytes, file: str) -> SpeechPage:
    """A page as a whole.

    Raises :class:`PageError` for what is no JSON in UTF-8, for another layout, for a page that holds another number of
    speeches than it says and, with the interface's own words, for a refusal.
    """
    values = _json(body, file)
    if "message" in values:
        details = values.get("details")
        words = "; ".join(str(detail) for detail in details) if isinstance(details, list) else ""
        raise PageError("api_error", f"the interface refuses: {values['message']} {words}".strip(), file)
    total, start = (_number(values.get(name)) for name in ("numberOfRecords", "startRecord"))
    speeches = values.get("speechRecord", [] if total == 0 else None)
    if total is None or not isinstance(speeches, list) or not all(isinstance(speech, dict) for speech in speeches):
        raise PageError(
            "no_speeches", f"no numberOfRecords or speechRecord, but {sorted(values)}; another layout?", file
        )
    returned = _number(values.get("numberOfReturn"))
    if returned is not None and returned != len(speeches):
        raise PageError("returned", f"{returned} speeches are said to be here, {len(speeches)} are; ask again", file)
    return SpeechPage(total, 1 if start is None else start, _number(values.get("nextRecordPosition")), tuple(speeches))


def page_text(body: bytes, file: str) -> str:
    """The text that offsets of the records count in: the speeches, one below the other. Raises ``PageError``."""
    return "\n".join(record.text for record in parse(body, file, {}) if isinstance(record, Speech))


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Speech | Problem]:
    """The speeches of a page; ``arguments`` may hold the ``session`` that was asked for. Raises ``PageError``."""
    page = read_page(body, file)
    problems = [
        Problem("warning", "unknown_field", "a field that is not known; nothing is taken from it", file, None, name)
        for name in sorted({*_json(body, file)} - _ENVELOPE | {name for one in page.speeches for name in one} - _KNOWN)
    ]
    start, seen = 0, set[str]()
    for values in page.speeches:
        speech = _speech(values, start, file, problems)
        if speech is None:
            continue
        if speech.speech_id in seen:
            problems.append(
                _problem("duplicate", "the speech is on the page twice", file, "speechID", speech.speech_id)
            )
            continue
        seen.add(speech.speech_id)
        asked = arguments.get("session")
        if asked is not None and int(asked) != speech.session:
            problems.append(
                _problem("other_session", f"session {asked} was asked for", file, "session", str(speech.session))
            )
        yield speech
        start += len(speech.text) + 1
    yield from problems


def _speech(values: Mapping[str, Any], start: int, file: str, problems: list[Problem]) -> Speech | None:
    texts = {name: _string(values.get(field)) for field, name in _TEXTS.items()}
    numbers = {name: _number(values.get(field)) for field, name in _NUMBERS.items()}
    known: Mapping[str, str | int | None] = {**texts, **numbers}
    missing = [name for name in _REQUIRED if known[name] in ("", None)]
    session, order = numbers["session"], numbers["order"]
    if missing or session is None or order is None:
        message = f"a speech without {', '.join(missing)}; it is left out"
        problems.append(Problem("error", "speech_identity", message, file, None, "speechID", texts["speech_id"][:200]))
        return None
    for name, form in (("speech_id", _SPEECH_ID), ("date", _DATE)):
        if not form.fullmatch(texts[name]):
            problems.append(
                _problem("form", f"{name} has another form than usual; kept as printed", file, name, texts[name])
            )
    if texts["house"] not in HOUSES:
        problems.append(_problem("unknown_code", "a House that is not known", file, "nameOfHouse", texts["house"]))
    return Speech(
        speech_id=texts["speech_id"],
        issue_id=texts["issue_id"],
        image_kind=texts["image_kind"],
        house=texts["house"],
        session=session,
        meeting=texts["meeting"],
        issue=texts["issue"],
        date=texts["date"],
        closing=texts["closing"],
        order=order,
        speaker=texts["speaker"],
        speaker_reading=texts["speaker_reading"],
        speaker_group=texts["speaker_group"],
        speaker_position=texts["speaker_position"],
        speaker_role=texts["speaker_role"],
        text=texts["text"],
        start=start,
        start_page=numbers["start_page"],
        url=texts["url"],
        meeting_url=texts["meeting_url"],
        pdf_url=texts["pdf_url"],
    )


def _json(body: bytes, file: str) -> Mapping[str, Any]:
    if not body.strip():
        raise PageError("empty_page", "the answer is empty; ask again", file)
    return read_object(body, file)


def _string(value: Any) -> str:
    """Null is nothing; lines end in CR LF."""
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")


def _number(value: Any) -> int | None:
    """A whole number, printed as one or as text; the documentation has both."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < _TOO_LARGE else None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None


def _problem(code: str, message: str, file: str, field: str, value: str) -> Problem:
    return Problem("warning", code, message, file, None, field, value[:200])
