"""What is kept of answers: the last ones, within a size that counts what each of them takes."""

from __future__ import annotations

import pytest

from graph.rdf.endpoint import cache
from graph.rdf.endpoint.cache import Cache
from graph.rdf.endpoint.pool import Answer


@pytest.mark.parametrize("text", [b"", b'{"head":{},"boolean":true}'], ids=["an empty graph", "a truth value"])
def test_answers_without_text_to_speak_of_give_way_too(text: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_TOTAL", 1 << 20)
    kept = Cache()
    tags = [f'"{number}"'.encode() for number in range(10_000)]
    for tag in tags:
        kept.put(tag, Answer("graph", "nt", text, 0, False, None))
    there = [tag for tag in tags if kept.get(tag) is not None]
    assert there == tags[-len(there) :]
    assert 1_000 < len(there) < 5_000
