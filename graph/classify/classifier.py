"""The classifier that the command line and the claim stage use."""

from __future__ import annotations

from graph.classify.contracts import ContractClassifier
from graph.classify.model import ContractClass, ProjectClass, Subject
from graph.classify.projects import ProjectClassifier

VERSION = "5"
"""Part of every claim that rests on a class: changes when the same input may give another class."""


class Classifier:
    """Classifies projects and contracts by what a source prints of them. It keeps nothing: one object serves all."""

    VERSION = VERSION

    def __init__(self, contracts: ContractClassifier, projects: ProjectClassifier) -> None:
        self._contracts = contracts
        self._projects = projects

    @classmethod
    def installed(cls) -> Classifier:
        """With the rules that the package ships; reads files, so make one and keep it."""
        return cls(ContractClassifier.installed(), ProjectClassifier.installed())

    def classify_contract(self, subject: Subject) -> ContractClass:
        """Service types of what the contract's outline (``text``) buys, and whether its payee only finances."""
        return self._contracts.classify(subject)

    def classify_project(self, subject: Subject) -> ProjectClass:
        """Functions, IT or not, and owner of the project whose purpose and outline are ``text``."""
        return self._projects.classify(subject)
