"""spaCy's Japanese tokenizer (SudachiPy, split mode A) reduced to what the rules read, and a view of its tokens.

The stock tokenizer fills lemma, reading, norm and morphology of every token; the rules need words and tags. Leaving
the rest out trebles its speed, the tokens are the same.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spacy.lang.ja import JapaneseTokenizer
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

TOKENIZER = "izon.SudachiTokenizer.v1"
_VIEW = "izon.tokens"


class SudachiTokenizer(JapaneseTokenizer):
    """SudachiPy through spaCy: words and tags (``名詞-普通名詞-一般``); white space is kept as tokens of its own.

    Raises what SudachiPy raises for a text over its limit of bytes: cut it first (:func:`graph.text.sentences.pieces`).
    """

    def __call__(self, text: str) -> Doc:
        """Tokenize one text; the tokens joined are the text, character for character."""
        words: list[str] = []
        tags: list[str] = []
        for morpheme in self.tokenizer.tokenize(text):
            surface = morpheme.surface()
            if surface:  # … gives empty morphemes
                words.append(surface)
                tags.append("-".join(part for part in morpheme.part_of_speech()[:4] if part != "*"))
        return Doc(self.vocab, words=words, spaces=[False] * len(words), tags=tags)

    def __reduce__(self) -> tuple[type[SudachiTokenizer], tuple[Any, Any]]:
        return SudachiTokenizer, (self.vocab, self.split_mode)


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]  # spaCy ships no types for its registry
def create_tokenizer(split_mode: str = "A") -> Callable[[Language], SudachiTokenizer]:
    """Factory named in the pipeline's configuration."""

    def tokenizer(nlp: Language) -> SudachiTokenizer:
        return SudachiTokenizer(nlp.vocab, split_mode=split_mode)

    return tokenizer


@dataclass(frozen=True, slots=True)
class Tokens:
    """Offsets and tags of a document's tokens, for rules that walk from a word to its neighbours."""

    text: str
    starts: tuple[int, ...]
    tags: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def end(self, index: int) -> int:
        """Offset after token ``index``."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)

    def word(self, index: int) -> str:
        """The characters of token ``index``."""
        return self.text[self.starts[index] : self.end(index)]

    def at(self, offset: int) -> int:
        """Index of the token that holds the character at ``offset``."""
        return bisect.bisect_right(self.starts, offset) - 1

    def begins(self, offset: int) -> bool:
        """Whether a token begins at ``offset`` (the end of the text counts)."""
        index = bisect.bisect_left(self.starts, offset)
        return offset >= len(self.text) or (index < len(self.starts) and self.starts[index] == offset)


def tokens_of(doc: Doc) -> Tokens:
    """The token view of a document, made once."""
    view = doc.user_data.get(_VIEW)
    if view is None:
        view = Tokens(doc.text, tuple(token.idx for token in doc), tuple(token.tag_ for token in doc))
        doc.user_data[_VIEW] = view
    assert isinstance(view, Tokens)
    return view
