"""Crawl sources, each in a process of its own, and say what came and what is missing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from crawler import sources
from crawler.ledger import Ledger, Promise
from crawler.lock import writing

_FINISHED = "finished"
_PROBE = "probe"
_LOG_LINES = 20
_STOP_SECONDS = 30


class CrawlArgumentError(Exception):
    """Raised for wrong use: an unknown source, a bad mirror, an argument that no source takes or that is unreadable."""


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a crawl is: the source at hand and how many answers have come."""

    source: str
    answers: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What crawling one source gave.

    ``outcomes`` counts requests by outcome (new, unchanged, missing, gone, refused, failed, other); ``errors`` are failures
    of the crawl itself, and ``log`` the last lines of its log where there are any.
    """

    source: str
    run: int | None
    finish_reason: str
    outcomes: Mapping[str, int] = field(hash=False)
    promises: tuple[Promise, ...]
    errors: tuple[str, ...]
    log: tuple[str, ...]
    seconds: float

    @property
    def verified(self) -> str:
        """How far our reading of the source is verified, as its metadata says."""
        return sources.load(self.source).verified

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return sum(self.outcomes.values())

    @property
    def fell_short(self) -> bool:
        """Whether less came than was promised, or the crawl did not end as it should."""
        kept = all(promise.held == promise.promised for promise in self.promises)
        return not kept or not self.promises or bool(self.errors) or self.finish_reason != _FINISHED


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl of several sources gave."""

    sources: tuple[SourceReport, ...]

    @property
    def fell_short(self) -> bool:
        """Whether any source fell short."""
        return any(report.fell_short for report in self.sources)


def crawl(
    home: Path,
    names: Sequence[str],
    arguments: Mapping[str, str],
    mirror: str | None = None,
    progress: Callable[[CrawlProgress], None] | None = None,
) -> CrawlReport:
    """Crawl the named sources one after the other; from a mirror where one is given.

    When none is named, those are crawled that their metadata does not leave out (``default = false``): of the web,
    all whose secrets are set; of a mirror, all of which it has a host. Each argument goes to the sources that take it. A
    source that falls short stops nothing; the report says what is missing. Raises :class:`CrawlArgumentError` before
    anything is asked, and :class:`~crawler.lock.HomeLockedError` when another crawl of the home is running.
    """
    place = None if mirror is None else _canonical(mirror)
    chosen = _chosen(names, arguments, place)
    home.mkdir(parents=True, exist_ok=True)
    with writing(home) as lock:
        reports = [_crawl_source(home, source, _taken(source, arguments), place, lock, progress) for source in chosen]
    return CrawlReport(tuple(reports))


def probe(home: Path, name: str, arguments: Mapping[str, str], mirror: str | None = None) -> SourceReport:
    """Ask a source for robots.txt and the first page that its spider would ask for, once, and for nothing else.

    The page is archived like any other; promises are neither made nor kept. Raises as :func:`crawl` does.
    """
    place = None if mirror is None else _canonical(mirror)
    (source,) = _chosen([name], arguments, place)
    with writing(home) as lock:
        return _crawl_source(home, source, dict(arguments), place, lock, None, "--probe")


def _chosen(names: Sequence[str], arguments: Mapping[str, str], mirror: str | None) -> list[sources.Source]:
    try:
        known = [sources.load(name) for name in dict.fromkeys(names or sources.names())]
    except sources.SourceError as error:
        raise CrawlArgumentError(str(error)) from error
    for name in arguments:
        if all(source.argument(name) is None for source in known):
            raise CrawlArgumentError(f"no argument {name!r} in {', '.join(source.name for source in known)}")
    if names:
        unset = {source.name: source.missing_secrets for source in known if source.missing_secrets and mirror is None}
        for source, variables in unset.items():
            raise CrawlArgumentError(f"{source} needs the environment variable {', '.join(variables)}")
        return known
    usual = [source for source in known if source.default]
    if mirror is None:
        return [source for source in usual if not source.missing_secrets]
    chosen = [source for source in usual if _has_host(mirror, source)]
    if not chosen:
        raise CrawlArgumentError(f"{mirror}: the mirror has no folder of a host of any source; name the sources to try")
    return chosen


