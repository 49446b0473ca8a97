"""A store made from the one before holds what one loaded from the text holds, and leaves the one before as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph
import pytest

from crawler.ledger import Capture
from graph.claims.model import Argument, Claim, Qualifiers, TextEvidence, literal
from graph.rdf import increment, nquads, store

FORM = increment.form(())
CLOUD = Argument("system", "ガバメントクラウド")

NewCapture = Callable[..., Capture]
Publish = Callable[..., Path]


def uses(number: int, service: str) -> Claim:
    evidence = TextEvidence(number, number + len(service), service, "の", "を")
    return Claim(f"answers/{number}", "usesService", CLOUD, Argument("service", service), (evidence,), confidence=0.9)


def title(number: int, text: str) -> Claim:
    system = Argument("system", f"第{number}システム")
    evidence = TextEvidence(number, number + len(text), text, "「", "」")
    return Claim(f"titles/{number}", "names", system, literal(text), (evidence,), Qualifiers())


MANY = [title(number, f'題名 {number}\n"二行目"') for number in range(100)]


def quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody wants to hear of."""


def text_of(tables: Path) -> Path:
    text = tables.parent / f"{tables.name}.nq"
    nquads.write(tables, text)
    return text


def held(folder: Path) -> set[pyoxigraph.Quad]:
    return set(pyoxigraph.Store.read_only(str(folder)))


def loaded(tables: Path) -> set[pyoxigraph.Quad]:
    """What a store holds that is loaded from the text of the tables: numbers in their canonical form."""
    folder = tables.parent / f"{tables.name}-loaded"
    folder.mkdir()
    store.load(quiet, text_of(tables), folder, "whole")
    return held(folder / "whole")


def derived(before: Path, after: Path, folder: Path, form: str = FORM) -> tuple[bool, Path, Path]:
    """Whether a store could be made from the one of other tables; that one, and the new one."""
    folder.mkdir()
    store.load(quiet, text_of(before), folder, "old")
    increment.stamp(folder / "old", FORM)
    earlier = increment.Earlier(before, folder / "old")
    made = increment.derive(quiet, earlier, after, text_of(after), folder, "new", form)
    return made, folder / "old", folder / "new"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([*MANY, uses(1, "AWS")], [*MANY, uses(1, "AWS")]),
        ([*MANY, uses(1, "AWS")], [*MANY, uses(1, "Oracle Cloud Infrastructure")]),
        ([*MANY, uses(1, "AWS"), uses(2, "AWS")], [*MANY, uses(2, "AWS")]),  # another claim makes the same edge
        ([*MANY, uses(1, "AWS")], [*MANY[:-2], title(777, "新しい題名"), uses(1, "AWS")]),
        ([*MANY, uses(1, "AWS")], MANY),
        (MANY, [*MANY, uses(1, "AWS")]),
    ],
)
def test_store_made_from_another_holds_what_the_text_says(
    first: Sequence[Claim], second: Sequence[Claim], capture: NewCapture, publish: Publish, tmp_path: Path
) -> None:
    page = capture("https://example.test/page", "text", 1)
    before, after = publish([(page, first)], "before"), publish([(page, second)], "after")
    made, old, new = derived(before, after, tmp_path / "stores")
    assert made
    assert held(new) == loaded(after)
    assert held(old) == loaded(before)


def test_increments_follow_each_other(capture: NewCapture, publish: Publish, tmp_path: Path) -> None:
    page = capture("https://example.test/page", "text", 1)
    stores = tmp_path / "stores"
    stores.mkdir()
    tables = publish([(page, MANY)], "0")
    store.load(quiet, text_of(tables), stores, "0")
    increment.stamp(stores / "0", FORM)
    for number in range(1, 5):
        after = publish([(page, MANY[number:])], str(number))
        earlier = increment.Earlier(tables, stores / str(number - 1))
        assert increment.derive(quiet, earlier, after, text_of(after), stores, str(number), FORM)
        tables = after
    assert held(stores / "4") == loaded(tables)
    assert len(held(stores / "0")) > len(held(stores / "4"))


def test_much_that_differs_and_other_code_are_loaded_anew(
    capture: NewCapture, publish: Publish, tmp_path: Path
) -> None:
    page = capture("https://example.test/page", "text", 1)
    before, after = publish([(page, MANY)], "before"), publish([(page, MANY[50:])], "after")
    assert not derived(before, after, tmp_path / "much")[0]
    made, _, new = derived(before, before, tmp_path / "code", form="of other code")
    assert not made
    assert not new.exists()
