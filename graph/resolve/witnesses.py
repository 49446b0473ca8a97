"""How sure a number that rows print beside a name is the one meant where the name is printed without it.

How many rows print the number tells nothing: a namesake, or a company that was set up anew under its old name, is printed
by a row of its own. What tells is who else bears the name, how odd the name is, and whether rows print other numbers too.
The weights are those of a logistic regression over the payees of the review sheets of 2025 (half of the organisations,
chosen by a hash of their number; ``benchmarks/resolution.py`` measures on the other half), with two fifths of the register.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graph.resolve.legal_forms import COMPANIES
from graph.resolve.namesakes import Weight, known_rest
from graph.resolve.observed import Observation
from graph.resolve.organization_name import OrganizationName
from graph.resolve.register import Register, Registered

_BIAS = 4.51
_OTHERS = -1.71  # rows print another number as well
_OPEN = -1.28  # another organisation bears the name under that legal form
_CLOSED = -1.0  # one that has closed bore it
_OTHER_FORM = -0.33  # for each factor e of organisations, the one meant included, that bear the name under other forms
_SURPRISE = 0.015  # a bit
_COMPANY = -0.48


def weigh_printed(
    register: Register,
    name: OrganizationName,
    observed: Observation,
    bearers: Sequence[Registered],
    namesakes: int,
) -> tuple[float, list[Weight]]:
    """The probability that the number that rows print beside a name is meant, and what it is made of.

    ``bearers`` are those of the register who may be printed with the name, ``namesakes`` counts the organisations with the
    same loose name under any legal form, the bearers included.
    """
    rivals = _rivals(register, observed.number, bearers) if bearers else []
    closed = sum(one.is_closed for one in rivals)
    surprise = register.surprise(name.key)
    others = namesakes - len(bearers)
    weights = [Weight("rarity of the name", f"{surprise:.0f} bits", _SURPRISE * surprise)]
    if observed.others:
        weights.append(Weight("rows that print another number", str(observed.others), _OTHERS))
    if len(rivals) > closed:
        weights.append(Weight("other bearers of the name", str(len(rivals) - closed), _OPEN))
    if closed:
        weights.append(Weight("closed bearers of the name", str(closed), _CLOSED))
    if others:
        weights.append(Weight("the name under other legal forms", str(others), _OTHER_FORM * math.log(1 + others)))
    if name.form in COMPANIES:
        weights.append(Weight("legal form", name.form, _COMPANY))
    odds = _BIAS + sum(one.weight for one in weights) + known_rest(register)
    return 1 / (1 + math.exp(-odds)), weights


def _rivals(register: Register, number: str, bearers: Sequence[Registered]) -> list[Registered]:
    """The bearers of a name but for the one that has a number and what it was merged into under its name."""
    held = register.by_number(number)
    if held is None:
        return list(bearers)
    heir = held.successor
    return [one for one in bearers if one.row != held.row and not (heir and one.number == heir)]
