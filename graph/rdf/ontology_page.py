"""The page of the ontology, made from it and from the questions that use its terms.

``python -m graph.rdf.ontology_page`` prints ``docs/ontology.md``; a test holds that the page is what it prints.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph import iri
from graph.resolve.reference import reference_folder

_IZON = Namespace(iri.NS)
_SCHEMA = Namespace(iri.PREFIXES["schema"])
_ONTOLOGY = URIRef(iri.NS.removesuffix("#"))
_OTHERS = {"cv": "http://data.europa.eu/m8g/", "pqa": "http://parliament.uk/ontologies/question-and-answer/"}
_PREFIXES = {**iri.PREFIXES, **_OTHERS}
_MATCHES = ((SKOS.closeMatch, "close to"), (SKOS.relatedMatch, "related to"))
_KINDS = (
    (OWL.Class, "Classes"),
    (OWL.ObjectProperty, "Properties between things"),
    (OWL.DatatypeProperty, "Properties with values"),
    (SKOS.ConceptScheme, "Concept schemes"),
    (SKOS.Concept, "Concepts"),
)


@dataclass(frozen=True, slots=True)
class Use:
    """Which questions use a term: by number, those whose SPARQL names it and those that need it for such a term."""

    named: tuple[int, ...]
    needed: tuple[int, ...]


def uses(ontology: Graph, questions: Mapping[int, str]) -> dict[str, Use]:
    """For each term of the ontology (by local name) the questions, given as SPARQL by number, that use it.

    A question needs a class for the domain or range of a property that it names, a property for one below it, and the
    concepts of a scheme for the property whose values they are.
    """
    named: dict[str, set[int]] = {}
    for number, text in questions.items():
        for name in re.findall(r"\bizon:(\w+)", text):
            named.setdefault(name, set()).add(number)
    needed: dict[str, set[int]] = {}

    def need(term: Node, numbers: set[int]) -> None:
        if isinstance(term, URIRef) and term in _IZON:
            needed.setdefault(str(term).removeprefix(iri.NS), set()).update(numbers)

    for name, numbers in named.items():
        term = _IZON[name]
        for predicate in (RDFS.domain, RDFS.range, _SCHEMA.domainIncludes, _SCHEMA.rangeIncludes, RDFS.subPropertyOf):
            for other in ontology.objects(term, predicate):
                need(other, numbers)
    for scheme, of in (("modalities", "modality"), ("origins", "origin")):
        need(_IZON[scheme], named.get(of, set()))
        for concept in ontology.subjects(SKOS.inScheme, _IZON[scheme]):
            need(concept, named.get(of, set()))
    return {
        name: Use(tuple(sorted(named.get(name, ()))), tuple(sorted(needed.get(name, set()) - named.get(name, set()))))
        for name in (str(term).removeprefix(iri.NS) for term in own_terms(ontology))
    }


def own_terms(ontology: Graph) -> list[URIRef]:
    """The terms in our namespace, in order."""
    return sorted({term for term in ontology.subjects() if isinstance(term, URIRef) and term in _IZON})


def queries(folder: Path) -> dict[int, str]:
    """The SPARQL texts of the questions in ``folder``, by number."""
    return {int(path.parent.name[:2]): path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/query.rq"))}


def page(folder: Path) -> str:
    """The page, of the ontology and questions in ``folder``."""
    ontology = Graph().parse(folder / "izon.ttl")
    return "\n".join(_lines(ontology, uses(ontology, queries(folder / "questions")))) + "\n"


def _lines(ontology: Graph, used: Mapping[str, Use]) -> Iterator[str]:
    version = ontology.value(_ONTOLOGY, OWL.versionInfo)
    yield "# The ontology"
    yield ""
    yield (
        "Made by `python -m graph.rdf.ontology_page` from [`ontology/izon.ttl`](../ontology/izon.ttl); what changed from version "
        "to version stands in [`ontology/CHANGELOG.md`](../ontology/CHANGELOG.md)."
    )
    yield ""
    yield f"Version {version}, `{ontology.value(_ONTOLOGY, OWL.versionIRI)}`, of {ontology.value(_ONTOLOGY, DCTERMS.modified)}."
    yield (
        f"Terms begin with `{iri.NS}` (prefix `izon:`). The last column names the questions whose SPARQL uses a term; in "
        "parentheses those that need it for a term which they use."
    )
    for kind, title in _KINDS:
        terms = [term for term in own_terms(ontology) if (term, RDF.type, kind) in ontology]
        if not terms:
            continue
        with_ends = kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        yield ""
        yield f"## {title}"
        yield ""
        yield "| term | label | definition |" + (" from → to |" if with_ends else "") + " relations | questions |"
        yield "|---|---|---|" + ("---|" if with_ends else "") + "---|---|"
        for term in terms:
            yield _row(ontology, term, used[str(term).removeprefix(iri.NS)], with_ends=with_ends)


def _row(ontology: Graph, term: URIRef, use: Use, *, with_ends: bool) -> str:
    cells = [
        f"`{str(term).removeprefix(iri.NS)}`",
        f"{_text(ontology, term, RDFS.label, 'en')} · {_text(ontology, term, RDFS.label, 'ja')}",
        f"{_text(ontology, term, SKOS.definition, 'en')} {_text(ontology, term, SKOS.definition, 'ja')}",
    ]
    if with_ends:
        start = [*ontology.objects(term, RDFS.domain), *ontology.objects(term, _SCHEMA.domainIncludes)]
        end = [*ontology.objects(term, RDFS.range), *ontology.objects(term, _SCHEMA.rangeIncludes)]
        cells.append(f"{_names(start)} → {_names(end)}")
    below = [
        *ontology.objects(term, RDFS.subClassOf), *ontology.objects(term, RDFS.subPropertyOf),
        *ontology.objects(term, SKOS.inScheme),
    ]  # fmt: skip
    relations = [f"below {_names(below)}"] if below else []
    for predicate, word in _MATCHES:
        matches = list(ontology.objects(term, predicate))
        relations += [f"{word} {_names(matches)}"] if matches else []
    cells.append("; ".join(relations))
    needed = ", ".join(map(str, use.needed))
    cells.append(", ".join(map(str, use.named)) + (f" ({needed})" if needed else ""))
    return "| " + " | ".join(cell.replace("|", "\\|").strip() for cell in cells) + " |"


def _text(ontology: Graph, term: Node, predicate: URIRef, language: str) -> str:
    return next(str(o) for o in ontology.objects(term, predicate) if isinstance(o, Literal) and o.language == language)


def _names(terms: Sequence[Node]) -> str:
    return ", ".join(sorted(f"`{_short(str(term))}`" for term in terms))


def _short(identity: str) -> str:
    for prefix, namespace in sorted(_PREFIXES.items(), key=lambda item: -len(item[1])):
        if identity.startswith(namespace):
            return f"{prefix}:{identity.removeprefix(namespace)}"
    return identity


if __name__ == "__main__":
    sys.stdout.write(page(reference_folder().parent))
