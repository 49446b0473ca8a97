"""What Neo4j Browser is given: a guide, a style, and the questions as scripts to save; all made from the questions.

The Browser fetches the guide and the style from here when it connects, since the embedded server's configuration names
them (:func:`commands`). A question is shown as a table by its own text, and as a picture by the same text with the things
that its rows name looked up: there is no second copy of a query.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.answers.questions import Question, load_questions

FOLDER = "Izon"  # of the saved scripts in the Browser
PICTURE_NODES = 300  # as many as the Browser draws unless told otherwise
_HERE = Path(__file__).parent / "templates"
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Cache-Control, Content-Type, Pragma, X-Requested-With",
    "Cache-Control": "no-cache",
}
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest one: the same questions make the same bytes


def commands(address: str) -> str:
    """What a Browser runs when it has connected; ``address`` is this site's, with a slash at its end."""
    return f"style {address}browser/izon.grass; play {address}browser/guide.html"


def parameters(question: Question) -> list[str]:
    """The lines that set a question's parameters to their defaults."""
    return [f":param {one.name} => {json.dumps(one.default, ensure_ascii=False)}" for one in question.parameters]


def picture(question: Question) -> str:
    """A question's text that gives the things that its rows name, and what it was asked of, in place of a table."""
    named = [f"${one.name}" for one in question.parameters] + list(question.columns)
    text = "\n".join(f"  {line}" for line in question.cypher.strip().rstrip(";").splitlines())
    return (
        f"CALL () {{\n{text}\n}}\nUNWIND [{', '.join(named)}] AS shownIri\n"
        f"MATCH (shown:Resource {{uri: shownIri}})\nRETURN DISTINCT shown LIMIT {PICTURE_NODES}"
    )


def scripts() -> dict[str, str]:
    """Every question as scripts: its parameters, a picture, a table. By file name; the first line is the name shown.

    The parameters have a script of their own, because the Browser draws nothing for a script of several statements.
    """
    made = {}
    for question in load_questions().values():
        setting = "".join(f"{line};\n" for line in parameters(question))
        forms = (
            ("1 パラメータ parameters", setting),
            ("2 図 picture", picture(question)),
            ("3 表 table", question.cypher),
        )
        for form, text in forms:
            if text:
                name = f"{question.number:02} {question.slug} {form.replace(' ', '-')}.cypher"
                title = f"// {question.number:02} {form}: {question.title_ja} {question.title_en}"
                made[name] = f"{title}\n{text.strip()}\n"
    return made


def archive() -> bytes:
    """All scripts in one ZIP file, as the Browser imports it: a folder, a file a script."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in scripts().items():
            file.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}", _ZIP_TIME), text)
    return written.getvalue()


def guide(address: str, build: str, things: Mapping[str, int]) -> str:
    """The guide; ``things`` are the numbers of things by the local name of their class."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    questions = [(question, parameters(question), picture(question)) for question in load_questions().values()]
    return environment.get_template("guide.html").render(
        address=address, build=build, things=sorted(things.items(), key=lambda item: -item[1]), questions=questions
    )


def routes(published: Callable[[], tuple[str, Mapping[str, int]]]) -> list[Route]:
    """The addresses; ``published`` gives the build's name and its things by class."""

    async def of_guide(request: Request) -> Response:
        return _given(request, guide(str(request.base_url), *published()), "text/html; charset=utf-8")

    async def of_style(request: Request) -> Response:
        return _given(request, (_HERE / "izon.grass").read_text("utf-8"), "text/plain; charset=utf-8")

    async def of_scripts(request: Request) -> Response:
        return _given(request, archive(), "application/zip")

    methods = ["GET", "HEAD", "OPTIONS"]
    return [
        Route("/browser/guide.html", of_guide, methods=methods),
        Route("/browser/izon.grass", of_style, methods=methods),
        Route("/browser/questions.zip", of_scripts, methods=methods),
    ]


def _given(request: Request, content: str | bytes, media_type: str) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_HEADERS)
    return Response(content, headers=_HEADERS, media_type=media_type)
