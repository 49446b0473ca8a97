"""The command `izon`: it alone knows crawler and graph. Its contract is `docs/command-line.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import neo4j

from crawler import crawl as crawling
from crawler import pages
from crawler.add import add_files
from crawler.archive import Archive
from crawler.ledger import Ledger
from crawler.lock import HomeLockedError
from crawler.parse import ParseProgress, ParseReport, parse_archive
from graph import report
from graph.answers import questions as asking
from graph.answers.evidence import Reader, UnknownIriError, verify, why
from graph.answers.parity import compare
from graph.answers.status import status_of
from graph.answers.things import ThingNotFoundError, example_claim, find_thing
from graph.build import stages
from graph.build.apart import StageError
from graph.build.clock import Clock
from graph.console import DONE, FAILED, GAPS, WRONG_USE, Console, common, pairs
from graph.home import Home
from graph.neo4j.connection import connect, is_embedded
from graph.neo4j.errors import Neo4jError
from graph.neo4j.loader import LoadReport, load_bolt, load_embedded, loaded_build
from graph.neo4j.server import EmbeddedServer
from graph.rdf import store
from graph.resolve.reference import FILES, reference_folder

FIRST_QUESTIONS = (3, 1)  # what `izon run` answers at its end
SHOWN_ROWS = 15


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="izon-graph", prog_name="izon")
def main() -> None:
    """Izon (依存): which public functions depend on which providers, with the evidence."""


# -- crawl, build, load ------------------------------------------------------------------------------------------------


@main.command()
@click.argument("sources", nargs=-1)
@click.option("--mirror", metavar="DIR|URL", help="Answer requests from a folder or a server laid out host/path.")
@click.option("-a", "arguments", multiple=True, metavar="KEY=VALUE", help="Argument of the spiders that take it.")
@common
def run(home: Home, console: Console, sources: Sequence[str], mirror: str | None, arguments: Sequence[str]) -> None:
    """Crawl, build, load, then print what was found and where to look."""
    clock = Clock()
    crawled = _crawl(home, console, clock, sources, mirror, arguments)
    build, _ = _build(home, console, clock, full=False)
    load = _load(home, console, clock, full=False)
    server = EmbeddedServer(home.path)
    answers = []
    with _engines(home, console, "both") as engines:
        for number in FIRST_QUESTIONS:
            question = asking.load_questions()[number]
            answers.append((question, _ask(question, {}, engines, console)[0]))
    example = example_claim(home.published)
    endpoint = server.status().endpoint if is_embedded() else None
    lines = [*report.crawl_lines(crawled), *report.build_lines(build, clock), *report.load_lines(load)]
    for question, result in answers:
        lines += ["", click.style(f"{question.number}. {question.title_en}", fg="cyan"), f"   {question.title_ja}"]
        lines += asking.table(result, SHOWN_ROWS)
    lines += ["", "Where to look next"]
    if endpoint:
        lines.append(
            f"  Neo4j Browser   {endpoint.http_uri}browser/?dbms={endpoint.bolt_uri}   user {endpoint.user}, "
            f"password in {server.files.password}"
        )
    lines += [
        "  SPARQL          izon query --sparql 'SELECT ?s ?o { ?s izon:usesService ?o }'",
        f"  Evidence        izon why {example}",
        "  All questions   izon ask",
    ]
    document = {
        "crawl": [report.source_document(one) for one in crawled.sources],
        "build": asdict(build),
        "load": asdict(load),
        "seconds": clock.seconds,
        "peak_bytes": clock.peak_bytes,
        "answers": [report.result_document(question, result) for question, result in answers],
        "browser": f"{endpoint.http_uri}browser/" if endpoint else None,
        "bolt": endpoint.bolt_uri if endpoint else None,
        "why": example,
    }
    console.result(document, lines)
    sys.exit(GAPS if crawled.fell_short else DONE)


@main.command()
@click.argument("sources", nargs=-1)
@click.option("--mirror", metavar="DIR|URL", help="Answer requests from a folder or a server laid out host/path.")
@click.option("-a", "arguments", multiple=True, metavar="KEY=VALUE", help="Argument of the spiders that take it.")
@common
def crawl(home: Home, console: Console, sources: Sequence[str], mirror: str | None, arguments: Sequence[str]) -> None:
    """Fetch sources into the archive; exit code 3 when one fell short of what it promised."""
    crawled = _crawl(home, console, Clock(), sources, mirror, arguments)
    console.result([report.source_document(one) for one in crawled.sources], report.crawl_lines(crawled))
    sys.exit(GAPS if crawled.fell_short else DONE)


@main.command()
@click.option("--full", is_flag=True, help="Make everything again, also what has not changed.")
@common
def build(home: Home, console: Console, full: bool) -> None:
    """Archive → tables → RDF store."""
    clock = Clock()
    made, parsed = _build(home, console, clock, full=full)
    document = asdict(made) | {
        "build_digest": made.digest,
        "seconds": clock.seconds,
        "peak_bytes": clock.peak_bytes,
        "records": dict(parsed.records),
    }
    console.result(document, report.build_lines(made, clock))


@main.command()
@click.option("--full", is_flag=True, help="Load although the server holds this build already.")
@common
def load(home: Home, console: Console, full: bool) -> None:
    """Claims → Neo4j: the embedded server, or the one that IZON_NEO4J_URI names."""
    clock = Clock()
    loaded = _load(home, console, clock, full=full)
    console.result(asdict(loaded) | {"seconds": clock.seconds}, report.load_lines(loaded))


# -- the embedded server -----------------------------------------------------------------------------------------------


@main.group("neo4j")
def neo4j_group() -> None:
    """The embedded Neo4j server of this home."""


@neo4j_group.command()
@common
def start(home: Home, console: Console) -> None:
    """Start it, or find it running."""
    with _neo4j_errors(console):
        endpoint = EmbeddedServer(home.path).start()
    document = {"bolt": endpoint.bolt_uri, "browser": f"{endpoint.http_uri}browser/", "pid": endpoint.pid}
    console.result(document, [f"running: {endpoint.bolt_uri}, Browser {endpoint.http_uri}browser/, pid {endpoint.pid}"])


@neo4j_group.command()
@common
def stop(home: Home, console: Console) -> None:
    """Stop it; its data stay."""
    with _neo4j_errors(console):
        ran = EmbeddedServer(home.path).stop()
    console.result({"stopped": ran}, ["stopped" if ran else "was not running"])


@neo4j_group.command()
@common
def status(home: Home, console: Console) -> None:
    """Say whether it runs and where."""
    state = EmbeddedServer(home.path).status()
    document = {
        "running": state.running,
        "answering": state.answering,
        "bolt": state.endpoint.bolt_uri if state.endpoint else None,
        "browser": f"{state.endpoint.http_uri}browser/" if state.endpoint else None,
        "pid": state.endpoint.pid if state.endpoint else None,
    }
    where = f": {document['bolt']}, Browser {document['browser']}" if state.endpoint else ""
    console.result(document, [("running" if state.running else "not running") + where])


# -- answers -----------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("question", required=False)
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="A parameter: an IRI, or a thing's name.")
@click.option("--engine", type=click.Choice(["sparql", "cypher", "both"]), default="sparql")
@click.option("--limit", type=int, help="Show at most so many rows (text only).")
@common
def ask(
    home: Home, console: Console, question: str | None, given: Sequence[str], engine: str, limit: int | None
) -> None:
    """Answer a competency question, by number or name; without one, list them."""
    questions = asking.load_questions()
    if question is None:
        document: Any = [
            {"number": q.number, "name": q.slug, "title_en": q.title_en, "title_ja": q.title_ja,
             "parameters": [asdict(p) for p in q.parameters]} for q in questions.values()
        ]  # fmt: skip
        lines = [
            f"{q.number:>3}  {q.title_en}\n     {q.title_ja}"
            + "".join(f"\n     --param {p.name}={p.default}" for p in q.parameters)
            for q in questions.values()
        ]
        console.result(document, lines)
        return
    try:
        chosen = asking.find(questions, question)
        values = pairs(given)
    except asking.QuestionError as error:
        console.fail(str(error), WRONG_USE)
    _published(home, console)
    with _engines(home, console, engine) as engines:
        results = _ask(chosen, values, engines, console)
    lines = [click.style(chosen.title_en, fg="cyan"), chosen.title_ja, *asking.table(results[0], limit)]
    if len(results) == 2:
        different = asking.differences(*results)
        if different:
            console.fail("the engines differ:\n" + "\n".join(different[:40]))
        lines.append(f"{len(results[0].rows)} rows, the same from SPARQL and Cypher")
    console.result(
        report.result_document(chosen, results[0]) | {"engines": [result.engine for result in results]}, lines
    )


@main.command()
@click.option("--sparql", metavar="TEXT|@FILE")
@click.option("--cypher", metavar="TEXT|@FILE")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds before a query is ended.")
@common
def query(home: Home, console: Console, sparql: str | None, cypher: str | None, timeout: float) -> None:
    """Run a query of your own; it can only read."""
    if (sparql is None) == (cypher is None):
        console.fail("give either --sparql or --cypher", WRONG_USE)
    if sparql is not None:
        folder = store.current(home.rdf)
        if folder is None:
            console.fail("there is no RDF store yet: run `izon build`")
        try:
            with store.Queries(folder, timeout) as queries:
                answer = queries.select(_text(sparql, console))
        except store.StoreError as error:
            console.fail(str(error))
        result = asking.Result("sparql", tuple(answer.columns), tuple(tuple(row) for row in answer.rows))
    else:
        with _neo4j_errors(console), connect(home.path) as driver:
            try:
                result = asking.read_cypher(driver, _text(cypher or "", console), timeout)
            except neo4j.exceptions.Neo4jError as error:
                console.fail(str(error))
    console.result({"columns": result.columns, "rows": result.rows}, asking.table(result))


@main.command("why")
@click.argument("iri")
@common
def why_command(home: Home, console: Console, iri: str) -> None:
    """Walk claim → evidence → document → capture, and read the quote again in the archive."""
    _published(home, console)
    try:
        claims = why(home.published, _reader(home), iri)
    except UnknownIriError as error:
        console.fail(str(error))
    broken = [link for claim in claims for link in claim.links if not link.verified]
    console.result([asdict(claim) for claim in claims], [line for claim in claims for line in report.why_lines(claim)])
    sys.exit(FAILED if broken else DONE)


@main.command()
@common
def check(home: Home, console: Console) -> None:
    """Verify every claim's evidence in the archive, references, and that both stores hold the same."""
    made = _published(home, console)
    clock = Clock()
    with clock.stage("evidence"):
        verification = verify(home.published, _reader(home), console.progress)
    with clock.stage("parity"), _neo4j_errors(console), connect(home.path) as driver:
        if loaded_build(driver) != made.name:
            console.fail("Neo4j does not hold this build: run `izon load`")
        folder = store.current(home.rdf)
        assert folder is not None
        with store.Queries(folder, timeout=300) as queries:
            parity = compare(home.published, queries, driver)
    problems = [*verification.failures, *parity.differences]
    document = {
        "claims": verification.claims,
        "evidence": verification.evidence,
        "evidence_by_origin": verification.by_origin,
        "evidence_failures": len(verification.failures),
        "parity": parity.counts,
        "parity_differences": parity.differences,
        "problems": problems[:100],
        "seconds": clock.seconds,
    }
    lines = [
        f"{verification.claims:,} claims, {verification.evidence:,} evidences read again in the archive: "
        + ", ".join(f"{number:,} {origin}" for origin, number in sorted(verification.by_origin.items())),
        f"parity: {len(parity.counts)} counts compared in RDF store, Neo4j and tables",
        *(f"problem: {problem}" for problem in problems[:100]),
        "all hold" if not problems else f"{len(problems)} problems",
        "  ".join(f"{name} {seconds:.1f} s" for name, seconds in clock.seconds.items()),
    ]
    console.result(document, lines)
    sys.exit(FAILED if problems else DONE)


