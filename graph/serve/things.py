"""What a page about an IRI shows: what is said of it, what points to it, the claims about it and their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph import iri
from graph.rdf.endpoint.publication import Publication
from graph.serve.rows import Term, select

CLAIMS_A_PAGE = 30
_FACTS = 500
_INCOMING = 200
_LEGAL = re.compile(r"[!-~]+")
_ILLEGAL = re.compile(r"[<>\"{}|^`\\]")
_RDF, _PROV = iri.PREFIXES["rdf"], iri.PREFIXES["prov"]
_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (_RDF + name for name in ("type", "subject", "predicate", "object"))
_DERIVED = _PROV + "wasDerivedFrom"
_ALIKE = iri.term("possiblySameAs")
_SHOWN_ELSEWHERE = {
    _TYPE, _SUBJECT, _PREDICATE, _OBJECT, _DERIVED, iri.NS + "modality", iri.NS + "confidence", iri.NS + "extractor",
    iri.NS + "recordKey", _PROV + "generatedAtTime", _PROV + "invalidatedAtTime", iri.NS + "superseded",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an IRI and its labels; "" where it has none."""

    iri: str
    ja: str
    en: str

    @property
    def label(self) -> str:
        """What to call it: its Japanese label, its English one, or its IRI in short."""
        return self.ja or self.en or short(self.iri)


Value = Named | Term  # a term is a literal


@dataclass(frozen=True, slots=True)
class Fact:
    """A predicate and its values."""

    predicate: Named
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a claim stands, with one of the captures in which it was found."""

    iri: str
    selector: str
    quote: str
    url: str
    source: str
    capture: str
    origin: str
    captured: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its evidence."""

    iri: str
    subject: Value
    predicate: Named
    object: Value
    qualifiers: tuple[Fact, ...]
    modality: str
    confidence: str
    extractor: str
    record_key: str
    known_from: str
    known_through: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A thing that may be the same: how near the two names are (0 to 1), and why."""

    named: Named
    score: str
    because: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A page's content. ``more_claims`` says whether there is a next page of claims."""

    named: Named
    classes: tuple[Named, ...]
    facts: tuple[Fact, ...]
    incoming: tuple[tuple[Named, Named], ...]  # subject and predicate
    claims: tuple[Claim, ...]
    more_claims: bool
    evidence: tuple[Evidence, ...]  # of a page about evidence
    alike: tuple[Alike, ...]


def is_iri(text: str) -> bool:
    """Whether the text may stand between angle brackets in a query."""
    return _LEGAL.fullmatch(text) is not None and _ILLEGAL.search(text) is None


def short(identity: str) -> str:
    """An IRI with a prefix where we have one."""
    for name in sorted(iri.PREFIXES, key=lambda name: -len(iri.PREFIXES[name])):
        namespace = iri.PREFIXES[name]
        if identity.startswith(namespace) and len(identity) > len(namespace):
            return f"{name}:{identity.removeprefix(namespace)}"
    return identity


