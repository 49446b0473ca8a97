"""How sure a single bearer of a name is the one meant, when the register is known to be incomplete.

A name with one bearer in two fifths of the register may have others in the rest. How likely that is shows in the name: few
share a long or odd one, many share 中島建築事務所. The weights are those of a logistic regression over the payees of the
review sheets of 2025 whose name has exactly one bearer in the register (half of the organisations, chosen by a hash of their
number; the other half gives the same figures within 0.01: ``benchmarks/resolution.py``).
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from graph.resolve.register import Register, Registered

_BIAS = 0.4
_CLOSED = -2.9
_NEW = -1.05
_NAMESAKES = -1.2  # for each factor e of organisations with the same name under any legal form
_SURPRISE = 0.044  # a bit
_LENGTH = 0.135  # a character
_LATIN = 1.7
_ASSOCIATION = 1.6
_VARIANT = -2.2
_OBSERVED = 3.2  # a row elsewhere prints the bearer's number beside the name
_OBSERVED_OTHER = -3.9  # a row prints another
_ASSOCIATIONS = frozenset(
    {
        "一般社団法人",
        "公益社団法人",
        "一般財団法人",
        "公益財団法人",
        "特定非営利活動法人",
        "独立行政法人",
        "国立研究開発法人",
    }
)
_LATIN_LETTER = re.compile("[a-z]")
_PLACE_AGREES = 3.5
_PLACE_DIFFERS = -2.5


class Weight(NamedTuple):
    """One thing that was weighed: what, its value, and by how much (log odds) it speaks for the bearer."""

    feature: str
    value: str
    weight: float


def weigh(
    register: Register,
    bearer: Registered,
    key: str,
    namesakes: int,
    place_agrees: bool | None,
    observed: str,
    *,
    exact: bool,
    ended: bool,
) -> tuple[float, list[Weight]]:
    """The probability that the single bearer of a name is meant, and what it is made of.

    ``namesakes`` counts the organisations with the same loose name under any legal form, the bearer included;
    ``place_agrees`` is None where no address is printed; ``observed`` is the number that rows elsewhere print beside the
    name, "" where none do or they do not agree; ``exact`` whether the printed spelling is the register's; ``ended`` whether
    the bearer has closed, and not to one that took over the name: another may bear it now, and may have borne it beside.
    """
    surprise = register.surprise(key)
    weights = [
        Weight("organisations of this name in the register", str(namesakes), _NAMESAKES * math.log(max(1, namesakes))),
        Weight(
            "rarity of the name",
            f"{len(key)} characters, {surprise:.0f} bits",
            _SURPRISE * surprise + _LENGTH * len(key),
        ),
    ]
    if ended:
        weights.append(Weight("closed", f"{bearer.closed} {bearer.cause}", _CLOSED))
    if bearer.new:
        weights.append(Weight("number given lately", bearer.number, _NEW))
    if _LATIN_LETTER.search(key):
        weights.append(Weight("Latin letters", key, _LATIN))
    if bearer.form in _ASSOCIATIONS:
        weights.append(Weight("legal form", bearer.form, _ASSOCIATION))
    if not exact:
        weights.append(Weight("spelling differs from the register's", key, _VARIANT))
    if observed:
        weight = _OBSERVED if observed == bearer.number else _OBSERVED_OTHER
        weights.append(Weight("number that rows print beside the name", observed, weight))
    if place_agrees is not None:
        weights.append(Weight("address", bearer.place, _PLACE_AGREES if place_agrees else _PLACE_DIFFERS))
    odds = _BIAS + sum(one.weight for one in weights) + known_rest(register)
    return 1 / (1 + math.exp(-odds)), weights


def known_rest(register: Register) -> float:
    """What a register that is more complete than the one that the weights were fitted with adds to the log odds: six tenths
    were missing there, and nobody else is left in a whole register."""
    missing = 1 - register.completeness
    return math.log(0.6 / max(missing, 0.001)) if missing < 0.6 else 0.0