@main.command("status")
@common
def status_command(home: Home, console: Console) -> None:
    """What each source promised and what is held, its age and last failure; counts; the build."""
    document = status_of(home)
    console.result(document.document(), document.lines())


# -- archive -----------------------------------------------------------------------------------------------------------


@main.group()
def archive() -> None:
    """The archive of everything fetched."""


@archive.command("list")
@common
def archive_list(home: Home, console: Console) -> None:
    """The captures, by URL and time."""
    with Ledger(home.path) as ledger:
        captures = list(ledger.captures())
    lines = [f"{c.first_seen}  {c.status}  {c.origin:<13}  {c.length:>11,}  {c.url}" for c in captures]
    console.result([asdict(capture) for capture in captures], lines)


@archive.command("verify")
@common
def archive_verify(home: Home, console: Console) -> None:
    """Read every record again and compare its digests."""
    with Ledger(home.path) as ledger:
        found = Archive(home.path).verify(list(ledger.captures()))
    lines = [f"{found.files} files, {found.records} records, {found.captures} captures", *found.faults]
    console.result(asdict(found), lines)
    sys.exit(FAILED if found.faults else DONE)


# -- steps that several commands share ---------------------------------------------------------------------------------


def _crawl(
    home: Home,
    console: Console,
    clock: Clock,
    sources: Sequence[str],
    mirror: str | None,
    arguments: Sequence[str],
) -> crawling.CrawlReport:
    def progress(state: crawling.CrawlProgress) -> None:
        console.progress(f"crawl {state.source}", state.answers, max(state.answers, 1))

    try:
        with clock.stage("crawl"):
            return crawling.crawl(home.path, sources, pairs(arguments), mirror, progress)
    except crawling.CrawlArgumentError as error:
        console.fail(str(error), WRONG_USE)
    except HomeLockedError as error:
        console.fail(str(error))


