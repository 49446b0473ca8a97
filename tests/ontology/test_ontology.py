"""Hygiene of the ontology, and that what it takes from others exists there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.rdf.ontology_page import Use, page, queries, uses

IZON = Namespace("https://w3id.org/izon/ns#")
ONTOLOGY = URIRef("https://w3id.org/izon/ns")
SCHEMA = Namespace("http://schema.org/")
LANGUAGES = ("en", "ja")
DEPENDENCIES = (
    "supportedBySystem", "servedUnder", "usesService", "performedBy", "subcontractedTo", "providedBy", "controlledBy",
)  # fmt: skip


@pytest.fixture(scope="module")
def ontology(ontology_folder: Path) -> Graph:
    return Graph().parse(ontology_folder / "izon.ttl")


def terms(graph: Graph) -> list[URIRef]:
    return sorted({s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(IZON)})


def of_type(graph: Graph, *kinds: URIRef) -> set[Node]:
    return {term for kind in kinds for term in graph.subjects(RDF.type, kind)}


def in_language(graph: Graph, term: Node, predicate: URIRef, language: str) -> list[str]:
    return [str(o) for o in graph.objects(term, predicate) if isinstance(o, Literal) and o.language == language]


def domains(graph: Graph, term: Node) -> set[Node]:
    return {*graph.objects(term, RDFS.domain), *graph.objects(term, SCHEMA.domainIncludes)}


def ranges(graph: Graph, term: Node) -> set[Node]:
    return {*graph.objects(term, RDFS.range), *graph.objects(term, SCHEMA.rangeIncludes)}


def on_a_cycle(graph: Graph, predicate: URIRef) -> Iterator[Node]:
    for term in terms(graph):
        above = list(graph.objects(term, predicate))
        if any(term in graph.transitive_objects(parent, predicate) for parent in above):
            yield term


def test_the_ontology_says_its_version_licence_and_titles(ontology: Graph) -> None:
    assert ontology.value(ONTOLOGY, OWL.versionIRI) == URIRef("https://w3id.org/izon/ns/0.4.0")
    assert ontology.value(ONTOLOGY, OWL.versionInfo) == Literal("0.4.0")
    assert ontology.value(ONTOLOGY, URIRef("http://purl.org/dc/terms/license"))
    titles = {o.language for o in ontology.objects(ONTOLOGY, URIRef("http://purl.org/dc/terms/title"))}  # type: ignore[attr-defined]
    assert titles == set(LANGUAGES)


def test_there_are_no_blank_nodes_so_that_every_reading_is_the_same(ontology: Graph) -> None:
    assert [triple for triple in ontology if any(isinstance(node, BNode) for node in triple)] == []


def test_every_term_has_one_label_and_one_sentence_of_definition_in_each_language(ontology: Graph) -> None:
    for term in terms(ontology):
        for language, end in (("en", "."), ("ja", "。")):
            (label,) = in_language(ontology, term, RDFS.label, language)
            (definition,) = in_language(ontology, term, SKOS.definition, language)
            assert label.strip() == label != "", term
            assert definition.endswith(end), term
            assert "\n" not in definition, term
            assert label != definition, term
        assert ontology.value(term, RDFS.isDefinedBy) == ONTOLOGY, term


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_labels_and_definitions_are_distinct_in_each_language(
    ontology: Graph, predicate: URIRef, language: str
) -> None:
    texts = Counter(text for term in terms(ontology) for text in in_language(ontology, term, predicate, language))
    assert [text for text, times in texts.items() if times > 1] == []


def test_the_english_and_the_japanese_are_written_in_their_own_script(ontology: Graph) -> None:
    kana_or_kanji = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    for term in terms(ontology):
        assert not kana_or_kanji.search(in_language(ontology, term, SKOS.definition, "en")[0]), term
        assert kana_or_kanji.search(in_language(ontology, term, SKOS.definition, "ja")[0]), term


def test_every_term_is_a_class_a_property_a_concept_or_a_scheme_and_only_one_of_them(ontology: Graph) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept, SKOS.ConceptScheme}
    for term in terms(ontology):
        assert len(set(ontology.objects(term, RDF.type)) & kinds) == 1, term
        first = str(term).removeprefix(IZON)[0]
        assert first.isupper() == ((term, RDF.type, OWL.Class) in ontology), term


def test_every_property_has_a_domain_and_a_range_that_are_known(ontology: Graph) -> None:
    own = of_type(ontology, OWL.Class)
    for term in of_type(ontology, OWL.ObjectProperty, OWL.DatatypeProperty):
        literal = (term, RDF.type, OWL.DatatypeProperty) in ontology
        assert domains(ontology, term), term
        assert ranges(ontology, term), term
        assert all(
            str(end).startswith(str(URIRef("http://www.w3.org/2001/XMLSchema#"))) == literal
            for end in ranges(ontology, term)
        )
        for end in domains(ontology, term) | ranges(ontology, term):
            assert not str(end).startswith(str(IZON)) or end in own, (term, end)
        assert len(list(ontology.objects(term, RDFS.domain))) <= 1, "several domains would mean all of them"
        assert len(list(ontology.objects(term, RDFS.range))) <= 1, "several ranges would mean all of them"


def test_no_class_and_no_concept_is_an_orphan(ontology: Graph) -> None:
    used = {
        end
        for term in of_type(ontology, OWL.ObjectProperty, OWL.DatatypeProperty)
        for end in domains(ontology, term) | ranges(ontology, term)
    }
    parents = set(ontology.objects(None, RDFS.subClassOf))
    children = set(ontology.subjects(RDFS.subClassOf, IZON.Resource))
    for cls in of_type(ontology, OWL.Class):
        assert cls in used | parents | children, cls
    for concept in of_type(ontology, SKOS.Concept):
        assert ontology.value(concept, SKOS.inScheme) in of_type(ontology, SKOS.ConceptScheme), concept
    for scheme in of_type(ontology, SKOS.ConceptScheme):
        assert list(ontology.subjects(SKOS.inScheme, scheme)), scheme


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf])
def test_no_class_or_property_lies_below_itself(ontology: Graph, predicate: URIRef) -> None:
    assert list(on_a_cycle(ontology, predicate)) == []


def test_a_cycle_is_noticed(ontology: Graph) -> None:
    broken = Graph() + ontology
    broken.add((IZON.Resource, RDFS.subClassOf, IZON.CloudService))
    assert set(on_a_cycle(broken, RDFS.subClassOf)) == {IZON.Resource, IZON.CloudService}


def test_the_seven_dependencies_are_below_depends_on_which_is_not_transitive(ontology: Graph) -> None:
    below = set(ontology.subjects(RDFS.subPropertyOf, IZON.dependsOn))
    assert below == {IZON[name] for name in DEPENDENCIES}
    assert (IZON.dependsOn, RDF.type, OWL.TransitiveProperty) not in ontology
    for payment in ("paidBy", "supplier", "passesFundsTo", "underJurisdiction"):
        assert IZON[payment] not in below, "a payment or an exposure is not a dependency"


def test_a_sub_property_stands_where_its_super_property_may_stand(ontology: Graph) -> None:
    for term in ontology.subjects(RDFS.subPropertyOf, IZON.dependsOn):
        for of in (domains, ranges):
            general = of(ontology, IZON.dependsOn)
            for end in of(ontology, term):
                assert general & set(ontology.transitive_objects(end, RDFS.subClassOf)), (term, end)


def test_the_ontology_defines_every_term_that_code_and_questions_use(ontology: Graph, ontology_folder: Path) -> None:
    defined = {str(term).removeprefix(IZON) for term in terms(ontology)}
    root = ontology_folder.parent
    used: dict[str, Path] = {}
    for path in [*ontology_folder.glob("questions/*/*.rq"), *ontology_folder.glob("shapes/*.ttl")]:
        for name in re.findall(r"\bizon:(\w+)", path.read_text(encoding="utf-8")):
            used[name] = path
    for path in (root / "graph").rglob("*.py"):
        for name in re.findall(r'(?:_own|iri\.term|\bterm)\("(\w+)"\)|\bizon:(\w+)', path.read_text(encoding="utf-8")):
            used[name[0] or name[1]] = path
    assert len(used) > 20
    assert {name: str(path) for name, path in used.items() if name not in defined} == {}


def test_the_ontology_defines_the_properties_and_dependencies_that_are_published(ontology: Graph) -> None:
    from graph.build import schema

    properties = of_type(ontology, OWL.DatatypeProperty)
    assert {name for name in schema.PROPERTIES if IZON[name] not in properties} == set()
    assert set(DEPENDENCIES) == schema.DEPENDENCIES


def test_the_ranges_of_published_properties_are_the_types_they_are_written_with(ontology: Graph) -> None:
    from graph.build import schema

    types = {int: "integer", str: "string", bool: "boolean"}
    for name, kind in schema.PROPERTIES.items():
        assert ontology.value(IZON[name], RDFS.range) == URIRef(f"http://www.w3.org/2001/XMLSchema#{types[kind]}"), name


def test_every_term_is_used_by_a_question(ontology: Graph, ontology_folder: Path) -> None:
    used = uses(ontology, queries(ontology_folder / "questions"))
    assert {str(term).removeprefix(IZON) for term in terms(ontology)} == set(used)
    assert [name for name, use in used.items() if not use.named and not use.needed] == []


def test_a_term_that_no_question_uses_is_noticed(ontology: Graph) -> None:
    used = uses(ontology, {1: "?a izon:usesService ?b"})
    assert used["usesService"].named == (1,)
    assert used["CloudService"].needed == used["dependsOn"].needed == (1,)
    assert used["cofog"] == Use((), ())


def test_the_page_of_the_ontology_is_what_is_made_from_it(ontology_folder: Path) -> None:
    made = page(ontology_folder)
    assert (ontology_folder.parent / "docs" / "ontology.md").read_text(encoding="utf-8") == made, (
        "python -m graph.rdf.ontology_page > docs/ontology.md"
    )


def test_the_changelog_tells_of_every_term_that_came_and_went(ontology: Graph, ontology_folder: Path) -> None:
    text = (ontology_folder / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.split(r"^## (\d+\.\d+\.\d+) .*$", text, flags=re.MULTILINE)[1:]
    assert Literal(versions[0]) == ontology.value(ONTOLOGY, OWL.versionInfo)
    assert ontology.value(ONTOLOGY, OWL.priorVersion) == URIRef(f"{ONTOLOGY}/{versions[2]}")
    alive: set[str] = set()
    for changes in reversed(versions[1::2]):
        for word, line in re.findall(r"^(Added|Removed): (.*)$", changes, flags=re.MULTILINE):
            named = set(re.findall(r"`(\w+)`", line))
            assert named.isdisjoint(alive) if word == "Added" else named <= alive
            alive = alive | named if word == "Added" else alive - named
    assert alive == {str(term).removeprefix(IZON) for term in terms(ontology)}


def test_the_cypher_of_the_questions_uses_only_terms_of_the_ontology(ontology: Graph, ontology_folder: Path) -> None:
    def capitals(name: str) -> str:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()

    classes = {str(term).removeprefix(IZON) for term in of_type(ontology, OWL.Class)} | {"Organization", "Contract"}
    types = {capitals(str(term).removeprefix(IZON)) for term in of_type(ontology, OWL.ObjectProperty)}
    others = {
        "DEPENDS_ON",
        "SUBJECT",
        "OBJECT",
        "DERIVED_FROM",
        "PART_OF",
        "FOUND_IN",
        "HAS_CAPTURE",
        "DESCRIBES",
        "BROADER",
    }
    kinds = {str(term).removeprefix(IZON) for term in of_type(ontology, OWL.ObjectProperty, OWL.DatatypeProperty)}
    for path in ontology_folder.glob("questions/*/query.cypher"):
        text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        labels = set(re.findall(r"\(\w*:(\w+)", text))
        assert labels <= classes | {"Resource"}, path
        relationships = {one for group in re.findall(r"\[\w*:([A-Z_|]+)", text) for one in group.split("|")}
        assert relationships <= types | others, path
        assert set(re.findall(r"(?:kind|predicate): '(\w+)'", text)) <= kinds, path


@pytest.mark.national
def test_terms_taken_from_epo_and_cpsv_exist_there(ontology: Graph, ontology_folder: Path, shared: Path) -> None:
    folder = shared / "conformance"
    yardsticks = [
        folder / "epo-4.2" / "ePO_core.ttl",
        folder / "epo-4.2" / "eContract.ttl",
        folder / "cpsv-ap-3.2" / "cpsv-ap.ttl",
    ]
    if not all(path.is_file() for path in yardsticks):
        pytest.skip(f"no yardsticks of others in {folder}")
    theirs: set[Node] = set()
    for path in yardsticks:
        theirs |= set(Graph().parse(path).subjects(RDF.type, None))
    namespaces = ("http://data.europa.eu/a4g/ontology#", "http://purl.org/vocab/cpsv#", "http://data.europa.eu/m8g/")
    ours = {node for triple in ontology for node in triple if str(node).startswith(namespaces)}
    prefixed = re.compile(r"\bepo:(\w+)")
    for path in ontology_folder.glob("questions/*/*.rq"):
        ours |= {URIRef(namespaces[0] + name) for name in prefixed.findall(path.read_text(encoding="utf-8"))}
    assert URIRef("http://data.europa.eu/a4g/ontology#Contract") in ours
    assert URIRef("http://purl.org/vocab/cpsv#PublicService") in ours
    assert {str(term) for term in ours - theirs} == set()
