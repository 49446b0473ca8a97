"""The ledger: what was asked, what came, what was promised. One SQLite file, ``ledger.sqlite`` in the home.

Times are ISO 8601 in UTC with seconds (``2026-11-24T01:02:03Z``); URLs are the original ones, also under a mirror.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.ledger_schema import GONE, LedgerError, prepare

__all__ = [
    "ORIGINS",
    "AskedRequest",
    "Capture",
    "Gone",
    "Ledger",
    "LedgerError",
    "Promise",
    "Redaction",
    "RobotsDecision",
    "Run",
    "current_captures",
]

ORIGINS = ("served", "copied", "reconstructed")  # best first: how near the bytes are to what the site sends


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a server: the bytes that a URL gave. The same bytes from the same URL are one, however often seen.

    ``payload_digest`` and ``length`` are of the body with its content encoding undone; ``via`` is the mirror it came
    through ("" for the web); ``etag`` and ``last_modified`` may be sent back there, and only there.
    """

    digest: str
    url: str
    source: str
    page_kind: str
    origin: str  # one of ORIGINS
    status: int
    media_type: str
    payload_digest: str  # "sha256:" and 64 hexadecimal digits
    length: int
    first_seen: str
    last_seen: str
    etag: str | None
    last_modified: str | None
    via: str
    warc_file: str  # name of the file in home/archive
    warc_offset: int
    arguments: Mapping[str, str | int] = field(hash=False)  # what the spider asked for: {"year": 2025}


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """One request of a run.

    ``outcome`` is new, unchanged, missing (404, 410), gone (the same of a page that we hold: its capture is the page's
    tombstone), failed, refused (robots.txt, scope) or other.
    """

    url: str
    asked: str
    status: int | None
    outcome: str
    capture: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a source said it has in one slice (a year, a session), and how much of it we hold after a run."""

    source: str
    slice: str
    what: str
    promised: int
    held: int
    missing: tuple[str, ...]  # names of what is missing, each with the reason
    not_published: tuple[str, ...] = ()  # names of what the source need not have and does not, each with the reason


@dataclass(frozen=True, slots=True)
class Gone:
    """A page that we hold, and that its site no longer has: the last answer was 404 or 410."""

    source: str
    page_kind: str
    url: str
    status: int
    since: str  # time of the first such answer after the page was last seen
    last_held: str  # when the page was last seen
    tombstone: str  # digest of the capture of the 404 or 410
    via: str  # the mirror that no longer has it, "" for the web


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """What a run took a host's robots.txt to say: in words, and the Crawl-delay in seconds where there is one."""

    host: str
    decision: str
    crawl_delay: float | None


