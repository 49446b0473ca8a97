"""A night: crawl what is due, build, load, publish, and say how it went. What is published changes at its end or not at all."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from types import FrameType

import psutil

from crawler.crawl import CrawlReport, crawl
from graph.build import builds
from graph.build.clock import Clock
from graph.cli import steps, summary, webhook
from graph.cli.console import DONE, FAILED, GAPS, Console
from graph.cli.loading import LoadFailedError, loaded, said
from graph.home import Home

_CODES = {"done": DONE, "gaps": GAPS, "failed": FAILED}


@dataclass(frozen=True, slots=True)
class Night:
    """How a night went. Times are ISO 8601 in UTC; builds are named as in ``izon status``, "" where there was none."""

    started: str
    process: int
    ended: str | None = None  # None while it runs, and for ever when it was killed
    outcome: str = "running"  # then done, gaps or failed
    failed_in: str = ""  # crawl, build, load (publishing is the end of it) or summary
    failure: str = ""
    crawled: tuple[str, ...] = ()
    fell_short: tuple[summary.Shortfall, ...] = ()
    before: str = ""
    build: str = ""  # that is published at its end
    gained: int = 0
    lost: int = 0
    load: str = ""  # how Neo4j was filled
    restored: str = ""  # what became of Neo4j when its load failed
    seconds: dict[str, float] = field(default_factory=dict)
    webhook: str = ""  # what became of the message to the configured address

    @property
    def code(self) -> int:
        """The exit code of the command."""
        return _CODES[self.outcome]

    @property
    def was_cut_short(self) -> bool:
        """Whether it neither ended nor runs: its process is gone."""
        return self.ended is None and not psutil.pid_exists(self.process)

    def lines(self) -> list[str]:
        """The same for people."""
        took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items())
        lines = [
            f"night of {self.started}: {'cut short' if self.was_cut_short else self.outcome}"
            + (f" ({took})" if took else "")
        ]
        if self.failure:
            lines.append(f"  failed in {self.failed_in}: {self.failure}")
        if self.restored:
            lines.append(f"  Neo4j: {self.restored}")
        if self.build != self.before:
            lines.append(f"  published: {self.build}, {self.gained:,} edges gained, {self.lost:,} lost (izon changes)")
        elif self.build:
            lines.append(f"  published as before: {self.build}")
        lines += [f"  fell short: {one.line}" for one in self.fell_short]
        if self.webhook:
            lines.append(f"  webhook: {self.webhook}")
        return lines


class NightError(Exception):
    """Raised inside a night for what ends it: the step, and what went wrong."""


def last_night(home: Home) -> Night | None:
    """How the last night went, ``None`` where there was none."""
    try:
        values = json.loads(home.night.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    short = tuple(summary.Shortfall(one["source"], tuple(one["reasons"])) for one in values.pop("fell_short"))
    return Night(**values | {"crawled": tuple(values["crawled"]), "fell_short": short})


def spend(
    home: Home, console: Console, sources: Sequence[str], mirror: str | None, arguments: Mapping[str, str]
) -> tuple[Night, CrawlReport]:
    """Crawls the sources, builds, loads and publishes; gives how it went and the report of the crawl.

    The caller holds the home's publishing lock. Whatever goes wrong is in what this gives: nothing is raised for it.
    """
    clock = Clock()
    _tell_of_the_last(home, console)
    now = builds.published(home)
    name = now.name if now else ""
    night = Night(_time(), os.getpid(), before=name, build=name)
    _write(home, night)
    crawled = CrawlReport(())
    try:
        with _stoppable():
            if sources:
                with _step("crawl"), clock.stage("crawl"):
                    crawled = crawl(home.path, sources, arguments, mirror)
            night = _published(home, console, clock, night)
            with _step("summary"):
                short = tuple(summary.shortfalls(home, sources))
        night = replace(night, outcome="gaps" if short or crawled.fell_short else "done", fell_short=short)
    except NightError as error:
        step, failure, restored = error.args
        night = replace(night, outcome="failed", failed_in=step, failure=failure, restored=restored)
    night = replace(night, ended=_time(), crawled=tuple(sources), seconds=_rounded(clock))
    night = _told(night)
    _write(home, night)
    if night.outcome == "failed":
        console.log(f"izon: the night failed in {night.failed_in}: {night.failure}")
    return night, crawled


def _published(home: Home, console: Console, clock: Clock, night: Night) -> Night:
    with _step("build"):
        made, _ = steps.make_build(home, console, clock, full=False)
    with _step("load"), loaded(home, console, clock, made) as load, clock.stage("publish"):
        changes = summary.publish(home, made).changes
    gained, lost = (len(changes.gained), len(changes.lost)) if made.build.name != night.before else (0, 0)
    return replace(night, build=made.build.name, gained=gained, lost=lost, load=load.way)


@contextmanager
def _step(name: str) -> Iterator[None]:
    """Makes whatever ends a step the night's failure."""
    try:
        yield
    except KeyboardInterrupt:
        restored = "may be empty until the next night, or `izon load`" if name == "load" else ""
        raise NightError(name, "stopped by a signal", restored) from None
    except LoadFailedError as error:
        raise NightError(name, said(error), error.restored) from error
    except Exception as error:
        raise NightError(name, said(error), "") from error


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM ends a night as an interrupt does: in good order."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- as signal calls it
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(night: Night) -> Night:
    """Tells the configured address of a night that was not all well; a message that fails harms nothing."""
    if night.outcome == "done":
        return night
    try:
        status = webhook.tell(asdict(night))
    except webhook.WebhookError as error:
        return replace(night, webhook=str(error))
    return night if status is None else replace(night, webhook=f"told (status {status})")


def _tell_of_the_last(home: Home, console: Console) -> None:
    """A night that was killed could not tell of itself; we hold its lock, so it runs no more."""
    last = last_night(home)
    if last is not None and last.ended is None:
        last = _told(
            replace(
                last,
                outcome="failed",
                failed_in="a step that is not known",
                failure="it was killed, or the machine stopped",
            )
        )
        for line in last.lines():
            console.log(line)


def _write(home: Home, night: Night) -> None:
    home.night.parent.mkdir(parents=True, exist_ok=True)
    builds.write_json(home.night, asdict(night))


def _rounded(clock: Clock) -> dict[str, float]:
    return {name: round(seconds, 1) for name, seconds in clock.seconds.items()}


def _time() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
