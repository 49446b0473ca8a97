"""Commands that make things: crawl, build, load, and run, which does them all and answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict

import click

from graph.answers import questions as asking
from graph.answers.things import example_claim
from graph.build.clock import Clock
from graph.cli import answering, report, scheduling, steps
from graph.cli.console import DONE, GAPS, WRONG_USE, Console, common
from graph.home import Home
from graph.neo4j.connection import is_embedded
from graph.neo4j.server import EmbeddedServer

FIRST_QUESTIONS = (3, 1)  # what `izon run` answers at its end
SHOWN_ROWS = 15


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--mirror", metavar="DIR|URL", help="Answer requests from a folder or a server laid out host/path.")
@click.option("-a", "arguments", multiple=True, metavar="KEY=VALUE", help="Argument of the spiders that take it.")
@common
def run(home: Home, console: Console, sources: Sequence[str], mirror: str | None, arguments: Sequence[str]) -> None:
    """Crawl, build, load, then print what was found and where to look."""
    clock = Clock()
    crawled = steps.crawl_sources(home, console, clock, sources, mirror, arguments)
    with steps.publishing(home, console):
        build, _ = steps.build_home(home, console, clock, full=False)
        held_back = steps.held_back(home, [one.source for one in crawled.sources])
        load = steps.load_home(home, console, clock, full=False)
    server = EmbeddedServer(home.path)
    answers = []
    with answering.engines(home, console, "both") as engines:
        for number in FIRST_QUESTIONS:
            question = asking.load_questions()[number]
            answers.append((question, answering.answers_to(question, {}, engines, console)[0]))
    example = example_claim(home.published)
    endpoint = server.status().endpoint if is_embedded() else None
    lines = [
        *report.crawl_lines(crawled),
        *(f"quarantined: {page.url}: {'; '.join(page.reasons)}" for page in held_back),
        *report.build_lines(build, clock),
        *report.load_lines(load),
    ]
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
        "quarantined": [asdict(page) for page in held_back],
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
    sys.exit(GAPS if crawled.fell_short or held_back else DONE)


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--mirror", metavar="DIR|URL", help="Answer requests from a folder or a server laid out host/path.")
@click.option("-a", "arguments", multiple=True, metavar="KEY=VALUE", help="Argument of the spiders that take it.")
@click.option("--due", is_flag=True, help="Crawl what is due by its cadence, then build, load and publish.")
@click.option("--since", metavar="DATE", help="Sources that are asked by dates: from this day (2026-01-05) on.")
@click.option("--probe", is_flag=True, help="One careful request to one source; says what differs from expectation.")
@common
def crawl(
    home: Home,
    console: Console,
    sources: Sequence[str],
    mirror: str | None,
    arguments: Sequence[str],
    due: bool,
    since: str | None,
    probe: bool,
) -> None:
    """Fetch sources into the archive; exit code 3 when one fell short of what it promised. With --due: a whole night."""
    if probe:
        if len(sources) != 1 or due or since:
            console.fail("--probe asks one source: izon crawl SOURCE --probe", WRONG_USE)
        probed = scheduling.probed(home, console, sources[0], mirror, arguments)
        console.result(asdict(probed), scheduling.probe_lines(probed))
        sys.exit(GAPS if probed.differences else DONE)
    if due:
        scheduling.spend_night(home, console, sources, mirror, arguments, since)
    crawled = steps.crawl_sources(
        home, console, Clock(), sources, mirror, scheduling.with_since(arguments, since, sources)
    )
    console.result([report.source_document(one) for one in crawled.sources], report.crawl_lines(crawled))
    sys.exit(GAPS if crawled.fell_short else DONE)


@click.command()
@click.option("--full", is_flag=True, help="Make everything again, also what has not changed.")
@common
def build(home: Home, console: Console, full: bool) -> None:
    """Archive → tables → RDF store."""
    clock = Clock()
    with steps.publishing(home, console):
        made, parsed = steps.build_home(home, console, clock, full=full)
    document = asdict(made) | {
        "build_digest": made.digest,
        "seconds": clock.seconds,
        "peak_bytes": clock.peak_bytes,
        "records": dict(parsed.records),
    }
    console.result(document, report.build_lines(made, clock))


@click.command()
@click.option("--full", is_flag=True, help="Load although the server holds this build already.")
@common
def load(home: Home, console: Console, full: bool) -> None:
    """Claims → Neo4j: the embedded server, or the one that IZON_NEO4J_URI names."""
    clock = Clock()
    with steps.publishing(home, console):
        loaded = steps.load_home(home, console, clock, full=full)
    console.result(asdict(loaded) | {"seconds": clock.seconds}, report.load_lines(loaded))
