"""Claims of the contract rows of the administrative project review: supplier, what it performs, who passed the work on.

A contract that buys ICT gives ``performedBy``. A system uses a cloud service when an outline of the project that is called
after the system names both. Column numbers are those of the official file 5-1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from crawler.records import YEN, BlockFlow, ReviewContract, ReviewPayee
from graph.claims.model import CELL_SEPARATOR, Argument, CellEvidence, Claim, Qualifiers, Thing, literal
from graph.claims.performance import WorkReader, law_claims, performance_claims, performs, work_qualifiers
from graph.claims.platforms import served_under
from graph.claims.reading import named_services, named_systems
from graph.claims.review_sheet import (
    ProjectContext,
    Read,
    block_argument,
    organization_argument,
    part_evidence,
    payee_evidence,
    project_argument,
)
from graph.claims.subcontracts import Block, Giver, sole_payers, subcontract_claims
from graph.classify import Subject
from graph.extract.modality import modality

CONTRACT_COLUMNS = (14, 19, 20, 25, 26)
NUMBER_COLUMN = 20
OUTLINE_COLUMN = 25
# What the row prints of the procedure → the predicate that states it and its columns.
PROCEDURE = {
    "method": ("procurementMethod", 27),
    "method_detail": ("procurementMethod", 28),
    "bidders": ("bidderCount", 29),
    "award_rate": ("awardRate", 30),
    "reason": ("negotiatedReason", 31),
}

# An outline that names only the service says less than a name or a purpose. Set by hand, not yet calibrated on gold.
USES_CONFIDENCE = 0.75


def contract_argument(record: ReviewContract) -> Argument:
    """A contract, named by the key of its row."""
    return Argument(
        "contract",
        record.outline,
        f"rs/{record.year}/{record.project_id}/{record.block}/{record.payee_name}/{record.corporate_number_printed.strip()}"
        f"/{record.outline}/{record.amount_printed.strip()}/{record.ordinal}",
    )


def givers(
    flows: Iterable[BlockFlow], payees: Iterable[ReviewPayee], contracts: Iterable[ReviewContract]
) -> Mapping[Block, Giver]:
    """By block, who passes the work of the block on, where the sheet leaves no doubt."""
    payers = sole_payers(flows, payees)
    own: dict[Block, list[Argument]] = {(payee.year, payee.project_id, payee.block): [] for payee in payers.values()}
    for record in contracts:
        listed = own.get((record.year, record.project_id, record.block))
        if listed is not None:
            listed.append(contract_argument(record))
    found = {}
    for block, payee in payers.items():
        contract = own[payee.year, payee.project_id, payee.block]
        organization = organization_argument(payee.name, payee.corporate_number, payee.address)
        found[block] = Giver(organization, contract[0] if len(contract) == 1 else None, payee_evidence(payee))
    return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What other rows say that a contract row has to be read with; "" and ``None`` where no row says it.

    ``address`` is what the payee's own row prints: without a number a name is one with the payee only at one address.
    """

    context: ProjectContext | None = None
    address: str = ""
    role: str = ""  # of the payee block
    giver: Giver | None = None  # who passes the block's money on to it
    cell: Callable[[int, int], str] | None = (
        None  # raw text of a cell by row and column, where a record keeps the value only
    )


def contract_claims(
    record: ReviewContract, around: Surroundings, read: Read, work_of: WorkReader
) -> Iterator[Claim | Thing]:
    """A contract with its supplier, what it performs, who passed it on, what it names, and which system uses which."""
    year, project_id = record.year, record.project_id
    context = around.context
    contract = contract_argument(record)
    key = contract.number
    quote = CELL_SEPARATOR.join(
        (record.block, record.payee_name, record.corporate_number_printed, record.outline, record.amount_printed)
    )
    project = project_argument(year, project_id)
    subject = Subject(
        name=context.name if context else "",
        text=record.outline,
        ministry=context.ministry if context else "",
        bureau=context.bureau if context else "",
        role=around.role,
        payee=record.payee_name,
    )
    work = work_of(subject)
    supplier = organization_argument(record.payee_name, record.corporate_number, around.address)
    evidence = (CellEvidence(record.row, CONTRACT_COLUMNS, quote),)
    qualifiers = Qualifiers(
        amount=record.amount,
        currency=YEN if record.amount is not None else "",
        fiscal_year=year - 1,
        block=record.block,
    )
    yield Thing(
        contract,
        record.outline,
        (("fiscalYear", year - 1), *work.properties),
        (("inProject", project), ("inBlock", block_argument(year, project_id, record.block))),
    )
    yield Claim(key, "supplier", contract, supplier, evidence, qualifiers)
    beneficiaries = context.beneficiaries if context else ()
    yield from performance_claims(key, contract, supplier, work, beneficiaries, evidence, qualifiers)
    number = CellEvidence(record.row, (NUMBER_COLUMN,), record.corporate_number_printed)
    yield from law_claims(f"rs/{year}", supplier, work, (number,))
    for field, (predicate, column) in PROCEDURE.items():
        printed = getattr(record, field)
        if printed not in (None, ""):
            raw = around.cell(record.row, column) if around.cell else str(printed)
            yield Claim(key, predicate, contract, literal(str(printed)), (CellEvidence(record.row, (column,), raw),))
    if around.giver and work.role:
        stated, done = work_qualifiers(work, qualifiers), performs(work, supplier)
        yield from subcontract_claims(key, around.giver, supplier, done, work.confidence, evidence, stated)
    reading = read(record.outline)
    if not reading.mentions:
        return
    ministry, name = (context.ministry, context.name) if context else ("", "")
    for said in served_under(key, record.outline, reading, ministry, name, read):
        place = part_evidence(record.row, OUTLINE_COLUMN, record.outline, said.start, said.end)
        yield said.claim((place,), Qualifiers(fiscal_year=year - 1))
    systems = named_systems(reading, scope=context.ministry if context else "")
    services = named_services(reading)
    for named in (*systems, *services):
        yield Claim(
            key,
            "names",
            contract,
            named.argument,
            (part_evidence(record.row, OUTLINE_COLUMN, record.outline, named.start, named.end),),
            confidence=named.confidence,
        )
    own = set(context.systems) if context else set()
    for system in systems:
        if system.argument not in own:
            continue
        for service in services:
            start, end = min(system.start, service.start), max(system.end, service.end)
            yield Claim(
                key,
                "usesService",
                system.argument,
                service.argument,
                (part_evidence(record.row, OUTLINE_COLUMN, record.outline, start, end),),
                Qualifiers(fiscal_year=year - 1),
                modality=modality(record.outline, start, end),
                confidence=round(min(USES_CONFIDENCE, system.confidence, service.confidence), 3),
            )
