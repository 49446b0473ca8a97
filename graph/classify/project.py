"""A project's fields made ready to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.classify.contract import plain
from graph.classify.model import BUDGET_TAG, Subject
from graph.classify.owners import Holder, Owners

_BRACKET = re.compile(r"[(<〈]")


@dataclass(frozen=True, slots=True)
class Project:
    """A project's fields, normalised; ``main`` is the name before its first bracket."""

    name: str
    main: str
    text: str
    bureau: str
    payees: tuple[str, ...]
    booked: bool
    holder: Holder

    @property
    def owner(self) -> str | None:
        """The owner as far as budget and payees tell."""
        return self.holder.owner


def project_of(subject: Subject, owners: Owners) -> Project:
    """The project in ``subject``."""
    printed = plain(subject.name)
    name = printed.replace(BUDGET_TAG, "")
    payees = subject.payees or ((subject.payee,) if subject.payee else ())
    return Project(
        name=name,
        main=_BRACKET.split(name)[0] or name,
        text=plain(subject.text),
        bureau=plain(subject.bureau),
        payees=tuple(plain(payee) for payee in payees),
        booked=BUDGET_TAG in printed,
        holder=owners.holder(printed, subject.ministry, subject.bureau, payees),
    )
