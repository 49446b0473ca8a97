"""Does a project's money buy IT: yes, partly, no. A list of decisions over the name first, the text and payees behind it."""

from __future__ import annotations

from graph.classify.model import InformationTechnology
from graph.classify.patterns import Patterns
from graph.classify.project import Project

_BLANK = "＊"
_OPENLY = 3  # times that the text must speak of a system being built or run to stand against a name that does not
_SELLERS = 0.5, 0.34  # share of IT sellers among the payees: most, a good part


def information_technology(project: Project, rules: Patterns) -> InformationTechnology | None:
    """The first decision that speaks; None where there is neither name nor text."""
    if not project.name and not project.text:
        return None
    if project.booked:
        return "yes"
    name = rules.remove("it.scheme", project.name, _BLANK)
    other = rules.find("it.other", name)
    sellers, told = _sellers(project, rules)
    if rules.has("it.made", name) and other is None:
        mostly_sold_by_them = told > 0 and sellers >= _SELLERS[0]
        if not rules.has("it.around", name) or mostly_sold_by_them or rules.has("it.made-still", name):
            return "yes"
    return _in_part(project, rules, name, other, sellers, told)


def _in_part(
    project: Project, rules: Patterns, name: str, other: str | None, sellers: float, told: int
) -> InformationTechnology:
    if rules.has("it.data-research", project.name) and not rules.has("it.data-people", project.name):
        return "partly"
    if rules.has("it.public-network", project.name):
        return "partly"
    text = rules.remove("it.scheme", project.text, _BLANK)
    systems = len(rules.ends("it.text-system", text))
    if other is not None:
        openly = systems >= _OPENLY and not rules.has("it.other-for-good", other)
        openly = openly or (rules.has("it.publicity", other) and rules.has("it.site-run", text))
        return "partly" if openly else "no"
    if rules.has("it.digital", name):
        return "no" if rules.has("it.policy", name) and systems < 2 else "partly"
    most, good_part = _SELLERS
    if told and sellers >= most and systems >= 2:
        return "yes"
    digital = len(rules.ends("it.text-digital", text))
    if systems >= _OPENLY or (systems >= 2 and digital >= 5) or (systems and told >= 2 and sellers >= good_part):
        return "partly"
    return "no"


def _sellers(project: Project, rules: Patterns) -> tuple[float, int]:
    """The share of IT sellers among the payees that say something, and how many do."""
    telling = [payee for payee in project.payees if not rules.has("it.no-vendor", payee)]
    if not telling:
        return 0.0, 0
    return sum(rules.has("it.vendor", payee) for payee in telling) / len(telling), len(telling)
