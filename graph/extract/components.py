"""The spaCy components of the pipeline, in order; each adds candidates to the document, the last one chooses.

Candidates are :class:`graph.extract.mention.Mention` with offsets into the document's (normalised) text. They lie in
``doc.user_data``, because a span of spaCy must end where a token ends and names do not always.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from graph.extract.abbreviations import find_abbreviations
from graph.extract.agencies import find_agencies
from graph.extract.functions import find_functions
from graph.extract.gazetteer import Gazetteer
from graph.extract.mention import AGENCY, CLOUD_SERVICE, COUNT, DATE, FUNCTION, MONEY, PRODUCT, Mention
from graph.extract.names import find_names
from graph.extract.overlaps import resolve_overlaps
from graph.extract.products import find_products
from graph.extract.quantities import find_quantities
from graph.extract.systems import find_systems
from graph.extract.tokenizer import tokens_of
from graph.extract.vendors import find_vendors

QUANTITIES = "izon_quantities"
NAMES = "izon_names"
PRODUCTS = "izon_products"
VENDORS = "izon_vendors"
AGENCIES = "izon_agencies"
SYSTEMS = "izon_systems"
FUNCTIONS = "izon_functions"
ABBREVIATIONS = "izon_abbreviations"
OVERLAPS = "izon_overlaps"

ORDER = (QUANTITIES, NAMES, PRODUCTS, VENDORS, AGENCIES, SYSTEMS, FUNCTIONS, ABBREVIATIONS, OVERLAPS)

_BY_PLACE = ("system-named", "system-quoted")  # names by their place only: a name of a list says better what it is
_CANDIDATES = "izon.candidates"


def candidates_of(doc: Doc) -> list[Mention]:
    """What the components so far propose, overlaps included; after the last component, what stands."""
    candidates: list[Mention] = doc.user_data.setdefault(_CANDIDATES, [])
    return candidates


def _add(doc: Doc, mentions: Iterable[Mention]) -> Doc:
    candidates_of(doc).extend(mentions)
    return doc


def _of_types(doc: Doc, *types: str) -> list[Mention]:
    return [mention for mention in candidates_of(doc) if mention.type in types]


def _overlap(first: Mention, second: Mention) -> bool:
    return first.start < second.end and second.start < first.end


def _grown(found: Mention, known: Sequence[Mention]) -> Mention | None:
    """Windows VDA, Paterva Maltego: a name grows out of the listed one that it begins or ends with.

    What only meets a listed name is none, the listed one is meant.
    """
    met = [mention for mention in known if _overlap(found, mention)]
    inside = all(found.start <= m.start and m.end <= found.end and m.end - m.start < len(found.text) for m in met)
    if met and not (inside and (met[0].start == found.start or met[-1].end == found.end)):
        return None
    kind = met[0].type if met else found.type
    return dataclasses.replace(found, type=kind)


class Names:
    """Hits of a gazetteer; empty until one is given with :meth:`use`."""

    def __init__(self) -> None:
        self._gazetteer = Gazetteer.of(())

    def use(self, gazetteer: Gazetteer) -> None:
        """Take the names to look for; done once, before the first document."""
        self._gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Add the names that stand in the document."""
        tokens = tokens_of(doc)
        return _add(doc, find_names(tokens.text, tokens, self._gazetteer))


@Language.component(QUANTITIES)
def quantities(doc: Doc) -> Doc:
    """Money, dates, counts."""
    tokens = tokens_of(doc)
    return _add(doc, find_quantities(tokens.text))


@Language.factory(NAMES)
def names(nlp: Language, name: str) -> Names:  # noqa: ARG001  # the arguments that spaCy gives every factory
    """Names of reference data."""
    return Names()


@Language.component(PRODUCTS)
def products(doc: Doc) -> Doc:
    """Products that no list has; where a service or product of a list stands, that one is meant."""
    known = _of_types(doc, CLOUD_SERVICE, PRODUCT)
    candidates = (_grown(m, known) for m in find_products(tokens_of(doc).text))
    return _add(doc, [mention for mention in candidates if mention is not None])


@Language.component(VENDORS)
def vendors(doc: Doc) -> Doc:
    """Suppliers by legal form; a body that a list has as one of the state (全国健康保険協会) is none."""
    tokens = tokens_of(doc)
    agencies = {(mention.start, mention.end) for mention in _of_types(doc, AGENCY)}
    return _add(doc, [m for m in find_vendors(tokens.text, tokens) if (m.start, m.end) not in agencies])


@Language.component(AGENCIES)
def agencies(doc: Doc) -> Doc:
    """State bodies and local governments; the gazetteer's agencies are given their units."""
    known = _of_types(doc, AGENCY)
    rest = [mention for mention in candidates_of(doc) if mention.type != AGENCY]
    tokens = tokens_of(doc)
    doc.user_data[_CANDIDATES] = [*rest, *find_agencies(tokens.text, tokens, known)]
    return doc


@Language.component(SYSTEMS)
def systems(doc: Doc) -> Doc:
    """Information systems."""
    agencies, quantities = _of_types(doc, AGENCY), _of_types(doc, DATE, MONEY, COUNT)
    tokens = tokens_of(doc)
    known = _of_types(doc, CLOUD_SERVICE, PRODUCT)
    found = find_systems(tokens.text, tokens, agencies, quantities)
    return _add(doc, [m for m in found if m.rule not in _BY_PLACE or not any(_overlap(m, k) for k in known)])


@Language.component(ABBREVIATIONS)
def abbreviations(doc: Doc) -> Doc:
    """Short names that the text gives to agencies, vendors and systems."""
    return _add(doc, list(find_abbreviations(tokens_of(doc).text, resolve_overlaps(candidates_of(doc)))))


@Language.component(FUNCTIONS)
def functions(doc: Doc) -> Doc:
    """Tasks named on their own: the scheme's terms that are such names, and names by their form."""
    hits = _of_types(doc, FUNCTION)
    rest = [mention for mention in candidates_of(doc) if mention.type != FUNCTION]
    tokens = tokens_of(doc)
    outside = _of_types(doc, AGENCY, DATE)
    doc.user_data[_CANDIDATES] = [*rest, *find_functions(tokens.text, tokens, hits, outside)]
    return doc


@Language.component(OVERLAPS)
def overlaps(doc: Doc) -> Doc:
    """Choose among overlapping candidates."""
    doc.user_data[_CANDIDATES] = resolve_overlaps(candidates_of(doc))
    return doc