@dataclass(frozen=True, slots=True)
class Redaction:
    """Bytes that were removed from the archive, and are not taken in again."""

    payload_digest: str
    redacted: str  # ISO 8601, UTC
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one source; ``finished`` is ``None`` while it goes on, and for ever when it was killed."""

    id: int
    source: str
    arguments: Mapping[str, str] = field(hash=False)
    via: str
    started: str
    finished: str | None
    finish_reason: str | None


class Ledger:
    """The ledger of a home. Every call is one transaction, so a killed process leaves whole rows only."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / "ledger.sqlite"
        self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            prepare(self._connection, self.path)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise LedgerError(f"{self.path}: not a ledger ({error}); restore it from a copy") from error
        except LedgerError:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the ledger cannot be used afterwards."""
        self._connection.close()

    def start_run(self, source: str, arguments: Mapping[str, str], via: str, started: str) -> int:
        """Note that a crawl begins; gives the run's number."""
        cursor = self._connection.execute(
            "INSERT INTO runs (source, arguments, via, started) VALUES (?, ?, ?, ?)",
            (source, _json(arguments), via, started),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def finish_run(self, run: int, finished: str, reason: str) -> None:
        """Note that a crawl has ended, and Scrapy's finish reason (``finished`` when nothing stopped it)."""
        self._connection.execute(
            "UPDATE runs SET finished = ?, finish_reason = ? WHERE id = ?", (finished, reason, run)
        )

    def record_request(self, run: int, request: AskedRequest, capture: Capture | None = None) -> None:
        """Note one request, with the capture it gave where there is one.

        A capture that is known already keeps when it was first seen; everything else of it is taken from the new row.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            if capture is not None:
                self._connection.execute(_UPSERT, _row(capture))
            self._connection.execute(
                "INSERT INTO requests (run, url, asked, status, outcome, capture, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run, request.url, request.asked, request.status, request.outcome, request.capture, request.error),
            )

    def record_promise(self, run: int, promise: Promise) -> None:
        """Note a promise and how far it is kept; the last word of a run on a slice counts."""
        self._connection.execute(
            "INSERT OR REPLACE INTO promises VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run,
                promise.source,
                promise.slice,
                promise.what,
                promise.promised,
                promise.held,
                _json(list(promise.missing)),
                _json(list(promise.not_published)),
            ),
        )

    def captures(self) -> Iterator[Capture]:
        """Every capture, by URL, time first seen and digest."""
        yield from self._captures("ORDER BY url, first_seen, digest")

    def capture(self, digest: str) -> Capture | None:
        """The capture of a digest."""
        return next(self._captures("WHERE digest = ?", digest), None)

    def latest(self, url: str) -> Capture | None:
        """The capture that a URL gave when it was last asked with success (status 200)."""
        return next(
            self._captures(
                "WHERE url = ? AND status = 200 ORDER BY last_seen DESC, first_seen DESC, digest LIMIT 1", url
            ),
            None,
        )

    def captures_of(self, url: str) -> list[Capture]:
        """The captures of a URL, whatever the status, the one that it gave last at the end."""
        return list(self._captures("WHERE url = ? ORDER BY last_seen, first_seen, digest", url))

    def forget_captures_from(self, warc_file: str, size: int) -> int:
        """Drop captures behind the end of a WARC file that a crash cut short, so that they are fetched again."""
        cursor = self._connection.execute(
            "DELETE FROM captures WHERE warc_file = ? AND warc_offset >= ?", (warc_file, size)
        )
        return cursor.rowcount

    def runs(self) -> list[Run]:
        """Every run, in the order they began."""
        rows = self._connection.execute(
            "SELECT id, source, arguments, via, started, finished, finish_reason FROM runs ORDER BY id"
        )
        return [Run(row[0], row[1], json.loads(row[2]), *row[3:]) for row in rows]

    def requests(self, run: int) -> list[AskedRequest]:
        """The requests of a run, in the order they were answered."""
        rows = self._connection.execute(
            "SELECT url, asked, status, outcome, capture, error FROM requests WHERE run = ? ORDER BY id", (run,)
        )
        return [AskedRequest(*row) for row in rows]

    def promises(self, run: int) -> list[Promise]:
        """The promises of a run."""
        rows = self._connection.execute(
            "SELECT source, slice, what, promised, held, missing, not_published FROM promises WHERE run = ?"
            " ORDER BY slice, what",
            (run,),
        )
        return [_promise(row) for row in rows]

    def latest_promises(self, source: str) -> list[Promise]:
        """Of each slice of a source what the latest run that asked for it found.

        Left out are slices that somebody named in an earlier run and of which nothing ever came: they may have been a
        mistake, and no later run asks for them.
        """
        last = self._connection.execute("SELECT max(id) FROM runs WHERE source = ?", (source,)).fetchone()[0]
        found: dict[tuple[str, str], Promise] = {}
        plausible = set()
        for run, arguments, *row in self._connection.execute(
            "SELECT run, arguments, promises.source, slice, what, promised, held, missing, not_published FROM promises"
            " JOIN runs ON runs.id = run WHERE promises.source = ? ORDER BY run",
            (source,),
        ):
            promise = _promise(row)
            found[promise.slice, promise.what] = promise
            if promise.held or run == last or arguments == "{}":
                plausible.add(promise.slice)
        return [found[key] for key in sorted(found) if key[0] in plausible]

    def last_failed_request(self, run: int) -> AskedRequest | None:
        """The last request of a run that got no usable answer and that no later answer of its URL made good."""
        row = self._connection.execute(
            "SELECT url, asked, status, outcome, capture, error FROM requests AS failed WHERE run = ?"
            " AND outcome IN ('failed', 'refused') AND NOT EXISTS (SELECT 1 FROM requests AS later WHERE"
            " later.run = failed.run AND later.url = failed.url AND later.id > failed.id AND later.outcome IN"
            " ('new', 'unchanged', 'missing', 'gone')) ORDER BY id DESC LIMIT 1",
            (run,),
        ).fetchone()
        return None if row is None else AskedRequest(*row)

    def slices_with_gaps(self, run: int, argument: str) -> list[str]:
        """Slices that the source of a run, crawled the same way, was last left with gaps in, sorted.

        ``argument`` is the argument that names slices. Left out are slices that somebody named in it and of which
        nothing ever came: they may be there by mistake.
        """
        source, via = self._connection.execute("SELECT source, via FROM runs WHERE id = ?", (run,)).fetchone()
        latest: dict[tuple[str, str], tuple[int, int]] = {}
        plausible = set()
        for part, what, promised, held, arguments in self._connection.execute(
            "SELECT slice, what, promised, held, arguments FROM promises JOIN runs ON runs.id = run"
            " WHERE runs.source = ? AND via = ? AND run < ? ORDER BY run",
            (source, via, run),
        ):
            latest[part, what] = (promised, held)
            if held or argument not in json.loads(arguments):
                plausible.add(part)
        return sorted({part for (part, _), (promised, held) in latest.items() if held < promised} & plausible)

    def gone(self) -> list[Gone]:
        """Pages that we hold and whose latest answer, the same way as the page came, was 404 or 410, by URL."""
        return [Gone(*row) for row in self._connection.execute(GONE)]

    def record_robots(self, run: int, decision: RobotsDecision) -> None:
        """Note what a run takes a host's robots.txt to say."""
        self._connection.execute(
            "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)",
            (run, decision.host, decision.decision, decision.crawl_delay),
        )

    def robots(self, run: int) -> list[RobotsDecision]:
        """The decisions of a run, by host."""
        rows = self._connection.execute(
            "SELECT host, decision, crawl_delay FROM robots WHERE run = ? ORDER BY host", (run,)
        )
        return [RobotsDecision(*row) for row in rows]

    def redactions(self) -> list[Redaction]:
        """Every redaction, by time and digest."""
        rows = self._connection.execute("SELECT * FROM redactions ORDER BY redacted, payload_digest")
        return [Redaction(*row) for row in rows]

    def redaction(self, payload_digest: str) -> Redaction | None:
        """The redaction of a payload."""
        row = self._connection.execute(
            "SELECT * FROM redactions WHERE payload_digest = ?", (payload_digest,)
        ).fetchone()
        return None if row is None else Redaction(*row)

    def redact(self, redaction: Redaction, moved: Mapping[tuple[str, int], tuple[str, int]]) -> None:
        """Note a redaction, and that WARC records (file, offset) have moved.

        It is on the disk when this returns. What a server gave to ask conditionally with is forgotten: there is no
        page left that its answer could confirm.
        """
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            self._connection.execute(
                "INSERT OR IGNORE INTO redactions VALUES (?, ?, ?)",
                (redaction.payload_digest, redaction.redacted, redaction.reason),
            )
            places = self._connection.execute("SELECT digest, warc_file, warc_offset FROM captures").fetchall()
            self._connection.executemany(
                "UPDATE captures SET warc_file = ?, warc_offset = ? WHERE digest = ?",
                [(*moved[file, offset], digest) for digest, file, offset in places if (file, offset) in moved],
            )
            self._connection.execute(
                "UPDATE captures SET etag = NULL, last_modified = NULL WHERE payload_digest = ?",
                (redaction.payload_digest,),
            )

    def _captures(self, clause: str, *values: str) -> Iterator[Capture]:
        for row in self._connection.execute(f"SELECT {_COLUMNS} FROM captures {clause}", values):  # noqa: S608 - constants
            yield Capture(*(*row[:-1], json.loads(row[-1])))


def current_captures(captures: Iterable[Capture]) -> dict[str, Capture]:
    """For each URL the capture that it gave when it was last asked: what its document says now."""
    current: dict[str, Capture] = {}
    for capture in captures:
        held = current.get(capture.url)
        if held is None or _recency(capture) > _recency(held):
            current[capture.url] = capture
    return current


def _recency(capture: Capture) -> tuple[str, str, str]:
    return capture.last_seen, capture.first_seen, capture.digest


_COLUMNS = ", ".join(Capture.__dataclass_fields__)
_UPSERT = (
    f"INSERT INTO captures ({_COLUMNS}) VALUES ({', '.join('?' * len(Capture.__dataclass_fields__))})"  # noqa: S608 - constants
    " ON CONFLICT (digest) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}" for name in Capture.__dataclass_fields__ if name not in ("digest", "first_seen")
    )
)


def _row(capture: Capture) -> tuple[str | int | None, ...]:
    *values, arguments = (getattr(capture, name) for name in Capture.__dataclass_fields__)
    return (*values, _json(arguments))


def _promise(row: Sequence[Any]) -> Promise:
    return Promise(*(*row[:5], tuple(json.loads(row[5])), tuple(json.loads(row[6]))))


def _json(value: Mapping[str, str | int] | Mapping[str, str] | list[str]) -> str:
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False, sort_keys=True)
