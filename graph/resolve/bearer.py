"""A printed name beside an organisation of the register: may it be printed so, is it spelled so, is it there."""

from __future__ import annotations

import re
import unicodedata

from graph.resolve.legal_forms import may_be_one
from graph.resolve.names import locality
from graph.resolve.organization_name import OrganizationName
from graph.resolve.register import Registered
from graph.resolve.spelling import light

_LATIN = re.compile("[A-Za-z]")


def may_bear(form: str, side: str, printed: str, printed_side: str) -> bool:
    """Whether a body of a legal form on a side may be printed with another: the same form on the same side, or a form that
    a body of its kind may have had."""
    if form == printed:
        return not printed_side or side == printed_side
    return bool(form) and may_be_one(form, printed) and side == printed_side


def as_registered(name: OrganizationName) -> str:
    """The printed name where it is spelled as the register does, which then need not be read from it; else ""."""
    return unicodedata.normalize("NFKC", name.printed).strip() if light(name.printed) == name.full else ""


def is_in_another_case(one: Registered, name: OrganizationName) -> bool:
    """Whether the register writes the Latin letters of a name in another case: 株式会社SHIFT is not 株式会社Shift."""
    if not _LATIN.search(name.core):
        return False
    printed = unicodedata.normalize("NFKC", name.printed)
    return "".join(_LATIN.findall(one.name)) not in "".join(_LATIN.findall(printed))


def is_near(one: Registered, address: str) -> bool:
    """Whether a printed address is in the municipality of an organisation."""
    printed = light(address)
    place = light(one.place)
    return bool(place) and (printed.startswith(place) or place.removeprefix(locality(one.place)) in printed[:24])


def apart(one: Registered) -> str:
    """What tells an organisation from others of its name: how it was found and whether it has closed."""
    parts = [one.by, "same spelling" if one.exact else "variant"]
    if one.is_closed:
        parts.append(f"closed {one.closed} ({one.cause})" + (f", successor {one.successor}" if one.successor else ""))
    return "; ".join(parts)
