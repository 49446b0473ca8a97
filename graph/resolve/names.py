"""The plain normaliser of names: what two spellings must share before anything may compare them."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_PREFECTURE = re.compile(r"^(北海道|東京都|(?:京都|大阪)府|[^\s都道府県]{2,3}県)")


def normalise(name: str) -> str:
    """NFKC, no blanks, one kind of dash, lower case. Legal forms stay: they tell organisations apart."""
    folded = unicodedata.normalize("NFKC", name).translate(_DASHES)
    return _SPACES.sub("", folded).casefold()


def locality(address: str) -> str:
    """The prefecture that a printed address begins with, "" where none does."""
    if not address:
        return ""
    found = _PREFECTURE.match(unicodedata.normalize("NFKC", address).strip())
    return found[1] if found else ""