def _build(home: Home, console: Console, clock: Clock, *, full: bool) -> tuple[stages.Build, ParseReport]:
    if full:
        stages.forget(home)
    try:
        add_files(
            home.path,
            "reference",
            "reference_table",
            "text/csv",
            {stages.REFERENCE_URL + name: (reference_folder() / name).read_bytes() for name in FILES},
        )
    except HomeLockedError as error:
        console.fail(str(error))

    def progress(state: ParseProgress) -> None:
        console.progress("parse", state.done, state.total)

    with clock.stage("parse"):
        parsed = parse_archive(home.path, progress)
    try:
        return stages.build(home, clock, console.progress), parsed
    except (stages.BuildError, StageError) as error:
        console.fail(str(error))


def _load(home: Home, console: Console, clock: Clock, *, full: bool) -> LoadReport:
    made = _published(home, console)
    with _neo4j_errors(console), clock.stage("load"):
        if is_embedded():
            server = EmbeddedServer(home.path)
            if not full:
                with connect(home.path) as driver:
                    if loaded_build(driver) == made.name:
                        return LoadReport(0, 0, "unchanged", made.name)
            return load_embedded(server, home.published, home.neo4j / "import-rows", made.name)
        with connect(home.path) as driver:
            if not full and loaded_build(driver) == made.name:
                return LoadReport(0, 0, "unchanged", made.name)
            return load_bolt(driver, home.published, made.name, console.progress)


