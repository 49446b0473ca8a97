"""What Neo4j Browser is given, made from the questions: no query is written twice, the same questions make the same bytes."""

import io
import zipfile

from graph.answers.questions import load_questions
from graph.serve import neo4j_browser


def test_every_question_is_a_table_and_a_picture_with_parameters_of_its_own() -> None:
    scripts = neo4j_browser.scripts()
    for question in load_questions().values():
        own = {name: text for name, text in scripts.items() if name.startswith(f"{question.number:02} ")}
        assert len(own) == (3 if question.parameters else 2)
        titles = [text.splitlines()[0] for text in own.values()]
        assert all(title.startswith("// ") and question.title_ja in title for title in titles)
        table = next(text for name, text in own.items() if name.endswith("table.cypher"))
        assert table.partition("\n")[2].strip() == question.cypher.strip()
        for parameter in question.parameters:
            setting = next(text for name, text in own.items() if name.endswith("parameters.cypher"))
            assert f":param {parameter.name} => " in setting
            assert str(parameter.default) in setting


def test_archive_has_one_folder_and_is_the_same_each_time() -> None:
    made = neo4j_browser.archive()
    assert made == neo4j_browser.archive()
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert {name.partition("/")[0] for name in file.namelist()} == {"Izon"}
        assert {name.partition("/")[2] for name in file.namelist()} == set(neo4j_browser.scripts())


def test_guide_has_every_question_and_no_text_of_it_is_markup() -> None:
    guide = neo4j_browser.guide("http://127.0.0.1:7480/", "<build>", {"Organization": 1234})
    assert "&lt;build&gt;" in guide
    assert "1,234" in guide
    assert guide.count("<slide") == 5 + len(load_questions())
    for question in load_questions().values():
        assert question.title_ja in guide
    assert "(:PublicFunction)-[a:DEPENDS_ON]-&gt;(:InformationSystem)" in guide