def graph_of(identity: str) -> str:
    """The query whose result tells a machine what is known of an IRI: its triples, and those that point to it."""
    return f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
      {{ BIND(<{identity}> AS ?s) ?s ?p ?o }} UNION {{ BIND(<{identity}> AS ?o) ?s ?p ?o }}
      UNION {{ <{identity}> oa:hasSelector ?s . ?s ?p ?o }}
    }}"""


async def thing(publication: Publication, identity: str, page: int) -> Thing | None:
    """What is known of an IRI, with the given page of claims (from 1); ``None`` where nothing is.

    Raises:
        QueryEndedError: it took too long.
    """
    own = await select(publication, f"SELECT DISTINCT ?p ?o {{ <{identity}> ?p ?o }} LIMIT {_FACTS}")
    incoming = await select(
        publication,
        f"""SELECT DISTINCT ?s ?p {{ ?s ?p <{identity}>
            FILTER(?p NOT IN (rdf:subject, rdf:object, prov:wasDerivedFrom, sh:defaultValue,
              izon:likens, izon:possiblySameAs)) }} LIMIT {_INCOMING}""",
    )
    about = await select(publication, _claims_about(identity, own, page))
    if not own and not incoming and not about:
        return None
    more = len({row["claim"].value for row in about}) > CLAIMS_A_PAGE
    claims = _by_subject((row["claim"].value, row["p"].value, row["o"]) for row in about)
    claims = dict(list(claims.items())[:CLAIMS_A_PAGE])
    pieces = [term.value for facts in claims.values() for term in facts.get(_DERIVED, ())]
    is_evidence = any(row["o"].value == iri.term("Evidence") for row in own)
    evidence = await _evidence(publication, [*pieces, *([identity] if is_evidence else [])])
    alike = await select(
        publication,
        f"""SELECT ?other ?score ?why {{ ?likeness izon:likens <{identity}>, ?other ; izon:score ?score ; izon:because ?why
            FILTER(?other != <{identity}>) }} ORDER BY DESC(?score) ?other""",
    )
    mentioned = (
        {identity}
        | {row["other"].value for row in alike}
        | {row[name].value for row in own for name in "po" if row[name].kind == "uri"}
    )
    mentioned |= {row[name].value for row in incoming for name in "sp" if row[name].kind == "uri"}
    for facts in claims.values():
        mentioned |= set(facts) | {term.value for terms in facts.values() for term in terms if term.kind == "uri"}
    labels = await _labels(publication, mentioned)
    own_facts = _by_subject(("", row["p"].value, row["o"]) for row in own).get("", {})
    return Thing(
        _named(identity, labels),
        tuple(_named(term.value, labels) for term in own_facts.get(_TYPE, ())),
        _facts({p: terms for p, terms in own_facts.items() if p not in (_TYPE, _ALIKE)}, labels),
        tuple(
            (_named(row["s"].value, labels), _named(row["p"].value, labels))
            for row in incoming
            if row["s"].kind == "uri"
        ),
        tuple(_claim(name, facts, evidence, labels) for name, facts in claims.items()),
        more,
        evidence.get(identity, ()),
        tuple(Alike(_named(row["other"].value, labels), row["score"].value, row["why"].value) for row in alike),
    )


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term of the ontology with its definitions; the name is the part behind the ``#``."""

    name: str
    named: Named
    kind: str
    definition_ja: str
    definition_en: str


async def terms(publication: Publication) -> list[OntologyTerm]:
    """The terms of the ontology, by name.

    Raises:
        QueryEndedError: it took too long.
    """
    rows = await select(
        publication,
        f"""SELECT ?term ?kind ?ja ?en ?dja ?den {{ GRAPH graph:ontology {{
          ?term a ?kind FILTER(strstarts(str(?term), "{iri.NS}") && ?kind != owl:NamedIndividual)
          OPTIONAL {{ ?term rdfs:label ?ja FILTER(lang(?ja) = "ja") }}
          OPTIONAL {{ ?term rdfs:label ?en FILTER(lang(?en) = "en") }}
          OPTIONAL {{ ?term skos:definition|rdfs:comment ?dja FILTER(lang(?dja) = "ja") }}
          OPTIONAL {{ ?term skos:definition|rdfs:comment ?den FILTER(lang(?den) = "en") }}
        }} }} ORDER BY ?term ?kind""",
    )
    found: dict[str, OntologyTerm] = {}
    for row in rows:
        ja, en, dja, den = (row[name].value if name in row else "" for name in ("ja", "en", "dja", "den"))
        identity = row["term"].value
        named = Named(identity, ja, en)
        found.setdefault(
            identity, OntologyTerm(identity.removeprefix(iri.NS), named, short(row["kind"].value), dja, den)
        )
    return list(found.values())


def _claims_about(identity: str, own: Sequence[Mapping[str, Term]], page: int) -> str:
    if any(row["o"].value == iri.term("Claim") for row in own):
        return f"SELECT ?claim ?p ?o {{ BIND(<{identity}> AS ?claim) ?claim ?p ?o }}"
    return f"""SELECT ?claim ?p ?o {{
      {{ SELECT DISTINCT ?claim {{
           {{ ?claim rdf:subject <{identity}> }} UNION {{ ?claim rdf:object <{identity}> }}
           UNION {{ ?claim prov:wasDerivedFrom <{identity}> }}
         }} ORDER BY ?claim LIMIT {CLAIMS_A_PAGE + 1} OFFSET {(page - 1) * CLAIMS_A_PAGE} }}
      ?claim ?p ?o
    }} ORDER BY ?claim"""


