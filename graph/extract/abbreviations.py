"""Short names that a text itself gives, and their later places: …システム(NACCS), …会社（以下「日本原電」という。）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.extract.mention import AGENCY, SYSTEM, VENDOR, Mention

_DEFINED = re.compile(
    r"\((?:以下、?|通称:?|略称:?|愛称:?)(?:単に)?、?「(?P<name>[^「」()、。]{1,20})」(?:と(?:いう|"
    r"する|呼ぶ|略す)|とい|\))"
)
_BRACKETED = re.compile(
    r"\((?:通称:?|略称:?|愛称:?)?「?(?P<name>[A-Za-z][A-Za-z0-9\-.+/ ]{1,18}[A-Za-z0-9+]|[A-Z]{2,12}|"
    r"[ァ-ヶー・]{3,12}|[A-Za-z0-9]{0,6}[一-鿿]{0,6}(?:システム|PF|ネット|ナビ|なび|ねっと))」?"
    r"(?:[::](?P<second>[ァ-ヶー]+))?\)"
)
_LATIN_SHORT = re.compile(r"\((?P<name>[A-Z][A-Za-z\-]{1,9})\)")
_FULL_IN_BRACKET = re.compile(r"(?<![A-Za-z\-])(?P<name>[A-Z][A-Za-z0-9\-]{2,9})\($")
# 以下「補助金事務局」という。: what a body is called by its part in the matter, no name of it
_ROLE = re.compile(
    "[ISP]aa[Ss]|(?:[^ぁ-ん]{0,8}(?:事務局|委託先|受託者|請負者|発注者|受注者|実施主体|事業者|補助事業者)|甲|乙|当社|本会|当省|当庁|当法人|本法人)"
)
_RULE = "abbreviation"


def find_abbreviations(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Short names in brackets behind agencies, vendors and systems, and every later place of a short name.

    A short name takes the canonical form of the name it stands for.
    """
    for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
        if mention.type not in (AGENCY, VENDOR, SYSTEM):
            continue
        full = _FULL_IN_BRACKET.search(text, 0, mention.start)
        if mention.type == SYSTEM and full is not None and text.startswith(")", mention.end):
            yield _short(mention, full["name"], *full.span("name"))  # DFIS(防衛施設建設情報管理システム)
        bracket = _BRACKETED if mention.type == SYSTEM else _LATIN_SHORT
        match = _DEFINED.match(text, mention.end) or bracket.match(text, mention.end)
        if match is not None and match["name"] in (
            "ドローン",
            "クラウド",
            "サーバ",
            "サーバー",
            "ソフト",
            "リース",
            "テスト",
        ):
            continue
        if match is None or _ROLE.fullmatch(match["name"]):
            continue
        for group in ("name", "second"):
            if match.groupdict().get(group):
                yield _short(mention, match[group], *match.span(group))
                yield from _later(text, mention, match[group], match.end())


def _later(text: str, mention: Mention, short: str, after: int) -> Iterator[Mention]:
    pattern = re.compile(rf"(?<![A-Za-z0-9ァ-ヶー一-鿿]){re.escape(short)}(?![A-Za-z0-9ァ-ヶー])")
    for match in pattern.finditer(text, after):
        yield _short(mention, short, *match.span())


def _short(mention: Mention, short: str, start: int, end: int) -> Mention:
    return Mention(mention.type, short, start, end, mention.canonical, 0.85, f"{mention.type.lower()}-{_RULE}")
