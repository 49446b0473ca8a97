"""A question's Cypher text as of other days: what it says of time is exchanged, and it says it in two forms only."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from graph.answers.as_of import as_of, moment_parameters
from graph.answers.questions import Question, load_questions
from graph.build.standing import NOW, Moment

BOTH = Moment(date(2024, 3, 31), date(2026, 11, 24))


def test_text_of_now_is_as_it_stands() -> None:
    assert as_of("MATCH ()-[r]->() WHERE r.current RETURN r", NOW) == "MATCH ()-[r]->() WHERE r.current RETURN r"
    assert moment_parameters(NOW) == {}


def test_parameters_are_the_day_its_fiscal_year_and_the_first_moment_after_what_was_known() -> None:
    assert moment_parameters(BOTH) == {
        "viewDay": date(2024, 3, 31),
        "viewYear": 2023,
        "viewAfter": datetime(2026, 11, 25, tzinfo=UTC),
    }


def test_last_day_of_all_is_a_day_to_know_things_by() -> None:
    assert Moment(None, date.max).after == date.max


def test_what_is_said_is_asked_of_known_time_and_what_is_current_of_both() -> None:
    said = as_of("WHERE r.knownThrough IS NULL", BOTH)
    assert "r.knownFrom < $viewAfter" in said
    assert "viewDay" not in said
    current = as_of("all(edge IN d WHERE edge.current)", BOTH)
    assert "edge.knownFrom < $viewAfter" in current
    assert "edge.fiscalYear = $viewYear" in current


@pytest.mark.parametrize("question", load_questions().values(), ids=lambda question: question.folder.name)
def test_no_question_says_anything_else_of_known_time(question: Question) -> None:
    of_any_day = question.cypher_as_of or question.cypher
    text = question.cypher_for(BOTH)
    assert ".current" not in text
    assert not re.search(r":Known|:Missing", text)  # what the load counted is of now
    assert not re.search(r"known(From|Through)", re.sub(r"\w+\.knownThrough IS NULL", "", of_any_day))
    for match in re.finditer(r"-\[(\w*):(?:DEPENDS_ON|PAID_BY|NAMES)\b", of_any_day):
        assert match[1], f"an edge without a name cannot be asked whether it is current: {match[0]}"
    assert "rdf:subject" not in question.sparql or "izon:setAside" in question.sparql or question.number in (9, 12, 25)
