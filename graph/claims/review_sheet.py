"""Claims of the administrative project review: projects, budgets, blocks, payees, contracts and flows.

A payment is not a dependency: payees give ``paidBy``, contract rows ``supplier``.
Dependencies come from what a text names: the system that a project is called after supports the project's function. Contract
rows are read in :mod:`graph.claims.review_contract`. Column numbers are those of the official files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crawler.records import (
    YEN,
    BlockFlow,
    IndirectCost,
    ReviewBlock,
    ReviewBudget,
    ReviewPayee,
    ReviewProject,
)
from graph.claims.block_ranks import ranks
from graph.claims.model import (
    CELL_SEPARATOR,
    Argument,
    CellEvidence,
    Claim,
    Evidence,
    Qualifiers,
    Thing,
    literal,
)
from graph.claims.performance import (
    Beneficiary,
    WorkReader,
)
from graph.claims.platforms import served_under
from graph.claims.reading import Named, Reading, named_systems
from graph.classify import Subject
from graph.extract.modality import modality

VERSION = "3"

NAME_COLUMN = 4
MINISTRY_COLUMN = 7
TEXT_COLUMNS = {"name": NAME_COLUMN, "purpose": 14, "overview": 16}
EXECUTED_COLUMN = 20
BLOCK_COLUMNS = (14, 15, 17, 18)
PAYEE_COLUMNS = (14, 19, 20, 24)
FLOW_COLUMNS = (14, 16, 17)
INDIRECT_COLUMNS = (21, 22)

# What a name says is surer than what a purpose says; an outline that names only the service says the least.
# Set by hand, not yet calibrated on gold.
FUNCTION_CONFIDENCE = {"name": 0.85, "purpose": 0.6, "overview": 0.5}
SUPPORTS_CONFIDENCE = 0.8

Read = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What the other files of a sheet year need to know of a project."""

    argument: Argument
    name: str
    ministry: str
    bureau: str
    systems: tuple[Argument, ...]  # systems that the project's name names
    functions: tuple[Beneficiary, ...]  # that its name names, else its purpose, else that it is classified as

    @property
    def beneficiaries(self) -> tuple[Beneficiary, ...]:
        """Whom a contract of the project is for: its functions, and its system where the name has one only."""
        systems = [Beneficiary(system, SUPPORTS_CONFIDENCE) for system in self.systems]
        return (*self.functions, *(systems if len(systems) == 1 else ()))


def project_argument(year: int, project_id: str) -> Argument:
    """A project, named by sheet year and number; its printed name is no part of its identity."""
    return Argument("project", "", f"{year}/{project_id}")


def block_argument(year: int, project_id: str, letter: str) -> Argument:
    """A payee block of a project."""
    return Argument("block", letter, f"{year}/{project_id}")


def organization_argument(name: str, number: str | None, address: str = "") -> Argument:
    """A payee or supplier: printed name, its valid corporate number if one stands beside it, printed address."""
    return Argument("organization", name, number or "", "" if number else address)


