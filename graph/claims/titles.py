"""What the title of a contract, notice or project names: systems, services, functions, and which system supports which.

A system supports the function whose term stands inside the system's own name; a title that names one system only, and
a function beside it, says the same less surely. A title that lists several systems leaves it open: no claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.claims.model import Argument, Claim
from graph.claims.pages import Quotes
from graph.claims.performance import Beneficiary
from graph.claims.platforms import served_under
from graph.claims.reading import Reading, named_services, named_systems
from graph.extract.modality import modality

FUNCTION_CONFIDENCE = 0.85  # as for the name of a project; set by hand
SUPPORTS_CONFIDENCE = 0.8

Read = Callable[[str], Reading]


def named_beneficiaries(title: str, scope: str, read: Read) -> tuple[Beneficiary, ...]:
    """Whom a contract of that title is for: the functions it names, and the system where it names one only."""
    reading = read(title)
    functions = dict.fromkeys(Argument("function", match.function) for match in reading.functions)
    systems = named_systems(reading, scope)
    return (
        *(Beneficiary(function, FUNCTION_CONFIDENCE) for function in functions),
        *(Beneficiary(systems[0].argument, systems[0].confidence) for _ in systems[:1] if len(systems) == 1),
    )


def title_claims(key: str, thing: Argument, title: str, scope: str, quotes: Quotes, read: Read) -> Iterator[Claim]:
    """The claims of the field ``title``; ``scope`` is the body whose systems a bare name is looked up among."""
    reading = read(title)
    if not reading.mentions and not reading.functions:
        return
    for said in served_under(key, title, reading, scope, "", read):
        yield said.claim(quotes.part("title", title, said.start, said.end))
    systems = named_systems(reading, scope)
    for named in (*systems, *named_services(reading)):
        evidence = quotes.part("title", title, named.start, named.end)
        yield Claim(key, "names", thing, named.argument, evidence, confidence=named.confidence)
    for match in reading.functions:
        function = Argument("function", match.function)
        yield Claim(
            key, "concernsFunction", thing, function, quotes.part("title", title, match.start, match.end),
            confidence=FUNCTION_CONFIDENCE,
        )  # fmt: skip
        for system in systems:
            inside = system.start <= match.start and match.end <= system.end
            if inside or len(systems) == 1:
                yield Claim(
                    key,
                    "supportedBySystem",
                    function,
                    system.argument,
                    quotes.part("title", title, system.start, system.end),
                    modality=modality(title, system.start, system.end),
                    confidence=round(min(SUPPORTS_CONFIDENCE, system.confidence), 3),
                )
