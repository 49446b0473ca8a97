"""When two requests are the same: they ask for one page, and settle one promise."""

from __future__ import annotations

import hashlib

from scrapy import Request
from scrapy.utils.request import RequestFingerprinter

from crawler.access.base import PROMISED


class PromiseFingerprinter:
    """Scrapy's fingerprint of a request, with what its answer settles.

    Two slices may rest on one page (a list of all years, the first page of a session). Scrapy would leave out the second
    request for it, and that slice would never begin.
    """

    def __init__(self) -> None:
        self._plain = RequestFingerprinter()

    def fingerprint(self, request: Request) -> bytes:
        """The digest that tells requests apart."""
        settled = repr(request.meta.get(PROMISED)).encode()
        return hashlib.sha256(self._plain.fingerprint(request) + settled).digest()