def project_claims(record: ReviewProject, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """The budget holder, the functions that the texts name, the systems in the name and which function they support."""
    project = project_argument(record.year, record.project_id)
    key = f"rs/{record.year}/{record.project_id}"
    yield Thing(
        project,
        record.name,
        (("sheetYear", record.year), ("projectNumber", record.project_id), ("bureau", record.bureau)),
    )
    yield Claim(
        key,
        "budgetHolder",
        project,
        Argument("agency", record.ministry),
        (CellEvidence(record.row, (MINISTRY_COLUMN,), record.ministry),),
    )
    functions: list[_FunctionTerm] = []
    for field, column in TEXT_COLUMNS.items():
        text: str = getattr(record, field)
        for match in read(text).functions:
            term = _FunctionTerm(Argument("function", match.function), field, match.start, match.end)
            functions.append(term)
            yield Claim(
                f"{key}/{field}",
                "concernsFunction",
                project,
                term.argument,
                (part_evidence(record.row, column, text, match.start, match.end),),
                confidence=FUNCTION_CONFIDENCE[field],
            )
        if functions:
            break  # a function that the name names is not widened by what the purpose mentions
    if not functions:
        quote = CELL_SEPARATOR.join((record.name, record.purpose, record.overview))
        evidence: Evidence = CellEvidence(record.row, tuple(TEXT_COLUMNS.values()), quote)
        for found in work_of.functions(_subject(record)):
            yield Claim(
                f"{key}/classified",
                "concernsFunction",
                project,
                found.argument,
                (evidence,),
                confidence=found.confidence,
            )
    for field, column in TEXT_COLUMNS.items():
        text = getattr(record, field)
        meant = "" if field == "name" else record.name
        for said in served_under(f"{key}/{field}", text, read(text), record.ministry, meant, read):
            yield said.claim((part_evidence(record.row, column, text, said.start, said.end),))
    systems = named_systems(read(record.name), scope=record.ministry)
    for system in systems:
        evidence = part_evidence(record.row, NAME_COLUMN, record.name, system.start, system.end)
        yield Claim(f"{key}/name", "names", project, system.argument, (evidence,), confidence=system.confidence)
    for term, system in _supported(functions, systems):
        confidence = min(SUPPORTS_CONFIDENCE, FUNCTION_CONFIDENCE[term.field], system.confidence)
        yield Claim(
            f"{key}/name",
            "supportedBySystem",
            term.argument,
            system.argument,
            (part_evidence(record.row, NAME_COLUMN, record.name, system.start, system.end),),
            modality=modality(record.name, system.start, system.end),
            confidence=round(confidence, 3),
        )


@dataclass(frozen=True, slots=True)
class _FunctionTerm:
    """A function with the field and place of the term that points to it."""

    argument: Argument
    field: str
    start: int
    end: int

    def inside(self, system: Named) -> bool:
        """True where the term is a part of the system's name."""
        return self.field == "name" and system.start <= self.start and self.end <= system.end


def _supported(functions: Sequence[_FunctionTerm], systems: Sequence[Named]) -> Iterator[tuple[_FunctionTerm, Named]]:
    """Which function which system supports: the one whose term is in the system's name; else, of one system, all.

    A name that lists several systems and a function beside them leaves open which of them supports it: no claim.
    """
    for system in systems:
        own = [term for term in functions if term.inside(system)]
        if not own and len(systems) == 1:
            own = [term for term in functions if FUNCTION_CONFIDENCE[term.field] >= FUNCTION_CONFIDENCE["purpose"]]
        for term in own:
            yield term, system


def _subject(record: ReviewProject) -> Subject:
    text = "\n".join(filter(None, (record.purpose, record.overview)))
    return Subject(name=record.name, text=text, ministry=record.ministry, bureau=record.bureau)


def project_context(record: ReviewProject, read: Read, work_of: WorkReader) -> ProjectContext:
    """The context that contract rows of the same project are read in."""
    systems = named_systems(read(record.name), scope=record.ministry)
    functions: dict[Argument, float] = {}
    for field in ("name", "purpose"):
        for match in read(getattr(record, field)).functions:
            functions.setdefault(Argument("function", match.function), FUNCTION_CONFIDENCE[field])
        if functions:
            break
    if not functions:
        functions = {found.argument: found.confidence for found in work_of.functions(_subject(record))}
    return ProjectContext(
        project_argument(record.year, record.project_id),
        record.name,
        record.ministry,
        record.bureau,
        tuple(dict.fromkeys(system.argument for system in systems)),
        tuple(Beneficiary(function, confidence) for function, confidence in functions.items()),
    )


def budget_claims(record: ReviewBudget) -> Iterator[Claim]:
    """The executed amount of the total row; account rows repeat it and give nothing."""
    if record.account or record.executed is None:
        return
    yield Claim(
        f"rs/{record.year}/{record.project_id}/budget/{record.fiscal_year}",
        "executedAmount",
        project_argument(record.year, record.project_id),
        literal(record.executed),
        (CellEvidence(record.row, (EXECUTED_COLUMN,), record.executed_printed),),
        Qualifiers(amount=record.executed, currency=YEN, fiscal_year=record.fiscal_year),
    )


def block_claims(record: ReviewBlock) -> Iterator[Claim | Thing]:
    """A block of a project with its role and printed total."""
    block = block_argument(record.year, record.project_id, record.block)
    project = project_argument(record.year, record.project_id)
    properties: list[tuple[str, str | int]] = [("letter", record.block), ("blockRole", record.role)]
    if record.payee_count is not None:
        properties.append(("payeeCount", record.payee_count))
    yield Thing(block, record.name or record.block, tuple(properties), (("inProject", project),))
    quote = CELL_SEPARATOR.join((record.block, record.name, record.role, record.total_printed))
    yield Claim(
        f"rs/{record.year}/{record.project_id}/{record.block}",
        "hasBlock",
        project,
        block,
        (CellEvidence(record.row, BLOCK_COLUMNS, quote),),
        Qualifiers(amount=record.total, currency=YEN if record.total is not None else "", fiscal_year=record.year - 1),
    )


def payee_evidence(record: ReviewPayee) -> Evidence:
    """The cells of a payee's row that say who is paid how much in which block."""
    quote = CELL_SEPARATOR.join((record.block, record.name, record.corporate_number_printed, record.amount_printed))
    return CellEvidence(record.row, PAYEE_COLUMNS, quote)


def payee_claims(record: ReviewPayee) -> Iterator[Claim]:
    """What an organisation (or the unnamed rest) of a block is paid under a project: money, not a dependency."""
    project = project_argument(record.year, record.project_id)
    evidence = (payee_evidence(record),)
    qualifiers = Qualifiers(
        amount=record.amount,
        currency=YEN if record.amount is not None else "",
        fiscal_year=record.year - 1,
        block=record.block,
    )
    key = (
        f"rs/{record.year}/{record.project_id}/{record.block}/{record.name}"
        f"/{record.corporate_number_printed.strip()}/{record.ordinal}"
    )
    if record.is_residual:
        block = block_argument(record.year, record.project_id, record.block)
        yield Claim(key, "otherPayees", block, literal(record.name), evidence, qualifiers)
        return
    payee = organization_argument(record.name, record.corporate_number, record.address)
    yield Claim(key, "paidBy", payee, project, evidence, qualifiers)


def flow_claims(records: Sequence[BlockFlow]) -> Iterator[Claim | Thing]:
    """Money from the ministry to a block (``paysDirectly``) and from block to block (``passesFundsTo``); block ranks."""
    for (year, project_id, letter), (rank, cyclic) in sorted(ranks(records).items()):
        properties = (("rank", rank), ("onCycle", "true" if cyclic else "false"))
        yield Thing(block_argument(year, project_id, letter), "", properties)
    for record in records:
        project = project_argument(record.year, record.project_id)
        target = block_argument(record.year, record.project_id, record.to_block)
        flag = "TRUE" if record.from_ministry else "FALSE"
        if record.from_ministry:
            predicate, source = "paysDirectly", project
        elif record.from_block:
            predicate, source = "passesFundsTo", block_argument(record.year, record.project_id, record.from_block)
        else:
            continue  # a row that names no giver was reported when it was parsed
        yield Claim(
            f"rs/{record.year}/{record.project_id}/flow/{record.from_block}/{record.to_block}/{record.ordinal}",
            predicate,
            source,
            target,
            (CellEvidence(record.row, FLOW_COLUMNS, CELL_SEPARATOR.join((record.from_block, flag, record.to_block))),),
        )


def indirect_cost_claims(record: IndirectCost) -> Iterator[Claim]:
    """What the state spends itself on running a project."""
    yield Claim(
        f"rs/{record.year}/{record.project_id}/indirect/{record.item}/{record.ordinal}",
        "indirectCost",
        project_argument(record.year, record.project_id),
        literal(record.item),
        (CellEvidence(record.row, INDIRECT_COLUMNS, CELL_SEPARATOR.join((record.item, record.amount_printed))),),
        Qualifiers(
            amount=record.amount, currency=YEN if record.amount is not None else "", fiscal_year=record.year - 1
        ),
    )


def part_evidence(row: int, column: int, text: str, start: int, end: int) -> Evidence:
    """A part of one cell."""
    return CellEvidence(row, (column,), text[start:end], start, end)