async def _evidence(publication: Publication, identities: Iterable[str]) -> dict[str, tuple[Evidence, ...]]:
    wanted = " ".join(f"<{identity}>" for identity in dict.fromkeys(identities))
    if not wanted:
        return {}
    rows = await select(
        publication,
        f"""SELECT ?e ?selector ?quote ?url ?source ?capture ?origin ?captured {{
          VALUES ?e {{ {wanted} }}
          ?e oa:hasSource ?document ; oa:hasSelector ?where .
          ?where rdf:value ?selector ; oa:exact ?quote .
          ?document izon:url ?url ; izon:source ?source .
          OPTIONAL {{ ?e izon:foundIn ?capture . ?capture izon:origin ?origin ; prov:generatedAtTime ?captured }}
        }} ORDER BY ?e DESC(?captured)""",
    )
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        values = (row[name].value if name in row else "" for name in _EVIDENCE)
        found.setdefault(row["e"].value, []).append(Evidence(*values))
    return {identity: tuple(pieces) for identity, pieces in found.items()}


_EVIDENCE = ("e", "selector", "quote", "url", "source", "capture", "origin", "captured")


async def _labels(publication: Publication, identities: set[str]) -> dict[str, tuple[str, str]]:
    wanted = " ".join(f"<{identity}>" for identity in sorted(identities) if is_iri(identity))
    rows = await select(
        publication,
        f"SELECT ?thing ?label {{ VALUES ?thing {{ {wanted} }} ?thing rdfs:label ?label }} ORDER BY DESC(?label)",
    )
    labels: dict[str, tuple[str, str]] = {}
    for row in rows:
        ja, en = labels.get(row["thing"].value, ("", ""))
        label = row["label"]
        labels[row["thing"].value] = (ja, label.value) if label.language == "en" else (label.value, en)
    return labels


def _by_subject(triples: Iterable[tuple[str, str, Term]]) -> dict[str, dict[str, list[Term]]]:
    found: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, term in triples:
        found.setdefault(subject, {}).setdefault(predicate, []).append(term)
    return found


def _named(identity: str, labels: Mapping[str, tuple[str, str]]) -> Named:
    return Named(identity, *labels.get(identity, ("", "")))


def _value(term: Term, labels: Mapping[str, tuple[str, str]]) -> Value:
    return _named(term.value, labels) if term.kind == "uri" else term


def _facts(facts: Mapping[str, Sequence[Term]], labels: Mapping[str, tuple[str, str]]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            _named(predicate, labels),
            tuple(_value(term, labels) for term in sorted(terms, key=lambda term: (term.kind, term.value))),
        )
        for predicate, terms in sorted(facts.items())
    )


def _claim(
    identity: str,
    facts: Mapping[str, Sequence[Term]],
    evidence: Mapping[str, tuple[Evidence, ...]],
    labels: Mapping[str, tuple[str, str]],
) -> Claim:
    def one(predicate: str) -> str:
        return facts[predicate][0].value if predicate in facts else ""

    nothing = Term("literal", "", "", "")
    return Claim(
        identity,
        _value(facts.get(_SUBJECT, [nothing])[0], labels),
        _named(one(_PREDICATE), labels),
        _value(facts.get(_OBJECT, [nothing])[0], labels),
        _facts({p: terms for p, terms in facts.items() if p not in _SHOWN_ELSEWHERE}, labels),
        one(iri.term("modality")).removeprefix(iri.NS),
        one(iri.term("confidence")),
        one(iri.term("extractor")),
        one(iri.term("recordKey")),
        one(_PROV + "generatedAtTime"),
        one(_PROV + "invalidatedAtTime"),
        tuple(piece for term in facts.get(_DERIVED, ()) for piece in evidence.get(term.value, ())),
    )
