"""Redirects: followed where the source's metadata says we may go, refused and reported elsewhere."""

from __future__ import annotations

import ipaddress
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.recorder import Recorder
from crawler.sources import load


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, only to hosts of the source, never from https to another scheme, and never in a circle."""

    STATUSES: ClassVar = (301, 302, 303, 307, 308)

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._hosts = load(settings["IZON_SOURCE"]).hosts

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect. Raises ``IgnoreRequest`` for one that is refused; the ledger notes it."""
        location = response.headers.get("Location")
        if response.status in self.STATUSES and location is not None:
            target = urljoin(request.url, location.decode("latin-1").strip())
            reason = self._refusal(request, target)
            if reason is not None:
                recorder = self.crawler.get_extension(Recorder)
                assert recorder is not None
                recorder.record_refusal(target, reason)
                raise IgnoreRequest(reason)
        return super().process_response(request, response)

    def _refusal(self, request: Request, target: str) -> str | None:
        here, there = urlsplit(request.url), urlsplit(target)
        if there.scheme not in ("http", "https") or (here.scheme, there.scheme) == ("https", "http"):
            return f"redirected to another scheme ({target})"
        if is_private(there.hostname or ""):
            return f"redirected to a private address ({target})"
        if there.hostname not in self._hosts:
            return f"redirected to another host ({target})"
        if target.partition("#")[0] in (request.url, *request.meta.get("redirect_urls", ())):
            return f"redirected in a circle ({target})"
        return None


def is_private(host: str) -> bool:
    """Whether a host is this machine or an address that is not on the public Internet."""
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
