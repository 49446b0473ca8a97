"""Secrets: added to a request behind everything that records, and taken out of whatever comes back.

A request that carries a token exists between the download handler and the wire only: archive, ledger and logs see the
request without it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import quote

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.content import decoded
from crawler.sources import Secret, load

_SHORTEST = 6  # what is shorter is no token, and would be found everywhere


class WithheldSecretError(Exception):
    """Raised in place of a failure whose message names a secret."""


class Secrets:
    """The secrets of one source, with the values that the environment has for them."""

    def __init__(self, secrets: Sequence[Secret]) -> None:
        values = {secret: os.environ.get(secret.environment, "").strip() for secret in secrets}
        self._values = {secret: value for secret, value in values.items() if value}
        for secret, value in self._values.items():
            if len(value) < _SHORTEST:
                raise ValueError(f"{secret.environment} has fewer than {_SHORTEST} characters: that is no token")

    def added(self, request: Request) -> Request:
        """The request as it goes out."""
        if not self._values:
            return request
        url, headers = request.url, request.headers.copy()
        # a compressed body could hold what cannot be seen
        headers["Accept-Encoding"] = "identity"
        for secret, value in self._values.items():
            if secret.header:
                headers[secret.header] = value
            else:
                url += f"{'&' if '?' in url else '?'}{secret.parameter}={quote(value, safe='')}"
        return request.replace(url=url, headers=headers)

    def removed(self, response: Response, request: Request) -> Response:
        """The response as it is recorded: to the request without secrets, and with none that it repeats."""
        if not self._values:
            return response.replace(url=request.url, request=request)
        headers = response.headers.copy()
        for name in list(headers):
            headers.setlist(name, [self._masked(value) for value in headers.getlist(name)])
        body = response.body
        encoding = (headers.get("Content-Encoding") or b"").decode("latin-1")
        if encoding:
            content = decoded(body, encoding)
            if self._masked(content) != content:
                del headers["Content-Encoding"]
                body = content
        return response.replace(url=request.url, request=request, headers=headers, body=self._masked(body))

    def checked(self, error: Exception) -> Exception:
        """An error that may be logged: itself, unless its message holds a secret."""
        text = str(error).encode()
        return error if self._masked(text) == text else WithheldSecretError(self._masked(text).decode())

    def _masked(self, content: bytes) -> bytes:
        for value in self._values.values():
            for form in {value, quote(value, safe="")}:
                content = content.replace(form.encode(), b"*" * len(form))
        return content


class SecretHandler(HTTP11DownloadHandler):
    """Asks the web with the source's secrets."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._secrets = Secrets(load(crawler.settings["IZON_SOURCE"]).secrets)

    async def download_request(self, request: Request) -> Response:
        """The answer, as if it had been asked for without a secret."""
        try:
            response = await super().download_request(self._secrets.added(request))
        except Exception as error:
            safe = self._secrets.checked(error)
            if safe is error:
                raise
            raise safe from None
        return self._secrets.removed(response, request)