def _published(home: Home, console: Console) -> stages.Build:
    made = stages.published(home)
    if made is None:
        console.fail(f"{home.path} has no build: run `izon build` (or `izon run`) first")
    return made


@contextmanager
def _neo4j_errors(console: Console) -> Iterator[None]:
    try:
        yield
    except Neo4jError as error:
        console.fail(str(error))


@contextmanager
def _engines(home: Home, console: Console, engine: str) -> Iterator[list[Any]]:
    """The engines to ask: an RDF store's queries, a Neo4j driver, or both in this order."""
    engines: list[Any] = []
    if engine == "cypher":
        with _neo4j_errors(console), connect(home.path) as driver:
            yield [driver]
        return
    folder = store.current(home.rdf)
    assert folder is not None
    with store.Queries(folder) as queries:
        engines.append(queries)
        if engine == "sparql":
            yield engines
            return
        with _neo4j_errors(console), connect(home.path) as driver:
            yield [*engines, driver]


def _ask(
    question: asking.Question, given: dict[str, str], engines: Sequence[Any], console: Console
) -> list[asking.Result]:
    home_tables = engines  # the lookup needs an engine that knows the names: the first
    try:
        values = asking.values_of(question, given, lambda thing, name: find_thing(home_tables[0], thing, name))
    except (asking.QuestionError, ThingNotFoundError) as error:
        console.fail(str(error), WRONG_USE)
    results = []
    for engine in engines:
        try:
            if isinstance(engine, store.Queries):
                results.append(asking.ask_sparql(question, values, engine))
            else:
                results.append(asking.ask_cypher(question, values, engine))
        except store.StoreError as error:
            console.fail(f"question {question.number} in SPARQL: {error}")
        except neo4j.exceptions.Neo4jError as error:
            console.fail(f"question {question.number} in Cypher: {error}")
    return results


class _Pages:
    """The crawler's page functions, as evidence asks for them."""

    def table(self, page_kind: str, body: bytes) -> pages.Table | None:
        return pages.open_table(page_kind, body, page_kind) if pages.is_table(page_kind) else None

    def text(self, page_kind: str, body: bytes) -> str:
        return pages.page_text(page_kind, body, page_kind)


def _reader(home: Home) -> Reader:
    with Ledger(home.path) as ledger:
        captures = list(ledger.captures())
    return Reader(Archive(home.path), captures, _Pages())


def _text(given: str, console: Console) -> str:
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8")
    except OSError as error:
        console.fail(f"{given[1:]}: {error.strerror}", WRONG_USE)


if __name__ == "__main__":
    main()
