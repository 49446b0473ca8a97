"""Claims of speeches in the Diet: which systems and services a speech names. What a speaker says is not what is so."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.records import Speech
from graph.claims.model import Argument, Claim, TextEvidence, Thing
from graph.claims.reading import named_services, named_systems
from graph.claims.titles import Read

VERSION = "1"


def speech_claims(record: Speech, page: str, read: Read) -> Iterator[Claim | Thing]:
    """One speech; ``page`` is the text that offsets count in. The head of the minutes (order 0) is nobody's speech."""
    if record.order == 0:
        return
    reading = read(record.text)
    found = (*named_systems(reading, f"speech/{record.issue_id}"), *named_services(reading))
    if not found:
        return  # thousands of speeches name nothing that we know; they stay in the records
    speech = Argument("speech", "", record.speech_id)
    yield Thing(
        speech,
        f"{record.house}{record.meeting}{record.issue} {record.speaker}",
        (("session", record.session), ("person", record.speaker), ("position", record.speaker_position), ("date", record.date)),
    )  # fmt: skip
    for named in found:
        evidence = TextEvidence.of(page, record.start + named.start, record.start + named.end)
        yield Claim(
            f"speech/{record.speech_id}", "names", speech, named.argument, (evidence,), confidence=named.confidence
        )
