"""Every ``console`` block of the documents is run, and what it shows is what the command prints.

In a block, a line that begins with ``$ `` is a command: ``izon …``, run on the home of the example mirror, or
``make -n …``. A command that ends in ``\\`` goes on in the next line, behind ``> ``. The lines up to the next command are
what it prints on stdout and, when it is said to fail by ``# exit code N`` behind it, then on stderr. A line ``…`` stands
for any number of lines, ``…`` inside a line for any characters; blanks at the ends of lines do not count. What needs the
web or the national data is fenced as ``text`` or ``sh`` and is not run.
"""

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ontology/questions/*/README.md")))

_FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s*# exit code (\d)$")
ANYTHING = "…"

RunIzon = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a block with the exit code and the lines that the document promises."""

    command: str
    code: int
    expected: tuple[str, ...]


def blocks(text: str) -> list[tuple[int, str]]:
    """The console blocks of a document, each with the number of its first line."""
    return [(text.count("\n", 0, found.start(1)) + 1, found[1]) for found in _FENCE.finditer(text)]


def steps(block: str) -> list[Step]:
    """The commands of a block in order. Raises ``ValueError`` for a block that does not begin with one."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        elif not found:
            raise ValueError(f"a console block begins with a command, not with {line!r}")
        elif line.startswith("> ") and found[-1][0].endswith("\\"):
            found[-1] = found[-1][0].removesuffix("\\") + line.removeprefix("> "), found[-1][1]
        else:
            found[-1][1].append(line)
    return [_step(command, lines) for command, lines in found]


def _step(command: str, lines: list[str]) -> Step:
    exit_code = _EXIT.search(command)
    return Step(_EXIT.sub("", command), int(exit_code[1]) if exit_code else 0, tuple(lines))


def difference(expected: Sequence[str], printed: Sequence[str]) -> list[str]:
    """What has to change for the printed lines to be the expected ones, as the lines of a diff; empty when they are."""
    patterns = [_pattern(line) for line in expected]
    rows, columns = len(expected), len(printed)
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]  # of the lines from here on
    for row in range(rows, -1, -1):
        for column in range(columns, -1, -1):
            ways = []
            if row < rows and expected[row].strip() == ANYTHING:
                ways = [cost[row + 1][column], *([cost[row][column + 1]] if column < columns else [])]
            else:
                if row < rows and column < columns and patterns[row].fullmatch(printed[column].rstrip()):
                    ways.append(cost[row + 1][column + 1])
                if row < rows:
                    ways.append(cost[row + 1][column] + 1)
                if column < columns:
                    ways.append(cost[row][column + 1] + 1)
            cost[row][column] = min(ways, default=0)
    return list(_walk(cost, expected, printed)) if cost[0][0] else []


def _walk(cost: list[list[int]], expected: Sequence[str], printed: Sequence[str]) -> list[str]:
    lines, row, column = [], 0, 0
    while row < len(expected) or column < len(printed):
        here = cost[row][column]
        if row < len(expected) and expected[row].strip() == ANYTHING:
            if cost[row + 1][column] == here:
                lines.append(f"  {expected[row]}")
                row += 1
            else:
                column += 1
        elif row < len(expected) and column < len(printed) and _same(expected[row], printed[column]):
            lines.append(f"  {printed[column]}")
            row, column = row + 1, column + 1
        elif row < len(expected) and cost[row + 1][column] + 1 == here:
            lines.append(f"- {expected[row]}")
            row += 1
        else:
            lines.append(f"+ {printed[column]}")
            column += 1
    return lines


def _same(expected: str, printed: str) -> bool:
    return _pattern(expected).fullmatch(printed.rstrip()) is not None


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*?".join(re.escape(part) for part in line.rstrip().split(ANYTHING)))


def _all_blocks() -> Sequence[object]:
    found = []
    for path in DOCUMENTS:
        name = path.relative_to(ROOT)
        for line, block in blocks(path.read_text(encoding="utf-8")):
            found.append(pytest.param(block, id=f"{name}:{line}"))
    return found


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.parametrize("block", _all_blocks())
def test_a_console_block_shows_what_its_commands_print(block: str, izon: RunIzon) -> None:
    for step in steps(block):
        words = shlex.split(step.command)
        if words[0] == "izon":
            ran = izon(*words[1:], check=False)
        elif words[:2] == ["make", "-n"]:
            ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        else:
            pytest.fail(f"only `izon …` and `make -n …` stand in console blocks, not {step.command!r}")
        assert ran.returncode == step.code, f"$ {step.command}\nended with {ran.returncode}:\n{ran.stderr}"
        printed = (ran.stdout + (ran.stderr if step.code else "")).splitlines()
        wrong = difference(step.expected, printed)
        if wrong:
            pytest.fail("\n".join([f"$ {step.command}", "- the document, + the command:", *wrong]), pytrace=False)


def test_there_are_console_blocks_in_readme_documents_and_question_pages() -> None:
    with_blocks = {path.relative_to(ROOT).parts[0] for path in DOCUMENTS if blocks(path.read_text(encoding="utf-8"))}
    assert {"README.md", "README.ja.md", "docs", "ontology"} <= with_blocks


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "…"], ["a"]),
        (["a", "…", "d"], ["a", "b", "c", "d"]),
        (["…", "d", "…"], ["d", "a", "d", "e"]),
        (["build …", "x"], ["build 5ba4", "x  "]),
    ],
)
def test_lines_that_the_document_describes_are_the_same(expected: list[str], printed: list[str]) -> None:
    assert difference(expected, printed) == []


@pytest.mark.parametrize(
    ("expected", "printed", "lines"),
    [
        (["a", "b"], ["a", "c"], ["  a", "- b", "+ c"]),
        (["a"], ["a", "b"], ["  a", "+ b"]),
        (["a", "…", "x"], ["a", "b"], ["  a", "  …", "- x"]),
        (["1,877 … 97.4"], ["1,878 of 1,927  97.4"], ["- 1,877 … 97.4", "+ 1,878 of 1,927  97.4"]),
        ([], ["a"], ["+ a"]),
    ],
)
def test_a_difference_is_shown_as_a_diff(expected: list[str], printed: list[str], lines: list[str]) -> None:
    assert difference(expected, printed) == lines


def test_a_block_is_cut_into_commands_exit_codes_and_lines() -> None:
    block = "$ izon ask 99  # exit code 2\nizon: …\n\n$ izon query \\\n> --sparql 'ASK {}'\nanswer\n"
    assert steps(block) == [
        Step("izon ask 99", 2, ("izon: …", "")),
        Step("izon query --sparql 'ASK {}'", 0, ("answer",)),
    ]


def test_only_console_fences_are_blocks() -> None:
    text = "one\n```sh\nizon run\n```\n```console\n$ izon ask\n```\n"
    assert blocks(text) == [(6, "$ izon ask\n")]
