"""N-Quads written as text: every sign survives, and clock times do not count for the digest."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.ledger import Capture
from graph import iri
from graph.claims.model import DENIED, Argument, CellEvidence, Claim, Qualifiers, TextEvidence, literal
from graph.rdf import nquads

NewCapture = Callable[..., Capture]
Publish = Callable[..., Path]
URL = "https://example.jp/a?b=c&d=「え」"
TRICKY = [
    'a "quoted" word',
    "one\\two \\n \\u0041",
    "two\nlines\r\nand\ttabs",
    "ＦＵＬＬ　ｗｉｄｔｈ１８７７",
    "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\u2029\ufeff",
    "𠮷野家 𩸽 👩‍💻",
    "<https://example.jp/> . # ^^@ja",
    "",
]
USES = Claim(
    "answers/1",
    "usesService",
    Argument("system", "ガバメントクラウド"),
    Argument("service", "AWS"),
    (TextEvidence(4, 7, "AWS", "の", "を"),),
    confidence=0.9,
)


def parsed(text: str) -> list[Any]:
    """The quads of a text; their terms are named nodes and literals only."""
    return list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS))


def quads(tables: Path, folder: Path) -> tuple[str, list[Any], str]:
    """Digest, quads and text of published tables."""
    number, digest = nquads.write(tables, folder / "build.nq")
    text = (folder / "build.nq").read_bytes().decode()
    found = parsed(text)
    assert len(found) == number == text.count("\n")
    return digest, found, text


def subjects(found: list[Any], graph: str, term: str) -> set[tuple[str, str]]:
    return {
        (quad.subject.value, quad.object.value)
        for quad in found
        if quad.graph_name.value == graph and quad.predicate.value == iri.term(term)
    }


@pytest.mark.parametrize("text", TRICKY)
def test_literal_is_read_back_sign_for_sign(text: str) -> None:
    (quad,) = parsed(f"<a:s> <a:p> {nquads.quote(text)} <a:g> .\n")
    assert quad.object.value == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back_sign_for_sign(text: str) -> None:
    (quad,) = parsed(f"<a:s> <a:p> {nquads.quote(text)} <a:g> .\n")
    assert quad.object.value == text


def test_tricky_text_of_claims_and_quotes_survives_the_whole_way(
    publish: Publish, capture: NewCapture, tmp_path: Path
) -> None:
    claims = [
        Claim(f"k/{text}", "refusesToAnswer", Argument("system", "x", scope=text), literal(text),
              (CellEvidence(number, (1,), text),), Qualifiers(unit=text, population=text))
        for number, text in enumerate(TRICKY, start=2)
    ]  # fmt: skip
    _, found, _ = quads(publish([(capture(URL, "1", 1), claims)]), tmp_path)
    values = {quad.object.value for quad in found if quad.predicate.value == iri.PREFIXES["rdf"] + "object"}
    exact = {quad.object.value for quad in found if quad.predicate.value == iri.PREFIXES["oa"] + "exact"}
    keys = {quad.object.value for quad in found if quad.predicate.value == iri.term("recordKey")}
    assert values == exact == set(TRICKY)
    assert keys == {f"k/{text}" for text in TRICKY}


def test_current_graph_holds_what_is_asserted_and_stands(publish: Publish, capture: NewCapture, tmp_path: Path) -> None:
    denied = dataclasses.replace(USES, object=Argument("service", "Google Cloud"), modality=DENIED)
    gone = dataclasses.replace(USES, object=Argument("service", "Microsoft Azure"))
    tables = publish([(capture(URL, "1", 1), [USES, denied, gone]), (capture(URL, "2", 2), [USES, denied])])
    _, found, _ = quads(tables, tmp_path)
    edge = ("https://w3id.org/izon/id/system/government-cloud", "https://w3id.org/izon/id/service/aws")
    assert subjects(found, iri.CURRENT, "usesService") == {edge}
    assert subjects(found, iri.CURRENT, "dependsOn") == {edge}
    assert subjects(found, iri.CURRENT, "superseded") == subjects(found, iri.CURRENT, "setAside")
    assert subjects(found, iri.CURRENT, "superseded") == {(iri.claim(gone.identifier), "true")}
    assert len(subjects(found, iri.CLAIMS, "modality")) == 3


def test_digest_does_not_depend_on_when_or_where_a_capture_was_stored(
    publish: Publish, capture: NewCapture, tmp_path: Path
) -> None:
    first = capture(URL, "1", 1)
    second = dataclasses.replace(
        first, first_seen="2027-01-01T00:00:00Z", last_seen="2027-01-01T00:00:00Z", warc_file="other", warc_offset=9
    )
    one = quads(publish([(first, [USES])], "one"), tmp_path)
    two = quads(publish([(second, [USES])], "two"), tmp_path)
    assert one[0] == two[0]
    assert one[2] != two[2]  # the times are there


@pytest.mark.parametrize(
    "change",
    [
        {"confidence": 0.8},
        {"modality": DENIED},
        {"evidence": (TextEvidence(5, 8, "AWS", "の", "を"),)},
        {"record_key": "answers/2"},
        {"qualifiers": Qualifiers(count=3)},
    ],
)
def test_digest_depends_on_everything_that_is_said(
    publish: Publish, capture: NewCapture, tmp_path: Path, change: dict[str, object]
) -> None:
    captured = capture(URL, "1", 1)
    other = dataclasses.replace(USES, **change)  # type: ignore[arg-type]
    digests = {
        quads(publish([(captured, [claim])], name), tmp_path)[0] for name, claim in (("one", USES), ("two", other))
    }
    assert len(digests) == 2


def test_digest_depends_on_a_claim_being_superseded(publish: Publish, capture: NewCapture, tmp_path: Path) -> None:
    other = dataclasses.replace(USES, record_key="answers/2")
    stands = publish([(capture(URL, "1", 1), [USES]), (capture(URL, "2", 2), [USES, other])], "stands")
    ended = publish([(capture(URL, "1", 1), [USES, other]), (capture(URL, "2", 2), [USES])], "ended")
    assert quads(stands, tmp_path)[0] != quads(ended, tmp_path)[0]


def test_ontology_is_appended_in_its_own_graph_and_one_order(tmp_path: Path) -> None:
    turtle = tmp_path / "terms.ttl"
    turtle.write_text('@prefix x: <a:> .\nx:b x:p "ü\\n"@de .\nx:a x:p 1 .\n', encoding="utf-8")
    texts = []
    for _ in range(2):
        output = io.StringIO()
        assert nquads.ontology_quads(turtle, output) == 2
        texts.append(output.getvalue())
    assert texts[0] == texts[1]
    assert {quad.graph_name.value for quad in parsed(texts[0])} == {iri.ONTOLOGY}
