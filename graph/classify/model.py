"""What is classified and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NO_ICT = "S00"
"""The service type of a contract that buys no ICT."""

BUDGET_TAG = "(情報通信技術調達等適正・効率化推進費)"
"""Ends the names of projects whose systems the Digital Agency books for the ministries: it says IT, and no function."""

InformationTechnology = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A project or a contract as a source prints it; what is not known is left empty, and not guessed.

    ``name`` is the project's name; ``text`` its purpose and outline, or the outline of the contract; ``role`` that of
    the contract's payee block. Ministry and bureau are those that hold the budget.
    """

    name: str
    text: str = ""
    ministry: str = ""
    bureau: str = ""
    role: str = ""
    payee: str = ""
    payees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: an id, the probability that it is right, and which words said so, where."""

    id: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class ContractClass:
    """What a contract buys: ICT service types, most important first, never empty (S00 alone: no ICT).

    ``financing`` says whether the payee only finances what others make and run; None where no payee is given.
    """

    service_types: tuple[Finding, ...]
    financing: bool | None

    @property
    def is_ict(self) -> bool:
        """Whether the contract buys an ICT service at all."""
        return self.service_types[0].id != NO_ICT

    @property
    def types(self) -> tuple[str, ...]:
        """The service types' ids, most important first."""
        return tuple(finding.id for finding in self.service_types)


@dataclass(frozen=True, slots=True)
class ProjectClass:
    """What a project is for: functions, most important first (none where nothing tells), IT or not, whose it is.

    ``owner`` is the printed name of the ministry or agency whose function it is, None where the input does not tell.
    """

    functions: tuple[Finding, ...]
    is_it: InformationTechnology | None
    owner: str | None
