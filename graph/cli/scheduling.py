"""Crawling when it is time: what is due, the first careful request to a source, and `izon schedule`."""

from __future__ import annotations

import datetime as dt
import re
import signal
import threading
from collections.abc import Sequence
from types import FrameType

import click

from crawler import sources as metadata
from crawler.crawl import CrawlArgumentError, CrawlReport, crawl
from crawler.due import DueSource, due_sources
from crawler.lock import HomeLockedError
from crawler.mirror import MirrorError, canonical
from crawler.probe import ProbeReport, probe_source
from graph.cli import report
from graph.cli.console import WRONG_USE, Console, common, pairs
from graph.home import Home

_LONGEST_SLEEP = 3600.0  # seconds: a clock that was set, or a laptop that slept, is noticed within the hour
_AGAIN = dt.timedelta(hours=1)  # before a source is tried again whose crawl did not come to its end


def now() -> dt.datetime:
    """The time."""
    return dt.datetime.now(dt.UTC)


def due(home: Home, console: Console, names: Sequence[str], mirror: str | None) -> list[DueSource]:
    """When each source is to be crawled, the most overdue first."""
    try:
        return due_sources(home.path, names, canonical(mirror) if mirror else "", now())
    except (CrawlArgumentError, MirrorError) as error:
        console.fail(str(error), WRONG_USE)


def due_lines(waiting: Sequence[DueSource]) -> list[str]:
    """The same for people."""
    return [
        f"{one.source}: next {one.next:%Y-%m-%d %H:%M} UTC, last {one.last:%Y-%m-%d %H:%M}"
        if one.last
        else f"{one.source}: now, never crawled"
        for one in waiting
    ]


def with_since(arguments: Sequence[str], since: str | None, names: Sequence[str]) -> list[str]:
    """The arguments of a crawl, with the day it is to begin for each source that is asked by dates.

    Such a source has an argument whose default is a number of days (``7d``).
    """
    if since is None:
        return list(arguments)
    try:
        day = dt.date.fromisoformat(since)
    except ValueError as error:
        raise click.UsageError(f"--since {since}: expected a day such as 2026-01-05") from error
    dated = {
        argument.name
        for name in names or metadata.names()
        if name in metadata.names()
        for argument in metadata.load(name).arguments
        if re.fullmatch("[0-9]+d", argument.default)
    }
    if not dated:
        raise click.UsageError(f"--since: {', '.join(names)} is not asked by dates")
    return [*arguments, *(f"{name}={day}/" for name in sorted(dated - pairs(arguments).keys()))]


def probed(home: Home, console: Console, name: str, mirror: str | None, arguments: Sequence[str]) -> ProbeReport:
    """Asks a source once."""
    try:
        return probe_source(home.path, name, pairs(arguments), mirror)
    except CrawlArgumentError as error:
        console.fail(str(error), WRONG_USE)
    except HomeLockedError as error:
        console.fail(str(error))


def probe_lines(probed: ProbeReport) -> list[str]:
    """What the one answer was, and what differs from expectation."""
    lines = [f"{probed.source}: {probed.url or 'no page was asked for'}"]
    lines += [f"  robots.txt of {one.host}: {one.decision}" for one in probed.robots]
    if probed.status is not None:
        lines.append(f"  status {probed.status}, {probed.media_type or 'no media type'}, {probed.length:,} bytes")
    if probed.page_kind:
        records = ", ".join(f"{number:,} {kind}" for kind, number in probed.records.items()) or "no record"
        lines.append(f"  read as {probed.page_kind} (verified: {probed.verified}): {records}")
    differences = [f"  differs: {difference}" for difference in probed.differences]
    return [*lines, *(differences or ["  nothing differs from what was expected"])]


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--mirror", metavar="DIR|URL", help="Answer requests from a folder or a server laid out host/path.")
@common
def schedule(home: Home, console: Console, sources: Sequence[str], mirror: str | None) -> None:
    """Crawl what is due, for ever; an interrupt or SIGTERM ends it when the crawl at hand has stopped."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
        stop.set()
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):  # whoever started us may have left SIGINT ignored
        signal.signal(number, end)
    crawls = 0
    tried: dict[str, dt.datetime] = {}
    try:
        while not stop.is_set():
            waiting = [
                DueSource(one.source, one.last, max(one.next, tried.get(one.source, one.next)))
                for one in due(home, console, sources, mirror)
            ]
            ready = [one.source for one in waiting if one.is_due(now())]
            for name in ready:
                tried[name] = now() + _AGAIN
                crawled = _crawl(home, console, name, mirror)
                crawls += crawled is not None
            if not ready:
                upcoming = min(waiting, key=lambda one: one.next, default=None)
                seconds = (upcoming.next - now()).total_seconds() if upcoming else _LONGEST_SLEEP
                stop.wait(min(max(seconds, 1.0), _LONGEST_SLEEP))
    except KeyboardInterrupt:
        console.result({"crawls": crawls}, [f"stopped after {crawls} crawls"])


def _crawl(home: Home, console: Console, name: str, mirror: str | None) -> CrawlReport | None:
    try:
        crawled = crawl(home.path, [name], {}, mirror)
    except (CrawlArgumentError, HomeLockedError) as error:
        console.log(f"{name}: {error}")
        return None
    for line in report.crawl_lines(crawled):
        console.log(line)
    return crawled
