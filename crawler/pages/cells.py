"""Values from the cells of a table, with a problem for every cell that does not read as it should."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from crawler.records import NO_CORPORATE_NUMBER, Problem, valid_corporate_number

_MOST_DIGITS = 18  # what a column of 64 bits holds whatever the digits, and more than any state spends


class CellReader:
    """Reads cells of one file; what is wrong with them gathers in :attr:`problems` until :meth:`take` hands it out."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def take(self) -> list[Problem]:
        """The problems since the last call."""
        problems, self.problems = self.problems, []
        return problems

    def warn(self, code: str, message: str, row: int, field: str | None = None, cell: str | None = None) -> None:
        """Note something that is used as printed all the same."""
        self._note("warning", code, message, row, field, cell)

    def fail(self, code: str, message: str, row: int, field: str | None = None, cell: str | None = None) -> None:
        """Note a value or row that is not used."""
        self._note("error", code, message, row, field, cell)

    def integer(self, cell: str, row: int, field: str) -> int | None:
        """A whole number of up to eighteen digits, ``None`` where empty or unreadable.

        Trailing blanks and a final ``.0`` are normal.
        """
        text = cell.strip(" ")
        if not text:
            return None
        if len(text) <= _MOST_DIGITS and text.isascii() and text.removeprefix("-").isdigit():
            return int(text)
        return self._unusual_integer(text, cell, row, field)

    def boolean(self, cell: str, row: int, field: str) -> bool:
        """``TRUE`` or ``FALSE``; an empty cell is no."""
        text = cell.strip(" ")
        if text not in ("TRUE", "FALSE", ""):
            self.warn("unknown_boolean", f"{field} is neither TRUE nor FALSE; taken as FALSE", row, field, cell)
        return text == "TRUE"

    def flag(self, cell: str, row: int, field: str) -> bool:
        """``1`` or empty, as the columns of methods have it."""
        text = cell.strip(" ")
        if text not in ("1", ""):
            self.warn("unknown_flag", f"{field} is neither 1 nor empty; taken as not set", row, field, cell)
        return text == "1"

    def code(self, cell: str, known: Container[str], row: int, field: str) -> str:
        """A code of a closed list, without blanks around it; an unknown one is kept and noted."""
        text = cell.strip()
        if text and text not in known:
            self.warn("unknown_code", f"{field} holds a code that is not known; kept as printed", row, field, cell)
        return text

    def corporate_number(self, cell: str, row: int, field: str) -> str | None:
        """A corporate number (法人番号) whose check digit is right, else ``None``; the trailing blank is normal."""
        text = cell.strip(" ")
        if not text:
            return None
        if text == NO_CORPORATE_NUMBER:
            self.warn(
                "corporate_number_placeholder", "the number says that there is none; no number taken", row, field, cell
            )
            return None
        if not (text.isascii() and text.isdigit()):
            folded = unicodedata.normalize("NFKC", text).strip()
            if not (folded.isascii() and folded.isdigit()):
                self.warn("corporate_number_form", "the number is not 13 digits; no number taken", row, field, cell)
                return None
            self.warn("full_width_digits", "full-width digits; the number is taken", row, field, cell)
            text = folded
        if len(text) != 13:
            self.warn("corporate_number_form", "the number is not 13 digits; no number taken", row, field, cell)
            return None
        if not valid_corporate_number(text):
            self.warn("corporate_number_check_digit", "the check digit is wrong; no number taken", row, field, cell)
            return None
        return text

    def _unusual_integer(self, text: str, cell: str, row: int, field: str) -> int | None:
        whole, _, fraction = text.partition(".")
        if sum(character.isdigit() for character in whole) > _MOST_DIGITS:
            self.fail("number", f"{field} has more than {_MOST_DIGITS} digits; no value taken", row, field, cell)
            return None
        if text.isascii() and not fraction.strip("0") and whole.removeprefix("-").isdigit():
            return int(whole)
        folded = unicodedata.normalize("NFKC", text).replace(",", "").strip()
        if folded.isascii() and folded.removeprefix("-").isdigit():
            code = "full_width_digits" if not text.isascii() else "number_form"
            self.warn(code, f"{field} is not printed in plain digits; the value {folded} is taken", row, field, cell)
            return int(folded)
        self.fail("number", f"{field} is not a number; no value taken", row, field, cell)
        return None

    def _note(self, severity: str, code: str, message: str, row: int, field: str | None, cell: str | None) -> None:
        value = None if cell is None else cell[:200]
        self.problems.append(Problem(severity, code, message, self.file, row, field, value))
