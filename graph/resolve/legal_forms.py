"""The legal forms of organisations: full names, how sources shorten them, and which form one may become.

Full names are those of the register of corporate numbers and of the laws behind them (Companies Act, Act on General
Incorporated Associations and Foundations, Act on General Rules for Incorporated Administrative Agencies …). In shortened
spellings (㈱, (株), 一社) NFKC has made one kind of parentheses of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

BEFORE, AFTER = "before", "after"

# Full name → spellings that stand for it (after NFKC, lower case). Those without parentheses are whole words.
_FORMS: Mapping[str, tuple[str, ...]] = {
    "株式会社": ("(株)", "(株", "株)", "株式会", "株式會社", "kk", "k.k.", "(カブ)", "カブシキガイシャ", "カブシキカイシャ"),
    "有限会社": ("(有)", "有限會社", "(ユウ)", "ユウゲンガイシャ"),
    "合同会社": ("(同)", "(合同)", "ゴウドウガイシャ"),
    "合資会社": ("(資)", "(合資)"),
    "合名会社": ("(名)", "(合名)"),
    "相互会社": ("(相)", "(相互)"),
    "特定目的会社": ("(特目)", "(tmk)"),
    "一般社団法人": ("(一社)", "(一般社団)", "(一般社団法人)", "(一般社)"),
    "公益社団法人": ("(公社)", "(公益社団)", "(公益社団法人)"),
    "社団法人": ("(社)",),
    "一般財団法人": ("(一財)", "(一般財団)", "(一般財団法人)"),
    "公益財団法人": ("(公財)", "(公益財団)", "(公益財団法人)"),
    "財団法人": ("(財)",),
    "認定特定非営利活動法人": ("(認定npo法人)", "認定npo法人", "(認特非)"),
    "特定非営利活動法人": ("(特非)", "(npo)", "(npo法人)", "npo法人", "(特定非営利活動法人)", "特定非営利法人"),
    "独立行政法人": ("(独)", "(独法)", "(独行)", "(独立行政法人)"),
    "国立研究開発法人": ("(国研)", "(研)", "(国)", "(国立研究開発法人)", "国立研究法人", "(国開)"),
    "国立大学法人": ("(大)", "(国大)", "(国立大学法人)"),
    "公立大学法人": ("(公大)", "(公立大学法人)"),
    "大学共同利用機関法人": ("(大共)", "(共)", "(大学共同利用機関法人)"),
    "地方独立行政法人": ("(地独)", "(地方独立行政法人)"),
    "公益法人": ("(公益)",),
    "学校法人": ("(学)", "(学法)", "(学校法人)"),
    "準学校法人": (),
    "社会福祉法人": ("(福)", "(社福)", "(社会福祉法人)"),
    "医療法人社団": ("(医社)",),
    "医療法人財団": ("(医財)",),
    "社会医療法人財団": (),
    "社会医療法人社団": (),
    "特定医療法人": (),
    "社会医療法人": (),
    "医療法人": ("(医)",),
    "宗教法人": ("(宗)",),
    "弁護士法人": ("(弁)",),
    "税理士法人": ("(税)",),
    "司法書士法人": ("(司)",),
    "行政書士法人": ("(行)",),
    "社会保険労務士法人": ("(労)",),
    "土地家屋調査士法人": (),
    "特許業務法人": (),
    "弁理士法人": (),
    "有限責任監査法人": (),
    "監査法人": ("(監)",),
    "農事組合法人": ("(農)", "(農組)"),
    "更生保護法人": ("(更)",),
    "管理組合法人": (),
    "職業訓練法人": ("(職)",),
    "技術研究組合": (),
    "地方共同法人": (),
    "特殊法人": (),
    "認可法人": (),
}  # fmt: skip

# A body under one of these forms may have had, or later take, another form of the same group under the same number.
_ONE_BODY: tuple[frozenset[str], ...] = (
    frozenset({"社団法人", "一般社団法人", "公益社団法人", "公益法人"}),
    frozenset({"財団法人", "一般財団法人", "公益財団法人", "公益法人"}),
    frozenset({"特定非営利活動法人", "認定特定非営利活動法人"}),
    frozenset({"独立行政法人", "国立研究開発法人"}),
    frozenset({"学校法人", "準学校法人"}),
    frozenset({"監査法人", "有限責任監査法人"}),
    frozenset({"特許業務法人", "弁理士法人"}),
    frozenset(
        {"医療法人", "医療法人社団", "医療法人財団", "社会医療法人", "特定医療法人", "社会医療法人財団", "社会医療法人社団"}
    ),
    frozenset({"相互会社", "株式会社"}),
    frozenset({"inc", "llc", "ltd", "other"}),  # of foreign names (:mod:`graph.resolve.organization_name`)
)  # fmt: skip
_ASSOCIATIONS = _ONE_BODY[0] | _ONE_BODY[1]
COMPANIES = frozenset({"株式会社", "有限会社", "合同会社", "合資会社", "合名会社"})

FORMS: tuple[str, ...] = tuple(sorted(_FORMS))


class FoundForm(NamedTuple):
    """A legal form found in a name: which, where it stands, and whether it was shortened."""

    form: str
    start: int
    end: int
    short: bool


def _spellings() -> dict[str, tuple[str, bool]]:
    found: dict[str, tuple[str, bool]] = {}
    for form, shorts in _FORMS.items():
        found[form] = form, False
        found |= dict.fromkeys(shorts, (form, True))
    return found


class LegalForms:
    """Finds legal forms in names. One instance is enough for a process; it is never changed."""

    def __init__(self) -> None:
        self._spellings = _spellings()
        words = sorted(self._spellings, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, words)))
        self._beginning = _by(words, 0)
        self._ending = _by(words, -1)
        whole = "|".join(map(re.escape, sorted(_FORMS, key=len, reverse=True)))
        self._edge = re.compile(f"^(?:{whole})|(?:{whole})$")

    def find(self, text: str) -> Iterator[FoundForm]:
        """All forms in a folded text (NFKC, lower case), left to right, the longest spelling first."""
        for match in self._any.finditer(text):
            form, short = self._spellings[match.group()]
            if match.group() in ("kk", "k.k.") and not _stands_alone(text, match.start(), match.end()):
                continue
            yield FoundForm(form, match.start(), match.end(), short)

    def inside(self, text: str) -> bool:
        """Whether a legal form, in full or shortened, is somewhere in a text."""
        return self._any.search(text) is not None

    def at_any_edge(self, text: str) -> FoundForm | None:
        """The form, in full or shortened, that a text begins or else ends with."""
        for word in self._beginning.get(text[:1], ()):
            if text.startswith(word):
                form, short = self._spellings[word]
                return FoundForm(form, 0, len(word), short)
        for word in self._ending.get(text[-1:], ()):
            if text.endswith(word):
                form, short = self._spellings[word]
                return FoundForm(form, len(text) - len(word), len(text), short)
        return None

    def at_edge(self, text: str) -> FoundForm | None:
        """The form in full that a text begins or else ends with."""
        match = self._edge.search(text)
        return None if match is None else FoundForm(match.group(), match.start(), match.end(), short=False)


def _by(words: Iterable[str], place: int) -> Mapping[str, tuple[str, ...]]:
    """Words by their first or last character, in the order given."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[place], []).append(word)
    return {character: tuple(of) for character, of in found.items()}


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def may_be_one(one: str, other: str) -> bool:
    """Whether one body may have borne both forms one after the other under the same number ("" = form not printed)."""
    if one == other or not one or not other:
        return True
    return any(one in group and other in group for group in _ONE_BODY)


def is_doubtful(one: str, other: str) -> bool:
    """Whether the two forms may be of one body, but are as often of two: only a register can tell.

    A company may change its form and keep its number (有限会社 → 株式会社); sources also mix up 社団 and 財団.
    """
    return (one != other and one in COMPANIES and other in COMPANIES) or is_mixed_up(one, other)


def is_mixed_up(one: str, other: str) -> bool:
    """Whether one is a 社団法人 and the other a 財団法人, which sources mix up and bodies of one name seldom are."""
    return not may_be_one(one, other) and one in _ASSOCIATIONS and other in _ASSOCIATIONS
