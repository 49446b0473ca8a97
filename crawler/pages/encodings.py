"""Text files that come as UTF-8 or as cp932 (Shift_JIS) without saying which."""

from __future__ import annotations

from crawler.pages.errors import PageError

_ENCODINGS = ("utf-8-sig", "cp932")


def decode(body: bytes, file: str) -> str:
    """The text of a file in UTF-8 (with or without byte order mark) or cp932.

    UTF-8 is tried first: Japanese text in cp932 is never valid UTF-8 by chance for longer than a few characters.
    Raises :class:`PageError` for bytes that are neither, and for ISO-2022-JP, whose bytes are all valid UTF-8.
    """
    refuse_escapes(body, file)
    for encoding in _ENCODINGS:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError as error:
            failure = error
    raise PageError("encoding", f"neither UTF-8 nor cp932 (byte {failure.start}); fetch the file again", file)


def refuse_escapes(body: bytes, file: str) -> None:
    """Raise :class:`PageError` for text in ISO-2022-JP: it would read as signs that nobody wrote."""
    place = body.find(b"\x1b$")
    if place >= 0:
        raise PageError("encoding", f"ISO-2022-JP at byte {place}, expected UTF-8 or cp932; fetch it again", file)
