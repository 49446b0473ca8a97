"""The reference tables as SKOS: whole schemes, under COFOG, and nothing that the tables do not say."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pyoxigraph
import pytest

from graph import iri
from graph.rdf import concepts
from graph.resolve.reference import reference_folder, rows


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    made = pyoxigraph.Store()
    made.load("\n".join(concepts.quads(reference_folder())), format=pyoxigraph.RdfFormat.N_QUADS)
    return made


def select(store: pyoxigraph.Store, names: str, pattern: str) -> list[tuple[str, ...]]:
    solutions = store.query(
        f"SELECT {names} WHERE {{ {pattern} }}", prefixes=iri.PREFIXES, use_default_graph_as_union=True
    )
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [tuple(str(term.value) for term in solution) for solution in solutions]  # type: ignore[union-attr]


def test_there_is_a_concept_for_every_row_of_its_table(store: pyoxigraph.Store) -> None:
    found = Counter(scheme for (scheme,) in select(store, "?scheme", "?concept a skos:Concept ; skos:inScheme ?scheme"))
    expected = {
        concepts.FUNCTIONS: "functions.csv", concepts.SERVICE_TYPES: "service_types.csv",
        concepts.JURISDICTIONS: "jurisdictions.csv",
    }  # fmt: skip
    assert found == {scheme: len(list(rows(reference_folder() / name))) for scheme, name in expected.items()}


def test_every_function_lies_under_one_of_the_ten_divisions_of_cofog(store: pyoxigraph.Store) -> None:
    tops = {
        row[0]: row[1]
        for row in select(
            store, "?top ?notation", f"?top skos:topConceptOf <{concepts.FUNCTIONS}> ; skos:notation ?notation"
        )
    }
    assert sorted(tops.values()) == [f"{number:02}" for number in range(1, 11)]
    above = select(
        store,
        "?f ?code ?top",
        f"?f skos:inScheme <{concepts.FUNCTIONS}> ; skos:notation ?code ; skos:broader* ?top . "
        f"?top skos:topConceptOf <{concepts.FUNCTIONS}>",
    )
    assert Counter(function for function, _, _ in above) == dict.fromkeys((function for function, _, _ in above), 1)
    assert len(above) == 247
    assert all(code.startswith(tops[top]) for _, code, top in above)


def test_labels_are_given_once_in_each_language(store: pyoxigraph.Store) -> None:
    for language in ("ja", "en"):
        labels = select(store, "?c", f'?c skos:prefLabel ?label FILTER(lang(?label) = "{language}")')
        assert Counter(labels).most_common(1)[0][1] == 1
        assert len(labels) == len(select(store, "?c", "?c skos:prefLabel ?l")) / 2


def test_names_are_plain_iris_and_two_makings_are_the_same(store: pyoxigraph.Store) -> None:
    lines = list(concepts.quads(reference_folder()))
    assert lines == list(concepts.quads(reference_folder()))
    assert len(lines) == len(set(lines)) == len(store)
    assert all(
        re.fullmatch(r"<[^<> ]+> <[^<> ]+> (<[^<> ]+>|\"([^\"\\]|\\.)*\"(@\w+)?) <[^<> ]+> \.", line) for line in lines
    )


def test_the_aliases_of_a_service_are_other_names_in_no_language(store: pyoxigraph.Store) -> None:
    with (reference_folder() / "cloud_services.csv").open(encoding="utf-8", newline="") as lines:
        aws = next(row for row in csv.DictReader(lines) if row["id"] == "aws")
    found = {
        name
        for (name,) in select(store, "?name", f'<{iri.service("aws")}> skos:altLabel ?name FILTER(lang(?name) = "")')
    }
    assert found == set(aws["aliases"].split("|"))
