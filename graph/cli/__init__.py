"""The command `izon`: the commands by what they are for. Its contract is `docs/command-line.md`."""

from __future__ import annotations

import click

from graph.cli.answers import ask, check, query, why_command
from graph.cli.archive import archive
from graph.cli.classifying import classify
from graph.cli.exporting import export
from graph.cli.extracting import extract
from graph.cli.kept import changes, night_command, rollback
from graph.cli.making import build, crawl, load, run
from graph.cli.redacting import redact_command
from graph.cli.resolving import reference, resolve
from graph.cli.scheduling import schedule
from graph.cli.server import neo4j_group
from graph.cli.serving import serve
from graph.cli.status import status_command
from graph.cli.together import down, up
from graph.cli.what_if import diff, what_if


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="izon-graph", prog_name="izon")
def main() -> None:
    """Izon (依存): which public functions depend on which providers, with the evidence."""


for command in (
    run,
    crawl,
    build,
    load,
    ask,
    query,
    why_command,
    check,
    status_command,
    archive,
    neo4j_group,
    schedule,
    resolve,
    reference,
    extract,
    classify,
    what_if,
    diff,
    night_command,
    changes,
    rollback,
    redact_command,
    serve,
    export,
    up,
    down,
):
    main.add_command(command)
