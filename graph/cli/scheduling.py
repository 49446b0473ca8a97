"""When it is time: what is due, a night, `izon schedule`; and the first careful request to a source."""

from __future__ import annotations

import datetime as dt
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from types import FrameType
from typing import NoReturn

import click

from crawler import sources as metadata
from crawler.crawl import CrawlArgumentError
from crawler.due import DueSource, due_sources
from crawler.lock import HomeLockedError
from crawler.mirror import MirrorError, canonical
from crawler.probe import ProbeReport, probe_source
from graph.cli import night as nights
from graph.cli import report, steps
from graph.cli.console import DONE, GAPS, WRONG_USE, Console, common, pairs
from graph.home import Home

_LONGEST_SLEEP = 3600.0  # seconds: a clock that was set, or a laptop that slept, is noticed within the hour
_AGAIN = dt.timedelta(
    hours=1
)  # before a night is tried again that failed, or a source whose crawl did not come to its end
_STOP_SECONDS = 60  # for a night to stop in good order


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


def spend_night(
    home: Home,
    console: Console,
    sources: Sequence[str],
    mirror: str | None,
    arguments: Sequence[str],
    since: str | None,
) -> NoReturn:
    """Crawls what is due and publishes it; with nothing due, only what was crawled and is not published yet."""
    waiting = due(home, console, sources, mirror)
    ready = [one.source for one in waiting if one.is_due(now())]
    given = pairs(with_since(arguments, since, ready or sources))
    with steps.publishing(home, console):
        night, crawled = nights.spend(home, console, ready, mirror, given)
    lines = report.crawl_lines(crawled) if ready else ["nothing is due", *due_lines(waiting[:1])]
    document = asdict(night) | {"crawl": [report.source_document(one) for one in crawled.sources]}
    console.result(document, [*lines, *night.lines()])
    sys.exit(night.code)


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--mirror", metavar="DIR|URL", help="Answer requests from a folder or a server laid out host/path.")
@common
def schedule(home: Home, console: Console, sources: Sequence[str], mirror: str | None) -> None:
    """Spend a night whenever something is due, for ever; SIGTERM or an interrupt ends it in good order."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
        stop.set()
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):  # whoever started us may have left SIGINT ignored
        signal.signal(number, end)
    counts: Counter[str] = Counter()
    again = now()  # a first night, due or not, publishes what an earlier one could not
    tried: dict[str, dt.datetime] = {}
    try:
        while not stop.is_set():
            waiting = [
                DueSource(one.source, one.last, max(one.next, tried.get(one.source, one.next)))
                for one in due(home, console, sources, mirror)
            ]
            ready = [one.source for one in waiting if one.is_due(now())]
            if ready or again <= now():
                tried |= dict.fromkeys(ready, now() + _AGAIN)
                done = _night(home, console, ready or sources, mirror)
                counts.update(nights=1, crawls=len(ready), failed=int(done not in (DONE, GAPS)))
                again = dt.datetime.max.replace(tzinfo=dt.UTC) if done in (DONE, GAPS) else now() + _AGAIN
                continue
            upcoming = min([again, *(one.next for one in waiting)])
            stop.wait(min(max((upcoming - now()).total_seconds(), 1.0), _LONGEST_SLEEP))
    except KeyboardInterrupt:
        numbers = {name: counts[name] for name in ("nights", "crawls", "failed")}
        console.result(numbers, [f"stopped after {counts['nights']} nights, {counts['failed']} of them failed"])


def _night(home: Home, console: Console, sources: Sequence[str], mirror: str | None) -> int:
    """A night in a process of its own, so that it takes nothing with it, and leaves no memory behind; its exit code."""
    place = ["--mirror", mirror] if mirror else []
    command = [sys.executable, "-m", "graph.cli", "crawl", *sources, "--due", *place, "--home", str(home.path)]
    # of its own group: it is stopped by us, and in good order, also when a terminal interrupts us both
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True)
    try:
        code = child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
    if code not in (DONE, GAPS):
        how = f"was killed by signal {-code}" if code < 0 else f"failed (code {code})"
        console.log(f"izon: the night {how}; it is tried again in an hour")
    return code
