"""The tables of the ledger, how a ledger of an earlier version becomes one of this, and its longest question."""

from __future__ import annotations

import sqlite3
from pathlib import Path

SCHEMA_VERSION = 3

_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, arguments TEXT NOT NULL, via TEXT NOT NULL,
    started TEXT NOT NULL, finished TEXT, finish_reason TEXT
);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES runs (id), url TEXT NOT NULL,
    asked TEXT NOT NULL, status INTEGER, outcome TEXT NOT NULL, capture TEXT, error TEXT
);
CREATE INDEX requests_run ON requests (run);
CREATE TABLE captures (
    digest TEXT PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL, page_kind TEXT NOT NULL, origin TEXT NOT NULL,
    status INTEGER NOT NULL, media_type TEXT NOT NULL, payload_digest TEXT NOT NULL, length INTEGER NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, etag TEXT, last_modified TEXT, via TEXT NOT NULL,
    warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL, arguments TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX captures_url ON captures (url, last_seen);
CREATE TABLE promises (
    run INTEGER NOT NULL REFERENCES runs (id), source TEXT NOT NULL, slice TEXT NOT NULL, what TEXT NOT NULL,
    promised INTEGER NOT NULL, held INTEGER NOT NULL, missing TEXT NOT NULL, PRIMARY KEY (run, slice, what)
) WITHOUT ROWID;
"""

# What version 2 adds to version 1; a ledger of version 1 is brought up when it is opened.
_SECOND = """
ALTER TABLE promises ADD COLUMN not_published TEXT NOT NULL DEFAULT '[]';
CREATE TABLE robots (
    run INTEGER NOT NULL REFERENCES runs (id), host TEXT NOT NULL, decision TEXT NOT NULL, crawl_delay REAL,
    PRIMARY KEY (run, host)
) WITHOUT ROWID;
"""

# What version 3 adds.
_THIRD = """
CREATE TABLE redactions (payload_digest TEXT PRIMARY KEY, redacted TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
"""


# The order of requests counts, not their times: a second is long.
GONE = """
WITH answer AS (
    SELECT requests.id, requests.url, requests.asked, runs.via, captures.digest, captures.status, captures.source,
           captures.page_kind
    FROM requests JOIN runs ON runs.id = requests.run JOIN captures ON captures.digest = requests.capture
    WHERE captures.page_kind <> ''
), held AS (
    SELECT url, via, max(id) AS id FROM answer WHERE status = 200 GROUP BY url, via
), tombstone AS (
    SELECT answer.url, answer.via, answer.status, answer.digest, min(answer.asked) AS since, max(answer.id) AS id
    FROM held JOIN answer ON answer.url = held.url AND answer.via = held.via AND answer.id > held.id
    WHERE answer.status IN (404, 410) GROUP BY answer.url, answer.via
)
SELECT page.source, page.page_kind, page.url, tombstone.status, tombstone.since, page.asked, tombstone.digest, page.via
FROM held JOIN answer AS page ON page.id = held.id JOIN tombstone ON tombstone.url = page.url AND tombstone.via = page.via
ORDER BY page.url, page.via
"""


class LedgerError(Exception):
    """Raised when the ledger's file cannot be used: written by another version of Izon, or no SQLite file."""


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new ledger, and bring one of an earlier version up. Raises :class:`LedgerError`."""
    # Other processes read while a crawl writes; a kill loses nothing, a power cut at most the last moments.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if _version(connection) < SCHEMA_VERSION:
        connection.execute("BEGIN IMMEDIATE")
        with connection:  # one transaction: a killed process leaves the old version; of two at once one finds it done
            for statement in "".join((_SCHEMA, _SECOND, _THIRD)[_version(connection) :]).split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    if (version := _version(connection)) != SCHEMA_VERSION:
        raise LedgerError(
            f"{path}: ledger version {version}, this Izon knows {SCHEMA_VERSION}; use the Izon that wrote it"
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
