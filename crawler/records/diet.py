"""Records of what the Diet asked and the Cabinet answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A written question as the list of its session shows it."""

    kind: ClassVar[str] = "listed_question"

    house: str  # "参議院" or "衆議院"
    session: int
    number: int
    title: str
    submitter: str
    question_url: str | None
    answer_url: str | None  # None: not answered yet
    progress_url: str | None


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A written question (質問主意書): its head and its text."""

    kind: ClassVar[str] = "written_question"

    house: str
    session: int
    number: int
    title: str
    submitter: str
    date: str | None  # ISO
    text: str  # the page's text, lines joined by "\n"
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """The Cabinet's written answer (答弁書): its head and its text."""

    kind: ClassVar[str] = "written_answer"

    house: str
    session: int
    number: int
    reference: str  # 内閣参質…
    title: str
    answerer: str
    date: str | None
    text: str
    body_start: int
    body_end: int


@dataclass(frozen=True, slots=True)
class AnsweredPoint:
    """One section of a written answer (一について, 二の1のア及びイについて): offsets into the answer's text."""

    kind: ClassVar[str] = "answered_point"

    house: str
    session: int
    number: int
    ordinal: int  # position among the sections, from 0
    heading: str  # "" for an answer without sections
    start: int  # of the section's body, after the heading
    end: int
