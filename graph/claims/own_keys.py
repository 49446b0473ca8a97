"""Things that their source's own key names, and that nobody else can name: no resolution is needed, or possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graph import iri
from graph.claims.model import Argument
from graph.resolve.answer import RESOLVED
from graph.resolve.resolver import Resolution

# Kind of argument → class. Kinds that are not here are looked up by :class:`graph.resolve.resolver.Resolver`.
_CLASSES = {
    "notice": "Notice",
    "speech": "Speech",
    "use_case": "AiUseCase",
    "fedramp_service": "CloudService",
    "product": "Product",
    "service_type": "ServiceType",
    "assertion": "PublicAssertion",
    "reference_row": "ReferenceRow",
}


def own_resolution(argument: Argument) -> Resolution | None:
    """The thing that the source's key names; ``None`` for an argument of another kind."""
    thing = _CLASSES.get(argument.kind)
    if thing is None:
        return None
    return Resolution(_identity(argument), thing, argument.printed, RESOLVED, 1.0, "the source's own key")


def _identity(argument: Argument) -> str:
    if argument.kind == "fedramp_service":
        return iri.service(f"fedramp-{argument.number.lower()}")
    return _RULES[argument.kind](argument.number)


_RULES: Mapping[str, Callable[[str], str]] = {
    "notice": iri.notice,
    "speech": iri.speech,
    "use_case": iri.use_case,
    "product": iri.product,
    "service_type": iri.service_type,
    "assertion": iri.assertion,
    "reference_row": iri.reference_row,
}
