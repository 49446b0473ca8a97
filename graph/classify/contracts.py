"""The class of a contract: ICT service types and whether the payee only finances."""

from __future__ import annotations

from graph.classify.contract import contract_of
from graph.classify.ict import ict_of
from graph.classify.model import NO_ICT, ContractClass, Finding, Subject
from graph.classify.patterns import Patterns
from graph.classify.scores import RuleScores
from graph.classify.service_types import service_types_of


class ContractClassifier:
    """Classifies contracts by the rules of ``data/service_rules.toml``."""

    def __init__(self, rules: Patterns, scores: RuleScores) -> None:
        self._rules = rules
        self._scores = scores

    @classmethod
    def installed(cls) -> ContractClassifier:
        """With the rules and scores that the package ships."""
        return cls(Patterns.read("service_rules.toml"), RuleScores.read("service_scores.csv"))

    def classify(self, subject: Subject) -> ContractClass:
        """What the contract in ``subject`` buys (see :class:`ContractClass`)."""
        contract = contract_of(subject, self._rules)
        financing = "lessor" in contract.kinds if contract.payee else None
        verdict = ict_of(contract, self._rules)
        sure = self._scores[f"ict: {verdict.rule}" if verdict.ict else f"none: {verdict.rule}"]
        why = f"{verdict.rule}: {verdict.words}" if verdict.words else verdict.rule
        if not verdict.ict:
            return ContractClass((Finding(NO_ICT, sure, why),), financing)
        types = service_types_of(contract, self._rules)
        why = f"{why}; {types.rule}: {types.words}" if types.words else f"{why}; {types.rule}"
        main = round(sure * self._scores[f"type: {types.rule}"], 3)
        beside = round(main * self._scores["type beside the main one"], 3)
        findings = (Finding(code, main if place == 0 else beside, why) for place, code in enumerate(types.ids))
        return ContractClass(tuple(findings), financing)
