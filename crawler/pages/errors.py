"""The one error of page functions."""

from __future__ import annotations


class PageError(Exception):
    """Raised when a page as a whole cannot be read: nothing behind the point of failure is taken.

    ``code`` is the stable name of the cause (as in :class:`crawler.records.Problem`), ``file`` the URL of the page,
    with the member of a zip behind ``!``; the message says what is wrong and what to do.
    """

    def __init__(self, code: str, message: str, file: str, row: int | None = None, field: str | None = None) -> None:
        super().__init__(f"{file}: {message}")
        self.code = code
        self.message = message
        self.file = file
        self.row = row
        self.field = field
