"""Throughput of a crawl with archive, ledger and completeness on, as a ratio to bare Scrapy with none of them.

``python benchmarks/crawl_throughput.py [--pages 20000] [--rounds 3]``: a server on this machine, in a process of its own,
lists so many pages of about 8 KB and serves them. Both crawls ask for robots.txt, the list and every page with the same
concurrency and no delay; ours besides writes every exchange to the archive (WARC, gzip) and the ledger and keeps the
promises' books. They take turns; what counts is the ratio of pages a second in the same round, ours over bare Scrapy
with its default settings. *Lean* is bare Scrapy with the one setting of ours that makes it quicker, ``CONCURRENT_ITEMS``:
the ratio to it is what archive, ledger and completeness cost by themselves.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
CONCURRENCY = 8
HOST = "made-up.test"

_PAGE_FUNCTION = '''
"""Pages of the benchmark."""
VERSION = 1
def parse(body, file, arguments):
    return iter(())
'''

_SPIDER = '''
"""The benchmark's source."""
import json
from crawler.access.index_then_detail import Detail, IndexThenDetailSpider

class MadeUp(IndexThenDetailSpider):
    """The benchmark's source."""
    name = "made_up"
    slice_argument = None
    index_kind = "made_up_index"
    detail_kinds = ("made_up_page",)
    def index_url(self, part):
        return "http://made-up.test/index.json"
    def details(self, body, url, part):
        for number in range(json.loads(body)["pages"]):
            yield Detail("pages", str(number), f"http://made-up.test/page/{number}", "made_up_page", (("number", number),))
'''

_METADATA = """
title = "Benchmark"
title_ja = "計測"
publisher = "nobody"
homepage = "http://made-up.test/"
hosts = ["made-up.test"]
licence = "none"
licence_url = "http://made-up.test/"
terms = "none"
attribution = "none"
cadence_days = 1
coverage = "none"
delay_seconds = 0.0
concurrency = 8
[arguments]
[page_kinds]
made_up_index = "served-bytes"
made_up_page = "served-bytes"
[minimum_records]
"""

_BARE = """
import json, sys
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

class Bare(scrapy.Spider):
    name = "bare"
    pages = 0
    async def start(self):
        yield scrapy.Request(self.url + "/made-up.test/index.json")
    def parse(self, response):
        for number in range(json.loads(response.body)["pages"]):
            yield scrapy.Request(f"{self.url}/made-up.test/page/{number}", callback=self.page)
    def page(self, response):
        self.pages += bool(response.body)

process = AsyncCrawlerProcess({
    "ROBOTSTXT_OBEY": True, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "COOKIES_ENABLED": False,
    "LOG_LEVEL": "INFO", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0, **json.loads(sys.argv[2]),
})
crawler = process.create_crawler(Bare)
process.crawl(crawler, url=sys.argv[1])
process.start()
print(crawler.spider.pages)
"""

_LEAN = '{"CONCURRENT_ITEMS": 1}'

_OURS = """
import json, sys
from pathlib import Path
from crawler.crawl import crawl
home, place = sys.argv[1:]
(report,) = crawl(Path(home), ["made_up"], {}, place).sources
assert not report.fell_short, report
print(sum(promise.held for promise in report.promises if promise.what == "pages"))
"""


class Server(asyncio.Protocol):
    """Answers ``/made-up.test/…`` as quickly as it can; keeps connections open."""

    pages = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, self._waiting = self._waiting.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode()
            status, body = self._answer(path)
            media = "application/json" if path.endswith(".json") else "text/html; charset=utf-8"
            self._transport.write(  # type: ignore[attr-defined]
                f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )

    def _answer(self, path: str) -> tuple[str, bytes]:
        if path.endswith("/index.json"):
            return "200 OK", json.dumps({"pages": self.pages}).encode()
        if "/page/" in path:
            return "200 OK", page(int(path.rpartition("/")[2]))
        return "404 Not Found", b""


def page(number: int) -> bytes:
    """A page of about 8 KB that packs to about a third, as pages of the Diet do, and is like no other."""
    lines = [
        f"<p>第{number}号 {hashlib.sha256(f'{number}/{line}'.encode()).hexdigest()} 質問に対する答弁</p>"
        for line in range(65)
    ]
    return ("<html><body>" + "\n".join(lines) + "</body></html>").encode()


async def serve(pages: int) -> None:
    """Serve until the process is ended; the first line printed is the port."""
    Server.pages = pages
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def crawl(command: list[str], folder: Path, pages: int) -> tuple[float, float]:
    """Seconds of wall clock and of processor time of one crawl; it must have fetched every page."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode or done.stdout.split()[-1] != str(pages):
        raise SystemExit(f"a crawl failed: {done.stdout[-300:]}{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Run the comparison and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve(asked.pages))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(REPOSITORY / "crawler", folder / "crawler", ignore=shutil.ignore_patterns("__pycache__"))
        for kind in ("made_up_index", "made_up_page"):
            (folder / "crawler/pages" / f"{kind}.py").write_text(_PAGE_FUNCTION, encoding="utf-8")
        (folder / "crawler/spiders/made_up.py").write_text(_SPIDER, encoding="utf-8")
        (folder / "crawler/sources/made_up.toml").write_text(_METADATA, encoding="utf-8")
        server = subprocess.Popen(
            [sys.executable, __file__, "--serve", "--pages", str(asked.pages)], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            place = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            print(f"{asked.pages:,} pages of {len(page(1)):,} bytes, {CONCURRENCY} at once, {os.cpu_count()} cores")
            print("round  bare pages/s  lean pages/s  ours pages/s  ours/bare  ours/lean  processor seconds of each")
            rounds = []
            for number in range(1, asked.rounds + 1):
                bare, bare_cpu = crawl([sys.executable, "-c", _BARE, place, "{}"], folder, asked.pages)
                home = folder / f"home-{number}"
                ours, ours_cpu = crawl([sys.executable, "-c", _OURS, str(home), place], folder, asked.pages)
                shutil.rmtree(home)
                lean, lean_cpu = crawl([sys.executable, "-c", _BARE, place, _LEAN], folder, asked.pages)
                rounds.append((bare / ours, lean / ours))
                print(
                    f"{number:>5}  {asked.pages / bare:>12,.0f}  {asked.pages / lean:>12,.0f}  {asked.pages / ours:>12,.0f}"
                    f"  {rounds[-1][0]:>9.2f}  {rounds[-1][1]:>9.2f}  {bare_cpu:.1f}  {lean_cpu:.1f}  {ours_cpu:.1f}",
                    flush=True,
                )
            to_bare, to_lean = (statistics.median(ratios) for ratios in zip(*rounds, strict=True))
            print(f"median of {asked.rounds}: {to_bare:.2f} of bare (aim: at least 0.90), {to_lean:.2f} of lean")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
