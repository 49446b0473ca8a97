"""Who performs what: the dependencies that ICT contracts make, with service types, role, period and money.

Only a contract that buys ICT (S01 to S19) makes one. Its role is the strongest of its types: ``run`` (without it the
function stops or limps), ``build`` (without it the function stays as it is), ``advise``. A payee that only finances is
supposed to perform, not said to: whoever operates behind a lessor may be unknown. So is a ministry or a municipality that is
paid: it passes the money on, and the sheet does not say to whom.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph import classify
from graph.claims.model import ASSERTED, SUPPOSED, Argument, Claim, Evidence, Qualifiers
from graph.classify import Classifier, Subject
from graph.resolve.corporate_number import is_public_body, is_under_japanese_law
from graph.resolve.reference import reference_folder, rows

VERSION = f"5.{classify.VERSION}"

# That a contract buys ICT at all: 418 of 425 annotated rows that the rules called ICT are (graph/classify/data).
# Which of the types it buys is less sure; that stands with the contract and not in the way of the dependency.
ICT_CONFIDENCE = 0.98
# That a number of this form is one of Japanese law: no exception in 2.2 million rows of the register.
LAW_CONFIDENCE = 0.99
JAPAN = "JP"
LIKELY = 0.5
ROLES = ("run", "build", "advise")  # strongest first


@dataclass(frozen=True, slots=True)
class Work:
    """What a contract buys: service types joined by "|" (``S00``: no ICT), its role, and how sure it is that ICT is bought."""

    service_types: str
    role: str  # "" where no ICT is bought
    confidence: float
    financing: bool | None

    @property
    def properties(self) -> tuple[tuple[str, str | int], ...]:
        """What a contract carries of it."""
        marked = () if self.financing is None else (("financing", "true" if self.financing else "false"),)
        return (("serviceTypes", self.service_types), *marked)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """A function or system that a contract is for, and how surely."""

    argument: Argument
    confidence: float


class WorkReader:
    """Reads from a contract's words what it buys, and from a project's what it is for where no term says it."""

    def __init__(self, classifier: Classifier, roles: Mapping[str, str]) -> None:
        self._classifier = classifier
        self._roles = roles
        self._known: dict[Subject, Work] = {}

    @classmethod
    def installed(cls) -> WorkReader:
        """With the rules and the service types that the package ships."""
        roles = {row["id"]: row["role"] for row in rows(reference_folder() / "service_types.csv")}
        return cls(Classifier.installed(), roles)

    def __call__(self, subject: Subject) -> Work:
        """The work that a contract buys; the same words always buy the same."""
        known = self._known.get(subject)
        if known is None:
            found = self._classifier.classify_contract(subject)
            roles = {self._roles[finding.id] for finding in found.service_types}
            known = self._known[subject] = Work(
                "|".join(found.types),
                next((role for role in ROLES if role in roles), ""),
                ICT_CONFIDENCE,
                found.financing,
            )
        return known

    def functions(self, subject: Subject) -> tuple[Beneficiary, ...]:
        """The functions that a project is classified as serving, where that is more likely than not."""
        found = self._classifier.classify_project(subject).functions
        return tuple(
            Beneficiary(Argument("function", finding.id), round(finding.score, 3))
            for finding in found
            if finding.score >= LIKELY
        )


def rules_digest() -> str:
    """Of the service types with their roles: claims are made anew when they change."""
    return hashlib.sha256((reference_folder() / "service_types.csv").read_bytes()).hexdigest()[:16]


def work_qualifiers(work: Work, qualifiers: Qualifiers) -> Qualifiers:
    """The qualifiers of a contract with what it buys."""
    return replace(qualifiers, role=work.role, service_types=work.service_types)


def performs(work: Work, supplier: Argument) -> bool:
    """Whether a supplier does the work itself: a lessor finances, a public body passes the money on."""
    return not (work.financing or is_public_body(supplier.number.strip()))


def law_claims(source: str, supplier: Argument, work: Work, evidence: tuple[Evidence, ...]) -> Iterator[Claim]:
    """Whoever is paid for ICT under a number of the Japanese register is under Japanese law; who controls it is another matter.

    ``source`` begins the record's key: the claim is that of the number, so each source makes it once.
    """
    number = supplier.number.strip()
    if work.role and evidence and is_under_japanese_law(number):
        yield Claim(
            f"{source}/corporate number/{number}",
            "underJurisdiction",
            Argument("organization", "", number),
            Argument("jurisdiction", JAPAN),
            evidence,
            confidence=LAW_CONFIDENCE,
        )


def performance_claims(
    key: str,
    contract: Argument,
    supplier: Argument,
    work: Work,
    beneficiaries: Sequence[Beneficiary],
    evidence: tuple[Evidence, ...],
    qualifiers: Qualifiers,
) -> Iterator[Claim]:
    """The supplier performs the contract, and each function and system that it is for; nothing where no ICT is bought."""
    if not work.role:
        return
    stated = work_qualifiers(work, qualifiers)
    modality = ASSERTED if performs(work, supplier) else SUPPOSED
    for beneficiary in (Beneficiary(contract, 1.0), *beneficiaries):
        yield Claim(
            key,
            "performedBy",
            beneficiary.argument,
            supplier,
            evidence,
            stated,
            modality,
            round(min(work.confidence, beneficiary.confidence), 3),
        )
