"""A printed name of an organisation, taken apart: legal form, name proper, branch, members, what was glued to it.

``西鉄旅行㈱ 横浜支店 代表取締役 …`` is the name ``西鉄旅行`` of a 株式会社 (form behind the name) with the branch ``横浜支店``;
a joint venture is its members and never one of them; 「その他」「本省」「個人A」 name no organisation.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from graph.resolve import name_parts as parts
from graph.resolve.legal_forms import AFTER, BEFORE, FoundForm, LegalForms
from graph.resolve.spelling import light, loose

SINGLE, JOINT, NOBODY = "single", "joint", "nobody"
LONGEST = 300  # characters: what is longer is a text, and rules that look far would take long over it

# Where one of these is, the name needs taking apart; without any it is a legal form and a name, or a name.
_COMPLEX = re.compile(
    r"[\s()\[\]〔〕【】「」『』、,/;:〒①-⑳]|[社店所部局院課室校会体]$|^[0-9]|jv|ほか|[他外等様殿中]$|代表|取締役|理事|共同|及び|並びに|番号|コンソ|ジョイント|"
    r"への|に対する|工場$|カンパニー$|センター$|オフィス$|ステーション$|キャンパス$|大学|[都道府県市区町村]|人|者|員|師|主|企業|某"
)


class OrganizationName(NamedTuple):
    """What a printed name says.

    ``kind``: one organisation, several together, or nobody. ``core`` is the name proper in light spelling, ``key`` the
    same in loose spelling (:mod:`graph.resolve.spelling`). ``position`` says where the full legal form stands
    (``before`` or ``after`` the name; "" where it is shortened or not printed, which tells nothing for sure); ``side``
    says it also for shortened forms.
    """

    printed: str
    kind: str
    core: str = ""
    key: str = ""
    form: str = ""
    position: str = ""
    side: str = ""
    branch: str = ""
    address: str = ""
    representative: str = ""
    aliases: tuple[str, ...] = ()  # what stands in parentheses: a unit, a short or English name
    former: tuple[str, ...] = ()  # former (or present) names that are printed as such
    members: tuple[OrganizationName, ...] = ()

    @property
    def full(self) -> str:
        """The name with its legal form in full, in light spelling: what the register would print."""
        return self.form + self.core if self.side == BEFORE else self.core + self.form


class NameParser:
    """Takes printed names apart; holds only compiled rules, so one serves a whole process."""

    def __init__(self) -> None:
        self._forms = LegalForms()

    def parse(self, printed: str) -> OrganizationName:
        """The parts of a printed name. Never raises: what cannot be read has the kind ``nobody``."""
        if len(printed) > LONGEST:
            return OrganizationName(printed, NOBODY)
        text = unicodedata.normalize("NFKC", printed).casefold().strip()
        plain = self._plain(printed, text)
        if plain is not None:
            return plain
        text, below = parts.name_lines(parts.cut_officer(text))
        if not text or parts.NOBODY.fullmatch(text) or not (text[0].isalpha() or any(map(str.isalpha, text))):
            return OrganizationName(printed, NOBODY)
        text = parts.cut_number_note(text)
        text, address = parts.cut_address(text)
        address = address or below
        text, representative = parts.cut_representative(text)
        if not text.strip():
            return OrganizationName(printed, NOBODY, address=address, representative=representative)
        members = self._members(text)
        if members:
            core = light(text)
            return OrganizationName(
                printed, JOINT, core, loose(core), address=address, representative=representative, members=members
            )
        return self._single(printed, text, address, representative)

    def registered(self, name: str) -> tuple[str, str, str]:
        """Name proper, legal form and its side of a name of the register, which has nothing else in it.

        ``name`` is in light spelling.
        """
        found = self._forms.at_edge(name)
        if found is None or found.end - found.start == len(name):
            return parts.without_prefecture(name), "", ""
        if found.start == 0:
            return name[found.end :], found.form, BEFORE
        if found.form in _FOUNDED_BY and parts.FOUNDER.fullmatch(name[: found.start]):
            return name, "", ""
        return name[: found.start], found.form, AFTER

    def _plain(self, printed: str, text: str) -> OrganizationName | None:
        """A name with its legal form before or behind it and nothing else: most of them, and quickly read."""
        found = self._forms.at_any_edge(text)
        if found is None or (text[found.start].isascii() and text[found.start].isalpha()):
            return None  # kk may be part of a word
        name = text[found.end :] if found.start == 0 else text[: found.start]
        if len(name) < 2 or _COMPLEX.search(name) or self._forms.inside(name):
            return None
        side = BEFORE if found.start == 0 else AFTER
        core = light(name)
        return OrganizationName(printed, SINGLE, core, loose(core), found.form, "" if found.short else side, side)

    def _members(self, text: str) -> tuple[OrganizationName, ...]:
        """The members of a joint venture or list; none where the text names one organisation."""
        if parts.JOINT.search(text):
            found = parts.joint_members(parts.without_roles(text))
            return tuple(self._single(part, part, "", "") for part in found) or (OrganizationName(text, NOBODY),)
        first, others = parts.cut_others(text)
        if others:
            return self._single(first, first, "", ""), OrganizationName(others, NOBODY)
        if not parts.LIST.search(text):
            return ()
        listed = [part.strip() for part in parts.LIST.split(parts.without_roles(text)) if part.strip()]
        with_form = [part for part in listed if self._forms.inside(part)]
        if len(with_form) > 1 and len({light(part) for part in listed}) > 1:
            return tuple(self._single(part, part, "", "") for part in listed)
        return ()

    def _single(self, printed: str, text: str, address: str, representative: str) -> OrganizationName:
        text, former = parts.cut_former(text)
        text = parts.cooperative(text)
        found = self._form(text)
        if found is None:
            text, aliases = parts.cut_parentheses(text)
            text, branch = parts.cut_unit(*parts.cut_branch(text))
            text, form = parts.cut_english_form(text)
            core, side = light(text), AFTER if form else ""
            return OrganizationName(
                printed,
                SINGLE,
                core,
                loose(core),
                form,
                "",
                side,
                branch,
                address,
                representative,
                tuple(aliases),
                former,
            )
        ahead, behind = text[: found.start].strip(), text[found.end :].strip()
        if found.form in _FOUNDED_BY and parts.FOUNDER.fullmatch(light(ahead)):
            core = light(text)  # 愛知県公立大学法人: the founder and the form are the name
            return OrganizationName(printed, SINGLE, core, loose(core), address=address, representative=representative)
        ahead, aliases = parts.cut_parentheses(ahead)
        behind, more = parts.cut_parentheses(behind)
        aliases += more
        name, branch, side = _around(ahead.strip(" ・"), behind, aliases)
        name, branch = parts.cut_unit(name, branch)
        core = light(name)
        position = "" if found.short else side
        return OrganizationName(
            printed, SINGLE, core, loose(core), found.form, position, side, branch, address, representative, tuple(aliases),
            former,
        )  # fmt: skip

    def _form(self, text: str) -> FoundForm | None:
        """The form that belongs to the name: at its beginning, else at its end, else the first inside."""
        inside = None
        for found in self._forms.find(text):
            if found.start == 0 and found.end < len(text):
                return found
            if found.end == len(text) and found.start:
                return found if inside is None else inside
            if inside is None and found.start and not _in_parentheses(text, found):
                inside = found
        return inside


_FOUNDED_BY = frozenset({"公立大学法人", "地方独立行政法人"})
_PREFIX_NOTE = re.compile(r"[0-9①-⑳]+|代表|受託者|契約者|委託先|再委託先")


def _around(ahead: str, behind: str, aliases: list[str]) -> tuple[str, str, str]:
    """Name, branch and side of the form from what stands ahead of it and behind it."""
    if ahead and behind:
        if not parts.is_branch(behind) and _PREFIX_NOTE.fullmatch(ahead):
            aliases.append(ahead)
            return behind, "", BEFORE
        return ahead, behind, AFTER  # 西鉄旅行株式会社横浜支店: what stands behind the form is a part of the body
    if behind:
        name, branch = parts.cut_branch(behind)
        return name, branch, BEFORE
    return ahead, "", AFTER


def _in_parentheses(text: str, found: FoundForm) -> bool:
    """Whether a form stands inside parentheses that are not its own: HLP(株式会社…)."""
    return text.count("(", 0, found.start) > text.count(")", 0, found.start)
