"""The rule of each IRI, one function a kind of thing. None depends on run time, order or machine."""

from __future__ import annotations

import hashlib
import re

BASE = "https://w3id.org/izon/"
NS = BASE + "ns#"

ENTITIES = BASE + "graph/entities"
CLAIMS = BASE + "graph/claims"
CURRENT = BASE + "graph/current"
ONTOLOGY = BASE + "graph/ontology"
QUESTIONS = BASE + "graph/questions"
REFERENCE = BASE + "graph/reference"

PREFIXES = {
    "izon": NS,
    "id": BASE + "id/",
    "graph": BASE + "graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "http://schema.org/",
    "epo": "http://data.europa.eu/a4g/ontology#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
}

_UNSAFE = re.compile(r"[^0-9A-Za-z._~-]+")
_SEPARATOR = "\x1f"


def digest(*parts: str) -> str:
    """32 hexadecimal digits of the SHA-256 of the parts, the same on every machine."""
    return hashlib.sha256(_SEPARATOR.join(parts).encode()).hexdigest()[:32]


def term(name: str) -> str:
    """A term of the ontology."""
    return NS + name


def organization(number: str) -> str:
    """An organisation with a Japanese corporate number: 13 digits whose check digit is right."""
    return f"{BASE}id/org/JP-{number}"


def reference_organization(identifier: str) -> str:
    """An organisation of the reference data: ``JP-<13 digits>`` or ``<country>-<slug>``."""
    return f"{BASE}id/org/{identifier}"


def unresolved_organization(normalised_name: str, locality: str) -> str:
    """An organisation that nothing identifies but a printed name and locality: said to be unresolved, never merged."""
    return f"{BASE}id/org/unresolved-{digest(normalised_name, locality)}"


def unnamed_organization(normalised_words: str, within: str) -> str:
    """Whom words mean that name nobody (その他, 株式会社A): in each payee block, else in each record, somebody else."""
    return f"{BASE}id/org/unnamed-{digest(normalised_words, within)}"


def jurisdiction(code: str) -> str:
    """A jurisdiction by its ISO 3166 alpha-2 code."""
    return f"{BASE}id/jurisdiction/{code}"


def function(slug: str) -> str:
    """A public function by its id in ``ontology/reference/functions.csv``."""
    return f"{BASE}id/function/{slug}"


def service(slug: str) -> str:
    """A cloud service by its id in ``ontology/reference/cloud_services.csv``."""
    return f"{BASE}id/service/{slug}"


def known_system(slug: str) -> str:
    """An information system of ``ontology/reference/systems.csv``."""
    return f"{BASE}id/system/{slug}"


def system(scope: str, normalised_name: str) -> str:
    """An information system that only its name and the body (or document) that names it identify."""
    return f"{BASE}id/system/{digest(scope, normalised_name)}"


def project(year: int | str, number: str) -> str:
    """A project of the review sheets: sheet year and 予算事業ID."""
    return f"{BASE}id/project/rs-{year}-{_segment(number)}"


def block(year: int | str, project_number: str, letter: str) -> str:
    """A payee block of a project."""
    return f"{BASE}id/block/rs-{year}-{_segment(project_number)}-{_segment(letter)}"


def contract(record_key: str) -> str:
    """A contract, by the key of the source record that prints it."""
    return f"{BASE}id/contract/{digest(record_key)}"


def notice(key: str) -> str:
    """A notice, by its portal's key or its address."""
    return f"{BASE}id/notice/{digest(key)}"


def speech(speech_id: str) -> str:
    """A speech of the minutes of the Diet, by the National Diet Library's id."""
    return f"{BASE}id/speech/{_segment(speech_id)}"


def use_case(record_key: str) -> str:
    """A use of AI, by the key of the record that reports it."""
    return f"{BASE}id/use-case/{digest(record_key)}"


def product(slug: str) -> str:
    """A product by its id in ``ontology/reference/products.csv``."""
    return f"{BASE}id/product/{slug}"


def service_type(identifier: str) -> str:
    """A type of ICT service by its id in ``ontology/reference/service_types.csv`` (S00 to S19)."""
    return f"{BASE}id/service-type/{identifier}"


def assertion(identifier: str) -> str:
    """A public assertion by its id in ``ontology/reference/public_assertions.csv``."""
    return f"{BASE}id/assertion/{identifier}"


def likeness(one: str, other: str) -> str:
    """The finding that two things, by their IRIs, may be one; the same in whichever order they are given."""
    return f"{BASE}id/likeness/{digest(*sorted((one, other)))}"


def reference_row(record_key: str) -> str:
    """A row of the reference data, by the key (``reference/<table>/…``) that its claims have too."""
    return f"{BASE}id/{'/'.join(map(_segment, record_key.split('/')))}"


def scheme(name: str) -> str:
    """A concept scheme that the reference data makes up."""
    return f"{BASE}id/scheme/{name}"


def question(house: str, session: int | str, number: int | str) -> str:
    """A written question of the Diet; ``house`` is ``councillors`` or ``representatives``."""
    return f"{BASE}id/question/{house}-{session}-{number}"


def answer(house: str, session: int | str, number: int | str) -> str:
    """The Cabinet's answer to a written question."""
    return f"{BASE}id/answer/{house}-{session}-{number}"


def answered_point(house: str, session: int | str, number: int | str, ordinal: int | str) -> str:
    """One section of a written answer, by its position."""
    return f"{BASE}id/answer/{house}-{session}-{number}/point-{ordinal}"


def claim(identifier: str) -> str:
    """A claim, by the digest of what was said (``graph.claims.model.Claim.identify``)."""
    return f"{BASE}id/claim/{identifier}"


def evidence(document_url: str, selector: str, quote: str) -> str:
    """Evidence: where in a document something stands, and what stands there."""
    return f"{BASE}id/evidence/{digest(document_url, selector, quote)}"


def document(url: str) -> str:
    """What a URL stands for, through its captures."""
    return f"{BASE}id/document/{digest(url)}"


def capture(identifier: str) -> str:
    """One answer of a server, by the digest of its URL and payload."""
    return f"{BASE}id/capture/{identifier}"


def competency_question(slug: str) -> str:
    """A competency question, by its number and name as the folder in ``ontology/questions`` has them."""
    return f"{BASE}id/competency-question/{slug}"


def _segment(text: str) -> str:
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


def sum_of(kind: str, of: str, organization: str, role: str, way: str, year: str) -> str:
    """A sum of money by what it sums: kind (as in :mod:`graph.build.sums`), whose, to whom, role, way and year; "" for none."""
    return f"{BASE}id/sum/{digest(kind, of, organization, role, way, year)}"


def count_of(aspect: str) -> str:
    """A count of things of which one aspect (as in :mod:`graph.build.counts`) is known."""
    return f"{BASE}id/count/{aspect.replace(' ', '-')}"


def view(name: str) -> str:
    """The graph of what stood at other days, which ``name`` says: ``valid=<day>``, ``known=<day>`` or both, joined by &."""
    return f"{CURRENT}?{name}"
