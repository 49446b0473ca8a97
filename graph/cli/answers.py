"""Commands that answer: questions, queries, evidence, checks, status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
import neo4j

from crawler.ledger import Ledger
from graph.answers import questions as asking
from graph.answers.evidence import UnknownIriError, verify, why
from graph.answers.parity import compare
from graph.answers.rows import claims_of_rows
from graph.build.clock import Clock
from graph.build.gate import held_back
from graph.build.standing import Moment
from graph.cli import answering, report
from graph.cli.console import DONE, FAILED, WRONG_USE, Console, common, pairs
from graph.home import Home
from graph.neo4j.connection import connect
from graph.neo4j.loader import loaded_build
from graph.rdf import store

_DAY = click.DateTime(["%Y-%m-%d"])
_LONGEST_TIMEOUT = 86_400.0  # seconds


@click.command()
@click.argument("question", required=False)
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="A parameter: an IRI, or a thing's name.")
@click.option("--engine", type=click.Choice(["sparql", "cypher", "both"]), default="sparql")
@click.option("--as-of", "valid", type=_DAY, metavar="DATE", help="What held on a day in the world.")
@click.option("--known", type=_DAY, metavar="DATE", help="What was known by the end of a day.")
@click.option("--claims", is_flag=True, help="With each row the claims that it rests on, for izon why.")
@click.option("--limit", type=click.IntRange(0), help="Show at most so many rows (text only).")
@common
def ask(
    home: Home,
    console: Console,
    question: str | None,
    given: Sequence[str],
    engine: str,
    valid: datetime | None,
    known: datetime | None,
    claims: bool,
    limit: int | None,
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
    answering.published_build(home, console)
    moment = Moment(valid.date() if valid else None, known.date() if known else None)
    view = None if moment.is_now or engine == "cypher" else answering.view_of(home, console, moment)
    with answering.engines(home, console, engine, view) as engines:
        results = answering.answers_to(chosen, values, engines, console, moment)
        asked = answering.values_for(chosen, values, engines[0], console).values() if claims else ()
    lines = [click.style(chosen.title_en, fg="cyan"), chosen.title_ja, *asking.table(results[0], limit)]
    document = report.result_document(chosen, results[0]) | {"engines": [result.engine for result in results]}
    if not moment.is_now:
        document["view"] = report.view_document(moment, view)
        lines.append(report.view_line(moment, view))
    if len(results) == 2:
        different = asking.differences(*results)
        if different:
            console.fail("the engines differ:\n" + "\n".join(different[:40]))
        lines.append(f"{len(results[0].rows)} rows, the same from SPARQL and Cypher")
    if claims:
        document["claims"] = claims_of_rows(home.published, results[0], asked, moment)
        for number, rests_on in enumerate(document["claims"][:limit], start=1):
            lines.append(f"row {number} rests on " + (" ".join(rests_on) or "no claim of its own"))
    coverage = answering.coverage_of(home, moment)
    document["coverage"] = asdict(coverage)
    console.result(document, lines)
    if not console.json:
        click.echo(coverage.line, err=True)


@click.command()
@click.option("--sparql", metavar="TEXT|@FILE")
@click.option("--cypher", metavar="TEXT|@FILE")
@click.option("--timeout", type=float, default=60.0, show_default=True, help="Seconds before a query is ended.")
@common
def query(home: Home, console: Console, sparql: str | None, cypher: str | None, timeout: float) -> None:
    """Run a query of your own; it can only read."""
    if (sparql is None) == (cypher is None):
        console.fail("give either --sparql or --cypher", WRONG_USE)
    if not 0 < timeout <= _LONGEST_TIMEOUT:  # to Neo4j 0 is none at all
        console.fail(f"--timeout {timeout:g}: expected more than 0 and at most {_LONGEST_TIMEOUT:g} seconds", WRONG_USE)
    if sparql is not None:
        folder = store.current(home.rdf)
        if folder is None:
            console.fail("there is no RDF store yet: run `izon build`")
        with answering.store_errors(console), store.Queries(folder, timeout) as queries:
            answer = queries.select(answering.text_of(sparql, console))
        result = asking.Result("sparql", tuple(answer.columns), tuple(tuple(row) for row in answer.rows))
    else:
        with answering.neo4j_errors(console), connect(home.path, console.fetched) as driver:
            try:
                result = asking.read_cypher(driver, answering.text_of(cypher or "", console), timeout)
            except neo4j.exceptions.Neo4jError as error:
                console.fail(str(error))
    console.result({"columns": result.columns, "rows": result.rows}, asking.table(result))


@click.command("why")
@click.argument("iri")
@common
def why_command(home: Home, console: Console, iri: str) -> None:
    """Walk claim → evidence → document → capture, and read the quote again in the archive."""
    answering.published_build(home, console)
    try:
        claims = why(home.published, answering.reader(home), iri)
    except UnknownIriError as error:
        console.fail(str(error))
    broken = [link for claim in claims for link in claim.links if not link.verified]
    console.result([asdict(claim) for claim in claims], [line for claim in claims for line in report.why_lines(claim)])
    sys.exit(FAILED if broken else DONE)


@click.command()
@common
def check(home: Home, console: Console) -> None:
    """Verify every claim's evidence in the archive, references, and that both stores hold the same."""
    made = answering.published_build(home, console)
    clock = Clock()
    with clock.stage("evidence"):
        verification = verify(home.published, answering.reader(home), console.progress)
    with clock.stage("parity"), answering.neo4j_errors(console), connect(home.path, console.fetched) as driver:
        if loaded_build(driver) != made.name:
            console.fail("Neo4j does not hold this build: run `izon load`")
        folder = store.current(home.rdf)
        assert folder is not None
        with answering.store_errors(console), store.Queries(folder, timeout=300) as queries:
            parity = compare(home.published, queries, driver)
    held = held_back(home.published)
    with Ledger(home.path) as ledger:
        redactions = ledger.redactions()
    problems = [*verification.failures, *parity.differences]
    document = {
        "claims": verification.claims,
        "evidence": verification.evidence,
        "evidence_by_origin": verification.by_origin,
        "evidence_failures": len(verification.failures),
        "parity": parity.counts,
        "parity_differences": parity.differences,
        "held_back": [asdict(one) for one in held],
        "redacted": [asdict(one) for one in redactions],
        "evidence_redacted": verification.redacted,
        "problems": problems[:100],
        "seconds": clock.seconds,
    }
    lines = [
        f"{verification.claims:,} claims, {verification.evidence:,} evidences read again in the archive: "
        + ", ".join(f"{number:,} {origin}" for origin, number in sorted(verification.by_origin.items())),
        f"parity: {len(parity.counts)} counts compared in RDF store, Neo4j and tables",
        *(f"held back: {one.record_key}: {one.message} ({one.shape}, {one.claim})" for one in held[:100]),
        *(f"redacted: {one.payload_digest} on {one.redacted}: {one.reason}" for one in redactions),
        *([f"{verification.redacted} evidences of it go with the next `izon build`"] if verification.redacted else []),
        *(f"problem: {problem}" for problem in problems[:100]),
        "all hold" if not problems else f"{len(problems)} problems",
        "  ".join(f"{name} {seconds:.1f} s" for name, seconds in clock.seconds.items()),
    ]
    console.result(document, lines)
    sys.exit(FAILED if problems else DONE)
