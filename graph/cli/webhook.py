"""Tells a configured address how a night went: one POST of JSON. Address and token are secrets, and stay out of messages."""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import urlsplit

ADDRESS_VARIABLE = "IZON_WEBHOOK"
TOKEN_VARIABLE = "IZON_WEBHOOK_TOKEN"  # noqa: S105 -- the name of a variable
_SECONDS = 10.0


class WebhookError(Exception):
    """Raised when nobody was told; the message names neither address nor token."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        """None: the answer is taken as it is, and the token goes nowhere else."""


def tell(document: Mapping[str, Any]) -> int | None:
    """Posts the document to the address of ``IZON_WEBHOOK``, with ``IZON_WEBHOOK_TOKEN`` as a bearer token where it is set.

    Gives the status of the answer, ``None`` where no address is set. Redirects are not followed.

    Raises:
        WebhookError: the address is none, does not answer within ten seconds, or answers otherwise than with 2xx.
    """
    address = os.environ.get(ADDRESS_VARIABLE, "").strip()
    if not address:
        return None
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "izon"}
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        if urlsplit(address).scheme not in ("http", "https"):
            raise WebhookError(f"{ADDRESS_VARIABLE} is no http or https address")
        body = json.dumps(document, ensure_ascii=False).encode()
        request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 -- checked above
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        raise WebhookError(f"the address of {ADDRESS_VARIABLE} answered with status {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        # what the library says may hold the address
        raise WebhookError(f"the address of {ADDRESS_VARIABLE} cannot be told ({type(error).__name__})") from None
