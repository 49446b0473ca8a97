"""One crawl of one source, in a process of its own, since a Twisted reactor does not start twice.

``python -m crawler.crawl_process --home DIR --source NAME`` is what :mod:`crawler.crawl` starts. Standard output is for
the parent: one JSON object a line, ``{"requests": …}`` now and then and one report at the end. Logs go to standard
error. When standard input ends, the parent has gone, and the crawl stops in good order.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import SpiderLoader

from crawler.access.base import IncoherentSpiderError
from crawler.access.slices import SpiderArgumentError
from crawler.mirror import MirrorError
from crawler.recorder import Recorder
from crawler.settings import settings_for
from crawler.sources import SourceError, load

WRONG_USE = 2
FAILED = 1

_PROGRESS_SECONDS = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl as the command line says; gives the exit code: 0, or 1 and 2 with the reason in the report line."""
    parser = argparse.ArgumentParser(prog="python -m crawler.crawl_process", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--mirror", help="folder or URL, as crawler.mirror.canonical gives it")
    parser.add_argument("--argument", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--probe", action="store_true", help="ask for one page only")
    asked = parser.parse_args(arguments)
    spider_arguments = dict(argument.split("=", 1) for argument in asked.argument)
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    try:
        settings = settings_for(load(asked.source), asked.home, spider_arguments, asked.mirror, probe=asked.probe)
        process = AsyncCrawlerProcess(settings)
        spider = SpiderLoader.from_settings(process.settings).load(asked.source)
        spider(**spider_arguments)  # wrong arguments are told before anything starts
        crawler = process.create_crawler(spider)
        progress = _Progress()  # signals hold their receivers weakly
        crawler.signals.connect(progress.tell, signals.response_received)
    except (SpiderArgumentError, SourceError) as error:
        return _report(WRONG_USE, error=str(error))
    except (IncoherentSpiderError, KeyError) as error:
        return _report(FAILED, error=f"{type(error).__name__}: {error}")
    task = process.crawl(crawler, **spider_arguments)
    process.start()
    failure = task.exception() if task.done() and not task.cancelled() else None
    if failure is not None or process.bootstrap_failed or crawler.stats is None:
        code = WRONG_USE if isinstance(failure, MirrorError) else FAILED
        return _report(code, error=f"the crawl did not start: {failure or 'the log says why'}")
    statistics = crawler.stats.get_stats()
    recorder = crawler.get_extension(Recorder)
    return _report(
        0,
        run=None if recorder is None else recorder.run,
        finish_reason=statistics.get("finish_reason"),
        exceptions=statistics.get("spider_exceptions/count", 0),
    )


class _Progress:
    """Tells the parent how many answers have come, a few times a second at most."""

    def __init__(self) -> None:
        self._answers = 0
        self._told = 0.0

    def tell(self) -> None:
        self._answers += 1
        if time.monotonic() - self._told >= _PROGRESS_SECONDS:
            self._told = time.monotonic()
            _print(requests=self._answers)


def _report(code: int, **values: str | int | None) -> int:
    _print(code=code, **values)
    return code


def _print(**values: str | int | None) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _stop_with_parent() -> None:
    # Not by sys.stdin: a thread that still waits there when the interpreter ends makes it abort.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
