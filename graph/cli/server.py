"""Commands of the embedded Neo4j server."""

from __future__ import annotations

import click

from graph.cli import answering
from graph.cli.console import Console, common
from graph.home import Home
from graph.neo4j.loader import end_broken_off
from graph.neo4j.server import EmbeddedServer


@click.group("neo4j")
def neo4j_group() -> None:
    """The embedded Neo4j server of this home."""


@neo4j_group.command()
@common
def start(home: Home, console: Console) -> None:
    """Start it, or find it running."""
    with answering.neo4j_errors(console):
        endpoint = EmbeddedServer(home.path, console.fetched).start()
    document = {"bolt": endpoint.bolt_uri, "browser": f"{endpoint.http_uri}browser/", "pid": endpoint.pid}
    console.result(document, [f"running: {endpoint.bolt_uri}, Browser {endpoint.http_uri}browser/, pid {endpoint.pid}"])


@neo4j_group.command()
@common
def stop(home: Home, console: Console) -> None:
    """Stop it; its data stay."""
    with answering.neo4j_errors(console):
        server = EmbeddedServer(home.path)
        end_broken_off(server)
        ran = server.stop()
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
