"""Commands that start and stop what analysts use: the embedded Neo4j with its Browser, and the web site."""

from __future__ import annotations

import os

import click

from graph.cli import answering
from graph.cli.console import Console, common
from graph.home import Home
from graph.neo4j.connection import URI_VARIABLE, connect, is_embedded
from graph.neo4j.loader import end_broken_off, loaded_build
from graph.neo4j.server import EmbeddedServer
from graph.serve.background import BackgroundSite, WebError
from graph.serve.neo4j_browser import commands


@click.command()
@common
def up(home: Home, console: Console) -> None:
    """Start Neo4j and the web site, or find them running; both go on until `izon down`."""
    made = answering.published_build(home, console)
    try:
        web = BackgroundSite(home.path).start()
    except WebError as error:
        console.fail(str(error))
    document: dict[str, object] = {"web": web.url, "sparql": f"{web.url}sparql", "web_pid": web.pid}
    lines = [f"pages     {web.url}", f"SPARQL    {web.url}sparql"]
    with answering.neo4j_errors(console):
        if is_embedded():
            server = EmbeddedServer(home.path, console.fetched)
            endpoint = server.guide(commands(web.url))
            browser = f"{endpoint.http_uri}browser/?dbms={endpoint.bolt_uri}"
            document |= {"browser": browser, "bolt": endpoint.bolt_uri, "neo4j_pid": endpoint.pid}
            document |= {"user": endpoint.user, "password_file": str(server.files.password)}
            lines += [
                f"Browser   {browser}",
                f"Bolt      {endpoint.bolt_uri}",
                f"          user {endpoint.user}, password in {server.files.password}",
            ]
        else:
            document |= {"browser": None, "bolt": os.environ[URI_VARIABLE], "neo4j_pid": None}
            lines += [f"Bolt      {os.environ[URI_VARIABLE]}, which is not ours to start"]
        with connect(home.path) as driver:
            held = loaded_build(driver)
    document["loaded"] = held == made.name
    if held != made.name:
        lines += [f"Neo4j holds {f'build {held}' if held else 'nothing yet'}, not build {made.name}: izon load"]
    console.result(document, lines)


@click.command()
@common
def down(home: Home, console: Console) -> None:
    """Stop this home's embedded Neo4j and the web site that `izon up` started; data stay."""
    try:
        web = BackgroundSite(home.path).stop()
    except WebError as error:
        console.fail(str(error))
    with answering.neo4j_errors(console):
        server = EmbeddedServer(home.path)
        end_broken_off(server)
        neo4j = server.stop()
    lines = [f"{name}: {'stopped' if ran else 'was not running'}" for name, ran in (("web", web), ("Neo4j", neo4j))]
    console.result({"web": web, "neo4j": neo4j}, lines)
