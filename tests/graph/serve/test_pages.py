"""Pages for people: what they show, and that nothing a source wrote is run."""

from __future__ import annotations

import html.parser
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rdflib

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "https://w3id.org/izon/"
NS = BASE + "ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
EVIL = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


class _Tags(html.parser.HTMLParser):
    """The tags of a page, and where its links and forms lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.leads: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.leads += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def tags(page: str) -> _Tags:
    parser = _Tags()
    parser.feed(page)
    return parser


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory, publish_store: Callable[..., None], serve: Any) -> Iterator[Any]:
    """A server of a claim whose every text is made to do harm."""
    home = tmp_path_factory.mktemp("evil") / "home"
    org, claim, evidence, document = (f"{BASE}id/{kind}/evil" for kind in ("org", "claim", "evidence", "document"))
    capture = f"{BASE}id/capture/{'0' * 32}"
    lines = [
        (org, LABEL, f'"{EVIL}"@ja'),
        (org, f"{RDF}type", "<http://www.w3.org/ns/org#Organization>"),
        (org, f"{NS}source", "<javascript:alert(3)>"),
        (claim, f"{RDF}type", f"<{NS}Claim>"),
        (claim, f"{RDF}subject", f"<{org}>"),
        (claim, f"{RDF}predicate", f"<{NS}paidBy>"),
        (claim, f"{RDF}object", f'"{EVIL}"'),
        (claim, f"{NS}modality", f"<{NS}asserted>"),
        (claim, f"{NS}recordKey", f'"{EVIL}"'),
        (claim, "http://www.w3.org/ns/prov#wasDerivedFrom", f"<{evidence}>"),
        (evidence, f"{RDF}type", f"<{NS}Evidence>"),
        (evidence, "http://www.w3.org/ns/oa#hasSource", f"<{document}>"),
        (evidence, "http://www.w3.org/ns/oa#hasSelector", f"<{evidence}#selector>"),
        (evidence, f"{NS}foundIn", f"<{capture}>"),
        (f"{evidence}#selector", f"{RDF}value", '"char=0,1"'),
        (f"{evidence}#selector", "http://www.w3.org/ns/oa#exact", f'"{EVIL}"'),
        (document, f"{NS}url", '"javascript:alert(4)//http://"'),
        (document, f"{NS}source", f'"{EVIL}"'),
        (capture, f"{NS}origin", f"<{NS}served>"),
        (f"{org}#like", f"{NS}likens", f"<{org}>"),
        (f"{org}#like", f"{NS}likens", f"<{org}-2>"),
        (f"{org}#like", f"{NS}score", f'"{EVIL}"'),
        (f"{org}#like", f"{NS}because", f'"{EVIL}"'),
        (capture, "http://www.w3.org/ns/prov#generatedAtTime", f'"{EVIL}"'),
    ]
    publish_store(home, "".join(f"<{s}> <{p}> {o} <{BASE}graph/claims> .\n" for s, p, o in lines), "evil")
    with serve(home, "--contact", EVIL) as running:
        yield running


@pytest.mark.parametrize(
    "path", ["/id/org/evil", "/id/claim/evil", "/id/evidence/evil", "/id/document/evil", "/", "/query"]
)
def test_what_a_source_wrote_is_text(evil: Any, path: str) -> None:
    reply = evil.ask(path=path, accept=BROWSER)
    assert reply.status == 200
    page = tags(reply.text)
    assert page.tags.count("script") == (1 if path == "/query" else 0)
    assert "img" not in page.tags
    assert not any(name.startswith("on") for name in page.attributes)
    assert not any(lead.lower().startswith(("javascript:", "data:")) for lead in page.leads)
    assert "&lt;script&gt;alert(1)" in reply.text
    assert "{{ 7*7 }}" in reply.text


def test_what_a_request_says_is_text(evil: Any) -> None:
    attack = quote("</textarea><script>alert(1)</script>")
    for path in (
        f"/query?query={attack}",
        f"/query?example={attack}",
        f"/id/org/{attack}",
        f"/archive/{attack}",
        f"/{attack}",
    ):
        reply = evil.ask(path=path, accept=BROWSER)
        assert "<script>alert" not in reply.text
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
    refused = evil.query("SELECT <script>alert(1)</script>")
    assert refused.headers["content-type"].startswith("text/plain")
    assert refused.headers["x-content-type-options"] == "nosniff"


def test_no_page_needs_another_host(example: Any) -> None:
    for path in ("/", "/query", "/id/service/aws", "/ns", "/nothing"):
        reply = example.ask(path=path, accept=BROWSER)
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert not re.search(r"(src|action)=\"(https?:)?//", reply.text)
        assert not re.search(r"<link rel=\"(?!alternate)[^>]*href=\"(https?:)?//", reply.text)
        assert not re.search(r"<(style|script)>| style=\"", reply.text)
        assert 'href="https://example.jp/contact"' in reply.text


def test_a_thing_answers_a_person_and_a_machine(example: Any) -> None:
    page = example.ask(path="/id/service/aws", accept=BROWSER)
    assert page.status == 200
    assert "アマゾン ウェブ サービス" in page.text
    assert "Amazon Web Services" in page.text
    assert "Ａｍａｚｏｎ　Ｗｅｂ　Ｓｅｒｖｉｃｅｓ（以下「ＡＷＳ」という。）が千八百七十七システム" in page.text
    assert "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/touh/t216027.htm" in page.text
    assert "reconstructed: not the publisher&#39;s own page" in page.text
    for accept, parser in (("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/rdf+xml", "xml")):
        reply = example.ask(path="/id/service/aws", accept=accept)
        graph = rdflib.Graph().parse(data=reply.text, format=parser)
        subject = rdflib.URIRef(f"{BASE}id/service/aws")
        assert rdflib.Literal("Amazon Web Services", "en") in set(graph.objects(subject, rdflib.RDFS.label))
        assert (None, rdflib.RDF.object, subject) in graph
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "accept" in reply.headers["vary"].lower()


def test_every_iri_of_ours_that_the_data_hold_answers(example: Any) -> None:
    """One of each class, predicate and graph, and one whose name needs escaping."""
    query = f"""SELECT DISTINCT ?iri {{
      {{ SELECT (SAMPLE(?s) AS ?iri) {{ ?s a ?class FILTER(strstarts(str(?s), "{BASE}id/")) }} GROUP BY ?class }}
      UNION {{ SELECT (SAMPLE(?p) AS ?iri) {{ ?s ?p ?o FILTER(strstarts(str(?p), "{NS}")) }} GROUP BY ?p }}
      UNION {{ SELECT DISTINCT (?g AS ?iri) {{ GRAPH ?g {{ }} }} }}
      UNION {{ SELECT (SAMPLE(?s) AS ?iri) {{ ?s a ?class FILTER(contains(str(?s), "%")) }} }}
    }}"""
    rows = example.query(query).json["results"]["bindings"]
    iris = [row["iri"]["value"] for row in rows if "iri" in row]
    assert len(iris) > 30
    for iri in iris:
        path = "/" + iri.removeprefix(BASE).partition("#")[0]
        assert example.ask(path=path, accept=BROWSER).status in (200, 303), iri
        assert example.ask(path=path, accept="text/turtle").status == 200, iri


def test_a_system_shows_what_may_be_the_same_with_score_and_reason(example: Any) -> None:
    query = """SELECT ?one ?other ?score ?why {
      ?one izon:possiblySameAs ?other . ?likeness izon:likens ?one , ?other ; izon:score ?score ; izon:because ?why }"""
    (row, *_) = example.query(query).json["results"]["bindings"]
    for end, other in (("one", "other"), ("other", "one")):
        page = example.ask(path="/" + row[end]["value"].removeprefix(BASE), accept=BROWSER).text
        (section,) = re.findall(r"<h2>同じかもしれないもの.*?</ul>", page, flags=re.DOTALL)
        assert "/" + row[other]["value"].removeprefix(BASE) in section
        assert row["score"]["value"] in section
        assert row["why"]["value"] in section
        assert "possiblySameAs" not in page.replace(section, ""), "said once"


def test_a_name_that_is_not_there_is_not_found(example: Any) -> None:
    for accept in (BROWSER, "text/turtle"):
        for path in ("/id/org/JP-0000000000000", "/id/", "/nothing", "/id/org/%3Cscript%3E", "/archive/..%2f..%2fetc"):
            assert example.ask(path=path, accept=accept).status == 404, path
    assert example.ask(path="/id/service/aws", accept="image/png").status == 406
    assert example.ask("POST", path="/id/service/aws", body="").status == 405
    assert example.ask(path="/static/../site.py").status == 404
    assert example.ask(path="/static/%2e%2e/site.py").status == 404


def test_claims_come_page_by_page_and_each_once(example: Any) -> None:
    found: list[str] = []
    address = "/id/project/rs-2025-5543"
    pages = 0
    while address:
        reply = example.ask(path=address, accept=BROWSER)
        found += re.findall(r'<a href="(/id/claim/[0-9a-f]{32})">主張', reply.text)
        following = re.search(r'rel="next" href="([^"]+)"', reply.text)
        address = following[1] if following else ""
        pages += 1
    query = f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c rdf:subject|rdf:object <{BASE}id/project/rs-2025-5543> }}"
    [row] = example.query(query).json["results"]["bindings"]
    assert len(found) == len(set(found)) == int(row["n"]["value"])
    assert pages > 1


def test_the_archived_copy_shows_the_quote_where_the_licence_allows(example: Any) -> None:
    page = example.ask(path="/id/service/aws", accept=BROWSER).text
    copies = [link.replace("&amp;", "&").partition("#")[0] for link in re.findall(r'href="(/archive/[^"]+)"', page)]
    table = next(link for link in copies if "cell" in link)
    shown = example.ask(path=table, accept=BROWSER).text
    assert "PDL1.0" in shown or "Apache-2.0" in shown
    assert '<tr class="quoted">' in shown
    text = next(link for link in copies if "char%3D" in link and "cell" not in link)
    withheld = example.ask(path=text, accept=BROWSER).text
    assert "do not allow us to publish the copy" in withheld
    assert "千八百七十七" not in withheld
    assert "https://www.sangiin.go.jp/" in withheld


def test_only_what_a_claim_quotes_is_shown_of_an_archived_page(example: Any) -> None:
    page = example.ask(path="/id/service/aws", accept=BROWSER).text
    digest = next(re.finditer(r"/archive/([0-9a-f]{32})\?at=cell", page))[1]
    for selector in ("cell=2,1", "cell=999999,1", "char=0,100000", "x", '" } ?s ?p ?o #'):
        assert example.ask(path=f"/archive/{digest}?at={quote(selector)}", accept=BROWSER).status == 404
    bare = example.ask(path=f"/archive/{digest}", accept=BROWSER)
    assert bare.status == 200
    assert "quoted" not in bare.text


def test_the_questions_are_data_and_run_as_they_stand(example: Any) -> None:
    listed = example.query(
        "SELECT ?q ?title ?text { ?q a sh:SPARQLExecutable ; rdfs:label ?title ; sh:select ?text FILTER(lang(?title) = 'ja') }"
    ).json["results"]["bindings"]
    folders = [path.parent for path in (Path(__file__).resolve().parents[3] / "ontology/questions").glob("*/query.rq")]
    assert {row["q"]["value"].rpartition("/")[2] for row in listed} == {folder.name for folder in folders}
    for row in listed:
        reply = example.query(row["text"]["value"])
        assert reply.status == 200, row["q"]["value"]
        assert reply.json["results"]["bindings"], row["q"]["value"]
    home = example.ask(path="/", accept=BROWSER).text
    for row in listed:
        assert f"/query?example={row['q']['value'].rpartition('/')[2]}" in home


def test_the_description_counts_what_the_build_holds(example: Any) -> None:
    build = json.loads((example.home / "tables" / "build.json").read_text(encoding="utf-8"))
    graph = rdflib.Graph().parse(data=example.ask(path="/void", accept="text/turtle").text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    assert (
        int(graph.value(None, void.triples) or graph.value(next(graph.subjects(void.triples)), void.triples))
        == build["quads"]
    )
    partition = graph.value(predicate=void["class"], object=rdflib.URIRef(f"{NS}Project"))
    assert int(graph.value(partition, void.entities)) == build["counts"]["entities/Project"]
    rights = {str(value) for value in graph.objects(None, rdflib.DCTERMS.rights)}
    assert rights == {
        "出典：行政事業レビュー見える化サイト（https://rssystem.go.jp/）を加工して作成",
        "出典：参議院ホームページ（https://www.sangiin.go.jp/）",
    }


def test_a_browser_that_opens_the_endpoint_gets_the_query_page(example: Any) -> None:
    reply = example.ask(path="/sparql", accept=BROWSER)
    assert (reply.status, reply.headers["location"]) == (303, "/query")
    asked = example.ask(fields={"query": "ASK {}"}, accept=BROWSER)
    assert asked.headers["location"].startswith("/query?query=ASK")
    assert example.ask(fields={"query": "ASK {}", "format": "json"}, accept=BROWSER).json["boolean"] is True


def test_the_server_listens_on_this_machine_only_and_says_what_is_wrong(
    small_home: Path, izon: Any, server: Any, tmp_path: Path
) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    port = server.authority.rpartition(":")[2]
    taken = izon("serve", "--port", port, home=small_home, check=False)
    assert taken.returncode == 1
    assert "cannot listen" in taken.stderr
    empty = izon("serve", "--port", "0", home=tmp_path, check=False)
    assert empty.returncode == 1
    assert "izon build" in empty.stderr
