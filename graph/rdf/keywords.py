"""What a SPARQL text asks for beyond this store, found without parsing it: the parser gives no tree to look at."""

from __future__ import annotations

import re

# Texts, IRIs, comments, variables and local names: in them any word may stand.
_NO_KEYWORD = re.compile(
    r"\"{3}(?:[^\"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"
    r"|\"(?:[^\"\\\n\r]|\\.)*\"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n\r]*|[?$]\w+|:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*",
    re.DOTALL,
)
_SERVICE = re.compile("SERVICE", re.IGNORECASE)  # the parser wants no blank around it
_FROM = re.compile(r"\bFROM\b", re.IGNORECASE)
_CHANGING = re.compile("NOW|RAND|UUID|BNODE", re.IGNORECASE)
_UPDATE = re.compile(r"(?:WITH\b|INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b", re.IGNORECASE)
_STAR = re.compile(r"SELECT\s*(?:DISTINCT|REDUCED)?\s*\*", re.IGNORECASE)
_PROLOGUE = re.compile(
    r"(?:\s|#[^\n\r]*|PREFIX\s+[^\s:<>]*:\s*<[^<>\"{}|^`\\]*>|BASE\s*<[^<>\"{}|^`\\]*>)*", re.IGNORECASE
)


def asks_other_servers(text: str) -> bool:
    """Whether ``SERVICE`` stands in the query as a keyword (or as the start of a prefix, which is refused with it)."""
    return _SERVICE.search(text) is not None and _SERVICE.search(_bare(text)) is not None


def names_graphs(text: str) -> bool:
    """Whether the query has a ``FROM`` clause, and so a dataset of its own."""
    return _FROM.search(text) is not None and _FROM.search(_bare(text)) is not None


def changes_by_itself(text: str) -> bool:
    """Whether the query may answer otherwise each time it is asked of the same data."""
    return _CHANGING.search(text) is not None


def is_update(text: str) -> bool:
    """Whether the text begins, behind its prologue, as an update does."""
    return _UPDATE.match(text, _behind_prologue(text)) is not None


def selects_all(text: str) -> bool:
    """Whether the query is ``SELECT *``: its columns are then in the order in which the text names them."""
    return _STAR.match(text, _behind_prologue(text)) is not None


def _behind_prologue(text: str) -> int:
    prologue = _PROLOGUE.match(text)
    return prologue.end() if prologue else 0


def _bare(text: str) -> str:
    return _NO_KEYWORD.sub(" ", text)
