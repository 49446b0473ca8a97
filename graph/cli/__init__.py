"""The command `izon`: the commands by what they are for. Its contract is `docs/command-line.md`."""

from __future__ import annotations

import click

from graph.cli.answers import ask, check, query, status_command, why_command
from graph.cli.archive import archive
from graph.cli.making import build, crawl, load, run
from graph.cli.scheduling import schedule
from graph.cli.server import neo4j_group
from graph.cli.serving import serve


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
    serve,
):
    main.add_command(command)
