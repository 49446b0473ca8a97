"""A contract's fields made ready to be read: normalised, misleading words blanked, the head of the phrase found."""

from __future__ import annotations

from dataclasses import dataclass

from graph.classify.model import BUDGET_TAG, Subject
from graph.classify.patterns import Patterns
from graph.text.normalise import normalise

_BLANK = "＊"
_END = 100  # characters in which an ending that says nothing is looked for
_NOTHING_SAID = frozenset({"-", "--", "ー"})
_PAYEE_KINDS = ("municipality", "person", "lessor", "university", "company", "it", "consultancy")


def plain(text: str) -> str:
    """Text as the patterns expect it: NFKC, one space for any run of white space."""
    return " ".join(normalise(text).text.split())


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract's fields, normalised.

    ``read`` is the outline with schemes, weapons and the like blanked; ``head`` the phrase it ends in; ``generic`` says
    that the outline tells nothing of its own; ``kinds`` are the kinds of payee its name shows; ``booked`` says that
    the project's name ends with the Digital Agency's budget tag.
    """

    outline: str
    role: str
    project: str
    payee: str
    read: str
    head: str
    generic: bool
    kinds: frozenset[str]
    booked: bool


def contract_of(subject: Subject, rules: Patterns) -> Contract:
    """The contract in ``subject``; an empty outline is generic."""
    outline, role, project, payee = (plain(text) for text in (subject.text, subject.role, subject.name, subject.payee))
    booked = BUDGET_TAG in project
    project = project.replace(BUDGET_TAG, "")
    read = rules.remove("ict.scheme", outline, _BLANK)
    empty = not outline or outline == project
    return Contract(
        outline=outline,
        role="" if role in _NOTHING_SAID else role,
        project=project,
        payee=payee,
        read=read,
        head=head(read, rules),
        generic=empty or (rules.has("phrase.generic", outline) and not rules.has("ict.thing", read)),
        kinds=frozenset(kind for kind in _PAYEE_KINDS if rules.has(f"payee.{kind}", payee)),
        booked=booked,
    )


def without_schemes(text: str, rules: Patterns) -> str:
    """``text`` with what only looks like ICT blanked."""
    return rules.remove("ict.scheme", text, _BLANK)


def head(text: str, rules: Patterns) -> str:
    """The phrase that ``text`` ends in, for a Japanese phrase is about what stands last: 「LANの更改に係る調達支援業務」."""
    body = text[:-_END] + rules.remove("noise.phrase-end", text[-_END:])
    for end in reversed(rules.ends("phrase.split", body)):
        if len(body) - end >= 2:
            return body[end:]
    return body
