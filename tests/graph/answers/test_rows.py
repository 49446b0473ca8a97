"""Each row of an answer leads to the claims between the things that stand in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crawler.ledger import Capture
from graph import iri
from graph.answers.questions import Result
from graph.answers.rows import claims_of_rows
from graph.claims.model import Argument, CellEvidence, Claim

SYSTEM, AWS, AZURE = Argument("system", "ガバメントクラウド"), Argument("service", "AWS"), Argument("service", "Azure")
CLOUD, FUNCTION = iri.known_system("government-cloud"), iri.function("government-cloud")


def said(key: str, predicate: str, subject: Argument, target: Argument) -> Claim:
    return Claim(key, predicate, subject, target, (CellEvidence(2, (1,), key),))


def test_row_rests_on_the_claims_between_its_things_and_what_was_asked(
    publish: Callable[..., Path], capture: Callable[..., Capture]
) -> None:
    uses, other = said("k/1", "usesService", SYSTEM, AWS), said("k/2", "usesService", SYSTEM, AZURE)
    supports = said("k/3", "supportedBySystem", Argument("function", "government-cloud"), SYSTEM)
    tables = publish([(capture("https://example.jp/1", "x", 1), [uses, other, supports])])
    result = Result(
        "sparql",
        ("via", "service", "n"),
        ((CLOUD, iri.service("aws"), 1), (None, iri.service("azure"), 2), (None, None, 3), (iri.claim("a"), None, 4)),
    )
    of = {claim.record_key: iri.claim(claim.identifier) for claim in (uses, other, supports)}
    assert claims_of_rows(tables, result) == [[of["k/1"]], [], [], [iri.claim("a")]]
    assert claims_of_rows(tables, result, [CLOUD, 2025])[1] == [of["k/2"]]
    assert claims_of_rows(tables, result, [FUNCTION])[0] == sorted((of["k/1"], of["k/3"]))
    assert claims_of_rows(tables, Result("sparql", ("n",), ((1,),))) == [[]]
