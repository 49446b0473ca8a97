"""Answers kept for whoever asks the same of the same build again, up to a total size."""

from __future__ import annotations

from collections import OrderedDict

from graph.rdf.endpoint.pool import Answer

LARGEST = 4 << 20  # bytes of an answer
_TOTAL = 128 << 20
_BESIDES = 512  # bytes that an answer takes beside its text, so that the number of short and empty ones is bounded too


class Cache:
    """The answers asked for last, by a tag that names build, query and format."""

    def __init__(self) -> None:
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._size = 0

    def get(self, tag: bytes) -> Answer | None:
        """The answer, if it is still there."""
        answer = self._answers.get(tag)
        if answer is not None:
            self._answers.move_to_end(tag)
        return answer

    def put(self, tag: bytes, answer: Answer) -> None:
        """Keeps an answer that is whole and not too large; the oldest ones give way."""
        if answer.whole is None or len(answer.whole) > LARGEST or tag in self._answers:
            return
        self._answers[tag] = answer
        self._size += len(answer.whole) + _BESIDES
        while self._size > _TOTAL:
            _, dropped = self._answers.popitem(last=False)
            self._size -= len(dropped.whole or b"") + _BESIDES
