"""Competency questions: a folder each in ``ontology/questions``, asked in SPARQL, in Cypher, or in both and compared.

Both texts run as they stand in any client. In the SPARQL text a parameter is a ``VALUES`` line that holds its default,
which is exchanged for the value asked for; in the Cypher text it is an ordinary ``$parameter``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import neo4j

from graph.answers.as_of import as_of, moment_parameters
from graph.build.standing import NOW, Moment
from graph.rdf.store import Queries, Value

_DIGITS = 18  # of a whole number that both engines know


class QuestionError(Exception):
    """Raised for a question or parameter that does not exist, or a value that names nothing."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: ``thing`` is the class whose things are its values, or ``integer`` or ``date`` (ISO 8601)."""

    name: str
    thing: str
    default: str | int


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its texts."""

    number: int
    slug: str
    title_en: str
    title_ja: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sparql: str
    cypher: str
    cypher_as_of: str  # the same of any day, where ``cypher`` starts from what the load counted of now; else ""
    values: str  # SQL over the published tables for parameters whose class says too little, "" where none is needed
    folder: Path

    def cypher_for(self, moment: Moment) -> str:
        """The Cypher text, asked of what stood at the moment: each ``….current`` is exchanged for what it means then."""
        return self.cypher if moment.is_now else as_of(self.cypher_as_of or self.cypher, moment)

    def sparql_for(self, values: Mapping[str, str | int]) -> str:
        """The SPARQL text with the values in place of the defaults."""
        text = self.sparql
        kinds = {parameter.name: parameter.thing for parameter in self.parameters}
        for name, value in values.items():
            term = _term(kinds.get(name, ""), value)
            line = f"VALUES ?{name} {{ {term} }}"
            text, number = re.subn(rf"VALUES \?{name} \{{[^}}]*\}}", line.replace("\\", r"\\"), text)
            if not number:
                raise QuestionError(f"{self.folder.name}/query.rq has no VALUES line for the parameter {name!r}")
        return text


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of an answer in the order of its text, and the engine that gave them."""

    engine: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def normalised(self) -> list[tuple[Value, ...]]:
        """The rows in one order, numbers that are equal written alike: what must be the same in both engines."""
        return sorted((tuple(map(_normalised, row)) for row in self.rows), key=lambda row: tuple(map(_sortable, row)))


def load_questions(folder: Path | None = None) -> dict[int, Question]:
    """All questions by number."""
    folder = folder or Path(str(resources.files("ontology"))) / "questions"
    questions = (_load(path) for path in sorted(folder.iterdir()) if (path / "question.toml").exists())
    return {question.number: question for question in questions}


def find(questions: Mapping[int, Question], name: str) -> Question:
    """A question by number or slug.

    Raises:
        QuestionError: there is none of that name; the message lists those there are.
    """
    for question in questions.values():
        if name.lstrip("0") == str(question.number) or name in (question.slug, question.folder.name):
            return question
    known = ", ".join(f"{question.number} ({question.slug})" for question in questions.values())
    raise QuestionError(f"there is no question {name!r}; there are {known}")


def _term(kind: str, value: str | int) -> str:
    """A parameter's value as SPARQL writes it."""
    if kind == "date":
        return f'"{value}"^^xsd:date'
    return str(value) if isinstance(value, int) else f"<{value}>"


Lookup = Callable[[str, str], str]


def values_of(question: Question, given: Mapping[str, str], lookup: Lookup) -> dict[str, str | int]:
    """The question's parameters with the given values in place of defaults; ``lookup`` finds a thing by class and name."""
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in given:
        if name not in known:
            raise QuestionError(
                f"question {question.number} has no parameter {name!r}; it has {', '.join(known) or 'none'}"
            )
    values: dict[str, str | int] = {}
    for name, parameter in known.items():
        value = given.get(name)
        if value is None:
            values[name] = parameter.default
        elif parameter.thing == "integer":
            if not value.isdecimal() or len(value) > _DIGITS:
                raise QuestionError(f"{name} must be a whole number, not {value!r}")
            values[name] = int(value)
        elif parameter.thing == "date":
            try:
                values[name] = date.fromisoformat(value).isoformat()
            except ValueError as error:
                raise QuestionError(f"{name} must be a day such as 2026-04-01, not {value!r}") from error
        else:
            values[name] = lookup(parameter.thing, value)
    return values


