"""The pipeline: texts in, mentions out, in order, the same whatever the batch."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from itertools import islice

import spacy

from graph.extract import VERSION
from graph.extract.components import NAMES, ORDER, Names, candidates_of
from graph.extract.confidence import Reliability
from graph.extract.gazetteer import Gazetteer
from graph.extract.mention import Mention
from graph.extract.tokenizer import TOKENIZER
from graph.text.normalise import Normalised, normalise
from graph.text.sentences import pieces

# JSON can hold half of a surrogate pair; the tokenizer cannot. One character for one: offsets stay.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Extractor:
    """Finds mentions: normalise, cut, tokenize, rules, back to the offsets of the text as given.

    Not to be shared between threads; give each process its own (documents are shared out, never spaCy's Doc objects).
    """

    VERSION = VERSION
    """Part of every claim read from text: changes when the same text may give other mentions."""

    BATCH = 256
    """Texts whose tokens are held at once; it bounds memory and changes no result."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        config = {"nlp": {"tokenizer": {"@tokenizers": TOKENIZER, "split_mode": "A"}}}
        self._nlp = spacy.blank("ja", config=config)
        for name in ORDER:
            self._nlp.add_pipe(name)
        component = self._nlp.get_pipe(NAMES)
        assert isinstance(component, Names)
        component.use(gazetteer)
        self._reliability = Reliability.measured()

    def mentions(self, texts: Iterable[str]) -> Iterator[list[Mention]]:
        """The mentions of each text, in the order of the texts; within a text in order, none overlapping.

        Texts of any length are taken. Only line breaks and sentence ends are looked at when one has to be cut.
        """
        waiting = iter(texts)
        while batch := list(islice(waiting, self.BATCH)):
            # What the vocabulary learns from a batch is forgotten with it, or it would grow with every new word.
            with self._nlp.memory_zone():
                found = [self._of_text(text) for text in batch]
            yield from found

    def _of_text(self, text: str) -> list[Mention]:
        normalised = normalise(_LONE_SURROGATE.sub("\ufffd", text))
        mentions: list[Mention] = []
        for start, end in pieces(normalised.text):
            piece = normalised.text[start:end]
            if not piece.strip():
                continue
            doc = self._nlp(piece)
            for mention in candidates_of(doc):
                found = _back(normalised, start, mention)
                sure = self._reliability(mention.type, mention.rule)
                mentions.append(dataclasses.replace(found, confidence=sure))
        return mentions


def _back(normalised: Normalised, offset: int, mention: Mention) -> Mention:
    """The mention at the offsets of the original text, quoting the original characters."""
    start, end = normalised.span(offset + mention.start, offset + mention.end)
    return mention.moved(start, end, normalised.original[start:end])
