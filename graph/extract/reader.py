"""Texts in, readings out: what is named and who does what for whom, at the offsets of each text as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graph.extract.confidence import Reliability
from graph.extract.gazetteer import Gazetteer
from graph.extract.mention import Mention
from graph.extract.pipeline import Extractor
from graph.extract.relations.finder import find_relations
from graph.extract.relations.likely import Likelihood
from graph.extract.relations.relation import Context, Relation

NO_CONTEXT = Context()
_NAMES_KEPT = 4096  # names of projects that are not read again for each of their contracts


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what is known beside it."""

    text: str
    context: Context = NO_CONTEXT


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Mentions in text order, none overlapping; relations in the order of their arguments in the text."""

    mentions: tuple[Mention, ...]
    relations: tuple[Relation, ...]


class Reader:
    """Reads documents by the reference data of one folder. Each process has its own; it is not shared between threads."""

    def __init__(self, reference: Path) -> None:
        self._extractor = Extractor(Gazetteer.from_reference(reference))
        self._reliability = Reliability.measured()
        self._likelihood = Likelihood.shipped()
        self._names = lru_cache(_NAMES_KEPT)(self._mentions_of)

    def read(self, documents: Sequence[Document]) -> Iterator[DocumentReading]:
        """The reading of each document, in their order; it depends on nothing but the document."""
        found = list(self._extractor.mentions(document.text for document in documents))
        for document, mentions in zip(documents, found, strict=True):
            relations = find_relations(
                document.text, mentions, document.context, self._names, self._reliability, self._likelihood
            )
            yield DocumentReading(tuple(mentions), tuple(relations))

    def _mentions_of(self, name: str) -> tuple[Mention, ...]:
        (mentions,) = self._extractor.mentions([name])
        return tuple(mentions)
