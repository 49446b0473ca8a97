"""Runs the site in this process: listens, opens the published store, answers until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.rdf.endpoint.publication import Publication
from graph.serve.site import Site

_HEAD_SECONDS = 5.0  # for the head of a request to come whole
_LONGEST_HEAD = 128 << 10  # bytes
_IDLE_SECONDS = 15  # a connection is kept for a next request
_CONNECTIONS = 512  # beyond which a new one is answered with 503
_END_SECONDS = 2.0  # for running queries when the server is told to end
_BACKLOG = 1024


class AddressError(Exception):
    """Raised when the server cannot listen where it is told to."""


class _Connection(HttpToolsProtocol):
    """A connection that is closed when the head of a request does not come whole in time, or is too long.

    uvicorn itself waits for ever, and takes any length.
    """

    _waiting: asyncio.TimerHandle | None = None
    _in_head = True
    _length = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._length += len(data)
            if self._length > _LONGEST_HEAD:
                self.transport.close()
            self._wait()

    def on_message_begin(self) -> None:
        self._in_head, self._length = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        super().on_headers_complete()

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(_HEAD_SECONDS, self.transport.close)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one.

    Raises:
        AddressError: the address is not this machine's, or the port is taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise AddressError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error


def run(
    publication: Callable[[], Publication],
    site: Callable[[Publication], Site],
    at: socket.socket,
    ready: Callable[[], None],
) -> None:
    """Serves until SIGINT or SIGTERM; calls ``ready`` when it answers.

    Raises:
        NothingPublishedError: there is no store to serve.
    """

    async def serve() -> None:
        opened = publication()
        try:
            await opened.open()
            server = _Server(_config(site(opened)), ready, opened.end_queries)
            await server.serve(sockets=[at])
        finally:
            await opened.close()

    with asyncio.Runner(loop_factory=_config(None).get_loop_factory()) as runner:
        runner.run(serve())


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], end_queries: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._end_queries = end_queries

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(_END_SECONDS, self._end_queries)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the server in good order; uvicorn's own way then dies of the signal as well."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def _config(application: Any) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=_Connection,
        loop="uvloop",
        ws="none",
        lifespan="off",
        access_log=False,  # a query may tell what its author looks into
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=int(2 * _END_SECONDS),
    )
