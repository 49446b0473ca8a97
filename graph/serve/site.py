"""The web site: the endpoint at ``/sparql`` and pages for people, all from this server, with no script but its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graph import iri
from graph.rdf.endpoint import negotiation
from graph.rdf.endpoint.description import Dataset, description
from graph.rdf.endpoint.pool import QueryEndedError
from graph.rdf.endpoint.protocol import CROSS_ORIGIN, Endpoint, Receive, Scope, Send
from graph.rdf.endpoint.publication import Publication
from graph.serve import neo4j_browser, rendering, things
from graph.serve.archived import ArchivedCopies, CopyError
from graph.serve.rows import select, text

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
_ALTERNATES = [(name, types[0].partition(";")[0]) for name, types in negotiation.GRAPH_TYPES.items()]
_GALLERY = """SELECT ?q ?number ?ja ?en ?text {
  ?q a sh:SPARQLExecutable ; dct:identifier ?number ; sh:select ?text ; rdfs:label ?ja, ?en .
  FILTER(lang(?ja) = "ja" && lang(?en) = "en") } ORDER BY ?number"""
_FIRST_QUERY = """SELECT ?function ?name ?system WHERE {
  ?function izon:supportedBySystem ?system ; rdfs:label ?name .
  FILTER(lang(?name) = "ja")
} LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom to name for corrections ("" for nobody), and the address that clients use, where it is not the one asked."""

    contact: str = ""
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the build of this name holds: quads, and things by class IRI."""

    build: str
    quads: int
    things: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Question:
    slug: str
    number: int
    ja: str
    en: str
    text: str


