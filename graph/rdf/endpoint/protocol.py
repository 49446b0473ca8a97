"""The SPARQL 1.1 Protocol for queries (W3C Recommendation of 21 March 2013, section 2.1) as an ASGI application.

Headers of an answer say the build it comes from and the limits it was made under: ``Izon-Build``,
``Izon-Row-Limit``, ``Izon-Time-Limit`` (seconds), and where the result is whole when its head is sent ``Izon-Rows`` and
``Izon-Truncated``. A longer result is sent as it is made; it has at most as many rows as the limit says.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from graph.rdf import keywords
from graph.rdf.endpoint import negotiation
from graph.rdf.endpoint.cache import LARGEST, Cache
from graph.rdf.endpoint.negotiation import Formats
from graph.rdf.endpoint.pool import Answer, QueryEndedError, QueryFailedError
from graph.rdf.endpoint.publication import Edition, Publication
from graph.rdf.endpoint.worker import NOT_ACCEPTABLE, REFUSED, SYNTAX, Request

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
T = TypeVar("T")

LONGEST_QUERY = 1 << 20  # bytes of a request's body
_LONGEST_ADDRESS = 64 << 10  # bytes of a query string
_BODY_SECONDS = 30.0
_FIELDS = 200
_LONGEST_REASON = 400  # characters; the parser lists every character that a name may have
_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_LOG = logging.getLogger(__name__)
_STATUS = {SYNTAX: 400, REFUSED: 403, NOT_ACCEPTABLE: 406}
_READ_ONLY = "This endpoint is read-only: it takes queries, no updates."

CROSS_ORIGIN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Izon-Build, Izon-Row-Limit, Izon-Time-Limit, Izon-Rows, Izon-Truncated, ETag"),
]
_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, POST, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request of the protocol: the query, ``None`` where there is none, and what goes with it."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    formats: Formats


class _RequestError(Exception):
    def __init__(self, status: int, message: str, headers: Headers | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or []


class Endpoint:
    """Answers at one address. ``without_query`` answers a GET that asks nothing: the service description."""

    def __init__(
        self, publication: Publication, without_query: Callable[[Scope, Receive, Send], Awaitable[None]]
    ) -> None:
        self._publication = publication
        self._without_query = without_query
        self._cache = Cache()
        limits = publication.limits
        self._quick = limits.quick_seconds
        self._limits: Headers = [
            (b"izon-row-limit", str(limits.rows).encode()),
            (b"izon-time-limit", f"{limits.seconds:g}".encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        try:
            if scope["method"] == "OPTIONS":
                await _send(send, 204, [*CROSS_ORIGIN, *_PREFLIGHT], b"")
                return
            asked = await _asked(scope, receive)
            if asked.query is None:
                await self._without_query(scope, receive, send)
                return
            await self._answer(asked, asked.query, scope, receive, send)
        except _RequestError as error:
            await _refuse(send, error.status, str(error), error.headers)

    async def _answer(self, asked: _Asked, query: str, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(
            query, asked.default_graphs, asked.named_graphs, asked.formats.table, asked.formats.graph,
            self._publication.limits.rows,
        )  # fmt: skip
        lasting = not keywords.changes_by_itself(query)
        edition = self._publication.edition
        tag = _tag(edition, request)
        if lasting and tag in _header(scope, b"if-none-match"):
            await _send(send, 304, self._common(edition, tag), b"")
            return
        answer = self._cache.get(tag) if lasting else None
        if answer is None:
            try:
                given = await _unless_gone(self._publication.answer(request), 2 * self._quick, receive)
            except QueryFailedError as error:
                raise _RequestError(_STATUS.get(error.cause, 500), _told(error)) from error
            except QueryEndedError as error:
                raise _RequestError(503, str(error), [*self._limits, (b"retry-after", b"10")]) from error
            if given is None:
                return
            answer, edition = given
            tag = _tag(edition, request)
            if lasting:
                self._cache.put(tag, answer)
        headers = self._common(edition, tag if lasting else None)
        keep = partial(self._cache.put, tag) if lasting else None
        await _deliver(answer, headers, scope["method"] == "HEAD", receive, send, keep)

    def _common(self, edition: Edition, tag: bytes | None) -> Headers:
        headers = [*CROSS_ORIGIN, *self._limits, (b"izon-build", edition.build.encode()), (b"vary", b"Accept")]
        if tag is not None:
            headers += [(b"etag", tag), (b"cache-control", b"no-cache")]  # to be asked for again each time, by its tag
        return headers


def _tag(edition: Edition, request: Request) -> bytes:
    """A name of the answer, the same as long as the answer is."""
    return f'"{edition.name}-{hashlib.blake2b(request.encoded(), digest_size=12).hexdigest()}"'.encode()


async def _deliver(
    answer: Answer,
    common: Headers,
    head_only: bool,
    receive: Receive,
    send: Send,
    keep: Callable[[Answer], None] | None,
) -> None:
    """Sends an answer; one that came in pieces and whole is kept by ``keep``, where it is given."""
    headers: Headers = [*common, (b"content-type", negotiation.MEDIA_TYPES[answer.format].encode())]
    if answer.format in ("csv", "excel"):
        headers.append((b"content-disposition", b'attachment; filename="izon.csv"'))
    if answer.pieces is None:
        assert answer.whole is not None
        if answer.rows is not None and answer.kind != "boolean":
            headers.append((b"izon-rows", str(answer.rows).encode()))
            headers.append((b"izon-truncated", str(answer.cut).lower().encode()))
        await _send(send, 200, headers, answer.whole, head_only)
        return
    # an answer that is cut off is not ended, so that the server breaks the connection and the client sees it
    try:
        if head_only:
            await _send(send, 200, headers, b"")
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = asyncio.ensure_future(_gone(receive))
        kept, size = list[bytes](), 0
        try:
            async for piece in answer.pieces:
                if gone.done():
                    return
                size += len(piece)
                if keep is None or size > LARGEST:
                    kept.clear()
                else:
                    kept.append(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        except (QueryEndedError, QueryFailedError) as error:
            _LOG.info("an answer was cut off: %s", error)
            return
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})
        if keep is not None and size <= LARGEST:
            keep(replace(answer, whole=b"".join(kept), pieces=None))
    finally:
        answer.pieces.close()


async def _unless_gone(work: Awaitable[T], patience: float, receive: Receive) -> T | None:
    """What ``work`` gives; ``None``, and ``work`` ended, where it takes longer than ``patience`` and the client goes away."""
    task = asyncio.ensure_future(work)
    gone: asyncio.Future[None] | None = None
    try:
        await asyncio.wait((task,), timeout=patience)
        if not task.done():
            gone = asyncio.ensure_future(_gone(receive))
            await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        if gone is not None:
            gone.cancel()
        task.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _asked(scope: Scope, receive: Receive) -> _Asked:
    """What a request asks, from its address and its body.

    Raises:
        _RequestError: it is none that the protocol knows, is too large, or changes data.
    """
    method = scope["method"]
    if method not in ("GET", "HEAD", "POST"):
        raise _RequestError(
            405, f"{method} is not a method of the SPARQL protocol", [(b"allow", b"GET, HEAD, POST, OPTIONS")]
        )
    if len(scope["query_string"]) > _LONGEST_ADDRESS:
        raise _RequestError(414, f"The address is longer than {_LONGEST_ADDRESS} bytes; send the query in a POST.")
    fields = _fields(scope["query_string"])
    if method == "POST":
        media_type, charset = _media_type(_header(scope, b"content-type").decode("latin-1"))
        if media_type == _UPDATE or "update" in fields:
            raise _RequestError(403, _READ_ONLY)
        if media_type not in (_FORM, _QUERY):
            raise _RequestError(
                415, f"A POST must be {_QUERY} or {_FORM}, not {media_type or 'without a content type'}."
            )
        if charset not in ("", "utf-8", "utf8"):
            raise _RequestError(415, f"The text must be UTF-8, not {charset}.")
        body = await _body(scope, receive)
        if media_type == _FORM:
            for name, values in _fields(body).items():
                fields.setdefault(name, []).extend(values)
        elif "query" in fields:
            raise _RequestError(400, "The query stands in the body; there must be none in the address.")
        else:
            fields["query"] = [_text(body)]
    if "update" in fields:
        raise _RequestError(403 if method == "POST" else 400, _READ_ONLY)
    queries = fields.get("query", [])
    if len(queries) > 1:
        raise _RequestError(400, f"There must be one query, not {len(queries)}.")
    if not queries and method == "POST":
        raise _RequestError(400, "There is no query: it stands in the form field 'query'.")
    return _Asked(
        queries[0] if queries else None,
        tuple(fields.get("default-graph-uri", ())),
        tuple(fields.get("named-graph-uri", ())),
        _formats(scope, fields),
    )


def _formats(scope: Scope, fields: Mapping[str, list[str]]) -> Formats:
    for name in fields.get("format", ()):
        found = negotiation.named(name)
        if found is not None:
            return found
    return negotiation.formats(_header(scope, b"accept").decode("latin-1"))


async def _body(scope: Scope, receive: Receive) -> bytes:
    declared = _header(scope, b"content-length")
    if declared.isdigit() and int(declared) > LONGEST_QUERY:
        raise _RequestError(413, f"A request may have {LONGEST_QUERY} bytes.")
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _RequestError(400, "The request broke off.")
                body += message.get("body", b"")
                if len(body) > LONGEST_QUERY:
                    raise _RequestError(413, f"A request may have {LONGEST_QUERY} bytes.")
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError as error:
        raise _RequestError(408, f"The request did not come whole within {_BODY_SECONDS:g} seconds.") from error


def _fields(encoded: bytes) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise _RequestError(400, f"The fields must be percent-encoded UTF-8, and at most {_FIELDS}: {error}") from error
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise _RequestError(400, f"The query must be UTF-8: {error}") from error


def _media_type(content_type: str) -> tuple[str, str]:
    """The media type and the charset that it names, both in small letters."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charset = next((p.partition("=")[2].strip('" ') for p in parameters if p.startswith("charset=")), "")
    return media_type, charset


def _header(scope: Scope, name: bytes) -> bytes:
    """The values of a header, joined as HTTP joins them."""
    return b",".join(value for key, value in scope["headers"] if key == name)


def _told(error: QueryFailedError) -> str:
    if error.cause != SYNTAX:
        return str(error)
    place, _, rest = str(error).removeprefix("error at ").partition(": ")
    line, colon, column = place.partition(":")
    if not colon or not line.isdigit() or not column.isdigit():
        return f"The query is wrong: {error}"
    expected = " ".join(rest.split())
    return f"The query is wrong at line {line}, column {column}: {expected[:_LONGEST_REASON]}"


async def _refuse(send: Send, status: int, message: str, headers: Headers) -> None:
    plain = (b"content-type", b"text/plain; charset=utf-8")
    await _send(send, status, [*CROSS_ORIGIN, *headers, plain], (message + "\n").encode("utf-8", "replace"))


async def _send(send: Send, status: int, headers: Headers, body: bytes, head_only: bool = False) -> None:
    if status not in (204, 304):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head_only else body})