def ask_sparql(question: Question, values: Mapping[str, str | int], queries: Queries) -> Result:
    """The answer of the RDF store."""
    answer = queries.select(question.sparql_for(values))
    places = [answer.columns.index(column) for column in question.columns]
    rows = tuple(tuple(row[place] for place in places) for row in answer.rows)
    return Result("sparql", question.columns, rows)


def ask_cypher(
    question: Question, values: Mapping[str, str | int], driver: neo4j.Driver, moment: Moment = NOW
) -> Result:
    """The answer of Neo4j, about what stood at the moment."""
    ((rows,),), _, _ = driver.execute_query(
        gathered(question.cypher_for(moment), question.columns),
        parameters_=dict(values) | moment_parameters(moment),
        routing_=neo4j.RoutingControl.READ,
    )
    return Result("cypher", question.columns, tuple(map(tuple, rows)))


def gathered(cypher: str, columns: Sequence[str]) -> str:
    """The text with all its rows in one record: the driver takes as long for each as for hundreds of values."""
    head, _, last = cypher.rpartition("\nRETURN ")
    return f"{head}\nWITH {last}RETURN collect([{', '.join(columns)}]) AS rows"


def read_cypher(driver: neo4j.Driver, text: str, timeout: float) -> Result:
    """The rows of a Cypher text that only reads; the server refuses one that writes and ends one that takes too long."""
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        result = session.run(neo4j.Query(text, timeout=timeout))
        columns = tuple(result.keys())
        rows = tuple(tuple(_plain(record[column]) for column in columns) for record in result)
    return Result("cypher", columns, rows)


def differences(first: Result, second: Result) -> list[str]:
    """How two answers differ, a line a row that only one of them has; empty when they are the same."""
    left, right = first.normalised(), second.normalised()
    lines = []
    for name, rows, others in ((first.engine, left, list(right)), (second.engine, right, list(left))):
        for row in rows:
            if row in others:
                others.remove(row)
            else:
                lines.append(f"only in {name}: " + " | ".join(map(str, row)))
    return lines


def _plain(value: Any) -> Value:
    """A Neo4j value as a plain one: a node or relationship by its uri or key, lists and times as text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, neo4j.graph.Entity):
        return str(value.get("uri") or value.get("key") or value.element_id)
    return str(value)


def _load(folder: Path) -> Question:
    facts = tomllib.loads((folder / "question.toml").read_text(encoding="utf-8"))
    return Question(
        facts["number"],
        folder.name.partition("-")[2],
        facts["title_en"],
        facts["title_ja"],
        tuple(facts["columns"]),
        tuple(Parameter(p["name"], p["thing"], p["default"]) for p in facts.get("parameter", ())),
        (folder / "query.rq").read_text(encoding="utf-8"),
        (folder / "query.cypher").read_text(encoding="utf-8"),
        as_of_text.read_text(encoding="utf-8") if (as_of_text := folder / "as-of.cypher").exists() else "",
        facts.get("values", ""),
        folder,
    )


def _normalised(value: Value) -> Value:
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        rounded = round(value, 6)
        return int(rounded) if rounded == int(rounded) else rounded
    return str(value)


def _sortable(value: Value) -> tuple[int, str]:
    return (0, "") if value is None else (1, str(value))


def table(result: Result, limit: int | None = None) -> Sequence[str]:
    """The rows as lines of aligned columns, East Asian characters two wide; IRIs are left out where a name stands beside."""
    from click import style

    shown = [index for index, name in enumerate(result.columns) if f"{name}Name" not in result.columns]
    header = [result.columns[index].removesuffix("Name") for index in shown]
    rows = [[_cell(row[index], result.columns[index]) for index in shown] for row in result.rows[:limit]]
    widths = [max(map(_width, column)) for column in zip(header, *rows, strict=True)]
    numeric = [all(isinstance(row[index], int | float | None) for row in result.rows) for index in shown]
    lines = [
        style("  ".join(_padded(name, width, False) for name, width in zip(header, widths, strict=True)), bold=True)
    ]
    for row in rows:
        cells = zip(row, widths, numeric, strict=True)
        lines.append("  ".join(_padded(cell, width, right) for cell, width, right in cells).rstrip())
    if limit is not None and len(result.rows) > limit:
        lines.append(f"… and {len(result.rows) - limit} more rows")
    return lines


def _cell(value: Value, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value) if column.lower().endswith("year") else f"{value:,}"
    text = re.sub(r"[\t\r\n]+", " ", str(value))  # cells of a quoted row and lines of a text: one line here
    return text if _width(text) <= 48 else text[:40] + "…"


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
