"""Commands of the archive."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from crawler.archive import Archive
from crawler.ledger import Ledger
from graph.cli.console import DONE, FAILED, Console, common
from graph.home import Home


@click.group()
def archive() -> None:
    """The archive of everything fetched."""


@archive.command("list")
@common
def archive_list(home: Home, console: Console) -> None:
    """The captures, by URL and time."""
    with Ledger(home.path) as ledger:
        captures = list(ledger.captures())
    lines = [f"{c.first_seen}  {c.status}  {c.origin:<13}  {c.length:>11,}  {c.url}" for c in captures]
    console.result([asdict(capture) for capture in captures], lines)


@archive.command("verify")
@common
def archive_verify(home: Home, console: Console) -> None:
    """Read every record again and compare its digests."""
    with Ledger(home.path) as ledger:
        found = Archive(home.path).verify(list(ledger.captures()))
    lines = [f"{found.files} files, {found.records} records, {found.captures} captures", *found.faults]
    console.result(asdict(found), lines)
    sys.exit(FAILED if found.faults else DONE)
