"""The shapes of claims accept what we publish and refuse each way in which it could be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, SDO, XSD
from rdflib.term import Node

IZON = Namespace("https://w3id.org/izon/ns#")
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("http://schema.org/")
IZS = Namespace("https://w3id.org/izon/shapes#")
ID = Namespace("https://w3id.org/izon/id/")
CLAIM = ID["claim/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
EVIDENCE = ID["evidence/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]
SELECTOR = URIRef(f"{EVIDENCE}#selector")
DOCUMENT = ID["document/cccccccccccccccccccccccccc"]
CAPTURE = ID["capture/dddd"]
GOOD = """
@prefix izon: <https://w3id.org/izon/ns#> .
@prefix id: <https://w3id.org/izon/id/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <http://schema.org/> .

<https://w3id.org/izon/id/claim/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa> a izon:Claim ;
    rdf:subject <https://w3id.org/izon/id/system/government-cloud> ;
    rdf:predicate izon:observedCount ;
    rdf:object <https://w3id.org/izon/id/service/aws> ;
    izon:modality izon:asserted ; izon:confidence 0.95 ; izon:extractor "written_answer@1" ;
    izon:recordKey "councillors/216/27/0" ;
    izon:count 1877 ; izon:unit "システム" ; izon:population "ガバメントクラウドを利用するシステム" ;
    schema:validFrom "2024-11-30"^^xsd:date ; schema:validThrough "2024-11-30"^^xsd:date ; izon:validPrecision "day" ;
    prov:generatedAtTime "2026-11-24T00:00:00Z"^^xsd:dateTime ;
    prov:wasDerivedFrom <https://w3id.org/izon/id/evidence/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb> .
<https://w3id.org/izon/id/evidence/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb> a izon:Evidence ;
    oa:hasSource <https://w3id.org/izon/id/document/cccccccccccccccccccccccccc> ;
    izon:foundIn <https://w3id.org/izon/id/capture/dddd> ;
    oa:hasSelector <https://w3id.org/izon/id/evidence/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb#selector> .
<https://w3id.org/izon/id/evidence/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb#selector>
    rdf:value "char=120,140" ; oa:exact "千八百七十七システム" ; oa:prefix "が" .
<https://w3id.org/izon/id/document/cccccccccccccccccccccccccc> a izon:Document ;
    izon:url "https://www.sangiin.go.jp/" ; izon:source "sangiin_questions" ;
    izon:hasCapture <https://w3id.org/izon/id/capture/dddd> .
<https://w3id.org/izon/id/capture/dddd> a izon:Capture ;
    izon:origin izon:reconstructed ; izon:payloadDigest "sha1:AAAA" ;
    prov:generatedAtTime "2026-11-24T00:00:00Z"^^xsd:dateTime .