def _has_host(mirror: str, source: sources.Source) -> bool:
    from crawler.mirror import MirrorError, has_host

    try:
        return any(has_host(mirror, host) for host in source.hosts)
    except MirrorError as error:
        raise CrawlArgumentError(str(error)) from error


def _taken(source: sources.Source, arguments: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in arguments.items() if source.argument(name) is not None}


def _canonical(mirror: str) -> str:
    from crawler.mirror import MirrorError, canonical  # imports Scrapy, which takes a while

    try:
        return canonical(mirror)
    except MirrorError as error:
        raise CrawlArgumentError(str(error)) from error


def _crawl_source(
    home: Path,
    source: sources.Source,
    arguments: Mapping[str, str],
    mirror: str | None,
    lock: IO[str],
    progress: Callable[[CrawlProgress], None] | None,
    *options: str,
) -> SourceReport:
    started = time.monotonic()
    log_path = home / "logs" / f"crawl-{source.name}.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with Ledger(home) as ledger:
        last_run = max((run.id for run in ledger.runs()), default=0)
    with log_path.open("wb") as log:
        command = [*_command(home, source.name, arguments, mirror), *options]
        final, code = _run(command, log, lock, source.name, progress)
    error = final.get("error")
    if code == 2 and error:
        raise CrawlArgumentError(f"{source.name}: {error}")
    errors = [str(error)] if error else []
    if not final and code != 0:
        errors.append(f"the crawl's process was killed by signal {-code}" if code < 0 else f"it ended with code {code}")
    if final.get("exceptions"):
        errors.append(f"{final['exceptions']} pages made the spider fail")
    return _report(home, source.name, last_run, errors, log_path, time.monotonic() - started)


def _command(home: Path, source: str, arguments: Mapping[str, str], mirror: str | None) -> list[str]:
    command = [sys.executable, "-m", "crawler.crawl_process", "--home", str(home.resolve()), "--source", source]
    for name, value in arguments.items():
        command += ["--argument", f"{name}={value}"]
    return [*command, "--mirror", mirror] if mirror else command


def _run(
    command: list[str], log: IO[bytes], lock: IO[str], source: str, progress: Callable[[CrawlProgress], None] | None
) -> tuple[dict[str, Any], int]:
    """Run the child to its end; gives its final report ({} when it made none) and its exit code."""
    final: dict[str, Any] = {}
    # The child holds the lock too: should this process be killed, no second crawl begins before the first has stopped.
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, pass_fds=(lock.fileno(),), text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        for line in child.stdout:
            message = json.loads(line)
            if "code" in message:
                final = message
            elif progress is not None:
                progress(CrawlProgress(source, message["requests"]))
    finally:
        child.stdin.close()  # tells a child that is still running to stop
        try:
            code = child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            code = child.wait()
        child.stdout.close()
    return final, code


def _report(home: Path, source: str, last_run: int, errors: list[str], log_path: Path, seconds: float) -> SourceReport:
    with Ledger(home) as ledger:
        runs = [run for run in ledger.runs() if run.id > last_run and run.source == source]
        run = runs[-1] if runs else None
        outcomes = Counter(request.outcome for request in ledger.requests(run.id)) if run else Counter[str]()
        promises = tuple(ledger.promises(run.id)) if run else ()
    reason = "not started" if run is None else run.finish_reason or "killed"
    if reason not in (_FINISHED, _PROBE) and not errors:
        errors.append(f"the crawl ended before its end ({reason})")
    log = log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:] if errors else []
    return SourceReport(
        source,
        None if run is None else run.id,
        reason,
        dict(sorted(outcomes.items())),
        promises,
        tuple(errors),
        tuple(log),
        seconds,
    )
