"""Which ICT service types a contract buys, once it is known to buy ICT; the patterns are data.

Read like the guidelines: special services first (planning, help desk, hosting, cloud, security, data, licences,
lines, networks), then hire and hardware, then development and operation in the order of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.classify.contract import Contract
from graph.classify.ict import rare_service
from graph.classify.patterns import Patterns

_RARE = {"computing": "S08", "storage": "S09", "risk-rules": "S16", "platform": "S18"}


@dataclass(frozen=True, slots=True)
class Types:
    """Service types, most important first, by which rule, and the words that spoke."""

    ids: tuple[str, ...]
    rule: str
    words: str


class _Reading:
    """The text of a contract that is read for its types, and what it holds."""

    def __init__(self, contract: Contract, rules: Patterns) -> None:
        self.contract = contract
        self._rules = rules
        text = f"{contract.read} / {contract.role}" if contract.generic else contract.read
        if contract.generic and contract.booked and not rules.has("ict.work", contract.role):
            text = f"{text} / {contract.project}"
        self.text = text.replace("＊", "システム")
        self.head = self.text if contract.generic else contract.head.replace("＊", "システム")
        self.development = self.has("development")
        self.operation = self.has("operation")
        self.hire = self.has("hire")
        self.lessor = "lessor" in contract.kinds

    def has(self, name: str) -> bool:
        return self._rules.has(f"type.{name}", self.text)

    def head_has(self, name: str) -> bool:
        return self._rules.has(f"type.{name}", self.head)

    def before_hire_has(self, name: str) -> bool:
        return self._rules.has(f"type.{name}", self.text[: self._rules.start("type.hire", self.text)])

    def comes_before(self, first: str, second: str) -> bool:
        return self._rules.start(f"type.{first}", self.text) < self._rules.start(f"type.{second}", self.text)

    def data(self, name: str) -> bool:
        return self._rules.has(f"ict.{name}", self.text)

    def found(self, rule: str, *ids: str, by: str = "") -> Types:
        name = by if "." in by else f"type.{by or rule}"
        return Types(ids, rule, self._rules.find(name, self.text) or "")


def service_types_of(contract: Contract, rules: Patterns) -> Types:
    """The service types of a contract that buys ICT."""
    rare = rare_service(contract, rules)
    if rare is not None:
        kind, words = rare
        return Types((_RARE[kind],), f"rare service, {kind}", words)
    reading = _Reading(contract, rules)
    for decide in (_planning, _hosting_and_cloud, _security_and_data, _licences_and_lines, _network, _hardware):
        types = decide(reading)
        if types is not None:
            return types
    return _making_and_running(reading)


def _planning(reading: _Reading) -> Types | None:
    if reading.has("procurement-support"):
        return reading.found("procurement-support", "S15", "S01")
    if reading.has("requirements") and not reading.has("requirements-then-build"):
        return reading.found("requirements", "S15", "S02")
    if reading.has("build-study"):
        return reading.found("build-study", "S15", "S02")
    if reading.has("project-management"):
        return reading.found("project-management", "S01")
    if reading.has("consulting"):
        return reading.found("consulting", "S15")
    if "consultancy" in reading.contract.kinds and reading.has("support-head") and not reading.has("no-support-head"):
        return reading.found("support-head", "S15", "S01")
    if reading.has("run-with-help-desk"):
        return reading.found("run-with-help-desk", "S14", "S03")
    if reading.has("help-desk") and not reading.has("help-desk-build"):
        return reading.found("help-desk", "S03")
    return None


def _hosting_and_cloud(reading: _Reading) -> Types | None:
    if reading.has("data-centre") and not reading.has("no-data-centre") and not reading.development:
        return reading.found("data-centre", "S07", *_if(reading.head_has("upkeep"), "S14"))
    if reading.has("system-fee") and not reading.has("cloud"):
        return reading.found("system-fee", "S07", "S13")
    if reading.has("service-system"):
        return reading.found("service-system", "S07", "S14")
    software_service = reading.has("saas")
    if software_service and not reading.hire and (reading.operation or not reading.development):
        if reading.head_has("upkeep"):
            return reading.found("saas", "S14", "S19")
        return reading.found("saas", "S19", *_if(reading.has("cloud-storage"), "S17"))
    if reading.has("cloud-service") and not reading.development:
        cloud = "S19" if software_service else "S17"
        if reading.comes_before("upkeep", "cloud-service"):
            return reading.found("cloud-service", "S14", cloud)
        more = (*_if(reading.hire, "S12"), *_if(reading.head_has("upkeep"), "S14"))
        return reading.found("cloud-service", cloud, *more)
    return None


def _security_and_data(reading: _Reading) -> Types | None:
    if reading.has("security") and not reading.has("no-security"):
        return reading.found("security", "S04", *_if(reading.hire, "S12"))
    if reading.has("data-processing"):
        return reading.found("data-processing", "S06")
    if reading.data("data-work") and not reading.has("data-work-system"):
        return reading.found("data-work", "S06", by="ict.data-work")
    return None


def _licences_and_lines(reading: _Reading) -> Types | None:
    licensed = reading.has("licence") and not reading.has("no-licence")
    if licensed and (not reading.hire or reading.has("licence-first") or not reading.has("hardware")):
        return reading.found("licence", "S13")
    fee = reading.has("line-fee") or not reading.has("no-line")
    if reading.has("line-charge") or (reading.has("line") and not reading.development and fee):
        return reading.found("line", "S10")
    making = reading.development and reading.has("made") and not reading.has("search-offered")
    if reading.data("data-supply") and not making and not reading.has("distribution"):
        return reading.found("data-supply", "S05", by="ict.data-supply")
    return None


def _network(reading: _Reading) -> Types | None:
    if not reading.has("network") or reading.has("network-as-place"):
        return None
    bought = reading.has("hardware") and not reading.hire and not reading.operation
    if bought and reading.has("network-hardware-head"):
        return None
    leased = reading.hire and not reading.has("wiring")
    return reading.found("network", "S11", *_if(leased, "S12"), *_if(reading.operation, "S14"))


def _hardware(reading: _Reading) -> Types | None:
    if reading.lessor and reading.head_has("removal"):
        return reading.found("removal", "S14")
    upkeep = _if(reading.operation, "S14")
    if reading.hire:
        told = not (reading.contract.generic and reading.lessor)
        before = (
            *_if(told and reading.before_hire_has("design-before"), "S02"),
            *_if(told and reading.before_hire_has("software-before"), "S13"),
            *_if(told and reading.before_hire_has("security-before"), "S04"),
        )
        return reading.found("hire", *before, "S12", *upkeep)
    if reading.lessor and (not reading.development or reading.has("plain-purchase")):
        if reading.has("service"):
            return reading.found("lessor", "S14", "S12", by="service")
        if reading.has("software-with"):
            return reading.found("lessor", "S12", "S13", by="software-with")
        return reading.found("lessor", "S12", *upkeep, by="hardware")
    if reading.lessor:
        return reading.found("lessor", "S02", "S12", *upkeep, by="development")
    made = reading.head_has("hardware-made")
    run = reading.operation and reading.has("hardware-run")
    if reading.has("hardware") and not made and not run:
        return reading.found("hardware", "S12")
    if reading.has("manufacture") and reading.development and reading.has("system"):
        return reading.found("manufacture", "S02", *_if(not reading.has("added-function"), "S12"))
    return None


def _making_and_running(reading: _Reading) -> Types:
    if reading.development and reading.operation:
        making, running = reading.head_has("head-development"), reading.head_has("head-operation")
        if making and not running:
            return reading.found("development", "S02")
        if running and not making:
            return reading.found("operation", "S14")
        return reading.found("development and operation", "S02", "S14", by="development")
    if reading.operation:
        return reading.found("operation", "S14")
    if reading.development:
        return reading.found("development", "S02")
    if reading.data("data-supply"):
        return reading.found("data-supply", "S05", by="ict.data-supply")
    if reading.has("hardware"):
        return reading.found("hardware", "S12")
    if reading.has("purchase"):
        return reading.found("purchase", "S12")
    if reading.has("made-thing"):
        return reading.found("thing alone", "S02", by="made-thing")
    return Types(("S14",), "nothing", "")


def _if(condition: bool, code: str) -> tuple[str, ...]:
    return (code,) if condition else ()
