"""Scrapy's settings for our crawls: each value that differs from Scrapy's default, with the default and the reason."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.sources import Source

CONTACT = "IZON_CONTACT"  # environment variable: an address or page where a site's keeper reaches us

_CONSTANT = {
    # default {}: our archive, ledger, politeness, mirror and completeness are one add-on
    "ADDONS": {"crawler.addon.IzonAddon": 100},
    # default []: where spiders are found by name
    "SPIDER_MODULES": ["crawler.spiders"],
    # default "scrapybot": names the crawler in logs
    "BOT_NAME": "izon",
    # default False: sites say there what they do not want fetched
    "ROBOTSTXT_OBEY": True,
    # default None (the whole user agent): the name that a robots.txt would address us by
    "ROBOTSTXT_USER_AGENT": "Izon",
    # default False: evidence must come from the publisher, not from someone in between
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    # default True: a port that executes what it is sent
    "TELNETCONSOLE_ENABLED": False,
    # default True: a port that executes what it is sent
    "REMOTE_CONTROL_ENABLED": False,
    # default True: no source needs them, and they make Scrapy fetch a public suffix list
    "COOKIES_ENABLED": False,
    # default True: our pages redirect by status only; a refresh in a body would hide the page that came
    "METAREFRESH_ENABLED": False,
    # default: ftp, file, s3 and data too; only the web is crawled
    "DOWNLOAD_HANDLERS": {"ftp": None, "file": None, "s3": None, "data": None},
    # default Accept-Language en and any encoding: the pages are Japanese, and WARC tools all read gzip and deflate
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "ja",
        "Accept-Encoding": "gzip, deflate",
    },
    # default 1 GiB: the largest file so far has 5 MB; what is twenty times that is a mistake or an attack
    "DOWNLOAD_MAXSIZE": 256 << 20,
    # default: by method, address and body alone; two slices may rest on one page, and each waits for its own answer
    "REQUEST_FINGERPRINTER_CLASS": "crawler.access.fingerprint.PromiseFingerprinter",
    # default False: a 404 is an answer that the spiders' base classes note against the promise
    "HTTPERROR_ALLOW_ALL": True,
    # default 100: so many tasks are made for every answer to take items, of which our spiders yield none
    "CONCURRENT_ITEMS": 1,
    # default "DEBUG": one line a request is what the ledger is for
    "LOG_LEVEL": "INFO",
}


def user_agent() -> str:
    """Who we are and, where ``IZON_CONTACT`` says it, how to reach who runs us."""
    contact = os.environ.get(CONTACT, "").strip()
    return f"Izon/{version('izon-graph')} (+https://w3id.org/izon/{'; ' + contact if contact else ''})"


def settings_for(
    source: Source, home: Path, arguments: Mapping[str, str], mirror: str | None, *, probe: bool = False
) -> dict[str, Any]:
    """The settings of one crawl; ``mirror`` as :func:`crawler.mirror.canonical` gives it, ``None`` for the web.

    A probe asks for one page, once.
    """
    values: dict[str, Any] = {
        **_CONSTANT,
        # default "Scrapy/… (+https://scrapy.org)": says who asks
        "USER_AGENT": user_agent(),
        # default 180 s: a page that takes longer is tried again instead
        "DOWNLOAD_TIMEOUT": source.timeout_seconds,
        # ours: read by the add-on's components
        "IZON_HOME": str(home),
        "IZON_SOURCE": source.name,
        "IZON_ARGUMENTS": dict(arguments),
        "IZON_MIRROR": mirror,
        "IZON_PROBE": probe,
    }
    if source.cookies:
        # default True, ours False: the source answers only who sends back its cookies
        del values["COOKIES_ENABLED"]
    if mirror:
        # default True: a server on this machine is never asked through a proxy
        values["HTTPPROXY_ENABLED"] = False
        # default 2: a server on this machine may be told to fail, as those of our tests are
        values["RETRY_TIMES"] = 3
        # ours: seconds that a host is left alone after a failure, doubled with each further one, and the most
        values["IZON_BACKOFF_SECONDS"] = 0.1
        values["IZON_BACKOFF_CEILING"] = 60.0
    else:
        # default 0 s: as polite as the source's metadata says
        values["DOWNLOAD_DELAY"] = source.delay_seconds
        # default 8: as above
        values["CONCURRENT_REQUESTS_PER_DOMAIN"] = source.concurrency
        # default 2: sites of ministries fail for some seconds now and then
        values["RETRY_TIMES"] = 4
        # ours: as above
        values["IZON_BACKOFF_SECONDS"] = max(source.delay_seconds, 1.0) * 2
        values["IZON_BACKOFF_CEILING"] = 600.0
    if probe:
        # as above: the first careful request is not repeated
        values["RETRY_TIMES"] = 0
    return values
