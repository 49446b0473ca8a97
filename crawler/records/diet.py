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


@dataclass(frozen=True, slots=True)
class QuestionProgress:
    """What has become of a written question: its days, as the page on its progress (経過, 明細) prints them."""

    kind: ClassVar[str] = "question_progress"

    house: str
    session: int
    number: int
    title: str
    submitter: str
    group: str  # 会派名; "" where the House prints none
    state: str  # "submitted" · "forwarded" · "postponed" · "answered" · "withdrawn" · "not_forwarded" · "unknown"
    status: str  # 経過状況 or 備考, as printed; "" where there is none
    submitted: str | None  # ISO dates; None where the page has an empty cell
    forwarded: str | None  # to the Cabinet
    postponement_notified: str | None  # 答弁延期通知受領
    postponed_until: str | None  # 答弁延期期限
    answered: str | None  # 答弁書受領
    withdrawn: str | None
    withdrawal_notified: str | None


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech (発言) of the minutes of the Diet, as the API of the National Diet Library gives it."""

    kind: ClassVar[str] = "speech"

    speech_id: str  # <issue_id>_<order>
    issue_id: str  # 21 characters: the issue of the minutes
    image_kind: str  # 会議録, 目次, 索引, 附録, 追録
    house: str
    session: int
    meeting: str  # 予算委員会
    issue: str  # 第5号
    date: str  # ISO
    closing: str  # 閉会中審査, "" outside it
    order: int  # 0 is the head of the minutes (会議録情報), no speech of anybody
    speaker: str
    speaker_reading: str
    speaker_group: str
    speaker_position: str
    speaker_role: str  # 証人, 参考人, 公述人
    text: str  # lines joined by "\n"
    start: int  # where the text starts in the page's text
    start_page: int | None  # of the printed minutes
    url: str
    meeting_url: str
    pdf_url: str
