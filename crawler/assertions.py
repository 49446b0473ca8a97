"""What a source's metadata asserts of a page, held against what reading it gave.

A page that the site itself served and that breaks an assertion is quarantined: archived, not made into records. What
came through a mirror may be a part or a rebuilt page; there a breach is a shortfall to be shown, and nothing more.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from crawler.ledger import Capture
from crawler.records import Problem, Record
from crawler.sources import SourceError, load

_ERRORS_AT_FIRST = 0.01  # share of records with an error that a page kind known from documentation only may have


@dataclass(frozen=True, slots=True)
class Expectations:
    """What must hold of a page of one kind."""

    minimum_records: Mapping[str, int] = field(hash=False)  # record kind → at least so many
    fill_rates: Mapping[str, Mapping[str, float]] = field(hash=False)  # record kind → field → share that is filled
    maximum_problems: Mapping[str, int] = field(hash=False)  # problem code → at most so many
    from_documentation: bool  # no page of this kind has been seen when its reader was written

    @property
    def digest(self) -> str:
        """Names these expectations: other ones are held against the page anew."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


def expectations(capture: Capture) -> Expectations:
    """What the metadata of a capture's source says of its page kind; nothing for a source that has no metadata."""
    try:
        source = load(capture.source)
    except SourceError:
        return Expectations({}, {}, {}, from_documentation=False)
    kind = capture.page_kind
    return Expectations(
        source.minimum_records.get(kind, {}),
        source.fill_rates.get(kind, {}),
        source.maximum_problems.get(kind, {}),
        source.page_kinds.get(kind) == "documentation-only",
    )


def is_served(capture: Capture) -> bool:
    """Whether the site itself sent the capture to us, so that a whole page is to be expected."""
    return capture.origin == "served" and not capture.via


class Tally:
    """Counts what reading a page gives, and says which expectations it breaks."""

    def __init__(self, expected: Expectations) -> None:
        self.problems: list[Problem] = []
        self._expected = expected
        self._records: Counter[str] = Counter()
        self._filled: Counter[tuple[str, str]] = Counter()
        self._codes: Counter[str] = Counter()
        self._errors = 0
        self._unreadable = ""

    def add(self, record: Record) -> None:
        """Count one record."""
        if isinstance(record, Problem):
            self.problems.append(record)
            self._codes[record.code] += 1
            self._errors += record.severity == "error"
            return
        self._records[record.kind] += 1
        for name in self._expected.fill_rates.get(record.kind, ()):
            self._filled[record.kind, name] += getattr(record, name) not in (None, "", ())

    def add_unreadable(self, problem: Problem) -> None:
        """Note that the page as a whole cannot be read."""
        self.add(problem)
        self._unreadable = problem.code

    def breaches(self) -> tuple[str, ...]:
        """What does not hold, in words; nothing when all is well."""
        found = [f"the page cannot be read ({self._unreadable})"] if self._unreadable else []
        for kind, minimum in self._expected.minimum_records.items():
            if self._records[kind] < minimum:
                found.append(f"{self._records[kind]} records of kind {kind}, expected at least {minimum}")
        for kind, rates in self._expected.fill_rates.items():
            for name, rate in rates.items():
                if self._filled[kind, name] < rate * self._records[kind]:
                    filled = f"{self._filled[kind, name]} of {self._records[kind]} records of kind {kind}"
                    found.append(f"{name} is filled in {filled}, expected at least {rate:.0%}")
        for code, maximum in self._expected.maximum_problems.items():
            if self._codes[code] > maximum:
                found.append(f"{self._codes[code]} problems {code}, expected at most {maximum}")
        if self._expected.from_documentation:
            found += self._first_breaches()
        return tuple(found)

    def _first_breaches(self) -> list[str]:
        """What must hold besides while a reader has been tried on no page of the site."""
        total = sum(self._records.values())
        if not total and not self._unreadable:
            return ["no record; the reader was written from documentation and has to be compared with the page"]
        if total and self._errors > _ERRORS_AT_FIRST * total:
            return [f"{self._errors} errors in {total} records; the reader was written from documentation"]
        return []
