"""The documents name what the code has: commands, options, variables, problem codes, questions, files."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from graph.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ontology/questions/*/README.md")))
QUESTIONS = sorted((ROOT / "ontology" / "questions").glob("*/question.toml"))
# Set by the crawl for Scrapy's components; no environment variables.
_SETTINGS = {
    "IZON_MIRROR", "IZON_SOURCE", "IZON_ARGUMENTS", "IZON_PROBE", "IZON_BACKOFF_SECONDS", "IZON_BACKOFF_CEILING",
}  # fmt: skip
_MADE = re.compile(r"(?:^|`)make ([a-z][a-z-]+)", re.MULTILINE)
_SECTIONS = (
    "## Method",
    "## Why it matters",
    "## Assumptions",
    "## Exclusions",
    "## What it cannot see",
    "## Demonstration",
)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands(group: click.Group, prefix: str = "izon") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def test_every_command_and_option_is_described() -> None:
    text = _read("docs/command-line.md")
    wanted = {"--version", "--help"}
    for name, command in _commands(main):
        wanted.add(name)
        wanted |= {option for given in command.params if isinstance(given, click.Option) for option in given.opts}
    assert len(wanted) > 50
    assert sorted(name for name in wanted if f"`{name}" not in text) == []


def test_no_command_is_described_that_does_not_exist() -> None:
    known = {name for name, _ in _commands(main)}
    known |= {"izon archive", "izon neo4j", "izon resolve"}
    headings = set(re.findall(r"^### `(izon [a-z0-9 -]+[a-z0-9])", _read("docs/command-line.md"), re.MULTILINE))
    assert headings
    # words behind a command's name are its arguments: `izon reference add register FILE`
    assert sorted(one for one in headings if not any(f"{one} ".startswith(f"{name} ") for name in known)) == []


def test_every_environment_variable_is_described() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for folder in ("crawler", "graph") for path in (ROOT / folder).rglob("*.py")
    )
    variables = set(re.findall(r"\b(?:IZON|XDG)_[A-Z0-9_]+[A-Z0-9]\b", source)) - _SETTINGS
    text = _read("docs/command-line.md")
    assert variables
    assert sorted(name for name in variables if f"`{name}`" not in text) == []


def _problem_codes(path: Path) -> Iterator[str]:
    """The codes of problems that a module's calls name as constants."""
    places = {"PageError": 0, "Problem": 1, "warn": 0, "fail": 0}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place = places.get(name)
            if place is not None and len(node.args) > place:
                argument = node.args[place]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_every_problem_code_is_explained() -> None:
    codes = {code for path in (ROOT / "crawler").rglob("*.py") for code in _problem_codes(path)}
    text = _read("docs/operations.md")
    assert "block_cycle" in codes
    assert sorted(code for code in codes if f"`{code}`" not in text) == []


@pytest.mark.parametrize("facts", QUESTIONS, ids=lambda path: path.parent.name)
def test_every_question_has_a_page_with_the_sections_of_the_template(facts: Path) -> None:
    question = tomllib.loads(facts.read_text(encoding="utf-8"))
    page = (facts.parent / "README.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {question['number']}. {question['title_en']}\n\n{question['title_ja']}\n")
    assert [line for line in page.splitlines() if line.startswith("## ")] == list(_SECTIONS)
    assert f"$ izon ask {question['number']}" in page
    for parameter in question.get("parameter", ()):
        assert f"`{parameter['name']}`" in page


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if ":" not in link and not (document.parent / link).exists()]
    assert missing == []


def test_every_make_target_that_the_documents_name_exists() -> None:
    named = {name for path in DOCUMENTS for name in _MADE.findall(path.read_text("utf-8"))}
    targets = set(re.findall(r"^([a-z][a-z-]*):", _read("Makefile"), re.MULTILINE))
    assert {"run", "test"} <= named
    assert sorted(named - targets) == []


def test_the_readmes_begin_with_the_two_commands_that_make_knows() -> None:
    for name in ("README.md", "README.ja.md"):
        title, _, rest = _read(name).partition("\n\n")
        assert title.startswith("# ")
        assert rest.startswith("```sh\nmake run"), name
        assert "\nmake test" in rest.partition("```\n")[0]
    for target in ("run", "test"):
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)
