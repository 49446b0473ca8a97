"""Does a contract buy ICT at all? A list of decisions, the surest first; the patterns are data."""

from __future__ import annotations

from dataclasses import dataclass

from graph.classify.contract import Contract, without_schemes
from graph.classify.patterns import Patterns


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is ICT, by which decision, and the words that decided."""

    ict: bool
    rule: str
    words: str


def ict_of(contract: Contract, rules: Patterns) -> Verdict:
    """The first decision that speaks."""
    by_what_is_bought = (_by_rare_service, _by_head, _by_equipment, _by_purpose, _by_thing, _by_role_or_name)
    for decide in (_by_payee, _by_contribution, *by_what_is_bought):
        verdict = decide(contract, rules)
        if verdict is not None:
            return verdict
    return Verdict(False, "nothing", "")


def _by_payee(contract: Contract, rules: Patterns) -> Verdict | None:
    """Offices get transfers, municipalities and persons hardly ever sell ICT."""
    outline, payee = contract.outline, contract.payee
    office = rules.has("payee.ministry", payee) and "company" not in contract.kinds
    if office and not rules.has("payee.no-ministry", payee):
        if rules.has("context.transfer-kind", outline) or not rules.has("context.transfer-work", outline):
            return Verdict(False, "transfer", payee)
        return Verdict(True, "transfer with its work", rules.find("context.transfer-work", outline) or "")
    transfer = rules.find("context.transfer", outline)
    if transfer is not None:
        return Verdict(False, "transfer", transfer)
    unnamed_grantee = payee == "その他" and rules.has("context.grant", contract.project)
    if "municipality" in contract.kinds or unnamed_grantee:
        return _municipality(contract, rules)
    if "person" in contract.kinds:
        return Verdict(False, "person", payee)
    return None


def _by_contribution(contract: Contract, rules: Patterns) -> Verdict | None:
    """Contributions buy nothing, whatever they are to be used for; a firm, or who sells data, may be paid under one."""
    given = rules.find("context.contribution", contract.outline)
    if given is None and "company" not in contract.kinds and not rules.has("ict.data-supply", contract.read):
        between_states = rules.find("payee.international", contract.payee)
        given = rules.find("context.contribution", contract.project) or between_states
    return Verdict(False, "contribution", given) if given is not None else None


def _municipality(contract: Contract, rules: Patterns) -> Verdict:
    """A grant counts where the change of an information system is its only use."""
    outline = contract.outline
    told = not contract.generic and not rules.has("context.grant-word", outline)
    purpose = outline if told else f"{outline} {contract.role} {contract.project}"
    change = rules.find("context.system-change", purpose)
    if change is not None and not rules.has("context.no-system-change", purpose):
        return Verdict(True, "grant for a system", change)
    work = rules.find("ict.data-work", outline)
    if work is not None:
        return Verdict(True, "data", work)
    supply = rules.find("ict.data-supply", contract.read)
    if supply is not None and rules.has("context.data-made", outline):
        return Verdict(True, "data", supply)
    both = f"{outline} {contract.role}"
    network = rules.find("type.network", outline)
    if network is not None and rules.has("context.public-network-grant", f"{contract.project} {contract.role}"):
        return Verdict(True, "grant for a network", network)
    if rules.has("context.monitoring-grant", both) and rules.has("context.ict-word", both):
        return Verdict(True, "grant for a system", rules.find("context.monitoring-grant", both) or "")
    return Verdict(False, "municipality", contract.payee)


def rare_service(contract: Contract, rules: Patterns) -> tuple[str, str] | None:
    """Computing time, storage, checks against risk rules or a development platform, where that is what is bought."""
    for kind in ("computing", "storage", "risk-rules", "platform"):
        words = rules.find(f"rare.{kind}", contract.outline)
        if words is None or (kind in ("computing", "storage") and rules.has("rare.cloud", contract.outline)):
            continue
        if kind == "platform" or not rules.has("rare.other", contract.outline):
            return kind, words
    return None


def _by_rare_service(contract: Contract, rules: Patterns) -> Verdict | None:
    """Services that are seldom sold alone are named by what they are."""
    found = rare_service(contract, rules)
    return Verdict(True, "rare service", found[1]) if found is not None else None


def _by_head(contract: Contract, rules: Patterns) -> Verdict | None:
    """Training, publicity, travel, works, surveys: what the phrase ends in is what is bought."""
    outline = contract.outline
    last = rules.find("ict.other-head", contract.head)
    if last is not None and not rules.has("context.planning-study", outline):
        beside = rules.has("context.making-beside", outline) and rules.has("context.list-sign", outline)
        if not beside:
            return Verdict(False, "head", last)
    word = rules.find("ict.other-word", outline)
    if word is not None and not rules.has("context.system-named", contract.read):
        return Verdict(False, "word", word)
    return None


def _by_equipment(contract: Contract, rules: Patterns) -> Verdict | None:
    """Weapons, laboratory and medical equipment are no ICT; what processes or carries their data is."""
    equipment = rules.find("ict.equipment", contract.outline)
    if equipment is not None and not rules.has("context.equipment-data", contract.outline):
        return Verdict(False, "equipment", equipment)
    return None


def _by_purpose(contract: Contract, rules: Patterns) -> Verdict | None:
    """Research and grants to firms are no ICT unless something is really operated."""
    around = f"{contract.project} {contract.role}"
    research = rules.find("ict.research", contract.outline)
    if research is None and not rules.has("context.running-grant", contract.project):
        research = rules.find("ict.research", around)
    if research is None and "university" in contract.kinds:
        research = contract.payee
    if research is not None and not rules.has("ict.operated", contract.read):
        return Verdict(False, "research", research)
    granted = rules.has("context.grant", contract.project) and rules.has("context.grant-role", contract.role)
    if not granted or contract.booked or rules.has("context.system-change", contract.project):
        return None
    handling = rules.has("context.grant-handling", f"{contract.outline} {contract.role}")
    if handling and rules.has("context.grant-handling-system", contract.outline):
        return None
    if rules.has("context.public-network-grant", around):
        return None
    return Verdict(False, "grant to a firm", contract.role)


def _by_thing(contract: Contract, rules: Patterns) -> Verdict | None:
    """Data, or an ICT thing together with what is done with it."""
    supply = rules.find("ict.data-supply", contract.read)
    if supply is not None and not rules.has("context.survey-head", contract.head):
        return Verdict(True, "data", supply)
    work = rules.find("ict.data-work", contract.read)
    if work is not None:
        return Verdict(True, "data", work)
    thing = rules.find("ict.thing", contract.read)
    short = len(contract.outline) < 30
    if thing is not None and (short or contract.booked or rules.has("ict.work", contract.read)):
        return Verdict(True, "thing", thing)
    return _beside_systems(contract, rules) if contract.booked else None


def _beside_systems(contract: Contract, rules: Patterns) -> Verdict | None:
    """What is made or run for a project of systems is a system, unless it is the room, the paper or the current."""
    beside = rules.find("context.booked-other", contract.outline)
    if beside is not None:
        return Verdict(False, "beside systems", beside)
    work = rules.find("context.booked-work", contract.outline)
    return Verdict(True, "booked work", work) if work is not None else None


def _by_role_or_name(contract: Contract, rules: Patterns) -> Verdict | None:
    """Where the outline says nothing: what the payees of the block do, what the project is for."""
    role, supplier = without_schemes(contract.role, rules), contract.kinds & {"it", "lessor"}
    thing = rules.find("ict.thing", role)
    if (
        thing is not None
        and (contract.generic or supplier)
        and rules.has("context.role-work", role)
        and not rules.has("ict.other-word", role)
        and not rules.has("context.role-other", role)
        and not rules.has("ict.research", contract.project)
    ):
        return Verdict(True, "role", thing)
    system = rules.find("context.name-system", without_schemes(contract.project, rules))
    named = system is not None and rules.has("context.name-work", contract.outline)
    if named and (contract.booked or "it" in contract.kinds):
        return Verdict(True, "project name", system or "")
    sells_it = contract.booked and (supplier or "consultancy" in contract.kinds)
    if sells_it and not rules.has("ict.other-word", contract.outline):
        return Verdict(True, "project name", contract.project)
    network = "ネットワーク" in contract.read and (contract.booked or "it" in contract.kinds)
    if network and rules.has("context.network-work", contract.head):
        return Verdict(True, "thing", "ネットワーク")
    return None
