"""The record of something that could not be taken as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a capture that could not be taken as it stands; nothing else of the capture is lost by it."""

    kind: ClassVar[str] = "problem"

    severity: str  # "error": the value or page is not used · "warning": it is used as printed
    code: str  # stable name of the cause, such as "corporate_number_check_digit"
    message: str  # for people: what is wrong and what to do
    file: str  # URL, and the member of a zip behind "!"
    row: int | None = None
    field: str | None = None
    value: str | None = None  # raw text of the cell, cut to 200 characters