"""


@pytest.fixture(scope="module")
def shapes(ontology_folder: Path) -> Graph:
    return Graph().parse(ontology_folder / "shapes" / "claims.ttl")


@pytest.fixture
def data() -> Graph:
    return Graph().parse(data=GOOD, format="turtle")


def conforms(data: Graph, shapes: Graph) -> tuple[bool, str]:
    conforming, _, report = validate(data, shacl_graph=shapes, inference="none", meta_shacl=False)
    return bool(conforming), str(report)


def test_a_whole_chain_from_claim_to_capture_is_accepted(data: Graph, shapes: Graph) -> None:
    conforming, report = conforms(data, shapes)
    assert conforming, report


def test_the_shapes_are_shacl_themselves(data: Graph, shapes: Graph) -> None:
    conforming, _, report = validate(data, shacl_graph=shapes, inference="none", meta_shacl=True)
    assert conforming, report


def test_a_value_is_accepted_as_the_object_of_a_claim(data: Graph, shapes: Graph) -> None:
    data.set((CLAIM, RDF.object, Literal("66000000")))
    assert conforms(data, shapes)[0]


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        (CLAIM, RDF.subject),
        (CLAIM, RDF.predicate),
        (CLAIM, RDF.object),
        (CLAIM, IZON.modality),
        (CLAIM, IZON.confidence),
        (CLAIM, IZON.extractor),
        (CLAIM, IZON.recordKey),
        (CLAIM, IZON.unit),
        (CLAIM, PROV.generatedAtTime),
        (CLAIM, PROV.wasDerivedFrom),
        (EVIDENCE, OA.hasSource),
        (EVIDENCE, OA.hasSelector),
        (EVIDENCE, IZON.foundIn),
        (SELECTOR, OA.exact),
        (SELECTOR, RDF.value),
        (DOCUMENT, IZON.url),
        (DOCUMENT, IZON.source),
        (DOCUMENT, IZON.hasCapture),
        (CAPTURE, IZON.origin),
        (CAPTURE, IZON.payloadDigest),
        (CAPTURE, PROV.generatedAtTime),
    ],
)
def test_what_must_be_said_is_missed(data: Graph, shapes: Graph, subject: URIRef, predicate: URIRef) -> None:
    assert (subject, predicate, None) in data
    data.remove((subject, predicate, None))
    assert not conforms(data, shapes)[0]


# Shape that refuses it → a value that is wrong.
WRONG: list[tuple[str, URIRef, URIRef, Node]] = [
    ("claim-subject", CLAIM, RDF.subject, Literal("ガバメントクラウド")),
    ("claim-predicate", CLAIM, RDF.predicate, URIRef("http://example.org/uses")),
    ("claim-object", CLAIM, RDF.object, BNode("nobody")),
    ("claim-modality", CLAIM, IZON.modality, IZON.perhaps),
    ("claim-confidence", CLAIM, IZON.confidence, Literal("1.5", datatype=XSD.decimal)),
    ("claim-confidence", CLAIM, IZON.confidence, Literal("0.5", datatype=XSD.double)),
    ("claim-extractor", CLAIM, IZON.extractor, Literal("written_answer")),
    ("claim-recordKey", CLAIM, IZON.recordKey, Literal("")),
    ("claim-count", CLAIM, IZON["count"], Literal(-1)),
    ("claim-count", CLAIM, IZON["count"], Literal("千八百七十七")),
    ("claim-unit", CLAIM, IZON.unit, Literal("")),
    ("claim-population", CLAIM, IZON.population, Literal("")),
    ("claim-share", CLAIM, IZON.share, Literal(5)),
    ("claim-currency", CLAIM, IZON.currency, Literal("yen")),
    ("claim-amount", CLAIM, IZON.amount, Literal("1,000")),
    ("claim-fiscalYear", CLAIM, IZON.fiscalYear, Literal(1800)),
    ("claim-inBlock", CLAIM, IZON.inBlock, Literal("A")),
    ("claim-role", CLAIM, IZON.role, Literal("own")),
    ("claim-serviceTypes", CLAIM, IZON.serviceTypes, Literal("S1")),
    ("claim-validFrom", CLAIM, SCHEMA.validFrom, Literal("2024-12-31", datatype=XSD.date)),
    ("claim-validFrom", CLAIM, SCHEMA.validFrom, Literal("2024-11")),
    ("claim-validThrough", CLAIM, SCHEMA.validThrough, Literal("2024-12")),
    ("claim-validPrecision", CLAIM, IZON.validPrecision, Literal("week")),
    ("claim-knownFrom", CLAIM, PROV.generatedAtTime, Literal("2026-11-25")),
    ("claim-knownThrough", CLAIM, PROV.invalidatedAtTime, Literal("2026-11-25")),
    ("claim-superseded", CLAIM, IZON.superseded, Literal("true")),
    ("claim-evidence", CLAIM, PROV.wasDerivedFrom, DOCUMENT),
    ("Claim", CLAIM, IZON.amount, Literal(1)),
    ("Claim", CLAIM, PROV.invalidatedAtTime, Literal("2026-11-25T00:00:00Z", datatype=XSD.dateTime)),
    ("Claim", CLAIM, SDO.name, Literal("an unknown property")),
    ("Evidence", EVIDENCE, SDO.name, Literal("an unknown property")),
    ("evidence-document", EVIDENCE, OA.hasSource, CAPTURE),
    ("evidence-capture", EVIDENCE, IZON.foundIn, DOCUMENT),
    ("evidence-selector", EVIDENCE, OA.hasSelector, DOCUMENT),
    ("selector-value", SELECTOR, RDF.value, Literal("row=1")),
    ("selector-exact", SELECTOR, OA.exact, Literal(1877)),
    ("selector-prefix", SELECTOR, OA.prefix, Literal(1)),
    ("selector-suffix", SELECTOR, OA.suffix, Literal(1)),
    ("document-url", DOCUMENT, IZON.url, Literal("somewhere")),
    ("document-source", DOCUMENT, IZON.source, Literal("")),
    ("document-capture", DOCUMENT, IZON.hasCapture, EVIDENCE),
    ("capture-origin", CAPTURE, IZON.origin, Literal("served")),
    ("capture-digest", CAPTURE, IZON.payloadDigest, Literal("")),
    ("capture-time", CAPTURE, PROV.generatedAtTime, Literal("2026-11-25")),
]


@pytest.mark.parametrize(("shape", "subject", "predicate", "value"), WRONG)
def test_what_is_said_wrongly_is_refused(
    data: Graph, shapes: Graph, shape: str, subject: URIRef, predicate: URIRef, value: Node
) -> None:
    data.set((subject, predicate, value))
    _, results, _ = validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(results, Graph)
    reported = {*results.objects(None, SH.sourceShape), *results.objects(None, SH.value)}
    named = {*results.objects(None, SH.sourceShape)}
    # what stands in a selector is reported by the shape of the evidence, with the selector's own inside
    inside = shape.startswith("selector-") and IZS["evidence-selector"] in named and SELECTOR in reported
    assert IZS[shape] in named or inside, named


def test_every_shape_of_claims_has_data_that_it_refuses(shapes: Graph) -> None:
    named = {str(shape).removeprefix(IZS) for shape in shapes.subjects() if str(shape).startswith(str(IZS))}
    nodes = {"Selector", "Document", "Capture"}  # nothing but their properties, which are all here
    assert named - {shape for shape, *_ in WRONG} == nodes
    for node in nodes:
        assert set(shapes.objects(IZS[node], SH.property)) <= {IZS[shape] for shape, *_ in WRONG}


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        (RDF.subject, ID["system/e-laws"]),
        (RDF.predicate, IZON.usesService),
        (RDF.object, Literal("a second object")),
        (IZON.modality, IZON.denied),
        (IZON.confidence, Literal("0.4", datatype=XSD.decimal)),
        (IZON.recordKey, Literal("another record")),
    ],
)
def test_a_claim_says_one_thing_once(data: Graph, shapes: Graph, predicate: URIRef, value: Node) -> None:
    data.add((CLAIM, predicate, value))
    assert not conforms(data, shapes)[0]
