"""Questions: both texts, their parameters, and when two answers are the same."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph.answers.questions import (
    Question,
    QuestionError,
    Result,
    differences,
    find,
    gathered,
    load_questions,
    table,
    values_of,
)

QUESTIONS = load_questions()
CLOUD = "https://w3id.org/izon/id/system/government-cloud"


def nobody(thing: str, name: str) -> str:
    raise AssertionError(f"looked {name} up among {thing}")


def result(engine: str, *rows: tuple[object, ...]) -> Result:
    return Result(engine, ("a", "b"), rows)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.folder.name)
def test_question_is_whole(question: Question) -> None:
    assert question.folder.name == f"{question.number:02}-{question.slug}"
    assert question.title_en
    assert question.title_ja
    defaults = {parameter.name: parameter.default for parameter in question.parameters}
    assert question.sparql_for(defaults) == question.sparql, "the defaults of the two texts are not the same"
    for name in defaults:
        assert f"${name}" in question.cypher
    for column in question.columns:
        assert f"?{column}" in question.sparql
        assert column in question.cypher
    for cypher in filter(None, (question.cypher, question.cypher_as_of)):
        assert gathered(cypher, question.columns).count("\nRETURN ") == cypher.count("\nRETURN ") == 1
    with (question.folder / "expected.csv").open(encoding="utf-8", newline="") as lines:
        columns, *rows = csv.reader(lines)
    assert tuple(columns) == question.columns
    assert rows


@pytest.mark.parametrize("name", ["3", "03", "shares-in-a-platform", "03-shares-in-a-platform"])
def test_question_is_found_by_number_and_by_name(name: str) -> None:
    assert find(QUESTIONS, name).number == 3


@pytest.mark.parametrize("name", ["99", "0", "", "shares"])
def test_unknown_question_lists_those_there_are(name: str) -> None:
    with pytest.raises(QuestionError, match=r"3 \(shares-in-a-platform\)"):
        find(QUESTIONS, name)


def test_parameters_have_defaults_and_take_values() -> None:
    assert values_of(QUESTIONS[3], {}, nobody) == {"platform": CLOUD, "sheetYear": 2025}
    given = values_of(QUESTIONS[3], {"platform": "甲", "sheetYear": "2024"}, lambda thing, name: f"{thing}:{name}")
    assert given == {"platform": "InformationSystem:甲", "sheetYear": 2024}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"year": "2024"}, "has no parameter 'year'; it has platform, sheetYear"),
        ({"sheetYear": "last"}, "sheetYear must be a whole number, not 'last'"),
        ({"sheetYear": ""}, "sheetYear must be a whole number"),
        ({"sheetYear": "9" * 20}, "sheetYear must be a whole number"),
        ({"sheetYear": "2024 } DROP ALL"}, "sheetYear must be a whole number"),
    ],
)
def test_wrong_parameters_are_refused_by_name(given: dict[str, str], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        values_of(QUESTIONS[3], given, nobody)


def test_value_takes_the_place_of_the_default_wherever_it_stands() -> None:
    text = QUESTIONS[3].sparql_for({"platform": "https://w3id.org/izon/id/system/other", "sheetYear": 2024})
    assert CLOUD not in text
    assert "{ 2025 }" not in text
    assert text.count("{ 2024 }") == QUESTIONS[3].sparql.count("{ 2025 }") > 1


def test_text_without_a_place_for_a_parameter_says_so() -> None:
    with pytest.raises(QuestionError, match="no VALUES line for the parameter 'colour'"):
        QUESTIONS[3].sparql_for({"colour": "red"})


def test_folder_of_one_file_missing_is_no_question(tmp_path: Path) -> None:
    (tmp_path / "00-empty").mkdir()
    assert load_questions(tmp_path) == {}


def test_answers_are_the_same_in_any_order_and_with_numbers_written_alike() -> None:
    one = result("sparql", (1, "x"), (97.4, None), (2, True))
    two = result("cypher", (97.40000000001, None), (2.0, True), (1.0, "x"))
    assert differences(one, two) == []


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        (((1, "x"),), ((2, "x"),), ["only in sparql: 1 | x", "only in cypher: 2 | x"]),
        (((1, "x"), (1, "x")), ((1, "x"),), ["only in sparql: 1 | x"]),
        (((None, "x"),), (("", "x"),), ["only in sparql: None | x", "only in cypher:  | x"]),
        (((1, "x"),), (("1", "x"),), ["only in sparql: 1 | x", "only in cypher: 1 | x"]),
        (((1.5, "x"),), ((1.4, "x"),), ["only in sparql: 1.5 | x", "only in cypher: 1.4 | x"]),
        ((), (), []),
    ],
)
def test_differences_name_each_row_that_only_one_engine_has(
    left: tuple[tuple[object, ...], ...], right: tuple[tuple[object, ...], ...], lines: list[str]
) -> None:
    assert differences(result("sparql", *left), result("cypher", *right)) == lines


def test_table_shows_names_in_place_of_iris_and_lines_up_wide_characters() -> None:
    shown = Result("sparql", ("of", "ofName", "value"), ((CLOUD, "雲", 1877), (CLOUD, "ab", 26)))
    lines = table(shown)
    assert CLOUD not in "".join(lines)
    assert [line[-5:] for line in lines[1:]] == ["1,877", "   26"]
    assert table(shown, limit=1)[-1] == "… and 1 more rows"


def test_empty_answer_is_a_table_of_headings() -> None:
    assert len(table(Result("sparql", ("a", "b"), ()))) == 1
