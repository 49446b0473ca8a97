"""Who passes ICT work on to whom: from the flows between payee blocks, where the sheet leaves no doubt.

A flow says that one block pays another, not which member pays which. So a claim is made only where the receiving block is
paid by one block alone, and that block has one payee, with its number, and no unnamed rest. A ministry or municipality
that passes its budget on subcontracts nothing. Flows may go round in a circle; the block of the claim keeps the depth.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crawler.records import BlockFlow, ReviewPayee
from graph.claims.model import ASSERTED, SUPPOSED, Argument, Claim, Evidence, Qualifiers
from graph.resolve.corporate_number import is_public_body

Block = tuple[int, str, str]  # sheet year, project, letters


@dataclass(frozen=True, slots=True)
class Giver:
    """Who passes the work of a block on: the organisation, its one contract in its own block if there is one, the row."""

    organization: Argument
    contract: Argument | None
    evidence: Evidence


def sole_payers(flows: Iterable[BlockFlow], payees: Iterable[ReviewPayee]) -> Mapping[Block, ReviewPayee]:
    """By block, the payee that passes money on to it, for blocks where that is one payee and nobody else."""
    sources: dict[Block, set[str]] = {}
    for flow in flows:
        source = "" if flow.from_ministry else flow.from_block
        sources.setdefault((flow.year, flow.project_id, flow.to_block), set()).add(source)
    members: dict[Block, list[ReviewPayee]] = {}
    for payee in payees:
        members.setdefault((payee.year, payee.project_id, payee.block), []).append(payee)
    found: dict[Block, ReviewPayee] = {}
    for (year, project, letter), givers in sources.items():
        if len(givers) != 1 or "" in givers:
            continue
        inside = members.get((year, project, givers.pop()), [])
        if len(inside) == 1 and not inside[0].is_residual and _subcontracts(inside[0].corporate_number):
            found[year, project, letter] = inside[0]
    return found


def _subcontracts(number: str | None) -> bool:
    """Whether a payee with the number may be one that has work done: no public body, and no payee without a number.

    Ministries and their offices stand in the sheets without one where a budget is transferred to them (予算の移し替え).
    """
    return number is not None and number != "" and not is_public_body(number)


def subcontract_claims(
    key: str,
    giver: Giver,
    supplier: Argument,
    performs: bool,
    confidence: float,
    evidence: tuple[Evidence, ...],
    stated: Qualifiers,
) -> Iterator[Claim]:
    """The giver, and its contract, pass work on to the supplier; one that only finances or pays on is supposed to do it."""
    if giver.organization == supplier or (giver.organization.number and giver.organization.number == supplier.number):
        return
    for subject in (giver.organization, giver.contract):
        if subject is not None:
            yield Claim(
                key,
                "subcontractedTo",
                subject,
                supplier,
                (giver.evidence, *evidence),
                stated,
                ASSERTED if performs else SUPPOSED,
                confidence,
            )