class Site:
    """The ASGI application. ``counts`` gives what is known of the published build, ``attributions`` how each source
    wants to be named."""

    def __init__(
        self,
        publication: Publication,
        settings: Settings,
        counts: Callable[[], Counts | None],
        attributions: Mapping[str, str],
        copies: ArchivedCopies,
    ) -> None:
        self._publication = publication
        self._settings = settings
        self._counts = counts
        self._attributions = attributions
        self._copies = copies
        self._endpoint = Endpoint(publication, self._describe)
        self._templates = rendering.templates()
        self._pages = Starlette(
            routes=[
                Route("/", self._home),
                Route("/query", self._query),
                Route("/void", self._void),
                Route("/.well-known/void", self._void),
                Route("/archive/{digest}", self._archived),
                Route("/health", self._health),
                *neo4j_browser.routes(self._for_browser),
                Mount("/static", StaticFiles(directory=_HERE / "static")),
                Route("/{path:path}", self._thing),
            ],
            exception_handlers={HTTPException: self._failure, QueryEndedError: self._ended},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return

        async def secured(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_SECURITY]  # type: ignore[misc]
            await send(message)

        if scope["path"] in ("/sparql", "/sparql/"):
            if scope["method"] == "GET" and self._for_people(scope):
                address = "/query" + (
                    f"?{scope['query_string'].decode('latin-1')}&run" if scope["query_string"] else ""
                )
                await RedirectResponse(address, 303, {"Vary": "Accept"})(scope, receive, secured)  # type: ignore[arg-type]
                return
            await self._endpoint(scope, receive, secured)
            return
        await self._pages(scope, receive, secured)  # type: ignore[arg-type]

    def _for_people(self, scope: Scope) -> bool:
        accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
        if b"html" not in accept or b"format=" in scope["query_string"]:
            return False
        others = {**negotiation.TABLE_TYPES, "ttl": ("text/turtle",), "rdf": ("application/rdf+xml",)}
        return negotiation.wants_html(accept.decode("latin-1"), others)

    async def _home(self, request: Request) -> Response:
        counts = self._counts()
        return self._page(
            "home.html",
            questions=await self._questions(),
            endpoint=self._address(request),
            things=sorted(counts.things.items(), key=lambda item: -item[1]) if counts else [],
            attributions=await self._attributed(),
        )

    async def _query(self, request: Request) -> Response:
        questions = await self._questions()
        example = request.query_params.get("example", "")
        chosen = next((question.text for question in questions if question.slug == example), _FIRST_QUERY)
        limits = self._publication.limits
        return self._page(
            "query.html",
            questions=questions,
            example=example,
            query=request.query_params.get("query", chosen),
            seconds=f"{limits.seconds:g}",
            rows=f"{limits.rows:,}",
            prefixes=sorted(iri.PREFIXES.items()),
        )

    async def _thing(self, request: Request) -> Response:
        path = request.scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1").removeprefix("/")
        identity = iri.NS.removesuffix("#") if path == "ns" else iri.BASE + path
        if not things.is_iri(identity) or not re.match("(id|graph)/.|ns$", path):
            raise HTTPException(404)
        accept = request.headers.get("accept", "")
        wanted = request.query_params.get("format")
        if wanted is None and negotiation.wants_html(accept, negotiation.GRAPH_TYPES):
            if path.startswith("graph/"):
                return RedirectResponse(
                    f"/query?run&{urlencode({'query': _graph_query(identity)})}", 303, {"Vary": "Accept"}
                )
            if path == "ns":
                return self._page(
                    "ns.html", {"Vary": "Accept"}, terms=await things.terms(self._publication), alternates=_ALTERNATES
                )
            return await self._thing_page(request, identity, path)
        form = wanted or negotiation.best(accept, negotiation.GRAPH_TYPES)
        if form not in negotiation.GRAPH_TYPES:
            raise HTTPException(400 if wanted else 406)
        if not await select(self._publication, _anything(identity)):
            raise HTTPException(404)
        triples = await text(self._publication, _machine_query(identity), form)
        headers = {"Vary": "Accept", "Content-Location": f"/{path}?format={form}"}
        headers |= {name.decode(): value.decode() for name, value in CROSS_ORIGIN}
        return Response(triples, 200, headers, negotiation.MEDIA_TYPES[form])

    async def _thing_page(self, request: Request, identity: str, path: str) -> Response:
        number = request.query_params.get("page", "1")
        page = int(number) if re.fullmatch("[1-9][0-9]{0,5}", number) else 1
        thing = await things.thing(self._publication, identity, page)
        if thing is None:
            raise HTTPException(404)
        prefix = "id/competency-question/"
        return self._page(
            "thing.html",
            {"Vary": "Accept"},
            thing=thing,
            page=page,
            address=f"/{path}",
            alternates=_ALTERNATES,
            one_claim=next((claim for claim in thing.claims if claim.iri == identity), None),
            executable=path.removeprefix(prefix) if path.startswith(prefix) else "",
        )

    async def _archived(self, request: Request) -> Response:
        digest = request.path_params["digest"]
        if not re.fullmatch("[0-9a-f]{32}", digest):
            raise HTTPException(404)
        selector = request.query_params.get("at", "")
        if selector and not await self._is_evidence(digest, selector):
            raise HTTPException(404)
        try:
            copy = await self._copies.copy(digest, selector)
        except CopyError as error:
            raise HTTPException(503, str(error)) from error
        if copy is None:
            raise HTTPException(404)
        return self._page("archived.html", copy=copy)

    async def _is_evidence(self, digest: str, selector: str) -> bool:
        """Whether some claim quotes the capture at that place: nothing else of an archived page is shown."""
        if not re.fullmatch("[0-9a-z=,;&]{1,2000}", selector):
            return False
        capture = iri.capture(digest)
        query = f'SELECT * {{ ?e izon:foundIn <{capture}> ; oa:hasSelector/rdf:value "{selector}" }} LIMIT 1'
        return bool(await select(self._publication, query))

    async def _health(self, _: Request) -> Response:
        await select(self._publication, "SELECT * {}")
        return Response("ok\n", media_type="text/plain")

    async def _void(self, request: Request) -> Response:
        form = negotiation.best(request.headers.get("accept", ""), negotiation.GRAPH_TYPES) or "ttl"
        if negotiation.wants_html(request.headers.get("accept", ""), negotiation.GRAPH_TYPES):
            form = "ttl"
        return await self._description(request, form)

    async def _describe(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        form = request.query_params.get("format") or negotiation.best(
            request.headers.get("accept", ""), negotiation.GRAPH_TYPES
        )
        if form not in negotiation.GRAPH_TYPES:
            await self._failed(406)(scope, receive, send)  # type: ignore[arg-type]
            return
        await (await self._description(request, form))(scope, receive, send)  # type: ignore[arg-type]

    async def _description(self, request: Request, form: str) -> Response:
        counts = self._counts()
        graphs = await select(self._publication, "SELECT DISTINCT ?g { GRAPH ?g {} }")
        known = counts if counts is not None and counts.build == self._publication.edition.build else None
        dataset = Dataset(
            self._publication.edition.build,
            known.quads if known else None,
            known.things if known else {},
            [row["g"].value for row in graphs],
            await self._attributed(),
        )
        headers = {"Vary": "Accept"} | {name.decode(): value.decode() for name, value in CROSS_ORIGIN}
        return Response(description(self._address(request), dataset, form), 200, headers, negotiation.MEDIA_TYPES[form])

    def _for_browser(self) -> tuple[str, Mapping[str, int]]:
        counts = self._counts()
        numbers = counts.things if counts else {}
        return self._publication.edition.build, {name.rpartition("#")[2]: count for name, count in numbers.items()}

    async def _questions(self) -> list[_Question]:
        rows = await select(self._publication, _GALLERY)
        return [
            _Question(
                row["q"].value.rpartition("/")[2], int(row["number"].value), row["ja"].value, row["en"].value,
                row["text"].value,
            )
            for row in rows
        ]  # fmt: skip

    async def _attributed(self) -> list[str]:
        """How the sources of the published build want to be named."""
        rows = await select(self._publication, "SELECT DISTINCT ?source { ?document izon:source ?source }")
        return sorted(filter(None, (self._attributions.get(row["source"].value, "") for row in rows)))

    def _address(self, request: Request) -> str:
        """The endpoint's address as the client knows it."""
        base = self._settings.public_url or str(request.base_url)
        path = request.url.path if request.url.path.startswith("/sparql") else "/sparql"
        return base.rstrip("/") + path

    async def _failure(self, _: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return self._failed(error.status_code, error.detail if error.status_code == 503 else "")

    async def _ended(self, _: Request, error: Exception) -> Response:
        return self._failed(503, str(error))

    def _failed(self, status: int, message: str = "") -> Response:
        title_ja, title_en, explanation = _MESSAGES.get(status, _MESSAGES[400])
        message = message or explanation
        return self._page("message.html", status=status, title_ja=title_ja, title_en=title_en, message=message)

    def _page(
        self, template: str, headers: Mapping[str, str] | None = None, status: int = 200, **values: object
    ) -> Response:
        contact = self._settings.contact
        html = self._templates.get_template(template).render(
            build=self._publication.edition.build,
            contact=contact,
            contact_link=rendering.contact_link(contact),
            **values,
        )
        return Response(html, status, headers, "text/html; charset=utf-8")


_MESSAGES = {
    400: ("要求が正しくありません", "The request is wrong", "この形式はありません。 There is no such format."),
    404: ("見つかりません", "Not found", "この名前のものはここにありません。 Nothing of this name is here."),
    405: ("使えない方法です", "Method not allowed", "GET を使ってください。 Use GET."),
    406: ("その形式では答えられません", "Not acceptable", "There are HTML, Turtle, N-Triples, JSON-LD and RDF/XML."),
    503: ("いま答えられません", "Not available now", ""),
}  # fmt: skip


def _machine_query(identity: str) -> str:
    graph = iri.ONTOLOGY if identity == iri.NS.removesuffix("#") else identity
    if graph.startswith(iri.BASE + "graph/"):
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    return things.graph_of(identity)


def _anything(identity: str) -> str:
    """A query that has a row if anything is known of an IRI."""
    return f"""SELECT * {{
      {{ <{identity}> ?p ?o }} UNION {{ ?s ?p <{identity}> }} UNION {{ GRAPH <{identity}> {{ ?s ?p ?o }} }}
    }} LIMIT 1"""


def _graph_query(identity: str) -> str:
    return f"SELECT ?s ?p ?o WHERE {{\n  GRAPH <{identity}> {{ ?s ?p ?o }}\n}} LIMIT 100\n"
