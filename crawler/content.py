"""Content encodings (RFC 9110, section 8.4): from a body as it came over the wire to what it says."""

from __future__ import annotations

import zlib

MAXIMUM_PAYLOAD_BYTES = 256 << 20  # what a body may unpack to: as much as one may have that is not packed

_GZIP = 16 + zlib.MAX_WBITS


class ContentError(Exception):
    """Raised for a body that is not in the encoding its header names, or unpacks to more than it may."""


def decoded(body: bytes, content_encoding: str) -> bytes:
    """A body with its content encoding undone; one that we never ask for (not gzip or deflate) is left as it is.

    Raises :class:`ContentError` for a damaged stream and for one that unpacks to more than it may.
    """
    for encoding in reversed([name.strip().lower() for name in content_encoding.split(",")]):
        if encoding in ("gzip", "x-gzip", "deflate"):
            body = _inflate(body, encoding)
    return body


def _inflate(body: bytes, encoding: str) -> bytes:
    # Some servers send "deflate" without the zlib header that RFC 9110, section 8.4.1.2, asks for.
    windows = (_GZIP,) if encoding.endswith("gzip") else (zlib.MAX_WBITS, -zlib.MAX_WBITS)
    failure: zlib.error | None = None
    for window in windows:
        decompressor = zlib.decompressobj(window)
        try:
            content = decompressor.decompress(body, MAXIMUM_PAYLOAD_BYTES)
        except zlib.error as error:
            failure = error
            continue
        if decompressor.unconsumed_tail:
            raise ContentError(f"a {encoding} body unpacks to more than {MAXIMUM_PAYLOAD_BYTES} bytes")
        if not decompressor.eof:
            raise ContentError(f"a {encoding} body of {len(body)} bytes ends too early")
        return content
    raise ContentError(f"a body is not {encoding} ({failure})")
