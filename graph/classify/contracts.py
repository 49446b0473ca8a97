"""The class of a contract: ICT service types and whether the payee only finances."""

from __future__ import annotations

from graph.classify.contract import Contract, contract_of
from graph.classify.ict import Verdict, ict_of
from graph.classify.model import NO_ICT, ContractClass, Finding, Subject
from graph.classify.patterns import Patterns
from graph.classify.scores import RuleScores
from graph.classify.service_types import service_types_of
from graph.classify.words import ContractWords

_CLEARLY = {"nothing": 0.65, "grant to a firm": 0.65, "research": 0.85, "head": 0.85, "word": 0.85}
"""The letters of a contract overrule these rules that say no ICT where they find ICT likelier than this."""
_HARDLY = 0.1
"""… and these that say ICT where they find it less likely than this."""
_OPEN_TO_NO = frozenset({"thing", "role", "project name"})


class ContractClassifier:
    """Classifies contracts by rules (``data/service_rules.toml``) and, where they are not sure, by letters."""

    def __init__(self, rules: Patterns, scores: RuleScores, words: ContractWords) -> None:
        self._rules, self._scores, self._words = rules, scores, words

    @classmethod
    def installed(cls) -> ContractClassifier:
        """With the rules and scores that the package ships."""
        return cls(
            Patterns.read("service_rules.toml"), RuleScores.read("service_scores.csv"), ContractWords.installed()
        )

    def classify(self, subject: Subject) -> ContractClass:
        """What the contract in ``subject`` buys (see :class:`ContractClass`)."""
        contract = contract_of(subject, self._rules)
        financing = "lessor" in contract.kinds if contract.payee else None
        if not (contract.outline or contract.role or contract.project):
            return ContractClass((), financing)
        verdict = self.verdict(contract)
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

    def verdict(self, contract: Contract) -> Verdict:
        """Whether the contract buys ICT: by rule, unless its letters speak clearly against a rule that is not sure."""
        verdict = ict_of(contract, self._rules)
        if verdict.ict and verdict.rule in _OPEN_TO_NO and self._words.probability(contract) < _HARDLY:
            return Verdict(False, "letters", verdict.words)
        clearly = None if verdict.ict else _CLEARLY.get(verdict.rule)
        if clearly is not None and self._words.probability(contract) > clearly:
            return Verdict(True, "letters", contract.outline[:20])
        return verdict
