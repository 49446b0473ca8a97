"""Mirrors: a folder laid out as ``wget --mirror`` lays it out, or a server on this machine that serves such a folder.

The crawl does not notice: URLs in the archive and the ledger are the original ones. ``MANIFEST.csv`` (path, origin,
note) at the top of a mirror says where the bytes of a path come from; the longest matching path wins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import ipaddress
import mimetypes
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.archive import document_url
from crawler.ledger import ORIGINS
from crawler.secrets import Secrets
from crawler.sources import load

MANIFEST = "MANIFEST.csv"
_UNLISTED = "copied"


class MirrorError(Exception):
    """Raised for a mirror that cannot be used: no folder, not on this machine, or a manifest that cannot be read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Origins by path, as a mirror's ``MANIFEST.csv`` lists them; a folder ends in ``/`` or is named without."""

    origins: tuple[tuple[str, str], ...]  # (path, origin), the longest path first

    def origin(self, url: str) -> str:
        """The origin of the bytes that a mirror gives for a URL: ``copied`` where the manifest says nothing."""
        path = mirror_path(url)
        for listed, origin in self.origins:
            if f"{path}/".startswith(listed.rstrip("/") + "/"):
                return origin
        return _UNLISTED


def read_manifest(mirror: str) -> Manifest:
    """The manifest of a mirror, folder or URL; an empty one where there is none. Raises :class:`MirrorError`."""
    where = f"{mirror.rstrip('/')}/{MANIFEST}"
    if not is_url(mirror):
        path = Path(mirror) / MANIFEST
        return _manifest(path.read_bytes(), where) if path.is_file() else Manifest(())
    try:
        with _opener().open(where, timeout=30) as answer:
            content: bytes = answer.read(1 << 24)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.NOT_FOUND:
            return Manifest(())
        raise MirrorError(f"{where}: the mirror answers {error.code}") from error
    except OSError as error:
        raise MirrorError(f"{where}: no answer ({error}); is the mirror running?") from error
    return _manifest(content, where)


def has_host(mirror: str, host: str) -> bool:
    """Whether a mirror has something of a host: a folder, or a server that does not answer 404 for ``URL/host/``.

    Raises :class:`MirrorError` for a server that does not answer.
    """
    if not is_url(mirror):
        return (Path(mirror) / host).is_dir()
    try:
        with _opener().open(f"{mirror}/{host}/", timeout=30):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code != HTTPStatus.NOT_FOUND
    except OSError as error:
        raise MirrorError(f"{mirror}: no answer ({error}); is the mirror running?") from error


def is_url(mirror: str) -> bool:
    """Whether a mirror is a server, not a folder."""
    return mirror.startswith(("http://", "https://"))


def canonical(mirror: str) -> str:
    """A mirror as the ledger names it: the folder's absolute path, or the URL without a slash at its end.

    Raises :class:`MirrorError` for a folder that is not there and for a server that is not on this machine.
    """
    if not is_url(mirror):
        folder = Path(mirror).resolve()
        if not folder.is_dir():
            raise MirrorError(f"{mirror}: there is no such folder to use as a mirror")
        return str(folder)
    host = urlsplit(mirror).hostname or ""
    if host != "localhost" and not _is_loopback(host):
        raise MirrorError(f"{mirror}: a mirror must be on this machine (localhost, 127.0.0.1 or ::1)")
    return mirror.rstrip("/")


def mirror_path(url: str) -> str:
    """Where a mirror has a URL: host and path, percent-encoding undone, a query kept behind ``?``."""
    parts = urlsplit(url)
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return f"{parts.netloc}{unquote(parts.path) or '/'}{query}"


class FolderHandler(BaseDownloadHandler):
    """Answers every request from a folder, as a server with entity tags would; what is not in it is a 404."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._folder = Path(crawler.settings["IZON_MIRROR"])

    async def download_request(self, request: Request) -> Response:
        """The file's bytes with 200, 304 for a matching ``If-None-Match``, or 404."""
        path = find_file(self._folder, document_url(request.url, request.method, request.body))
        if path is None:
            return Response(request.url, status=HTTPStatus.NOT_FOUND, request=request)
        body = path.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        headers = Headers({"ETag": tag})
        if request.headers.get("If-None-Match") == tag.encode():
            return Response(request.url, status=HTTPStatus.NOT_MODIFIED, headers=headers, request=request)
        media_type, _ = mimetypes.guess_type(path.name.partition("?")[0])
        headers["Content-Type"] = media_type or "application/octet-stream"
        headers["Content-Length"] = str(len(body))
        response_class = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return response_class(request.url, headers=headers, body=body, request=request)


class ServerHandler(HTTP11DownloadHandler):
    """Sends every request to a server on this machine, ``URL/host/path``, and answers under the original URL."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._mirror: str = crawler.settings["IZON_MIRROR"]
        self._secrets = Secrets(load(crawler.settings["IZON_SOURCE"]).secrets)

    async def download_request(self, request: Request) -> Response:
        """The mirror's answer; a redirect within the mirror becomes one of the original site."""
        parts = urlsplit(request.url)
        query = f"?{parts.query}" if parts.query else ""
        asked = request.replace(url=f"{self._mirror}/{parts.netloc}{parts.path or '/'}{query}")
        answer = await super().download_request(self._secrets.added(asked))
        response = self._secrets.removed(answer, asked)
        headers = response.headers.copy()
        location = headers.get("Location")
        if location is not None:
            target = urljoin(asked.url, location.decode("latin-1"))
            if target.startswith(self._mirror + "/"):
                headers["Location"] = f"{parts.scheme}://{target.removeprefix(self._mirror + '/')}"
        return response.replace(url=request.url, headers=headers, request=request)


def find_file(folder: Path, url: str) -> Path | None:
    """The file of a URL in a mirror's folder; ``None`` where there is none, or the path leads out of the host's."""
    parts: SplitResult = urlsplit(url)
    names = [parts.netloc, *unquote(parts.path).split("/")[1:]]
    if not parts.netloc or any(name in (".", "..") or "\x00" in name or "/" in name for name in names):
        return None
    if not names[-1]:
        names[-1] = "index.html"
    queries = {f"?{unquote(parts.query)}": None, f"?{parts.query}": None} if parts.query else {"": None}
    root = (folder / parts.netloc).resolve()
    for query in queries:
        path = folder.joinpath(*names[:-1], names[-1] + query.replace("/", "%2F")).resolve()
        if path.is_dir():
            path /= "index.html"
        if path.is_relative_to(root) and root.parent == folder.resolve() and path.is_file():
            return path
    return None


def _manifest(content: bytes, where: str) -> Manifest:
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        listed = [(row["path"].strip(), row["origin"].strip()) for row in rows]
    except (UnicodeDecodeError, csv.Error, KeyError, AttributeError) as error:
        raise MirrorError(f"{where}: expected UTF-8 CSV with columns path, origin, note ({error!r})") from error
    strangers = sorted({origin for _, origin in listed} - set(ORIGINS))
    if strangers:
        raise MirrorError(f"{where}: unknown origins {strangers}; allowed are {list(ORIGINS)}")
    return Manifest(tuple(sorted(listed, key=lambda entry: (-len(entry[0]), entry[0]))))


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a server on this machine needs no proxy


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
