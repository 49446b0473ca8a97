"""The class of a project: functions, IT or not, owner."""

from __future__ import annotations

from graph.classify.functions import Functions
from graph.classify.information_technology import ProjectWords
from graph.classify.model import Finding, ProjectClass, Subject
from graph.classify.owners import DIGITAL_AGENCY, Owners
from graph.classify.patterns import Patterns
from graph.classify.project import Project, project_of

_SURE = 0.4  # a function tells the owner only where it is as likely as that
_VERY_SURE = 0.8
_NOTHING_BUT_IT = frozenset({"ministry-office-it", "government-network", "government-cloud"})
_NO_OWNER = frozenset({"各府省", "市区町村", "最高裁判所"})


class ProjectClassifier:
    """Classifies projects by terms, names, bureaus and payees."""

    def __init__(self, functions: Functions, owners: Owners, rules: Patterns, words: ProjectWords) -> None:
        self._functions, self._owners, self._rules, self._words = functions, owners, rules, words

    @classmethod
    def installed(cls) -> ProjectClassifier:
        """With what the package ships."""
        owners = Owners.installed()
        return cls(Functions.installed(owners), owners, Patterns.read("it_rules.toml"), ProjectWords.installed())

    def classify(self, subject: Subject) -> ProjectClass:
        """What the project in ``subject`` is for (see :class:`ProjectClass`)."""
        project = project_of(subject, self._owners)
        functions = self._functions.find(project)
        buys = self._words.answer(project, self._rules)
        if buys == "partly" and functions and functions[0].id in _NOTHING_BUT_IT and functions[0].score >= _VERY_SURE:
            buys = "yes"
        return ProjectClass(
            functions=functions,
            is_it=buys,
            owner=self._owner(project, functions),
        )

    def _owner(self, project: Project, functions: tuple[Finding, ...]) -> str | None:
        """Budget and payees tell; where the Digital Agency books for nobody named, the name or the function does."""
        if not project.holder.open:
            return project.owner or self._owners.agency(project.name)
        named = self._owners.agency(project.name)
        if named is not None:
            return named
        if project.booked and functions and functions[0].score >= _SURE:
            body = self._functions.owner_of[functions[0].id]
            if body not in _NO_OWNER:
                return body
        return DIGITAL_AGENCY
