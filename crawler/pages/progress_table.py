"""What both Houses print of the progress of a written question: labels with values → :class:`QuestionProgress`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.pages.diet_page import checked_number, number_of
from crawler.pages.errors import PageError
from crawler.pages.japanese_dates import date_in
from crawler.records import Problem, QuestionProgress

# What the Houses print as status or note → the state it means. A page may print nothing.
_STATES = {
    "質問受理": "submitted",
    "内閣転送": "forwarded",
    "答弁延期": "postponed",
    "答弁延期通知受領": "postponed",
    "答弁受理": "answered",
    "撤回": "withdrawn",
    "転送に至らず": "not_forwarded",
}

_BLANK = re.compile(r"[\s　]+")
_NUMBER = re.compile(r"([0-9０-９〇一二三四五六七八九十百]+)")


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a House: label → field of :class:`QuestionProgress`; labels that are not taken, with the reason."""

    taken: Mapping[str, str]
    ignored: Mapping[str, str]


_DATES = (
    "submitted",
    "forwarded",
    "postponement_notified",
    "postponed_until",
    "answered",
    "withdrawn",
    "withdrawal_notified",
)


def progress(
    house: str,
    cells: Iterable[tuple[str, str]],
    labels: Labels,
    arguments: Mapping[str, str | int],
    file: str,
    problems: list[Problem],
) -> QuestionProgress:
    """The record of a page, from its labels and values in page order.

    ``problems`` takes a warning for a label that is not known, is there twice or is missing, and for a value that
    cannot be read. Raises ``PageError`` for a page without any label that is known.
    """
    printed = _printed(cells, labels, file, problems)
    if not printed:
        raise PageError("no_progress", "no label that is known; the page has another layout or is an error page", file)
    problems.extend(
        Problem("warning", "missing_label", "the page does not print this label", file, field=label)
        for label, name in labels.taken.items()
        if name not in printed
    )
    dates = {name: _date(name, printed.get(name, ""), file, problems) for name in _DATES}
    status = printed.get("status", "")
    record = QuestionProgress(
        house=house,
        session=_checked("session", printed, arguments, file, problems),
        number=_checked("number", printed, arguments, file, problems),
        title=printed.get("title", ""),
        submitter=printed.get("submitter", ""),
        group=printed.get("group", ""),
        state=_state(status, dates),
        status=status,
        submitted=dates["submitted"],
        forwarded=dates["forwarded"],
        postponement_notified=dates["postponement_notified"],
        postponed_until=dates["postponed_until"],
        answered=dates["answered"],
        withdrawn=dates["withdrawn"],
        withdrawal_notified=dates["withdrawal_notified"],
    )
    if status and status not in _STATES:
        problems.append(
            Problem(
                "warning", "unknown_status", "a status that is not known; kept as printed", file, None, "status", status
            )
        )
    if status in ("答弁受理", "撤回") and record.state != _STATES[status]:
        problems.append(
            Problem("warning", "status_without_date", "the status says more than the days do", file, value=status)
        )
    return record


def _printed(cells: Iterable[tuple[str, str]], labels: Labels, file: str, problems: list[Problem]) -> dict[str, str]:
    printed: dict[str, str] = {}
    for label, value in cells:
        name = labels.taken.get(label)
        if name is None:
            if label not in labels.ignored:
                problems.append(
                    Problem("warning", "unknown_label", "a label that is not known", file, None, label, value[:200])
                )
        elif name in printed:
            problems.append(
                Problem("warning", "label_twice", "the first value is taken", file, None, label, value[:200])
            )
        else:
            printed[name] = value
    return printed


def _checked(
    name: str, printed: Mapping[str, str], arguments: Mapping[str, str | int], file: str, problems: list[Problem]
) -> int:
    return checked_number(name, number_of(_NUMBER.search(printed.get(name, ""))), arguments, file, problems)


def _date(name: str, printed: str, file: str, problems: list[Problem]) -> str | None:
    """Days are printed with blanks that line them up: 令和 8年 2月18日."""
    date = date_in(_BLANK.sub("", printed))
    if printed and date is None:
        problems.append(Problem("warning", "date", "not a date; no value taken", file, None, name, printed[:200]))
    return date


def _state(status: str, dates: Mapping[str, str | None]) -> str:
    """Days say more than a status, which some pages lack; the last that can happen to a question comes first."""
    if dates["withdrawn"] or status == "撤回":
        return "withdrawn"
    if dates["answered"]:
        return "answered"
    if status == "転送に至らず":
        return "not_forwarded"
    if dates["postponement_notified"] or _STATES.get(status) == "postponed":
        return "postponed"
    if dates["forwarded"]:
        return "forwarded"
    return "submitted" if dates["submitted"] else "unknown"
