"""Members of JSON are found at the characters where they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.text.json_places import json_places

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def pointers(value: Any, base: str = "") -> dict[str, Any]:
    found = {base: value}
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        found |= pointers(member, f"{base}/{str(name).replace('~', '~0').replace('/', '~1')}")
    return found


@settings(max_examples=150, deadline=None)
@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_every_member_is_found_and_says_what_it_says(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    places = json_places(text)
    expected = pointers(value)
    assert set(places) == set(expected)
    for pointer, member in expected.items():
        quoted = text[slice(*places[pointer])]
        parent = expected.get(pointer.rpartition("/")[0]) if pointer else None
        named = json.loads("{" + quoted + "}") if isinstance(parent, dict) else {"": json.loads(quoted)}
        assert list(named.values()) == [member]


@pytest.mark.parametrize(("pointer", "quoted"), [("/a/1/b", '"b": "x, ]"'), ("/a/0", "12"), ("/c~1d", '"c/d":null')])
def test_a_member_is_quoted_with_its_name(pointer: str, quoted: str) -> None:
    text = '{"a": [12, {"b": "x, ]"}], "c/d":null}'
    assert text[slice(*json_places(text)[pointer])] == quoted
